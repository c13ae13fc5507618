package attendance

import (
	"context"
	"slices"

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
func Count(marks map[schedule.SessionID]State, sessions []schedule.Outline, owed func(schedule.Outline) bool) Tally {
	type day struct{ sessions, missed, unexcused int }
	days := map[clock.Date]*day{}
	var t Tally
	for _, s := range sessions {
		state, marked := marks[s.ID]
		if !Called(s.Kind) || !marked && !owed(s) {
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

// slim is as much of a mark as counting needs.
type slim struct {
	batch   training.BatchID
	session schedule.SessionID
	chain   training.SeatID
	state   State
}

// Tallies counts the absences of some people seated in a batch who were ever
// away, by chain; others have no entry. What a person missed in an earlier
// batch of the same attempt counts too.
func Tallies(ctx context.Context, q db.Q, batch training.BatchID, seats []training.Seat) (map[training.SeatID]Tally, error) {
	return talliesOf(ctx, q, batch, seats, nil)
}

// talliesOf is Tallies for outlines of the batch that somebody has read already;
// nil ones are read.
func talliesOf(ctx context.Context, q db.Q, batch training.BatchID, seats []training.Seat, outlines []schedule.Outline) (map[training.SeatID]Tally, error) {
	found := map[training.SeatID]Tally{}
	chains := make([]training.SeatID, len(seats))
	for i, s := range seats {
		chains[i] = s.Chain
	}
	list, err := slims(ctx, q, chains)
	if err != nil || len(list) == 0 {
		return found, err
	}
	pack, err := training.PackOf(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	byChain := map[training.SeatID]map[schedule.SessionID]State{}
	unread := map[training.BatchID]bool{}
	if outlines == nil {
		unread[batch] = true
	}
	for _, m := range list {
		if byChain[m.chain] == nil {
			byChain[m.chain] = map[schedule.SessionID]State{}
		}
		byChain[m.chain][m.session] = m.state
		if m.batch != batch {
			unread[m.batch] = true
		}
	}
	for b := range unread {
		some, err := schedule.Outlines(ctx, q, b, called...)
		if err != nil {
			return nil, err
		}
		outlines = append(outlines, some...)
	}
	for _, s := range seats {
		if states := byChain[s.Chain]; states != nil {
			t := Count(states, outlines, func(one schedule.Outline) bool { return expects(one, s) })
			t.Over = pack.Training.Attendance.Over(t.All)
			found[s.Chain] = t
		}
	}
	return found, nil
}

// slims returns the marks of those among the chains who were ever away, in
// whichever batch.
func slims(ctx context.Context, q db.Q, chains []training.SeatID) ([]slim, error) {
	var list []slim
	for some := range slices.Chunk(chains, 500) {
		where, args := db.In("chain_id", some, 1)
		found, err := db.List(ctx, q, "list absences", func(row db.Row) (slim, error) {
			var m slim
			err := row.Scan(&m.batch, &m.session, &m.chain, &m.state)
			return m, err
		}, `SELECT batch_id, session_id, chain_id, state FROM attendance_mark WHERE replaced_by = '' AND chain_id IN (SELECT chain_id FROM attendance_mark WHERE replaced_by = '' AND state IN ('sick', 'leave', 'duty', 'absent') AND `+where+`)`, args...)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}
