package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
)

// A test that migrates its own database spends more time there than on what it
// tests. So each set of tables is migrated once, and tests get copies: of a
// file that the test process keeps, and of a database that stays on the server
// for the next process too.
var files = struct {
	sync.Mutex
	of map[string][]byte // by the mark of the tables
}{of: map[string][]byte{}}

// mark names a set of tables: two sets with the same mark are the same.
func mark(t testing.TB, houses []fs.FS) string {
	t.Helper()
	sum := sha256.New()
	for _, house := range houses {
		names, err := fs.Glob(house, "schema/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(house, name)
			if err != nil {
				t.Fatal(err)
			}
			sum.Write([]byte(name + "\x00" + string(text) + "\x00"))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:24]
}

// copyOfFile returns the path of a new SQLite database with the tables.
func copyOfFile(t testing.TB, houses []fs.FS) string {
	t.Helper()
	path, m := filepath.Join(t.TempDir(), "pamong.db"), mark(t, houses)
	files.Lock()
	defer files.Unlock()
	if files.of[m] == nil {
		migrate(t, path, houses)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files.of[m] = content
		return path
	}
	if err := os.WriteFile(path, files.of[m], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// templateOnServer returns the name of a database with the tables. What makes
// one gives it the name when it is whole, so whoever finds the name may copy.
func templateOnServer(t testing.TB, admin *db.DB, server string, houses []fs.FS) string {
	t.Helper()
	ctx, name := context.Background(), "pamong_tables_"+mark(t, houses)
	found := func() bool {
		var n int
		if err := admin.Pool().QueryRowContext(ctx, `SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 1
	}
	if found() {
		return name
	}
	making := "m" + id.New()
	run(t, admin, `CREATE DATABASE "`+making+`" TEMPLATE template0`)
	migrate(t, onServer(server, making), houses)
	if _, err := admin.Pool().ExecContext(ctx, `ALTER DATABASE "`+making+`" RENAME TO `+name); err != nil {
		run(t, admin, `DROP DATABASE "`+making+`" WITH (FORCE)`) // another process was quicker
		if !found() {
			t.Fatal(err)
		}
	}
	return name
}

// migrate makes the tables and closes the database again.
func migrate(t testing.TB, dsn string, houses []fs.FS) {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(context.Background(), houses...); err != nil {
		t.Fatal(err)
	}
}

func run(t testing.TB, d *db.DB, statement string) {
	t.Helper()
	if _, err := d.Pool().ExecContext(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}
