package access

import (
	"context"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// Membership is a person in a scope from a date on.
type Membership struct {
	Scope  Scope
	Person string
	From   clock.Date
}

// CoverAll puts many people into scopes, as Cover does; none stands in the
// list twice.
func CoverAll(ctx context.Context, tx *db.Tx, list []Membership) error {
	args := make([]any, 0, len(list)*4)
	for _, m := range list {
		args = append(args, string(m.Scope), m.Person, string(m.From), "")
	}
	err := tx.InsertAll(ctx, `INSERT INTO access_reach (scope, person_id, from_date, until_date) VALUES`, 4, args, `ON CONFLICT (scope, person_id, from_date) DO UPDATE SET until_date = ''`)
	if err != nil {
		return fmt.Errorf("cover %d people: %w", len(list), err)
	}
	return nil
}
