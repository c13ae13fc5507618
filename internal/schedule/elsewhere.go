package schedule

import (
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/training"
)

// beside returns what later houses have published of trainers and rooms at the time
// of a batch, as sessions beside those that it has or would have. A part of one of
// its own sessions counts while that session holds it, for what the session has not
// itself; out are the sessions that no longer hold a part of theirs.
func (d *Desk) beside(ctx context.Context, q db.Q, b training.Batch, from, until clock.Date, sessions []Session) (others []Session, out map[SessionID]bool, err error) {
	if d.Elsewhere == nil {
		return nil, nil, nil
	}
	parts, err := d.Elsewhere(ctx, q, b.Agency, from, until)
	out = map[SessionID]bool{}
	for _, p := range parts {
		one := p.Session
		if p.Batch == b.ID {
			i := slices.IndexFunc(sessions, func(s Session) bool { return s.ID == p.Of })
			if i < 0 || !sessions[i].Holds(p) {
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
	return others, out, err
}

// Holds reports whether a part lies within the session, in which people meet.
func (s Session) Holds(p Part) bool {
	return s.Meets() && s.Day == p.Day && s.Start <= p.Start && p.End <= s.End
}

// crossings are the trainers and rooms of sessions that are needed at the same time
// by others, without what clashes among the sessions themselves.
func crossings(sessions, others []Session) []Problem {
	return append(crossing(sessions, others, doubleBookings), crossing(sessions, others, checkRooms)...)
}

// crossing returns what a check finds between sessions and others, and not among
// the sessions themselves.
func crossing(sessions, others []Session, check func(sessions, others []Session) []Problem) []Problem {
	known := map[string]bool{}
	for _, p := range check(sessions, nil) {
		known[p.mark()] = true
	}
	return slices.DeleteFunc(check(sessions, others), func(p Problem) bool { return known[p.mark()] })
}
