package audit_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

// BenchmarkAct is one audited act: a write, its audit row and the commit, by
// 16 clients, beside bare commits of one row on the same database. On
// PostgreSQL it wants a server that syncs, other than the throwaway one of make
// test: half as many acts as commits.
func BenchmarkAct(b *testing.B) {
	houses := []fs.FS{audit.Schema}
	b.Run("sqlite", func(b *testing.B) { acts(b, dbtest.SQLite(b, houses...)) })
	if dbtest.HasPostgres() {
		b.Run("postgres", func(b *testing.B) { acts(b, dbtest.Postgres(b, houses...)) })
	}
}

func acts(b *testing.B, d *db.DB) {
	ctx := b.Context()
	if _, err := d.Pool().ExecContext(ctx, `CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL)`); err != nil {
		b.Fatal(err)
	}
	bare, err := d.Pool().PrepareContext(ctx, `INSERT INTO thing (id, n) VALUES ($1, $2)`)
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	var sync string
	if d.Kind() == db.Postgres && d.QueryRow(ctx, `SHOW fsync`).Scan(&sync) == nil && sync == "off" {
		b.Log("this server commits without syncing: the ratio is that of the round trips")
	}
	limit := clients(b, func(i int) error { return commit(ctx, bare, i) })
	b.ResetTimer()
	ours := clients(b, func(i int) error {
		return d.InTx(ctx, func(tx *db.Tx) error {
			if err := tx.Do(ctx, `INSERT INTO thing (id, n) VALUES ($1, $2)`, fmt.Sprint("ours ", i), i); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{Agency: "one", At: time.Unix(1, 0), Actor: "account:a", Act: "test.act", Subject: fmt.Sprint("thing:", i), Person: "p", After: map[string]int{"n": i}})
		})
	})
	b.ReportMetric(float64(b.N)/ours.Seconds(), "acts/s")
	b.ReportMetric(float64(b.N)/limit.Seconds(), "commits/s")
	b.ReportMetric(float64(limit)/float64(ours), "of-limit")
}

// commit writes one row, which the database commits by itself.
func commit(ctx context.Context, bare *sql.Stmt, i int) error {
	_, err := bare.ExecContext(ctx, fmt.Sprint("bare ", i), i)
	return err
}

// clients has 16 clients do b.N things and returns how long they took.
func clients(b *testing.B, do func(i int) error) time.Duration {
	begin := time.Now()
	var wg sync.WaitGroup
	for who := range 16 {
		wg.Go(func() {
			for i := who; i < b.N; i += 16 {
				if err := do(i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}
