// Package scheduleweb shows the plan of a programme and the days of a batch:
// the chart with its checks, the people of a batch by group, the ledger, the
// sessions day by day, their changes, and publishing.
package scheduleweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

type pages struct {
	desk     *schedule.Desk
	planner  *training.Planner
	teachers *trainer.Desk
	db       *db.DB
	clock    clock.Clock
}

// Routes lists the pages of this house. Pass returns the address of the link of
// a mentor; files keeps lists while they are looked at.
func Routes(desk *schedule.Desk, planner *training.Planner, teachers *trainer.Desk, d *db.DB, files *blob.Store, pass func(secret string) string) []web.Route {
	p := &pages{desk: desk, planner: planner, teachers: teachers, db: d, clock: desk.Clock}
	const at = "/a/{agency}/training"
	mentors := &mentorPages{pages: p, link: pass, files: files}
	return append(mentors.routes(),
		web.Get(at+"/p/{programme}", p.plan),
		web.Get(at+"/p/{programme}/publish", p.publishPage),
		web.Post(at+"/p/{programme}/publish", p.publish),
		web.Get(at+"/b/{batch}", p.batch),
		web.Get(at+"/b/{batch}/people.xlsx", p.peopleFile),
		web.Get(at+"/b/{batch}/days", p.days),
		web.Get(at+"/b/{batch}/changes", p.changes),
		web.Get(at+"/b/{batch}/retract", p.askRetract),
		web.Post(at+"/b/{batch}/retract", p.retract),
		web.Get(at+"/b/{batch}/discard", p.askDiscard),
		web.Post(at+"/b/{batch}/discard", p.discard),
		web.Get(at+"/b/{batch}/days.xlsx", p.daysFile),
		web.Get(at+"/b/{batch}/trainers", p.trainers),
		web.Post(at+"/b/{batch}/trainers", p.assign),
		web.Get(at+"/b/{batch}/trainers/at/{place}", p.bindForm),
		web.Post(at+"/b/{batch}/trainers/at/{place}", p.bindTrainer),
		web.Post(at+"/b/{batch}/trainers/at/{place}/release", p.releaseTrainer),
		web.Get(at+"/b/{batch}/sessions/new", p.newSession),
		web.Post(at+"/b/{batch}/sessions/new", p.addSession),
		web.Get(at+"/b/{batch}/sessions/{session}", p.session),
		web.Post(at+"/b/{batch}/sessions/{session}", p.changeSession),
		web.Get(at+"/b/{batch}/sessions/{session}/remove", p.askRemove),
		web.Post(at+"/b/{batch}/sessions/{session}/remove", p.removeSession),
	)
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// path returns the address of a page about a batch.
func path(a org.Agency, b training.BatchID, rest string) string {
	return trainingweb.BatchPath(a, b, rest)
}

func (p *pages) today(r *web.Request) clock.Date { return org.From(r.Ctx()).Today(p.clock.Now()) }

// seen is a batch that the person may see.
type seen struct {
	schedule.View
	agency org.Agency
	sight  training.Sight
	writes bool
	today  clock.Date
}

// see reads the batch of the address. People who do not plan see what is
// published only.
func (p *pages) see(r *web.Request) (seen, error) {
	s := seen{agency: org.From(r.Ctx()), today: p.today(r)}
	var err error
	if s.sight, err = training.SightOf(r.Ctx(), p.db, access.From(r.Ctx()), s.agency.ID); err != nil {
		return s, err
	}
	b := training.BatchID(r.PathValue("batch"))
	if !s.sight.Batch(b) {
		return s, fault.NotFound("access.not_found")
	}
	if s.View, err = schedule.LookAhead(r.Ctx(), p.db, s.agency.ID, b); err != nil {
		return s, err
	}
	s.writes = s.sight.Writes(b) && s.Batch.State == training.BatchOpen
	if !s.writes && s.Waiting() {
		s.View, err = s.View.InForce(r.Ctx(), p.db)
	}
	return s, err
}

// writable reads the batch of the address for a change of it.
func (p *pages) writable(r *web.Request) (seen, error) {
	s, err := p.see(r)
	if err != nil {
		return s, err
	}
	return s, access.From(r.Ctx()).RequireScope(string(s.agency.ID), access.BatchScope(string(s.Batch.ID)), access.Officer, access.Committee)
}

// stageName returns the short name of a stage: "Daring I". Stages of one kind
// are counted.
func stageName(ctx context.Context, stages []training.Stage, at int) string {
	name := say(ctx, "schedule.kind_"+string(stages[at].Kind))
	n, of := 0, 0
	for i, s := range stages {
		if s.Kind == stages[at].Kind {
			of++
			if i <= at {
				n++
			}
		}
	}
	if of < 2 {
		return name
	}
	return name + " " + regulation.Roman.Label(n)
}

// dayOf returns the number of the course's day that a date is or follows, 0
// before the first.
func dayOf(stages []training.Stage, today clock.Date) (day, total int) {
	for _, s := range stages {
		for _, d := range s.Days {
			total++
			if d <= today {
				day++
			}
		}
	}
	return day, total
}
