package attendance

import (
	"context"
	"strconv"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Paper prints the attendance lists (daftar hadir) of a day, each session on
// pages of its own, to be signed by hand; filled it prints what the roll says
// instead of the boxes. An empty session takes all of the day. Created decides
// the bytes together with the content.
func (b *Book) Paper(ctx context.Context, q db.Q, a org.Agency, s *i18n.Speaker, day clock.Date, only schedule.SessionID, filled bool, created time.Time) ([]byte, error) {
	var doc *pdf.Doc
	for _, one := range b.Sessions {
		if one.Day != day || only != "" && one.ID != only {
			continue
		}
		if doc == nil {
			var err error
			doc, err = org.Paper(ctx, q, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: s.T("attendance.paper.title"), Created: created, Speaker: s})
			if err != nil {
				return nil, err
			}
		} else {
			doc.Page()
		}
		b.list(doc, a, s, one, filled)
	}
	if doc == nil {
		return nil, fault.NotFound("access.not_found")
	}
	return doc.Bytes()
}

// list prints one session.
func (b *Book) list(doc *pdf.Doc, a org.Agency, s *i18n.Speaker, one schedule.Session, filled bool) {
	doc.Title(s.T("attendance.paper.title"))
	batch := b.Batch.Label
	if one.Group > 0 {
		batch += ", " + s.T("training.group_n", "N", one.Group)
	}
	doc.Facts(2, pdf.Fact{Term: s.T("attendance.paper.day"), Text: s.LongDate(one.Day)}, pdf.Fact{Term: s.T("attendance.paper.batch"), Text: batch},
		pdf.Fact{Term: s.T("attendance.paper.subject"), Text: training.SubjectTitle(s, b.Rules.Training, one.Subject)},
		pdf.Fact{Term: s.T("attendance.time"), Text: s.HourMinute(one.Start) + "–" + s.HourMinute(one.End) + " " + string(a.Zone) + ", " + strconv.Itoa(one.JP) + " JP"},
		pdf.Fact{Term: s.T("attendance.paper.trainer"), Text: one.Trainer}, pdf.Fact{Term: s.T("attendance.paper.place"), Text: one.Place})
	t := pdf.Table{Signed: !filled, Cols: []pdf.Col{{Title: "No.", Width: 10, Align: pdf.Centre}, {Title: s.T("attendance.paper.who")}, {Title: s.T("attendance.paper.rank"), Width: 14, Align: pdf.Centre}, {Title: s.T("attendance.paper.unit"), Width: 40}}}
	if filled {
		t.Cols = append(t.Cols, pdf.Col{Title: s.T("attendance.state"), Width: 44})
	} else {
		t.Cols = append(t.Cols, pdf.Col{Title: s.T("attendance.paper.signature"), Width: 24}, pdf.Col{Width: 24})
	}
	for _, l := range b.Lines {
		if !l.Expects(one) {
			continue
		}
		row := []string{strconv.Itoa(len(t.Rows) + 1), l.Person.Name + "\n" + l.Person.NIP, l.Person.Golongan, l.Unit}
		if filled {
			row = append(row, said(s, l.Marks[one.ID]))
		}
		t.Rows = append(t.Rows, row)
	}
	doc.Table(t)
	doc.Signatures(pdf.Signature{Place: s.T("attendance.paper.known"), Role: s.T("attendance.paper.chair")}, pdf.Signature{Place: a.City + ", " + s.Date(one.Day), Role: s.T("attendance.paper.trainer"), Name: one.Trainer})
}

// said is a mark in words with its reason.
func said(s *i18n.Speaker, m Mark) string {
	if m.State == Open {
		return s.T("ui.mark.open")
	}
	text := s.T("ui.mark." + string(m.State))
	for _, more := range []string{m.Reason, m.Document} {
		if more != "" {
			text += "\n" + more
		}
	}
	return text
}
