package moving

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Claim marks a move as being entered, as the button does.
func (d *Desk) Claim(ctx context.Context, m Move) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error { return d.claim(ctx, tx, &m, "") })
}

// Run is one run of the job that enters a move.
func (d *Desk) Run(ctx context.Context, actor access.Actor, a org.Agency, move ID, tell func(done, total int)) (Result, error) {
	return d.run(ctx, actor, a, move, tell)
}
