package planning

import (
	"cmp"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/timetable"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// Need is what a session lacks: a time that is free, somebody who leads it, or a room.
type Need string

// The needs of sessions.
const (
	NeedTime    Need = "time"
	NeedTrainer Need = "trainer"
	NeedRoom    Need = "room"
)

// CauseKind says what stands in the way of a session.
type CauseKind string

// The kinds of causes.
const (
	CauseAbsence CauseKind = "absence" // a trainer is away
	CauseClosure CauseKind = "closure" // a room is closed
	CauseLeft    CauseKind = "left"    // a trainer or room is not used any more
	CauseSession CauseKind = "session" // somebody or something is needed by another session
	CauseDay     CauseKind = "day"     // the most JP a day
	CauseMonth   CauseKind = "month"   // the most JP a month
	CauseOrder   CauseKind = "order"   // another session has to be before or behind it
	CauseRight   CauseKind = "right"   // nobody has the right to lead it
	CauseLapse   CauseKind = "lapse"   // somebody has the right until or from another day only
	CauseBound   CauseKind = "bound"   // somebody is bound to its group, so that nobody else is asked
	CauseSeats   CauseKind = "seats"   // no room takes all who come
)

// Cause is one fact that stands in the way of a session.
type Cause struct {
	Kind        CauseKind
	Who         string // trainer or room
	From, Until clock.Date
	Reason      string
	Role        trainer.Role // in which somebody is bound
	Most        int          // JP, of a bound
	Session     schedule.Session
	Label       string // of the batch of the session, "" for one outside the round
}

// cause is why a resource is taken at a time.
type cause struct {
	timetable.Span
	Cause
}

// Left is a session that lacks something: where it lies now, what it is without,
// which facts together stand in the way, and which of them alone would free a place.
type Left struct {
	Session schedule.Session
	Batch   training.Batch
	Needs   []Need
	Causes  []Cause
	Frees   []Cause
}

// causesOf says facts of the engine as facts of the office, each once.
func (m *model) causesOf(facts []timetable.Fact) []Cause {
	var list []Cause
	for _, f := range facts {
		list = append(list, m.causeOf(f)...)
	}
	return once(list)
}

// once sorts causes and names each once.
func once(list []Cause) []Cause {
	slices.SortStableFunc(list, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Who, b.Who), cmp.Compare(a.From, b.From), cmp.Compare(a.Session.ID, b.Session.ID))
	})
	return slices.CompactFunc(list, func(a, b Cause) bool {
		return a.Kind == b.Kind && a.Who == b.Who && a.From == b.From && a.Session.ID == b.Session.ID
	})
}

func (m *model) causeOf(f timetable.Fact) []Cause {
	who := ""
	if f.Resource >= 0 {
		who = m.Resources[f.Resource].Name
	}
	switch f.Rule {
	case timetable.Shut:
		for _, c := range m.causes[f.Resource] {
			if c.Span == f.Span {
				found := c.Cause
				if found.Kind == CauseSession {
					found.Who = m.named(f.Resource)
				}
				return []Cause{found}
			}
		}
	case timetable.Capped:
		c := m.Caps[f.Cap]
		kind := CauseDay
		if c.ToDay-c.FromDay > 1 {
			kind = CauseMonth
		}
		return []Cause{{Kind: kind, Who: m.named(f.Resource), From: m.days[c.FromDay], Until: m.days[c.ToDay-1], Most: c.Most}}
	case timetable.Clash, timetable.Ordered:
		e := m.events[f.Event]
		kind := CauseSession
		if f.Rule == timetable.Ordered {
			kind, who = CauseOrder, ""
		} else {
			who = m.named(f.Resource)
		}
		return []Cause{{Kind: kind, Who: who, Session: e.session, Label: m.Courses[e.course].Batch.Label}}
	}
	return []Cause{{Kind: CauseSession, Who: who}}
}

// named is the name of a trainer or room, "" for a group: it is the group's own
// time that is taken.
func (m *model) named(r int) string {
	if r < len(m.groups) {
		return ""
	}
	return m.Resources[r].Name
}
