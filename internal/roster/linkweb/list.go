package linkweb

import (
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// peopleAt is how many people stand on one page of the list.
const peopleAt = 50

// States of the list besides those of a pass.
const (
	stateNoLink = "no_link" // something is lacking, and no link was made
	stateDone   = "done"    // all is there by now; the link still opens
)

// states lists them in the order in which they want attention.
var states = []string{string(identity.PassAsked), stateNoLink, string(identity.PassUnsent), string(identity.PassOver), string(identity.PassSent), string(identity.PassRead), stateDone}

// stateOf says where a person stands in the list.
func stateOf(w roster.Wanting, now time.Time) string {
	switch {
	case w.Pass == nil:
		return stateNoLink
	case !w.Pass.Asked.IsZero():
		return string(identity.PassAsked)
	case len(w.Wants) == 0:
		return stateDone
	}
	return string(w.Pass.State(now))
}

// listing is the list as its page needs it.
type listing struct {
	p      *pages
	agency org.Agency
	tree   *org.Tree
	query  ui.Query
	now    time.Time
	all    int
	counts map[string]int      // by state
	wants  map[roster.Want]int // by what is lacking
	shown  []roster.Wanting
	total  int
	unmade []roster.Wanting // of the list: those whose link is to be made
	unread int              // of the list: links that were not opened
	err    error

	mailable []roster.PersonID // of the list: those whose link can go out by e-mail
}

// find reads the list that the address asks for.
func (p *pages) find(r *web.Request) (listing, []roster.Wanting, error) {
	l := listing{p: p, agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), now: p.desk.Clock.Now(), counts: map[string]int{}, wants: map[roster.Want]int{}}
	list, err := p.desk.Wanting(r.Ctx(), access.From(r.Ctx()), l.agency)
	if err != nil {
		return l, nil, err
	}
	if l.tree, err = org.TreeOf(r.Ctx(), p.desk.DB, l.agency.ID); err != nil {
		return l, nil, err
	}
	mailed, err := notify.MailedPasses(r.Ctx(), p.desk.DB, string(l.agency.ID))
	if err != nil {
		return l, nil, err
	}
	l.all = len(list)
	for _, w := range list {
		for _, want := range w.Wants {
			l.wants[want]++
		}
	}
	list = slices.DeleteFunc(list, func(w roster.Wanting) bool { return !l.keeps(w) })
	for _, w := range list {
		l.counts[stateOf(w, l.now)]++
	}
	if state := l.query.Get("state"); state != "" {
		list = slices.DeleteFunc(list, func(w roster.Wanting) bool { return stateOf(w, l.now) != state })
	}
	for _, w := range list {
		switch {
		case len(w.Wants) > 0 && (w.Pass == nil || w.Pass.Wanting(l.now)):
			l.unmade = append(l.unmade, w)
		case w.Pass != nil && w.Pass.Opens(l.now):
			l.unread++
		}
		if w.Pass != nil && w.Pass.Mailable(w.Email, l.now) && !mailed[w.Pass.ID] {
			l.mailable = append(l.mailable, w.ID)
		}
	}
	return l, list, nil
}

// keeps reports whether a person passes the filters of the address, the state
// left aside.
func (l *listing) keeps(w roster.Wanting) bool {
	if want := roster.Want(l.query.Get("want")); want != "" && !slices.Contains(w.Wants, want) {
		return false
	}
	if unit := org.UnitID(l.query.Get("unit")); unit != "" && l.tree.Office(w.Unit).ID != unit {
		return false
	}
	return strings.Contains(org.Fold(w.Name)+" "+w.NIP, org.Fold(l.query.Search()))
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	l.cut(list)
	return web.Page(listPage(l)), nil
}

// cut keeps the page of the list that is shown.
func (l *listing) cut(list []roster.Wanting) {
	l.shown, l.total = ui.PageOf(l.query, peopleAt, list), len(list)
}

// said lists in words what is lacking.
func said(s *i18n.Speaker, wants []roster.Want) string {
	var list []string
	for _, w := range wants {
		list = append(list, s.T(w.Key()))
	}
	return strings.Join(list, ", ")
}

// export writes the list as it stands.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("roster.links")}
	for _, c := range []struct {
		title string
		width float64
	}{{"NIP", 21}, {s.T("roster.field.name"), 38}, {s.T("roster.field.office"), 40}, {s.T("roster.link.lacks"), 60}, {s.T("roster.link.state"), 24}, {"WhatsApp", 18}} {
		out.Columns = append(out.Columns, sheet.Heading{Title: c.title, Width: c.width, Kind: sheet.Text})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, w := range list {
			row := []string{w.NIP, w.Name, l.tree.Office(w.Unit).Name, said(s, w.Wants), linkTag(r.Ctx(), stateOf(w, l.now)).Label, w.Phone}
			cells := make([]sheet.Cell, len(row))
			for i, text := range row {
				cells[i] = sheet.TextCell(text)
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return web.Workbook("tautan-cpns-"+l.agency.Code+".xlsx", out), nil
}

// makeMany makes the links of those who were picked, or of all in the list that
// the address asks for.
func (p *pages) makeMany(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	var people []roster.PersonID
	for _, id := range r.Vs("person") {
		people = append(people, roster.PersonID(id))
	}
	if r.V("all") != "" {
		for _, w := range l.unmade {
			people = append(people, w.ID)
		}
	}
	if len(people) == 0 {
		l.err = fault.Conflict("roster.link.nobody_picked")
		l.cut(list)
		return web.Refuse(l.err, listPage(l))
	}
	n, err := p.desk.LinkMany(r.Ctx(), access.From(r.Ctx()), l.agency, people)
	if err != nil {
		return nil, err
	}
	return web.Go(l.query.Whole(l.agency.Path("people/links")), "roster.link.made_many", "N", n), nil
}

// mailMany sends the links of the list by e-mail.
func (p *pages) mailMany(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	n, err := p.desk.MailLinks(r.Ctx(), access.From(r.Ctx()), l.agency, l.mailable)
	if err != nil {
		l.err = err
		l.cut(list)
		return web.Refuse(err, listPage(l))
	}
	return web.Go(l.query.Whole(l.agency.Path("people/links")), "notify.pass.queued", "N", n), nil
}

// slips prints the links of the list that were not opened yet, three to a page.
func (p *pages) slips(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	var slips []identityweb.Slip
	var ids []string
	for _, w := range list {
		if w.Pass == nil || !w.Pass.Opens(l.now) {
			continue
		}
		secret, err := p.desk.Links.PassSecret(w.Pass.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, w.Pass.ID)
		slips = append(slips, identityweb.Slip{Name: w.Name, Line: l.tree.Office(w.Unit).Name, Link: p.Link(secret), Beside: s.T("roster.link.slip", "Wants", said(s, w.Wants))})
	}
	if len(slips) == 0 {
		return nil, fault.Conflict("roster.link.no_slips")
	}
	paper, err := identityweb.SlipsAnswer(l.agency, "tautan-cpns.pdf", s.T("roster.link.slips"), l.now, slips)
	if err != nil {
		return nil, err
	}
	return paper, p.desk.Links.PassSent(r.Ctx(), access.From(r.Ctx()), string(l.agency.ID), "slip", ids...)
}
