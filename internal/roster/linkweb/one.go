package linkweb

import (
	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/notify"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// linkView is the page of one person's link.
type linkView struct {
	roster.Wanting
	agency org.Agency
	state  string
	out    notifyweb.Sending
}

func (p *pages) linkOf(r *web.Request) (linkView, error) {
	v := linkView{agency: org.From(r.Ctx())}
	var err error
	v.Wanting, err = p.desk.WantingOf(r.Ctx(), access.From(r.Ctx()), v.agency, roster.PersonID(r.PathValue("person")))
	if err != nil {
		return v, err
	}
	now := p.desk.Clock.Now()
	v.state = stateOf(v.Wanting, now)
	if v.Pass == nil {
		return v, nil
	}
	v.out = notifyweb.Sending{Pass: *v.Pass, Now: now, Zone: v.agency.Zone.Location(), Path: v.path(""), Name: v.Name, Phone: v.Phone, Email: v.Email}
	if access.From(r.Ctx()).IsLooking() { // who looks with the eyes of another sees no secret
		return v, nil
	}
	if err := v.out.Read(r.Ctx(), p.desk.Links, p.desk.Post, p.Link); err != nil {
		return v, err
	}
	s := i18n.From(r.Ctx())
	v.out.Text = s.T("roster.link.share_text", "Name", v.Name, "Wants", said(s, v.Wants), "Link", v.out.Link, "Office", v.agency.BodyName)
	return v, nil
}

func (v linkView) path(more string) string {
	return v.agency.Path("people/links/of/" + string(v.ID) + more)
}

func (p *pages) one(r *web.Request) (web.Answer, error) {
	v, err := p.linkOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(onePage(v)), nil
}

func (p *pages) makeOne(r *web.Request) (web.Answer, error) {
	a, person := org.From(r.Ctx()), roster.PersonID(r.PathValue("person"))
	if _, err := p.desk.Link(r.Ctx(), access.From(r.Ctx()), a, person, r.V("told")); err != nil {
		return nil, err
	}
	return web.Go(a.Path("people/links/of/"+string(person)), "roster.link.made"), nil
}

func (p *pages) withdraw(r *web.Request) (web.Answer, error) {
	a, person := org.From(r.Ctx()), roster.PersonID(r.PathValue("person"))
	if err := p.desk.WithdrawLink(r.Ctx(), access.From(r.Ctx()), a, person); err != nil {
		return nil, err
	}
	return web.Go(a.Path("people/links/of/"+string(person)), "roster.link.was_withdrawn"), nil
}

// whatsApp remembers that the link goes out and leads to WhatsApp with the text.
func (p *pages) whatsApp(r *web.Request) (web.Answer, error) {
	v, err := p.linkOf(r)
	if err != nil {
		return nil, err
	}
	if !v.out.Goes() || v.Phone == "" {
		return nil, fault.Conflict("roster.link.none")
	}
	if err := notify.MayWrite(r.Ctx(), p.desk.DB, string(v.agency.ID), notify.Recipient{Person: string(v.ID)}); err != nil {
		return nil, err
	}
	if err := p.desk.Links.PassSent(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), "whatsapp", v.Pass.ID); err != nil {
		return nil, err
	}
	return notifyweb.ToWhatsApp(v.Phone, v.out.Text), nil
}

// mailOne sends the link by e-mail.
func (p *pages) mailOne(r *web.Request) (web.Answer, error) {
	v, err := p.linkOf(r)
	if err != nil {
		return nil, err
	}
	n, err := p.desk.MailLinks(r.Ctx(), access.From(r.Ctx()), v.agency, []roster.PersonID{v.ID})
	if err != nil {
		return nil, err
	}
	return web.Go(v.path(""), "notify.pass.queued", "N", n), nil
}
