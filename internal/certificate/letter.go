package certificate

import (
	"context"
	"encoding/json"
	"slices"

	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// press prints the papers of one batch.
type press struct {
	agency   org.Agency
	crest    *pdf.Crest
	table    *evaluation.Table
	speak    *i18n.Speaker
	check    string
	accent   pdf.Colour
	frame    pdf.Frame
	basis    Accreditation
	refused  error // why no STTP may be issued today, nil when one may
	tree     *org.Tree
	rows     map[roster.PersonID]*evaluation.Row
	titles   map[string]string          // of components, by key
	ranks    map[string]string          // pangkat by golongan
	replaced map[string]string          // numbers of the papers that others replace, by id
	places   map[roster.PersonID]string // where people were born, of whom it is kept for this
	outline  pdf.Outline                // subjects and their JP, for the back of the STTP
}

// newPress reads what all papers of a batch share.
func (r *Registry) newPress(ctx context.Context, a org.Agency, t *evaluation.Table, todo []Paper) (*press, error) {
	l := &press{agency: a, table: t, speak: r.Speak, check: r.Check(), accent: pdf.ParseColour(r.Ink(a.Hue)), rows: map[roster.PersonID]*evaluation.Row{}, titles: map[string]string{}, replaced: map[string]string{}, places: map[roster.PersonID]string{}}
	l.frame = pdf.NewFrame(l.accent)
	for i := range t.Rows {
		l.rows[t.Rows[i].Person.ID] = &t.Rows[i]
	}
	for _, c := range t.Columns {
		l.titles[c.Key] = c.Title.In(r.Speak.Lang)
	}
	for _, p := range todo {
		if p.Replaces == "" {
			continue
		}
		old, err := ByID(ctx, r.DB, a.ID, p.Replaces)
		if err != nil {
			return nil, err
		}
		l.replaced[old.ID] = old.Number
	}
	if err := r.birthPlaces(ctx, a, l, todo); err != nil {
		return nil, err
	}
	var err error
	if l.tree, err = org.TreeOf(ctx, r.DB, a.ID); err != nil {
		return nil, err
	}
	if l.basis, err = AccreditationOf(ctx, r.DB, a.ID); err != nil {
		return nil, err
	}
	l.refused = l.basis.refuse(a.Today(r.Clock.Now()))
	if l.ranks, err = ranks(); err != nil {
		return nil, err
	}
	if l.outline, err = l.subjects(); err != nil || a.Crest == "" {
		return l, err
	}
	_, content, err := org.Crest(ctx, r.DB, a.Crest)
	if err != nil {
		return nil, err
	}
	l.crest, err = pdf.ReadCrest(content)
	return l, err
}

// birthPlaces opens where the people of STTP were born, if the agency keeps it
// for that.
func (r *Registry) birthPlaces(ctx context.Context, a org.Agency, l *press, todo []Paper) error {
	purposes, err := roster.Purposes(ctx, r.DB, a.ID)
	if err != nil || !slices.Contains(purposes, roster.PurposeSTTP) {
		return err
	}
	for _, p := range todo {
		if p.Kind != Own {
			continue
		}
		if l.places[p.Person], err = r.People.Private(ctx, r.DB, p.Person, roster.FieldBirthPlace); err != nil {
			return err
		}
	}
	return nil
}

// ranks returns the name of the rank (pangkat) by golongan.
func ranks() (map[string]string, error) {
	codes, err := regulation.SIASNCodes("golonganPns")
	if err != nil {
		return nil, err
	}
	m := map[string]string{}
	for _, c := range codes {
		var extra struct{ NamaPangkat string }
		if err := json.Unmarshal([]byte(c.Extra), &extra); err == nil {
			m[c.Name] = extra.NamaPangkat
		}
	}
	return m, nil
}

// print makes one paper from the verdict that it was numbered for.
func (l *press) print(p Paper) ([]byte, error) {
	row := l.rows[p.Person]
	if row == nil || row.Verdict == nil || row.Verdict.ID != p.Verdict {
		return nil, errFellAway
	}
	switch {
	case p.Kind == Transcript:
		return l.transcript(row, p)
	case l.refused != nil: // switched off since the number was taken
		return nil, l.refused
	}
	return l.certificate(row, p)
}

// person returns the person of a paper, with the id alone for somebody who has
// left the batch.
func (l *press) person(id roster.PersonID) roster.Person {
	if row := l.rows[id]; row != nil {
		return row.Person
	}
	return roster.Person{ID: id}
}

// transcript makes one transcript from the snapshot of its verdict: what was locked
// is printed, not what the marks say today.
func (l *press) transcript(row *evaluation.Row, p Paper) ([]byte, error) {
	s, v := l.speak, row.Verdict
	doc := pdf.New(pdf.Options{Title: s.T("certificate.transcript"), Author: l.agency.Name, Number: p.Number, Foot: s.T("certificate.code", "Code", p.code()), Created: p.IssuedOn.Time(), Speaker: s})
	doc.Letterhead(pdf.Letterhead{Crest: l.crest, Government: s.T("app.government", "Name", l.agency.Name), Office: l.agency.BodyName, Address: l.agency.Address})
	doc.Title(s.T("certificate.heading"), s.T("certificate.number", "Number", p.Number))
	doc.Facts(1, pdf.Fact{Term: s.T("certificate.name"), Text: row.Person.Name}, pdf.Fact{Term: "NIP", Text: row.Person.NIP},
		pdf.Fact{Term: s.T("certificate.batch"), Text: l.table.Batch.Label}, pdf.Fact{Term: s.T("certificate.course"), Text: s.Period(l.table.Batch.Start, l.table.Batch.End)},
		pdf.Fact{Term: s.T("certificate.length"), Text: s.T("certificate.days_jp", "Days", p.Days, "JP", p.JP)}, pdf.Fact{Term: s.T("certificate.rules"), Text: v.Snapshot.Pack})
	table := pdf.Table{Cols: []pdf.Col{{Title: s.T("evaluation.part")}, {Title: s.T("evaluation.weight_col")}, {Title: s.T("evaluation.mark")}, {Title: s.T("evaluation.points")}}}
	for _, part := range v.Snapshot.Parts {
		table.Rows = append(table.Rows, []string{l.titles[part.Key], s.Decimal(part.Weight), s.Decimal(part.Mark), s.Decimal(part.Points)})
	}
	table.Total = []string{s.T("evaluation.final"), "100", "", s.Hundredths(int(v.Final))}
	doc.Table(table)
	doc.Gap(3)
	doc.Words(v.Predicate+" · "+s.T("evaluation.outcome."+string(v.Outcome)), 13, true)
	doc.Text(s.T("certificate.decided", "On", s.LongDate(dateOf(v.Snapshot.Meeting)), "Chair", v.Snapshot.Chair))
	if old := l.replaced[p.Replaces]; old != "" {
		doc.Text(s.T("certificate.replaces", "Number", old))
	}
	doc.Signatures(pdf.Signature{Place: l.agency.City + ", " + s.Date(p.IssuedOn), Role: l.agency.BodyName, QR: l.check + p.Code})
	doc.Text(s.T("certificate.how_to_check"))
	return doc.Bytes()
}

func dateOf(text string) clock.Date { return clock.Date(text) }
