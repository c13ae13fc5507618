package roster

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

func checkContact(f *fault.Fields, p *Person) {
	for field, v := range map[Field]*string{FieldEmail: &p.Email, FieldOfficeEmail: &p.OfficeEmail} {
		if clean, ok := CleanEmail(strings.TrimSpace(*v)); ok {
			*v = clean
		} else {
			f.Add(string(field), "roster.bad_email")
		}
	}
	if clean, ok := CleanPhone(strings.TrimSpace(p.Phone)); ok {
		p.Phone = clean
	} else {
		f.Add(string(FieldPhone), "roster.bad_phone")
	}
}

// SetContact changes how a person is reached. Officers may, and everybody may
// for themselves.
func (d *Desk) SetContact(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, phone, email string) error {
	a, err := org.AgencyByID(ctx, d.DB, agency)
	if err != nil {
		return err
	}
	at := d.Clock.Now()
	if !actor.HasWhole(string(agency), keepers...) {
		if err := access.RequirePerson(ctx, d.DB, actor, string(agency), string(person), a.Today(at), access.Participant); err != nil {
			return err
		}
	}
	var f fault.Fields
	told := Person{Phone: phone, Email: email}
	checkContact(&f, &told)
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, person, 0, func(tx *db.Tx, before *Person) error {
		after := *before
		after.Phone, after.Email = told.Phone, told.Email
		list := changes(before, &after)
		if len(list) == 0 {
			return nil
		}
		if err := save(ctx, tx, before, &after, "", "", "", at); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: "roster.contact", Subject: "person:" + string(person), Person: string(person),
			Before: changed(list, false), After: changed(list, true)})
	})
}
