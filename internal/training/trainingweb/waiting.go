package trainingweb

import (
	"slices"
	"strings"

	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// waitingView is who waits for a place.
type waitingView struct {
	agency org.Agency
	query  ui.Query
	rows   []queuedRow
	away   []training.Member // deferred or withdrawn, who may come back
}

// queuedRow is one person of the waiting list.
type queuedRow struct {
	training.Queued
	person    roster.Person
	unit      string
	programme string
}

func (p *pages) waitingOf(r *web.Request) (waitingView, error) {
	v := waitingView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request)}
	if err := p.planners(r); err != nil {
		return v, err
	}
	list, err := training.WaitingList(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	programmes, err := training.Programmes(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	var ids []roster.PersonID
	for _, q := range list {
		ids = append(ids, q.Person)
	}
	people, err := roster.ByIDs(r.Ctx(), p.db, v.agency.ID, ids)
	if err != nil {
		return v, err
	}
	tree, err := org.TreeOf(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	find := org.Fold(v.query.Search())
	for _, q := range list {
		person, ok := people[q.Person]
		if !ok || person.State != roster.Active || find != "" && !strings.Contains(org.Fold(person.Name+" "+person.NIP), find) {
			continue
		}
		row := queuedRow{Queued: q, person: person, unit: tree.Path(person.Unit)}
		if i := slices.IndexFunc(programmes, func(o training.Programme) bool { return o.ID == q.Programme }); i >= 0 {
			row.programme = programmes[i].Name
		}
		v.rows = append(v.rows, row)
	}
	v.away, err = training.Waiting(r.Ctx(), p.db, v.agency.ID)
	v.away = slices.DeleteFunc(v.away, func(m training.Member) bool {
		return find != "" && !strings.Contains(org.Fold(m.Person.Name+" "+m.Person.NIP), find)
	})
	return v, err
}

// waitingList shows who waits for a place.
func (p *pages) waitingList(r *web.Request) (web.Answer, error) {
	v, err := p.waitingOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(waitingPage(v)), nil
}

// waitingFile gives the same list as a spreadsheet.
func (p *pages) waitingFile(r *web.Request) (web.Answer, error) {
	v, err := p.waitingOf(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	l := sheet.List{Name: s.T("training.waiting_list")}
	for _, h := range []struct {
		title string
		width float64
	}{{"NIP", 22}, {s.T("training.person"), 36}, {s.T("training.unit"), 44}, {s.T("training.golongan"), 8}, {s.T("training.waiting_why"), 60}, {s.T("training.name"), 30}, {s.T("training.waiting_since"), 14}} {
		l.Columns = append(l.Columns, sheet.Heading{Title: h.title, Width: h.width, Kind: sheet.Text})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, q := range v.rows {
			var cells []sheet.Cell
			for _, text := range []string{q.person.NIP, q.person.Name, q.unit, q.person.Golongan, q.Say(s), q.programme, string(q.Since)} {
				cells = append(cells, sheet.TextCell(text))
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return web.Workbook("daftar-tunggu.xlsx", l), nil
}
