package schedule

import (
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Parts reads what later houses need of trainers and rooms at the time of sessions
// between two days.
func (d *Desk) Parts(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]Part, error) {
	if d.Elsewhere == nil {
		return nil, nil
	}
	return d.Elsewhere(ctx, q, agency, from, until)
}

// apartFrom returns parts as sessions beside those that a batch has or would have. A
// part of one of its own sessions counts while that session holds it, for what the
// session has not itself; out are the sessions that no longer hold a part of theirs.
func apartFrom(parts []Part, b training.BatchID, sessions []Session) (others []Session, out map[SessionID]bool) {
	out = map[SessionID]bool{}
	for _, p := range parts {
		one := p.Session
		if p.Batch == b {
			i := slices.IndexFunc(sessions, func(s Session) bool { return s.ID == p.Of })
			if i < 0 || !sessions[i].Holds(p.Day, p.Start, p.End) {
				out[p.Of] = true
				continue
			}
			if sameTrainer(&one, &sessions[i]) {
				one.Trainer, one.TrainerID, one.Account = "", "", ""
			}
			if one.RoomID == sessions[i].RoomID {
				one.RoomID = ""
			}
		}
		others = append(others, one)
	}
	return others, out
}

// Holds reports whether people meet in the session, and a time lies within it.
func (s Session) Holds(day clock.Date, start, end int) bool {
	return s.Meets() && s.Day == day && s.Start <= start && end <= s.End
}

// crossings are the trainers and rooms of sessions that are needed at the same time
// by others, without what clashes among the sessions themselves.
func crossings(sessions, others []Session) []Problem {
	clashes := func(others []Session) []Problem {
		return append(doubleBookings(sessions, others), checkRooms(sessions, others)...)
	}
	known := map[string]bool{}
	for _, p := range clashes(nil) {
		known[p.mark()] = true
	}
	return slices.DeleteFunc(clashes(others), func(p Problem) bool { return known[p.mark()] })
}
