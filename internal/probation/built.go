package probation

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
	err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM probation_performance WHERE person_id = $1) + (SELECT COUNT(*) FROM probation_discipline WHERE person_id = $1)
  + (SELECT COUNT(*) FROM probation_step WHERE person_id = $1) + (SELECT COUNT(*) FROM probation_absence WHERE person_id = $1) + (SELECT COUNT(*) FROM probation_oath_seat WHERE person_id = $1) + (SELECT COUNT(*) FROM probation_exam_seat WHERE person_id = $1)`, string(person)).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("ask what probation knows of %s: %w", person, err)
	}
	if n == 0 {
		return "", nil
	}
	return "probation.built", nil
}
