package document_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// counter is a cabinet with a queue that works, in a city of 120 people with two
// officers.
type counter struct {
	*document.Cabinet
	city    org.Agency
	me      access.Actor
	other   access.Actor
	working func() (stop func())
}

// watch is the clock of the queue; it calls what is set when it is looked at.
type watch struct{ looked atomic.Pointer[func()] }

// Now returns the time.
func (w *watch) Now() time.Time {
	if f := w.looked.Swap(nil); f != nil {
		(*f)()
	}
	return time.Now()
}

func newCounter(t *testing.T, d *db.DB, w *watch) *counter {
	t.Helper()
	ctx, c := t.Context(), roomy(t, d, 120)
	if _, err := jobs.Migrate(ctx, d); err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.New(d, w, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	c.Jobs = queue
	desk := &org.Desk{DB: d, Clock: c.Clock}
	id, err := desk.CreateAgency(ctx, access.System("test"), org.Agency{Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, Hue: 200})
	if err != nil {
		t.Fatal(err)
	}
	o := &counter{Cabinet: c}
	if o.city, err = org.AgencyByID(ctx, d, id); err != nil {
		t.Fatal(err)
	}
	grant := access.Grant{Role: access.Officer, Agency: string(o.city.ID), Scope: access.Whole}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		return errors.Join(access.Give(ctx, tx, "o", grant, today), access.Give(ctx, tx, "p", grant, today))
	})
	if err != nil {
		t.Fatal(err)
	}
	o.me, o.other = access.AccountActor("o", []access.Grant{grant}), access.AccountActor("p", []access.Grant{grant})
	o.working = func() func() {
		working, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- queue.Work(working, map[string]jobs.Reaction{document.ScansJob: c.EnterScansQueued}) }()
		return func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	return o
}

// send hands in so many scans.
func (o *counter) send(t *testing.T, scans int) document.BundleID {
	t.Helper()
	var all []document.Sent
	for n := range scans {
		all = append(all, sent("SPMT "+numberOf(n)+".pdf", []byte(pdf(n))))
	}
	bundle, err := o.StageScans(t.Context(), o.me, o.city, all, "")
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

// ended waits until a task ends, and returns it with its bundle.
func (o *counter) ended(t *testing.T, task jobs.TaskID, bundle document.BundleID) (jobs.Task, document.Bundle) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		found, err := jobs.Find(t.Context(), o.DB, string(o.city.ID), task)
		if err != nil {
			t.Fatal(err)
		}
		if found.State != jobs.Running {
			return found, o.bundle(t, bundle)
		}
	}
	t.Fatal("the task does not end")
	return jobs.Task{}, document.Bundle{}
}

func (o *counter) bundle(t *testing.T, bundle document.BundleID) document.Bundle {
	t.Helper()
	b, err := document.BundleByID(t.Context(), o.DB, o.city.ID, bundle)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// dismiss takes the role of the officer away.
func (o *counter) dismiss(t *testing.T) {
	err := o.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return access.Take(t.Context(), tx, "o", o.me.Grants()[0], today)
	})
	if err != nil {
		t.Error(err)
	}
}

func withJobs() []fs.FS { return append(slices.Clone(tables), jobs.Schema, org.Schema) }

// Scans are entered by the job of somebody who may leave the page; their roles
// are those that they have when it runs.
func TestScansAreEnteredAsAJob(t *testing.T) {
	dbtest.Each(t, withJobs(), func(t *testing.T, d *db.DB) {
		ctx, o := t.Context(), newCounter(t, d, &watch{})
		bundle := o.send(t, 120)
		task, err := o.BeginScans(ctx, o.me, o.city, bundle)
		if err != nil {
			t.Fatal(err)
		}
		if b := o.bundle(t, bundle); b.State != document.BundleEntering {
			t.Errorf("while its job waits it is %s", b.State)
		}
		if _, err := o.BeginScans(ctx, o.me, o.city, bundle); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("begun twice: %v", err)
		}
		if err := o.DropScans(ctx, o.me, o.city, bundle); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("thrown away while a job enters it: %v", err)
		}
		defer o.working()()
		if found, b := o.ended(t, task, bundle); found.State != jobs.Done || b.State != document.BundleEntered || b.Papers != 120 {
			t.Errorf("the task is %s, the bundle %s with %d papers", found.State, b.State, b.Papers)
		}
	})
}

// The roles are withdrawn after the first fifty: what is in stays, the page says
// why, and somebody goes on or takes back what is in.
func TestAJobThatIsRefusedHalfWay(t *testing.T) {
	for name, then := range map[string]func(*testing.T, *counter, document.BundleID){
		"another officer goes on": func(t *testing.T, o *counter, bundle document.BundleID) {
			task, err := o.BeginScans(t.Context(), o.other, o.city, bundle)
			if err != nil {
				t.Fatal(err)
			}
			if found, b := o.ended(t, task, bundle); found.State != jobs.Done || found.Total != 120 || b.State != document.BundleEntered || b.Papers != 120 {
				t.Errorf("the task is %s of %d, the bundle %s with %d papers", found.State, found.Total, b.State, b.Papers)
			}
			if err := o.UndoScans(t.Context(), o.other, o.city, bundle); err != nil {
				t.Error(err)
			}
		},
		"a command goes on": func(t *testing.T, o *counter, bundle document.BundleID) {
			if n, err := o.EnterScans(t.Context(), o.other, o.city, bundle, nil); err != nil || n != 120 {
				t.Errorf("entered %d: %v", n, err)
			}
		},
		"it is taken back": func(t *testing.T, o *counter, bundle document.BundleID) {
			if err := o.UndoScans(t.Context(), o.other, o.city, bundle); err != nil {
				t.Fatal(err)
			}
			if b := o.bundle(t, bundle); b.State != document.BundleUndone || b.Papers != 0 {
				t.Errorf("the bundle is %s with %d papers", b.State, b.Papers)
			}
			if have, err := document.InForce(t.Context(), o.DB, "p0"); err != nil || len(have) != 0 {
				t.Errorf("left are %v: %v", have, err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, withJobs(), func(t *testing.T, d *db.DB) {
				w := &watch{}
				ctx, o := t.Context(), newCounter(t, d, w)
				bundle := o.send(t, 120)
				task, err := o.BeginScans(ctx, o.me, o.city, bundle)
				if err != nil {
					t.Fatal(err)
				}
				withdraw := func() { o.dismiss(t) }
				w.looked.Store(&withdraw) // the queue looks when fifty are in
				defer o.working()()
				found, b := o.ended(t, task, bundle)
				if found.State != jobs.Failed || b.State != document.BundleStopped || b.Papers != 50 || b.Why.Key != "document.scans.no_role" {
					t.Fatalf("the task is %s, the bundle %s with %d papers because of %s", found.State, b.State, b.Papers, b.Why.Key)
				}
				if err := o.DropScans(ctx, o.other, o.city, bundle); fault.KindOf(err) != fault.KindConflict {
					t.Errorf("thrown away with papers: %v", err)
				}
				if err := o.Pair(ctx, o.other, o.city, bundle, "x", document.Pairing{Skip: true}); fault.KindOf(err) != fault.KindConflict {
					t.Errorf("paired half way: %v", err)
				}
				then(t, o, bundle)
			})
		})
	}
}

// A job that is refused before anything is in leaves a bundle that is thrown
// away, by hand or after a week; one with papers stays.
func TestABundleOfWhichNothingIsIn(t *testing.T) {
	dbtest.Each(t, withJobs(), func(t *testing.T, d *db.DB) {
		ctx, o := t.Context(), newCounter(t, d, &watch{})
		var bundles []document.BundleID
		o.dismiss(t)
		defer o.working()()
		for n := range 2 {
			bundle := o.send(t, 3+n)
			task, err := o.BeginScans(ctx, o.me, o.city, bundle)
			if err != nil {
				t.Fatal(err)
			}
			if _, b := o.ended(t, task, bundle); b.State != document.BundleStopped || b.Papers != 0 {
				t.Fatalf("the bundle is %s with %d papers", b.State, b.Papers)
			}
			bundles = append(bundles, bundle)
		}
		if err := o.DropScans(ctx, o.other, o.city, bundles[0]); err != nil {
			t.Error(err)
		}
		half := o.send(t, 60)
		stopping, stop := context.WithCancel(ctx)
		if n, err := o.EnterScans(stopping, o.other, o.city, half, func(int, int) { stop() }); err == nil || n != 50 {
			t.Fatalf("entered %d and was not killed", n)
		}
		o.Clock.(*clock.Fixed).Advance(8 * 24 * time.Hour)
		if err := o.ExpireScans(ctx); err != nil {
			t.Fatal(err)
		}
		left, err := document.Bundles(ctx, d, o.city.ID)
		if err != nil || len(left) != 1 || left[0].ID != half || left[0].State != document.BundleStopped || left[0].Papers != 50 {
			t.Errorf("after a week there are %+v: %v", left, err)
		}
	})
}
