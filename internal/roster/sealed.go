package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"pamong/internal/kit/db"
)

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
