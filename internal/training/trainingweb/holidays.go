package trainingweb

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// holidayView is what a new holiday moves.
type holidayView struct {
	agency    org.Agency
	programme training.Programme
	course    *regulation.Mode
	drifts    []training.BatchDrift
	writes    bool
}

func (p *pages) drifts(r *web.Request) (holidayView, error) {
	v := holidayView{agency: org.From(r.Ctx())}
	sight, err := p.sight(r)
	if err != nil {
		return v, err
	}
	if !sight.Whole {
		return v, p.planners(r)
	}
	v.writes = sight.Write
	if v.programme, err = training.ProgrammeByID(r.Ctx(), p.db, v.agency.ID, training.ProgrammeID(r.PathValue("programme"))); err != nil {
		return v, err
	}
	pack, err := training.PackOfProgramme(r.Ctx(), p.db, v.programme.ID)
	if err != nil {
		return v, err
	}
	if v.course, err = pack.Training.Mode(v.programme.Mode); err != nil {
		return v, err
	}
	v.drifts, err = p.planner.Drifts(r.Ctx(), p.db, v.agency, v.programme.ID)
	return v, err
}

func (p *pages) holidays(r *web.Request) (web.Answer, error) {
	v, err := p.drifts(r)
	if err != nil {
		return nil, err
	}
	return web.Page(holidayPage(v, nil, nil)), nil
}

func (p *pages) acceptHolidays(r *web.Request) (web.Answer, error) {
	v, err := p.drifts(r)
	if err != nil {
		return nil, err
	}
	var batches []training.BatchID
	for _, b := range r.Vs("batch") {
		batches = append(batches, training.BatchID(b))
	}
	if err := p.planner.AcceptHolidays(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.programme.ID, batches, r.V("reason")); err != nil {
		return web.Refuse(err, holidayPage(v, err, r.PostForm))
	}
	return web.Go(ProgrammePath(v.agency, v.programme.ID), "training.done_holidays", "N", len(batches)), nil
}

// why names the holidays that are new, and those that are none any more.
func (v holidayView) why(ctx context.Context) string {
	var said []string
	for _, s := range training.HolidayChanges(v.drifts) {
		args := []any{"Day", i18n.From(ctx).Date(s.Day), "Name", s.Name, "Listed", i18n.From(ctx).Date(s.Listed)}
		if s.Gone {
			said = append(said, say(ctx, "training.gone_holiday", args...))
		} else {
			said = append(said, say(ctx, "training.new_holiday", args...))
		}
	}
	return strings.Join(said, "; ")
}

// reason is what the form proposes to write down.
func (v holidayView) reason(ctx context.Context) string {
	var said []string
	for _, s := range training.HolidayChanges(v.drifts) {
		args := []any{"Day", i18n.From(ctx).Date(s.Day), "Basis", s.Basis}
		if s.Gone {
			said = append(said, say(ctx, "training.gone_reason", args...))
		} else {
			said = append(said, say(ctx, "training.holiday_reason", args...))
		}
	}
	return strings.Join(said, "; ")
}

func driftOptions(ctx context.Context, drifts []training.BatchDrift) []ui.Option {
	var options []ui.Option
	for _, d := range drifts {
		last := d.Shifts[len(d.Shifts)-1]
		options = append(options, ui.Option{Value: string(d.Batch.ID), Label: BatchName(ctx, d.Batch), Hint: say(ctx, "training.moves_end", "From", i18n.From(ctx).Date(last.End), "To", i18n.From(ctx).Date(last.NewEnd))})
	}
	return options
}

func driftIDs(drifts []training.BatchDrift) []string {
	var ids []string
	for _, d := range drifts {
		ids = append(ids, string(d.Batch.ID))
	}
	return ids
}
