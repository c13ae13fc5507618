// Package db opens SQLite or PostgreSQL and runs one portable SQL text on
// either.
//
// Every act opens one transaction with InTx and passes it down; houses write
// SQL with $1 placeholders beside the code that uses it. SQLite has one
// writer connection and a pool of readers; PostgreSQL runs every act as a
// SERIALIZABLE transaction. Small writes that many people make at the same
// moment go through Coalesce, which shares one durable commit among them.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // driver "sqlite"
)

// Kind is the kind of a database.
type Kind string

// The two kinds of databases.
const (
	SQLite   Kind = "sqlite"
	Postgres Kind = "postgres"
)

// readers is how many connections may read at the same time.
const readers = 8

// DB is an open database. It may be used from several goroutines.
type DB struct {
	kind   Kind
	write  *pool
	read   *pool
	kept   *sync.Map // see Kept
	queue  chan *small
	closed chan struct{}
	ended  chan struct{}
}

// Q asks questions: a transaction, or the pool of readers.
type Q interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	Kind() Kind
	memory() *sync.Map
}

// Kept returns what make made for a key before, or makes it now and keeps it
// as long as the database is open. The key names the content, by its hash:
// nothing that may change is kept. Readers share the value and change nothing
// in it.
func Kept[T any](q Q, key string, make func() (T, error)) (T, error) {
	if v, ok := q.memory().Load(key); ok {
		return v.(T), nil
	}
	v, err := make()
	if err == nil {
		q.memory().Store(key, v)
	}
	return v, err
}

// Open opens the database of a DSN: a postgres:// address, or the path of an
// SQLite file (":memory:" for one that dies with the process).
func Open(ctx context.Context, dsn string) (*DB, error) {
	d := &DB{kept: &sync.Map{}, queue: make(chan *small, 4096), closed: make(chan struct{}), ended: make(chan struct{})}
	var err error
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = d.openPostgres(dsn)
	} else {
		err = d.openSQLite(dsn)
	}
	if err != nil {
		return nil, err
	}
	if err := d.read.db.PingContext(ctx); err != nil {
		d.write.db.Close()
		d.read.db.Close()
		return nil, fmt.Errorf("open database %s: %w", redact(dsn), err)
	}
	go d.coalesce()
	return d, nil
}

func (d *DB) openPostgres(dsn string) error {
	pg, err := openTrips(dsn)
	if err != nil {
		return fmt.Errorf("open database %s: %w", redact(dsn), err)
	}
	pg.SetMaxOpenConns(16)
	pg.SetMaxIdleConns(16)
	pg.SetConnMaxIdleTime(5 * time.Minute)
	d.kind = Postgres
	d.write = &pool{db: pg}
	d.read = d.write
	return nil
}

func (d *DB) openSQLite(path string) error {
	d.kind = SQLite
	if path == ":memory:" {
		// One connection: each connection to :memory: is a database of its own.
		mem, err := sql.Open("sqlite", ":memory:?_pragma=foreign_keys(1)&_txlock=immediate")
		if err != nil {
			return fmt.Errorf("open memory database: %w", err)
		}
		mem.SetMaxOpenConns(1)
		mem.SetMaxIdleConns(1)
		d.write = &pool{db: mem, keep: true}
		d.read = d.write
		return nil
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make folder of database: %w", err)
		}
	}
	if err := ensurePrivate(path); err != nil {
		return err
	}
	pragmas := "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=temp_store(2)&_pragma=mmap_size(67108864)"
	name := "file:" + (&url.URL{Path: path}).EscapedPath()
	w, err := sql.Open("sqlite", name+"?_txlock=immediate&_pragma=synchronous(FULL)&"+pragmas)
	if err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	if err := w.Ping(); err != nil {
		w.Close()
		return fmt.Errorf("open database %s: %w", path, err)
	}
	r, err := sql.Open("sqlite", name+"?_pragma=query_only(1)&"+pragmas)
	if err != nil {
		w.Close()
		return fmt.Errorf("open database %s: %w", path, err)
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	d.write, d.read = &pool{db: w, keep: true}, &pool{db: r, keep: true}
	return nil
}

// ensurePrivate makes a new database file readable by its owner only.
func ensurePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return f.Close()
}

// redact drops the password from an address, so that it never reaches a log.
func redact(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil || u.User == nil {
		return dsn
	}
	return u.Redacted()
}

// Kind returns the kind of the database.
func (d *DB) Kind() Kind { return d.kind }

func (d *DB) memory() *sync.Map { return d.kept }

// Pool returns the writing pool for tools that need database/sql itself:
// migrations and the job queue.
func (d *DB) Pool() *sql.DB { return d.write.db }

// Query asks the readers.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.read.query(ctx, query, args...)
}

// QueryRow asks the readers for one row.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return d.read.queryRow(ctx, query, args...)
}

// Rest closes the connections to an SQLite file that are idle: each holds pages
// and statements, and the next one is open within a millisecond.
func (d *DB) Rest() {
	if d.kind != SQLite || d.read == d.write {
		return // a database in memory lives as long as its connection
	}
	d.read.db.SetMaxIdleConns(0)
	d.read.db.SetMaxIdleConns(readers)
	d.write.db.SetMaxIdleConns(0)
	d.write.db.SetMaxIdleConns(1)
}

// Close ends the coalesced writes under way and closes the connections.
func (d *DB) Close() error {
	close(d.closed)
	<-d.ended
	d.write.forget()
	err := d.write.db.Close()
	if d.read != d.write {
		d.read.forget()
		if e := d.read.db.Close(); err == nil {
			err = e
		}
	}
	return err
}
