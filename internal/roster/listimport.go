package roster

import (
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// ListImport is a list that was entered.
type ListImport struct {
	ID   string
	File string
	N    int // what it is about, as its house counts
	At   time.Time
}

// ScanListImport reads a list from a row of its id, file, count and time.
func ScanListImport(row db.Row) (i ListImport, err error) {
	var at string
	if err = row.Scan(&i.ID, &i.File, &i.N, &at); err == nil {
		i.At, err = clock.ParseStamp(at)
	}
	return i, err
}
