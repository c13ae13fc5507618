package scheduleweb

import (
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/schedule"
)

// mentorView is the page of one mentor, with the link.
type mentorView struct {
	agency org.Agency
	mentor schedule.Mentor
	people []schedule.Guided
	pass   *identity.Pass
	state  identity.PassState
	out    notifyweb.Sending
}

func (p *mentorPages) mentorOf(r *web.Request) (mentorView, error) {
	v := mentorView{agency: org.From(r.Ctx())}
	all, err := p.desk.Guided(r.Ctx(), access.From(r.Ctx()), v.agency)
	if err != nil {
		return v, err
	}
	for _, g := range all {
		if g.Mentor != nil && string(g.Mentor.Mentor.ID) == r.PathValue("mentor") {
			v.people, v.mentor, v.pass = append(v.people, g), g.Mentor.Mentor, g.Pass
		}
	}
	if len(v.people) == 0 {
		return v, fault.NotFound("access.not_found")
	}
	may, err := p.desk.MayLink(r.Ctx(), p.db, access.From(r.Ctx()), v.agency, v.mentor)
	if !may || access.From(r.Ctx()).IsLooking() {
		v.pass = nil
	}
	if v.pass == nil || err != nil {
		return v, err
	}
	now := p.clock.Now()
	v.state = v.pass.State(now)
	v.out = notifyweb.Sending{Pass: *v.pass, Now: now, Zone: v.agency.Zone.Location(), Path: v.path(""), Name: v.mentor.Name, Phone: v.mentor.Phone, Email: v.mentor.Email}
	if err := v.out.Read(r.Ctx(), p.desk.Links, p.desk.Post, p.link); err != nil {
		return v, err
	}
	v.out.Text = say(r.Ctx(), "schedule.mentor.share_text", "Name", v.mentor.Name, "People", names(v.people), "Link", v.out.Link, "Office", v.agency.BodyName)
	return v, nil
}

func (v mentorView) path(more string) string {
	return v.agency.Path("mentors/m/" + string(v.mentor.ID) + more)
}

// names lists the people whom a mentor guides, in one line.
func names(people []schedule.Guided) string {
	var list []string
	for _, g := range people {
		list = append(list, g.Person.Name)
	}
	return strings.Join(list, ", ")
}

func (p *mentorPages) mentor(r *web.Request) (web.Answer, error) {
	v, err := p.mentorOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(mentorPage(v)), nil
}

func (p *mentorPages) makeLink(r *web.Request) (web.Answer, error) {
	a, mentor := org.From(r.Ctx()), schedule.MentorID(r.PathValue("mentor"))
	if _, err := p.desk.Link(r.Ctx(), access.From(r.Ctx()), a, mentor, r.V("told")); err != nil {
		return nil, err
	}
	return web.Go(a.Path("mentors/m/"+string(mentor)), "schedule.mentor.link_made"), nil
}

func (p *mentorPages) withdraw(r *web.Request) (web.Answer, error) {
	a, mentor := org.From(r.Ctx()), schedule.MentorID(r.PathValue("mentor"))
	if err := p.desk.Withdraw(r.Ctx(), access.From(r.Ctx()), a, mentor); err != nil {
		return nil, err
	}
	return web.Go(a.Path("mentors/m/"+string(mentor)), "schedule.mentor.link_withdrawn"), nil
}

// whatsApp remembers that the link goes out and leads to WhatsApp with the text.
func (p *mentorPages) whatsApp(r *web.Request) (web.Answer, error) {
	v, err := p.mentorOf(r)
	if err != nil {
		return nil, err
	}
	if !v.out.Goes() || v.mentor.Phone == "" {
		return nil, fault.NotFound("access.not_found")
	}
	if err := p.desk.Links.PassSent(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), "whatsapp", v.pass.ID); err != nil {
		return nil, err
	}
	return notifyweb.ToWhatsApp(v.mentor.Phone, v.out.Text), nil
}

// slips prints the links that were not opened yet and that the actor looks after,
// three to a page.
func (p *mentorPages) slips(r *web.Request) (web.Answer, error) {
	_, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	a := org.From(r.Ctx())
	var slips []identityweb.Slip
	var ids []string
	done := map[schedule.MentorID]int{}
	for _, g := range list {
		if g.Mentor == nil || g.Pass == nil || !g.Pass.Opens(p.clock.Now()) {
			continue
		}
		if at, ok := done[g.Mentor.Mentor.ID]; ok {
			slips[at].Beside += ", " + g.Person.Name
			continue
		}
		may, err := p.desk.MayLink(r.Ctx(), p.db, access.From(r.Ctx()), a, g.Mentor.Mentor)
		if err != nil {
			return nil, err
		}
		if !may {
			continue
		}
		secret, err := p.desk.Links.PassSecret(g.Pass.ID)
		if err != nil {
			return nil, err
		}
		done[g.Mentor.Mentor.ID] = len(slips)
		ids = append(ids, g.Pass.ID)
		slips = append(slips, identityweb.Slip{Name: g.Mentor.Name, Line: g.Mentor.Title, Link: p.link(secret), Beside: say(r.Ctx(), "schedule.mentor.slip", "Name", g.Person.Name)})
	}
	if len(slips) == 0 {
		return nil, fault.Conflict("schedule.mentor.no_slips")
	}
	paper, err := identityweb.SlipsAnswer(a, "tautan-mentor.pdf", say(r.Ctx(), "schedule.mentor.slips"), p.clock.Now(), slips)
	if err != nil {
		return nil, err
	}
	return paper, p.desk.Links.PassSent(r.Ctx(), access.From(r.Ctx()), string(a.ID), "slip", ids...)
}
