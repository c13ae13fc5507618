package certificateweb

import (
	"io"
	"strings"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// paperView is one paper with its past.
type paperView struct {
	agency org.Agency
	certificate.Paper
	person roster.Person
	batch  training.Batch
	after  []certificate.Paper // what came in its place
	before *certificate.Paper  // in whose place it stands
	names  map[string]string   // of actors
	may    bool                // the actor may revoke and replace
	err    error
	act    string // the form that was refused
}

// paper shows one paper.
func (p *pages) paper(r *web.Request) (web.Answer, error) {
	v, err := p.one(r)
	if err != nil {
		return nil, err
	}
	return web.Page(paperPage(v)), nil
}

func (p *pages) one(r *web.Request) (paperView, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	v := paperView{agency: a, may: actor.HasWhole(string(a.ID), issuers...)}
	if err := actor.Require(string(a.ID), readers...); err != nil {
		return v, err
	}
	var err error
	if v.Paper, err = certificate.InAgency(ctx, p.registry.DB, a.ID, r.PathValue("code")); err != nil {
		return v, err
	}
	if v.person, err = roster.ByID(ctx, p.registry.DB, a.ID, v.Person); err != nil {
		return v, err
	}
	if v.batch, err = training.BatchByID(ctx, p.registry.DB, a.ID, v.Batch); err != nil {
		return v, err
	}
	if v.after, err = certificate.Chain(ctx, p.registry.DB, v.Paper); err != nil {
		return v, err
	}
	if v.Replaces != "" {
		old, err := certificate.ByID(ctx, p.registry.DB, a.ID, v.Replaces)
		if err != nil {
			return v, err
		}
		v.before = &old
	}
	v.names, err = identity.Names(ctx, p.registry.DB, []string{v.MadeBy, v.EndedBy})
	return v, err
}

// open sends the frozen file of a paper to those who may see the person, and
// to the person.
func (p *pages) open(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	code, isFile := strings.CutSuffix(r.PathValue("code"), ".pdf")
	if !isFile {
		return nil, fault.NotFound("access.not_found")
	}
	c, err := certificate.InAgency(r.Ctx(), p.registry.DB, a.ID, code)
	if err != nil {
		return nil, err
	}
	today := a.Today(p.registry.Clock.Now())
	if err := access.RequirePerson(r.Ctx(), p.registry.DB, access.From(r.Ctx()), string(a.ID), string(c.Person), today, append([]access.Role{access.Participant}, readers...)...); err != nil {
		return nil, err
	}
	f, err := p.registry.Files.Open(c.Hash)
	if err != nil {
		return nil, err
	}
	return web.File(strings.ReplaceAll(c.Number, "/", "-")+".pdf", "application/pdf", true, func(w io.Writer) error {
		defer f.Close()
		_, err := io.Copy(w, f)
		return err
	}), nil
}

func (p *pages) revoke(r *web.Request) (web.Answer, error) {
	v, err := p.one(r)
	if err != nil {
		return nil, err
	}
	if err := p.registry.Revoke(r.Ctx(), access.From(r.Ctx()), v.agency, v.ID, r.V("reason")); err != nil {
		v.err, v.act = err, "revoke"
		return web.Refuse(err, paperPage(v))
	}
	return web.Go(v.path(""), "certificate.revoked"), nil
}

func (p *pages) replace(r *web.Request) (web.Answer, error) {
	v, err := p.one(r)
	if err != nil {
		return nil, err
	}
	next, err := p.registry.Replace(r.Ctx(), access.From(r.Ctx()), v.agency, v.ID, r.V("reason"))
	if err != nil {
		v.err, v.act = err, "replace"
		return web.Refuse(err, paperPage(v))
	}
	return web.Go(v.agency.Path("certificates/p/"+next.Code), "certificate.replaced_by", "Number", next.Number), nil
}

// path is the address of the paper's page, or of what lies below it.
func (v paperView) path(rest string) string {
	return v.agency.Path("certificates/p/" + v.Code + rest)
}
