package trainingweb

import (
	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/training"
)

// ramadanView is what the form for the hours of Ramadan shows.
type ramadanView struct {
	agency    org.Agency
	programme training.Programme
}

func (p *pages) ramadanOf(r *web.Request) (ramadanView, error) {
	v := ramadanView{agency: org.From(r.Ctx())}
	if err := p.planners(r); err != nil {
		return v, err
	}
	var err error
	v.programme, err = training.ProgrammeByID(r.Ctx(), p.db, v.agency.ID, training.ProgrammeID(r.PathValue("programme")))
	return v, err
}

// ramadan asks on which days a programme has the hours of Ramadan.
func (p *pages) ramadan(r *web.Request) (web.Answer, error) {
	v, err := p.ramadanOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(ramadanPage(v, nil, nil)), nil
}

func (p *pages) setRamadan(r *web.Request) (web.Answer, error) {
	v, err := p.ramadanOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	days := training.Ramadan{From: r.Date("ramadan_from", &f), Until: r.Date("ramadan_until", &f)}
	if err = f.Err(); err == nil {
		err = p.planner.SetRamadan(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.programme.ID, days, r.V("reason"))
	}
	if err != nil {
		return web.Refuse(err, ramadanPage(v, err, r.PostForm))
	}
	return web.Go(ProgrammePath(v.agency, v.programme.ID), "training.done_ramadan"), nil
}
