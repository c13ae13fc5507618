package probation

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

const (
	stepColumns = `id, agency_id, person_id, act_id, case_id, kind, number, issued_on, on_day, choice, form, reason, taken_at, taken_by, struck_at, struck_by, struck_reason`
	stepWidth   = 17
	stepRead    = `SELECT id, person_id, act_id, case_id, kind, number, issued_on, on_day, choice, form, reason, taken_at, taken_by, struck_reason FROM probation_step `
)

func scanStep(row db.Row) (Step, error) {
	var s Step
	var at string
	err := row.Scan(&s.ID, &s.Person, &s.Act, &s.Case, &s.Kind, &s.Number, &s.IssuedOn, &s.Day, &s.Choice, &s.Form, &s.Reason, &at, &s.By, &s.Struck)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fault.NotFound("probation.no_step")
	}
	if err != nil {
		return s, fmt.Errorf("read step: %w", err)
	}
	s.At, _ = clock.ParseStamp(at)
	return s, nil
}

func listSteps(ctx context.Context, q db.Q, where string, args ...any) ([]Step, error) {
	return db.List(ctx, q, "list steps", scanStep, stepRead+where+` ORDER BY id`, args...)
}

func stepByID(ctx context.Context, q db.Q, a org.Agency, step StepID) (Step, error) {
	return scanStep(q.QueryRow(ctx, stepRead+`WHERE id = $1 AND agency_id = $2 AND struck_at = ''`, string(step), string(a.ID)))
}

// pathOf follows one person's way, or one of the person's cases.
func pathOf(ctx context.Context, q db.Q, person string, c CaseID) (Path, error) {
	steps, err := listSteps(ctx, q, `WHERE person_id = $1 AND case_id = $2 AND struck_at = ''`, person, string(c))
	return Follow(beginning(c, steps), steps), err
}

// beginning is the state before the first step. A case is opened by a step
// without one; a case that does not exist allows nothing.
func beginning(c CaseID, steps []Step) State {
	switch {
	case c == "":
		return StateActive
	case len(steps) == 0:
		return StateDropped
	}
	return StateNone
}

// pathsOf follows the ways of everybody in an agency who has taken a step.
func pathsOf(ctx context.Context, q db.Q, agency string) (map[string]Path, error) {
	steps, err := listSteps(ctx, q, `WHERE agency_id = $1 AND case_id = '' AND struck_at = ''`, agency)
	if err != nil {
		return nil, err
	}
	by := map[string][]Step{}
	for _, s := range steps {
		by[s.Person] = append(by[s.Person], s)
	}
	paths := make(map[string]Path, len(by))
	for person, own := range by {
		paths[person] = Follow(StateActive, own)
	}
	return paths, nil
}

// seers may read what was done on somebody's way and the cases of discipline.
var seers = []access.Role{access.Officer, access.Leader, access.Auditor}

// Case is one case of discipline with the way it took.
type Case struct {
	ID     CaseID
	Person string
	Path
}

// Road is everything that was done about one person, struck steps too.
type Road struct {
	Path
	All   []Step // of the way, oldest first
	Cases []Case // newest first
}

// RoadOf returns what was done about one person.
func (o *Office) RoadOf(ctx context.Context, actor access.Actor, a org.Agency, person string) (Road, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return Road{}, err
	}
	steps, err := listSteps(ctx, o.DB, `WHERE person_id = $1 AND agency_id = $2`, person, string(a.ID))
	if err != nil {
		return Road{}, err
	}
	var r Road
	for _, s := range steps {
		if s.Case == "" {
			r.All = append(r.All, s)
		}
	}
	r.Path, r.Cases = Follow(StateActive, r.All), cases(steps)
	return r, nil
}

// cases follows the steps of cases, newest case first; one whose opening was
// struck is none.
func cases(steps []Step) []Case {
	by := map[CaseID][]Step{}
	for _, s := range steps {
		if s.Case != "" && s.Struck == "" {
			by[s.Case] = append(by[s.Case], s)
		}
	}
	list := make([]Case, 0, len(by))
	for id, own := range by {
		list = append(list, Case{ID: id, Person: own[0].Person, Path: Follow(StateNone, own)})
	}
	slices.SortFunc(list, func(x, y Case) int { return cmp.Compare(y.ID, x.ID) })
	return list
}

// Cases returns the cases of discipline of an agency, newest first.
func (o *Office) Cases(ctx context.Context, actor access.Actor, a org.Agency) ([]Case, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, err
	}
	steps, err := listSteps(ctx, o.DB, `WHERE agency_id = $1 AND case_id <> '' AND struck_at = ''`, string(a.ID))
	return cases(steps), err
}
