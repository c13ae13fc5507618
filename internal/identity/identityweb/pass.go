package identityweb

import (
	"net/http"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// PassPath returns the local address of a pass.
func PassPath(secret string) string { return identity.PassPath(secret) }

// passView is a signed link as it is opened.
type passView struct {
	pass   identity.Pass
	secret string
	agency org.Agency
	err    error // why it opens nothing
	signed bool  // somebody is signed in on this device
}

func (p *pages) passView(r *web.Request) (passView, error) {
	v := passView{secret: r.PathValue("secret"), signed: access.From(r.Ctx()).Account() != ""}
	var err error
	if v.pass, err = p.desk.PassOf(r.Ctx(), p.db, v.secret); err != nil {
		return v, err
	}
	v.err = p.desk.Shut(v.pass)
	v.agency, err = org.AgencyByID(r.Ctx(), p.db, org.AgencyID(v.pass.Agency))
	return v, err
}

// passPage shows whose link this is. It opens by a press only: programs that
// look at links ahead of people use up none.
func (p *pages) passPage(r *web.Request) (web.Answer, error) {
	v, err := p.passView(r)
	if err != nil {
		return nil, err
	}
	if access.From(r.Ctx()).Ref() == v.pass.Ref() {
		return web.Go(v.agency.Path(""), ""), nil
	}
	return web.Page(passPage(v)), nil
}

func (p *pages) openPass(r *web.Request) (web.Answer, error) {
	v, err := p.passView(r)
	if err != nil {
		return nil, err
	}
	if v.signed {
		return web.Refuse(fault.Conflict("identity.pass_signed_in"), passPage(v))
	}
	pass, session, err := p.desk.OpenPass(r.Ctx(), v.secret, Device(r.Request))
	if err != nil {
		v.err = err
		return web.Refuse(err, passPage(v))
	}
	r.SetCookie(passCookie(session, pass, p.desk.Clock.Now(), p.safe))
	return web.Go(v.agency.Path(""), "identity.pass_opened_now"), nil
}

// passCookie keeps the session of a pass until the pass runs out: a link opens
// only once, so a browser that forgot it sooner would shut its holder out.
func passCookie(session string, pass identity.Pass, now time.Time, secure bool) *http.Cookie {
	return sessionCookie(session, pass.Expires.Sub(now), secure)
}

func (p *pages) askPass(r *web.Request) (web.Answer, error) {
	if _, _, err := p.desk.AskPass(r.Ctx(), r.PathValue("secret")); err != nil {
		return nil, err
	}
	return web.Go(PassPath(r.PathValue("secret")), "identity.pass_asked_now"), nil
}
