package planningweb

import (
	"context"
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/planning"
	"pamong/internal/schedule"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

// moveView is the question before a session moves.
type moveView struct {
	schedule.View
	agency   org.Agency
	from, to schedule.Session
	breaks   []schedule.Problem
	refused  error
	wrong    error // beside the day and time that were asked for
	typed    url.Values
	asked    url.Values // of the form that looks at another time
}

func (v moveView) address() string {
	return trainingweb.BatchPath(v.agency, v.Batch.ID, "sessions/"+string(v.from.ID))
}

func (v moveView) about(ctx context.Context) string {
	return training.SubjectTitle(i18n.From(ctx), v.Rules.Training, v.from.Subject)
}

// days are those of the stage of the session.
func (v moveView) days(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, s := range v.Stages {
		if s.Key != v.from.Stage {
			continue
		}
		for _, d := range s.Days {
			options = append(options, ui.Option{Value: string(d), Label: i18n.From(ctx).LongDate(d)})
		}
	}
	return options
}

// session reads the session of the address for a change of it.
func (p *pages) session(r *web.Request) (moveView, error) {
	v := moveView{agency: org.From(r.Ctx())}
	b := training.BatchID(r.PathValue("batch"))
	if err := access.From(r.Ctx()).RequireScope(string(v.agency.ID), access.BatchScope(string(b)), access.Officer, access.Committee); err != nil {
		return v, err
	}
	var err error
	if v.View, err = schedule.LookAhead(r.Ctx(), p.db, v.agency.ID, b); err != nil {
		return v, err
	}
	i := slices.IndexFunc(v.Sessions, func(s schedule.Session) bool { return string(s.ID) == r.PathValue("session") })
	if i < 0 {
		return v, fault.NotFound("access.not_found")
	}
	v.from = v.Sessions[i]
	return v, nil
}

// moved reads to where the session is to move.
func (p *pages) moved(r *web.Request, day, start string) (moveView, error) {
	v, err := p.session(r)
	if err != nil {
		return v, err
	}
	v.to = v.from
	var f fault.Fields
	at, err := clock.ReadMinute(start)
	if err != nil && start != "" {
		f.Add("start", "schedule.fault.time")
	}
	if day != "" && !clock.Date(day).Valid() {
		f.Add("day", "web.bad_date")
	}
	if v.wrong = f.Err(); v.wrong == nil && start != "" && day != "" {
		v.to = v.MovedTo(v.from, clock.Date(day), at)
		if v.breaks, err = p.schedule.Breaks(r.Ctx(), p.db, v.View, v.to); err != nil {
			return v, err
		}
	}
	return v, nil
}

func (p *pages) askMove(r *web.Request) (web.Answer, error) {
	v, err := p.moved(r, r.Q("day"), r.Q("start"))
	if err != nil {
		return nil, err
	}
	if v.wrong != nil {
		v.asked = r.URL.Query()
		return web.Refuse(v.wrong, movePage(v))
	}
	return web.Page(movePage(v)), nil
}

// move moves the session, locks it and mends the rest where that is asked for.
func (p *pages) move(r *web.Request) (web.Answer, error) {
	v, err := p.moved(r, r.V("day"), r.V("start"))
	if err != nil {
		return nil, err
	}
	actor := access.From(r.Ctx())
	e := schedule.EditOf(v.to)
	e.Seen = r.V("seen")
	if err = v.wrong; err == nil {
		err = p.schedule.Change(r.Ctx(), actor, v.agency.ID, v.Batch.ID, v.from.ID, e)
	}
	if err != nil {
		v.refused, v.typed = err, r.PostForm
		return web.Refuse(err, movePage(v))
	}
	if r.V("lock") != "" {
		if err := p.schedule.Lock(r.Ctx(), actor, v.agency.ID, v.Batch.ID, v.from.ID, true); err != nil {
			return nil, err
		}
	}
	if r.V("mend") == "" {
		return web.Go(weekPath(v.agency, "batch:"+string(v.Batch.ID), v.to.Day), "planning.moved"), nil
	}
	task, err := p.desk.Begin(r.Ctx(), actor, v.agency, v.Batch.Programme, planning.Order{Mend: true, Moves: planning.Quick, Seed: 1})
	if fault.KindOf(err) == fault.KindConflict { // the session has moved; the planner is at work for somebody else
		return web.Go(weekPath(v.agency, "batch:"+string(v.Batch.ID), v.to.Day), "planning.moved_only"), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Go(p.task(v.agency, task), "planning.moved"), nil
}

// lock locks a session, or opens it again, as the button said.
func (p *pages) lock(r *web.Request) (web.Answer, error) {
	v, err := p.session(r)
	if err != nil {
		return nil, err
	}
	on := r.V("on") == "1"
	if err := p.schedule.Lock(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.Batch.ID, v.from.ID, on); err != nil {
		return nil, err
	}
	if on {
		return web.Go(v.address(), "planning.lock_on"), nil
	}
	return web.Go(v.address(), "planning.lock_off"), nil
}
