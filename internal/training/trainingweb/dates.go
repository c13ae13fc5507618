package trainingweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// datesView is how the dates of a batch stand.
type datesView struct {
	agency    org.Agency
	batch     training.Batch
	programme training.Programme
	course    *regulation.Mode
	trial     training.Trial
	writes    bool
	plans     bool // may plan for the whole agency
}

// ramadanLink leads to the hours of Ramadan, for who may change them.
func (v datesView) ramadanLink(ctx context.Context) ui.Crumb {
	if !v.plans {
		return ui.Crumb{}
	}
	return ui.Crumb{Label: say(ctx, "training.ramadan_change"), Href: ProgrammePath(v.agency, v.programme.ID) + "/ramadan"}
}

// dates shows every stage of a batch with its days, what it decides otherwise
// than the pack, and what that breaks.
func (p *pages) dates(r *web.Request) (web.Answer, error) {
	v := datesView{agency: org.From(r.Ctx())}
	sight, err := p.sight(r)
	if err != nil {
		return nil, err
	}
	id := training.BatchID(r.PathValue("batch"))
	if !sight.Staff || !sight.Batch(id) {
		return nil, fault.NotFound("access.not_found")
	}
	v.writes, v.plans = sight.Writes(id), p.planners(r) == nil
	if v.batch, err = training.BatchByID(r.Ctx(), p.db, v.agency.ID, id); err != nil {
		return nil, err
	}
	if v.programme, err = training.ProgrammeByID(r.Ctx(), p.db, v.agency.ID, v.batch.Programme); err != nil {
		return nil, err
	}
	pack, err := training.PackOf(r.Ctx(), p.db, id)
	if err != nil {
		return nil, err
	}
	if v.course, err = pack.Training.Mode(v.batch.Mode); err != nil {
		return nil, err
	}
	if v.trial, err = p.planner.TryStage(r.Ctx(), p.db, v.agency, v.batch, "", regulation.StageChange{}); err != nil {
		return nil, err
	}
	return web.Page(datesPage(v)), nil
}

// changed says in words what a stage decides otherwise than the pack.
func changed(ctx context.Context, s training.Stage) string {
	var said []string
	c := s.Change
	if c.Set != "" {
		said = append(said, say(ctx, "training.set_by_hand"))
	}
	if c.Days != nil {
		said = append(said, say(ctx, "training.other_length"))
	}
	if !c.Start.IsZero() {
		said = append(said, say(ctx, "training.own_start"))
	}
	if c.Rule != nil {
		said = append(said, say(ctx, "training.other_days"))
	}
	if len(said) == 0 {
		return say(ctx, "training.by_pack")
	}
	return strings.Join(said, ", ")
}

// skips says which days a stage leaves out.
func skips(ctx context.Context, rule *regulation.Stage, s training.Stage) string {
	days := rule.Rule()
	if s.Change.Rule != nil {
		days = *s.Change.Rule
	}
	if days.Unit == calendar.Calendar {
		return say(ctx, "training.every_day")
	}
	said := []string{say(ctx, "training.skips.sunday")}
	for _, name := range days.Skip() {
		said = append(said, say(ctx, "training.skips."+name))
	}
	return strings.Join(said, ", ")
}

// trialLines are the warnings of a trial.
func trialLines(ctx context.Context, mode *regulation.Mode, t training.Trial) []ui.Todo {
	var lines []ui.Todo
	for _, w := range t.Warnings {
		lines = append(lines, ui.Todo{Tone: ui.Late, Text: w.Say(i18n.From(ctx), mode)})
	}
	return lines
}

// movedLines say which stages a trial moves.
func movedLines(ctx context.Context, mode *regulation.Mode, t training.Trial) []ui.Todo {
	var lines []ui.Todo
	for i, s := range t.Stages {
		if i < len(t.Have) && slices.Equal(s.Days, t.Have[i].Days) || len(s.Days) == 0 {
			continue
		}
		said := say(ctx, "training.would_be", "Now", i18n.From(ctx).Period(s.Start, s.End), "N", len(s.Days))
		if i < len(t.Have) && len(t.Have[i].Days) > 0 {
			said = say(ctx, "training.would_move", "Now", i18n.From(ctx).Period(s.Start, s.End), "Was", i18n.From(ctx).Period(t.Have[i].Start, t.Have[i].End), "N", len(s.Days))
		}
		lines = append(lines, ui.Todo{Icon: "calendar-clock", Who: training.StageTitle(i18n.From(ctx), mode, s.Key) + ".", Text: said})
	}
	return lines
}

// dayTile is one day of the small calendar of a stage.
type dayTile struct {
	day     clock.Date
	chosen  bool
	off     bool
	what    string // name of the day off
	month   string // said on the first tile of a month
	weekday string
}

// Days around a stage that the calendar offers.
const (
	daysBefore = 14
	daysAfter  = 28
)

// weeks are the days around a stage, by weeks from Monday, those chosen in
// the form marked.
func (v stageView) weeks(ctx context.Context, typed url.Values) [][]dayTile {
	chosen := map[string]bool{}
	for _, d := range v.stage.Days {
		chosen[string(d)] = true
	}
	if typed.Has("by") {
		clear(chosen)
		for _, d := range typed["day"] {
			chosen[d] = true
		}
	}
	from, to := v.stage.Start, v.stage.End
	if len(v.stage.Days) == 0 {
		from, to = v.batch.Start, v.batch.End
	}
	from, to = from.AddDays(-daysBefore), to.AddDays(daysAfter)
	for from.Weekday() != time.Monday {
		from = from.AddDays(-1)
	}
	var weeks [][]dayTile
	s := i18n.From(ctx)
	for day := from; day <= to || day.Weekday() != time.Monday; day = day.AddDays(1) {
		if day.Weekday() == time.Monday {
			weeks = append(weeks, nil)
		}
		tile := dayTile{day: day, chosen: chosen[string(day)], off: day.Weekday() == time.Sunday, weekday: s.ShortDay(day)}
		if off := v.holidays.Between(day, day); len(off) > 0 {
			tile.off, tile.what = true, off[0].Name
		}
		if day.Time().Day() == 1 || day == from {
			tile.month = s.Month(day.Time().Month())
		}
		weeks[len(weeks)-1] = append(weeks[len(weeks)-1], tile)
	}
	return weeks
}

// number is the day of the month.
func (t dayTile) number() string { return strconv.Itoa(t.day.Time().Day()) }

// stageChange reads the form of a stage.
func (v stageView) stageChange(r *web.Request) (regulation.StageChange, error) {
	var f fault.Fields
	var change regulation.StageChange
	if r.V("by") == "hand" {
		days := slices.Clone(r.Vs("day"))
		slices.Sort(days)
		if len(days) == 0 {
			f.Add("day", "training.fault.no_day")
		}
		for _, d := range days {
			if !clock.Date(d).Valid() {
				f.Add("day", "web.bad_date")
				break
			}
		}
		change.Set = strings.Join(slices.Compact(days), " ")
		return change, f.Err()
	}
	if days := r.Int("days", 0, 366, &f); days >= 0 && days != v.rule.Days.Value {
		change.Days = &days
	}
	change.Start = r.Date("start", &f)
	if names := r.V("skip"); names != "" {
		rule, err := calendar.NewRule(v.rule.Unit.Value, strings.Split(names, ","))
		if err != nil {
			f.Add("skip", "training.fault.skip")
		}
		change.Rule = &rule
	}
	return change, f.Err()
}

// by says how the days of the stage are found now.
func (v stageView) by() string {
	if v.stage.Change.Set != "" {
		return "hand"
	}
	return "count"
}
