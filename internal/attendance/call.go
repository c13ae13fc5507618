package attendance

import (
	"context"
	"fmt"
	"strings"

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

// longest is the most letters of a reason or the number of a letter.
const longest = 500

// Entry is what one person's session came to, as it is handed in.
type Entry struct {
	Chain    training.SeatID
	State    State
	Reason   string // needed for excused states without a document, and to change a mark
	Document string
}

// Call writes the roll of one session: all entries or none. What stands
// already is left as it is; what differs is superseded and needs a reason. A
// closed session is changed by the committee only. It returns how many marks
// are new or changed.
func (d *Desk) Call(ctx context.Context, actor access.Actor, a org.Agency, session schedule.SessionID, entries []Entry) (int, error) {
	n := 0
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		s, err := schedule.ByID(ctx, tx, a.ID, session)
		if err != nil {
			return err
		}
		c, err := d.calling(ctx, tx, actor, a, s.Batch, "")
		if err != nil {
			return err
		}
		if err := c.session(ctx, s, entries); err != nil {
			return err
		}
		n = c.written
		return c.finish(ctx)
	})
	if err != nil {
		return 0, fmt.Errorf("call roll of session %s: %w", session, err)
	}
	return n, nil
}

// calling is one act that writes marks of a batch.
type calling struct {
	desk    *Desk
	tx      *db.Tx
	actor   access.Actor
	agency  org.Agency
	batch   training.BatchID
	source  string
	seats   []training.Seat
	closed  map[schedule.SessionID]bool
	changed map[training.SeatID]bool // chains whose absences may have changed
	trail   []audit.Entry
	written int
	taking  bool // the lists of an office that moves in; the act has asked who may
}

func (d *Desk) calling(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, batch training.BatchID, source string) (*calling, error) {
	c := &calling{desk: d, tx: tx, actor: actor, agency: a, batch: batch, source: source, changed: map[training.SeatID]bool{}}
	var err error
	if c.seats, err = training.Seats(ctx, tx, batch); err != nil {
		return nil, err
	}
	past, err := training.PastSeats(ctx, tx, batch)
	if err != nil {
		return nil, err
	}
	c.seats = append(c.seats, past...)
	c.closed, err = Closed(ctx, tx, batch)
	return c, err
}

// seat returns the seat that a session expects of a chain.
func (c *calling) seat(chain training.SeatID, s schedule.Session) (training.Seat, error) {
	for _, seat := range c.seats {
		if seat.Chain != chain || !expects(s.Outline(), seat) {
			continue
		}
		if !c.taking && !MayCall(c.actor, c.agency, seat) {
			if c.actor.Within(string(c.agency.ID)) {
				return seat, fault.Forbidden("attendance.not_yours")
			}
			return seat, fault.NotFound("access.not_found")
		}
		return seat, nil
	}
	if !c.actor.Within(string(c.agency.ID)) {
		return training.Seat{}, fault.NotFound("access.not_found")
	}
	return training.Seat{}, fault.Conflict("attendance.not_expected")
}

// session judges and writes the entries of one session.
func (c *calling) session(ctx context.Context, s schedule.Session, entries []Entry) error {
	committee := c.actor.RequireScope(string(c.agency.ID), access.BatchScope(string(c.batch)), access.Committee)
	switch {
	case !Called(s.Kind):
		return fault.Conflict("attendance.no_roll")
	case s.Day > c.agency.Today(c.desk.Clock.Now()):
		return fault.Conflict("attendance.future")
	case c.closed[s.ID] && committee != nil:
		return fault.Conflict("attendance.closed")
	}
	have, err := OfSession(ctx, c.tx, s.ID)
	if err != nil {
		return err
	}
	var problems fault.Fields
	var fresh []any
	now, exceptions, before := c.desk.Clock.Now(), 0, c.written
	for _, e := range entries {
		seat, err := c.seat(e.Chain, s)
		if err != nil {
			return err
		}
		old, stood := have[e.Chain]
		e.Reason, e.Document = strings.TrimSpace(e.Reason), strings.TrimSpace(e.Document)
		if stood && old.State == e.State && (e.Reason == "" || e.Reason == old.Reason) && (e.Document == "" || e.Document == old.Document) {
			continue
		}
		if !judge(e, stood, &problems) {
			continue
		}
		mark := id.New()
		if stood {
			if err := c.tx.Do(ctx, `UPDATE attendance_mark SET replaced_by = $1 WHERE id = $2`, mark, old.ID); err != nil {
				return fmt.Errorf("supersede attendance: %w", err)
			}
		}
		c.written++
		fresh = append(fresh, mark, string(c.agency.ID), string(c.batch), string(s.ID), string(e.Chain), string(seat.Person), string(e.State), e.Reason, e.Document, c.source, clock.Stamp(now), c.actor.Ref(), "")
		if e.State.Missed() || old.State.Missed() {
			c.changed[e.Chain] = true
		}
		if stood || e.State != Present {
			exceptions++
			c.note(s, seat.Person, old, stood, e)
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if c.written == before {
		return nil
	}
	c.trail = append(c.trail, audit.Entry{Agency: string(c.agency.ID), At: now, Actor: c.actor.Ref(), Act: "attendance.call", Subject: "session:" + string(s.ID), After: map[string]any{"marks": c.written - before, "exceptions": exceptions, "source": c.source}})
	return c.tx.InsertAll(ctx, `INSERT INTO attendance_mark (id, agency_id, batch_id, session_id, chain_id, person_id, state, reason, document, source, marked_at, marked_by, replaced_by) VALUES`, 13, fresh, "")
}

// judge notes what is wrong with an entry, beside the fields of its person.
func judge(e Entry, stood bool, problems *fault.Fields) bool {
	switch {
	case !e.State.Valid():
		problems.Add(StateField(e.Chain), "attendance.bad_state")
	case len(e.Reason) > longest:
		problems.Add(ReasonField(e.Chain), "attendance.too_long")
	case len(e.Document) > longest:
		problems.Add(DocumentField(e.Chain), "attendance.too_long")
	case stood && e.Reason == "":
		problems.Add(ReasonField(e.Chain), "attendance.change_reason")
	case e.State.Excused() && e.Reason == "" && e.Document == "":
		problems.Add(ReasonField(e.Chain), "attendance.no_reason")
	default:
		return true
	}
	return false
}

func (c *calling) note(s schedule.Session, person roster.PersonID, old Mark, stood bool, e Entry) {
	entry := audit.Entry{Agency: string(c.agency.ID), At: c.desk.Clock.Now(), Actor: c.actor.Ref(), Act: "attendance.mark", Subject: "session:" + string(s.ID), Person: string(person), After: map[string]string{"state": string(e.State), "document": e.Document}, Reason: e.Reason}
	if stood {
		entry.Before = map[string]string{"state": string(old.State), "document": old.Document}
	}
	c.trail = append(c.trail, entry)
}

// finish opens and closes cases and writes the trail.
func (c *calling) finish(ctx context.Context) error {
	if err := c.cases(ctx); err != nil {
		return err
	}
	return audit.WriteAll(ctx, c.tx, c.trail)
}

// cases opens a case for everybody whose absences now break a limit, and
// closes that of somebody whose marks were corrected below it.
func (c *calling) cases(ctx context.Context) error {
	if len(c.changed) == 0 {
		return nil
	}
	var seats []training.Seat
	for _, s := range c.seats {
		if c.changed[s.Chain] && s.Until.IsZero() {
			seats = append(seats, s)
		}
	}
	counted, err := Tallies(ctx, c.tx, c.batch, seats)
	if err != nil {
		return err
	}
	now := clock.Stamp(c.desk.Clock.Now())
	var opened []roster.PersonID
	for _, s := range seats {
		t := counted[s.Chain]
		act, n := openedCase, int64(0)
		if len(t.Over) > 0 {
			n, err = c.tx.Exec(ctx, `INSERT INTO attendance_case (batch_id, chain_id, agency_id, person_id, opened_at, closed_at) VALUES ($1, $2, $3, $4, $5, '')
ON CONFLICT (batch_id, chain_id) DO UPDATE SET opened_at = excluded.opened_at, closed_at = '' WHERE attendance_case.closed_at <> ''`, string(c.batch), string(s.Chain), string(c.agency.ID), string(s.Person), now)
		} else {
			act = "attendance.close_case"
			n, err = c.tx.Exec(ctx, `UPDATE attendance_case SET closed_at = $1 WHERE batch_id = $2 AND chain_id = $3 AND closed_at = ''`, now, string(c.batch), string(s.Chain))
		}
		if err != nil {
			return fmt.Errorf("keep case: %w", err)
		}
		if n > 0 {
			if act == openedCase {
				opened = append(opened, s.Person)
			}
			c.trail = append(c.trail, audit.Entry{Agency: string(c.agency.ID), At: c.desk.Clock.Now(), Actor: c.actor.Ref(), Act: act, Subject: "batch:" + string(c.batch), Person: string(s.Person), After: map[string]any{"sessions": t.All.Sessions, "jp": t.All.JP, "days": t.All.Days, "over": t.Over}})
		}
	}
	return c.tell(ctx, opened, now)
}

// Close ends the roll of a session: nobody checks in any more, and coaches
// change nothing. Closing twice does nothing.
func (d *Desk) Close(ctx context.Context, actor access.Actor, a org.Agency, session schedule.SessionID) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		s, err := schedule.ByID(ctx, tx, a.ID, session)
		if err != nil {
			return err
		}
		if err := actor.RequireScope(string(a.ID), access.BatchScope(string(s.Batch)), access.Committee); err != nil {
			return err
		}
		if !Called(s.Kind) {
			return fault.Conflict("attendance.no_roll")
		}
		n, err := tx.Exec(ctx, `INSERT INTO attendance_session (session_id, agency_id, batch_id, closed_at, closed_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, string(session), string(a.ID), string(s.Batch), clock.Stamp(d.Clock.Now()), actor.Ref())
		if err != nil {
			return fmt.Errorf("close session %s: %w", session, err)
		}
		if n == 0 {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "attendance.close", Subject: "session:" + string(session)})
	})
}

// StateField, ReasonField and DocumentField name the fields in which a page
// takes an entry.
func StateField(chain training.SeatID) string { return "s." + string(chain) }

// ReasonField names the field of the reason.
func ReasonField(chain training.SeatID) string { return "r." + string(chain) }

// DocumentField names the field of the number of a letter.
func DocumentField(chain training.SeatID) string { return "d." + string(chain) }
