package attendanceweb

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/training"
)

// matrixView is one stage of a batch, people by days.
type matrixView struct {
	*attendance.Book
	agency org.Agency
	query  ui.Query
	today  clock.Date
	stage  training.Stage
	shown  []attendance.Line
	noted  int
	calls  bool // the actor calls the roll of somebody in it
}

func (p *pages) matrix(r *web.Request) (web.Answer, error) {
	v := matrixView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request)}
	v.today = v.agency.Today(p.desk.Clock.Now())
	var err error
	if v.Book, err = p.desk.Book(r.Ctx(), access.From(r.Ctx()), v.agency, training.BatchID(r.PathValue("batch"))); err != nil {
		return nil, err
	}
	v.calls = calls(access.From(r.Ctx()), v.agency, v.Book)
	for _, s := range v.Stages {
		if v.query.Get("stage") == s.Key || v.query.Get("stage") == "" && len(v.days(s)) > 0 && (v.stage.Key == "" || s.Start <= v.today) {
			v.stage = s
		}
	}
	for _, l := range v.Lines {
		if v.noteworthy(l) {
			v.noted++
		} else if v.query.Get("show") == "noted" {
			continue
		}
		v.shown = append(v.shown, l)
	}
	return web.Page(matrixPage(v)), nil
}

// days returns the days of a stage on which a roll is called.
func (v matrixView) days(s training.Stage) []clock.Date {
	var list []clock.Date
	for _, d := range s.Days {
		for _, one := range v.Sessions {
			if one.Day == d {
				list = append(list, d)
				break
			}
		}
	}
	return list
}

// noteworthy reports whether somebody was ever late or away.
func (v matrixView) noteworthy(l attendance.Line) bool {
	for _, m := range l.Marks {
		if m.State != attendance.Present {
			return true
		}
	}
	return false
}

// drawing is the matrix as it is drawn.
func (v matrixView) drawing(ctx context.Context) ui.Matrix {
	limits := v.Rules.Training.Attendance.Limits()
	m := ui.Matrix{Label: say(ctx, "attendance.batch_title", "Batch", v.Batch.Label), Days: v.days(v.stage), Today: v.today,
		Limits: []ui.Limit{{Label: say(ctx, "attendance.sessions"), Max: limits.Sessions}, {Label: "JP", Max: limits.JP}, {Label: say(ctx, "attendance.days"), Max: limits.Days}}}
	m.Day = func(i int) string {
		if m.Days[i] > v.today {
			return ""
		}
		return dayPath(v.agency, m.Days[i])
	}
	for _, l := range v.shown {
		row := ui.MatrixRow{Name: l.Person.Name, Counts: []int{l.Tally.All.Sessions, l.Tally.All.JP, l.Tally.All.Days}}
		for _, d := range m.Days {
			state, found := v.Worst(l, d, v.today)
			row.Marks = append(row.Marks, look(state, found))
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// look is the mark that shows a state.
func look(s attendance.State, found bool) ui.Mark {
	switch {
	case !found:
		return ui.MarkNone
	case s == attendance.Open:
		return ui.MarkOpen
	}
	return ui.Mark(s)
}

// message is who was late or away so far as text for WhatsApp.
func (v matrixView) message(ctx context.Context) string {
	var b strings.Builder
	b.WriteString("*" + say(ctx, "attendance.batch_title", "Batch", v.Batch.Label) + "*\n" + i18n.From(ctx).LongDate(v.today) + "\n")
	for _, l := range v.Lines {
		if state, found := v.Worst(l, v.today, v.today); found && state != attendance.Present {
			b.WriteString("- " + l.Person.Name + ": " + say(ctx, "ui.mark."+string(look(state, true))) + "\n")
		}
	}
	return b.String()
}
