package documentweb

import (
	"context"
	"slices"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// withins are the numbers of days ahead that the list of what is due offers.
var withins = []int{0, 7, 30, 90}

// owing is the list of who owes what as its page needs it.
type owing struct {
	agency org.Agency
	today  clock.Date
	query  ui.Query
	tree   *org.Tree
	asked  int // papers asked of anybody
	states map[document.NeedState]int
	shown  []document.Need
	total  int
	scans  bool // the actor may enter scans
}

// seeOwing reads the list by the address, whole.
func (p *pages) seeOwing(r *web.Request) (owing, []*document.Need, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	v := owing{agency: a, today: a.Today(p.cabinet.Clock.Now()), query: ui.QueryOf(r.Request), scans: actor.HasWhole(string(a.ID), judges...)}
	all, err := p.cabinet.Needs(ctx, actor, a)
	if err != nil {
		return v, nil, err
	}
	if v.tree, err = org.TreeOf(ctx, p.cabinet.DB, a.ID); err != nil {
		return v, nil, err
	}
	q := v.query
	narrow := document.Narrowing{Person: q.Get("person"), Office: org.UnitID(q.Get("office")), Kind: document.Kind(q.Get("kind")), State: document.NeedState(q.Get("state")), Search: q.Search()}
	if q.Get("state") == "all" {
		narrow.State, narrow.All = "", true
	}
	if days, err := strconv.Atoi(q.Get("within")); err == nil && slices.Contains(withins, days) {
		narrow.By = v.today.AddDays(days)
	}
	v.asked = len(all)
	list, states := narrow.Narrow(all, v.tree)
	v.states, v.total = states, len(list)
	return v, list, nil
}

func (p *pages) due(r *web.Request) (web.Answer, error) {
	v, list, err := p.seeOwing(r)
	if err != nil {
		return nil, err
	}
	for _, n := range ui.PageOf(v.query, document.PageSize, list) {
		v.shown = append(v.shown, *n)
	}
	return web.Page(duePage(v)), nil
}

// dueFile writes the list as it is narrowed.
func (p *pages) dueFile(r *web.Request) (web.Answer, error) {
	v, list, err := p.seeOwing(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("document.due"), Columns: []sheet.Heading{{Title: s.T("document.col.person"), Width: 36}, {Title: "NIP", Width: 21}, {Title: s.T("document.col.unit"), Width: 48}, {Title: s.T("document.col.paper"), Width: 26},
		{Title: s.T("document.col.due"), Width: 13}, {Title: s.T("document.col.state"), Width: 24}, {Title: s.T("document.col.until"), Width: 13}, {Title: s.T("document.note"), Width: 40}}}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, n := range list {
			cells := []sheet.Cell{sheet.TextCell(n.Name), sheet.TextCell(n.NIP), sheet.TextCell(v.tree.Path(n.Unit)), sheet.TextCell(s.T("document.kind." + string(n.Kind))),
				sheet.DateCell(n.Due), sheet.TextCell(s.T("document.need." + string(n.State))), sheet.DateCell(n.Until), sheet.TextCell(n.Note)}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return web.Workbook("berkas-diminta-"+v.agency.Code+"-"+string(v.today)+".xlsx", out), nil
}

// needTag returns the tag of how far somebody is with a paper.
func needTag(ctx context.Context, s document.NeedState) ui.Tag {
	t := ui.Tag{Label: i18n.T(ctx, "document.need."+string(s))}
	switch s {
	case document.NeedMissing:
		t.Tone, t.Icon = ui.Leave, "circle-dot-dashed"
	case document.NeedRejected:
		t.Tone, t.Icon = ui.Late, "corner-up-left"
	case document.NeedExpired, document.NeedUnfit:
		t.Tone, t.Icon = ui.Wrong, "circle-alert"
	case document.NeedSoon:
		t.Tone, t.Icon = ui.Late, "clock-alert"
	case document.NeedWaiting:
		t.Tone, t.Icon = ui.Leave, "hourglass"
	case document.NeedUnscanned:
		t.Tone, t.Icon = ui.Quiet, "file-search"
	case document.NeedMet:
		t.Tone, t.Icon = ui.Ok, "check"
	}
	return t
}

// when says how far the due day of a need is.
func when(s *i18n.Speaker, n document.Need, today clock.Date) string {
	switch {
	case n.Due == "":
		return s.T("document.due.unknown")
	case !n.State.Owed():
		return ""
	case n.Due < today:
		return s.T("document.due.past", "N", n.Due.DaysUntil(today))
	case n.Due == today:
		return s.T("document.due.today")
	}
	return s.T("document.due.left", "N", today.DaysUntil(n.Due))
}

// serves says what a paper is good for.
func serves(s *i18n.Speaker, n document.Need) string {
	if len(n.Serves) > 1 {
		return s.T("document.serves.both")
	}
	for _, one := range n.Serves {
		return s.T("document.serves." + string(one))
	}
	return ""
}
