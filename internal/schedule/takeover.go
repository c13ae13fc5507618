package schedule

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/training"
)

// takers take over what an office has when it moves in.
var takers = []access.Role{access.Officer, access.Committee}

// Adopt puts the first draft of a batch in force that an office is in the
// middle of, within the caller's transaction, and tells nobody: they know their
// days. Coaches are the names of who leads each group; a name that would stand
// in two places at once stays with the first of its groups, and placed says how many
// groups got theirs.
func (d *Desk) Adopt(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID, coaches map[int]string) (placed int, err error) {
	if err := actor.Require(string(agency), takers...); err != nil {
		return 0, err
	}
	versions, err := Versions(ctx, tx, batch)
	if err != nil {
		return 0, err
	}
	if len(versions) != 1 || versions[0].State != Draft {
		return 0, fault.Conflict("schedule.fault.nothing")
	}
	version := string(versions[0].ID)
	for _, group := range slices.Sorted(maps.Keys(coaches)) {
		name := coaches[group]
		if err := tx.Do(ctx, `UPDATE schedule_session SET trainer = $1 WHERE version_id = $2 AND lead = 'coach' AND group_number = $3`, name, version, group); err != nil {
			return 0, fmt.Errorf("name coach: %w", err)
		}
		v, err := Look(ctx, tx, agency, batch)
		if err != nil {
			return 0, err
		}
		if len(v.Hard()) == 0 {
			placed++
			continue
		}
		if err := tx.Do(ctx, `UPDATE schedule_session SET trainer = '' WHERE version_id = $1 AND lead = 'coach' AND group_number = $2`, version, group); err != nil {
			return 0, fmt.Errorf("leave coach out: %w", err)
		}
	}
	now := d.Clock.Now()
	if err := tx.Do(ctx, `UPDATE schedule_version SET state = 'published', published_at = $1, published_by = $2 WHERE id = $3`, clock.Stamp(now), actor.Ref(), version); err != nil {
		return 0, fmt.Errorf("adopt schedule: %w", err)
	}
	return placed, audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "schedule.adopt", Subject: "batch:" + string(batch), After: map[string]int{"coaches": placed}})
}

// MayTakeBack refuses when the schedule of an adopted batch was changed since.
func MayTakeBack(ctx context.Context, tx *db.Tx, batch training.BatchID) error {
	versions, err := Versions(ctx, tx, batch)
	if err != nil {
		return err
	}
	if len(versions) > 1 {
		return fault.Conflict("schedule.back.versions")
	}
	return nil
}

// TakeBack removes the sessions of a batch that is taken back. It is refused
// when the schedule was changed since it was adopted.
func (d *Desk) TakeBack(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID) error {
	if err := actor.Require(string(agency), takers...); err != nil {
		return err
	}
	if err := MayTakeBack(ctx, tx, batch); err != nil {
		return err
	}
	for _, q := range []string{`DELETE FROM schedule_session WHERE version_id IN (SELECT id FROM schedule_version WHERE batch_id = $1)`, `DELETE FROM schedule_version WHERE batch_id = $1`} {
		if err := tx.Do(ctx, q, string(batch)); err != nil {
			return fmt.Errorf("take schedule of batch %s back: %w", batch, err)
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.take_back", Subject: "batch:" + string(batch)})
}
