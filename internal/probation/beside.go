package probation

import (
	"context"

	"pamong/internal/kit/db"
)

// Beside returns the people of an agency of whom this house knows something
// that came by none of some imports, for whoever asks what stands in the way
// of taking those back.
func Beside(ctx context.Context, q db.Q, agency string, imports []string) ([]string, error) {
	own, args := db.In("import_id", append(imports, "none"), 2)
	return db.Column[string](ctx, q, "list people known beside", `SELECT person_id FROM probation_performance WHERE agency_id = $1 AND NOT (`+own+`) UNION SELECT person_id FROM probation_discipline WHERE agency_id = $1`, append([]any{agency}, args...)...)
}
