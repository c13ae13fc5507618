// Package planningweb shows the planner of a programme: the run of the engine
// with its weights and what it could not place, the week of a batch, a trainer or
// a room, and the question before a session moves.
package planningweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/planning"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

type pages struct {
	desk     *planning.Desk
	planner  *training.Planner
	schedule *schedule.Desk
	db       *db.DB
	task     func(a org.Agency, t jobs.TaskID) string
}

// Routes lists the pages of this house. Task is the page on which a long job
// tells how far it is.
func Routes(desk *planning.Desk, planner *training.Planner, task func(a org.Agency, t jobs.TaskID) string) []web.Route {
	p := &pages{desk: desk, planner: planner, schedule: desk.Schedule, db: desk.DB, task: task}
	const at = "/a/{agency}/training"
	return []web.Route{
		web.Get(at+"/p/{programme}/planner", p.plannerPage),
		web.Post(at+"/p/{programme}/planner", p.begin),
		web.Post(at+"/p/{programme}/planner/weights", p.setWeights),
		web.Post(at+"/p/{programme}/planner/stop", p.stop),
		web.Get(at+"/week", p.week),
		web.Get(at+"/b/{batch}/sessions/{session}/move", p.askMove),
		web.Post(at+"/b/{batch}/sessions/{session}/move", p.move),
		web.Post(at+"/b/{batch}/sessions/{session}/lock", p.lock),
	}
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// sight is what the person may see; those who see no batch see no page.
func (p *pages) sight(r *web.Request) (training.Sight, error) {
	return training.SightOf(r.Ctx(), p.db, access.From(r.Ctx()), org.From(r.Ctx()).ID)
}

// whole refuses who does not see the whole agency.
func (p *pages) whole(r *web.Request) (training.Sight, error) {
	s, err := p.sight(r)
	if err == nil && !s.Whole {
		err = fault.NotFound("access.not_found")
	}
	return s, err
}
