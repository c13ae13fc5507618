package attendance

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

func marks(ctx context.Context, q db.Q, where, arg string) ([]Mark, error) {
	rows, err := q.Query(ctx, `SELECT id, batch_id, session_id, chain_id, person_id, state, reason, document, source, marked_at, marked_by FROM attendance_mark WHERE replaced_by = '' AND `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("list attendance: %w", err)
	}
	defer rows.Close()
	var list []Mark
	for rows.Next() {
		var m Mark
		var at string
		if err := rows.Scan(&m.ID, &m.Batch, &m.Session, &m.Chain, &m.Person, &m.State, &m.Reason, &m.Document, &m.Source, &at, &m.By); err != nil {
			return nil, fmt.Errorf("list attendance: %w", err)
		}
		m.At, _ = clock.ParseStamp(at)
		list = append(list, m)
	}
	return list, rows.Err()
}

// OfSession returns the marks in force of a session, by chain.
func OfSession(ctx context.Context, q db.Q, session schedule.SessionID) (map[training.SeatID]Mark, error) {
	list, err := marks(ctx, q, `session_id = $1`, string(session))
	found := map[training.SeatID]Mark{}
	for _, m := range list {
		found[m.Chain] = m
	}
	return found, err
}

// Closed returns which sessions of a batch are closed.
func Closed(ctx context.Context, q db.Q, batch training.BatchID) (map[schedule.SessionID]bool, error) {
	rows, err := q.Query(ctx, `SELECT session_id FROM attendance_session WHERE batch_id = $1`, string(batch))
	if err != nil {
		return nil, fmt.Errorf("list closed sessions: %w", err)
	}
	defer rows.Close()
	found := map[schedule.SessionID]bool{}
	for rows.Next() {
		var id schedule.SessionID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list closed sessions: %w", err)
		}
		found[id] = true
	}
	return found, rows.Err()
}

// Cases returns the open cases of an agency, oldest first.
func Cases(ctx context.Context, q db.Q, agency org.AgencyID) ([]Case, error) {
	rows, err := q.Query(ctx, `SELECT batch_id, chain_id, person_id, opened_at FROM attendance_case WHERE agency_id = $1 AND closed_at = '' ORDER BY opened_at, chain_id`, string(agency))
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	defer rows.Close()
	var list []Case
	for rows.Next() {
		var c Case
		var at string
		if err := rows.Scan(&c.Batch, &c.Chain, &c.Person, &at); err != nil {
			return nil, fmt.Errorf("list cases: %w", err)
		}
		c.OpenedAt, _ = clock.ParseStamp(at)
		list = append(list, c)
	}
	return list, rows.Err()
}

// Line is one participant of a book with all marks.
type Line struct {
	Seat   training.Seat
	Person roster.Person
	Unit   string // path of names up to the office
	Marks  map[schedule.SessionID]Mark
	Tally  Tally
}

// Book is the attendance of a batch as far as the actor may see it.
type Book struct {
	Batch    training.Batch
	Rules    *regulation.Pack
	Stages   []training.Stage
	Sessions []schedule.Session // those with a roll, in order of time
	Closed   map[schedule.SessionID]bool
	Lines    []Line // by group and name
}

// Book reads the attendance of a batch. Somebody who may see nobody of it
// finds nothing.
func (d *Desk) Book(ctx context.Context, actor access.Actor, a org.Agency, id training.BatchID) (*Book, error) {
	b := &Book{}
	var err error
	if b.Batch, err = training.BatchByID(ctx, d.DB, a.ID, id); err != nil {
		return nil, err
	}
	if b.Rules, err = training.PackOf(ctx, d.DB, id); err != nil {
		return nil, err
	}
	if b.Stages, err = training.Stages(ctx, d.DB, id); err != nil {
		return nil, err
	}
	all, err := schedule.Sessions(ctx, d.DB, id)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if Called(s.Kind) {
			b.Sessions = append(b.Sessions, s)
		}
	}
	if b.Closed, err = Closed(ctx, d.DB, id); err != nil {
		return nil, err
	}
	if err := d.lines(ctx, actor, a, b); err != nil {
		return nil, err
	}
	if len(b.Lines) == 0 && !actor.HasWhole(string(a.ID), access.Committee, access.Officer, access.Leader, access.Auditor) {
		return nil, fault.NotFound("access.not_found")
	}
	return b, nil
}

func (d *Desk) lines(ctx context.Context, actor access.Actor, a org.Agency, b *Book) error {
	members, err := training.Members(ctx, d.DB, a.ID, b.Batch.ID)
	if err != nil {
		return err
	}
	seats := make([]training.Seat, len(members))
	for i, m := range members {
		seats[i] = m.Seat
	}
	tallies, err := talliesOf(ctx, d.DB, b.Batch.ID, seats, outlines(b.Sessions))
	if err != nil {
		return err
	}
	list, err := marks(ctx, d.DB, `batch_id = $1`, string(b.Batch.ID))
	if err != nil {
		return err
	}
	byChain := map[training.SeatID]map[schedule.SessionID]Mark{}
	for _, m := range list {
		if byChain[m.Chain] == nil {
			byChain[m.Chain] = map[schedule.SessionID]Mark{}
		}
		byChain[m.Chain][m.Session] = m
	}
	for _, m := range members {
		if MayRead(actor, a, m.Seat) {
			b.Lines = append(b.Lines, Line{m.Seat, m.Person, m.Unit, byChain[m.Seat.Chain], tallies[m.Seat.Chain]})
		}
	}
	return nil
}

func outlines(sessions []schedule.Session) []schedule.Outline {
	list := make([]schedule.Outline, len(sessions))
	for i, s := range sessions {
		list[i] = s.Outline()
	}
	return list
}

// Expects reports whether a session expects the participant of a line.
func (l Line) Expects(s schedule.Session) bool { return expects(s.Outline(), l.Seat) }

// rank orders the states from the best to the worst.
var rank = map[State]int{Present: 1, Late: 2, Duty: 3, Leave: 4, Sick: 5, Open: 6, Absent: 7}

// Worst returns the worst state of a participant among the sessions of a day
// until a day, and whether there was any that expected them.
func (b *Book) Worst(l Line, day, today clock.Date) (State, bool) {
	worst, found := Present, false
	for _, s := range b.Sessions {
		mark, marked := l.Marks[s.ID]
		if s.Day != day || !marked && (!l.Expects(s) || day > today) {
			continue
		}
		if found = true; rank[mark.State] > rank[worst] {
			worst = mark.State
		}
	}
	return worst, found
}
