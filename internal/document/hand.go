package document

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
)

// Hand puts a paper under another person's name, when a record turns out to
// hold two people. The caller has judged and audits the act.
func Hand(ctx context.Context, tx *db.Tx, paper PaperID, from, to string) error {
	if err := tx.Do(ctx, `UPDATE document_file SET person_id = $1 WHERE id = $2 AND person_id = $3`, to, string(paper), from); err != nil {
		return fmt.Errorf("hand paper %s over: %w", paper, err)
	}
	return nil
}
