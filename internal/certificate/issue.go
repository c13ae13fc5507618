package certificate

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// issuers may issue, replace and revoke.
var issuers = []access.Role{access.Committee, access.Officer}

// Left is somebody of a batch who gets no paper of a kind now, and why, as a
// message.
type Left struct {
	Person roster.Person
	Kind   Kind
	Key    string
	Args   []any
	Holds  bool // because they hold one: nothing is missing
}

// Plan is what an issue would do, or did, for a batch.
type Plan struct {
	Todo []Paper // numbered, to be printed; without numbers in a plan that was only looked at
	Left []Left
}

// Count returns how many papers of a kind are to be printed.
func (p Plan) Count(kind Kind) int {
	n := 0
	for _, t := range p.Todo {
		if t.Kind == kind {
			n++
		}
	}
	return n
}

// Waiting returns the people who lack a paper of a kind that they do not get
// now.
func (p Plan) Waiting(kind Kind) []Left {
	var list []Left
	for _, l := range p.Left {
		if l.Kind == kind && !l.Holds {
			list = append(list, l)
		}
	}
	return list
}

// Look says what an issue of some kinds of papers would do for a batch,
// without taking a number.
func (r *Registry) Look(ctx context.Context, actor access.Actor, a org.Agency, t *evaluation.Table, kinds ...Kind) (Plan, error) {
	f, err := r.findings(ctx, r.DB, a, t)
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	for i := range t.Rows {
		for _, kind := range kinds {
			p, left := f.judge(&t.Rows[i], kind, slices.Contains(kinds, Transcript))
			if left != nil {
				plan.Left = append(plan.Left, *left)
			} else {
				plan.Todo = append(plan.Todo, p)
			}
		}
	}
	return plan, nil
}

// Number takes the numbers of everybody of a locked batch who may have a paper
// of the kinds and lacks it, in the caller's transaction: two officers who
// press at once never take one number, and one of them finds nothing left to
// do. What was numbered and not printed before is taken up again, or declared
// void when its verdict has fallen away.
func (r *Registry) Number(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, t *evaluation.Table, kinds ...Kind) (Plan, error) {
	if err := actor.Require(string(a.ID), issuers...); err != nil {
		return Plan{}, err
	}
	if !t.Meeting.Locked() {
		return Plan{}, fault.Conflict("certificate.not_locked")
	}
	if err := lockRegister(ctx, tx, a.ID); err != nil {
		return Plan{}, err
	}
	f, err := r.findings(ctx, tx, a, t)
	if err != nil {
		return Plan{}, err
	}
	if slices.Contains(kinds, Own) {
		if err := f.basis.refuse(f.today); err != nil {
			return Plan{}, err
		}
	}
	var plan Plan
	for i := range t.Rows {
		for _, kind := range kinds {
			if err := r.numberOne(ctx, tx, actor, a, f, &t.Rows[i], kind, slices.Contains(kinds, Transcript), &plan); err != nil {
				return Plan{}, fmt.Errorf("number papers: %w", err)
			}
		}
	}
	return plan, nil
}

func (r *Registry) numberOne(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, f *findings, row *evaluation.Row, kind Kind, both bool, plan *Plan) error {
	p, left := f.judge(row, kind, both)
	have := f.held[row.Person.ID][kind]
	made := have.making
	fell := left != nil || made.Verdict != p.Verdict
	if made.Replaces != "" {
		fell = made.Replaces != have.valid.ID // revoked meanwhile: nothing is left to replace
	}
	if made.ID != "" && fell {
		if err := r.end(ctx, tx, actor, a, made, Void, "", r.Speak.T("certificate.void_reason")); err != nil {
			return err
		}
		made = Paper{}
	}
	switch {
	case left != nil:
		plan.Left = append(plan.Left, *left)
		return nil
	case made.ID != "":
		plan.Todo = append(plan.Todo, made)
		return nil
	}
	if err := r.take(ctx, tx, actor, a, f.form(kind), f.occasion(row), &p); err != nil {
		return err
	}
	plan.Todo = append(plan.Todo, p)
	return nil
}

// Issue numbers, prints and freezes the papers of some kinds for a batch, one
// after the other while the caller waits: what the command does, and what a
// job does in the background. Progress, if not nil, hears how many are done.
func (r *Registry) Issue(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, kinds []Kind, progress func(done, total int)) (Plan, Printed, error) {
	if err := actor.Require(string(a.ID), issuers...); err != nil {
		return Plan{}, Printed{}, err
	}
	table, err := r.Board.Table(ctx, actor, a, batch)
	if err != nil {
		return Plan{}, Printed{}, err
	}
	var plan Plan
	since := clock.Stamp(r.Clock.Now())
	err = r.DB.InTx(ctx, func(tx *db.Tx) error {
		plan, err = r.Number(ctx, tx, actor, a, table, kinds...)
		return err
	})
	if err != nil {
		return Plan{}, Printed{}, err
	}
	out, err := r.Print(ctx, actor, a, batch, progress)
	if err == nil {
		err = r.tell(ctx, actor, a, batch, since, out)
	}
	return plan, out, err
}
