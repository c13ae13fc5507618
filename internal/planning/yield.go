package planning

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/kit/timetable"
	"pamong/internal/schedule"
)

// yield returns a session that found no place at all: it stays where it lies, but
// without a trainer or a room whom another session has at that time, or who is not
// there.
func (m *model) yield(e event, places []timetable.Place) schedule.Session {
	s := e.session
	span, ok := m.span(s.Day, s.Start, s.End)
	if !ok {
		return s
	}
	if r := m.leader(s); r >= 0 && m.busy(r, span, places) {
		s.TrainerID, s.Trainer, s.Account = "", "", ""
	}
	if r, known := m.rooms[s.RoomID]; known && m.busy(r, span, places) {
		s.RoomID, s.Place, s.Link = "", "", ""
	}
	return s
}

// giveUp takes a need from a session that nothing can meet at any of its times, as
// when its coach is away for weeks, and notes why. It is placed without: it keeps
// its hour, and what lies beside it stays.
func (m *model) giveUp(e *event, t *timetable.Event) {
	for need, list := range t.Choices {
		if len(list) == 0 || m.hopeful(t.Options, list) {
			continue
		}
		l := lack{course: e.course, session: e.session, need: NeedTrainer, causes: m.against(t.Options, list)}
		if need == 1 {
			l.need, e.rooms = NeedRoom, nil
		} else {
			e.trainers = nil
		}
		if len(list) == 1 {
			l.frees = l.causes
		}
		m.lacks = append(m.lacks, l)
		e.without = append(e.without, l.need)
		t.Choices[need] = nil
	}
}

// again searches once more when sessions are left out: now they do without a
// trainer, so that they get an hour in order with the others, instead of an hour
// that these have taken. Then they get one all the same where somebody is free.
// What is left out then is explained too.
func (m *model) again(ctx context.Context, e Effort, plan *timetable.Plan, out *Outcome) (*timetable.Plan, error) {
	first := plan.Left
	if len(first) == 0 || ctx.Err() != nil {
		return plan, nil
	}
	spared := map[int]sparing{}
	for _, i := range first {
		one, t := &m.events[i], &m.Problem.Events[i]
		if len(t.Choices[0]) == 0 {
			continue
		}
		spared[i] = sparing{*one, *t}
		one.trainers, one.without = nil, append(slices.Clone(one.without), NeedTrainer)
		t.Choices[0], t.Home = nil, nil
		m.home(one, t)
	}
	if len(spared) == 0 {
		return plan, nil
	}
	next, err := m.search(ctx, e)
	if err != nil {
		return nil, err
	}
	if err := m.regain(context.WithoutCancel(ctx), next, spared); err != nil { // it is short
		return nil, err
	}
	out.Moves += next.Moves
	more := slices.DeleteFunc(slices.Clone(next.Left), func(i int) bool { return slices.Contains(first, i) })
	out.Left = append(out.Left, m.explain(next.Places, more)...)
	return next, nil
}

// sparing is a session as it was before it was to do without a trainer.
type sparing struct {
	event event
	asked timetable.Event
}

// regain gives sessions that were to do without a trainer one who is free, at an
// hour that suits, while all others stay.
func (m *model) regain(ctx context.Context, plan *timetable.Plan, spared map[int]sparing) error {
	p := m.Problem
	p.Events = slices.Clone(p.Events)
	for i := range p.Events {
		if was, ok := spared[i]; ok {
			p.Events[i] = was.asked
			p.Events[i].Home = nil
		} else if at := plan.Places[i]; at.Option >= 0 {
			p.Events[i].Home, p.Events[i].Locked = &at, true
		}
	}
	found, err := timetable.Solve(ctx, &p, timetable.Options{Moves: rescueMoves * len(spared), Seed: 1})
	if err != nil {
		return fmt.Errorf("find trainers: %w", err)
	}
	for i, was := range spared {
		if at := found.Places[i]; at.Option >= 0 {
			m.events[i], m.Problem.Events[i], plan.Places[i] = was.event, was.asked, at
		}
	}
	plan.Left = slices.DeleteFunc(plan.Left, func(i int) bool { return plan.Places[i].Option >= 0 })
	return nil
}

// hopeful reports whether one of some resources is there at one of some times.
func (m *model) hopeful(options []timetable.Option, list []timetable.Choice) bool {
	for _, c := range list {
		for _, o := range options {
			if !slices.ContainsFunc(m.Resources[c.Resource].Taken, func(t timetable.Span) bool { return overlap(t, o.Span) }) {
				return true
			}
		}
	}
	return false
}

// against says why resources are not there at some times.
func (m *model) against(options []timetable.Option, list []timetable.Choice) []Cause {
	var causes []Cause
	for _, c := range list {
		for _, why := range m.causes[c.Resource] {
			if slices.ContainsFunc(options, func(o timetable.Option) bool { return overlap(why.Span, o.Span) }) {
				one := why.Cause
				if one.Kind == CauseSession {
					one.Who = m.named(c.Resource)
				}
				causes = append(causes, one)
			}
		}
	}
	return once(causes)
}

// busy reports whether a resource is taken in a span, or serves a placed event.
func (m *model) busy(r int, span timetable.Span, places []timetable.Place) bool {
	if slices.ContainsFunc(m.Resources[r].Taken, func(t timetable.Span) bool { return overlap(t, span) }) {
		return true
	}
	for i, at := range places {
		one := &m.Problem.Events[i]
		if at.Option < 0 || !overlap(one.Options[at.Option].Span, span) {
			continue
		}
		for need, pick := range at.Picks {
			if pick >= 0 && one.Choices[need][pick].Resource == r {
				return true
			}
		}
		if slices.Contains(one.Fixed, r) {
			return true
		}
	}
	return false
}

// overlap reports whether two spans have a slot in common.
func overlap(a, b timetable.Span) bool { return a.Start < b.End && b.Start < a.End }
