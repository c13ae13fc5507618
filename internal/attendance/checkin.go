package attendance

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// The window in which participants check in, in minutes from the start of the
// session. They are habits of the house, not rules: no regulation sets them.
const (
	opensBefore = 30
	lateAfter   = 15
	closesAfter = 60
)

// Window says what a check-in would come to now: Present or Late, and Open
// outside the window.
func (d *Desk) Window(a org.Agency, s schedule.Session) State {
	now := d.Clock.Now().In(a.Zone.Location())
	minute := now.Hour()*60 + now.Minute()
	switch {
	case a.Today(d.Clock.Now()) != s.Day || minute < s.Start-opensBefore || minute > min(s.End, s.Start+closesAfter):
		return Open
	case minute > s.Start+lateAfter:
		return Late
	}
	return Present
}

// PersonOf returns the participant that an actor is in an agency, "" when
// they are none.
func PersonOf(actor access.Actor, a org.Agency) roster.PersonID {
	for _, g := range actor.Grants() {
		if g.Agency == string(a.ID) && g.Role == access.Participant && g.Scope.Person() != "" {
			return roster.PersonID(g.Scope.Person())
		}
	}
	return ""
}

// CheckIn marks the participant who acts as present, or late, and returns
// which. Pressing twice changes nothing. It is refused outside the window,
// when the roll is closed, and when the roll says that they were away. The
// answer comes after the commit is durable; hundreds share one.
func (d *Desk) CheckIn(ctx context.Context, actor access.Actor, a org.Agency, session schedule.SessionID) (State, error) {
	person := PersonOf(actor, a)
	if person == "" {
		return Open, actor.Require(string(a.ID), access.Participant)
	}
	s, err := schedule.ByID(ctx, d.DB, a.ID, session)
	if err != nil {
		return Open, err
	}
	seat, err := training.SeatOn(ctx, d.DB, person, s.Day)
	if err != nil {
		return Open, err
	}
	state := d.Window(a, s)
	switch {
	case !expects(s.Outline(), seat):
		return Open, fault.NotFound("access.not_found")
	case state == Open:
		return Open, fault.Conflict("attendance.outside_window")
	}
	err = d.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM attendance_session WHERE session_id = $1`, string(session)).Scan(&n); err != nil {
			return fmt.Errorf("check in: %w", err)
		}
		if n > 0 {
			return fault.Conflict("attendance.closed")
		}
		mark := id.New()
		written, err := tx.Exec(ctx, `INSERT INTO attendance_mark (id, agency_id, batch_id, session_id, chain_id, person_id, state, reason, document, source, marked_at, marked_by, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 'check-in', $8, $9, '') ON CONFLICT DO NOTHING`, mark, string(a.ID), string(s.Batch), string(session), string(seat.Chain), string(person), string(state), clock.Stamp(d.Clock.Now()), actor.Ref())
		if err != nil {
			return fmt.Errorf("check in: %w", err)
		}
		if written == 0 {
			return tx.QueryRow(ctx, `SELECT state FROM attendance_mark WHERE session_id = $1 AND chain_id = $2 AND replaced_by = ''`, string(session), string(seat.Chain)).Scan(&state)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "attendance.check_in", Subject: "session:" + string(session), Person: string(person), After: map[string]string{"state": string(state)}})
	})
	if err == nil && state.Missed() {
		return state, fault.Conflict("attendance.marked_away")
	}
	return state, err
}
