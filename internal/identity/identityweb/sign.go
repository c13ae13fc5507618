package identityweb

import (
	"net/http"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
)

func (p *pages) signInPage(r *web.Request) (web.Answer, error) {
	if access.From(r.Ctx()).Known() {
		return web.Go(back(r.Q("next")), ""), nil
	}
	return web.Page(signInForm(r.Q("next"), nil, nil)), nil
}

func (p *pages) signIn(r *web.Request) (web.Answer, error) {
	from := addressOf(r.Request)
	if p.attempts.exhausted(from) {
		err := fault.Conflict("identity.address_wait", "N", int(failuresWithin.Minutes()))
		return web.Refuse(err, signInForm(r.V("next"), err, r.PostForm))
	}
	secret, err := p.desk.SignIn(r.Ctx(), r.V("login"), r.PostFormValue("password"), Device(r.Request))
	if err != nil {
		if fault.KindOf(err) == fault.KindInvalid {
			p.attempts.failed(r.Request, from)
		}
		return web.Refuse(err, signInForm(r.V("next"), err, r.PostForm))
	}
	SetSession(r, secret, p.safe)
	return web.Go(back(r.V("next")), ""), nil
}

func (p *pages) activatePage(r *web.Request) (web.Answer, error) {
	opened, err := p.desk.OpenLink(r.Ctx(), p.db, r.PathValue("secret"))
	if err != nil {
		return nil, err
	}
	return web.Page(activateForm(opened, r.URL.Path, nil, nil)), nil
}

func (p *pages) activate(r *web.Request) (web.Answer, error) {
	opened, err := p.desk.OpenLink(r.Ctx(), p.db, r.PathValue("secret"))
	if err != nil {
		return nil, err
	}
	secret, err := p.desk.Activate(r.Ctx(), r.PathValue("secret"), r.PostFormValue("password"), r.PostFormValue("again"), Device(r.Request))
	if err != nil {
		return web.Refuse(err, activateForm(opened, r.URL.Path, err, r.PostForm))
	}
	SetSession(r, secret, p.safe)
	return web.Go("/", "identity.activated"), nil
}

func (p *pages) signOut(r *web.Request) (web.Answer, error) {
	if err := p.desk.SignOut(r.Ctx(), access.From(r.Ctx()), Secret(r.Request)); err != nil {
		return nil, err
	}
	r.SetCookie(&http.Cookie{Name: SessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.safe, SameSite: http.SameSiteLaxMode})
	return web.Go("/sign-in", "identity.signed_out"), nil
}

// choose keeps the language or the theme in a cookie and goes back.
func (p *pages) choose(r *web.Request) (web.Answer, error) {
	set := func(name, value string) {
		r.SetCookie(&http.Cookie{Name: name, Value: value, Path: "/", MaxAge: aYear, HttpOnly: name == LangCookie, Secure: p.safe, SameSite: http.SameSiteLaxMode})
	}
	if lang := r.V("lang"); lang == "id" || lang == "en" {
		set(LangCookie, lang)
		if err := p.desk.SetLang(r.Ctx(), access.From(r.Ctx()), lang); err != nil {
			return nil, err
		}
	}
	if theme := r.V("theme"); theme == "light" || theme == "dark" || theme == "auto" {
		set(ThemeCookie, theme)
	}
	return web.Go(back(r.V("next")), ""), nil
}
