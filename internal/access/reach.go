package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Cover puts a person into a scope from a date on. The house that owns the
// membership calls it in its own transaction.
func Cover(ctx context.Context, tx *db.Tx, scope Scope, person string, from clock.Date) error {
	err := tx.Do(ctx, `INSERT INTO access_reach (scope, person_id, from_date, until_date) VALUES ($1, $2, $3, '')
ON CONFLICT (scope, person_id, from_date) DO UPDATE SET until_date = ''`, string(scope), person, string(from))
	if err != nil {
		return fmt.Errorf("cover %s: %w", scope, err)
	}
	return nil
}

// Uncover takes a person out of a scope on a date: the day before was the
// last one within it.
func Uncover(ctx context.Context, tx *db.Tx, scope Scope, person string, until clock.Date) error {
	err := tx.Do(ctx, `UPDATE access_reach SET until_date = $1 WHERE scope = $2 AND person_id = $3 AND until_date = ''`, string(until), string(scope), person)
	if err != nil {
		return fmt.Errorf("uncover %s: %w", scope, err)
	}
	return nil
}

// Forget takes a person out of a scope as if they had never been in it, for
// an entry that is undone.
func Forget(ctx context.Context, tx *db.Tx, scope Scope, person string) error {
	err := tx.Do(ctx, `DELETE FROM access_reach WHERE scope = $1 AND person_id = $2`, string(scope), person)
	if err != nil {
		return fmt.Errorf("forget %s: %w", scope, err)
	}
	return nil
}

// PeopleOf returns who lies in a scope and has no last day there.
func PeopleOf(ctx context.Context, q db.Q, scope Scope) ([]string, error) {
	return db.Column[string](ctx, q, "list people of scope", `SELECT person_id FROM access_reach WHERE scope = $1 AND until_date = ''`, string(scope))
}

// Reach is the set of people over whom an actor has one of some roles.
type Reach struct {
	whole  bool
	scopes []Scope
}

// Reach returns the people over whom the actor has one of the roles in the
// agency. It refuses an actor who has none of the roles there.
func (a Actor) Reach(agency string, roles ...Role) (Reach, error) {
	if a.HasWhole(agency, roles...) {
		return Reach{whole: true}, nil
	}
	var r Reach
	for _, g := range a.grants {
		if g.in(agency) && slices.Contains(roles, g.Role) {
			r.scopes = append(r.scopes, g.Scope)
		}
	}
	if len(r.scopes) == 0 {
		return Reach{}, a.refuse(agency)
	}
	return r, nil
}

// IsWhole reports whether everybody of the agency is within reach.
func (r Reach) IsWhole() bool { return r.whole }

// Where returns the condition that keeps a list within reach, for people named
// by the column person, on a day. Placeholders begin at $next; the arguments
// belong to them in order. The caller restricts the list to the agency.
func (r Reach) Where(person string, day clock.Date, next int) (string, []any) {
	if r.whole {
		return "1 = 1", nil
	}
	var sets, own []string
	var args []any
	for _, s := range r.scopes {
		if id := s.Person(); id != "" {
			own = append(own, fmt.Sprintf("$%d", next+len(args)))
			args = append(args, id)
		}
	}
	for _, s := range r.scopes {
		if s.Person() == "" {
			sets = append(sets, fmt.Sprintf("$%d", next+len(args)))
			args = append(args, string(s))
		}
	}
	var any []string
	if len(own) > 0 {
		any = append(any, person+" IN ("+strings.Join(own, ", ")+")")
	}
	if len(sets) > 0 {
		d := next + len(args)
		any = append(any, fmt.Sprintf("EXISTS (SELECT 1 FROM access_reach r WHERE r.person_id = %s AND r.scope IN (%s) AND r.from_date <= $%d AND (r.until_date = '' OR r.until_date > $%d))",
			person, strings.Join(sets, ", "), d, d))
		args = append(args, string(day))
	}
	return "(" + strings.Join(any, " OR ") + ")", args
}

// People returns who is within reach on a day, whatever agency they are of, by
// one question; nil stands for everybody when the reach is whole.
func (r Reach) People(ctx context.Context, q db.Q, day clock.Date) (map[string]bool, error) {
	if r.whole {
		return nil, nil
	}
	found := map[string]bool{}
	var scopes []Scope
	for _, s := range r.scopes {
		if id := s.Person(); id != "" {
			found[id] = true
		} else {
			scopes = append(scopes, s)
		}
	}
	if len(scopes) == 0 {
		return found, nil
	}
	where, args := db.In("scope", scopes, 2)
	people, err := db.Column[string](ctx, q, "list reach", `SELECT person_id FROM access_reach WHERE from_date <= $1 AND (until_date = '' OR until_date > $1) AND `+where, append([]any{string(day)}, args...)...)
	if err != nil {
		return nil, err
	}
	for _, id := range people {
		found[id] = true
	}
	return found, nil
}

// RequirePerson refuses an actor who has none of the roles over a person of
// the agency on a day.
func RequirePerson(ctx context.Context, q db.Q, a Actor, agency, person string, day clock.Date, roles ...Role) error {
	r, err := a.Reach(agency, roles...)
	if err != nil || r.whole {
		return err
	}
	where, args := r.Where("p.id", day, 2)
	var n int
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT $1 AS id) p WHERE "+where, append([]any{person}, args...)...).Scan(&n)
	if err != nil {
		return fmt.Errorf("ask reach: %w", err)
	}
	if n == 0 {
		return fault.NotFound("access.not_found")
	}
	return nil
}

// RequireScope refuses an actor who has none of the roles over the whole
// agency or exactly over the scope: the committee of one batch runs that
// batch.
func (a Actor) RequireScope(agency string, scope Scope, roles ...Role) error {
	if a.HasWhole(agency, roles...) {
		return nil
	}
	for _, g := range a.grants {
		if g.in(agency) && g.Scope == scope && slices.Contains(roles, g.Role) {
			return nil
		}
	}
	return a.refuse(agency)
}

// Hand puts another person into scopes in place of one, on the same days, when
// a record turns out to hold two people.
func Hand(ctx context.Context, tx *db.Tx, scopes []Scope, from, to string) error {
	if len(scopes) == 0 {
		return nil
	}
	where, args := db.In("scope", scopes, 3)
	err := tx.Do(ctx, `UPDATE access_reach SET person_id = $1 WHERE person_id = $2 AND `+where, append([]any{to, from}, args...)...)
	if err != nil {
		return fmt.Errorf("hand reach of %s over: %w", from, err)
	}
	return nil
}
