package document

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/kit/db"
)

// Named returns the hashes of all files that any house names: papers issued,
// records sealed, lists kept. Files of one content are one file, so a scan that
// is thrown away may be somebody else's paper.
type Named func(ctx context.Context, q db.Q) (map[string]bool, error)

// keptFresh is how long a file stays that nothing names: what was stored within
// the hour may be about to be named.
const keptFresh = time.Hour

// release removes files that nothing names any more and that are older than age.
// Fresh ones of an old bundle stay: a file too many costs little, one too few is
// somebody's paper.
func (c *Cabinet) release(ctx context.Context, hashes []string, age time.Duration) error {
	if len(hashes) == 0 || c.Named == nil {
		return nil
	}
	var named map[string]bool
	err := c.DB.Snapshot(ctx, func(q db.Q) (err error) {
		named, err = c.Named(ctx, q)
		return err
	})
	if err != nil {
		return fmt.Errorf("release files: %w", err)
	}
	for _, h := range hashes {
		if named[h] {
			continue
		}
		if err := c.Files.RemoveSettled(h, age); err != nil {
			return fmt.Errorf("release files: %w", err)
		}
	}
	return nil
}
