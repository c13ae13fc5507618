// Package regulationweb lets everybody who is signed in read the rules by
// which the product counts, dates and judges: each pack value by value with
// its grade and source, what changed between two packs, and the holidays with
// the decree and the day on which each became known. Rules are public; they
// name no person, so no role is asked for. Nothing is changed here.
package regulationweb

import (
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
)

type pages struct {
	packs    regulation.Packs
	holidays []calendar.Holiday
}

// Routes lists the pages of the rules.
func Routes(packs regulation.Packs, holidays []calendar.Holiday) []web.Route {
	p := &pages{packs, holidays}
	return []web.Route{
		web.Get("/rules", p.list),
		web.Get("/rules/packs/{id}", p.pack),
		web.Get("/rules/compare", p.compare),
		web.Get("/rules/holidays", p.days),
	}
}

func (p *pages) list(*web.Request) (web.Answer, error) {
	return web.Page(rulesPage(p.packs, len(p.holidays))), nil
}

// part is one part of a pack: the values whose places begin alike.
type part struct {
	Name string
	Rows []regulation.Row
}

// parts divides the values by the second step of their place.
func parts(rows []regulation.Row) []part {
	var list []part
	for _, r := range rows {
		name := partOf(r.Path)
		i := slices.IndexFunc(list, func(p part) bool { return p.Name == name })
		if i < 0 {
			list, i = append(list, part{Name: name}), len(list)
		}
		list[i].Rows = append(list[i].Rows, r)
	}
	return list
}

// partOf is the part in which a place lies: "attendance" for
// training.attendance.max_days, "terms" for a single value of the rules,
// "general" for what the pack says of itself.
func partOf(path string) string {
	steps := strings.SplitN(path, ".", 3)
	if len(steps) < 2 || steps[0] != "training" && steps[0] != "probation" {
		return "general"
	}
	name, _, list := strings.Cut(steps[1], "[")
	if len(steps) == 2 && !list {
		return "terms"
	}
	return name
}

// place is the rest of a place within its part, with its steps apart.
func place(path string) string {
	for _, head := range []string{"training.", "probation."} {
		path = strings.TrimPrefix(path, head)
	}
	return strings.NewReplacer(".", " › ", "_", " ", "[", " [").Replace(path)
}

func (p *pages) pack(r *web.Request) (web.Answer, error) {
	pack, err := p.packs.Find(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return web.Page(packPage(pack, parts(pack.Rows()))), nil
}

// comparison is two packs beside each other.
type comparison struct {
	packs regulation.Packs
	a, b  *regulation.Pack // nil while not chosen
	diff  []regulation.Difference
}

func (p *pages) compare(r *web.Request) (web.Answer, error) {
	c := comparison{packs: p.packs}
	if r.Q("a") != "" && r.Q("b") != "" {
		var err error
		if c.a, err = p.packs.Find(r.Q("a")); err != nil {
			return nil, err
		}
		if c.b, err = p.packs.Find(r.Q("b")); err != nil {
			return nil, err
		}
		c.diff = regulation.Diff(c.a, c.b)
	}
	return web.Page(comparePage(c)), nil
}

// dayList is the holidays of one year.
type dayList struct {
	query ui.Query
	year  int
	years []int
	days  []calendar.Holiday
}

func (p *pages) days(r *web.Request) (web.Answer, error) {
	l := dayList{query: ui.QueryOf(r.Request)}
	for _, h := range p.holidays {
		if !slices.Contains(l.years, h.Date.Year()) {
			l.years = append(l.years, h.Date.Year())
		}
	}
	slices.Sort(l.years)
	if len(l.years) > 0 {
		l.year = l.years[len(l.years)-1]
	}
	if year, err := strconv.Atoi(l.query.Get("year")); err == nil {
		l.year = year
	}
	for _, h := range p.holidays {
		if h.Date.Year() == l.year {
			l.days = append(l.days, h)
		}
	}
	slices.SortStableFunc(l.days, func(a, b calendar.Holiday) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return web.Page(daysPage(l)), nil
}
