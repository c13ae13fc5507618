package actualization

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
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

// MayTakeBack refuses to take a batch back in which people have reported.
func MayTakeBack(ctx context.Context, tx *db.Tx, batch training.BatchID) error {
	var n int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM actualization_report WHERE batch_id = $1`, string(batch)).Scan(&n); err != nil {
		return fmt.Errorf("ask for reports of batch %s: %w", batch, err)
	}
	if n > 0 {
		return fault.Conflict("actualization.back.reports", "N", n)
	}
	return nil
}
