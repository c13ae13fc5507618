package attendance

import (
	"context"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Tally counts the absences of one person: all of them, and those without an
// excuse. Over names the limits of the pack that all of them break.
type Tally struct {
	All, Unexcused regulation.Absences
	Over           []string
}

// Count counts the absences among marks of one person. A day counts when
// every session of it that had a roll for the person was missed; it counts as
// unexcused when none of them was excused. Owed says which sessions without a
// mark expect the person: one of them that is still open keeps its day from
// counting. Marks of sessions that are no more in the schedule count nothing.
func Count(marks map[schedule.SessionID]State, sessions []schedule.Session, owed func(schedule.Session) bool) Tally {
	type day struct{ sessions, missed, unexcused int }
	days := map[clock.Date]*day{}
	var t Tally
	for _, s := range sessions {
		state, marked := marks[s.ID]
		if !Called(s) || !marked && !owed(s) {
			continue
		}
		d := days[s.Day]
		if d == nil {
			d = &day{}
			days[s.Day] = d
		}
		d.sessions++
		if !state.Missed() {
			continue
		}
		d.missed++
		t.All.Sessions++
		t.All.JP += s.JP
		if !state.Excused() {
			d.unexcused++
			t.Unexcused.Sessions++
			t.Unexcused.JP += s.JP
		}
	}
	for _, d := range days {
		if d.missed == d.sessions {
			t.All.Days++
		}
		if d.unexcused == d.sessions {
			t.Unexcused.Days++
		}
	}
	return t
}

// Tallies counts the absences of everybody seated in a batch who was ever
// away, by chain; others have no entry. What a person missed in an earlier
// batch of the same attempt counts too.
func Tallies(ctx context.Context, q db.Q, batch training.BatchID) (map[training.SeatID]Tally, error) {
	missed, err := marks(ctx, q, `chain_id IN (SELECT chain_id FROM attendance_mark WHERE batch_id = $1 AND replaced_by = '' AND state IN ('sick', 'leave', 'duty', 'absent'))`, string(batch))
	if err != nil {
		return nil, err
	}
	seats, err := training.Seats(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	for _, s := range seats {
		if s.Chain == s.ID {
			continue
		}
		// Somebody who moved here has marks elsewhere.
		more, err := marks(ctx, q, `chain_id = $1`, string(s.Chain))
		if err != nil {
			return nil, err
		}
		missed = append(missed, more...)
	}
	return tallies(ctx, q, seats, missed, batch)
}

// tallies counts the given marks by chain; a mark given twice counts once.
func tallies(ctx context.Context, q db.Q, seats []training.Seat, list []Mark, batch training.BatchID) (map[training.SeatID]Tally, error) {
	found := map[training.SeatID]Tally{}
	if len(list) == 0 {
		return found, nil
	}
	pack, err := training.PackOf(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	byChain := map[training.SeatID]map[schedule.SessionID]State{}
	batches := map[training.BatchID]bool{}
	for _, m := range list {
		if byChain[m.Chain] == nil {
			byChain[m.Chain] = map[schedule.SessionID]State{}
		}
		byChain[m.Chain][m.Session] = m.State
		batches[m.Batch] = true
	}
	batches[batch] = true
	var sessions []schedule.Session
	for b := range batches {
		some, err := schedule.Sessions(ctx, q, b)
		if err != nil {
			return nil, err
		}
		sessions = append(sessions, some...)
	}
	for _, s := range seats {
		if states := byChain[s.Chain]; states != nil {
			t := Count(states, sessions, func(one schedule.Session) bool { return expects(one, s) })
			t.Over = pack.Training.Attendance.Over(t.All)
			found[s.Chain] = t
		}
	}
	return found, nil
}
