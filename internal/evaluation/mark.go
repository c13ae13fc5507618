package evaluation

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
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// NewMark is a mark as it is handed in.
type NewMark struct {
	Seat      training.SeatID
	Component string
	Marker    Marker
	Value     regulation.Hundredths
	Raw       regulation.Hundredths // mark before moderation; 0 when nothing moved it
	Reason    string                // needed to change a mark or to move it from the raw one
}

// Enter enters marks of one batch, all or none. Each must be one that the
// pack lets the actor's role give; a mark that is there already is superseded
// and needs a reason. A locked batch is refused. It returns how many marks
// are new or changed.
func (b *Board) Enter(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, marks []NewMark, source string) (int, error) {
	return b.enterAll(ctx, actor, a, map[training.BatchID][]NewMark{batch: marks}, source, func(*db.Tx) error { return nil })
}

// enterAll enters marks of several batches, all or none, if may allows it within
// the same transaction.
func (b *Board) enterAll(ctx context.Context, actor access.Actor, a org.Agency, marks map[training.BatchID][]NewMark, source string, may func(tx *db.Tx) error) (int, error) {
	entered := 0
	err := b.DB.InTx(ctx, func(tx *db.Tx) error {
		entered = 0
		if err := may(tx); err != nil {
			return err
		}
		var problems fault.Fields
		for batch, some := range marks {
			e, err := b.entering(ctx, tx, actor, a, batch, source)
			if err != nil {
				return err
			}
			for _, m := range some {
				if err := e.enter(ctx, m, &problems); err != nil {
					return err
				}
			}
			entered += e.entered
		}
		return problems.Err()
	})
	if err != nil {
		return 0, fmt.Errorf("enter marks: %w", err)
	}
	return entered, nil
}

// entering is one entry of marks under way.
type entering struct {
	board      *Board
	tx         *db.Tx
	actor      access.Actor
	agency     org.Agency
	batch      training.Batch
	components map[string]*regulation.Component
	seats      map[training.SeatID]training.Seat
	have       map[markKey]Mark
	source     string
	entered    int
	taking     bool // the lists of an office that moves in; the act has asked who may
}

type markKey struct {
	chain     training.SeatID
	component string
	marker    Marker
	assessor  string
}

func (b *Board) entering(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, id training.BatchID, source string) (*entering, error) {
	batch, err := training.BatchByID(ctx, tx, a.ID, id)
	if err != nil {
		return nil, err
	}
	if m, err := meeting(ctx, tx, id); err != nil {
		return nil, err
	} else if m != nil && m.Locked() {
		return nil, fault.Conflict("evaluation.locked")
	}
	pack, err := training.PackOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	e := &entering{board: b, tx: tx, actor: actor, agency: a, batch: batch, source: source, components: map[string]*regulation.Component{}, seats: map[training.SeatID]training.Seat{}, have: map[markKey]Mark{}}
	for _, c := range columns(&pack.Training.Evaluation, batch.Mode) {
		e.components[c.Key] = c
	}
	seats, err := training.Seats(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, s := range seats {
		e.seats[s.ID] = s
	}
	marks, err := marksOf(ctx, tx, seats)
	if err != nil {
		return nil, err
	}
	for _, list := range marks {
		for _, m := range list {
			e.have[markKey{m.Chain, m.Component, m.Marker, m.Assessor}] = m
		}
	}
	return e, nil
}

// enter judges one mark and writes it. Problems are named by the field that
// the page gives the mark.
func (e *entering) enter(ctx context.Context, m NewMark, problems *fault.Fields) error {
	seat, ok := e.seats[m.Seat]
	if !ok {
		return fault.NotFound("access.not_found")
	}
	role, err := e.permit(ctx, seat, m.Marker)
	if err != nil {
		return err
	}
	field := FieldName(seat.ID, m.Component, m.Marker)
	component := e.components[m.Component]
	switch {
	case component == nil:
		problems.Add(field, "evaluation.no_component")
		return nil
	case !mayMark(component, m.Marker):
		problems.Add(field, "evaluation.not_marker")
		return nil
	case m.Value < 0 || m.Value > regulation.Full:
		problems.Add(field, "evaluation.bad_mark")
		return nil
	}
	key := markKey{seat.Chain, m.Component, m.Marker, ""}
	if role != access.Committee && m.Marker != HomeAgency { // an office speaks with one voice, whoever types
		key.assessor = e.actor.Ref()
	}
	if m.Raw == 0 {
		m.Raw = m.Value
	}
	old, exists := e.have[key]
	if exists && old.Value == m.Value && old.Raw == m.Raw {
		return nil
	}
	m.Reason = strings.TrimSpace(m.Reason)
	if (exists || m.Raw != m.Value) && m.Reason == "" {
		problems.Add(field, "evaluation.no_reason")
		return nil
	}
	return e.write(ctx, seat, m, key, old)
}

// permit refuses a marker that the actor has no role for over the
// participant, and returns the role that permits it.
func (e *entering) permit(ctx context.Context, seat training.Seat, m Marker) (access.Role, error) {
	if e.taking {
		return access.Committee, nil
	}
	var last error = fault.Forbidden("access.forbidden")
	today := e.agency.Today(e.board.Clock.Now())
	for _, role := range []access.Role{access.Coach, access.Examiner, access.Mentor, access.Clerk, access.Officer, access.Committee} {
		if !e.actor.Has(string(e.agency.ID), role) || !has(markersOf[role], m) {
			continue
		}
		if role == access.Committee && e.actor.RequireScope(string(e.agency.ID), access.BatchScope(string(e.batch.ID)), role) == nil {
			return role, nil
		}
		if last = access.RequirePerson(ctx, e.tx, e.actor, string(e.agency.ID), string(seat.Person), today, role); last == nil {
			return role, nil
		}
	}
	if !e.actor.Within(string(e.agency.ID)) {
		return "", fault.NotFound("access.not_found")
	}
	return "", last
}

func has(list []Marker, m Marker) bool {
	for _, l := range list {
		if l == m {
			return true
		}
	}
	return false
}

func (e *entering) write(ctx context.Context, seat training.Seat, m NewMark, key markKey, old Mark) error {
	mark := id.New()
	var before any
	if old.ID != "" {
		before = map[string]string{"mark": old.Value.String(), "raw": old.Raw.String()}
		if err := e.tx.Do(ctx, `UPDATE evaluation_mark SET replaced_by = $1 WHERE id = $2`, mark, old.ID); err != nil {
			return fmt.Errorf("supersede mark: %w", err)
		}
	}
	now := e.board.Clock.Now()
	err := e.tx.Do(ctx, `INSERT INTO evaluation_mark (id, agency_id, batch_id, chain_id, person_id, component, marker, assessor, mark, raw_mark, reason, source, entered_by, entered_at, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '')`,
		mark, string(e.agency.ID), string(e.batch.ID), string(key.chain), string(seat.Person), m.Component, string(m.Marker), key.assessor, int(m.Value), int(m.Raw), m.Reason, e.source, e.actor.Ref(), clock.Stamp(now))
	if err != nil {
		return fmt.Errorf("write mark: %w", err)
	}
	e.have[key] = Mark{ID: mark, Value: m.Value, Raw: m.Raw}
	e.entered++
	return audit.Write(ctx, e.tx, audit.Entry{Agency: string(e.agency.ID), At: now, Actor: e.actor.Ref(), Act: "evaluation.mark", Subject: "mark:" + mark, Person: string(seat.Person), Before: before,
		After: map[string]string{"component": m.Component, "marker": string(m.Marker), "mark": m.Value.String(), "raw": m.Raw.String()}, Reason: m.Reason})
}

// FieldName is the name of the field in which a page takes a mark.
func FieldName(seat training.SeatID, component string, m Marker) string {
	return "m." + string(seat) + "." + component + "." + string(m)
}

func rowsBad(n int) error { return fault.Conflict("evaluation.rows_bad", "N", n) }
