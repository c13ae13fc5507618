package identityweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// PassTag shows how far a pass has come, or that there is none ("no_link").
func PassTag(ctx context.Context, state string) ui.Tag {
	tag := ui.Tag{Label: i18n.T(ctx, "identity.pass_state."+state)}
	switch identity.PassState(state) {
	case identity.PassRead:
		tag.Tone, tag.Icon = ui.Accent, "smartphone"
	case identity.PassSent:
		tag.Icon = "send"
	default:
		tag.Tone, tag.Icon = ui.Late, "clock"
	}
	return tag
}

// PassLog says what became of a pass, in order.
func PassLog(s *i18n.Speaker, p identity.Pass, zone *time.Location) []string {
	list := []string{s.T("identity.pass_log.made", "When", s.Moment(p.Made, zone))}
	if !p.Sent.IsZero() {
		list = append(list, s.T("identity.pass_log.sent."+p.SentHow, "When", s.Moment(p.Sent, zone)))
	}
	if !p.Opened.IsZero() {
		list = append(list, s.T("identity.pass_log.opened", "When", s.Moment(p.Opened, zone), "Device", p.Device), s.T("identity.pass_log.seen", "When", s.Moment(p.Seen, zone)))
	}
	if !p.Asked.IsZero() {
		list = append(list, s.T("identity.pass_log.asked", "When", s.Moment(p.Asked, zone)))
	}
	return append(list, s.T("identity.pass_log.until", "When", s.Moment(p.Expires, zone)))
}

// passView is a signed link as it is opened.
type passView struct {
	pass   identity.Pass
	secret string
	agency org.Agency
	err    error           // why it opens nothing
	signed bool            // somebody is signed in on this device
	beside []identity.Pass // other links that are open on this device
	here   bool            // this one is
}

func (p *pages) passView(r *web.Request) (passView, error) {
	v := passView{secret: r.PathValue("secret"), signed: access.From(r.Ctx()).Account() != ""}
	var err error
	if v.pass, err = p.desk.PassOf(r.Ctx(), p.db, v.secret); err != nil {
		return v, err
	}
	v.err = p.desk.Shut(v.pass)
	if v.beside, err = p.desk.OpenPasses(r.Ctx(), Secret(r.Request)); err != nil {
		return v, err
	}
	v.beside = slices.DeleteFunc(v.beside, func(o identity.Pass) bool {
		v.here = v.here || o.ID == v.pass.ID
		return o.ID == v.pass.ID
	})
	v.agency, err = org.AgencyByID(r.Ctx(), p.db, org.AgencyID(v.pass.Agency))
	return v, err
}

// holders names whose links are open on this device besides.
func (v passView) holders() string {
	var names []string
	for _, o := range v.beside {
		if !slices.Contains(names, o.Holder) {
			names = append(names, o.Holder)
		}
	}
	return strings.Join(names, "; ")
}

// passPage shows whose link this is. It opens by a press only: programs that
// look at links ahead of people use up none.
func (p *pages) passPage(r *web.Request) (web.Answer, error) {
	v, err := p.passView(r)
	if err != nil {
		return nil, err
	}
	if v.here && len(v.beside) == 0 {
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
	if v.here {
		return p.turn(r, v.pass.ID)
	}
	_, session, err := p.desk.OpenPassBeside(r.Ctx(), v.secret, Device(r.Request), Secret(r.Request))
	if err != nil {
		v.err = err
		return web.Refuse(err, passPage(v))
	}
	r.SetCookie(passCookie(session, append(v.beside, v.pass), p.desk.Clock.Now(), p.safe))
	return web.Go(v.agency.Path(""), "identity.pass_opened_now"), nil
}

// TurnPath is where somebody turns to another of the links that are open on
// their device.
const TurnPath = "/turn"

func (p *pages) turnTo(r *web.Request) (web.Answer, error) { return p.turn(r, r.V("pass")) }

// turn acts by another link of the device from now on, and goes to its home.
func (p *pages) turn(r *web.Request, pass string) (web.Answer, error) {
	to, err := p.desk.TurnTo(r.Ctx(), Secret(r.Request), pass)
	if err != nil {
		return nil, err
	}
	a, err := org.AgencyByID(r.Ctx(), p.db, org.AgencyID(to.Agency))
	if err != nil {
		return nil, err
	}
	return web.Go(a.Path(""), ""), nil
}

// passCookie keeps the session of a device until the last of its passes runs
// out: a link opens only once, so a browser that forgot it sooner would shut its
// holder out.
func passCookie(session string, open []identity.Pass, now time.Time, secure bool) *http.Cookie {
	var last time.Time
	for _, p := range open {
		if p.Expires.After(last) {
			last = p.Expires
		}
	}
	return sessionCookie(session, last.Sub(now), secure)
}

func (p *pages) askPass(r *web.Request) (web.Answer, error) {
	if _, _, err := p.desk.AskPass(r.Ctx(), r.PathValue("secret")); err != nil {
		return nil, err
	}
	return web.Go(identity.PassPath(r.PathValue("secret")), "identity.pass_asked_now"), nil
}
