package seminarweb

import (
	"context"
	"io"
	"net/url"
	"strconv"

	"pamong/internal/document"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// letter leads to where the published plan is made into a letter of the agency,
// for whoever may make letters.
func (v seen) letter(ctx context.Context) []ui.Button {
	if !v.sight.Write || v.Before == nil {
		return nil
	}
	about := url.Values{"batch": {string(v.batch.ID)}, "session": {string(v.Subject)}}
	return []ui.Button{{Label: say(ctx, "seminar.letter.make"), Icon: "file-text", Href: v.agency.Path("letters/k/"+string(document.SeminarList)) + "?" + about.Encode()}}
}

// paper prints the plan: each group on pages of its own.
func (p *pages) paper(r *web.Request) (web.Answer, error) {
	v, err := p.seeOne(r)
	if err != nil {
		return nil, err
	}
	if v.Plan == nil {
		return nil, fault.NotFound("access.not_found")
	}
	s, a := i18n.From(r.Ctx()), v.agency
	doc, err := org.Paper(r.Ctx(), p.db, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: v.title(r.Ctx()), Created: p.desk.Clock.Now(), Speaker: s})
	if err != nil {
		return nil, err
	}
	printed := 0
	for _, g := range v.groups() {
		slots := v.slots(g)
		if len(slots) == 0 {
			continue
		}
		if printed++; printed > 1 {
			doc.Page()
		}
		doc.Title(v.title(r.Ctx()), s.T("training.batch", "Label", v.batch.Label)+", "+s.T("training.group_n", "N", g))
		table := pdf.Table{Cols: []pdf.Col{{Title: "No.", Width: 9, Align: pdf.Centre}, {Title: s.T("seminar.time"), Width: 30}, {Title: s.T("seminar.participant")}, {Title: s.T("seminar.place"), Width: 32}, {Title: s.T("seminar.with"), Width: 58}}}
		for i, one := range slots {
			with := ""
			for _, w := range []struct{ key, name string }{{"seminar.examiner", one.Examiner}, {"seminar.coach", one.Coach}, {"seminar.mentor", one.Mentor}} {
				if w.name != "" {
					with += s.T(w.key) + ": " + w.name + "\n"
				}
			}
			table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), s.ShortDate(one.Day) + "\n" + hours(r.Ctx(), one), v.Person(one.Person).Name + "\n" + v.Person(one.Person).Unit, where(r.Ctx(), one), with})
		}
		doc.Table(table)
		doc.Signatures(pdf.Signature{}, pdf.Signature{Place: a.City + ", " + s.Date(a.Today(p.desk.Clock.Now())), Role: s.T("attendance.paper.chair")})
	}
	if printed == 0 {
		doc.Title(v.title(r.Ctx()), s.T("training.batch", "Label", v.batch.Label))
		doc.Text(s.T("seminar.none_placed"))
	}
	content, err := doc.Bytes()
	if err != nil {
		return nil, err
	}
	return web.File("seminar-angkatan-"+v.batch.Label+".pdf", "application/pdf", true, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}), nil
}

// file downloads the plan as a sheet.
func (p *pages) file(r *web.Request) (web.Answer, error) {
	v, err := p.seeOne(r)
	if err != nil {
		return nil, err
	}
	if v.Plan == nil {
		return nil, fault.NotFound("access.not_found")
	}
	s := i18n.From(r.Ctx())
	l := sheet.List{Name: s.T("training.batch", "Label", v.batch.Label)}
	for _, h := range []struct {
		key   string
		width float64
	}{{"schedule.date", 12}, {"schedule.start", 8}, {"schedule.end", 8}, {"schedule.group", 10}, {"seminar.participant", 34}, {"seminar.unit", 44}, {"seminar.place", 30}, {"seminar.link", 30}, {"seminar.examiner", 34}, {"seminar.coach", 34}, {"seminar.mentor", 34}} {
		l.Columns = append(l.Columns, sheet.Heading{Title: s.T(h.key), Width: h.width})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, g := range v.groups() {
			for _, one := range v.slots(g) {
				p := v.Person(one.Person)
				row := []sheet.Cell{sheet.DateCell(one.Day), sheet.TextCell(s.HourMinute(one.Start)), sheet.TextCell(s.HourMinute(one.End)), sheet.IntCell(g), sheet.TextCell(p.Name), sheet.TextCell(p.Unit),
					sheet.TextCell(one.Place), sheet.TextCell(one.Link), sheet.TextCell(one.Examiner), sheet.TextCell(one.Coach), sheet.TextCell(one.Mentor)}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
	return web.Workbook("seminar-angkatan-"+v.batch.Label+".xlsx", l), nil
}
