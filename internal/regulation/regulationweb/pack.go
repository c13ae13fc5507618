package regulationweb

import (
	"io"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/regulation"
)

// listed is a pack in the list.
type listed struct {
	*regulation.Pack
	own  *regulation.Own
	uses int
}

// packList is the page of all rules.
type packList struct {
	place    Place
	packs    []listed
	holidays int
	copies   bool
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l := packList{place: p.Place(r.Ctx()), copies: regulation.Keeps(access.From(r.Ctx()), p.Place(r.Ctx()).ID)}
	all, err := p.readable(r)
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		uses, err := p.library.Using(r.Ctx(), p.library.DB, one.ID)
		if err != nil {
			return nil, err
		}
		one.uses = len(slices.DeleteFunc(uses, func(u regulation.Use) bool { return u.Agency != l.place.ID }))
		l.packs = append(l.packs, one)
	}
	holidays, err := p.library.Holidays(r.Ctx(), p.library.DB, l.place.ID)
	if err != nil {
		return nil, err
	}
	l.holidays = len(holidays.Between("0001-01-01", "9999-12-31"))
	return web.Page(rulesPage(l)), nil
}

// readable lists the packs that the agency may read: its own and those of the
// installation first, then those of the program, each newest first.
func (p *pages) readable(r *web.Request) ([]listed, error) {
	place := p.Place(r.Ctx())
	if !access.From(r.Ctx()).Within(place.ID) {
		return nil, fault.NotFound("access.not_found")
	}
	own, err := regulation.OwnPacks(r.Ctx(), p.library.DB, place.ID)
	if err != nil {
		return nil, err
	}
	var all []listed
	for _, o := range own {
		if o.State == regulation.Draft && !staff(access.From(r.Ctx()), place) {
			continue
		}
		all = append(all, listed{Pack: o.Pack, own: o})
	}
	for _, pack := range slices.Backward(p.library.BuiltIn()) {
		all = append(all, listed{Pack: pack})
	}
	return all, nil
}

// packView is the page of one pack.
type packView struct {
	one
	words  *lexicon
	parts  []part
	events []regulation.Event
}

func (p *pages) pack(r *web.Request) (web.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	return web.Page(packPage(v)), nil
}

func (p *pages) view(r *web.Request) (packView, error) {
	o, err := p.open(r)
	if err != nil {
		return packView{}, err
	}
	v := packView{one: o, words: newLexicon(r.Ctx(), o.Pack)}
	v.parts = parts(v.words, o.Pack)
	if o.own == nil {
		return v, nil
	}
	if v.events, err = regulation.History(r.Ctx(), p.library.DB, o.ID); err != nil {
		return v, err
	}
	v.names, err = p.Names(r.Ctx(), p.library.DB, actors(v.events))
	return v, err
}

func actors(events []regulation.Event) []string {
	var refs []string
	for _, e := range events {
		refs = append(refs, e.By)
	}
	return refs
}

// file gives the pack as the YAML that the product reads.
func (p *pages) file(r *web.Request) (web.Answer, error) {
	o, err := p.open(r)
	if err != nil {
		return nil, err
	}
	text, err := o.YAML()
	if err != nil {
		return nil, err
	}
	return web.File(o.ID+".yaml", "application/yaml; charset=utf-8", false, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}), nil
}

// comparison is two packs beside each other.
type comparison struct {
	place Place
	packs []listed
	a, b  *regulation.Pack // nil while not chosen
	diff  []regulation.Difference
	same  int // values that are alike
	words *lexicon
}

func (p *pages) compare(r *web.Request) (web.Answer, error) {
	c := comparison{place: p.Place(r.Ctx())}
	var err error
	if c.packs, err = p.readable(r); err != nil {
		return nil, err
	}
	if r.Q("a") != "" && r.Q("b") != "" {
		if c.a, err = c.find(r.Q("a")); err != nil {
			return nil, err
		}
		if c.b, err = c.find(r.Q("b")); err != nil {
			return nil, err
		}
		c.diff, c.words = valuesFirst(regulation.Diff(c.a, c.b)), newLexicon(r.Ctx(), c.b)
		for path, title := range newLexicon(r.Ctx(), c.a).titles {
			if c.words.titles[path] == "" {
				c.words.titles[path] = title
			}
		}
		c.same = len(c.a.Rows())
		for _, d := range c.diff {
			if d.Before != nil {
				c.same--
			}
		}
	}
	return web.Page(comparePage(c)), nil
}

// find returns one of the packs that can be compared.
func (c comparison) find(id string) (*regulation.Pack, error) {
	for _, one := range c.packs {
		if one.ID == id {
			return one.Pack, nil
		}
	}
	return nil, fault.NotFound("regulation.fault.no_pack", "ID", id)
}

// valuesFirst puts what the packs say of themselves after the rules.
func valuesFirst(diff []regulation.Difference) []regulation.Difference {
	var rules, general []regulation.Difference
	for _, d := range diff {
		if partOf(d.Path) == "general" {
			general = append(general, d)
		} else {
			rules = append(rules, d)
		}
	}
	return append(rules, general...)
}

// where is the part of a place and the place within it, in words.
func (l *lexicon) where(path string) (title, label string) {
	at := partOf(path)
	return l.partTitle(at), l.label(path, at)
}

// saySide says the value of one side of a difference as people read it.
func (l *lexicon) saySide(r *regulation.Row) string {
	if n, err := regulation.ParseHundredths(r.Value); err == nil && strings.Contains(r.Value, ".") {
		return l.Decimal(n.Short())
	}
	if day := clock.Date(r.Value); day.Valid() {
		return l.Date(day)
	}
	return l.say(regulation.Entry{Row: *r, Shape: regulation.ShapeText})
}
