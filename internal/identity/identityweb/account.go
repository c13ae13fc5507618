package identityweb

import (
	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/web"
)

func (p *pages) account(r *web.Request) (web.Answer, error) {
	return p.accountPage(r, nil)
}

// accountPage shows the page, with the problems of a refused password.
func (p *pages) accountPage(r *web.Request, refused error) (web.Answer, error) {
	actor := access.From(r.Ctx())
	account, err := identity.ByID(r.Ctx(), p.db, identity.AccountID(actor.Account()))
	if err != nil {
		return nil, err
	}
	sessions, err := p.desk.Sessions(r.Ctx(), account.ID, Secret(r.Request))
	if err != nil {
		return nil, err
	}
	view := accountView(account, actor.Grants(), sessions, refused)
	if refused != nil {
		return web.Refuse(refused, view)
	}
	return web.Page(view), nil
}

func (p *pages) changePassword(r *web.Request) (web.Answer, error) {
	err := p.desk.ChangePassword(r.Ctx(), access.From(r.Ctx()), r.PostFormValue("old"), r.PostFormValue("password"), r.PostFormValue("again"), Secret(r.Request))
	if err != nil {
		return p.accountPage(r, err)
	}
	return web.Go("/account", "identity.password_changed"), nil
}

func (p *pages) signOutElsewhere(r *web.Request) (web.Answer, error) {
	if err := p.desk.SignOutElsewhere(r.Ctx(), access.From(r.Ctx()), Secret(r.Request)); err != nil {
		return nil, err
	}
	return web.Go("/account", "identity.signed_out_elsewhere"), nil
}

func (p *pages) endSession(r *web.Request) (web.Answer, error) {
	if err := p.desk.EndSession(r.Ctx(), access.From(r.Ctx()), r.PathValue("session")); err != nil {
		return nil, err
	}
	return web.Go("/account", "identity.session_ended"), nil
}
