package db_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"testing"

	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

func houses() []fs.FS { return []fs.FS{os.DirFS("testdata/house")} }

func count(t *testing.T, q db.Q, key string) int {
	t.Helper()
	var n int
	if err := q.QueryRow(t.Context(), "SELECT COALESCE(MAX(n), 0) FROM counter WHERE id = $1", key).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnActThatFailsLeavesNothing(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), "INSERT INTO counter (id, n) VALUES ($1, 1)", "a"); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("err = %v, want boom", err)
		}
		if n := count(t, d, "a"); n != 0 {
			t.Errorf("n = %d after a failed act, want 0", n)
		}
	})
}

func TestActsAtOnceLoseNothing(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		must(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO counter (id, n) VALUES ($1, 0)", "a")
			return err
		}))
		const officers, times = 4, 10
		each(t, officers, func(int) error {
			for range times {
				err := d.InTx(ctx, func(tx *db.Tx) error {
					var n int
					if err := tx.QueryRow(ctx, "SELECT n FROM counter WHERE id = $1", "a").Scan(&n); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, "UPDATE counter SET n = $1 WHERE id = $2", n+1, "a")
					return err
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if n := count(t, d, "a"); n != officers*times {
			t.Errorf("n = %d, want %d", n, officers*times)
		}
	})
}

func TestCoalescedActsFailAlone(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		var mu sync.Mutex
		failed := 0
		each(t, 50, func(i int) error {
			err := d.Coalesce(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO counter (id, n) VALUES ($1, $2)", fmt.Sprint(i), i+1); err != nil {
					return err
				}
				if i%10 == 0 {
					return boom
				}
				return nil
			})
			if errors.Is(err, boom) {
				mu.Lock()
				failed++
				mu.Unlock()
				return nil
			}
			return err
		})
		if failed != 5 {
			t.Errorf("%d acts failed, want 5", failed)
		}
		var rows int
		must(t, d.QueryRow(t.Context(), "SELECT COUNT(*) FROM counter").Scan(&rows))
		if rows != 45 {
			t.Errorf("%d rows, want the 45 of the acts that did not fail", rows)
		}
	})
}

func TestUniqueIsRecognised(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		insert := func() error {
			return d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO counter (id, n) VALUES ('same', 1)")
				return err
			})
		}
		must(t, insert())
		if err := insert(); !db.Unique(err) {
			t.Errorf("second insert: %v, want a unique violation", err)
		}
	})
}

func TestWhoRestsLosesNothing(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		write := func(key string) error {
			return d.InTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO counter (id, n) VALUES ($1, 7)", key)
				return err
			})
		}
		must(t, write("before"))
		rows, err := d.Query(ctx, "SELECT id FROM counter")
		must(t, err)
		d.Rest()
		if !rows.Next() {
			t.Error("a question under way lost its answer")
		}
		must(t, rows.Close())
		must(t, write("after"))
		if count(t, d, "before") != 7 || count(t, d, "after") != 7 {
			t.Error("what was written is gone")
		}
	})
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		n, err := d.Migrate(t.Context(), houses()...)
		if err != nil || n != 0 {
			t.Errorf("second migration applied %d files, %v; want none", n, err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs f n times at once and reports the errors.
func each(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := f(i); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestALostDatabaseIsRecognised(t *testing.T) {
	if err := fmt.Errorf("save person: %w", io.ErrUnexpectedEOF); !db.Lost(err) || db.Unsure(err) {
		t.Error("a connection that broke within a transaction")
	}
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		if d.Kind() != db.Postgres {
			return // nobody takes a file away from its process
		}
		kill := func(tx *db.Tx) error {
			var pid int
			must(t, tx.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&pid))
			_, err := d.Query(t.Context(), "SELECT pg_terminate_backend($1, 5000)", pid)
			return err
		}
		if err := d.InTx(t.Context(), kill); !db.Lost(err) || !db.Unsure(err) {
			t.Errorf("lost at the commit: %v", err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			must(t, kill(tx))
			_, err := tx.Exec(t.Context(), "INSERT INTO counter (id, n) VALUES ('lost', 7)")
			return err
		})
		if !db.Lost(err) || db.Unsure(err) {
			t.Errorf("lost before the commit: %v", err)
		}
	})
}
