package planning

import (
	"slices"

	"pamong/internal/schedule"
	"pamong/internal/venue"
)

// surround puts a round around what seminars have published: nobody and no room of
// a slot is given to another session at its time, and the session in which slots
// lie stays, because people have been told their hour in it. Where a draft has the
// session elsewhere already, as after a holiday, its slots follow and take nothing.
// Where who leads the session or its room is not there, it keeps its time alone.
func (r *Round) surround(parts []schedule.Part) {
	for _, p := range parts {
		if !r.holds(p.Batch) {
			r.Others = append(r.Others, p.Session)
			continue
		}
		_, s, lies := r.around(p)
		if !lies {
			continue
		}
		r.Parts = append(r.Parts, p)
		if r.movable(s) && !r.present(s) {
			r.Timed[s.ID] = true
		} else {
			r.Kept[s.ID] = true
		}
	}
}

// around returns the session of the round in which a slot lies, with its course;
// false when the draft has that session elsewhere.
func (r *Round) around(p schedule.Part) (c Course, s schedule.Session, lies bool) {
	for _, c := range r.Courses {
		if c.Batch.ID != p.Batch {
			continue
		}
		for _, s := range c.Sessions {
			if s.ID == p.Of && s.Holds(p) {
				return c, s, true
			}
		}
	}
	return c, s, false
}

// present reports whether who leads a session, and its room, are there at its time.
func (r *Round) present(s schedule.Session) bool {
	for _, a := range r.Absences[s.TrainerID] {
		if a.Meets(s.Day, s.Start, s.End) {
			return false
		}
	}
	for _, c := range r.Closures[s.RoomID] {
		if c.Meets(s.Day, s.Start, s.End) {
			return false
		}
	}
	gone := func(one venue.Room) bool { return one.ID == s.RoomID && !one.Until.IsZero() && one.Until <= s.Day }
	return !r.left(s.TrainerID, s.Day) && !slices.ContainsFunc(r.Rooms, gone)
}

// seat takes trainer and room of a slot, and names the session in which it lies as
// the cause. What that session has is taken already, and a second fact would hide
// what frees a place; who may lead it where it keeps its time alone must be free
// for it.
func (m *model) seat(p schedule.Part) {
	c, within, _ := m.around(p)
	span, ok := m.span(p.Day, p.Start, p.End)
	if !ok {
		return
	}
	s := p.Session
	own := m.leader(s) == m.leader(within)
	if own || m.movable(within) && slices.Contains(m.mayLead(c, within, within.Day, within.Day), m.trainerOf(s)) {
		s.Trainer, s.TrainerID, s.Account = "", "", ""
	}
	if s.RoomID == within.RoomID {
		s.RoomID = ""
	}
	m.occupy(s, span, Cause{Kind: CauseSession, Session: within, Label: c.Batch.Label})
}
