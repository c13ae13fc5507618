package certificate

import (
	"context"

	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
)

// letter prints the transcripts of one batch.
type letter struct {
	agency org.Agency
	crest  *pdf.Crest
	speak  *i18n.Speaker
	table  *evaluation.Table
	check  string
	titles map[string]string // of components, by key
}

func newLetter(ctx context.Context, q db.Q, a org.Agency, s *i18n.Speaker, t *evaluation.Table, check string) (*letter, error) {
	l := &letter{agency: a, speak: s, table: t, check: check, titles: map[string]string{}}
	for _, c := range t.Columns {
		l.titles[c.Key] = c.Title.In(s.Lang)
	}
	if a.Crest == "" {
		return l, nil
	}
	_, content, err := org.Crest(ctx, q, a.Crest)
	if err != nil {
		return nil, err
	}
	l.crest, err = pdf.ReadCrest(content)
	return l, err
}

// print makes one transcript from the snapshot of its verdict: what was locked
// is printed, not what the marks say today.
func (l *letter) print(row *evaluation.Row, p Paper) ([]byte, error) {
	s, v := l.speak, row.Verdict
	code := p.Code[:4] + " · " + p.Code[4:8] + " · " + p.Code[8:]
	doc := pdf.New(pdf.Options{Title: s.T("certificate.transcript"), Author: l.agency.Name, Number: p.Number, Foot: s.T("certificate.code", "Code", code), Created: p.IssuedOn.Time(), Speaker: s})
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
	doc.Signatures(pdf.Signature{Place: l.agency.City + ", " + s.Date(p.IssuedOn), Role: l.agency.BodyName, QR: l.check + p.Code})
	doc.Text(s.T("certificate.how_to_check"))
	return doc.Bytes()
}

func dateOf(text string) clock.Date { return clock.Date(text) }
