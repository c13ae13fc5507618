package linkweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
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
	opens  bool // the link can be opened
	open   bool // it is open on a device
	mail   notifyweb.PassMail
	link   string // its address
	text   string // for WhatsApp
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
	v.opens, v.open = v.Pass.Opens(now), v.Pass.Open(now)
	if access.From(r.Ctx()).IsLooking() { // who looks with the eyes of another sees no secret
		v.opens = false
		return v, nil
	}
	last, err := notify.PassMailOf(r.Ctx(), p.desk.DB, v.Pass.ID)
	if err != nil {
		return v, err
	}
	v.mail = notifyweb.PassMail{Post: v.path("/mail"), On: p.desk.Post.Mails(), Email: v.Email, Name: v.Name, Last: last}
	secret, err := p.desk.Links.PassSecret(v.Pass.ID)
	if err != nil {
		return v, err
	}
	v.link = p.Link(secret)
	s := i18n.From(r.Ctx())
	v.text = s.T("roster.link.share_text", "Name", v.Name, "Wants", said(s, v.Wants), "Link", v.link, "Office", v.agency.BodyName)
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
	if !v.opens || v.Phone == "" {
		return nil, fault.Conflict("roster.link.none")
	}
	if err := notify.MayWrite(r.Ctx(), p.desk.DB, string(v.agency.ID), notify.Recipient{Person: string(v.ID)}); err != nil {
		return nil, err
	}
	if err := p.desk.Links.PassSent(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), "whatsapp", v.Pass.ID); err != nil {
		return nil, err
	}
	to := ui.WhatsApp(v.Phone, v.text)
	return web.Leave(to, ui.Leaving(to)), nil
}

// mailOne sends the link by e-mail.
func (p *pages) mailOne(r *web.Request) (web.Answer, error) {
	v, err := p.linkOf(r)
	if err != nil {
		return nil, err
	}
	n, err := p.desk.MailLinks(r.Ctx(), access.From(r.Ctx()), v.agency, []roster.PersonID{v.ID})
	if err == nil && n == 0 {
		err = fault.Conflict("notify.pass.nobody")
	}
	if err != nil {
		return nil, err
	}
	return web.Go(v.path(""), "notify.pass.queued", "N", n), nil
}

// log says what became of the link, in order.
func (v linkView) log(ctx context.Context) []string {
	s, zone := i18n.From(ctx), v.agency.Zone.Location()
	list := []string{s.T("roster.link.log_made", "When", s.Moment(v.Pass.Made, zone))}
	if !v.Pass.Sent.IsZero() {
		list = append(list, s.T("roster.link.log_sent."+v.Pass.SentHow, "When", s.Moment(v.Pass.Sent, zone)))
	}
	if !v.Pass.Opened.IsZero() {
		list = append(list, s.T("roster.link.log_opened", "When", s.Moment(v.Pass.Opened, zone), "Device", v.Pass.Device), s.T("roster.link.log_seen", "When", s.Moment(v.Pass.Seen, zone)))
	}
	if !v.Pass.Asked.IsZero() {
		list = append(list, s.T("roster.link.log_asked", "When", s.Moment(v.Pass.Asked, zone)))
	}
	return append(list, s.T("roster.link.log_until", "When", s.Moment(v.Pass.Expires, zone)))
}
