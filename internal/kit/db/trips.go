package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// rollbackFor is how long a connection may take to undo a transaction before it
// is given up.
const rollbackFor = 5 * time.Second

// openTrips opens PostgreSQL so that an act costs fewer round trips, which are
// most of what a small act costs: what needs no answer of its own, such as the
// beginning of a transaction, travels with the next statement that does.
func openTrips(dsn string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(trips{stdlib.GetConnector(*config)}), nil
}

// mostWaiting is how many statements wait at most: a bulk of them stays small in
// memory.
const mostWaiting = 64

type trips struct{ driver.Connector }

func (t trips) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := t.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &trip{Conn: c.(*stdlib.Conn)}, nil
}

// trip is one connection, and its transaction while there is one.
type trip struct {
	*stdlib.Conn
	ctx     context.Context // of the transaction
	idle    bool            // whether the transaction has asked for nothing yet
	waiting pgx.Batch       // what travels with the next statement
}

// unanswered marks the context of a statement whose answer nobody waits for.
type unanswered struct{}

func (t *trip) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	begin := "BEGIN"
	if level := sql.IsolationLevel(opts.Isolation); level != sql.LevelDefault {
		begin += " ISOLATION LEVEL " + strings.ToUpper(level.String())
	}
	if opts.ReadOnly {
		begin += " READ ONLY"
	}
	t.ctx, t.idle = ctx, true
	t.waiting = pgx.Batch{}
	t.waiting.Queue(begin)
	return t, nil
}

func (t *trip) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	t.idle = false
	patient := ctx.Value(unanswered{}) != nil && t.waiting.Len() < mostWaiting
	if !patient && t.waiting.Len() == 0 {
		return t.Conn.ExecContext(ctx, query, args)
	}
	if len(args) == 0 && strings.Contains(query, ";") { // no batch takes several statements in one
		if _, err := t.send(ctx); err != nil {
			return nil, err
		}
		return t.Conn.ExecContext(ctx, query, args)
	}
	t.waiting.Queue(query, values(args)...)
	if patient {
		return driver.RowsAffected(0), nil
	}
	tag, err := t.send(ctx)
	return driver.RowsAffected(tag.RowsAffected()), err
}

func (t *trip) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if _, err := t.send(ctx); err != nil {
		return nil, err
	}
	return t.Conn.QueryContext(ctx, query, args)
}

// PrepareContext returns a statement that goes the same ways.
func (t *trip) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if _, err := t.send(ctx); err != nil {
		return nil, err
	}
	s, err := t.Conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return prepared{s.(*stdlib.Stmt), t, query}, nil
}

type prepared struct {
	*stdlib.Stmt
	trip  *trip
	query string
}

func (p prepared) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return p.trip.ExecContext(ctx, p.query, args)
}

func (p prepared) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return p.trip.QueryContext(ctx, p.query, args)
}

// send sends what waits in one round trip and returns the answer to the last.
func (t *trip) send(ctx context.Context) (pgconn.CommandTag, error) {
	batch := t.waiting
	t.idle, t.waiting = false, pgx.Batch{}
	var tag pgconn.CommandTag
	switch {
	case batch.Len() == 0:
		return tag, nil
	case t.Conn.Conn().IsClosed():
		return tag, driver.ErrBadConn
	}
	answers := t.Conn.Conn().SendBatch(ctx, &batch)
	var err error
	for range batch.Len() {
		if tag, err = answers.Exec(); err != nil {
			break
		}
	}
	if e := answers.Close(); err == nil {
		err = e
	}
	if err != nil && pgconn.SafeToRetry(err) {
		return tag, driver.ErrBadConn
	}
	return tag, err
}

// Commit sends what waits, and commits. A transaction that asked for nothing has
// nothing to commit.
func (t *trip) Commit() error {
	if t.idle {
		return t.Rollback()
	}
	t.waiting.Queue("COMMIT")
	tag, err := t.send(t.ctx)
	if err == nil && tag.String() == "ROLLBACK" {
		err = pgx.ErrTxCommitRollback
	}
	if err != nil {
		return errors.Join(err, t.Rollback())
	}
	return nil
}

// Rollback leaves the connection without a transaction, or closed.
func (t *trip) Rollback() error {
	t.waiting = pgx.Batch{}
	c := t.Conn.Conn()
	if c.IsClosed() || c.PgConn().TxStatus() == 'I' {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackFor)
	defer cancel()
	_, err := c.Exec(ctx, "ROLLBACK")
	if err != nil {
		c.Close(ctx)
	}
	return err
}

func values(args []driver.NamedValue) []any {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a.Value
	}
	return list
}
