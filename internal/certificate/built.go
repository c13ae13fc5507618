package certificate

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/roster"
)

// Built names what this house has built on a person, for the roster: the key
// of a message, "" for nothing.
func Built(ctx context.Context, tx *db.Tx, person roster.PersonID) (string, error) {
	var n int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM certificate_sttp WHERE person_id = $1`, string(person)).Scan(&n); err != nil {
		return "", fmt.Errorf("ask for STTP of %s: %w", person, err)
	}
	if n == 0 {
		return "", nil
	}
	return "certificate.holds", nil
}
