package roster

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// Move places a person in another unit from a day on, with the reason and the
// paper that says so. Where they served before stays in the history. A day to
// come is refused: until then everything would already name the new unit.
func (d *Desk) Move(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, unit org.UnitID, from clock.Date, reason, document string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	if !from.Valid() {
		f.Add("from", "web.bad_date")
	}
	if unit == "" {
		f.Add(string(FieldUnit), "roster.no_unit")
	}
	checkReason(&f, reason)
	if len(document) > longestText {
		f.Add("document", "roster.too_long")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, person, version, func(tx *db.Tx, p *Person) error {
		var f fault.Fields
		tree, err := unitTree(ctx, tx, agency, unit, &f)
		if err != nil {
			return err
		}
		_, since, err := placedNow(ctx, tx, person)
		if err != nil {
			return err
		}
		a, err := org.AgencyByID(ctx, tx, agency)
		if err != nil {
			return err
		}
		switch {
		case from <= since:
			f.Add("from", "roster.place_before")
		case from > a.Today(d.Clock.Now()):
			f.Add("from", "roster.place_future")
		}
		if unit == p.Unit {
			f.Add(string(FieldUnit), "roster.same_unit")
		}
		if err := f.Err(); err != nil {
			return err
		}
		at := d.Clock.Now()
		if err := save(ctx, tx, p, p, "", "", "", at); err != nil {
			return err
		}
		if err := move(ctx, tx, tree, person, p.Unit, unit, from, reason, strings.TrimSpace(document), "", at); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: "roster.move", Subject: "person:" + string(person), Person: string(person),
			Before: map[string]string{"unit": string(p.Unit)}, After: map[string]string{"unit": string(unit), "from": string(from), "document": document}, Reason: reason})
	})
}

// Withdraw takes a person out of the roster: somebody entered by mistake, or
// who never began. What was recorded about them stays. It is refused while a
// later house has built on the person.
func (d *Desk) Withdraw(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, reason string) error {
	return d.setState(ctx, actor, agency, person, version, Withdrawn, reason)
}

// Restore brings a withdrawn person back.
func (d *Desk) Restore(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, reason string) error {
	return d.setState(ctx, actor, agency, person, version, Active, reason)
}

func (d *Desk) setState(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, state PersonState, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	checkReason(&f, reason)
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, person, version, func(tx *db.Tx, p *Person) error {
		if p.State == state {
			return fault.Invalid("roster.nothing_changed")
		}
		if state == Withdrawn {
			if err := d.unbuilt(ctx, tx, p, "roster.withdraw_built"); err != nil {
				return err
			}
		}
		after, at := *p, d.Clock.Now()
		after.State = state
		if err := save(ctx, tx, p, &after, "", reason, "", at); err != nil {
			return err
		}
		act := "roster.withdraw"
		if state == Active {
			act = "roster.restore"
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: act, Subject: "person:" + string(person), Person: string(person), Reason: reason})
	})
}

// keepNIP remembers a number under which a person was known.
func keepNIP(ctx context.Context, tx *db.Tx, person PersonID, nip, reason string, at time.Time) error {
	err := tx.Do(ctx, `INSERT INTO roster_nip (id, person_id, nip, reason, replaced_at) VALUES ($1, $2, $3, $4, $5)`, id.New(), string(person), nip, reason, clock.Stamp(at))
	if err != nil {
		return fmt.Errorf("keep number of %s: %w", person, err)
	}
	return nil
}
