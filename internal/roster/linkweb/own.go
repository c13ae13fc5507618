package linkweb

import (
	"io"
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/document/documentweb"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// ownView is what the office lacks of the person who looks, and the days of the
// own training.
type ownView struct {
	agency org.Agency
	person roster.Person
	facts  []roster.Want
	kinds  []document.Kind
	given  []document.Paper // handed in by the person or the office, newest first
	course Course
	err    error
	typed  url.Values
	which  string // the form that was refused: facts, or the kind of a paper
}

// self returns whose page it is: the person of the link or of the account.
func self(actor access.Actor, a org.Agency) roster.PersonID {
	for _, g := range actor.Grants() {
		if person := g.Scope.Person(); g.Agency == string(a.ID) && person != "" && (g.Role == access.Self || g.Role == access.Participant) {
			return roster.PersonID(person)
		}
	}
	return ""
}

func (p *pages) ownView(r *web.Request) (ownView, error) {
	v := ownView{agency: org.From(r.Ctx())}
	actor := access.From(r.Ctx())
	id := self(actor, v.agency)
	if err := access.RequirePerson(r.Ctx(), p.desk.DB, actor, string(v.agency.ID), string(id), v.agency.Today(p.desk.Clock.Now()), access.Self, access.Participant); err != nil {
		return v, err
	}
	var err error
	if v.person, err = roster.ByID(r.Ctx(), p.desk.DB, v.agency.ID, id); err != nil {
		return v, err
	}
	if v.person.State != roster.Active {
		return v, fault.NotFound("access.not_found")
	}
	wants, err := p.desk.Wants(r.Ctx(), v.agency, []roster.Person{v.person})
	if err != nil {
		return v, err
	}
	for _, w := range wants[id] {
		if kind := w.Paper(); kind != "" {
			v.kinds = append(v.kinds, kind)
		} else {
			v.facts = append(v.facts, w)
		}
	}
	if v.given, err = document.Of(r.Ctx(), p.desk.DB, string(id)); err != nil {
		return v, err
	}
	v.given = slices.DeleteFunc(v.given, func(d document.Paper) bool { return d.Replaced })
	v.course, err = p.Course(r.Ctx(), p.desk.DB, v.agency, id)
	return v, err
}

func (p *pages) own(r *web.Request) (web.Answer, error) {
	v, err := p.ownView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(ownPage(v)), nil
}

// refuse shows the page again with what was typed.
func (v ownView) refuse(r *web.Request, which string, err error) (web.Answer, error) {
	v.err, v.typed, v.which = err, r.PostForm, which
	return web.Refuse(err, ownPage(v))
}

// refusal returns why a form of the page was refused, and what was typed in it.
func (v ownView) refusal(which string) (typed url.Values, err error) {
	if v.which != which {
		return nil, nil
	}
	return v.typed, v.err
}

func (p *pages) supply(r *web.Request) (web.Answer, error) {
	v, err := p.ownView(r)
	if err != nil {
		return nil, err
	}
	told := roster.Supply{BirthPlace: r.V("birth_place"), Phone: r.V("phone"), Email: r.V("email")}
	if err := p.desk.Supply(r.Ctx(), access.From(r.Ctx()), v.agency, v.person.ID, told); err != nil {
		return v.refuse(r, "facts", err)
	}
	return web.Go(v.agency.Path("own"), "roster.supplied"), nil
}

// handIn takes one of the papers that are wanted.
func (p *pages) handIn(r *web.Request) (web.Answer, error) {
	v, err := p.ownView(r)
	if err != nil {
		return nil, err
	}
	kind := document.Kind(r.V("kind"))
	if !slices.Contains(v.kinds, kind) {
		return nil, fault.Conflict("roster.paper_not_wanted")
	}
	if err := p.take(r, v, kind); err != nil {
		return v.refuse(r, string(kind), err)
	}
	return web.Go(v.agency.Path("own"), "roster.handed_in"), nil
}

func (p *pages) take(r *web.Request, v ownView, kind document.Kind) error {
	var f fault.Fields
	paper := document.Paper{Agency: string(v.agency.ID), Person: string(v.person.ID), Kind: kind, Number: r.V("number"), IssuedOn: r.Date("issued_on", &f), Issuer: r.V("issuer"), Outcome: document.Outcome(r.V("outcome"))}
	if err := f.Err(); err != nil {
		return err
	}
	return documentweb.TakeFile(r, p.papers, func(name string, content io.Reader) error {
		_, err := p.papers.Upload(r.Ctx(), access.From(r.Ctx()), paper, v.agency.Today(p.desk.Clock.Now()), name, content)
		return err
	})
}
