package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

// Migrate brings the tables of all houses up to date. Each house gives a file
// system with its schema/NNNN_name.sql; the numbers are unique over all houses
// and say the order. It returns how many files were applied.
func (d *DB) Migrate(ctx context.Context, houses ...fs.FS) (int, error) {
	p, err := d.migrations(houses)
	if err != nil {
		return 0, err
	}
	done, err := p.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	return len(done), nil
}

// Pending returns how many migration files wait to be applied.
func (d *DB) Pending(ctx context.Context, houses ...fs.FS) (int, error) {
	p, err := d.migrations(houses)
	if err != nil {
		return 0, err
	}
	states, err := p.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("read migration state: %w", err)
	}
	n := 0
	for _, s := range states {
		if s.State == goose.StatePending {
			n++
		}
	}
	return n, nil
}

func (d *DB) migrations(houses []fs.FS) (*goose.Provider, error) {
	all, err := union(houses, d.kind)
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.kind == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.write.db, all, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

var wordText = regexp.MustCompile(`\bTEXT\b`)

// union joins the schema folders of all houses into one. On PostgreSQL every
// text column compares by bytes, as SQLite does, so that both kinds order and
// find alike.
func union(houses []fs.FS, kind Kind) (fs.FS, error) {
	all := fstest.MapFS{}
	for _, house := range houses {
		names, err := fs.Glob(house, "schema/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(house, name)
			if err != nil {
				return nil, err
			}
			if kind == Postgres {
				text = wordText.ReplaceAll(text, []byte(`TEXT COLLATE "C"`))
			}
			base := strings.TrimPrefix(name, "schema/")
			if all[base] != nil {
				return nil, errors.New("two migrations are named " + base)
			}
			all[base] = &fstest.MapFile{Data: text}
		}
	}
	return all, nil
}
