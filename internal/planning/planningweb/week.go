package planningweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
	"pamong/internal/venue"
)

// weekView is one week of a batch, a trainer or a room.
type weekView struct {
	agency   org.Agency
	query    ui.Query
	of       string // "batch:…", "trainer:…" or "room:…"
	title    string
	monday   clock.Date
	today    clock.Date
	group    int
	groups   int
	writes   bool
	batches  map[training.BatchID]training.Batch
	packs    map[training.BatchID]*regulation.Training
	wrong    map[schedule.SessionID]bool
	sessions []schedule.Session
	holidays map[clock.Date]string
	choices  []ui.Option
	nearest  clock.Date // with a session, where the week has none; "" for nowhere
}

// mondayOf is the first day of the week of a date.
func mondayOf(d clock.Date) clock.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

func (p *pages) week(r *web.Request) (web.Answer, error) {
	v, err := p.weekOf(r)
	if err != nil {
		return nil, err
	}
	if len(v.batches) == 0 {
		return web.Page(noWeekPage(v)), nil
	}
	return web.Page(weekPage(v)), nil
}

func (p *pages) weekOf(r *web.Request) (weekView, error) {
	v := weekView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), batches: map[training.BatchID]training.Batch{}, packs: map[training.BatchID]*regulation.Training{}, wrong: map[schedule.SessionID]bool{}, holidays: map[clock.Date]string{}}
	v.today = v.agency.Today(p.desk.Clock.Now())
	sight, err := p.sight(r)
	if err != nil {
		return v, err
	}
	all, err := training.AllBatches(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	all = slices.DeleteFunc(all, func(b training.Batch) bool { return b.State != training.BatchOpen || !sight.Batch(b.ID) })
	if len(all) == 0 {
		if !sight.Whole {
			return v, fault.NotFound("access.not_found")
		}
		return v, nil
	}
	for _, b := range all {
		v.batches[b.ID] = b
	}
	if err := p.choose(r, &v, sight, all); err != nil {
		return v, err
	}
	v.writes = sight.Write
	if err := p.fillWeek(r.Ctx(), &v, sight); err != nil {
		return v, err
	}
	list, err := p.planner.Rules.Holidays(r.Ctx(), p.db, string(v.agency.ID))
	if err != nil {
		return v, err
	}
	for _, h := range list.AsOf(v.today).Between(v.monday, v.monday.AddDays(6)) {
		v.holidays[h.Date] = h.Name
	}
	return v, nil
}

// choose finds whose week is meant, and offers the others: all batches that the
// person sees; trainers and rooms to those who see the whole agency.
func (p *pages) choose(r *web.Request, v *weekView, sight training.Sight, all []training.Batch) error {
	if err := p.offerBatches(r.Ctx(), v, all); err != nil {
		return err
	}
	if sight.Whole {
		trainers, err := trainer.All(r.Ctx(), p.db, v.agency.ID)
		if err != nil {
			return err
		}
		for _, t := range trainers {
			v.choices = append(v.choices, ui.Option{Value: "trainer:" + string(t.ID), Label: t.Name})
		}
		rooms, err := venue.All(r.Ctx(), p.db, v.agency.ID)
		if err != nil {
			return err
		}
		for _, one := range rooms {
			v.choices = append(v.choices, ui.Option{Value: "room:" + string(one.ID), Label: one.Name})
		}
	}
	v.of = v.query.Get("of")
	if v.of == "" {
		v.of = "batch:" + string(next(all, v.today).ID)
	}
	i := slices.IndexFunc(v.choices, func(o ui.Option) bool { return o.Value == v.of })
	if i < 0 {
		return fault.NotFound("access.not_found")
	}
	v.title = v.choices[i].Label
	v.monday = mondayOf(v.today)
	if b, ok := v.batches[training.BatchID(strings.TrimPrefix(v.of, "batch:"))]; ok && (v.today < b.Start || v.today > b.End) {
		v.monday = mondayOf(b.Start)
	}
	if day := clock.Date(v.query.Get("day")); day.Valid() {
		v.monday = mondayOf(day)
	}
	v.group, _ = strconv.Atoi(v.query.Get("group"))
	return nil
}

// offerBatches offers batches by programme, the newest first, and by number; with
// the name of the programme where there are several.
func (p *pages) offerBatches(ctx context.Context, v *weekView, all []training.Batch) error {
	slices.SortStableFunc(all, func(a, b training.Batch) int {
		return cmp.Or(cmp.Compare(b.Programme, a.Programme), cmp.Compare(a.Number, b.Number))
	})
	several := all[0].Programme != all[len(all)-1].Programme
	names := map[training.ProgrammeID]string{}
	for _, b := range all {
		label := trainingweb.BatchName(ctx, b)
		if several && names[b.Programme] == "" {
			one, err := training.ProgrammeByID(ctx, p.db, b.Agency, b.Programme)
			if err != nil {
				return err
			}
			names[b.Programme] = one.Name
		}
		if several {
			label += " · " + names[b.Programme]
		}
		v.choices = append(v.choices, ui.Option{Value: "batch:" + string(b.ID), Label: label})
	}
	return nil
}

// next is the batch that runs, or else the one that begins next, or the last.
func next(all []training.Batch, today clock.Date) training.Batch {
	best := all[0]
	for _, b := range all {
		if b.End >= today && (best.End < today || b.Start < best.Start) {
			best = b
		}
	}
	return best
}

// fillWeek reads the sessions of the week. Planners see drafts, everybody else
// what is published.
func (p *pages) fillWeek(ctx context.Context, v *weekView, sight training.Sight) error {
	all, err := schedule.Between(ctx, p.db, v.agency.ID, v.monday, v.monday.AddDays(6), sight.Write)
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(v.of, ":")
	for _, s := range all {
		if !v.has(s) {
			continue
		}
		b := v.batches[s.Batch]
		v.sessions = append(v.sessions, s)
		if v.packs[b.ID] == nil {
			pack, err := training.PackOf(ctx, p.db, b.ID)
			if err != nil {
				return err
			}
			v.packs[b.ID] = pack.Training
		}
	}
	if len(v.sessions) == 0 {
		if v.nearest, err = p.nearest(ctx, v, sight); err != nil {
			return err
		}
	}
	if kind != "batch" {
		return nil
	}
	groups, err := training.Groups(ctx, p.db, training.BatchID(id))
	v.groups = len(groups)
	if err != nil || !sight.Write {
		return err
	}
	look, err := schedule.LookAhead(ctx, p.db, v.agency.ID, training.BatchID(id))
	for _, problem := range look.Problems {
		v.wrong[problem.Session] = v.wrong[problem.Session] || problem.Session != ""
	}
	return err
}

// has reports whether a session belongs to whose week is shown.
func (v *weekView) has(s schedule.Session) bool {
	if _, seen := v.batches[s.Batch]; !seen {
		return false
	}
	switch kind, id, _ := strings.Cut(v.of, ":"); kind {
	case "batch":
		return string(s.Batch) == id && (v.group == 0 || s.Group == 0 || s.Group == v.group)
	case "trainer":
		return string(s.TrainerID) == id
	default:
		return string(s.RoomID) == id
	}
}

// nearest is the first day behind an empty week with a session of whose week is
// shown, or else the last one before it, within a year.
func (p *pages) nearest(ctx context.Context, v *weekView, sight training.Sight) (clock.Date, error) {
	all, err := schedule.Between(ctx, p.db, v.agency.ID, v.monday.AddMonths(-12), v.monday.AddMonths(12), sight.Write)
	var after, before clock.Date
	for _, s := range all {
		switch {
		case !v.has(s):
		case s.Day < v.monday:
			before = max(before, s.Day)
		case after == "" || s.Day < after:
			after = s.Day
		}
	}
	return cmp.Or(after, before), err
}

// board draws the week.
func (v weekView) board(ctx context.Context) ui.Board {
	s := i18n.From(ctx)
	b := ui.Board{Label: v.title, From: 8 * 60, Until: 17 * 60}
	for i := range 7 {
		day := v.monday.AddDays(i)
		one := ui.BoardDay{Key: string(day), Title: s.ShortDay(day) + " " + s.DayMonth(day), Note: v.holidays[day], Now: day == v.today}
		one.Off = one.Note != "" || day.Weekday() == time.Sunday || day.Weekday() == time.Saturday
		one.Blocks = v.blocks(ctx, day)
		if one.Off && len(one.Blocks) == 0 && i > 4 {
			continue
		}
		for _, x := range one.Blocks {
			b.From, b.Until = min(b.From, x.Start), max(b.Until, x.End)
		}
		b.Days = append(b.Days, one)
	}
	return b
}

// blocks are the sessions of a day; those of all groups at one time are one
// block while no group is chosen.
func (v weekView) blocks(ctx context.Context, day clock.Date) []ui.Block {
	s := i18n.From(ctx)
	var list []ui.Block
	var first []schedule.Session
	var count []int
	for _, one := range v.sessions {
		if one.Day != day {
			continue
		}
		same := slices.IndexFunc(first, func(o schedule.Session) bool {
			return v.group == 0 && v.groups > 0 && o.Group > 0 && one.Group > 0 && o.Subject == one.Subject && o.Kind == one.Kind && o.Start == one.Start && o.End == one.End
		})
		if same >= 0 {
			count[same]++
			list[same].Move, list[same].Lines = "", []string{say(ctx, "schedule.in_groups", "N", count[same])}
			list[same].Href = v.query.With("group", "1")
			list[same].Wrong = list[same].Wrong || v.wrong[one.ID]
			continue
		}
		first, count = append(first, one), append(count, 1)
		list = append(list, v.block(ctx, s, one))
	}
	return list
}

func (v weekView) block(ctx context.Context, s *i18n.Speaker, one schedule.Session) ui.Block {
	at := trainingweb.BatchPath(v.agency, one.Batch, "sessions/"+string(one.ID))
	b := ui.Block{Start: one.Start, End: one.End, Title: training.SubjectTitle(s, v.packs[one.Batch], one.Subject), Time: s.HourMinute(one.Start) + "–" + s.HourMinute(one.End), Look: looks[one.Kind], Wrong: v.wrong[one.ID],
		Href: trainingweb.BatchPath(v.agency, one.Batch, "days?stage="+one.Stage) + "#" + string(one.Day)}
	if one.Locked {
		b.Locked = say(ctx, "planning.locked")
	}
	if v.writes {
		b.Href = at
	}
	if v.writes && one.Day > v.today && !one.Locked && one.Kind != regulation.Workplace {
		b.Move = at + "/move"
	}
	for _, line := range v.lines(ctx, one) {
		if line != "" {
			b.Lines = append(b.Lines, line)
		}
	}
	return b
}

// looks are how kinds of sessions look on a board.
var looks = map[regulation.SessionKind]string{regulation.Asynchronous: "own", regulation.Workplace: "own", regulation.Classroom: "hall", regulation.Ceremony: "plain"}

// lines say what the board does not already say: whose session, who leads it,
// and where.
func (v weekView) lines(ctx context.Context, one schedule.Session) []string {
	kind, _, _ := strings.Cut(v.of, ":")
	who := ""
	if kind != "batch" {
		who = say(ctx, "training.batch", "Label", v.batches[one.Batch].Label)
	}
	if one.Group > 0 && (kind != "batch" || v.group == 0) {
		who = strings.TrimPrefix(who+" · "+say(ctx, "training.group_n", "N", one.Group), " · ")
	}
	lines := []string{who}
	if kind != "trainer" {
		lines = append(lines, one.Trainer)
	}
	if kind != "room" {
		lines = append(lines, one.Place)
	}
	return lines
}

// weekPath is the week of a batch, trainer or room that holds a day.
func weekPath(a org.Agency, of string, day clock.Date) string {
	return trainingweb.Path(a, "week?of="+of+"&day="+string(day))
}
