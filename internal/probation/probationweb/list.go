package probationweb

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
)

// pageSize is how many people one page of the list shows.
const pageSize = 50

// listing is the list as the page needs it.
type listing struct {
	agency  org.Agency
	query   ui.Query
	tree    *org.Tree
	all     int
	words   map[probation.Readiness]int
	shown   []probation.Candidate
	total   int
	sources []probation.Source
	office  string // name of the office the list is narrowed to
	enter   bool   // the actor may enter lists
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l, people, err := p.find(r)
	if err != nil {
		return nil, err
	}
	if l.sources, err = probation.Sources(r.Ctx(), p.office.DB, string(l.agency.ID)); err != nil {
		return nil, err
	}
	l.shown, l.total = ui.PageOf(l.query, pageSize, people), len(people)
	l.enter = access.From(r.Ctx()).HasWhole(string(l.agency.ID), mayEnter...)
	return web.Page(listPage(l)), nil
}

// find returns the people of the list by the filters in the address, ordered.
func (p *pages) find(r *web.Request) (listing, []probation.Candidate, error) {
	a := org.From(r.Ctx())
	l := listing{agency: a, query: ui.QueryOf(r.Request), words: map[probation.Readiness]int{}}
	people, err := p.office.Candidates(r.Ctx(), access.From(r.Ctx()), a, a.Today(p.office.Clock.Now()))
	if err != nil {
		return l, nil, err
	}
	if l.tree, err = org.TreeOf(r.Ctx(), p.office.DB, a.ID); err != nil {
		return l, nil, err
	}
	l.all = len(people)
	if u, ok := l.tree.Unit(org.UnitID(l.query.Get("office"))); ok {
		l.office = u.Name
	}
	narrowed := slices.DeleteFunc(people, func(c probation.Candidate) bool { return !l.keeps(c) })
	for _, c := range narrowed {
		l.words[c.Word]++
	}
	if word := l.query.Get("word"); word != "" {
		narrowed = slices.DeleteFunc(narrowed, func(c probation.Candidate) bool { return string(c.Word) != word })
	}
	l.order(narrowed)
	return l, narrowed, nil
}

// keeps reports whether a person passes the filters of the address, the
// readiness left aside.
func (l *listing) keeps(c probation.Candidate) bool {
	if q := org.Fold(l.query.Search()); q != "" && !strings.Contains(org.Fold(c.Name)+" "+c.NIP, q) {
		return false
	}
	if office := l.query.Get("office"); office != "" && string(l.tree.Office(c.Unit).ID) != office {
		return false
	}
	if l.query.Get("born") == "z" && c.Born.Year() < probation.GenerationZ {
		return false
	}
	switch l.query.Get("passed") {
	case "yes":
		if !met(c, "training") {
			return false
		}
	case "no":
		if met(c, "training") {
			return false
		}
	}
	if p := l.query.Get("predicate"); p != "" && !slices.ContainsFunc(c.Performance, func(e probation.Performance) bool { return e.Predicate == p }) {
		return false
	}
	if cell := l.query.Get("cell"); cell != "" {
		if e, ok := c.In(l.query.Get("period")); !ok || string(e.Results)+"-"+string(e.Behaviour) != cell {
			return false
		}
	}
	if position := l.query.Get("position"); position != "" && c.Position != position {
		return false
	}
	if state := l.query.Get("state"); state != "" && string(c.Stage()) != state {
		return false
	}
	if l.query.Get("discipline") == "yes" && len(c.Discipline) == 0 {
		return false
	}
	if gate := l.query.Get("lacks"); gate != "" && met(c, gate) {
		return false
	}
	return true
}

func met(c probation.Candidate, gate string) bool {
	for _, g := range c.Gates {
		if g.Gate.Key == gate {
			return g.Met
		}
	}
	return true
}

func (l *listing) order(people []probation.Candidate) {
	column, descending := l.query.Sort()
	by := map[string]func(a, b probation.Candidate) int{
		"office": func(a, b probation.Candidate) int {
			return cmp.Compare(l.tree.Office(a.Unit).Name, l.tree.Office(b.Unit).Name)
		},
		"ends": func(a, b probation.Candidate) int { return cmp.Compare(a.Term.Ends, b.Term.Ends) },
		"word": func(a, b probation.Candidate) int { return urgency(b.Word) - urgency(a.Word) },
	}[column]
	if by == nil && column != "" {
		return
	}
	if by == nil {
		by = func(a, b probation.Candidate) int { return urgency(b.Word) - urgency(a.Word) }
	}
	slices.SortStableFunc(people, func(a, b probation.Candidate) int {
		if descending {
			return by(b, a)
		}
		return by(a, b)
	})
}

// urgency orders the words: who needs something soonest comes first.
func urgency(w probation.Readiness) int {
	return map[probation.Readiness]int{probation.AtRisk: 3, probation.Missing: 2, probation.Ready: 1}[w]
}

// export writes the list as it stands, filtered and ordered, as a spreadsheet.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, people, err := p.find(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	columns := []sheet.Heading{{Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21}, {Title: s.T("probation.col.unit"), Width: 50}, {Title: "TMT", Width: 12}, {Title: s.T("probation.col.months"), Width: 8},
		{Title: s.T("probation.col.ends"), Width: 12}, {Title: s.T("probation.col.word"), Width: 14}, {Title: s.T("probation.col.why"), Width: 60}, {Title: s.T("probation.col.safe"), Width: 12}}
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, c := range people {
			why, safe := "", sheet.Cell{}
			if c.Reason != nil {
				why, safe = s.T(c.Reason.Reason, c.Reason.Args...), sheet.DateCell(c.Reason.LastSafe)
			}
			row := []sheet.Cell{sheet.TextCell(c.Name), sheet.TextCell(c.NIP), sheet.TextCell(l.tree.Path(c.Unit)), sheet.DateCell(c.TMT), sheet.IntCell(c.Term.MonthsServed),
				sheet.DateCell(c.Term.Ends), sheet.TextCell(s.T("probation.word." + string(c.Word))), sheet.TextCell(why), safe}
			if !yield(row, nil) {
				return
			}
		}
	}
	name := "percobaan-" + l.agency.Code + "-" + string(l.agency.Today(p.office.Clock.Now())) + ".xlsx"
	return web.Workbook(name, sheet.List{Name: s.T("probation.title"), Columns: columns, Rows: iter.Seq2[[]sheet.Cell, error](rows)}), nil
}

// Tag returns the tag of a readiness.
func Tag(w probation.Readiness) ui.State {
	return map[probation.Readiness]ui.State{probation.Ready: ui.StateReady, probation.OnCourse: ui.StateOnTrack, probation.AtRisk: ui.StateAtRisk, probation.Missing: ui.StateIncomplete}[w]
}

// TagOf is how somebody stands; who is proposed, suspended or gone shows that
// state, which says more.
func TagOf(s *i18n.Speaker, c probation.Candidate) templ.Component {
	if c.Path.State == probation.StateActive {
		return Tag(c.Word)
	}
	return StateTag(s, c.Path.State)
}

// why says the most pressing reason of somebody in one line.
func why(s *i18n.Speaker, c probation.Candidate) string {
	if c.Ended() {
		return ""
	}
	if c.Reason != nil {
		return s.T(c.Reason.Reason, c.Reason.Args...)
	}
	for _, g := range c.Open(regulation.GateDossier) {
		return s.T("probation.lacks", "What", g.Gate.Title.In(s.Lang))
	}
	return ""
}
