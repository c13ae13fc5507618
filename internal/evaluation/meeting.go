package evaluation

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// Meeting is the graduation meeting of a batch.
type Meeting struct {
	Batch      training.BatchID
	HeldOn     clock.Date
	Place      string
	Chair      string
	ChairNIP   string
	Present    []Attendee
	Notes      string
	LockedAt   string // stamp, "" while open
	LockedBy   string
	Unverified string // who confirmed values of the pack that nobody has verified
}

// Locked reports whether the results stand.
func (m *Meeting) Locked() bool { return m != nil && m.LockedAt != "" }

// Attendee is somebody present at the meeting.
type Attendee struct {
	Name string `json:"name"`
	As   string `json:"as"` // committee, coach, tutor, quality assurer …
	NIP  string `json:"nip,omitempty"`
}

// Decision is what the meeting has noted for one participant before it locks.
type Decision struct {
	Proposed regulation.Outcome
	Decided  regulation.Outcome
	Reason   string
	By       string
}

var deciders = []access.Role{access.Committee}

func (b *Board) mayDecide(actor access.Actor, a org.Agency, batch training.BatchID) error {
	return actor.RequireScope(string(a.ID), access.BatchScope(string(batch)), deciders...)
}

// Prepare writes date, place, chair and attendance of the meeting.
func (b *Board) Prepare(ctx context.Context, actor access.Actor, a org.Agency, m Meeting) error {
	if err := b.mayDecide(actor, a, m.Batch); err != nil {
		return err
	}
	if err := m.clean(a.Today(b.Clock.Now())); err != nil {
		return err
	}
	present, err := json.Marshal(m.Present)
	if err != nil {
		return fmt.Errorf("write attendance: %w", err)
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := open(ctx, tx, a, m.Batch); err != nil {
			return err
		}
		err := tx.Do(ctx, `INSERT INTO evaluation_meeting (batch_id, agency_id, held_on, place, chair, chair_nip, present, notes, state, locked_at, locked_by, unverified_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '', '', '')
ON CONFLICT (batch_id) DO UPDATE SET held_on = $3, place = $4, chair = $5, chair_nip = $6, present = $7, notes = $8`,
			string(m.Batch), string(a.ID), string(m.HeldOn), m.Place, m.Chair, m.ChairNIP, string(present), m.Notes)
		if err != nil {
			return fmt.Errorf("prepare meeting: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: b.Clock.Now(), Actor: actor.Ref(), Act: "evaluation.prepare", Subject: "batch:" + string(m.Batch), After: map[string]any{"held_on": string(m.HeldOn), "present": len(m.Present)}})
	})
}

func (m *Meeting) clean(today clock.Date) error {
	var f fault.Fields
	m.Place, m.Chair, m.Notes = strings.TrimSpace(m.Place), strings.TrimSpace(m.Chair), strings.TrimSpace(m.Notes)
	if !m.HeldOn.Valid() || m.HeldOn > today {
		f.Add("held_on", "evaluation.bad_day")
	}
	if m.Chair == "" || len(m.Chair) > 200 {
		f.Add("chair", "evaluation.no_chair")
	}
	if len(m.Present) == 0 {
		f.Add("present", "evaluation.nobody")
	}
	if len(m.Notes) > 5000 || len(m.Place) > 200 {
		f.Add("notes", "evaluation.too_long")
	}
	return f.Err()
}

// open refuses a batch that is unknown or locked.
func open(ctx context.Context, q db.Q, a org.Agency, batch training.BatchID) error {
	if _, err := training.BatchByID(ctx, q, a.ID, batch); err != nil {
		return err
	}
	m, err := meeting(ctx, q, batch)
	if err != nil {
		return err
	}
	if m.Locked() {
		return fault.Conflict("evaluation.locked")
	}
	return nil
}

// Decide notes what the meeting decides for one participant. A decision that
// differs from the proposal needs a reason. It may be changed until the
// results are locked.
func (b *Board) Decide(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, chain training.SeatID, decided regulation.Outcome, reason string) error {
	if err := b.mayDecide(actor, a, batch); err != nil {
		return err
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := open(ctx, tx, a, batch); err != nil {
			return err
		}
		t, err := b.table(ctx, tx, a, batch)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Seat.Chain == chain })
		if at < 0 {
			return fault.NotFound("access.not_found")
		}
		return b.decide(ctx, tx, actor, a, batch, &t.Rows[at], decided, strings.TrimSpace(reason))
	})
}

func (b *Board) decide(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, batch training.BatchID, r *Row, decided regulation.Outcome, reason string) error {
	var f fault.Fields
	field := "d." + string(r.Seat.Chain)
	switch {
	case decided != regulation.Passed && decided != regulation.Deferred && decided != regulation.Failed:
		f.Add(field, "evaluation.bad_decision")
	case decided == regulation.Passed && r.Result == nil:
		f.Add(field, "evaluation.marks_missing", "N", len(r.Missing))
	case decided != r.Proposal() && reason == "":
		f.Add(field, "evaluation.no_reason")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if r.Decided != nil && r.Decided.Decided == decided && r.Decided.Reason == reason {
		return nil
	}
	row := id.New()
	if err := tx.Do(ctx, `UPDATE evaluation_decision SET replaced_by = $1 WHERE batch_id = $2 AND chain_id = $3 AND replaced_by = ''`, row, string(batch), string(r.Seat.Chain)); err != nil {
		return fmt.Errorf("supersede decision: %w", err)
	}
	err := tx.Do(ctx, `INSERT INTO evaluation_decision (id, batch_id, chain_id, person_id, proposed, decided, reason, decided_by, decided_at, replaced_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		row, string(batch), string(r.Seat.Chain), string(r.Person.ID), string(r.Proposal()), string(decided), reason, actor.Ref(), clock.Stamp(b.Clock.Now()))
	if err != nil {
		return fmt.Errorf("note decision: %w", err)
	}
	r.Decided = &Decision{Proposed: r.Proposal(), Decided: decided, Reason: reason, By: actor.Ref()}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: b.Clock.Now(), Actor: actor.Ref(), Act: "evaluation.decide", Subject: "batch:" + string(batch), Person: string(r.Person.ID),
		Before: string(r.Proposal()), After: string(decided), Reason: reason})
}

// ConfirmAll notes the proposal as the decision for everybody who has all
// marks and no decision yet, and returns how many.
func (b *Board) ConfirmAll(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID) (int, error) {
	if err := b.mayDecide(actor, a, batch); err != nil {
		return 0, err
	}
	n := 0
	err := b.DB.InTx(ctx, func(tx *db.Tx) error {
		n = 0
		if err := open(ctx, tx, a, batch); err != nil {
			return err
		}
		t, err := b.table(ctx, tx, a, batch)
		if err != nil {
			return err
		}
		for i := range t.Rows {
			r := &t.Rows[i]
			if r.Decided != nil || r.Result == nil {
				continue
			}
			if err := b.decide(ctx, tx, actor, a, batch, r, r.Proposal(), ""); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func meeting(ctx context.Context, q db.Q, batch training.BatchID) (*Meeting, error) {
	m := Meeting{Batch: batch}
	var present string
	err := q.QueryRow(ctx, `SELECT held_on, place, chair, chair_nip, present, notes, locked_at, locked_by, unverified_by FROM evaluation_meeting WHERE batch_id = $1`, string(batch)).
		Scan(&m.HeldOn, &m.Place, &m.Chair, &m.ChairNIP, &present, &m.Notes, &m.LockedAt, &m.LockedBy, &m.Unverified)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read meeting of batch %s: %w", batch, err)
	}
	if err := json.Unmarshal([]byte(present), &m.Present); err != nil {
		return nil, fmt.Errorf("read attendance of batch %s: %w", batch, err)
	}
	return &m, nil
}

func decisions(ctx context.Context, q db.Q, batch training.BatchID) (map[training.SeatID]Decision, error) {
	rows, err := q.Query(ctx, `SELECT chain_id, proposed, decided, reason, decided_by FROM evaluation_decision WHERE batch_id = $1 AND replaced_by = ''`, string(batch))
	if err != nil {
		return nil, fmt.Errorf("list decisions: %w", err)
	}
	defer rows.Close()
	m := map[training.SeatID]Decision{}
	for rows.Next() {
		var chain training.SeatID
		var d Decision
		if err := rows.Scan(&chain, &d.Proposed, &d.Decided, &d.Reason, &d.By); err != nil {
			return nil, fmt.Errorf("list decisions: %w", err)
		}
		m[chain] = d
	}
	return m, rows.Err()
}
