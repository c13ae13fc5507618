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
		since, err := placedSince(ctx, tx, person)
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

// Merge joins two entries of one person: gone becomes part of keep, its number
// stays findable, and what keep lacks is filled from it. It is refused when a
// later house has built on gone.
func (d *Desk) Merge(ctx context.Context, actor access.Actor, agency org.AgencyID, keep, gone PersonID, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	checkReason(&f, reason)
	if keep == gone {
		f.Add("other", "roster.merge_self")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, gone, 0, func(tx *db.Tx, double *Person) error {
		stays, err := ByID(ctx, tx, agency, keep)
		if err != nil {
			return err
		}
		if stays.State != Active {
			return fault.Conflict("roster.merge_inactive")
		}
		if err := d.unbuilt(ctx, tx, double, "roster.merge_built"); err != nil {
			return err
		}
		return d.join(ctx, tx, actor, &stays, double, reason)
	})
}

func (d *Desk) join(ctx context.Context, tx *db.Tx, actor access.Actor, stays, double *Person, reason string) error {
	at := d.Clock.Now()
	a, err := org.AgencyByID(ctx, tx, stays.Agency)
	if err != nil {
		return err
	}
	all, err := org.Units(ctx, tx, stays.Agency)
	if err != nil {
		return err
	}
	since, err := placedSince(ctx, tx, double.ID)
	if err != nil {
		return err
	}
	end := max(a.Today(at), since)
	if err := move(ctx, tx, org.NewTree(all), double.ID, double.Unit, "", end, reason, "", "", at); err != nil {
		return err
	}
	left := *double
	left.State, left.Into = Merged, stays.ID
	if err := save(ctx, tx, double, &left, "", reason, "", at); err != nil {
		return err
	}
	if err := keepNIP(ctx, tx, stays.ID, double.NIP, reason, at); err != nil {
		return err
	}
	filled := double.filledBy(stays)
	filled.ID, filled.NIP, filled.State, filled.Version, filled.Name, filled.Into, filled.Unit = stays.ID, stays.NIP, stays.State, stays.Version, stays.Name, "", stays.Unit
	list := changes(stays, &filled)
	if err := save(ctx, tx, stays, &filled, a.Today(at), reason, "", at); err != nil {
		return err
	}
	for _, e := range []audit.Entry{
		{Act: "roster.merge", Subject: "person:" + string(stays.ID), Person: string(stays.ID), Before: changed(list, false), After: map[string]any{"merged": double.ID, "nip": double.NIP, "filled": changed(list, true)}},
		{Act: "roster.merged", Subject: "person:" + string(double.ID), Person: string(double.ID), After: map[string]any{"into": stays.ID}},
	} {
		e.Agency, e.At, e.Actor, e.Reason = string(stays.Agency), at, actor.Ref(), reason
		if err := audit.Write(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// keepNIP remembers a number under which a person was known.
func keepNIP(ctx context.Context, tx *db.Tx, person PersonID, nip, reason string, at time.Time) error {
	err := tx.Do(ctx, `INSERT INTO roster_nip (id, person_id, nip, reason, replaced_at) VALUES ($1, $2, $3, $4, $5)`, id.New(), string(person), nip, reason, clock.Stamp(at))
	if err != nil {
		return fmt.Errorf("keep number of %s: %w", person, err)
	}
	return nil
}
