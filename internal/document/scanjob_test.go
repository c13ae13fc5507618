package document_test

import (
	"context"
	"log/slog"
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

// Scans are entered by the job of somebody who may leave the page; their roles
// are those that they have when it runs.
func TestScansAreEnteredAsAJob(t *testing.T) {
	dbtest.Each(t, append(tables, jobs.Schema, org.Schema), func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), roomy(t, d, 120)
		if _, err := jobs.Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		queue, err := jobs.New(d, clock.System{}, slog.New(slog.NewTextHandler(t.Output(), nil)))
		if err != nil {
			t.Fatal(err)
		}
		c.Jobs = queue
		desk := &org.Desk{DB: d, Clock: c.Clock}
		id, err := desk.CreateAgency(ctx, access.System("test"), org.Agency{Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, Hue: 200})
		if err != nil {
			t.Fatal(err)
		}
		a, err := org.AgencyByID(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		me := access.AccountActor("o", []access.Grant{{Role: access.Officer, Agency: string(a.ID), Scope: access.Whole}})
		err = d.InTx(ctx, func(tx *db.Tx) error {
			return access.Give(ctx, tx, "o", me.Grants()[0], today)
		})
		if err != nil {
			t.Fatal(err)
		}
		var all []document.Sent
		for n := range 120 {
			all = append(all, sent("SPMT "+numberOf(n)+".pdf", []byte(pdf(n))))
		}
		bundle, err := c.StageScans(ctx, me, a, all, "")
		if err != nil {
			t.Fatal(err)
		}
		working, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- queue.Work(working, map[string]jobs.Reaction{document.ScansJob: c.EnterScansQueued}) }()
		task, err := c.BeginScans(ctx, me, a, bundle)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.BeginScans(ctx, me, a, bundle); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("begun twice: %v", err)
		}
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			found, err := jobs.Find(ctx, d, string(a.ID), task)
			if err != nil {
				t.Fatal(err)
			}
			if found.State == jobs.Running {
				continue
			}
			b, err := document.BundleByID(ctx, d, a.ID, bundle)
			if err != nil || found.State != jobs.Done || b.State != document.BundleEntered || b.Papers != 120 {
				t.Errorf("the task is %s, the bundle %s with %d papers: %v", found.State, b.State, b.Papers, err)
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			return
		}
		t.Fatal("the task does not end")
	})
}
