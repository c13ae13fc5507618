package actualization

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// HandChain puts the reports of a chain of seats under another person's name,
// when a record turns out to hold two people. The caller has judged and audits
// the act.
func HandChain(ctx context.Context, tx *db.Tx, chain training.SeatID, from, to roster.PersonID) error {
	if err := tx.Do(ctx, `UPDATE actualization_report SET person_id = $1 WHERE chain_id = $2 AND person_id = $3`, string(to), string(chain), string(from)); err != nil {
		return fmt.Errorf("hand reports of %s over: %w", chain, err)
	}
	return nil
}
