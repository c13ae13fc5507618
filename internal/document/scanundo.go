package document

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// UndoScans takes the papers of a bundle back, of one that has stopped those
// that are in: what they replaced stands again. It is refused once something
// rests on one of them.
func (c *Cabinet) UndoScans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID) error {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return err
	}
	var hashes []string
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := BundleByID(ctx, tx, a.ID, bundle)
		if err != nil {
			return err
		}
		if b.State != BundleEntered && b.State != BundleStopped {
			return fault.Conflict("document.bundle_moved")
		}
		if err := c.Undoable(ctx, tx, a.ID, string(bundle)); err != nil {
			return err
		}
		if hashes, err = texts(ctx, tx, `SELECT blob_hash FROM document_scan WHERE bundle_id = $1`, string(bundle)); err != nil {
			return err
		}
		if _, err := c.Undo(ctx, tx, actor, string(a.ID), string(bundle)); err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE document_scan SET paper_id = '', blob_hash = '' WHERE bundle_id = $1`, string(bundle)); err != nil {
			return err
		}
		return setState(ctx, tx, b, BundleUndone, b.task, clock.Stamp(c.Clock.Now()))
	})
	if err != nil {
		return fmt.Errorf("undo bundle %s: %w", bundle, err)
	}
	return c.release(ctx, hashes, keptFresh)
}

// Rests counts those of some people for whom something rests on the papers that
// they had at a moment. A later house knows.
type Rests func(ctx context.Context, q db.Q, agency org.AgencyID, people []string, since time.Time) (int, error)

// Undoable refuses to take the papers of a bundle or list back on which
// something rests: a newer paper, a step that somebody took since the first of
// them was entered, or a record that was handed over with them. It says of how
// many people.
func (c *Cabinet) Undoable(ctx context.Context, tx *db.Tx, agency org.AgencyID, source string) error {
	var replaced int
	var first string
	err := tx.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN replaced_by <> '' THEN 1 ELSE 0 END), 0), COALESCE(MIN(added_at), '') FROM document_file WHERE agency_id = $1 AND source = $2`, string(agency), source).Scan(&replaced, &first)
	switch {
	case err != nil:
		return fmt.Errorf("ask what rests on papers: %w", err)
	case replaced > 0:
		return fault.Conflict("document.bundle_replaced", "N", replaced)
	case first == "":
		return nil
	}
	since, err := clock.ParseStamp(first)
	if err != nil {
		return fmt.Errorf("ask what rests on papers: %w", err)
	}
	people, err := texts(ctx, tx, `SELECT DISTINCT person_id FROM document_file WHERE agency_id = $1 AND source = $2`, string(agency), source)
	if err != nil {
		return err
	}
	for _, by := range []struct {
		rests Rests
		key   string
	}{{c.Relied, "document.bundle_relied"}, {c.Sealed, "document.bundle_sealed"}} {
		if n, err := by.rests(ctx, tx, agency, people, since); err != nil {
			return err
		} else if n > 0 {
			return fault.Conflict(by.key, "N", n)
		}
	}
	return nil
}
