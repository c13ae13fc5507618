package planning

import (
	"cmp"
	"fmt"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/timetable"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/venue"
)

// model is a round as the engine sees it, with what each number stands for.
type model struct {
	*Round
	grid
	timetable.Problem

	groups   map[Group]int // resources
	trainers map[trainer.ID]int
	names    map[string]int // those who are on no list, by folded name
	rooms    map[venue.RoomID]int
	byID     map[trainer.ID]trainer.Trainer
	roomByID map[venue.RoomID]venue.Room
	accounts map[string]trainer.ID
	folded   map[string]trainer.ID

	events []event
	causes map[int][]cause            // of a resource: why it is taken
	loads  map[int]map[clock.Date]int // JP of a resource that no plan changes
	lacks  []lack                     // sessions for which nobody or nothing can be chosen
}

// event is a session that the engine places.
type event struct {
	course   int
	session  schedule.Session
	spots    []spot // by option
	trainers []trainer.ID
	rooms    []venue.RoomID
	without  []Need // what nothing can meet at any of its times
}

// spot is a time at which a session may lie.
type spot struct {
	day        clock.Date
	start, end int
	cost       int
}

// lack is a need of a session that nothing meets, whatever its time.
type lack struct {
	course  int
	session schedule.Session
	need    Need
	causes  []Cause // nil where nobody has the right, or no room the seats
	frees   []Cause
}

// newModel describes a round for the engine. Trainers and rooms stand in the
// order of their ids, so that the order of names changes nothing.
func newModel(r *Round) *model {
	m := &model{Round: r, grid: r.gridOf(), groups: map[Group]int{}, trainers: map[trainer.ID]int{}, names: map[string]int{}, rooms: map[venue.RoomID]int{},
		byID: map[trainer.ID]trainer.Trainer{}, roomByID: map[venue.RoomID]venue.Room{}, accounts: map[string]trainer.ID{}, folded: map[string]trainer.ID{}, causes: map[int][]cause{}, loads: map[int]map[clock.Date]int{}}
	m.Days, m.DaySlots = max(1, len(m.days)), m.slots
	for _, c := range r.Courses {
		for g := 1; g <= c.Groups(); g++ {
			m.groups[Group{c.Batch.ID, g}] = m.resource(fmt.Sprintf("%s/%d", c.Batch.ID, g))
		}
	}
	for _, t := range slices.SortedFunc(slices.Values(r.Trainers), func(a, b trainer.Trainer) int { return cmp.Compare(a.ID, b.ID) }) {
		m.trainers[t.ID] = m.resource(t.Name)
		m.byID[t.ID] = t
		m.folded[org.Fold(t.Name)] = t.ID
		if t.Account != "" {
			m.accounts[t.Account] = t.ID
		}
	}
	for _, one := range slices.SortedFunc(slices.Values(r.Rooms), func(a, b venue.Room) int { return cmp.Compare(a.ID, b.ID) }) {
		m.rooms[one.ID] = m.resource(one.Name)
		m.roomByID[one.ID] = one
	}
	m.close()
	m.settle()
	for i := range r.Courses {
		m.offer(i)
	}
	m.bound()
	m.wish()
	return m
}

func (m *model) resource(name string) int {
	m.Resources = append(m.Resources, timetable.Resource{Name: name})
	return len(m.Resources) - 1
}

// leader returns the resource of who leads a session: somebody on the list by
// id, account or name, or a name of its own; -1 for nobody.
func (m *model) leader(s schedule.Session) int {
	if t := m.trainerOf(s); t != "" {
		return m.trainers[t]
	}
	name := org.Fold(s.Trainer)
	if name == "" {
		return -1
	}
	if _, known := m.names[name]; !known {
		m.names[name] = m.resource(s.Trainer)
	}
	return m.names[name]
}

// trainerOf returns who on the list leads a session, "" for nobody.
func (m *model) trainerOf(s schedule.Session) trainer.ID {
	if _, known := m.byID[s.TrainerID]; known {
		return s.TrainerID
	}
	if t, known := m.accounts[s.Account]; known && s.Account != "" {
		return t
	}
	return m.folded[org.Fold(s.Trainer)]
}

// take closes a resource at a time, and says why.
func (m *model) take(r int, spans []timetable.Span, why Cause) {
	for _, s := range spans {
		m.Resources[r].Taken = append(m.Resources[r].Taken, s)
		m.causes[r] = append(m.causes[r], cause{s, why})
	}
}

// close enters when trainers and rooms are not there.
func (m *model) close() {
	last := clock.Date("9999-12-31")
	for id, r := range m.trainers {
		for _, a := range m.Absences[id] {
			m.take(r, m.closed(a.From, a.Until, a.Start, a.End), Cause{Kind: CauseAbsence, Who: m.byID[id].Name, From: a.From, Until: a.Until, Reason: a.Reason})
		}
		if until := m.byID[id].Until; !until.IsZero() {
			m.take(r, m.closed(until, last, 0, 0), Cause{Kind: CauseLeft, Who: m.byID[id].Name, From: until})
		}
	}
	for id, r := range m.rooms {
		for _, c := range m.Closures[id] {
			m.take(r, m.closed(c.From, c.Until, c.Start, c.End), Cause{Kind: CauseClosure, Who: m.roomByID[id].Name, From: c.From, Until: c.Until, Reason: c.Reason})
		}
		if until := m.roomByID[id].Until; !until.IsZero() {
			m.take(r, m.closed(until, last, 0, 0), Cause{Kind: CauseLeft, Who: m.roomByID[id].Name, From: until})
		}
	}
}

// settle enters the sessions that stay where they are.
func (m *model) settle() {
	for _, c := range m.Courses {
		for _, s := range c.Sessions {
			if m.movable(s) || loose(s) && !s.Locked && s.Day > m.Today || !s.Meets() && s.Kind == workplace {
				continue
			}
			span, ok := m.span(s.Day, s.Start, s.End)
			if !ok {
				continue
			}
			why := Cause{Kind: CauseSession, Session: s, Label: c.Batch.Label}
			for g := 1; g <= c.Groups(); g++ {
				if s.Group == 0 || s.Group == g {
					m.take(m.groups[Group{c.Batch.ID, g}], []timetable.Span{span}, why)
					m.load(m.groups[Group{c.Batch.ID, g}], s)
				}
			}
			if s.Meets() {
				m.occupy(s, span, why)
			}
		}
	}
	for _, p := range m.Parts {
		m.seat(p)
	}
	for _, s := range m.Others {
		span, ok := m.span(s.Day, s.Start, s.End)
		switch {
		case ok && s.Meets():
			m.occupy(s, span, Cause{Kind: CauseSession, Session: s})
		case !ok:
			m.bear(s)
		}
	}
	for _, s := range m.Months {
		m.bear(s)
	}
}

// bear counts a session on a day on which the round has none for the month of its
// trainer.
func (m *model) bear(s schedule.Session) {
	if t := m.trainerOf(s); t != "" {
		m.load(m.trainers[t], s)
	}
}

// occupy takes trainer and room of a session.
func (m *model) occupy(s schedule.Session, span timetable.Span, why Cause) {
	if r := m.leader(s); r >= 0 {
		m.take(r, []timetable.Span{span}, why)
		m.load(r, s)
	}
	if r, known := m.rooms[s.RoomID]; known {
		m.take(r, []timetable.Span{span}, why)
	}
}

func (m *model) load(r int, s schedule.Session) {
	if !s.Meets() {
		return
	}
	if m.loads[r] == nil {
		m.loads[r] = map[clock.Date]int{}
	}
	m.loads[r][s.Day] += s.JP
}
