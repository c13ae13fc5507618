package roster

import (
	"context"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// ListImport is a list that was entered.
type ListImport struct {
	ID   string
	File string
	N    int // what it is about, as its house counts
	At   time.Time
}

// ListImports returns the newest five lists of an agency that were not taken
// back, the last one first. The house that keeps them names its table and the
// column with their count; the other columns are called the same everywhere.
func ListImports(ctx context.Context, q db.Q, agency org.AgencyID, table, count string) ([]ListImport, error) {
	return db.List(ctx, q, "list "+table, func(row db.Row) (i ListImport, err error) {
		var at string
		if err = row.Scan(&i.ID, &i.File, &i.N, &at); err == nil {
			i.At, err = clock.ParseStamp(at)
		}
		return i, err
	}, `SELECT id, file_name, `+count+`, made_at FROM `+table+` WHERE agency_id = $1 AND undone_at = '' ORDER BY made_at DESC, id DESC LIMIT 5`, string(agency))
}
