// Package dbtest gives tests an empty, migrated database of each kind.
package dbtest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
)

// serverVariable names the PostgreSQL server on which tests make databases;
// make test sets it.
const serverVariable = "PAMONG_TEST_POSTGRES"

// Each runs a test on SQLite and, where make test has given a server, on
// PostgreSQL, with the tables of the houses in place.
func Each(t *testing.T, houses []fs.FS, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t, houses...)) })
	if !HasPostgres() {
		return
	}
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t, houses...)) })
}

// Twice is Each with two handles of the same database, as two processes hold
// them.
func Twice(t *testing.T, houses []fs.FS, f func(t *testing.T, d, other *db.DB)) {
	t.Helper()
	run := func(t *testing.T, dsn string) { f(t, open(t, dsn, houses), open(t, dsn, houses)) }
	t.Run("sqlite", func(t *testing.T) { run(t, filepath.Join(t.TempDir(), "pamong.db")) })
	if HasPostgres() {
		t.Run("postgres", func(t *testing.T) { run(t, NewPostgres(t)) })
	}
}

// HasPostgres reports whether make test has given a PostgreSQL server.
func HasPostgres() bool { return os.Getenv(serverVariable) != "" }

// SQLite returns a new database file that goes with the test.
func SQLite(t testing.TB, houses ...fs.FS) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "pamong.db"), houses)
}

// Postgres returns a new database on the test server that goes with the test.
func Postgres(t testing.TB, houses ...fs.FS) *db.DB {
	t.Helper()
	return open(t, NewPostgres(t), houses)
}

// NewPostgres makes an empty database on the test server and returns its
// address.
func NewPostgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(serverVariable)
	if server == "" {
		t.Fatalf("%s is not set", serverVariable)
	}
	ctx := context.Background()
	admin, err := db.Open(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	name := "t" + strings.ReplaceAll(id.New(), "-", "")
	if _, err := admin.Pool().ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Pool().ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	at := strings.LastIndex(server, "/")
	rest := ""
	if q := strings.Index(server[at:], "?"); q >= 0 {
		rest = server[at+q:]
	}
	return server[:at] + "/" + name + rest
}

func open(t testing.TB, dsn string, houses []fs.FS) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, err := d.Migrate(ctx, houses...); err != nil {
		t.Fatal(err)
	}
	return d
}
