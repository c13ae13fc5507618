package scheduleweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// daysView is the schedule of a batch, one stage at a time.
type daysView struct {
	seen
	query ui.Query
	stage string // key
	group int    // 0 for all
	shown []day
}

// day is one day with its sessions.
type day struct {
	date     clock.Date
	number   int // of the course
	sessions []schedule.Session
}

func (p *pages) daysOf(r *web.Request) (daysView, error) {
	v := daysView{query: ui.QueryOf(r.Request)}
	var err error
	if v.seen, err = p.see(r); err != nil {
		return v, err
	}
	v.group, _ = strconv.Atoi(v.query.Get("group"))
	v.stage = v.query.Get("stage")
	if v.stage == "" {
		v.stage = v.stageNow()
	}
	number := 0
	for _, s := range v.Stages {
		for _, d := range s.Days {
			number++
			if s.Key == v.stage {
				v.shown = append(v.shown, day{d, number, v.on(s.Key, d)})
			}
		}
	}
	return v, nil
}

// stageNow is the stage that runs, the first before the course, the last
// after it.
func (s seen) stageNow() string {
	key := ""
	for _, stage := range s.Stages {
		if len(stage.Days) > 0 && (key == "" || stage.Start <= s.today) {
			key = stage.Key
		}
	}
	return key
}

// on returns the sessions of a stage on a day, of the chosen group.
func (v daysView) on(stage string, d clock.Date) []schedule.Session {
	var list []schedule.Session
	for _, s := range v.Sessions {
		if s.Stage == stage && s.Day == d && (v.group == 0 || s.Group == 0 || s.Group == v.group) {
			list = append(list, s)
		}
	}
	return list
}

func (p *pages) days(r *web.Request) (web.Answer, error) {
	v, err := p.daysOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(daysPage(v)), nil
}

// daysFile downloads the whole schedule, or that of one group.
func (p *pages) daysFile(r *web.Request) (web.Answer, error) {
	v, err := p.daysOf(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	return web.Workbook("jadwal-angkatan-"+v.Batch.Label+".xlsx", v.list(s)), nil
}

// list is the schedule as a sheet.
func (v daysView) list(s *i18n.Speaker) sheet.List {
	l := sheet.List{Name: s.T("training.batch", "Label", v.Batch.Label)}
	for _, h := range []struct {
		key   string
		width float64
	}{{"schedule.date", 12}, {"schedule.weekday", 10}, {"schedule.start", 8}, {"schedule.end", 8}, {"schedule.jp", 6}, {"training.stage_col", 28}, {"schedule.subject", 44}, {"schedule.held", 14}, {"schedule.group", 10}, {"schedule.trainer", 28}, {"schedule.place", 40}} {
		l.Columns = append(l.Columns, sheet.Heading{Title: s.T(h.key), Width: h.width})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, one := range v.Sessions {
			if v.group != 0 && one.Group != 0 && one.Group != v.group {
				continue
			}
			group := s.T("schedule.everyone")
			if one.Group > 0 {
				group = strconv.Itoa(one.Group)
			}
			place := one.Place
			if place == "" {
				place = one.Link
			}
			row := []sheet.Cell{sheet.DateCell(one.Day), sheet.TextCell(weekday(s, one.Day)), sheet.TextCell(s.HourMinute(one.Start)), sheet.TextCell(s.HourMinute(one.End)), sheet.IntCell(one.JP),
				sheet.TextCell(training.StageTitle(s, v.Course, one.Stage)), sheet.TextCell(training.SubjectTitle(s, v.Rules.Training, one.Subject)), sheet.TextCell(s.T("schedule.held_" + string(one.Kind))),
				sheet.TextCell(group), sheet.TextCell(one.Trainer), sheet.TextCell(place)}
			if !yield(row, nil) {
				return
			}
		}
	}
	return l
}

// block is what happens at one time of a day: one session of everybody, or
// those of the groups side by side.
type block struct {
	sessions []schedule.Session
}

// blocks puts the sessions of a day that stand side by side together.
func (d day) blocks() []block {
	var list []block
	for _, s := range d.sessions {
		i := slices.IndexFunc(list, func(b block) bool {
			f := b.sessions[0]
			return f.Start == s.Start && f.End == s.End && f.Subject == s.Subject && f.Kind == s.Kind && f.Group > 0 && s.Group > 0
		})
		if i < 0 {
			list = append(list, block{[]schedule.Session{s}})
		} else {
			list[i].sessions = append(list[i].sessions, s)
		}
	}
	return list
}

// text says how, for whom and where a block is held.
func (b block) text(ctx context.Context) string {
	f := b.sessions[0]
	text := say(ctx, "schedule.held_"+string(f.Kind)) + " · " + strconv.Itoa(f.JP) + " JP"
	if len(b.sessions) > 1 {
		text += " · " + say(ctx, "schedule.in_groups", "N", len(b.sessions))
	} else if f.Group > 0 {
		text += " · " + say(ctx, "training.group_n", "N", f.Group)
	}
	if len(b.sessions) == 1 {
		for _, more := range []string{f.Trainer, f.Place} {
			if more != "" {
				text += " · " + more
			}
		}
	}
	return text
}

// weekday says the day of the week of a date.
func weekday(s *i18n.Speaker, d clock.Date) string {
	name, _, _ := strings.Cut(s.LongDate(d), ",")
	return name
}
