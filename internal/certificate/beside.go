package certificate

import (
	"context"

	"pamong/internal/kit/db"
)

// Beside returns the people of an agency who have an STTP that came by none of
// some imports, for whoever asks what stands in the way of taking those back.
func Beside(ctx context.Context, q db.Q, agency string, imports []string) ([]string, error) {
	own, args := db.In("import_id", append(imports, "none"), 2)
	return db.Column[string](ctx, q, "list people with an STTP beside", `SELECT DISTINCT person_id FROM certificate_sttp WHERE agency_id = $1 AND NOT (`+own+`)`, append([]any{agency}, args...)...)
}
