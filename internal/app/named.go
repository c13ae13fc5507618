package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/kit/db"
	"pamong/internal/kit/jobs"
	"pamong/internal/roster"
)

// namedFiles returns the hashes of all files that any house names, so that only
// what nobody needs is ever removed. A column that names a file ends in "_hash";
// taking each of them keeps the files of houses that are yet to come.
func namedFiles(ctx context.Context, q db.Q) (map[string]bool, error) {
	named := map[string]bool{}
	sealed, err := roster.SealedFiles(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, h := range sealed {
		named[h] = true
	}
	tables, err := db.Tables(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if slices.Contains(notBackedUp, table) || jobs.OwnTable(table) {
			continue
		}
		columns, err := columnsOf(ctx, q, table)
		if err != nil {
			return nil, err
		}
		for _, column := range columns {
			if !strings.HasSuffix(column, "_hash") {
				continue
			}
			hashes, err := db.Column[string](ctx, q, "list files of "+table, `SELECT DISTINCT `+column+` FROM `+table+` WHERE `+column+` <> ''`)
			if err != nil {
				return nil, err
			}
			for _, h := range hashes {
				named[h] = true
			}
		}
	}
	return named, nil
}

func columnsOf(ctx context.Context, q db.Q, table string) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT * FROM `+table+` LIMIT 0`)
	if err != nil {
		return nil, fmt.Errorf("columns of %s: %w", table, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("columns of %s: %w", table, err)
	}
	return columns, rows.Err()
}
