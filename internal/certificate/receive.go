package certificate

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// longestField bounds the texts of an STTP that came from elsewhere, in bytes.
const longestField = 300

// Receive enters the STTP of somebody who came from another agency, where the
// training was taken; it need not be taken again.
func (r *Registry) Receive(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, s STTP) error {
	if s.Number == "" || len(s.Number)+len(s.Registration)+len(s.Batch)+len(s.Predicate) > longestField || s.IssuedOn != "" && !s.IssuedOn.Valid() || s.EndedOn != "" && !s.EndedOn.Valid() || s.Final < 0 || s.Final > 10000 {
		return fault.Invalid("roster.bundle_bad")
	}
	s.Paper = ""
	if err := r.enter(ctx, tx, actor, agency, s, STTP{}, ""); err != nil {
		return err
	}
	return training.Conclude(ctx, tx, agency, training.Outcome{Person: roster.PersonID(s.Person), Result: regulation.Passed, On: s.EndedOn, Source: "sttp:" + s.Number}, r.Clock)
}
