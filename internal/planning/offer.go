package planning

import (
	"cmp"
	"fmt"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/timetable"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// workplace is the kind of sessions that fill the days at work.
const workplace = regulation.Workplace

// reachDays is how many days of its stage a session may move to each side.
const reachDays = 2

// offer makes an event of each session of a course that may move, with the times
// and the people and rooms that suit it.
func (m *model) offer(course int) {
	c := m.Courses[course]
	before := make([]int, c.Groups()+1) // per group, the last event so far
	for g := range before {
		before[g] = -1
	}
	for _, s := range c.Sessions {
		if !m.movable(s) {
			continue
		}
		e := event{course: course, session: s, spots: m.spots(c, s)}
		t := timetable.Event{Name: string(s.ID), Load: s.JP, Margin: m.margin(c, s)}
		for g := 1; g <= c.Groups(); g++ {
			if s.Group == 0 || s.Group == g {
				t.Fixed = append(t.Fixed, m.groups[Group{c.Batch.ID, g}])
			}
		}
		for _, at := range e.spots {
			span, _ := m.span(at.day, at.start, at.end)
			t.Options = append(t.Options, timetable.Option{Span: span, Cost: at.cost})
		}
		m.chooseTrainer(c, &e, &t)
		m.chooseRoom(c, &e, &t)
		m.giveUp(&e, &t)
		m.home(&e, &t)
		n, first := len(m.Events), len(m.Orders)
		m.Problem.Events = append(m.Problem.Events, t)
		m.events = append(m.events, e)
		for g := 1; g <= c.Groups(); g++ {
			if s.Group != 0 && s.Group != g {
				continue
			}
			if before[g] >= 0 && !slices.Contains(m.Orders[first:], timetable.Order{Before: before[g], After: n}) {
				m.Orders = append(m.Orders, timetable.Order{Before: before[g], After: n})
			}
			before[g] = n
		}
	}
}

// spots returns the times at which a session may lie, in their order: on the days
// around its own, at the beginning of each lesson, between what stays before and
// behind it.
func (m *model) spots(c Course, s schedule.Session) []spot {
	stage := c.stage(s.Stage)
	own := slices.Index(stage.Days, s.Day)
	after, until := m.between(c, s)
	list := []spot{{day: s.Day, start: s.Start, end: s.End}}
	if _, timed := m.Timed[s.ID]; timed {
		return list
	}
	jp := c.lessons(s.Stage)
	for i := max(0, own-reachDays); own >= 0 && i <= min(len(stage.Days)-1, own+reachDays); i++ {
		day := stage.Days[i]
		if day <= m.Today {
			continue
		}
		lessons := c.Lessons(day, jp)
		for k := 0; k+s.JP <= len(lessons) && s.JP > 0; k++ {
			at := spot{day: day, start: lessons[k][0], end: lessons[k+s.JP-1][1]}
			if at.moment() < after || at.over() > until || day == s.Day && at.start == s.Start {
				continue
			}
			at.cost = m.Weights.Hour
			if day != s.Day {
				at.cost = m.Weights.Day * max(i-own, own-i)
			}
			if m.Mend {
				at.cost += m.Weights.Change
			}
			list = append(list, at)
		}
	}
	slices.SortFunc(list, func(a, b spot) int {
		x, _ := m.span(a.day, a.start, a.end)
		y, _ := m.span(b.day, b.start, b.end)
		return cmp.Or(x.Start-y.Start, x.End-y.End, a.cost-b.cost)
	})
	return slices.CompactFunc(list, func(a, b spot) bool {
		x, _ := m.span(a.day, a.start, a.end)
		y, _ := m.span(b.day, b.start, b.end)
		return x == y
	})
}

// moment and over order times of different days.
func (s spot) moment() string { return fmt.Sprintf("%s %04d", s.day, s.start) }
func (s spot) over() string   { return fmt.Sprintf("%s %04d", s.day, s.end) }

// between returns the moments after which a session has to begin and until which
// it has to be over, by the sessions of the same people that stay.
func (m *model) between(c Course, s schedule.Session) (after, until string) {
	until = "9"
	for _, o := range c.Sessions {
		if !o.Meets() || m.movable(o) || !o.With(s) {
			continue
		}
		at := spot{day: o.Day, start: o.Start, end: o.End}
		if o.Day < s.Day || o.Day == s.Day && o.Start < s.Start {
			after = max(after, at.over())
		} else {
			until = min(until, at.moment())
		}
	}
	return after, until
}

// margin returns the slots that whoever leads a session in class needs to come
// and to go.
func (m *model) margin(c Course, s schedule.Session) int {
	if m.kindOf(c, s) != venue.Hall {
		return 0
	}
	most := 0
	for _, minutes := range m.Trips {
		most = max(most, minutes)
	}
	return (most + m.unit - 1) / m.unit
}

// kindOf says whether people come to a room for a session or open a link.
func (m *model) kindOf(c Course, s schedule.Session) venue.Kind {
	if s.Kind == regulation.Classroom || s.Kind == regulation.Ceremony && c.stage(s.Stage).Kind == regulation.StageClass {
		return venue.Hall
	}
	return venue.Online
}

// chooseTrainer offers those who may lead a session. A name on no list stays.
func (m *model) chooseTrainer(c Course, e *event, t *timetable.Event) {
	s := e.session
	if !led(s) {
		return
	}
	if s.Trainer != "" && m.trainerOf(s) == "" {
		t.Fixed = append(t.Fixed, m.leader(s))
		return
	}
	for _, id := range m.mayLead(c, s, e.spots[0].day, e.spots[len(e.spots)-1].day) {
		e.trainers = append(e.trainers, id)
		cost := 0
		if m.Mend && m.trainerOf(s) != "" && m.trainerOf(s) != id {
			cost = m.Weights.Change
		}
		t.Choices[0] = append(t.Choices[0], timetable.Choice{Resource: m.trainers[id], Cost: cost})
	}
	if len(e.trainers) == 0 {
		m.lacks = append(m.lacks, lack{course: e.course, session: s, need: NeedTrainer})
	}
}

// mayLead returns who may lead a session on all of some days, by id.
func (r *Round) mayLead(c Course, s schedule.Session, from, until clock.Date) []trainer.ID {
	if id := r.Timed[s.ID].Trainer; id != "" {
		return []trainer.ID{id}
	}
	if id := r.boundTo(c.Batch.ID, s.Group, roleOf(s), s.Day); id != "" {
		return []trainer.ID{id}
	}
	var list []trainer.ID
	for _, t := range r.Trainers {
		if r.entitled(t, c, roleOf(s), s.Agenda, from, until) && !r.barred(c, s.Group, roleOf(s), t.ID) {
			list = append(list, t.ID)
		}
	}
	slices.Sort(list)
	return list
}

// boundTo returns who is bound to a group in a role, or to its whole batch, and
// still teaches on a day.
func (r *Round) boundTo(batch training.BatchID, group int, role trainer.Role, day clock.Date) trainer.ID {
	var whole trainer.ID
	for _, b := range r.Bindings {
		if b.Batch != batch || b.Role != role || b.Person != "" || r.left(b.Trainer, day) {
			continue
		}
		if b.Group == group {
			return b.Trainer
		}
		if b.Group == 0 {
			whole = b.Trainer
		}
	}
	return whole
}

// left reports whether somebody teaches no longer on a day.
func (r *Round) left(id trainer.ID, day clock.Date) bool {
	i := slices.IndexFunc(r.Trainers, func(t trainer.Trainer) bool { return t.ID == id })
	return i >= 0 && !r.Trainers[i].Until.IsZero() && r.Trainers[i].Until <= day
}

// entitled reports whether a trainer has the right and the level for a role in a
// course on all of some days.
func (r *Round) entitled(t trainer.Trainer, c Course, role trainer.Role, agenda string, from, until clock.Date) bool {
	if !t.Until.IsZero() && t.Until <= from || t.Own() && t.Level.Below(r.Bounds.Level[c.Batch.Class]) {
		return false
	}
	return slices.ContainsFunc(r.Rights[t.ID], func(right trainer.Right) bool {
		return right.Covers(role, agenda, c.Batch.Class, from) && right.Covers(role, agenda, c.Batch.Class, until)
	})
}

// barred reports whether a conflict of interest keeps a trainer from guiding or
// examining a group.
func (r *Round) barred(c Course, group int, role trainer.Role, id trainer.ID) bool {
	return role != trainer.Tutor && slices.Contains(r.Barred[Group{c.Batch.ID, group}], id)
}

// roleOf returns the role in which a session is led, "" for none.
func roleOf(s schedule.Session) trainer.Role {
	if role := trainer.Role(s.Lead); slices.Contains(trainer.Roles, role) {
		return role
	}
	return ""
}

// chooseRoom offers the rooms or links that take all who come. Where the agency
// keeps none of the kind, sessions have none.
func (m *model) chooseRoom(c Course, e *event, t *timetable.Event) {
	kind, any := m.kindOf(c, e.session), false
	for _, one := range m.Round.Rooms {
		if one.Kind != kind {
			continue
		}
		any = true
		if keeps := m.Timed[e.session.ID].Room; keeps != "" && keeps != one.ID {
			continue
		}
		if one.Fits(c.people(e.session)) {
			e.rooms = append(e.rooms, one.ID)
		}
	}
	slices.Sort(e.rooms)
	for _, id := range e.rooms {
		cost := 0
		if m.Mend && e.session.RoomID != "" && e.session.RoomID != id {
			cost = max(1, m.Weights.Change/2)
		}
		t.Choices[1] = append(t.Choices[1], timetable.Choice{Resource: m.rooms[id], Cost: cost})
	}
	if any && len(e.rooms) == 0 {
		m.lacks = append(m.lacks, lack{course: e.course, session: e.session, need: NeedRoom})
	}
}

// home begins a mended session where it lies.
func (m *model) home(e *event, t *timetable.Event) {
	if !m.Mend {
		return
	}
	at := timetable.Place{Option: slices.IndexFunc(e.spots, func(s spot) bool { return s.day == e.session.Day && s.start == e.session.Start }),
		Picks: [timetable.Needs]int{slices.Index(e.trainers, m.trainerOf(e.session)), slices.Index(e.rooms, e.session.RoomID)}}
	for need := range at.Picks {
		if at.Picks[need] < 0 && len(t.Choices[need]) > 0 {
			return
		}
	}
	if at.Option >= 0 {
		t.Home = &at
	}
}
