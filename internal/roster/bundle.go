package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// Bundle is the record of one person as it goes to another agency: identity,
// facts with what they were, numbers, where the person served, and what later
// houses carry. Private data (NIK, religion, address) never go along; the
// receiving agency asks for them where a purpose of its own needs them.
type Bundle struct {
	Format  int                        `json:"format"`
	From    string                     `json:"from"` // the agency, by name
	Left    clock.Date                 `json:"left_on"`
	Number  string                     `json:"number"` // of the document that releases
	Reason  string                     `json:"reason"`
	NIP     string                     `json:"nip"`
	Fields  map[Field]string           `json:"fields"`
	Past    []BundleFacts              `json:"past"`
	Places  []BundlePlace              `json:"places"`
	NIPs    []OldNIP                   `json:"nips"`
	Carried map[string]json.RawMessage `json:"carried"`
	Files   []string                   `json:"files"` // hashes
}

// BundleFacts are facts that were superseded.
type BundleFacts struct {
	Fields     map[Field]string `json:"fields"`
	From       clock.Date       `json:"from"`
	Reason     string           `json:"reason"`
	Recorded   time.Time        `json:"recorded"`
	Superseded time.Time        `json:"superseded"`
}

// BundlePlace is where the person served.
type BundlePlace struct {
	Unit     string     `json:"unit"`
	From     clock.Date `json:"from"`
	Until    clock.Date `json:"until"`
	Document string     `json:"document"`
}

// bundleFormat is the format that this version writes and reads.
const bundleFormat = 1

// Carrier is what a later house sends along with a person and takes in.
type Carrier struct {
	Kind    string
	Counted string // key of the message that says N of them go along
	// Pack returns what goes along, nil for nothing, and the files it needs.
	Pack func(ctx context.Context, q db.Q, agency org.AgencyID, person PersonID) (data any, files []string, err error)
	// Unpack enters it for the person who has arrived. It refuses what cannot be.
	Unpack func(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.Agency, person PersonID, data []byte, b Bundle) error
	// Say tells what would come, a line each.
	Say func(data []byte) ([]i18n.Line, error)
}

// bundle gathers the record of a person.
func (d *Desk) bundle(ctx context.Context, q db.Q, p *Person, t Transfer) (Bundle, error) {
	b := Bundle{Format: bundleFormat, From: t.FromName, Left: t.Left, Number: t.Number, Reason: t.Reason, NIP: p.NIP, Fields: fieldsOf(p), Carried: map[string]json.RawMessage{}}
	tree, err := org.TreeOf(ctx, q, p.Agency)
	if err != nil {
		return b, err
	}
	past, err := FactsOf(ctx, q, p.ID)
	if err != nil {
		return b, err
	}
	for _, f := range past[min(1, len(past)):] {
		was := Person{Appointment: f.Appointment}
		b.Past = append(b.Past, BundleFacts{fieldsOf(&was), f.From, f.Reason, f.Recorded, f.Superseded})
	}
	places, err := PlacementsOf(ctx, q, p.ID)
	if err != nil {
		return b, err
	}
	for _, l := range places {
		b.Places = append(b.Places, BundlePlace{tree.Path(l.Unit), l.From, l.Until, l.Document})
	}
	if b.NIPs, err = OldNIPs(ctx, q, p.ID); err != nil {
		return b, err
	}
	for _, c := range d.Carriers {
		data, files, err := c.Pack(ctx, q, p.Agency, p.ID)
		if err != nil {
			return b, err
		}
		if data == nil {
			continue
		}
		if b.Carried[c.Kind], err = json.Marshal(data); err != nil {
			return b, fmt.Errorf("pack %s: %w", c.Kind, err)
		}
		b.Files = append(b.Files, files...)
	}
	return b, nil
}

// fieldsOf returns what is known of a person by field.
func fieldsOf(p *Person) map[Field]string {
	m := map[Field]string{}
	for _, fields := range [][]Field{personFields, appointmentFields} {
		for _, f := range fields {
			if v := *p.value(f); v != "" {
				m[f] = v
			}
		}
	}
	return m
}

// personIn returns whom a bundle brings, refusing what cannot be.
func (d *Desk) personIn(ctx context.Context, agency org.AgencyID, b Bundle) (Person, error) {
	p := Person{NIP: b.NIP, Agency: agency, State: Active, Version: 1}
	for f, v := range b.Fields {
		p.put(f, v)
	}
	var problems fault.Fields
	if err := d.checkNIP(ctx, agency, &problems, &p); err != nil {
		return p, err
	}
	if err := checkFields(&problems, &p); err != nil {
		return p, err
	}
	if b.Format != bundleFormat || len(problems) > 0 || !b.Left.Valid() {
		return p, fault.Invalid("roster.bundle_bad").Because(problems.Err())
	}
	return p, nil
}

// put sets a field that a person has; others are left alone.
func (p *Person) put(f Field, v string) {
	for _, fields := range [][]Field{personFields, appointmentFields} {
		for _, known := range fields {
			if known == f {
				*p.value(f) = tidy(v)
			}
		}
	}
}

// Lines says what later houses carry in a bundle.
func (d *Desk) Lines(b Bundle) ([]i18n.Line, error) {
	var list []i18n.Line
	for _, c := range d.Carriers {
		if data := b.Carried[c.Kind]; data != nil {
			some, err := c.Say(data)
			if err != nil {
				return nil, err
			}
			list = append(list, some...)
		}
	}
	return list, nil
}

// arrive enters the person of a bundle into an agency.
func (d *Desk) arrive(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, p Person, b Bundle, unit org.UnitID) error {
	var problems fault.Fields
	if err := notTaken(ctx, tx, a.ID, p.NIP, "", &problems); err != nil {
		return err
	}
	tree, err := unitTree(ctx, tx, a.ID, unit, &problems)
	if err != nil {
		return err
	}
	if err := problems.Err(); err != nil {
		return err
	}
	past := pastRows(p.ID, b)
	p.Unit = unit
	added := fresh{now: d.Clock.Now()}
	added.add(&p, b.Left, tree.Office(unit).ID)
	if err := added.insert(ctx, tx); err != nil {
		return err
	}
	if err := tx.InsertAll(ctx, appointmentHead, appointWidth, past, ""); err != nil {
		return fmt.Errorf("enter earlier facts of %s: %w", p.ID, err)
	}
	for _, n := range b.NIPs {
		if err := keepNIP(ctx, tx, p.ID, n.NIP, n.Reason, n.Until); err != nil {
			return err
		}
	}
	for _, c := range d.Carriers {
		if data := b.Carried[c.Kind]; data != nil {
			if err := c.Unpack(ctx, tx, actor, a, p.ID, data, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// pastRows are the rows of what was known of the person before, the oldest
// first.
func pastRows(person PersonID, b Bundle) []any {
	var rows []any
	for _, f := range slices.Backward(b.Past) {
		var was Person
		for field, v := range f.Fields {
			was.put(field, v)
		}
		row := appointmentRow(person, &was.Appointment, f.From, f.Reason, "", f.Recorded)
		row[len(row)-1] = clock.Stamp(f.Superseded)
		rows = append(rows, row...)
	}
	return rows
}
