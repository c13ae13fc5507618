package scheduleweb

import (
	"context"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// mostChecked bounds how many batches the plan checks session by session; larger
// programmes are checked batch by batch, and all of them before they are published.
const mostChecked = 60

// planView is the plan of a programme.
type planView struct {
	training.Review
	agency org.Agency
	writes bool
	today  clock.Date
	drifts []training.BatchDrift
	views  map[training.BatchID]schedule.View
	states map[training.BatchID]standing
	load   []trainerLoad
	days   []ui.PlanHoliday
}

// standing is how far the schedule of a batch is.
type standing struct{ published, waiting bool }

// trainerLoad is how much one trainer leads.
type trainerLoad struct {
	name string
	jp   int
}

func (p *pages) planOf(r *web.Request) (planView, error) {
	v := planView{agency: org.From(r.Ctx()), today: p.today(r), views: map[training.BatchID]schedule.View{}, states: map[training.BatchID]standing{}}
	sight, err := training.SightOf(r.Ctx(), p.db, access.From(r.Ctx()), v.agency.ID)
	if err != nil {
		return v, err
	}
	if !sight.Whole {
		return v, fault.NotFound("access.not_found")
	}
	v.writes = sight.Write
	if v.Review, err = p.planner.Review(r.Ctx(), p.db, v.agency, training.ProgrammeID(r.PathValue("programme"))); err != nil {
		return v, err
	}
	if v.drifts, err = p.planner.Drifts(r.Ctx(), p.db, v.agency, v.Programme.ID); err != nil {
		return v, err
	}
	if err := v.check(r.Ctx(), p.db); err != nil {
		return v, err
	}
	from, to := v.span()
	holidays, err := p.planner.Rules.Holidays(r.Ctx(), p.db, string(v.agency.ID))
	if err != nil {
		return v, err
	}
	for _, h := range holidays.AsOf(v.today).Between(from, to) {
		if day := h.Date.Weekday(); day != time.Saturday && day != time.Sunday {
			v.days = append(v.days, ui.PlanHoliday{Day: h.Date, Name: i18n.From(r.Ctx()).DayMonth(h.Date) + " " + h.Name})
		}
	}
	return v, nil
}

// check reads the schedules of the batches.
func (v *planView) check(ctx context.Context, q db.Q) error {
	if len(v.batches()) > mostChecked {
		return v.stand(ctx, q)
	}
	return v.look(ctx, q)
}

// look reads the schedules of all batches with their checks.
func (v *planView) look(ctx context.Context, q db.Q) error {
	var all []training.Batch
	for _, b := range v.batches() {
		all = append(all, b.Batch)
	}
	views, err := schedule.LookAheadAll(ctx, q, v.agency.ID, all)
	if err != nil {
		return err
	}
	for _, view := range views {
		v.views[view.Batch.ID] = view
		v.states[view.Batch.ID] = standing{published: view.Published != nil, waiting: view.Waiting()}
	}
	v.load = loads(v.views)
	return nil
}

// stand reads how far the schedules are, and no more.
func (v *planView) stand(ctx context.Context, q db.Q) error {
	for _, b := range v.batches() {
		versions, err := schedule.Versions(ctx, q, b.Batch.ID)
		if err != nil {
			return err
		}
		var s standing
		for _, one := range versions {
			s.published = s.published || one.State == schedule.Published
			s.waiting = s.waiting || one.State == schedule.Draft
		}
		v.states[b.Batch.ID] = s
	}
	return nil
}

// loads sums the JP of every trainer, most first.
func loads(views map[training.BatchID]schedule.View) []trainerLoad {
	jp, names := map[string]int{}, map[string]string{}
	for _, view := range views {
		for _, s := range view.Sessions {
			if s.Trainer != "" && s.Kind != regulation.Workplace && s.Kind != regulation.Asynchronous {
				key := org.Fold(s.Trainer)
				jp[key] += s.JP
				names[key] = s.Trainer
			}
		}
	}
	var list []trainerLoad
	for key, n := range jp {
		list = append(list, trainerLoad{names[key], n})
	}
	sortLoads(list)
	return list
}

func (v planView) batches() []training.ReviewedBatch {
	var all []training.ReviewedBatch
	for _, w := range v.Waves {
		all = append(all, w.Batches...)
	}
	return all
}

func (v planView) span() (from, to clock.Date) {
	for _, b := range v.batches() {
		if from.IsZero() || b.Batch.Start < from {
			from = b.Batch.Start
		}
		to = max(to, b.Batch.End)
	}
	return from, to
}

// waiting counts the batches whose changes wait to be published.
func (v planView) waiting() int {
	n := 0
	for _, s := range v.states {
		if s.waiting {
			n++
		}
	}
	return n
}

func (v planView) published() int {
	n := 0
	for _, s := range v.states {
		if s.published {
			n++
		}
	}
	return n
}

// chart draws the batches against the calendar.
func (v planView) chart(ctx context.Context) ui.Plan {
	from, to := v.span()
	plan := ui.Plan{From: from.AddDays(-7), To: to.AddDays(14), Today: v.today, Holidays: v.days}
	for _, w := range v.Waves {
		wave := ui.PlanWave{Name: say(ctx, "schedule.wave_short", "N", regulation.Roman.Label(w.Wave.Number))}
		for i, b := range w.Batches {
			row := ui.PlanBatch{Name: b.Batch.Label, Note: note(ctx, b.Batch)}
			for k, s := range b.Stages {
				if len(s.Days) > 0 {
					row.Bars = append(row.Bars, ui.PlanBar{From: s.Start, To: s.End, Mode: modes[s.Kind], Label: stageName(ctx, b.Stages, k)})
				}
			}
			if i == 0 {
				row.After = say(ctx, "schedule.ends", "Date", i18n.From(ctx).DayMonth(b.Batch.End))
			}
			wave.Batches = append(wave.Batches, row)
		}
		if len(wave.Batches) > 0 {
			plan.Waves = append(plan.Waves, wave)
		}
	}
	if all := v.batches(); len(all) > 0 {
		plan.Legend = legend(ctx, all[0].Stages)
	}
	return plan
}

// modes says how the bars of each kind of stage look.
var modes = map[regulation.StageKind]ui.Mode{
	regulation.StageSelfStudy: ui.ModeSelf,
	regulation.StageOnline:    ui.ModeOnline,
	regulation.StageWorkplace: ui.ModeWork,
	regulation.StageClass:     ui.ModeClass,
}

func note(ctx context.Context, b training.Batch) string {
	if b.Class == training.Mixed {
		return say(ctx, "schedule.people_short", "N", b.Size)
	}
	return say(ctx, "schedule.class_short", "Class", string(b.Class), "N", b.Size)
}

// legend names each kind of stage with its days.
func legend(ctx context.Context, stages []training.Stage) []ui.PlanKey {
	var keys []ui.PlanKey
	days := map[regulation.StageKind]string{}
	for _, s := range stages {
		if len(s.Days) == 0 {
			continue
		}
		if days[s.Kind] != "" {
			days[s.Kind] += " + "
		} else {
			keys = append(keys, ui.PlanKey{Mode: modes[s.Kind]})
		}
		days[s.Kind] += i18n.From(ctx).Number(int64(len(s.Days)))
	}
	for i, k := range keys {
		for kind, mode := range modes {
			if mode == k.Mode {
				keys[i].Label = say(ctx, "schedule.legend", "Kind", say(ctx, "schedule.kind_"+string(kind)), "Days", days[kind])
			}
		}
	}
	return keys
}

func (p *pages) plan(r *web.Request) (web.Answer, error) {
	v, err := p.planOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(planPage(v)), nil
}
