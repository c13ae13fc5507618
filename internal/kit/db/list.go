package db

import (
	"context"
	"fmt"
)

// Row is one row that was found, to be scanned once.
type Row interface{ Scan(into ...any) error }

// List asks a question and returns all rows, each as scan reads it. What says
// in an error what was being done.
func List[T any](ctx context.Context, q Q, what string, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		list = append(list, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return list, nil
}

// Counts asks a question of two columns, a key and a number, and returns the
// numbers by their keys; a key without rows has none.
func Counts[K comparable](ctx context.Context, q Q, what, query string, args ...any) (map[K]int, error) {
	type count struct {
		key K
		n   int
	}
	list, err := List(ctx, q, what, func(row Row) (c count, err error) {
		err = row.Scan(&c.key, &c.n)
		return c, err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	counts := make(map[K]int, len(list))
	for _, c := range list {
		counts[c.key] = c.n
	}
	return counts, nil
}

// Column is List for a question of one column.
func Column[T any](ctx context.Context, q Q, what, query string, args ...any) ([]T, error) {
	return List(ctx, q, what, func(row Row) (one T, err error) {
		err = row.Scan(&one)
		return one, err
	}, query, args...)
}
