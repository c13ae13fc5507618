package identityweb

import (
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// EndViewPath is where a look with the eyes of somebody else ends.
const EndViewPath = "/view/end"

// How many accounts and past looks the page lists.
const (
	viewsAt   = 50
	mostViews = 30
)

// viewList is the page on which support begins: whom one can look as, and who
// did lately.
type viewList struct {
	agency org.Agency
	query  ui.Query
	shown  []identity.Member
	total  int
	past   []identity.View
	names  map[access.Scope]string
}

func (m *members) views(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	if err := actor.Require(string(a.ID), identity.Lookers...); err != nil {
		return nil, err
	}
	l := viewList{agency: a, query: ui.QueryOf(r.Request)}
	all, err := identity.Members(r.Ctx(), m.db, string(a.ID), true)
	if err != nil {
		return nil, err
	}
	words := org.Fold(l.query.Search())
	all = slices.DeleteFunc(all, func(one identity.Member) bool {
		return !identity.MayView(actor, string(a.ID), one.ID, one.Grants) || one.State == identity.Locked || !matches(one, words)
	})
	l.total = len(all)
	l.shown = ui.PageOf(l.query, viewsAt, all)
	if l.past, err = identity.Views(r.Ctx(), m.db, string(a.ID), mostViews); err != nil {
		return nil, err
	}
	if l.names, err = m.scopeNames(r, a); err != nil {
		return nil, err
	}
	return web.Page(viewsPage(l)), nil
}

// span says when a look lasted.
func (l viewList) span(s *i18n.Speaker, v identity.View) string {
	zone, end := l.agency.Zone.Location(), v.Until
	if !v.Ended.IsZero() {
		end = v.Ended
	}
	return s.Moment(v.Begun, zone) + " – " + s.Clock(end.In(zone))
}

// viewing is the question before a look.
type viewing struct {
	agency org.Agency
	identity.Member
	names map[access.Scope]string
	err   error
	typed url.Values
}

func (m *members) viewing(r *web.Request) (viewing, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := viewing{agency: a}
	if err := actor.Require(string(a.ID), identity.Lookers...); err != nil {
		return v, err
	}
	var err error
	if v.Member, _, err = m.memberOf(r, a); err != nil {
		return v, err
	}
	v.names, err = m.scopeNames(r, a)
	return v, err
}

func (m *members) viewForm(r *web.Request) (web.Answer, error) {
	v, err := m.viewing(r)
	if err != nil {
		return nil, err
	}
	return web.Page(viewPage(v)), nil
}

func (m *members) beginView(r *web.Request) (web.Answer, error) {
	v, err := m.viewing(r)
	if err != nil {
		return nil, err
	}
	if _, err := m.desk.BeginView(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), v.ID, Secret(r.Request), r.V("reason")); err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, viewPage(v))
	}
	return web.Go(v.agency.Path(""), "identity.view_begun", "Name", v.Name), nil
}

func (p *pages) endView(r *web.Request) (web.Answer, error) {
	if err := p.desk.EndView(r.Ctx(), access.From(r.Ctx()), Secret(r.Request)); err != nil {
		return nil, err
	}
	a := org.From(r.Ctx())
	if a.ID == "" {
		return web.Go("/", "identity.view_over"), nil
	}
	return web.Go(a.Path("views"), "identity.view_over"), nil
}
