package evaluation

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// LockedChains returns the chains of seats of a person whose result is locked.
func LockedChains(ctx context.Context, q db.Q, person roster.PersonID) (map[training.SeatID]bool, error) {
	chains, err := db.Column[training.SeatID](ctx, q, "list locked results", `SELECT chain_id FROM evaluation_verdict WHERE person_id = $1 AND replaced_by = ''`, string(person))
	locked := map[training.SeatID]bool{}
	for _, c := range chains {
		locked[c] = true
	}
	return locked, err
}

// HandChain puts the marks of a chain of seats under another person's name,
// when a record turns out to hold two people. The result is not locked; the
// caller has judged and audits the act.
func HandChain(ctx context.Context, tx *db.Tx, chain training.SeatID, from, to roster.PersonID) error {
	for _, statement := range []string{
		`UPDATE evaluation_mark SET person_id = $1 WHERE chain_id = $2 AND person_id = $3`,
		`UPDATE evaluation_decision SET person_id = $1 WHERE chain_id = $2 AND person_id = $3`,
	} {
		if err := tx.Do(ctx, statement, string(to), string(chain), string(from)); err != nil {
			return fmt.Errorf("hand marks of %s over: %w", chain, err)
		}
	}
	return nil
}
