package training

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/roster"
)

// HandChain puts all seats of one chain under another person's name, when a
// record turns out to hold two people; their reach of batches and groups goes
// with them. The caller has judged and audits the act.
func HandChain(ctx context.Context, tx *db.Tx, chain SeatID, from, to roster.PersonID) error {
	if err := tx.Do(ctx, `UPDATE training_seat SET person_id = $1 WHERE chain_id = $2 AND person_id = $3`, string(to), string(chain), string(from)); err != nil {
		return fmt.Errorf("hand seats %s over: %w", chain, err)
	}
	batches, err := db.Column[string](ctx, tx, "list batches of chain", `SELECT DISTINCT batch_id FROM training_seat WHERE chain_id = $1`, string(chain))
	if err != nil {
		return err
	}
	groups, err := db.Column[string](ctx, tx, "list groups of chain", `SELECT DISTINCT m.group_id FROM training_group_seat m JOIN training_seat s ON s.id = m.seat_id WHERE s.chain_id = $1`, string(chain))
	if err != nil {
		return err
	}
	var scopes []access.Scope
	for _, b := range batches {
		scopes = append(scopes, access.BatchScope(b))
	}
	for _, g := range groups {
		scopes = append(scopes, access.GroupScope(g))
	}
	return access.Hand(ctx, tx, scopes, string(from), string(to))
}
