package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Supply is what a person tells the office of themselves; empty fields tell
// nothing.
type Supply struct {
	BirthPlace, Phone, Email string
}

// Supply enters what somebody tells of themselves, by a link or an account. It
// fills gaps only: what the office has already, only the office changes, so that
// whoever holds a forwarded link can overwrite nothing.
func (d *Desk) Supply(ctx context.Context, actor access.Actor, a org.Agency, person PersonID, s Supply) error {
	at := d.Clock.Now()
	if err := access.RequirePerson(ctx, d.DB, actor, string(a.ID), string(person), a.Today(at), access.Self, access.Participant); err != nil {
		return err
	}
	var f fault.Fields
	told := Person{Phone: s.Phone, Email: s.Email}
	checkContact(&f, &told)
	place := identity.OneLine(s.BirthPlace)
	if place != "" && (len(place) > longestText || !strings.ContainsFunc(place, unicode.IsLetter) || strings.ContainsFunc(place, unicode.IsDigit)) {
		f.Add(string(FieldBirthPlace), "roster.bad_birth_place")
	}
	if place == "" && told.Phone == "" && told.Email == "" {
		f.Add("supply", "roster.supply_nothing")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, a.ID, person, 0, func(tx *db.Tx, before *Person) error {
		if before.State != Active {
			return fault.NotFound("access.not_found")
		}
		born, err := haveBirthPlace(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		keep, err := Kept(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		var f fault.Fields
		for _, one := range []struct {
			field Field
			value string
			gap   bool
		}{{FieldBirthPlace, place, slices.Contains(keep, FieldBirthPlace) && !born[person]}, {FieldPhone, told.Phone, before.Phone == ""}, {FieldEmail, told.Email, before.Email == ""}} {
			if one.value != "" && !one.gap {
				f.Add(string(one.field), "roster.supply_known")
			}
		}
		if err := f.Err(); err != nil {
			return err
		}
		if place != "" {
			if err := d.keepOne(ctx, tx, actor, a.ID, FieldBirthPlace, person, place, at); err != nil {
				return err
			}
		}
		return d.supplyContact(ctx, tx, actor, before, told, at)
	})
}

// supplyContact enters how somebody is reached.
func (d *Desk) supplyContact(ctx context.Context, tx *db.Tx, actor access.Actor, before *Person, told Person, at time.Time) error {
	after := *before
	if told.Phone != "" {
		after.Phone = told.Phone
	}
	if told.Email != "" {
		after.Email = told.Email
	}
	list := changes(before, &after)
	if len(list) == 0 {
		return nil
	}
	if err := save(ctx, tx, before, &after, "", "", "", at); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(before.Agency), At: at, Actor: actor.Ref(), Act: "roster.contact", Subject: "person:" + string(before.ID), Person: string(before.ID),
		Before: changed(list, false), After: changed(list, true)})
}

// keepOne keeps one private value of one person, encrypted. The trail says that
// it was entered, never what.
func (d *Desk) keepOne(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, f Field, person PersonID, value string, at time.Time) error {
	sealed, err := d.Vault.Seal(value)
	if err != nil {
		return fmt.Errorf("seal %s: %w", f, err)
	}
	if err := tx.InsertAll(ctx, privateHead, privateWidth, []any{string(person), string(f), sealed, clock.Stamp(at)}, privateTail); err != nil {
		return fmt.Errorf("keep %s of %s: %w", f, person, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: "roster.private", Subject: "person:" + string(person), Person: string(person), After: map[string]string{"field": string(f)}})
}
