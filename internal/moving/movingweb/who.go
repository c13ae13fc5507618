package movingweb

import (
	"slices"

	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/moving"
)

func (p *pages) who(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	return web.Page(whoPage(whose{s, ui.QueryOf(r.Request)})), nil
}

// whose is the list of lines whose person is not certain.
type whose struct {
	staged
	query ui.Query
}

// listSize is how many rows a page shows.
const listSize = 50

// shown are the proposals of this page of the list, the unanswered first.
func (w whose) shown() []moving.Proposal {
	list := w.all()
	return ui.PageOf(w.query, listSize, list)
}

func (w whose) all() []moving.Proposal {
	list := slices.Clone(w.Plan.Proposals)
	if w.query.Get("show") == "open" {
		list = slices.DeleteFunc(list, func(p moving.Proposal) bool { return p.Chosen != "" })
	}
	slices.SortStableFunc(list, func(a, b moving.Proposal) int {
		switch {
		case a.Chosen == "" && b.Chosen != "":
			return -1
		case a.Chosen != "" && b.Chosen == "":
			return 1
		}
		return 0
	})
	return list
}

func (w whose) pills() ui.Filters {
	show := w.query.Get("show")
	return ui.Filters{{Label: w.said.T("moving.all"), Count: len(w.Plan.Proposals), Href: w.query.With("show", ""), Current: show == ""},
		{Label: w.said.T("moving.who.open"), Count: w.Plan.Open(), Href: w.query.With("show", "open"), Current: show == "open"}}
}

// whoOptions are who a line may mean.
func (w where) whoOptions(p moving.Proposal) []ui.Option {
	list := []ui.Option{{Value: "", Label: w.said.T("moving.who.choose")}}
	for _, c := range p.Candidates {
		list = append(list, ui.Option{Value: c.NIP, Label: c.Name + " · " + c.NIP})
	}
	return append(list, ui.Option{Value: "-", Label: w.said.T("moving.who.nobody")})
}

// only returns the one candidate of a line whose name is the same, "" where
// there is another or none.
func only(p moving.Proposal) string {
	if p.Chosen == "" && len(p.Candidates) == 1 && p.Candidates[0].Same {
		return p.Candidates[0].NIP
	}
	return ""
}

// sure counts the open lines with just one person of the same name.
func (s staged) sure() int {
	n := 0
	for _, p := range s.Plan.Proposals {
		if only(p) != "" {
			n++
		}
	}
	return n
}

func (p *pages) match(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	matches := map[string]string{}
	for _, one := range s.Plan.Proposals {
		said := r.V("who-" + one.Key)
		if r.V("all") != "" {
			said = only(one)
		}
		if said == "-" || slices.ContainsFunc(one.Candidates, func(c moving.Candidate) bool { return c.NIP == said }) {
			matches[one.Key] = said
		}
	}
	if err := p.desk.Answer(r.Ctx(), s.actor, s.agency.ID, s.Move.ID, moving.Answers{Matches: matches}); err != nil {
		return nil, err
	}
	next := s.link("")
	if len(matches) < s.Plan.Open() {
		next = s.link("who")
	}
	return web.Go(next, "moving.matched", "N", len(matches)), nil
}
