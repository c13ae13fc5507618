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

// Ramadan is the days of a programme that have the hours of Ramadan, from the
// first to the last; both "" for none.
type Ramadan struct {
	From  clock.Date `json:"from"`
	Until clock.Date `json:"until"`
}

// longestRamadan is the most days that a month of the moon has, and one more
// because its first day may be seen otherwise.
const longestRamadan = 31

// Has reports whether a day has the hours of Ramadan.
func (r Ramadan) Has(day clock.Date) bool {
	return !r.From.IsZero() && day >= r.From && day <= r.Until
}

// judge refuses half a Ramadan, one that ends before it begins, one that is
// longer than a month, and one far from the start of the programme.
func (r Ramadan) judge(f *fault.Fields, start clock.Date) {
	switch {
	case r.From.IsZero() != r.Until.IsZero(), r.Until < r.From:
		f.Add("ramadan_until", "training.fault.ramadan")
	case r.From.IsZero():
	case !r.From.Valid():
		f.Add("ramadan_from", "web.bad_date")
	case !r.Until.Valid():
		f.Add("ramadan_until", "web.bad_date")
	case r.Until >= r.From.AddDays(longestRamadan):
		f.Add("ramadan_until", "training.fault.ramadan_long", "N", longestRamadan)
	case start.Valid():
		near(f, "ramadan_from", r.From, start)
	}
}

// SetRamadan decides on which days a programme has the hours of Ramadan, since
// its first day is known for certain only when it comes. Drafts of batches that
// are not over follow; what is published stays until it is published again.
// Officer and committee may; the reason is kept.
func (p *Planner) SetRamadan(ctx context.Context, actor access.Actor, agency org.AgencyID, programme ProgrammeID, days Ramadan, reason string) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	var f fault.Fields
	if reason = cleanReason(reason, &f); len(f) > 0 {
		return f.Err()
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		have, err := ProgrammeByID(ctx, tx, agency, programme)
		if err != nil {
			return err
		}
		if days.judge(&f, have.Start); len(f) > 0 {
			return f.Err()
		}
		was := Ramadan{have.RamadanFrom, have.RamadanUntil}
		if was == days {
			return nil
		}
		if err := tx.Do(ctx, `UPDATE training_programme SET ramadan_from = $1, ramadan_until = $2 WHERE id = $3`, string(days.From), string(days.Until), string(programme)); err != nil {
			return fmt.Errorf("set Ramadan of %s: %w", programme, err)
		}
		err = audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.ramadan", Subject: "programme:" + string(programme), Before: was, After: days, Reason: reason})
		if err != nil || p.Rehoured == nil {
			return err
		}
		batches, err := Batches(ctx, tx, programme)
		if err != nil {
			return err
		}
		for _, b := range batches {
			if b.State != BatchOpen {
				continue
			}
			if err := p.Rehoured(ctx, tx, actor, b, was); err != nil {
				return err
			}
		}
		return nil
	})
}
