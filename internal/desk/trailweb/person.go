package trailweb

import (
	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// mostViews is how many readings of a person's page are shown.
const mostViews = 100

// personTrail is who saw and changed one person.
type personTrail struct {
	*trail
	id, name string
	own      bool // the person reads it
	views    []audit.Viewer
}

// person shows the trail of one person, also to that person.
func (p *pages) person(r *web.Request) (web.Answer, error) {
	a, actor, id := org.From(r.Ctx()), access.From(r.Ctx()), r.PathValue("person")
	err := access.RequirePerson(r.Ctx(), p.db, actor, string(a.ID), id, a.Today(p.clock.Now()), personReaders...)
	if err != nil {
		return nil, err
	}
	t, err := p.begin(r)
	if err != nil {
		return nil, err
	}
	one := personTrail{trail: t, id: id, name: t.people[id]}
	if one.name == "" {
		return nil, fault.NotFound("access.not_found")
	}
	for _, g := range actor.Grants() {
		one.own = one.own || g.Agency == string(a.ID) && g.Role == access.Participant && g.Scope.Person() == id
	}
	t.filter.Person, t.filter.People = id, nil
	if err := p.load(r, t); err != nil {
		return nil, err
	}
	if one.views, err = audit.Viewers(r.Ctx(), p.db, id, mostViews); err != nil {
		return nil, err
	}
	var refs []string
	for _, v := range one.views {
		refs = append(refs, v.Viewer)
	}
	names, err := identity.Names(r.Ctx(), p.db, refs)
	for ref, name := range names {
		t.actors[ref] = name
	}
	if err != nil {
		return nil, err
	}
	return web.Page(personPage(one)), nil
}
