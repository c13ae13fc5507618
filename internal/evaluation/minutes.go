package evaluation

import (
	"context"
	"strconv"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Minutes sets the minutes of the graduation meeting (Berita Acara Rapat
// Kelulusan) on paper: attendance, every decision, the reasons where it
// differs from the proposal, the cases of absence, and the head of the sealed
// trail, so that the paper fixes what stood before it.
func Minutes(ctx context.Context, q db.Q, a org.Agency, s *i18n.Speaker, t *Table) ([]byte, error) {
	m := t.Meeting
	head, err := audit.HeadOf(ctx, q, string(a.ID))
	if err != nil {
		return nil, err
	}
	foot := ""
	if head.Seq > 0 {
		foot = s.T("evaluation.paper.head", "Hash", head.Hash[:16])
	}
	doc, err := org.Paper(ctx, q, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: s.T("evaluation.paper.title"), Created: created(m), Foot: foot, Speaker: s})
	if err != nil {
		return nil, err
	}
	doc.Title(s.T("evaluation.paper.heading"), s.T("evaluation.paper.batch", "Batch", t.Batch.Label))
	doc.Facts(2, pdf.Fact{Term: s.T("evaluation.paper.day"), Text: s.LongDate(m.HeldOn)}, pdf.Fact{Term: s.T("evaluation.paper.place"), Text: m.Place},
		pdf.Fact{Term: s.T("evaluation.paper.chair"), Text: m.Chair}, pdf.Fact{Term: s.T("evaluation.paper.rules"), Text: t.Pack.ID})
	doc.Text(s.T("evaluation.paper.opening", "N", len(t.Rows), "Passed", t.count(regulation.Passed), "Deferred", t.count(regulation.Deferred), "Failed", t.count(regulation.Failed)))
	doc.Table(t.results(s))
	t.reasons(doc, s)
	if m.Notes != "" {
		doc.Heading(s.T("evaluation.paper.notes"))
		doc.Text(m.Notes)
	}
	doc.Heading(s.T("evaluation.paper.present"))
	doc.Table(presence(s, m.Present))
	doc.Signatures(pdf.Signature{Place: a.City + ", " + s.Date(m.HeldOn), Role: s.T("evaluation.paper.chair"), Name: m.Chair, NIP: m.ChairNIP})
	return doc.Bytes()
}

// created is the day that decides the bytes of the paper: that of the lock, or
// of the meeting while it is open.
func created(m *Meeting) time.Time {
	if stamp, err := clock.ParseStamp(m.LockedAt); err == nil {
		return stamp
	}
	return m.HeldOn.Time()
}

// count returns how many were decided so.
func (t *Table) count(o regulation.Outcome) int {
	n := 0
	for i := range t.Rows {
		if t.Rows[i].outcome() == o {
			n++
		}
	}
	return n
}

// outcome is the verdict's, or what the meeting has noted so far.
func (r *Row) outcome() regulation.Outcome {
	switch {
	case r.Verdict != nil:
		return r.Verdict.Outcome
	case r.Decided != nil:
		return r.Decided.Decided
	}
	return ""
}

func (t *Table) results(s *i18n.Speaker) pdf.Table {
	table := pdf.Table{Cols: []pdf.Col{{Title: "No"}, {Title: s.T("evaluation.name")}, {Title: "NIP"}, {Title: s.T("evaluation.final")}, {Title: s.T("evaluation.predicate")}, {Title: s.T("evaluation.decision")}}}
	for i := range t.Rows {
		r := &t.Rows[i]
		final, predicate, outcome := "–", "–", "–"
		switch {
		case r.Verdict != nil:
			final, predicate = s.Hundredths(int(r.Verdict.Final)), r.Verdict.Predicate
		case r.Result != nil:
			final, predicate = s.Hundredths(int(r.Result.Final)), r.Result.Band.Predicate.In(s.Lang)
		}
		if o := r.outcome(); o != "" {
			outcome = s.T("evaluation.outcome." + string(o))
		}
		table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), r.Person.Name, r.Person.NIP, final, predicate, outcome})
	}
	return table
}

// reasons lists decisions that differ from the proposal, and cases of absence.
func (t *Table) reasons(doc *pdf.Doc, s *i18n.Speaker) {
	first := true
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Decided == nil || r.Decided.Reason == "" {
			continue
		}
		if first {
			doc.Heading(s.T("evaluation.paper.reasons"))
			first = false
		}
		doc.Text(r.Person.Name + ": " + r.Decided.Reason)
	}
}

func presence(s *i18n.Speaker, present []Attendee) pdf.Table {
	t := pdf.Table{Cols: []pdf.Col{{Title: "No"}, {Title: s.T("evaluation.name")}, {Title: s.T("evaluation.capacity")}, {Title: s.T("evaluation.signature")}}, Height: 9}
	for i, a := range present {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), a.Name, a.As, ""})
	}
	return t
}
