package roster

import (
	"context"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Untouched refuses when a person of an entered import was changed since, as
// Undo would. What later houses have built on them it does not ask: a caller
// that takes those parts back first asks the houses itself, about the new
// people who are returned.
func (d *Desk) Untouched(ctx context.Context, tx *db.Tx, agency org.AgencyID, imp ImportID) ([]PersonID, error) {
	m, err := ImportByID(ctx, tx, agency, imp)
	if err != nil {
		return nil, err
	}
	if m.State != Committed {
		return nil, fault.Conflict("roster.not_committed")
	}
	list, err := outcomes(ctx, tx, imp)
	if err != nil {
		return nil, err
	}
	var fresh []PersonID
	for _, o := range list {
		if _, err := unchanged(ctx, tx, agency, o); err != nil {
			return nil, err
		}
		if o.what == New {
			fresh = append(fresh, o.person)
		}
	}
	return fresh, nil
}
