package document

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Hand puts a paper under another person's name, when a record turns out to
// hold two people. The caller has judged and audits the act.
func Hand(ctx context.Context, tx *db.Tx, paper PaperID, from, to string) error {
	if err := tx.Do(ctx, `UPDATE document_file SET person_id = $1 WHERE id = $2 AND person_id = $3`, to, string(paper), from); err != nil {
		return fmt.Errorf("hand paper %s over: %w", paper, err)
	}
	return nil
}

// Receive enters a paper that came with somebody from another agency, in the
// state in which it was there. It refuses what is no paper.
func (c *Cabinet) Receive(ctx context.Context, tx *db.Tx, actor access.Actor, p Paper, today clock.Date) error {
	if err := p.clean(today); err != nil {
		return err
	}
	if p.State != Verified && p.State != Waiting {
		return fault.Invalid("document.none")
	}
	_, err := c.add(ctx, tx, actor, p)
	return err
}
