package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// Snapshot runs f with answers that all come from one moment, whatever others
// write meanwhile. It does not stop them.
func (d *DB) Snapshot(ctx context.Context, f func(q Q) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.kind == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	raw, err := d.read.db.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin snapshot: %w", err)
	}
	defer raw.Rollback()
	return f(&Tx{tx: raw, pool: &pool{db: d.read.db}, kind: d.kind, kept: d.kept})
}

// Tables returns the names of all tables in order.
func Tables(ctx context.Context, q Q) ([]string, error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if q.Kind() == Postgres {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`
	}
	return names(ctx, q, query)
}

func names(ctx context.Context, q Q, query string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		list = append(list, name)
	}
	return list, rows.Err()
}

// Dependent returns tables so that each stands after those its foreign keys
// point at.
func Dependent(ctx context.Context, q Q, tables []string) ([]string, error) {
	needs := map[string][]string{}
	for _, t := range tables {
		query, args := `SELECT "table" FROM pragma_foreign_key_list($1)`, []any{t}
		if q.Kind() == Postgres {
			query = `SELECT f.relname FROM pg_constraint c JOIN pg_class o ON o.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid WHERE c.contype = 'f' AND o.relname = $1`
		}
		list, err := names(ctx, q, query, args...)
		if err != nil {
			return nil, err
		}
		needs[t] = list
	}
	var order []string
	var visit func(t string)
	visit = func(t string) {
		if slices.Contains(order, t) {
			return
		}
		for _, n := range needs[t] {
			if n != t {
				visit(n)
			}
		}
		order = append(order, t)
	}
	for _, t := range tables {
		visit(t)
	}
	return order, nil
}
