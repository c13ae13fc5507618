package db_test

import (
	"context"
	"fmt"
	"testing"

	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

const put = "INSERT INTO counter (id, n) VALUES ($1, $2)"

// What travels with a later statement is there for that statement, and fails
// the act as if it had failed at once.
func TestWhatNobodyWaitsForIsDoneInItsOrder(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		must(t, d.InTx(ctx, func(tx *db.Tx) error {
			for i := range 200 { // more than wait at once
				if err := tx.Do(ctx, put, fmt.Sprint("many ", i), i); err != nil {
					return err
				}
			}
			if n := count(t, tx, "many 199"); n != 199 {
				t.Errorf("the act reads %d of what it wrote, want 199", n)
			}
			if err := tx.Do(ctx, "UPDATE counter SET n = n + 1 WHERE n >= $1", 100); err != nil {
				return err
			}
			n, err := tx.Exec(ctx, "DELETE FROM counter WHERE n > $1", 100)
			if n != 100 {
				t.Errorf("%d rows deleted, want the 100 that the statement before counted up", n)
			}
			return err
		}))
		if n := count(t, d, "many 99"); n != 99 {
			t.Errorf("n = %d after the commit, want 99", n)
		}
	})
}

func TestWhatFailsOnTheWayLeavesNothing(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		twice := func(tx *db.Tx) error {
			if err := tx.Do(ctx, put, "twice", 1); err != nil {
				return err
			}
			return tx.Do(ctx, put, "twice", 2)
		}
		for range 40 { // each connection of the pool is met
			if err := d.InTx(ctx, twice); !db.Unique(err) {
				t.Fatalf("two rows under one key: %v, want a unique violation", err)
			}
			err := d.InTx(ctx, func(tx *db.Tx) error {
				if err := twice(tx); err != nil {
					return err
				}
				var n int
				return tx.QueryRow(ctx, "SELECT n FROM counter WHERE id = $1", "twice").Scan(&n)
			})
			if !db.Unique(err) {
				t.Fatalf("a question after two rows under one key: %v, want a unique violation", err)
			}
		}
		if n := count(t, d, "twice"); n != 0 {
			t.Errorf("n = %d after acts that failed, want 0", n)
		}
		must(t, d.InTx(ctx, func(tx *db.Tx) error { return tx.Do(ctx, put, "twice", 3) }))
		if n := count(t, d, "twice"); n != 3 {
			t.Errorf("n = %d after an act that held, want 3", n)
		}
		must(t, d.InTx(ctx, func(*db.Tx) error { return nil }))
	})
}

// An act that shares its commit fails alone also where its last statement waits.
func TestWhatFailsInASharedCommitFailsAlone(t *testing.T) {
	dbtest.Each(t, houses(), func(t *testing.T, d *db.DB) {
		must(t, d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Do(t.Context(), put, "taken", 1) }))
		each(t, 50, func(i int) error {
			key := fmt.Sprint(i)
			if i%10 == 0 {
				key = "taken"
			}
			err := d.Coalesce(t.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Do(ctx, put, key, i+1) })
			if key == "taken" {
				if !db.Unique(err) {
					return fmt.Errorf("a key that is taken: %w, want a unique violation", err)
				}
				return nil
			}
			return err
		})
		for i := range 50 {
			if n := count(t, d, fmt.Sprint(i)); i%10 != 0 && n != i+1 {
				t.Errorf("act %d left %d", i, n)
			}
		}
	})
}
