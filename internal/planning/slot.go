package planning

import (
	"slices"

	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/venue"
)

// surround puts a round around what seminars have published: nobody and no room of
// a slot is given to another session at its time, and the session in which slots
// lie stays, because people have been told their hour in it. Where a draft has the
// session elsewhere already, as after a holiday, its slots follow and take nothing.
// Where who leads the session or its room is not there, it keeps its time and what
// is there, and goes to who leads in its slots before it goes to anybody else.
func (r *Round) surround(parts []schedule.Part) {
	for _, p := range parts {
		if !r.holds(p.Batch) {
			r.Others = append(r.Others, p.Session)
			continue
		}
		c, s, lies := r.around(p)
		if !lies {
			continue
		}
		r.Parts = append(r.Parts, p)
		led, roomed := r.there(s.TrainerID, s), r.open(s)
		if !r.movable(s) || led && roomed {
			r.Kept[s.ID] = true
			continue
		}
		h := r.Timed[s.ID]
		if roomed {
			h.Room = s.RoomID
		}
		switch {
		case led:
			h.Trainer = s.TrainerID
		case h.Trainer == "" && p.Lead == s.Lead && r.there(p.TrainerID, s) && slices.Contains(r.mayLead(c, s, s.Day, s.Day), p.TrainerID):
			h.Trainer = p.TrainerID
		}
		r.Timed[s.ID] = h
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
			if s.ID == p.Of && s.Holds(p.Day, p.Start, p.End) {
				return c, s, true
			}
		}
	}
	return c, s, false
}

// there reports whether a trainer teaches at the time of a session and is not away.
func (r *Round) there(id trainer.ID, s schedule.Session) bool {
	away := func(a trainer.Absence) bool { return a.Meets(s.Day, s.Start, s.End) }
	return !r.left(id, s.Day) && !slices.ContainsFunc(r.Absences[id], away)
}

// open reports whether the room of a session is there at its time.
func (r *Round) open(s schedule.Session) bool {
	gone := func(one venue.Room) bool { return one.ID == s.RoomID && !one.Until.IsZero() && one.Until <= s.Day }
	closed := func(c venue.Closure) bool { return c.Meets(s.Day, s.Start, s.End) }
	return !slices.ContainsFunc(r.Rooms, gone) && !slices.ContainsFunc(r.Closures[s.RoomID], closed)
}

// seat takes trainer and room of a slot, and names the session in which it lies as
// the cause. What that session keeps is taken already, and a second fact would hide
// what frees a place.
func (m *model) seat(p schedule.Part) {
	c, within, _ := m.around(p)
	span, ok := m.span(p.Day, p.Start, p.End)
	if !ok {
		return
	}
	s, keeps, seeks := p.Session, m.Timed[p.Of], m.movable(within)
	if seeks && m.trainerOf(s) == keeps.Trainer || !seeks && m.leader(s) == m.leader(within) {
		s.Trainer, s.TrainerID, s.Account = "", "", ""
	}
	if s.RoomID == within.RoomID && (!seeks || s.RoomID == keeps.Room) {
		s.RoomID = ""
	}
	m.occupy(s, span, Cause{Kind: CauseSession, Session: within, Label: c.Batch.Label})
}
