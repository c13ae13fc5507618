package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Sealed counts those of some people whose record an agency has sealed since a
// moment, for another agency that has them now, and those whom it offers to one:
// they are sealed as they are when it accepts. One that was taken back does not
// count.
func Sealed(ctx context.Context, q db.Q, agency org.AgencyID, people []string, since time.Time) (int, error) {
	gone, err := db.Column[string](ctx, q, "list sealed people", `SELECT DISTINCT person_id FROM roster_transfer WHERE agency_id = $1 AND (state = $2 OR state = $3 AND made_at >= $5 OR state = $4 AND ended_at >= $5)`,
		string(agency), string(Offered), string(GoneOut), string(Accepted), clock.Stamp(since))
	if err != nil {
		return 0, err
	}
	return len(slices.DeleteFunc(gone, func(p string) bool { return !slices.Contains(people, p) })), nil
}

// SealedFiles returns the hashes of the files that sealed records need: a record
// is handed over whole, however long ago it was frozen. One that was taken back
// is handed to nobody.
func SealedFiles(ctx context.Context, q db.Q) ([]string, error) {
	records, err := db.Column[string](ctx, q, "list sealed records", `SELECT record FROM roster_transfer WHERE record <> '' AND state <> $1`, string(Recalled))
	if err != nil {
		return nil, err
	}
	var hashes []string
	for _, r := range records {
		var b struct {
			Files []string `json:"files"`
		}
		if err := json.Unmarshal([]byte(r), &b); err != nil {
			return nil, fmt.Errorf("read sealed record: %w", err)
		}
		hashes = append(hashes, b.Files...)
	}
	return hashes, nil
}
