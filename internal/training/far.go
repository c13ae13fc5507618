package training

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// mostTravel is the longest way that is believed, in minutes: three days.
const mostTravel = 3 * 24 * 60

// FarUnits returns the units that are far from the seat, with the minutes of
// the way. The units below a far unit are far too.
func FarUnits(ctx context.Context, q db.Q, agency org.AgencyID) (map[org.UnitID]int, error) {
	type far struct {
		unit    org.UnitID
		minutes int
	}
	list, err := db.List(ctx, q, "list far units", func(row db.Row) (far, error) {
		var f far
		err := row.Scan(&f.unit, &f.minutes)
		return f, err
	}, `SELECT unit_id, minutes FROM training_far WHERE agency_id = $1`, string(agency))
	if err != nil {
		return nil, err
	}
	found := make(map[org.UnitID]int, len(list))
	for _, f := range list {
		found[f.unit] = f.minutes
	}
	return found, nil
}

// SetFar says how many minutes away from the seat a unit is; 0 makes it near.
// The people of one far unit are wanted in one batch, so that they travel
// together. Officer and committee may.
func (p *Planner) SetFar(ctx context.Context, actor access.Actor, agency org.AgencyID, unit org.UnitID, minutes int) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	if minutes < 0 || minutes > mostTravel {
		var f fault.Fields
		f.Add("minutes", "training.fault.range", "Lo", 0, "Hi", mostTravel)
		return f.Err()
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		tree, err := org.TreeOf(ctx, tx, agency)
		if err != nil {
			return err
		}
		if _, ok := tree.Unit(unit); !ok {
			return fault.NotFound("access.not_found")
		}
		before, err := FarUnits(ctx, tx, agency)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM training_far WHERE agency_id = $1 AND unit_id = $2`, string(agency), string(unit)); err != nil {
			return fmt.Errorf("set way to unit %s: %w", unit, err)
		}
		now := p.Clock.Now()
		if minutes > 0 {
			if err := tx.Do(ctx, `INSERT INTO training_far (agency_id, unit_id, minutes, entered_at) VALUES ($1, $2, $3, $4)`, string(agency), string(unit), minutes, clock.Stamp(now)); err != nil {
				return fmt.Errorf("set way to unit %s: %w", unit, err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "training.far", Subject: "unit:" + string(unit), Before: map[string]int{"minutes": before[unit]}, After: map[string]int{"minutes": minutes}})
	})
}

// farPlace returns the far place in which a unit lies: the unit itself or the
// nearest above it that was marked; "" for near the seat.
func farPlace(tree *org.Tree, far map[org.UnitID]int, unit org.UnitID) string {
	for range 20 { // units do not lie deeper
		u, ok := tree.Unit(unit)
		if !ok {
			return ""
		}
		if far[unit] > 0 {
			return tree.Path(unit)
		}
		unit = u.Parent
	}
	return ""
}
