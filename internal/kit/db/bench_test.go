package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

// BenchmarkCoalesce compares small writes of 64 people at once that share
// their commits with writes that commit one by one: at least five times as many.
func BenchmarkCoalesce(b *testing.B) {
	d := dbtest.SQLite(b, houses()...)
	write := func(ctx context.Context, tx *db.Tx, key string) error {
		_, err := tx.Exec(ctx, "INSERT INTO counter (id, n) VALUES ($1, 1)", key)
		return err
	}
	atOnce := func(do func(key string) error) time.Duration {
		begin := time.Now()
		var wg sync.WaitGroup
		for who := range 64 {
			wg.Go(func() {
				for i := who; i < b.N; i += 64 {
					if err := do(fmt.Sprint(begin.UnixNano(), " ", i)); err != nil {
						b.Error(err)
					}
				}
			})
		}
		wg.Wait()
		return time.Since(begin)
	}
	single := atOnce(func(key string) error {
		return d.InTx(b.Context(), func(tx *db.Tx) error { return write(b.Context(), tx, key) })
	})
	b.ResetTimer()
	shared := atOnce(func(key string) error {
		return d.Coalesce(b.Context(), func(ctx context.Context, tx *db.Tx) error { return write(ctx, tx, key) })
	})
	b.ReportMetric(float64(b.N)/shared.Seconds(), "writes/s")
	b.ReportMetric(float64(b.N)/single.Seconds(), "single/s")
	b.ReportMetric(float64(single)/float64(shared), "times")
}
