package movingweb

import (
	"slices"
	"strings"

	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/moving"
)

// listing is the list of problems.
type listing struct {
	staged
	query ui.Query
	kept  []*moving.Problem
}

func (p *pages) listing(r *web.Request) (listing, error) {
	s, err := p.staged(r)
	l := listing{staged: s, query: ui.QueryOf(r.Request)}
	if err != nil {
		return l, err
	}
	words := strings.ToLower(l.query.Search())
	for i := range s.Plan.Problems {
		one := &s.Plan.Problems[i]
		if l.shows(one) && (words == "" || strings.Contains(strings.ToLower(one.Who+" "+one.NIP+" "+fileOf(one)), words)) {
			l.kept = append(l.kept, one)
		}
	}
	slices.SortStableFunc(l.kept, func(a, b *moving.Problem) int {
		switch {
		case a.Wrong && !b.Wrong:
			return -1
		case b.Wrong && !a.Wrong:
			return 1
		}
		return 0
	})
	return l, nil
}

func fileOf(p *moving.Problem) string {
	if len(p.Sources) == 0 {
		return ""
	}
	return p.Sources[0].File
}

func (l listing) shows(p *moving.Problem) bool {
	switch l.query.Get("show") {
	case "wrong":
		return p.Wrong
	case "look":
		return !p.Wrong
	case "choose":
		return p.Key != ""
	}
	return true
}

func (l listing) pills() ui.Filters {
	show := l.query.Get("show")
	choose := 0
	for i := range l.Plan.Problems {
		if l.Plan.Problems[i].Key != "" {
			choose++
		}
	}
	var list ui.Filters
	for _, f := range []struct {
		key, show string
		n         int
	}{{"all", "", len(l.Plan.Problems)}, {"wrong", "wrong", l.Plan.Wrong()}, {"look", "look", len(l.Plan.Problems) - l.Plan.Wrong()}, {"choose", "choose", choose}} {
		list = append(list, ui.Filter{Label: l.said.T("moving." + f.key), Count: f.n, Href: l.query.With("show", f.show), Current: show == f.show})
	}
	return list
}

func (l listing) page() []*moving.Problem {
	return ui.PageOf(l.query, listSize, l.kept)
}

// place says where something stands.
func (w where) place(s moving.Source) string {
	text := s.File
	if s.Sheet != "" {
		text += " › " + s.Sheet
	}
	if s.Row > 0 {
		text += ", " + w.said.T("moving.row", "N", s.Row)
	}
	return text
}

// option is a value to choose as people read it.
func option(value string) string {
	var parts []string
	for part := range strings.SplitSeq(value, "|") {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

func options(p *moving.Problem, w staged) []ui.Option {
	list := []ui.Option{{Value: "", Label: w.said.T("moving.choose_value")}}
	_, what, _ := strings.Cut(p.Key, ":")
	for i, o := range p.Options {
		label := option(o)
		switch what {
		case "batch":
			label = w.said.T("moving.batch_n", "N", w.batchLabel(moving.Numeral(o)))
		case "group":
			label = w.said.T("moving.group_n", "N", o)
		}
		if i < len(p.Sources) {
			label += " (" + p.Sources[i].File + ")"
		}
		list = append(list, ui.Option{Value: o, Label: label})
	}
	return list
}

func (p *pages) problems(r *web.Request) (web.Answer, error) {
	l, err := p.listing(r)
	if err != nil {
		return nil, err
	}
	return web.Page(problemsPage(l)), nil
}

func (p *pages) choose(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	choices := map[string]string{}
	for i := range s.Plan.Problems {
		one := &s.Plan.Problems[i]
		if v := r.V("choose-" + one.Key); one.Key != "" && slices.Contains(one.Options, v) {
			choices[one.Key] = v
		}
	}
	if err := p.desk.Answer(r.Ctx(), s.actor, s.agency.ID, s.Move.ID, moving.Answers{Choices: choices}); err != nil {
		return nil, err
	}
	return web.Go(s.link("problems")+"?show=choose", "moving.chosen", "N", len(choices)), nil
}

// export writes the problems as a spreadsheet, for whoever mends the files.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, err := p.listing(r)
	if err != nil {
		return nil, err
	}
	out := sheet.List{Name: l.said.T("moving.problems")}
	for _, key := range []string{"severity", "file", "sheet", "line", "person", "nip", "what"} {
		out.Columns = append(out.Columns, sheet.Heading{Title: l.said.T("moving.column." + key), Width: 24, Kind: sheet.Text})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, one := range l.kept {
			var at moving.Source
			if len(one.Sources) > 0 {
				at = one.Sources[0]
			}
			word := l.said.T("moving.look")
			if one.Wrong {
				word = l.said.T("moving.wrong")
			}
			if !yield([]sheet.Cell{sheet.TextCell(word), sheet.TextCell(at.File), sheet.TextCell(at.Sheet), sheet.IntCell(at.Row), sheet.TextCell(one.Who), sheet.TextCell(one.NIP), sheet.TextCell(one.Say(l.said))}, nil) {
				return
			}
		}
	}
	return web.Workbook("temuan-pindahan.xlsx", out), nil
}
