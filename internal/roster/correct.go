package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// The longest values that a field takes, in bytes.
const (
	longestText   = 300
	longestReason = 500
)

// Add puts one person on the roster, serving in a unit from the TMT on; unit
// may be empty. Sex, birth date and TMT are taken from the NIP where they are
// left empty.
func (d *Desk) Add(ctx context.Context, actor access.Actor, agency org.AgencyID, p Person, unit org.UnitID) (PersonID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	now := d.Clock.Now()
	p.ID, p.Agency, p.State, p.Version, p.Into = PersonID(id.New()), agency, Active, 1, ""
	var f fault.Fields
	if err := d.checkNIP(ctx, agency, &f, &p); err != nil {
		return "", err
	}
	if err := checkFields(&f, &p); err != nil {
		return "", err
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		problems := slices.Clone(f)
		if err := notTaken(ctx, tx, agency, p.NIP, "", &problems); err != nil {
			return err
		}
		if err := notLeft(ctx, tx, agency, p.NIP, &problems); err != nil {
			return err
		}
		tree, err := unitTree(ctx, tx, agency, unit, &problems)
		if err != nil {
			return err
		}
		if err := problems.Err(); err != nil {
			return err
		}
		p.Unit = unit
		f := fresh{now: now}
		f.add(&p, p.TMT, tree.Office(unit).ID)
		f.entries = append(f.entries, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "roster.add", Subject: "person:" + string(p.ID), Person: string(p.ID), After: p})
		return f.insert(ctx, tx)
	})
	if db.Unique(err) {
		return "", fault.Conflict("roster.nip_taken")
	}
	if err != nil {
		return "", fmt.Errorf("add person: %w", err)
	}
	return p.ID, nil
}

// unitTree loads the units and notes a unit that the agency does not have.
func unitTree(ctx context.Context, q db.Q, agency org.AgencyID, unit org.UnitID, f *fault.Fields) (*org.Tree, error) {
	all, err := org.Units(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	tree := org.NewTree(all)
	if _, ok := tree.Unit(unit); unit != "" && !ok {
		f.Add(string(FieldUnit), "org.no_unit")
	}
	return tree, nil
}

// notTaken notes a number that somebody else of the agency has, now or before.
func notTaken(ctx context.Context, q db.Q, agency org.AgencyID, nip string, except PersonID, f *fault.Fields) error {
	var now, before int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM roster_person WHERE agency_id = $1 AND nip = $2 AND id <> $3 AND state IN ('active', 'withdrawn')`, string(agency), nip, string(except)).Scan(&now)
	if err != nil {
		return fmt.Errorf("ask for number: %w", err)
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM roster_nip n JOIN roster_person p ON p.id = n.person_id WHERE p.agency_id = $1 AND n.nip = $2 AND p.id <> $3`, string(agency), nip, string(except)).Scan(&before)
	if err != nil {
		return fmt.Errorf("ask for number: %w", err)
	}
	if now+before > 0 {
		f.Add(string(FieldNIP), "roster.nip_taken")
	}
	return nil
}

// notLeft notes the number of somebody who has gone to another agency: they
// come back by a transfer or when theirs is taken back, not as somebody new.
func notLeft(ctx context.Context, q db.Q, agency org.AgencyID, nip string, f *fault.Fields) error {
	former, err := Former(ctx, q, agency)
	if err != nil {
		return err
	}
	gone, err := departed(ctx, q, agency, former)
	if err != nil {
		return err
	}
	if t, ok := gone[nip]; ok {
		own := t.gone()
		f.Add(string(FieldNIP), own.Key(), own.Args...)
	}
	return nil
}

// checkNIP notes what is wrong with the number beside its field and fills what
// it tells.
func (d *Desk) checkNIP(ctx context.Context, agency org.AgencyID, f *fault.Fields, p *Person) error {
	rules, err := d.rules(ctx, d.DB, agency)
	if err != nil {
		return err
	}
	n, found := rules.CheckNIP(p.NIP, regulation.Expect{})
	p.NIP = n.Text
	for _, problem := range found {
		if problem.Severity == regulation.SeverityError {
			own := Finding{Code: nipCodes[problem.Code].code, Args: problem.Args}
			f.Add(string(FieldNIP), own.Key(), own.counted()...)
		}
	}
	if p.Sex == "" {
		p.Sex = string(n.Sex)
	}
	if p.Born == "" {
		p.Born = n.Born
	}
	if p.TMT == "" {
		p.TMT = n.TMT
	}
	return nil
}

// checkFields notes what is wrong with all other fields. It returns only
// errors of its own.
func checkFields(f *fault.Fields, p *Person) error {
	ranks, err := newRanks()
	if err != nil {
		return err
	}
	for _, fields := range [][]Field{personFields, appointmentFields} {
		for _, field := range fields {
			v := p.value(field)
			if *v = tidy(*v); len(*v) > longestText {
				f.Add(string(field), "roster.too_long")
			}
		}
	}
	if p.Name == "" {
		f.Add(string(FieldName), "roster.finding.name_missing")
	}
	if p.Sex != "" && p.Sex != string(regulation.Male) && p.Sex != string(regulation.Female) {
		f.Add(string(FieldSex), "roster.bad_sex")
	}
	for _, field := range []Field{FieldBorn, FieldTMT, FieldSKDate, FieldPNSDate, FieldPNSTMT} {
		if v := p.value(field); *v != "" && !clock.Date(*v).Valid() {
			f.Add(string(field), "web.bad_date")
		}
	}
	if numbered := slices.ContainsFunc(*f, func(p fault.Field) bool { return p.Name == string(FieldNIP) }); p.TMT == "" && !numbered {
		f.Add(string(FieldTMT), "roster.no_tmt")
	}
	if g, ok := ranks.read(p.Golongan); ok {
		p.Golongan = g
	} else {
		f.Add(string(FieldGolongan), "roster.finding.golongan_unknown", "Text", p.Golongan)
	}
	checkContact(f, p)
	return nil
}

// checkReason notes a reason that is missing or too long.
func checkReason(f *fault.Fields, reason string) {
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > longestReason {
		f.Add("reason", "roster.no_reason")
	}
}

// Correct replaces the facts of a person, all but the NIP and the unit. Version
// is the one that the officer saw: a change by somebody else in between is a
// conflict, and nothing is lost. Facts of the appointment hold from a day on;
// what they were before stays in the history with the reason.
func (d *Desk) Correct(ctx context.Context, actor access.Actor, agency org.AgencyID, now Person, from clock.Date, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	if err := checkFields(&f, &now); err != nil {
		return err
	}
	if !from.Valid() {
		f.Add("from", "web.bad_date")
	}
	checkReason(&f, reason)
	if err := f.Err(); err != nil {
		return err
	}
	err := d.change(ctx, agency, now.ID, now.Version, func(tx *db.Tx, before *Person) error {
		after := *before
		for _, fields := range [][]Field{personFields, appointmentFields} {
			for _, field := range fields {
				*after.value(field) = *now.value(field)
			}
		}
		list := changes(before, &after)
		if len(list) == 0 {
			return fault.Invalid("roster.nothing_changed")
		}
		at := d.Clock.Now()
		if err := save(ctx, tx, before, &after, from, reason, "", at); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: "roster.correct", Subject: "person:" + string(now.ID), Person: string(now.ID),
			Before: changed(list, false), After: changed(list, true), Reason: reason})
	})
	return d.collided(ctx, actor, agency, now.ID, err)
}

// collided tells whoever changed a person meanwhile that somebody else was at
// it too, when that is why an act was refused. The refusal tells the other.
func (d *Desk) collided(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, refused error) error {
	f := fault.Of(refused)
	if d.Collided == nil || f == nil || f.Key != "roster.changed_meanwhile" {
		return refused
	}
	return errors.Join(refused, d.Collided(ctx, actor, agency, person))
}

// changed returns one side of a list of changes.
func changed(list []Change, to bool) map[Field]string {
	side := map[Field]string{}
	for _, c := range list {
		if side[c.Field] = c.From; to {
			side[c.Field] = c.To
		}
	}
	return side
}

// change runs an act on an active or withdrawn person whose version is the one
// that was seen; version 0 takes any.
func (d *Desk) change(ctx context.Context, agency org.AgencyID, person PersonID, version int, act func(tx *db.Tx, p *Person) error) error {
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := ByID(ctx, tx, agency, person)
		if err != nil {
			return err
		}
		if version != 0 && p.Version != version {
			return fault.Conflict("roster.changed_meanwhile")
		}
		switch p.State {
		case Merged:
			return fault.Conflict("roster.is_merged")
		case Left:
			return fault.Conflict("roster.is_left")
		}
		return act(tx, &p)
	})
	if err != nil {
		return fmt.Errorf("change person %s: %w", person, err)
	}
	return nil
}

// CorrectNIP gives a person another number. The old one stays in the history,
// and lists that still carry it find the person. Sex and birth date follow the
// new number.
func (d *Desk) CorrectNIP(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, nip, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	told := Person{NIP: nip}
	if err := d.checkNIP(ctx, agency, &f, &told); err != nil {
		return err
	}
	checkReason(&f, reason)
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, person, version, func(tx *db.Tx, before *Person) error {
		var f fault.Fields
		if err := notTaken(ctx, tx, agency, told.NIP, person, &f); err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		if told.NIP == before.NIP {
			return fault.Invalid("roster.nothing_changed")
		}
		at := d.Clock.Now()
		after := *before
		after.NIP, after.Sex, after.Born = told.NIP, told.Sex, told.Born
		if err := save(ctx, tx, before, &after, "", reason, "", at); err != nil {
			return err
		}
		if err := keepNIP(ctx, tx, person, before.NIP, reason, at); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: "roster.nip", Subject: "person:" + string(person), Person: string(person),
			Before: map[string]string{"nip": before.NIP}, After: map[string]string{"nip": after.NIP}, Reason: reason})
	})
}
