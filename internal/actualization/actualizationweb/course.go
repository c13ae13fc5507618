package actualizationweb

import (
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/training"
)

// peopleAt is how many participants stand on one page.
const peopleAt = 50

// courseView is a batch with the weeks of its people.
type courseView struct {
	common
	actualization.Course
	query   ui.Query
	reminds bool // may remind mentors
	list    []actualization.Line
	shown   []actualization.Line
}

func (p *pages) courseView(r *web.Request) (courseView, error) {
	actor := access.From(r.Ctx())
	v := courseView{common: p.common(r), query: ui.QueryOf(r.Request)}
	var err error
	if v.Course, err = p.desk.Course(r.Ctx(), actor, v.agency, training.BatchID(r.PathValue("batch"))); err != nil {
		return v, err
	}
	v.reminds = actor.Has(string(v.agency.ID), access.Committee, access.Officer) && !actor.IsLooking()
	words, state := org.Fold(v.query.Search()), v.state()
	for _, l := range v.Lines {
		if (words == "" || strings.Contains(org.Fold(l.Person.Name+" "+l.Person.NIP+" "+v.mentor(l)), words)) && (state == "" || l.Count(state, v.today) > 0) {
			v.list = append(v.list, l)
		}
	}
	v.shown = ui.PageOf(v.query, peopleAt, v.list)
	return v, nil
}

// state is the state that the list is narrowed to, "" for all.
func (v courseView) state() actualization.State {
	if s := actualization.State(v.query.Get("state")); slices.Contains(actualization.States(), s) {
		return s
	}
	return ""
}

func (v courseView) filters() ui.Filters {
	pills := ui.Filters{{Label: v.said.T("actualization.all"), Count: len(v.Lines), Href: v.query.With("state", ""), Current: v.state() == ""}}
	for _, s := range actualization.States() {
		n := 0
		for _, l := range v.Lines {
			if l.Count(s, v.today) > 0 {
				n++
			}
		}
		pills = append(pills, ui.Filter{Label: v.said.T("actualization.state." + string(s)), Count: n, Href: v.query.With("state", string(s)), Current: v.state() == s})
	}
	return pills
}

// mentor names who guides a participant, "" for nobody.
func (v courseView) mentor(l actualization.Line) string {
	if l.Mentor == nil {
		return ""
	}
	return l.Mentor.Name
}

// remind is the address by which WhatsApp reminds a mentor, "" where there is
// nothing to remind of or no number.
func (v courseView) remind(l actualization.Line) string {
	n := l.Count(actualization.Sent, v.today)
	if !v.reminds || l.Left || n == 0 || l.Mentor == nil || l.Mentor.Phone == "" {
		return ""
	}
	return ui.WhatsApp(l.Mentor.Phone, v.said.T("actualization.remind_text", "Mentor", l.Mentor.Name, "Name", l.Person.Name, "N", n, "Office", v.agency.BodyName))
}

// mark is a week of somebody in a word or two for who does not see colours.
func (v courseView) mark(w actualization.Week) string {
	return v.title(w) + ": " + v.said.T("actualization.state."+string(w.State(v.today)))
}

// chip is a week as a small sign.
func (v courseView) chip(w actualization.Week) ui.Tag {
	t := v.tag(w.State(v.today))
	t.Label = strconv.Itoa(w.Number)
	if w.Number == 0 {
		t.Label = v.said.DayMonth(w.Monday)
	}
	return t
}

// place says in which group a participant is, or that they have left.
func (v courseView) place(l actualization.Line) string {
	if l.Left {
		return v.said.T("actualization.left", "On", l.Seat.Until)
	}
	return v.said.T("actualization.group", "N", l.Seat.GroupNumber)
}

func (p *pages) course(r *web.Request) (web.Answer, error) {
	v, err := p.courseView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(coursePage(v)), nil
}

// weeks writes a line for each participant: how far each week is.
func (p *pages) weeks(r *web.Request) (web.Answer, error) {
	v, err := p.courseView(r)
	if err != nil {
		return nil, err
	}
	out := sheet.List{Name: v.said.T("actualization.sheet", "Batch", v.Batch.Label), Columns: []sheet.Heading{{Title: "NIP", Width: 20}, {Title: v.said.T("actualization.name"), Width: 36}, {Title: v.said.T("actualization.mentor"), Width: 36}}}
	for _, w := range v.Weeks {
		out.Columns = append(out.Columns, sheet.Heading{Title: v.title(w), Width: 24})
	}
	outside := slices.ContainsFunc(v.list, func(l actualization.Line) bool {
		return slices.ContainsFunc(l.Weeks, func(w actualization.Week) bool { return w.Number == 0 })
	})
	if outside {
		out.Columns = append(out.Columns, sheet.Heading{Title: v.said.T("actualization.outside"), Width: 40})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, l := range v.list {
			if !yield(v.cells(l, outside), nil) {
				return
			}
		}
	}
	return web.Workbook("aktualisasi-"+v.agency.Code+"-"+strconv.Itoa(v.Batch.Number)+".xlsx", out), nil
}

// cells are a participant in the sheet: each week of the stage in its column,
// and where somebody has such, those outside it in the last.
func (v courseView) cells(l actualization.Line, outside bool) []sheet.Cell {
	cells := append([]sheet.Cell{sheet.TextCell(l.Person.NIP), sheet.TextCell(l.Person.Name), sheet.TextCell(v.mentor(l))}, make([]sheet.Cell, len(v.Weeks))...)
	var others []string
	for _, w := range l.Weeks {
		if w.Number == 0 {
			others = append(others, v.mark(w))
			continue
		}
		cells[2+w.Number] = sheet.TextCell(v.said.T("actualization.state." + string(w.State(v.today))))
	}
	if outside {
		cells = append(cells, sheet.TextCell(strings.Join(others, "; ")))
	}
	return cells
}
