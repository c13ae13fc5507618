package planningweb

import (
	"context"
	"net/url"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/planning"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// plannerView is the planner of a programme.
type plannerView struct {
	agency    org.Agency
	programme training.Programme
	writes    bool
	views     []schedule.View
	runs      []planning.Run
	weights   planning.Weights
	trainers  int
	halls     int
	links     int
	zone      *time.Location
	refused   map[string]error // by form
	typed     url.Values
}

// last is the newest run that came to something.
func (v plannerView) last() (planning.Run, bool) {
	i := slices.IndexFunc(v.runs, func(r planning.Run) bool { return r.State == planning.Done })
	if i < 0 {
		return planning.Run{}, false
	}
	return v.runs[i], true
}

// under is the run that is under way.
func (v plannerView) under(now time.Time) (planning.Run, bool) {
	i := slices.IndexFunc(v.runs, func(r planning.Run) bool { return r.Under(now) })
	if i < 0 {
		return planning.Run{}, false
	}
	return v.runs[i], true
}

func (p *pages) plannerOf(r *web.Request) (plannerView, error) {
	v := plannerView{agency: org.From(r.Ctx())}
	v.zone = v.agency.Zone.Location()
	sight, err := p.whole(r)
	if err != nil {
		return v, err
	}
	v.writes = sight.Write
	if v.programme, err = training.ProgrammeByID(r.Ctx(), p.db, v.agency.ID, training.ProgrammeID(r.PathValue("programme"))); err != nil {
		return v, err
	}
	batches, err := training.Batches(r.Ctx(), p.db, v.programme.ID)
	if err != nil {
		return v, err
	}
	batches = slices.DeleteFunc(batches, func(b training.Batch) bool { return b.State != training.BatchOpen })
	if v.views, err = schedule.LookAheadAll(r.Ctx(), p.db, v.agency.ID, batches); err != nil {
		return v, err
	}
	return v, p.resources(r.Ctx(), &v)
}

// resources reads what the planner has to choose from.
func (p *pages) resources(ctx context.Context, v *plannerView) error {
	var err error
	if v.runs, err = planning.Runs(ctx, p.db, v.programme.ID); err != nil {
		return err
	}
	if v.weights, err = planning.WeightsOf(ctx, p.db, v.agency.ID); err != nil {
		return err
	}
	trainers, err := trainer.All(ctx, p.db, v.agency.ID)
	if err != nil {
		return err
	}
	today := v.agency.Today(p.desk.Clock.Now())
	for _, t := range trainers {
		if t.Until.IsZero() || t.Until > today {
			v.trainers++
		}
	}
	rooms, err := venue.All(ctx, p.db, v.agency.ID)
	if err != nil {
		return err
	}
	for _, one := range rooms {
		switch {
		case !one.Until.IsZero() && one.Until <= today:
		case one.Kind == venue.Online:
			v.links++
		default:
			v.halls++
		}
	}
	return nil
}

func (p *pages) plannerPage(r *web.Request) (web.Answer, error) {
	v, err := p.plannerOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(plannerPage(v, p.desk.Clock.Now(), p.task)), nil
}

func (p *pages) begin(r *web.Request) (web.Answer, error) {
	v, err := p.plannerOf(r)
	if err != nil {
		return nil, err
	}
	o := planning.Order{Mend: r.V("mode") == "mend", Moves: planning.Quick, Seed: 1}
	if r.V("effort") == "thorough" {
		o.Moves = planning.Thorough
	}
	task, err := p.desk.Begin(r.Ctx(), access.From(r.Ctx()), v.agency, v.programme.ID, o)
	if err != nil {
		return p.refuse(r, v, "run", err)
	}
	return web.Go(p.task(v.agency, task), ""), nil
}

// refuse shows the planner again with what was wrong in one of its forms.
func (p *pages) refuse(r *web.Request, v plannerView, form string, err error) (web.Answer, error) {
	v.refused, v.typed = map[string]error{form: err}, r.PostForm
	return web.Refuse(err, plannerPage(v, p.desk.Clock.Now(), p.task))
}

func (p *pages) setWeights(r *web.Request) (web.Answer, error) {
	v, err := p.plannerOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	weight := func(name string) int { return r.Int(name, 0, planning.MostWeight, &f) }
	w := planning.Weights{Day: weight("day"), Hour: weight("hour"), Same: weight("same"), Room: weight("room"), Share: weight("share"), Change: weight("change")}
	if err = f.Err(); err == nil {
		err = p.desk.SetWeights(r.Ctx(), access.From(r.Ctx()), v.agency.ID, w)
	}
	if err != nil {
		return p.refuse(r, v, "weights", err)
	}
	return web.Go(path(v.agency, v.programme.ID), "planning.weights_saved"), nil
}

func (p *pages) stop(r *web.Request) (web.Answer, error) {
	v, err := p.plannerOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Stop(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.programme.ID); err != nil {
		return p.refuse(r, v, "run", err)
	}
	return web.Go(path(v.agency, v.programme.ID), "planning.stopped"), nil
}

// rules are those of the programme's batches, for the titles of subjects.
func (v plannerView) rules() *regulation.Training {
	for _, one := range v.views {
		return one.Rules.Training
	}
	return &regulation.Training{}
}

// path is the planner of a programme.
func path(a org.Agency, p training.ProgrammeID) string {
	return a.Path("training/p/" + string(p) + "/planner")
}
