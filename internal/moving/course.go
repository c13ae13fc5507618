package moving

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/attendance"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// enterBatches enters attendance and marks, each batch in a transaction of its
// own, so that nobody's check-in waits for a year of lists.
func (e *entering) enterBatches(ctx context.Context) error {
	if _, in := e.has(partProgramme, ""); !in {
		return nil
	}
	batches, err := training.Batches(ctx, e.d.DB, training.ProgrammeID(e.m.ID))
	if err != nil {
		return err
	}
	for _, b := range batches {
		if _, in := e.has(partBatch, string(b.ID)); !in {
			if err := e.enterBatch(ctx, b); err != nil {
				return fmt.Errorf("enter batch %s of move: %w", b.Label, err)
			}
		}
		e.progress()
	}
	return nil
}

func (e *entering) enterBatch(ctx context.Context, b training.Batch) error {
	return e.inTx(ctx, func(tx *db.Tx) error {
		seats, err := training.Seats(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		sessions, err := schedule.Sessions(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		pack, err := training.PackOf(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		byPerson := map[roster.PersonID]training.Seat{}
		for _, s := range seats {
			byPerson[s.Person] = s
		}
		rolls, marks := map[schedule.SessionID][]attendance.Entry{}, []evaluation.NewMark(nil)
		slots := slotsOf(sessions, pack.Training, e.d.Speakers)
		for _, who := range e.p.Plan.People {
			seat, ok := byPerson[who.ID]
			if !ok || who.ID == "" {
				continue
			}
			e.roll(who, seat, slots, rolls)
			for f, value := range who.Marks {
				component, marker, _ := f.mark()
				marks = append(marks, evaluation.NewMark{Seat: seat.ID, Component: component, Marker: evaluation.Marker(marker), Value: regulation.Hundredths(value)})
			}
		}
		n, err := e.d.Attendance.TakeIn(ctx, tx, e.actor, e.a, b.ID, e.m.source(), rolls)
		if err != nil {
			return err
		}
		e.result.Attendance += n
		if n, err = e.d.Evaluation.TakeIn(ctx, tx, e.actor, e.a, b.ID, marks, e.m.source()); err != nil {
			return err
		}
		e.result.Marks += n
		return e.note(ctx, tx, partBatch, string(b.ID))
	})
}

// slot is a session whose roll is called, as the columns of lists name it.
type slot struct {
	session schedule.Session
	time    string   // "08.00"
	titles  []string // of its subject, folded, in every language
}

// slotsOf returns the sessions with a roll by day.
func slotsOf(sessions []schedule.Session, rules *regulation.Training, speakers []*i18n.Speaker) map[string][]slot {
	list := map[string][]slot{}
	for _, s := range sessions {
		if !attendance.Called(s.Kind) {
			continue
		}
		one := slot{session: s, time: fmt.Sprintf("%02d.%02d", s.Start/60, s.Start%60)}
		for _, say := range speakers {
			one.titles = append(one.titles, org.Fold(training.SubjectTitle(say, rules, s.Subject)))
		}
		list[string(s.Day)] = append(list[string(s.Day)], one)
	}
	return list
}

// meant returns the sessions of a day that a column means: those of its time,
// or of its subject, or all where it names neither.
func meant(day []slot, seat training.Seat, time, subject string) []schedule.Session {
	var all, timed, named []schedule.Session
	for _, s := range day {
		if !attendance.Expects(s.session, seat) {
			continue
		}
		all = append(all, s.session)
		if time != "" && s.time == time {
			timed = append(timed, s.session)
		}
		if subject != "" && slices.ContainsFunc(s.titles, func(t string) bool { return t == subject || strings.Contains(subject, t) }) {
			named = append(named, s.session)
		}
	}
	switch {
	case time == "" && subject == "":
		return all
	case len(timed) > 0:
		return timed
	}
	return named
}

// roll puts the marks of a person with the sessions that their columns mean.
func (e *entering) roll(who *Person, seat training.Seat, slots map[string][]slot, rolls map[schedule.SessionID][]attendance.Entry) {
	marked := map[schedule.SessionID]bool{}
	for _, one := range who.Days {
		day, time, subject, _ := one.Slot.slot()
		state, _ := attendance.ReadState(one.Text)
		entry := attendance.Entry{Chain: seat.Chain, State: state, Reason: one.Reason}
		if state.Excused() && one.Reason == "" {
			entry.Document = one.Source.File
		}
		sessions := meant(slots[string(day)], seat, time, subject)
		for _, s := range sessions {
			if !marked[s.ID] {
				marked[s.ID] = true
				rolls[s.ID] = append(rolls[s.ID], entry)
			}
		}
		if len(sessions) == 0 {
			e.result.left(e.p.Plan.problem(true, "moving.no_session", who, []Source{one.Source}, []any{"Day", string(day), "Title", strings.TrimSpace(time + " " + subject)}))
		}
	}
}

// left notes what a house did not take; the same of many people once.
func (r *Result) left(one Problem) {
	for i := range r.Left {
		have := &r.Left[i]
		if have.Message == one.Message && fmt.Sprint(have.Args) == fmt.Sprint(one.Args) && one.Message == "moving.no_session" {
			have.More++
			return
		}
	}
	r.Left = append(r.Left, one)
}
