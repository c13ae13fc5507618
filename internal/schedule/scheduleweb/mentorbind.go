package scheduleweb

import (
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
)

// binding is the form by which a participant gets a mentor.
type binding struct {
	agency  org.Agency
	person  roster.Person
	now     *schedule.Mentoring
	history []schedule.Mentoring
	mentors []schedule.Mentor
	today   clock.Date
	err     error
	typed   url.Values
}

func (p *mentorPages) binding(r *web.Request) (binding, error) {
	v := binding{agency: org.From(r.Ctx()), today: p.today(r)}
	person := roster.PersonID(r.PathValue("person"))
	if err := access.RequirePerson(r.Ctx(), p.db, access.From(r.Ctx()), string(v.agency.ID), string(person), v.today, binders...); err != nil {
		return v, err
	}
	var err error
	if v.person, err = roster.ByID(r.Ctx(), p.db, v.agency.ID, person); err != nil {
		return v, err
	}
	if v.history, err = schedule.MentorsOf(r.Ctx(), p.db, v.agency.ID, person); err != nil {
		return v, err
	}
	if len(v.history) > 0 && v.history[0].Until == "" {
		v.now = &v.history[0]
	}
	v.mentors, err = schedule.Mentors(r.Ctx(), p.db, v.agency.ID)
	return v, err
}

func (p *mentorPages) bindForm(r *web.Request) (web.Answer, error) {
	v, err := p.binding(r)
	if err != nil {
		return nil, err
	}
	return web.Page(bindPage(v)), nil
}

func (p *mentorPages) bind(r *web.Request) (web.Answer, error) {
	v, err := p.binding(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	b := schedule.Mentoring{Person: v.person.ID, From: r.Date("from", &f), Letter: r.V("letter"), LetterOn: r.Date("letter_on", &f), Reason: r.V("reason")}
	if i := slices.IndexFunc(v.mentors, func(m schedule.Mentor) bool { return string(m.ID) == r.V("mentor") }); i >= 0 {
		b.Mentor = v.mentors[i]
	} else {
		b.Mentor = schedule.Mentor{NIP: r.V("nip"), Name: r.V("name"), Title: r.V("title"), Unit: r.V("unit"), Phone: r.V("phone"), Email: r.V("email")}
	}
	if err = f.Err(); err == nil {
		err = p.desk.Bind(r.Ctx(), access.From(r.Ctx()), v.agency, b)
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, bindPage(v))
	}
	return web.Go(v.agency.Path("mentors/of/"+string(v.person.ID)), "schedule.mentor.bound", "Name", b.Name), nil
}

func (p *mentorPages) release(r *web.Request) (web.Answer, error) {
	v, err := p.binding(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	until := r.Date("until", &f)
	if err = f.Err(); err == nil {
		err = p.desk.Release(r.Ctx(), access.From(r.Ctx()), v.agency, v.person.ID, until, r.V("reason"))
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, bindPage(v))
	}
	return web.Go(v.agency.Path("mentors/of/"+string(v.person.ID)), "schedule.mentor.released"), nil
}
