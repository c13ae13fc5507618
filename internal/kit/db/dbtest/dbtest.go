// Package dbtest gives tests an empty, migrated database of each kind.
package dbtest

import (
	"context"
	"io/fs"
	"os"
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
	run := func(t *testing.T, dsn string) { f(t, open(t, dsn), open(t, dsn)) }
	t.Run("sqlite", func(t *testing.T) { run(t, copyOfFile(t, houses)) })
	if HasPostgres() {
		t.Run("postgres", func(t *testing.T) { run(t, newPostgres(t, houses)) })
	}
}

// HasPostgres reports whether make test has given a PostgreSQL server.
func HasPostgres() bool { return os.Getenv(serverVariable) != "" }

// SQLite returns a new database file that goes with the test.
func SQLite(t testing.TB, houses ...fs.FS) *db.DB {
	t.Helper()
	return open(t, copyOfFile(t, houses))
}

// Postgres returns a new database on the test server that goes with the test.
func Postgres(t testing.TB, houses ...fs.FS) *db.DB {
	t.Helper()
	return open(t, newPostgres(t, houses))
}

// NewPostgres makes an empty database on the test server and returns its
// address.
func NewPostgres(t testing.TB) string {
	t.Helper()
	return newPostgres(t, nil)
}

// newPostgres makes a database with the tables of the houses, and returns its
// address.
func newPostgres(t testing.TB, houses []fs.FS) string {
	t.Helper()
	server := os.Getenv(serverVariable)
	if server == "" {
		t.Fatalf("%s is not set", serverVariable)
	}
	admin := open(t, server)
	template := "template0"
	if houses != nil {
		template = templateOnServer(t, admin, server, houses)
	}
	name := "t" + strings.ReplaceAll(id.New(), "-", "")
	run(t, admin, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy") // quicker where nothing is synced
	t.Cleanup(func() {
		if _, err := admin.Pool().ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return onServer(server, name)
}

// onServer returns the address of a database beside the one that is given.
func onServer(server, name string) string {
	at := strings.LastIndex(server, "/")
	rest := ""
	if q := strings.Index(server[at:], "?"); q >= 0 {
		rest = server[at+q:]
	}
	return server[:at] + "/" + name + rest
}

func open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
