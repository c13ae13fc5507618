package deskweb

import (
	"context"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/desk"
	"pamong/internal/evaluation"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
)

// officesAt is how many offices stand on one page of the board.
const officesAt = 50

// soon is how many days "this week" lasts.
const soon = 7

// boardView is the board as it is drawn.
type boardView struct {
	desk.Board
	agency  org.Agency
	query   ui.Query
	works   bool // the actor works with it; others read
	follows bool // the actor sees the pages of probation beside its list
	offices []probation.OfficeLacks
	total   int
}

// board is the page of the board.
func board(r *desk.Reader, q *web.Request) (web.Answer, error) {
	v, all, err := readBoard(r, q)
	if err != nil {
		return nil, err
	}
	v.offices, v.total = ui.PageOf(v.query, officesAt, all), len(all)
	return web.Page(boardPage(v)), nil
}

// readBoard reads the board with the offices that the address names, those that
// lack most first.
func readBoard(r *desk.Reader, q *web.Request) (boardView, []probation.OfficeLacks, error) {
	v := boardView{agency: org.From(q.Ctx()), query: ui.QueryOf(q.Request)}
	actor := access.From(q.Ctx())
	var err error
	if v.Board, err = r.Board(q.Ctx(), actor, v.agency); err != nil {
		return v, nil, err
	}
	v.works = actor.HasWhole(string(v.agency.ID), access.Officer, access.Committee)
	v.follows = actor.HasWhole(string(v.agency.ID), access.Officer, access.Leader, access.Auditor)
	words := org.Fold(v.query.Search())
	var list []probation.OfficeLacks
	for _, o := range v.Offices {
		if strings.Contains(org.Fold(o.Unit.Name), words) {
			list = append(list, o)
		}
	}
	if column, _ := v.query.Sort(); column != "name" {
		slices.SortStableFunc(list, func(a, b probation.OfficeLacks) int { return b.Total() - a.Total() })
	}
	return v, list, nil
}

// boardFile writes which office lacks what as a spreadsheet.
func boardFile(r *desk.Reader, q *web.Request) (web.Answer, error) {
	v, list, err := readBoard(r, q)
	if err != nil {
		return nil, err
	}
	s := i18n.From(q.Ctx())
	out := sheet.List{Name: s.T("desk.board.lacks"), Columns: []sheet.Heading{{Title: s.T("desk.board.office"), Width: 44}, {Title: s.T("desk.board.people"), Width: 10}, {Title: s.T("desk.board.late"), Width: 10}}}
	for _, g := range v.Gates {
		out.Columns = append(out.Columns, sheet.Heading{Title: g.Title.In(s.Lang), Width: 18})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, o := range list {
			row := []sheet.Cell{sheet.TextCell(officeName(s, o.Unit)), sheet.IntCell(o.People), sheet.IntCell(o.Late)}
			for _, g := range v.Gates {
				row = append(row, sheet.IntCell(o.Lacks[g.Key]))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return web.Workbook("papan-"+v.agency.Code+"-"+string(v.Today)+".xlsx", out), nil
}

func officeName(s *i18n.Speaker, office org.Unit) string {
	if office.Name == "" {
		return s.T("desk.board.no_office")
	}
	return office.Name
}

// path is the list of the people of an office who lack a gate, of all offices
// where the office is empty.
func (v boardView) path(o probation.OfficeLacks, g *regulation.Gate) string {
	if g == nil {
		return web.Link(v.agency.Path("probation"), "office", string(o.Unit.ID))
	}
	return web.Link(v.agency.Path("probation"), "office", string(o.Unit.ID), "lacks", g.Key)
}

// dues are the things that are due, as a list to be worked through.
func (v boardView) dues(ctx context.Context) []ui.Todo {
	s := i18n.From(ctx)
	var list []ui.Todo
	for _, d := range v.Dues {
		path := "probation"
		if v.follows {
			path = d.Path()
		}
		t := ui.Todo{Icon: "calendar-clock", Text: s.T("desk.board.due", "What", d.Line(), "N", d.People), Meta: s.LongDate(d.Day) + " · " + strings.Join(d.Names, ", "), Link: ui.Crumb{Label: s.T("desk.board.open"), Href: v.agency.Path(path)}}
		if d.People > len(d.Names) {
			t.Meta = s.T("desk.board.and_more", "Names", t.Meta, "N", d.People-len(d.Names))
		}
		switch left := v.Today.DaysUntil(d.Day); {
		case left < 0:
			t.Tone, t.Icon = ui.Wrong, "triangle-alert"
		case left <= soon:
			t.Tone, t.Icon = ui.Late, "triangle-alert"
		}
		list = append(list, t)
	}
	return list
}

// waits are the things that others owe the office.
func (v boardView) waits(ctx context.Context) []ui.Todo {
	s := i18n.From(ctx)
	var list []ui.Todo
	add := func(n int, icon, key, path string) {
		if n > 0 {
			list = append(list, ui.Todo{Icon: icon, Text: s.T(key, "N", n), Link: ui.Crumb{Label: s.T("desk.board.open"), Href: v.agency.Path(path)}})
		}
	}
	add(v.Papers, "folder-open", "desk.todo.papers", "documents")
	if n := v.Owing.Papers; n > 0 {
		t := ui.Todo{Icon: "files", Text: s.T("desk.board.owing", "N", n, "People", v.Owing.People), Link: ui.Crumb{Label: s.T("desk.board.open"), Href: v.agency.Path("documents/due")}}
		if v.Owing.Overdue > 0 {
			t.Tone, t.Icon, t.Meta = ui.Late, "triangle-alert", s.T("desk.board.owing_late", "N", v.Owing.Overdue)
		}
		list = append(list, t)
	}
	for _, l := range v.Links() {
		add(l.N, "link", l.Key(), l.Path)
	}
	add(v.Sheets[evaluation.ReturnUnread]+v.Sheets[evaluation.ReturnOpen], "inbox", "desk.board.sheets_open", "returns")
	add(v.Board.Mentors.None, "user-x", "desk.board.no_mentor", "mentors?state=none")
	return list
}
