package roster

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
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

// TakenList reads from a row when a list was taken back, and refuses one that was,
// or is not there, by the message that its house has for that.
func TakenList(row db.Row, missing string) error {
	var undone string
	err := row.Scan(&undone)
	if errors.Is(err, sql.ErrNoRows) || err == nil && undone != "" {
		return fault.NotFound(missing)
	}
	if err != nil {
		return fmt.Errorf("read import of list: %w", err)
	}
	return nil
}
