package certificateweb

import (
	"net/url"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// basisView is the settings of the own issue.
type basisView struct {
	agency org.Agency
	now    certificate.Accreditation
	usual  regulation.Value[string] // the form of numbers that the rule pack knows
	today  clock.Date
	names  map[string]string // of actors
	reads  bool              // the actor may read the register
	err    error
	typed  url.Values
}

func (p *pages) basis(r *web.Request) (basisView, error) {
	ctx, a := r.Ctx(), org.From(r.Ctx())
	v := basisView{agency: a, reads: access.From(ctx).HasWhole(string(a.ID), readers...), today: a.Today(p.registry.Clock.Now())}
	if err := access.From(ctx).Require(string(a.ID), holders...); err != nil {
		return v, err
	}
	var err error
	if v.usual, err = p.registry.UsualForm(ctx, a); err != nil {
		return v, err
	}
	if v.now, err = certificate.AccreditationOf(ctx, p.registry.DB, a.ID); err != nil {
		return v, err
	}
	v.names, err = identity.Names(ctx, p.registry.DB, []string{v.now.SetBy})
	return v, err
}

func (p *pages) settings(r *web.Request) (web.Answer, error) {
	v, err := p.basis(r)
	if err != nil {
		return nil, err
	}
	return web.Page(settingsPage(v)), nil
}

// accredit switches the own issue on or changes what it rests on.
func (p *pages) accredit(r *web.Request) (web.Answer, error) {
	v, err := p.basis(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	n := certificate.Accreditation{On: true, Institute: r.V("institute"), Number: r.V("number"), Dated: r.Date("dated", &f), Until: r.Date("until", &f), Signer: r.V("signer"), SignerNIP: r.V("signer_nip"), Position: r.V("position"), Place: r.V("place"), Form: certificate.Form(r.V("form")), Reason: r.V("reason")}
	err = f.Err()
	if err == nil {
		err = p.registry.Accredit(r.Ctx(), access.From(r.Ctx()), v.agency, n)
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, settingsPage(v))
	}
	return web.Go(v.agency.Path("certificates/settings"), "certificate.switched_on"), nil
}

// askOff asks before the own issue is switched off.
func (p *pages) askOff(r *web.Request) (web.Answer, error) {
	v, err := p.basis(r)
	if err != nil {
		return nil, err
	}
	return web.Page(offPage(v)), nil
}

func (p *pages) off(r *web.Request) (web.Answer, error) {
	v, err := p.basis(r)
	if err != nil {
		return nil, err
	}
	if err := p.registry.Accredit(r.Ctx(), access.From(r.Ctx()), v.agency, certificate.Accreditation{Reason: r.V("reason")}); err != nil {
		v.err = err
		return web.Refuse(err, offPage(v))
	}
	return web.Go(v.agency.Path("certificates/settings"), "certificate.switched_off"), nil
}
