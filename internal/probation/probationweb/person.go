package probationweb

import (
	"net/url"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// person returns the candidate of the address for whoever may enter facts.
func (p *pages) person(r *web.Request) (org.Agency, probation.Candidate, error) {
	a := org.From(r.Ctx())
	actor := access.From(r.Ctx())
	if err := actor.Require(string(a.ID), mayEnter...); err != nil {
		return a, probation.Candidate{}, err
	}
	c, err := p.office.Of(r.Ctx(), actor, a, roster.PersonID(r.PathValue("person")), a.Today(p.office.Clock.Now()))
	return a, c, err
}

// form shows one of the forms about a person.
func (p *pages) form(r *web.Request, draw func(a org.Agency, c probation.Candidate, refused error, typed url.Values) templ.Component) (web.Answer, error) {
	a, c, err := p.person(r)
	if err != nil {
		return nil, err
	}
	return web.Page(draw(a, c, nil, nil)), nil
}

// act runs an act about a person and shows its form again when it is refused.
func (p *pages) act(r *web.Request, toast string, draw func(a org.Agency, c probation.Candidate, refused error, typed url.Values) templ.Component, do func(a org.Agency, c probation.Candidate) error) (web.Answer, error) {
	a, c, err := p.person(r)
	if err != nil {
		return nil, err
	}
	if err := do(a, c); err != nil {
		return web.Refuse(err, draw(a, c, err, r.PostForm))
	}
	return web.Go(a.Path("people/"+string(c.ID)), toast), nil
}

func (p *pages) performanceForm(r *web.Request) (web.Answer, error) {
	return p.form(r, performancePage)
}

func (p *pages) evaluate(r *web.Request) (web.Answer, error) {
	return p.act(r, "probation.evaluated", performancePage, func(a org.Agency, c probation.Candidate) error {
		return p.office.Evaluate(r.Ctx(), access.From(r.Ctx()), a, string(c.ID), r.V("period"), regulation.Rating(r.V("results")), regulation.Rating(r.V("behaviour")), r.V("reason"))
	})
}

func (p *pages) disciplineForm(r *web.Request) (web.Answer, error) {
	return p.form(r, disciplinePage)
}

func (p *pages) discipline(r *web.Request) (web.Answer, error) {
	return p.act(r, "probation.disciplined", disciplinePage, func(a org.Agency, c probation.Candidate) error {
		var f fault.Fields
		d := probation.Discipline{Level: r.V("level"), Measure: r.V("measure"), Number: r.V("number"), IssuedOn: r.Date("issued_on", &f)}
		if err := f.Err(); err != nil {
			return err
		}
		_, err := p.office.Discipline(r.Ctx(), access.From(r.Ctx()), a, string(c.ID), d)
		return err
	})
}

func (p *pages) revokeForm(r *web.Request) (web.Answer, error) {
	return p.form(r, revokePage(r.URL.Path))
}

func (p *pages) revoke(r *web.Request) (web.Answer, error) {
	return p.act(r, "probation.revoked", revokePage(r.URL.Path), func(a org.Agency, _ probation.Candidate) error {
		return p.office.Revoke(r.Ctx(), access.From(r.Ctx()), a, r.PathValue("measure"), r.V("reason"))
	})
}

// revokePage draws the question at an address.
func revokePage(action string) func(org.Agency, probation.Candidate, error, url.Values) templ.Component {
	return func(a org.Agency, c probation.Candidate, refused error, typed url.Values) templ.Component {
		return revokeQuestion(action, a, c, refused)
	}
}
