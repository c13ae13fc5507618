package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
)

// each runs a test with a queue on both kinds of databases.
func each(t *testing.T, f func(t *testing.T, d *db.DB, q *jobs.Queue)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{jobs.Schema}, func(t *testing.T, d *db.DB) {
		if _, err := jobs.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		f(t, d, open(t, d))
	})
}

func open(t *testing.T, d *db.DB) *jobs.Queue {
	t.Helper()
	q, err := jobs.New(d, clock.System{}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// work works the queue until the test ends or the returned function is called.
func work(t *testing.T, q *jobs.Queue, reactions map[string]jobs.Reaction) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- q.Work(ctx, reactions) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func add(t *testing.T, d *db.DB, q *jobs.Queue, name string, args any) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return q.Add(t.Context(), tx, name, args) }); err != nil {
		t.Fatal(err)
	}
}

// soon waits until something holds.
func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: did not come to pass", what)
		}
	}
}

func TestAJobOfARolledBackActNeverRuns(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		boom := errors.New("boom")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(q.Add(t.Context(), tx, "undone", nil), boom)
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		add(t, d, q, "done", nil)
		var undone, done atomic.Int32
		stop := work(t, q, map[string]jobs.Reaction{
			"undone": func(context.Context, *jobs.Run) error { undone.Add(1); return nil },
			"done":   func(context.Context, *jobs.Run) error { done.Add(1); return nil },
		})
		soon(t, "the committed job", func() bool { return done.Load() == 1 })
		stop()
		if undone.Load() != 0 {
			t.Error("the job of the rolled back act ran")
		}
	})
}

func TestAFailingJobIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		add(t, d, q, "fails first", map[string]string{"id": "a"})
		var attempts []int
		var mu sync.Mutex
		work(t, q, map[string]jobs.Reaction{"fails first": func(_ context.Context, r *jobs.Run) error {
			mu.Lock()
			defer mu.Unlock()
			var args map[string]string
			if err := r.Read(&args); err != nil || args["id"] != "a" {
				t.Errorf("arguments %v, %v", args, err)
			}
			attempts = append(attempts, r.Attempt)
			switch len(attempts) {
			case 1:
				return errors.New("not yet")
			case 2:
				panic("nor now")
			}
			return nil
		}})
		soon(t, "the second attempt", func() bool { mu.Lock(); defer mu.Unlock(); return len(attempts) >= 2 })
		mu.Lock()
		defer mu.Unlock()
		if attempts[0] != 1 || attempts[1] != 2 {
			t.Errorf("attempts %v, want 1, 2", attempts)
		}
	})
}

func TestAJobOfAKilledWorkerIsTakenUpAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		add(t, d, q, "orphan", nil)
		// A killed worker leaves its job running, taken an hour ago.
		taken := time.Now().Add(-time.Hour).UTC().Format("2006-01-02 15:04:05.000")
		if _, err := d.Pool().ExecContext(t.Context(), `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = '`+taken+`'`); err != nil {
			t.Fatal(err)
		}
		var ran atomic.Int32
		work(t, q, map[string]jobs.Reaction{"orphan": func(context.Context, *jobs.Run) error { ran.Add(1); return nil }})
		soon(t, "the second run", func() bool { return ran.Load() == 1 })
	})
}

func TestTwoWorkersNeverDoOneJob(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		const many = 60
		for i := range many {
			add(t, d, q, "count", i)
		}
		var mu sync.Mutex
		runs := map[int]int{}
		reactions := map[string]jobs.Reaction{"count": func(_ context.Context, r *jobs.Run) error {
			var i int
			if err := r.Read(&i); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			runs[i]++
			return nil
		}}
		first, second := work(t, q, reactions), work(t, open(t, d), reactions)
		soon(t, "all jobs", func() bool { mu.Lock(); defer mu.Unlock(); return len(runs) == many })
		first()
		second()
		for i, n := range runs {
			if n != 1 {
				t.Errorf("job %d ran %d times", i, n)
			}
		}
	})
}

func TestStoppingLetsTheJobUnderWayFinish(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		add(t, d, q, "slow", nil)
		begun, finished := make(chan struct{}), atomic.Bool{}
		stop := work(t, q, map[string]jobs.Reaction{"slow": func(ctx context.Context, _ *jobs.Run) error {
			close(begun)
			time.Sleep(300 * time.Millisecond)
			finished.Store(ctx.Err() == nil)
			return nil
		}})
		<-begun
		stop()
		if !finished.Load() {
			t.Error("the job was cut off")
		}
	})
}

func begin(t *testing.T, d *db.DB, q *jobs.Queue, name string) (task jobs.TaskID) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		task, err = q.Begin(t.Context(), tx, jobs.Task{Agency: "pontianak", StartedBy: "account:a", Title: i18n.Say("x.title", "N", 3), Total: 3}, name, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func find(t *testing.T, d *db.DB, task jobs.TaskID) jobs.Task {
	t.Helper()
	got, err := jobs.Find(t.Context(), d, "pontianak", task)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestATaskTellsItsProgressAndItsResult(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		task := begin(t, d, q, "issue")
		if got := find(t, d, task); got.State != jobs.Running || got.Total != 3 || got.Done != 0 {
			t.Errorf("before it runs: %+v", got)
		}
		seen := make(chan jobs.Task, 1)
		work(t, q, map[string]jobs.Reaction{"issue": func(ctx context.Context, r *jobs.Run) error {
			if err := r.Progress(ctx, 2, 3); err != nil {
				return err
			}
			seen <- find(t, d, r.Task())
			r.Outcome("/a/pontianak/result", i18n.Say("x.done", "N", 3))
			return nil
		}})
		if got := <-seen; got.Done != 2 || got.State != jobs.Running {
			t.Errorf("under way: %+v", got)
		}
		soon(t, "the end", func() bool { return find(t, d, task).State == jobs.Done })
		got := find(t, d, task)
		if got.Done != 3 || got.Href != "/a/pontianak/result" || got.Outcome.Key != "x.done" || got.Ended.IsZero() {
			t.Errorf("at the end: %+v", got)
		}
		if _, err := jobs.Find(t.Context(), d, "bontang", task); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("another agency finds it: %v", err)
		}
	})
}

func TestATaskThatCannotGoOnSaysWhyAndWhatWasKept(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		task := begin(t, d, q, "refused")
		var runs atomic.Int32
		work(t, q, map[string]jobs.Reaction{"refused": func(_ context.Context, r *jobs.Run) error {
			runs.Add(1)
			r.Outcome("", i18n.Say("x.kept", "N", 2))
			return fmt.Errorf("issue: %w", fault.Conflict("x.locked", "Batch", "II"))
		}})
		soon(t, "the failure", func() bool { return find(t, d, task).State == jobs.Failed })
		got := find(t, d, task)
		if got.Trouble.Key != "x.locked" || got.Outcome.Key != "x.kept" || runs.Load() != 1 {
			t.Errorf("after %d runs: %+v", runs.Load(), got)
		}
	})
}

func TestProgressSurvivesANewStart(t *testing.T) {
	dsns := map[string]func(t *testing.T) string{
		"sqlite": func(t *testing.T) string { return filepath.Join(t.TempDir(), "pamong.db") },
	}
	if dbtest.HasPostgres() {
		dsns["postgres"] = func(t *testing.T) string { return dbtest.NewPostgres(t) }
	}
	for name, dsn := range dsns {
		t.Run(name, func(t *testing.T) {
			at := dsn(t)
			start := func() (*db.DB, *jobs.Queue) {
				d, err := db.Open(t.Context(), at)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := d.Migrate(t.Context(), jobs.Schema); err != nil {
					t.Fatal(err)
				}
				if _, err := jobs.Migrate(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				return d, open(t, d)
			}
			d, q := start()
			task := begin(t, d, q, "long")
			told := make(chan struct{})
			stop := work(t, q, map[string]jobs.Reaction{"long": func(ctx context.Context, r *jobs.Run) error {
				defer close(told)
				return errors.Join(r.Progress(ctx, 1, 3), errors.New("the power went"))
			}})
			<-told
			stop()
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			d, q = start()
			defer d.Close()
			if got := find(t, d, task); got.Done != 1 || got.State != jobs.Running {
				t.Errorf("after a new start: %+v", got)
			}
			stop = work(t, q, map[string]jobs.Reaction{"long": func(context.Context, *jobs.Run) error { return nil }})
			soon(t, "the rest", func() bool { return find(t, d, task).State == jobs.Done })
			stop()
		})
	}
}

func TestOldTasksAreForgottenAndLostOnesGivenUp(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, q *jobs.Queue) {
		task := begin(t, d, q, "nobody works it")
		later := clock.At(time.Now().Add(25 * time.Hour))
		old, err := jobs.New(d, later, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := old.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := find(t, d, task); got.State != jobs.Failed || got.Trouble.Key != "jobs.failed" {
			t.Errorf("a day later: %+v", got)
		}
		later.Advance(31 * 24 * time.Hour)
		if err := old.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := jobs.Find(t.Context(), d, "pontianak", task); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a month later it is still there: %v", err)
		}
	})
}
