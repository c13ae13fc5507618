package audit_test

import (
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

func TestAShelfHoldsAnAnswerUntilTheTrailGrows(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
		var shelf audit.Shelf[string, int]
		asked := 0
		get := func(agency, key string, want int) {
			t.Helper()
			got, err := shelf.Get(t.Context(), d, agency, key, func() (int, error) {
				asked++
				return asked, nil
			})
			if err != nil || got != want {
				t.Fatalf("answer %d, %v; want %d", got, err, want)
			}
		}
		get("one", "a", 1)
		get("one", "a", 1)
		get("one", "b", 2)
		get("two", "a", 3)
		write(t, d, "two", 1)
		get("one", "a", 1)
		get("two", "a", 4)
		write(t, d, "one", 3)
		get("one", "a", 5)
		if _, err := audit.Seal(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		get("one", "a", 5)
		write(t, d, "one", 1)
		get("one", "a", 6)
		for key := range 100 {
			get("one", string(rune('c'+key)), 7+key)
		}
		_, err := shelf.Get(t.Context(), d, "one", "broken", func() (int, error) { return 0, errors.New("boom") })
		if err == nil {
			t.Error("an error was kept from the caller")
		}
		get("one", "broken", 107)
	})
}

func TestManyWhoComeAtOnceAskOnce(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
		var shelf audit.Shelf[string, int]
		var asked atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				got, err := shelf.Get(t.Context(), d, "one", "a", func() (int, error) {
					time.Sleep(20 * time.Millisecond)
					return int(asked.Add(1)), nil
				})
				if err != nil || got != 1 {
					t.Errorf("answer %d, %v", got, err)
				}
			})
		}
		all.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// Servers stay up while an older backup is restored into their database.
func TestAShelfForgetsWhatWasRestoredAway(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
		var shelf audit.Shelf[string, int]
		asked := 0
		get := func() int {
			n, err := shelf.Get(t.Context(), d, "one", "a", func() (int, error) { asked++; return asked, nil })
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		write(t, d, "one", 3)
		get()
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM audit_entry`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		write(t, d, "one", 1)
		if n := get(); n != 2 {
			t.Errorf("answer %d from before the restore", n)
		}
		if n := get(); n != 2 {
			t.Errorf("answer %d, not kept", n)
		}
	})
}

// An entry that was begun earlier and is committed later has the smaller id:
// the newest id would not tell of it.
func TestTheTrailGrowsByEntriesThatAreCommittedLate(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
		length := func() int64 {
			t.Helper()
			n, err := audit.Length(t.Context(), d, "one")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if d.Kind() == db.SQLite {
			write(t, d, "one", 2) // one writer: nobody commits late
			if n := length(); n != 2 {
				t.Errorf("trail of %d entries, want 2", n)
			}
			return
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := audit.Write(t.Context(), tx, audit.Entry{Agency: "one", At: time.Unix(1, 0), Actor: "account:a", Act: "test.act"}); err != nil {
				return err
			}
			write(t, d, "one", 1)
			if n := length(); n != 1 {
				t.Errorf("trail of %d entries before the first is committed, want 1", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := length(); n != 2 {
			t.Errorf("trail of %d entries, want 2", n)
		}
	})
}
