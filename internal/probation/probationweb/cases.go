package probationweb

import (
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// named is a list of what was recorded about people, with their names.
type named[T any] struct {
	agency org.Agency
	query  ui.Query
	people map[roster.PersonID]roster.Person
	all    []T
	shown  []T
	counts map[string]int
	enter  bool
}

// name learns the people of a list and narrows it by the words of the address.
func name[T any](p *pages, r *web.Request, list []T, of func(T) string) (named[T], error) {
	a := org.From(r.Ctx())
	v := named[T]{agency: a, query: ui.QueryOf(r.Request), counts: map[string]int{}, enter: access.From(r.Ctx()).HasWhole(string(a.ID), mayEnter...)}
	ids := make([]roster.PersonID, 0, len(list))
	for _, one := range list {
		ids = append(ids, roster.PersonID(of(one)))
	}
	var err error
	if v.people, err = roster.ByIDs(r.Ctx(), p.office.DB, a.ID, ids); err != nil {
		return v, err
	}
	words := org.Fold(v.query.Search())
	v.all = slices.DeleteFunc(list, func(one T) bool {
		who := v.people[roster.PersonID(of(one))]
		return words != "" && !strings.Contains(org.Fold(who.Name)+" "+who.NIP, words)
	})
	return v, nil
}

// page cuts what one page shows.
func (v *named[T]) page() {
	v.shown = ui.PageOf(v.query, pageSize, v.all)
}

func (p *pages) findCases(r *web.Request) (named[probation.Case], error) {
	list, err := p.office.Cases(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()))
	if err != nil {
		return named[probation.Case]{}, err
	}
	v, err := name(p, r, list, func(c probation.Case) string { return c.Person })
	if err != nil {
		return v, err
	}
	for _, c := range v.all {
		v.counts[string(c.State)]++
	}
	if state := v.query.Get("state"); state != "" {
		v.all = slices.DeleteFunc(v.all, func(c probation.Case) bool { return string(c.State) != state })
	}
	v.page()
	return v, nil
}

func (p *pages) cases(r *web.Request) (web.Answer, error) {
	v, err := p.findCases(r)
	if err != nil {
		return nil, err
	}
	return web.Page(casesPage(v)), nil
}

func (p *pages) casesXLSX(r *web.Request) (web.Answer, error) {
	v, err := p.findCases(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, c := range v.all {
			who, last := v.people[roster.PersonID(c.Person)], c.Steps[len(c.Steps)-1]
			if !yield([]sheet.Cell{sheet.TextCell(who.Name), sheet.TextCell(who.NIP), sheet.TextCell(c.Steps[0].Number), sheet.DateCell(c.Steps[0].IssuedOn), sheet.TextCell(s.T("probation.state." + string(c.State))), sheet.TextCell(last.Number), sheet.DateCell(last.IssuedOn)}, nil) {
				return
			}
		}
	}
	heads := []sheet.Heading{{Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21}, {Title: s.T("probation.col.report"), Width: 24}, {Title: s.T("probation.issued_on"), Width: 12}, {Title: s.T("probation.col.state"), Width: 24}, {Title: s.T("probation.col.last"), Width: 24}, {Title: s.T("probation.issued_on"), Width: 12}}
	return web.Workbook("disiplin-"+v.agency.Code+".xlsx", sheet.List{Name: s.T("probation.tab.cases"), Columns: heads, Rows: rows}), nil
}

// year reads the year of the address, the present one without.
func (p *pages) year(r *web.Request) int {
	a := org.From(r.Ctx())
	if y, err := strconv.Atoi(r.Q("year")); err == nil && y > 2000 && y < 2100 {
		return y
	}
	return a.Today(p.office.Clock.Now()).Year()
}

func (p *pages) findAbsences(r *web.Request) (named[probation.Absent], error) {
	list, err := p.office.Absences(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()), p.year(r))
	if err != nil {
		return named[probation.Absent]{}, err
	}
	v, err := name(p, r, list, func(n probation.Absent) string { return n.Person })
	v.page()
	return v, err
}

func (p *pages) absences(r *web.Request) (web.Answer, error) {
	v, err := p.findAbsences(r)
	if err != nil {
		return nil, err
	}
	return web.Page(absencesPage(v, p.year(r))), nil
}

func (p *pages) absencesXLSX(r *web.Request) (web.Answer, error) {
	v, err := p.findAbsences(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, n := range v.all {
			who := v.people[roster.PersonID(n.Person)]
			if !yield([]sheet.Cell{sheet.TextCell(who.Name), sheet.TextCell(who.NIP), sheet.IntCell(n.Days), sheet.IntCell(n.InRow), sheet.DateCell(n.Last), sheet.TextCell(strings.Join(linesOf(n), "; "))}, nil) {
				return
			}
		}
	}
	heads := []sheet.Heading{{Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21}, {Title: s.T("probation.col.days"), Width: 10}, {Title: s.T("probation.col.in_row"), Width: 14}, {Title: s.T("probation.col.last_day"), Width: 12}, {Title: s.T("probation.col.line"), Width: 60}}
	return web.Workbook("tanpa-keterangan-"+v.agency.Code+"-"+strconv.Itoa(p.year(r))+".xlsx", sheet.List{Name: s.T("probation.tab.absences"), Columns: heads, Rows: rows}), nil
}

// linesOf names the lines that days without an excuse reach.
func linesOf(n probation.Absent) []string {
	var list []string
	for _, l := range n.Lines {
		list = append(list, l.Level+": "+l.Sanction)
	}
	return list
}

// absent is the form of days without an excuse.
func (p *pages) absenceForm(r *web.Request) (web.Answer, error) {
	return p.form(r, absencePage)
}

func (p *pages) absence(r *web.Request) (web.Answer, error) {
	a, c, err := p.person(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	from, until := r.Date("from", &f), r.Date("until", &f)
	n := 0
	if err = f.Err(); err == nil {
		do := p.office.Absence
		if r.V("excuse") != "" {
			do = p.office.Excuse
		}
		n, err = do(r.Ctx(), access.From(r.Ctx()), a, string(c.ID), from, until, r.V("source"))
	}
	if err != nil {
		return web.Refuse(err, absencePage(a, c, err, r.PostForm))
	}
	return web.Go(a.Path("people/"+string(c.ID)+"/road"), "probation.absence_saved", "N", n), nil
}
