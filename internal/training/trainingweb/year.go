package trainingweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// yearView is all programmes of one year.
type yearView struct {
	agency     org.Agency
	query      ui.Query
	year       int
	years      []int // with batches, and the present one
	today      clock.Date
	programmes []training.Programme // with a batch in the year
	shown      []yearProgramme
	days       []ui.PlanHoliday
	whole      bool
}

// yearProgramme is one programme in a year.
type yearProgramme struct {
	training.Programme
	batches []training.Batch
	stages  map[training.BatchID][]training.Stage
}

func (v yearView) from() clock.Date { return clock.NewDate(v.year, time.January, 1) }
func (v yearView) to() clock.Date   { return clock.NewDate(v.year, time.December, 31) }

// meets reports whether a batch has days in the year.
func (v yearView) meets(b training.Batch) bool { return b.Start <= v.to() && b.End >= v.from() }

// year shows the batches of a year over its months.
func (p *pages) year(r *web.Request) (web.Answer, error) {
	sight, err := p.sight(r)
	if err != nil {
		return nil, err
	}
	v := yearView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), today: p.today(r), whole: sight.Whole}
	all, err := training.AllBatches(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return nil, err
	}
	all = sight.Filter(all)
	v.chooseYear(all)
	programmes, err := training.Programmes(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return nil, err
	}
	if err := p.fillYear(r, &v, programmes, all); err != nil {
		return nil, err
	}
	holidays, err := p.planner.Rules.Holidays(r.Ctx(), p.db, string(v.agency.ID))
	if err != nil {
		return nil, err
	}
	for _, h := range holidays.AsOf(v.today).Between(v.from(), v.to()) {
		if day := h.Date.Weekday(); day != time.Saturday && day != time.Sunday {
			v.days = append(v.days, ui.PlanHoliday{Day: h.Date, Name: h.Name})
		}
	}
	return web.Page(yearPage(v)), nil
}

// chooseYear takes the year of the address, else the present one.
func (v *yearView) chooseYear(all []training.Batch) {
	now := v.today.Time().Year()
	v.years = []int{now}
	for _, b := range all {
		for y := b.Start.Time().Year(); y <= b.End.Time().Year(); y++ {
			v.years = append(v.years, y)
		}
	}
	slices.Sort(v.years)
	v.years = slices.Compact(v.years)
	v.year = now
	if y, err := strconv.Atoi(v.query.Get("y")); err == nil && y >= 2000 && y <= 2100 {
		v.year = y
	}
}

func (p *pages) fillYear(r *web.Request, v *yearView, programmes []training.Programme, all []training.Batch) error {
	for _, one := range slices.Backward(programmes) {
		row := yearProgramme{Programme: one}
		var ids []training.BatchID
		for _, b := range all {
			if b.Programme == one.ID && v.meets(b) {
				row.batches, ids = append(row.batches, b), append(ids, b.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		v.programmes = append(v.programmes, one)
		if chosen := v.query.Get("programme"); chosen != "" && chosen != string(one.ID) {
			continue
		}
		var err error
		if row.stages, err = training.StagesOf(r.Ctx(), p.db, ids); err != nil {
			return err
		}
		slices.SortStableFunc(row.batches, func(a, b training.Batch) int {
			if a.WaveNumber != b.WaveNumber {
				return a.WaveNumber - b.WaveNumber
			}
			return a.Number - b.Number
		})
		v.shown = append(v.shown, row)
	}
	return nil
}

// modes says how the bars of each kind of stage look.
var modes = map[regulation.StageKind]ui.Mode{
	regulation.StageSelfStudy: ui.ModeSelf,
	regulation.StageOnline:    ui.ModeOnline,
	regulation.StageWorkplace: ui.ModeWork,
	regulation.StageClass:     ui.ModeClass,
}

// chart draws one programme over the months of the year. Days off carry
// their date; their names stand in the list below all charts.
func (v yearView) chart(ctx context.Context, one yearProgramme) ui.Plan {
	plan := ui.Plan{From: v.from(), To: v.to(), Today: v.today}
	for _, h := range v.days {
		plan.Holidays = append(plan.Holidays, ui.PlanHoliday{Day: h.Day, Name: i18n.From(ctx).DayMonth(h.Day)})
	}
	used := map[regulation.StageKind]bool{}
	for i, b := range one.batches {
		if i == 0 || b.WaveNumber != one.batches[i-1].WaveNumber {
			plan.Waves = append(plan.Waves, ui.PlanWave{Name: say(ctx, "training.wave_short", "N", regulation.Roman.Label(b.WaveNumber))})
		}
		row := ui.PlanBatch{Name: b.Label, Note: say(ctx, "training.people_short", "Class", ClassShort(ctx, b.Class), "N", b.Size)}
		for _, s := range one.stages[b.ID] {
			if len(s.Days) > 0 && s.Start <= v.to() && s.End >= v.from() {
				row.Bars = append(row.Bars, ui.PlanBar{From: s.Start, To: s.End, Mode: modes[s.Kind], Label: say(ctx, "training.stage_kind."+string(s.Kind))})
				used[s.Kind] = true
			}
		}
		if b.End <= v.to() {
			row.After = i18n.From(ctx).DayMonth(b.End)
		}
		wave := &plan.Waves[len(plan.Waves)-1]
		wave.Batches = append(wave.Batches, row)
	}
	for _, kind := range []regulation.StageKind{regulation.StageSelfStudy, regulation.StageOnline, regulation.StageWorkplace, regulation.StageClass} {
		if used[kind] {
			plan.Legend = append(plan.Legend, ui.PlanKey{Mode: modes[kind], Label: say(ctx, "training.stage_kind."+string(kind))})
		}
	}
	return plan
}

// yearPills lead to other years.
func (v yearView) yearPills() ui.Filters {
	var pills ui.Filters
	for _, y := range v.years {
		pills = append(pills, ui.Filter{Label: fmt.Sprint(y), Count: -1, Href: v.query.With("y", fmt.Sprint(y)), Current: y == v.year})
	}
	return pills
}

// programmePills narrow the board to one programme.
func (v yearView) programmePills(ctx context.Context) ui.Filters {
	chosen := v.query.Get("programme")
	pills := ui.Filters{{Label: say(ctx, "training.all_programmes"), Count: len(v.programmes), Href: v.query.With("programme", ""), Current: chosen == ""}}
	for _, one := range v.programmes {
		pills = append(pills, ui.Filter{Label: one.Name, Count: -1, Href: v.query.With("programme", string(one.ID)), Current: chosen == string(one.ID)})
	}
	return pills
}

// sum counts batches and people that are shown.
func (v yearView) sum() (batches, people int) {
	for _, one := range v.shown {
		for _, b := range one.batches {
			batches++
			people += b.Size
		}
	}
	return batches, people
}
