package training

import (
	"context"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Outcome is how a person's training ended for good. Latsar is taken once:
// whoever has an outcome is not seated again.
type Outcome struct {
	Person roster.PersonID
	Result regulation.Outcome // Passed or Failed
	On     clock.Date
	Source string // what decided it: "meeting:…", "sttp:…"
}

// Conclude records the outcome of a person. The house that locks results or
// takes in certificates calls it in its own transaction, having judged and
// audited the act. An outcome recorded before is superseded.
func Conclude(ctx context.Context, tx *db.Tx, agency org.AgencyID, o Outcome, at clock.Clock) error {
	if err := Reopen(ctx, tx, o.Person, at); err != nil {
		return err
	}
	err := tx.Do(ctx, `INSERT INTO training_outcome (id, agency_id, person_id, outcome, on_date, source, recorded_at, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		id.New(), string(agency), string(o.Person), string(o.Result), string(o.On), o.Source, clock.Stamp(at.Now()))
	if err != nil {
		return fmt.Errorf("conclude training of %s: %w", o.Person, err)
	}
	return nil
}

// Reopen takes the outcome of a person back, for a result that is corrected
// or an import that is undone.
func Reopen(ctx context.Context, tx *db.Tx, person roster.PersonID, at clock.Clock) error {
	err := tx.Do(ctx, `UPDATE training_outcome SET withdrawn_at = $1 WHERE person_id = $2 AND withdrawn_at = ''`, clock.Stamp(at.Now()), string(person))
	if err != nil {
		return fmt.Errorf("reopen training of %s: %w", person, err)
	}
	return nil
}

// Outcomes returns how the training of the people of an agency ended.
func Outcomes(ctx context.Context, q db.Q, agency org.AgencyID) (map[roster.PersonID]Outcome, error) {
	all, err := db.List(ctx, q, "list outcomes", func(row db.Row) (Outcome, error) {
		var o Outcome
		err := row.Scan(&o.Person, &o.Result, &o.On, &o.Source)
		return o, err
	}, `SELECT person_id, outcome, on_date, source FROM training_outcome WHERE agency_id = $1 AND withdrawn_at = ''`, string(agency))
	if err != nil {
		return nil, err
	}
	found := make(map[roster.PersonID]Outcome, len(all))
	for _, o := range all {
		found[o.Person] = o
	}
	return found, nil
}
