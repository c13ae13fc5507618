package scheduleweb

import (
	"pamong/internal/access"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/schedule"
)

// mailAll sends the links of all mentors by e-mail who can be reached so.
func (p *mentorPages) mailAll(r *web.Request) (web.Answer, error) {
	l, _, err := p.find(r)
	if err != nil {
		return nil, err
	}
	return p.mail(r, l.mailable, "mentors")
}

// mailOne sends the link of one mentor by e-mail.
func (p *mentorPages) mailOne(r *web.Request) (web.Answer, error) {
	v, err := p.mentorOf(r)
	if err != nil {
		return nil, err
	}
	return p.mail(r, []schedule.MentorID{v.mentor.ID}, "mentors/m/"+string(v.mentor.ID))
}

func (p *mentorPages) mail(r *web.Request, mentors []schedule.MentorID, back string) (web.Answer, error) {
	a := org.From(r.Ctx())
	n, err := p.desk.MailLinks(r.Ctx(), access.From(r.Ctx()), a, mentors)
	if err != nil {
		return nil, err
	}
	return web.Go(a.Path(back), "notify.pass.queued", "N", n), nil
}
