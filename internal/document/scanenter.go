package document

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// ScansJob is the name under which a bundle is entered.
const ScansJob = "enter scans"

// scansOrder is what the job is told.
type scansOrder struct{ Agency, Bundle, Account string }

// scansAtOnce is how many scans one transaction enters.
const scansAtOnce = 50

// keptStaged is how long a bundle waits to be entered.
const keptStaged = 7 * 24 * time.Hour

// BeginScans queues the entering of a bundle and returns the task that tells
// how far it is.
func (c *Cabinet) BeginScans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID) (jobs.TaskID, error) {
	var task jobs.TaskID
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := c.open(ctx, tx, actor, a, bundle)
		if err != nil {
			return err
		}
		task, err = c.Jobs.Begin(ctx, tx, jobs.Task{Agency: string(a.ID), StartedBy: actor.Ref(), Title: i18n.Say("document.scans.job", "N", n), Total: n}, ScansJob, scansOrder{string(a.ID), string(bundle), actor.Account()})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin bundle %s: %w", bundle, err)
	}
	return task, nil
}

// open moves a bundle from looked at to being entered and returns how many
// scans that are.
func (c *Cabinet) open(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, bundle BundleID) (int, error) {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return 0, err
	}
	b, scans, _, err := c.judged(ctx, tx, a, bundle)
	if err != nil {
		return 0, err
	}
	sum := SumOf(scans)
	switch {
	case b.State != BundleStaged:
		return 0, fault.Conflict("document.bundle_moved")
	case sum.Ready+sum.Look == 0:
		return 0, fault.Conflict("document.bundle_nothing")
	}
	return sum.Ready + sum.Look, setState(ctx, tx, b, BundleEntering, "")
}

// EnterScans enters a bundle while the caller waits, and returns how many
// papers it became.
func (c *Cabinet) EnterScans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID, progress func(done, total int)) (int, error) {
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := c.open(ctx, tx, actor, a, bundle)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("enter bundle %s: %w", bundle, err)
	}
	return c.enterBundle(ctx, actor, a, bundle, progress)
}

// EnterScansQueued enters what BeginScans has queued, with the roles that the
// person has now. A run that was killed goes on where it stopped.
func (c *Cabinet) EnterScansQueued(ctx context.Context, run *jobs.Run) error {
	var o scansOrder
	if err := run.Read(&o); err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, c.DB, org.AgencyID(o.Agency))
	if err != nil {
		return err
	}
	grants, err := access.GrantsOf(ctx, c.DB, o.Account)
	if err != nil {
		return err
	}
	n, err := c.enterBundle(ctx, access.AccountActor(o.Account, grants), a, BundleID(o.Bundle), func(done, total int) { run.Progress(ctx, done, total) })
	run.Outcome(a.Path("documents/scans/"+o.Bundle), i18n.Say("document.scans.job_done", "N", n))
	return err
}

// enterBundle makes papers of the scans of a bundle that is being entered, fifty in
// a transaction, and closes it.
func (c *Cabinet) enterBundle(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID, progress func(done, total int)) (int, error) {
	for {
		var done, left int
		err := c.DB.InTx(ctx, func(tx *db.Tx) error {
			b, scans, with, err := c.judged(ctx, tx, a, bundle)
			if err != nil || b.State == BundleEntered {
				done, left = b.Papers, 0
				return err
			}
			if err := actor.Require(string(a.ID), judges...); err != nil {
				return err
			}
			done, left, err = c.enterSome(ctx, tx, actor, a, b, scans, with)
			if err != nil || left > 0 {
				return err
			}
			return errors.Join(setState(ctx, tx, b, BundleEntered, clock.Stamp(c.Clock.Now())), c.note(ctx, tx, actor, a, bundle, "document.scans_enter", done))
		})
		if err != nil {
			return done, fmt.Errorf("enter bundle %s: %w", bundle, err)
		}
		if progress != nil {
			progress(done, done+left)
		}
		if left == 0 {
			return done, nil
		}
	}
}

// enterSome enters the next scans and returns how many papers there are now
// and how many are left.
func (c *Cabinet) enterSome(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, b Bundle, scans []Scan, with around) (done, left int, err error) {
	done = b.Papers
	entered := 0
	for _, s := range scans {
		if s.Paper != "" || !s.Enters() {
			continue
		}
		if entered == scansAtOnce {
			left++
			continue
		}
		p := with.paper(s)
		p.Agency, p.Source = string(a.ID), string(b.ID)
		id, err := c.add(ctx, tx, actor, p)
		if err != nil {
			return done, left, err
		}
		if err := tx.Do(ctx, `UPDATE document_scan SET paper_id = $1 WHERE id = $2`, string(id), string(s.ID)); err != nil {
			return done, left, err
		}
		entered++
		done++
	}
	return done, left, nil
}

// UndoScans takes the papers of a bundle back: those they replaced stand
// again. It is refused once something rests on one of them.
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
		if b.State != BundleEntered {
			return fault.Conflict("document.bundle_moved")
		}
		var replaced int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM document_file WHERE agency_id = $1 AND source = $2 AND replaced_by <> ''`, string(a.ID), string(bundle)).Scan(&replaced); err != nil {
			return err
		}
		if replaced > 0 {
			return fault.Conflict("document.bundle_replaced", "N", replaced)
		}
		people, err := texts(ctx, tx, `SELECT DISTINCT person_id FROM document_file WHERE agency_id = $1 AND source = $2`, string(a.ID), string(bundle))
		if err != nil {
			return err
		}
		if n, err := c.Relied(ctx, tx, a.ID, people, b.Entered); err != nil || n > 0 {
			return errors.Join(err, relied(n))
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
		return setState(ctx, tx, b, BundleUndone, clock.Stamp(c.Clock.Now()))
	})
	if err != nil {
		return fmt.Errorf("undo bundle %s: %w", bundle, err)
	}
	return c.release(ctx, hashes, keptFresh)
}

// relied says that steps rest on papers.
func relied(n int) error {
	if n == 0 {
		return nil
	}
	return fault.Conflict("document.bundle_relied", "N", n)
}

// Relied counts the people for whom somebody has taken a step since a moment
// that rests on their papers. A later house knows.
type Relied func(ctx context.Context, q db.Q, agency org.AgencyID, people []string, since time.Time) (int, error)

// drop removes the rows of a bundle and returns the files that they named.
func drop(ctx context.Context, tx *db.Tx, bundle BundleID) ([]string, error) {
	hashes, err := texts(ctx, tx, `SELECT blob_hash FROM document_scan WHERE bundle_id = $1 AND blob_hash <> ''`, string(bundle))
	if err != nil {
		return nil, err
	}
	return hashes, errors.Join(tx.Do(ctx, `DELETE FROM document_scan WHERE bundle_id = $1`, string(bundle)), tx.Do(ctx, `DELETE FROM document_bundle WHERE id = $1`, string(bundle)))
}

// ExpireScans throws away bundles that nobody has entered for a week.
func (c *Cabinet) ExpireScans(ctx context.Context) error {
	var hashes []string
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		hashes = nil
		old, err := texts(ctx, tx, `SELECT id FROM document_bundle WHERE state = $1 AND added_at < $2`, string(BundleStaged), clock.Stamp(c.Clock.Now().Add(-keptStaged)))
		if err != nil {
			return err
		}
		for _, b := range old {
			held, err := drop(ctx, tx, BundleID(b))
			if err != nil {
				return err
			}
			hashes = append(hashes, held...)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("expire scans: %w", err)
	}
	return c.release(ctx, hashes, keptFresh)
}
