package evaluation

import (
	"context"
	"encoding/json"
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
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Verdict is a locked result.
type Verdict struct {
	ID        string
	Batch     training.BatchID
	Chain     training.SeatID
	Person    roster.PersonID
	Final     regulation.Hundredths
	Predicate string
	Outcome   regulation.Outcome
	Snapshot  Snapshot
	Reason    string // why the meeting or the correction differs from the sum
	By        string
	At        string
}

// Snapshot is what a verdict rests on, as it was when it was locked.
type Snapshot struct {
	Pack     string         `json:"pack"`
	Mode     string         `json:"mode"`
	Parts    []SnapshotPart `json:"parts"`
	Absence  Absence        `json:"absence"`
	Proposed string         `json:"proposed"`
	Meeting  string         `json:"meeting"` // day of the meeting
	Chair    string         `json:"chair"`
}

// SnapshotPart is one part of the sum. Decimals are texts, exact values
// fractions.
type SnapshotPart struct {
	Key    string `json:"key"`
	Weight string `json:"weight"`
	Mark   string `json:"mark"`
	Points string `json:"points"`
	Grade  string `json:"grade"`
	Source string `json:"source"`
}

// Unverified returns the values of the pack on which the results rest and
// which nobody has verified: the meeting confirms them once.
func (t *Table) Unverified() []string {
	var list []string
	e := &t.Pack.Training.Evaluation
	if !e.Rounding.Verified() {
		list = append(list, "rounding")
	}
	for _, c := range t.Columns {
		if !c.Weight.Verified() || !c.Markers.Verified() {
			list = append(list, c.Key)
		}
	}
	return list
}

// Lock stores the verdicts of a batch. Everybody needs a decision, the meeting
// a date, a chair and attendance, and values that nobody has verified must be
// confirmed. From then on only Correct changes a result.
func (b *Board) Lock(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, confirmed bool) error {
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
		if err := t.lockable(confirmed); err != nil {
			return err
		}
		for i := range t.Rows {
			if err := b.settle(ctx, tx, actor, a, t, &t.Rows[i]); err != nil {
				return err
			}
		}
		unverified := ""
		if len(t.Unverified()) > 0 {
			unverified = actor.Ref()
		}
		err = tx.Do(ctx, `UPDATE evaluation_meeting SET state = 'locked', locked_at = $1, locked_by = $2, unverified_by = $3 WHERE batch_id = $4`, clock.Stamp(b.Clock.Now()), actor.Ref(), unverified, string(batch))
		if err != nil {
			return fmt.Errorf("lock batch %s: %w", batch, err)
		}
		if err := b.tell(ctx, tx, actor, a, t); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: b.Clock.Now(), Actor: actor.Ref(), Act: "evaluation.lock", Subject: "batch:" + string(batch), After: map[string]any{"verdicts": len(t.Rows), "unverified": t.Unverified()}})
	})
}

// lockable refuses a meeting that is not ready, with all reasons.
func (t *Table) lockable(confirmed bool) error {
	open := 0
	for i := range t.Rows {
		if t.Rows[i].Decided == nil {
			open++
		}
	}
	switch {
	case len(t.Rows) == 0:
		return fault.Conflict("evaluation.empty")
	case t.Meeting == nil:
		return fault.Conflict("evaluation.not_prepared")
	case open > 0:
		return fault.Conflict("evaluation.undecided", "N", open)
	case len(t.Unverified()) > 0 && !confirmed:
		return fault.Conflict("evaluation.unverified", "N", len(t.Unverified()))
	}
	return nil
}

// settle stores the verdict of one participant and concludes the training of
// whoever passed or failed.
func (b *Board) settle(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, t *Table, r *Row) error {
	v := Verdict{Batch: t.Batch.ID, Chain: r.Seat.Chain, Person: r.Person.ID, Outcome: r.Decided.Decided, Reason: r.Decided.Reason, Snapshot: t.snapshot(r)}
	if r.Result != nil {
		v.Final, v.Predicate = r.Result.Final, r.Result.Band.Predicate.ID
	}
	if v.Outcome != r.Proposal() {
		v.Predicate = predicateOf(&t.Pack.Training.Evaluation, v.Outcome, v.Predicate)
	}
	return b.store(ctx, tx, actor, a, v, "")
}

// predicateOf returns the predicate of a decided outcome: the one of the mark
// while both agree, otherwise the first band of that outcome.
func predicateOf(e *regulation.Evaluation, outcome regulation.Outcome, of string) string {
	for i := range e.Bands {
		if e.Bands[i].Predicate.ID == of && e.Bands[i].Outcome == outcome {
			return of
		}
	}
	last := ""
	for i := range e.Bands {
		if e.Bands[i].Outcome == outcome {
			last = e.Bands[i].Predicate.ID
		}
	}
	return last
}

func (t *Table) snapshot(r *Row) Snapshot {
	s := Snapshot{Pack: t.Pack.ID, Mode: t.Mode, Parts: []SnapshotPart{}, Absence: r.Absence, Proposed: string(r.Proposal()), Meeting: string(t.Meeting.HeldOn), Chair: t.Meeting.Chair}
	if r.Result == nil {
		return s
	}
	for _, p := range r.Result.Parts {
		s.Parts = append(s.Parts, SnapshotPart{Key: p.Component.Key, Weight: p.Component.Weight.Value.Short(), Mark: fraction(p.Mark), Points: fraction(p.Points()), Grade: string(p.Component.Weight.Grade), Source: p.Component.Weight.Source})
	}
	return s
}

// fraction writes an exact value: as a decimal, followed by the fraction of
// hundredths where the decimal is not exact.
func fraction(e regulation.Exact) string {
	if e.IsWhole() {
		return e.String()
	}
	return fmt.Sprintf("%s (%d/%d)", e, e.Num, e.Den)
}

func (b *Board) store(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, v Verdict, old string) error {
	v.ID = id.New()
	snapshot, err := json.Marshal(v.Snapshot)
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if old != "" {
		if err := tx.Do(ctx, `UPDATE evaluation_verdict SET replaced_by = $1 WHERE id = $2`, v.ID, old); err != nil {
			return fmt.Errorf("supersede verdict: %w", err)
		}
	}
	now := b.Clock.Now()
	err = tx.Do(ctx, `INSERT INTO evaluation_verdict (id, agency_id, batch_id, chain_id, person_id, final, predicate, outcome, snapshot, reason, made_by, made_at, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')`,
		v.ID, string(a.ID), string(v.Batch), string(v.Chain), string(v.Person), int(v.Final), v.Predicate, string(v.Outcome), string(snapshot), v.Reason, actor.Ref(), clock.Stamp(now))
	if err != nil {
		return fmt.Errorf("store verdict: %w", err)
	}
	if v.Outcome == regulation.Deferred {
		err = training.Reopen(ctx, tx, v.Person, b.Clock)
	} else {
		err = training.Conclude(ctx, tx, a.ID, training.Outcome{Person: v.Person, Result: v.Outcome, On: a.Today(now), Source: "meeting:" + string(v.Batch)}, b.Clock)
	}
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "evaluation.verdict", Subject: "verdict:" + v.ID, Person: string(v.Person), Before: old,
		After: map[string]string{"final": v.Final.String(), "predicate": v.Predicate, "outcome": string(v.Outcome)}, Reason: v.Reason})
}

// Correct puts a successor in the place of a locked verdict, with the reason.
// Marks are given by component and replace those of the snapshot's sum; the
// outcome must be said. The verdict before stays as it was.
func (b *Board) Correct(ctx context.Context, actor access.Actor, a org.Agency, verdict string, marks map[string]regulation.Hundredths, outcome regulation.Outcome, reason string) error {
	if err := actor.Require(string(a.ID), deciders...); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		var f fault.Fields
		f.Add("reason", "evaluation.no_reason")
		return f.Err()
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		v, err := VerdictByID(ctx, tx, a.ID, verdict)
		if err != nil {
			return err
		}
		t, err := b.table(ctx, tx, a, v.Batch)
		if err != nil {
			return err
		}
		for i := range t.Rows {
			if r := &t.Rows[i]; r.Seat.Chain == v.Chain && r.Verdict != nil && r.Verdict.ID == verdict {
				return b.correct(ctx, tx, actor, a, t, r, marks, outcome, reason)
			}
		}
		return fault.Conflict("evaluation.overtaken")
	})
}

func (b *Board) correct(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, t *Table, r *Row, marks map[string]regulation.Hundredths, outcome regulation.Outcome, reason string) error {
	var f fault.Fields
	if outcome != regulation.Passed && outcome != regulation.Deferred && outcome != regulation.Failed {
		f.Add("outcome", "evaluation.bad_decision")
	}
	for key, m := range marks {
		if m < 0 || m > regulation.Full {
			f.Add(key, "evaluation.bad_mark")
			continue
		}
		r.Means[key] = regulation.Whole(m)
	}
	if err := f.Err(); err != nil {
		return err
	}
	scorer := t.Pack.Training.Evaluation.Scorer(t.Mode)
	if r.Missing = scorer.Missing(r.Means); len(r.Missing) == 0 {
		result, err := scorer.Score(r.Means)
		if err != nil {
			return err
		}
		r.Result = &result
	} else if outcome == regulation.Passed {
		return fault.Conflict("evaluation.marks_missing", "N", len(r.Missing))
	}
	old := *r.Verdict
	v := Verdict{Batch: old.Batch, Chain: old.Chain, Person: old.Person, Outcome: outcome, Reason: reason, Snapshot: t.snapshot(r)}
	if r.Result != nil {
		v.Final, v.Predicate = r.Result.Final, r.Result.Band.Predicate.ID
	}
	if outcome != r.Proposal() {
		v.Predicate = predicateOf(&t.Pack.Training.Evaluation, outcome, v.Predicate)
	}
	return b.store(ctx, tx, actor, a, v, old.ID)
}

const verdictColumns = `id, batch_id, chain_id, person_id, final, predicate, outcome, snapshot, reason, made_by, made_at`

func listVerdicts(ctx context.Context, q db.Q, where string, args ...any) ([]Verdict, error) {
	rows, err := q.Query(ctx, `SELECT `+verdictColumns+` FROM evaluation_verdict WHERE `+where+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list verdicts: %w", err)
	}
	defer rows.Close()
	var list []Verdict
	for rows.Next() {
		var v Verdict
		var snapshot string
		if err := rows.Scan(&v.ID, &v.Batch, &v.Chain, &v.Person, &v.Final, &v.Predicate, &v.Outcome, &snapshot, &v.Reason, &v.By, &v.At); err != nil {
			return nil, fmt.Errorf("list verdicts: %w", err)
		}
		if err := json.Unmarshal([]byte(snapshot), &v.Snapshot); err != nil {
			return nil, fmt.Errorf("read snapshot of verdict %s: %w", v.ID, err)
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

func verdictsOf(ctx context.Context, q db.Q, batch training.BatchID) (map[training.SeatID]Verdict, error) {
	list, err := listVerdicts(ctx, q, `batch_id = $1 AND replaced_by = ''`, string(batch))
	if err != nil {
		return nil, err
	}
	m := map[training.SeatID]Verdict{}
	for _, v := range list {
		m[v.Chain] = v
	}
	return m, nil
}

// Verdicts returns the verdicts in force of everybody in an agency, by person.
func Verdicts(ctx context.Context, q db.Q, agency org.AgencyID) (map[roster.PersonID]Verdict, error) {
	list, err := listVerdicts(ctx, q, `agency_id = $1 AND replaced_by = ''`, string(agency))
	if err != nil {
		return nil, err
	}
	m := map[roster.PersonID]Verdict{}
	for _, v := range list {
		m[v.Person] = v
	}
	return m, nil
}

// History returns all verdicts of a person, superseded ones too, oldest
// first.
func History(ctx context.Context, q db.Q, person roster.PersonID) ([]Verdict, error) {
	return listVerdicts(ctx, q, `person_id = $1`, string(person))
}

// VerdictByID returns a verdict of an agency.
func VerdictByID(ctx context.Context, q db.Q, agency org.AgencyID, verdict string) (Verdict, error) {
	list, err := listVerdicts(ctx, q, `id = $1 AND agency_id = $2`, verdict, string(agency))
	if err != nil {
		return Verdict{}, err
	}
	if len(list) == 0 {
		return Verdict{}, fault.NotFound("access.not_found")
	}
	return list[0], nil
}
