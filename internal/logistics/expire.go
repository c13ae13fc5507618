package logistics

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// How long the answers of participants are kept after their course. It is a
// habit of the house: UU 27/2022 wants a term, and names none.
const (
	usualKeep = 90 // days
	leastKeep = 7
	mostKeep  = 730
)

// KeepDays returns for how many days after the course an agency keeps what
// participants need.
func KeepDays(ctx context.Context, q db.Q, agency org.AgencyID) (int, error) {
	days, _, err := settingOf(ctx, q, agency)
	return days, err
}

func settingOf(ctx context.Context, q db.Q, agency org.AgencyID) (days int, swept clock.Date, err error) {
	err = q.QueryRow(ctx, `SELECT keep_days, swept_on FROM logistics_setting WHERE agency_id = $1`, string(agency)).Scan(&days, &swept)
	if errors.Is(err, sql.ErrNoRows) {
		return usualKeep, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("read term of needs: %w", err)
	}
	return days, swept, nil
}

// SetKeepDays sets for how many days after the course needs are kept.
func (d *Desk) SetKeepDays(ctx context.Context, actor access.Actor, a org.Agency, days int) error {
	if err := actor.Require(string(a.ID), access.Officer); err != nil {
		return err
	}
	if days < leastKeep || days > mostKeep {
		var f fault.Fields
		f.Add("days", "training.fault.range", "Lo", leastKeep, "Hi", mostKeep)
		return f.Err()
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := KeepDays(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `INSERT INTO logistics_setting (agency_id, keep_days, swept_on) VALUES ($1, $2, '') ON CONFLICT (agency_id) DO UPDATE SET keep_days = excluded.keep_days, swept_on = ''`, string(a.ID), days); err != nil {
			return fmt.Errorf("set term of needs: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.keep", Subject: "agency:" + string(a.ID), Before: before, After: days})
	})
}

// Expire deletes, once a day for each agency, the needs and beds of whoever's
// course ended longer ago than the agency keeps them.
func (d *Desk) Expire(ctx context.Context) error {
	agencies, err := org.Agencies(ctx, d.DB)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		today := a.Today(d.Clock.Now())
		days, swept, err := settingOf(ctx, d.DB, a.ID)
		if err != nil {
			return err
		}
		if swept == today {
			continue
		}
		if err := d.expire(ctx, a, today, today.AddDays(-days), days); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) expire(ctx context.Context, a org.Agency, today, before clock.Date, days int) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		people, err := db.Column[roster.PersonID](ctx, tx, "list people with needs", `SELECT person_id FROM logistics_need WHERE agency_id = $1`, string(a.ID))
		if err != nil {
			return err
		}
		gone := 0
		for _, p := range people {
			over, err := overBefore(ctx, tx, a.ID, p, before)
			if err != nil {
				return err
			}
			if !over {
				continue
			}
			gone++
			if err := tx.Do(ctx, `DELETE FROM logistics_need WHERE person_id = $1`, string(p)); err != nil {
				return fmt.Errorf("delete need: %w", err)
			}
		}
		if err := tx.Do(ctx, `DELETE FROM logistics_bed WHERE agency_id = $1 AND until_date < $2`, string(a.ID), string(before)); err != nil {
			return fmt.Errorf("delete beds: %w", err)
		}
		if err := tx.Do(ctx, `INSERT INTO logistics_setting (agency_id, keep_days, swept_on) VALUES ($1, $2, $3) ON CONFLICT (agency_id) DO UPDATE SET swept_on = excluded.swept_on`, string(a.ID), days, string(today)); err != nil {
			return fmt.Errorf("note sweep of needs: %w", err)
		}
		if gone == 0 {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: access.System("sweep").Ref(), Act: "logistics.expire", Subject: "agency:" + string(a.ID), After: map[string]int{"people": gone, "days": days}})
	})
}

// overBefore reports whether the last course of somebody ended, or was left,
// before a day. Who was never in one is still to come.
func overBefore(ctx context.Context, q db.Q, agency org.AgencyID, p roster.PersonID, day clock.Date) (bool, error) {
	seats, err := training.SeatsOf(ctx, q, p)
	if err != nil || len(seats) == 0 {
		return false, err
	}
	last := seats[len(seats)-1]
	if last.Until != "" {
		return last.Until < day, nil
	}
	b, err := training.BatchByID(ctx, q, agency, last.Batch)
	return b.End < day, err
}
