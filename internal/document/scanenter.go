package document

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// BeginScans queues the entering of a bundle, or of the rest of one that has
// stopped, and returns the task that tells how far it is.
func (c *Cabinet) BeginScans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID) (jobs.TaskID, error) {
	var task jobs.TaskID
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		b, n, err := c.ready(ctx, tx, actor, a, bundle)
		if err != nil {
			return err
		}
		task, err = c.Jobs.Begin(ctx, tx, jobs.Task{Agency: string(a.ID), StartedBy: actor.Ref(), Title: i18n.Say("document.scans.job", "N", n), Total: n}, ScansJob, scansOrder{string(a.ID), string(bundle), actor.Account()})
		if err != nil {
			return err
		}
		return setState(ctx, tx, b, BundleEntering, task, "")
	})
	if err != nil {
		return "", fmt.Errorf("begin bundle %s: %w", bundle, err)
	}
	return task, nil
}

// ready returns a bundle that waits to be entered, and how many papers it will
// be with those that are in.
func (c *Cabinet) ready(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, bundle BundleID) (Bundle, int, error) {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return Bundle{}, 0, err
	}
	b, scans, _, err := c.judged(ctx, tx, a, bundle)
	if err != nil {
		return b, 0, err
	}
	n := b.Papers + len(Outstanding(scans))
	switch {
	case b.State != BundleStaged && b.State != BundleStopped:
		return b, 0, fault.Conflict("document.bundle_moved")
	case n == 0:
		return b, 0, fault.Conflict("document.bundle_nothing")
	}
	return b, n, nil
}

// Outstanding returns the judged scans that are to be entered and are not in.
func Outstanding(scans []Scan) []Scan {
	return slices.DeleteFunc(slices.Clone(scans), func(s Scan) bool { return s.Paper != "" || !s.Enters() })
}

// EnterScans enters a bundle, or the rest of one that has stopped, while the
// caller waits, and returns how many papers it became.
func (c *Cabinet) EnterScans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID, progress func(done, total int)) (int, error) {
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		b, _, err := c.ready(ctx, tx, actor, a, bundle)
		if err != nil {
			return err
		}
		return setState(ctx, tx, b, BundleEntering, "", "")
	})
	if err != nil {
		return 0, fmt.Errorf("enter bundle %s: %w", bundle, err)
	}
	return c.enterBundle(ctx, a, bundle, func(db.Q) (access.Actor, error) { return actor, nil }, progress)
}

// EnterScansQueued enters what BeginScans has queued, with the roles that the
// person has at that moment. A run that was killed goes on where it stopped.
func (c *Cabinet) EnterScansQueued(ctx context.Context, run *jobs.Run) error {
	var o scansOrder
	if err := run.Read(&o); err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, c.DB, org.AgencyID(o.Agency))
	if err != nil {
		return err
	}
	who := func(q db.Q) (access.Actor, error) {
		grants, err := access.GrantsOf(ctx, q, o.Account)
		actor := access.AccountActor(o.Account, grants)
		if err == nil && actor.Require(o.Agency, judges...) != nil {
			err = fault.Forbidden("document.scans.no_role")
		}
		return actor, err
	}
	n, err := c.enterBundle(ctx, a, BundleID(o.Bundle), who, func(done, total int) { run.Progress(ctx, done, total) })
	run.Outcome(a.Path("documents/scans/"+o.Bundle), i18n.Say("document.scans.job_done", "N", n))
	return err
}

// enterBundle makes papers of the scans of a bundle that is being entered, fifty in
// a transaction, and closes it. Who enters is asked before each fifty. It ends
// when somebody has taken the bundle back meanwhile.
func (c *Cabinet) enterBundle(ctx context.Context, a org.Agency, bundle BundleID, who func(db.Q) (access.Actor, error), progress func(done, total int)) (int, error) {
	done := 0
	for {
		left := 0
		err := c.DB.InTx(ctx, func(tx *db.Tx) error {
			b, scans, with, err := c.judged(ctx, tx, a, bundle)
			if done = b.Papers; err != nil || b.State == BundleEntered {
				return err
			}
			if b.stored != BundleEntering {
				return fault.Conflict("document.bundle_moved")
			}
			actor, err := who(tx)
			if err == nil {
				err = actor.Require(string(a.ID), judges...)
			}
			if err != nil {
				return err
			}
			next := Outstanding(scans)
			some := next[:min(len(next), scansAtOnce)]
			if err := c.enterSome(ctx, tx, actor, a, b, some, with); err != nil {
				return err
			}
			if done, left = b.Papers+len(some), len(next)-len(some); left > 0 {
				return nil
			}
			return errors.Join(setState(ctx, tx, b, BundleEntered, b.task, clock.Stamp(c.Clock.Now())), c.note(ctx, tx, actor, a, bundle, "document.scans_enter", done))
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

// enterSome makes papers of some scans.
func (c *Cabinet) enterSome(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, b Bundle, some []Scan, with around) error {
	for _, s := range some {
		p := with.paper(s)
		p.Agency, p.Source = string(a.ID), string(b.ID)
		id, err := c.add(ctx, tx, actor, p)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE document_scan SET paper_id = $1 WHERE id = $2`, string(id), string(s.ID)); err != nil {
			return err
		}
	}
	return nil
}

// drop removes the rows of a bundle and returns the files that they named.
func drop(ctx context.Context, tx *db.Tx, bundle BundleID) ([]string, error) {
	hashes, err := texts(ctx, tx, `SELECT blob_hash FROM document_scan WHERE bundle_id = $1 AND blob_hash <> ''`, string(bundle))
	if err != nil {
		return nil, err
	}
	return hashes, errors.Join(tx.Do(ctx, `DELETE FROM document_scan WHERE bundle_id = $1`, string(bundle)), tx.Do(ctx, `DELETE FROM document_bundle WHERE id = $1`, string(bundle)))
}

// ExpireScans throws away bundles of which nobody has entered anything for a
// week. One that has stopped half way stays: its papers are somebody's.
func (c *Cabinet) ExpireScans(ctx context.Context) error {
	var hashes []string
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		hashes = nil
		old, err := bundles(ctx, tx, `b.state IN ($1, $2) AND b.added_at < $3`, string(BundleStaged), string(BundleEntering), clock.Stamp(c.Clock.Now().Add(-keptStaged)))
		if err != nil {
			return err
		}
		for _, b := range old {
			if b.begun() {
				continue
			}
			held, err := drop(ctx, tx, b.ID)
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
