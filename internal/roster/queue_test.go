package roster

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/jobs"
)

// queued is an office with a queue that is worked until the test ends.
func queued(t *testing.T, d *db.DB) office {
	t.Helper()
	if _, err := jobs.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	q, err := jobs.New(d, clock.System{}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, d)
	o.Jobs = q
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- q.Work(ctx, map[string]jobs.Reaction{EnterJob: o.EnterQueued}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return o
}

// ended waits for a task.
func (o office) ended(t *testing.T, task jobs.TaskID) jobs.Task {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		found, err := jobs.Find(t.Context(), o.DB, string(o.agency), task)
		if err != nil {
			t.Fatal(err)
		}
		if found.State != jobs.Running {
			return found
		}
	}
	t.Fatal("the task does not end")
	return jobs.Task{}
}

func TestALongListIsEnteredWhileOneMayLeaveThePage(t *testing.T) {
	dbtest.Each(t, append(tables, jobs.Schema), func(t *testing.T, d *db.DB) {
		ctx, o := t.Context(), queued(t, d)
		imp, err := o.Stage(ctx, o.me, o.agency, crowd(Long+100), "2024")
		if err != nil {
			t.Fatal(err)
		}
		first, err := o.Begin(ctx, o.me, o.agency, imp, false)
		if err != nil {
			t.Fatal(err)
		}
		// Nobody has given the account its role in the database: the job looks
		// again and refuses, and the list waits as it did.
		if task := o.ended(t, first); task.State != jobs.Failed || task.Trouble.Key == "" || task.Outcome.Key != "roster.job_kept" {
			t.Fatalf("without the role: %+v", task)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			return access.Give(ctx, tx, "officer", access.Grant{Role: access.Officer, Agency: string(o.agency), Scope: access.Whole}, "2025-01-01")
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // pressing twice enters once
			task, err := o.Begin(ctx, o.me, o.agency, imp, false)
			if err != nil {
				break // the first was quicker
			}
			if done := o.ended(t, task); done.State != jobs.Done || done.Outcome.Key != "roster.job_done" {
				t.Errorf("entered: %+v", done)
			}
		}
		if n := len(o.everybody(t)); n != Long+100 {
			t.Errorf("%d people", n)
		}
	})
}
