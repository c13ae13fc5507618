package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// attempts is how often an act is repeated on a serialisation failure.
const attempts = 12

// Tx is one transaction.
type Tx struct {
	tx   *sql.Tx
	pool *pool
	kind Kind
	kept *sync.Map
	used map[string]*sql.Stmt // prepared within this transaction, by text
}

// InTx runs f in one transaction: BEGIN IMMEDIATE on SQLite, SERIALIZABLE on
// PostgreSQL. On a serialisation failure the whole of f is run again, so f
// must change nothing outside the transaction. No hashing, file, network or
// rendering belongs inside.
func (d *DB) InTx(ctx context.Context, f func(tx *Tx) error) error {
	if err := onlyLooks(ctx); err != nil {
		return err
	}
	var err error
	for i := range attempts {
		if err = d.once(ctx, f); err == nil || !again(err) {
			return err
		}
		wait := time.Duration(1+rand.IntN(4<<min(i, 6))) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	return fmt.Errorf("transaction gave up after %d attempts: %w", attempts, err)
}

func (d *DB) once(ctx context.Context, f func(tx *Tx) error) error {
	opts := &sql.TxOptions{}
	if d.kind == Postgres {
		opts.Isolation = sql.LevelSerializable
	}
	raw, err := d.write.db.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{tx: raw, pool: d.write, kind: d.kind, kept: d.kept, used: map[string]*sql.Stmt{}}
	defer func() {
		raw.Rollback() // a no-op after Commit
		d.write.learn(context.WithoutCancel(ctx), tx.used)
	}()
	if err := f(tx); err != nil {
		return err
	}
	if err := raw.Commit(); err != nil {
		return fmt.Errorf("%w: %w", errCommit, err)
	}
	return nil
}

// again reports whether an act may be done again: it met another one, or its
// connection was gone before anything was sent.
func again(err error) bool { return serialisation(err) || errors.Is(err, driver.ErrBadConn) }

// serialisation reports whether the transaction met another one and may be
// tried again.
func serialisation(err error) bool {
	code := pgCode(err)
	return code == "40001" || code == "40P01"
}

// Unique reports whether err says that a unique key exists already.
func Unique(err error) bool {
	return pgCode(err) == "23505" || sqliteUnique(err)
}

// Kind returns the kind of the database.
func (t *Tx) Kind() Kind { return t.kind }

func (t *Tx) memory() *sync.Map { return t.kept }

// SQL returns the transaction for the job queue, which speaks database/sql.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	var res sql.Result
	var err error
	if s := t.stmt(ctx, query); s != nil {
		res, err = s.ExecContext(ctx, args...)
	} else {
		res, err = t.tx.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Do runs a statement of which only its failure matters. On PostgreSQL it
// travels with the next statement of the transaction that wants an answer, or
// with the commit, and that one fails in its place.
func (t *Tx) Do(ctx context.Context, query string, args ...any) error {
	_, err := t.Exec(context.WithValue(ctx, unanswered{}, true), query, args...)
	return err
}

// Query asks within the transaction.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := t.stmt(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRow asks for one row within the transaction.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if s := t.stmt(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// stmt returns the prepared statement of a text: the kept one, or one that
// lives as long as this transaction, whose only connection nobody else may
// prepare on meanwhile.
func (t *Tx) stmt(ctx context.Context, query string) *sql.Stmt {
	if !t.pool.keep {
		return nil
	}
	if s := t.pool.known(query); s != nil {
		return t.tx.StmtContext(ctx, s)
	}
	if s := t.used[query]; s != nil {
		return s
	}
	s, err := t.tx.PrepareContext(ctx, query)
	if err != nil {
		return nil // the query itself will tell the error
	}
	t.used[query] = s
	return s
}

// Lock makes acts that take the same name wait for each other until their
// transactions end: two officers never take one number. SQLite has one writer
// and needs no more.
func (t *Tx) Lock(ctx context.Context, name string) error {
	if t.kind != Postgres {
		return nil
	}
	if _, err := t.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name); err != nil {
		return fmt.Errorf("lock %s: %w", name, err)
	}
	return nil
}
