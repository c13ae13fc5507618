//go:build linux

// Bench measures the running program as its users meet it. It builds the
// binary, fills the two cities of the demo, drives the pages over loopback,
// and measures beside each work what this machine can do at best, in the same
// run: machines are shared and noisy, so a ratio says more than a time.
//
//	go run ./tools/bench [-db postgres://…] [-seconds 2]
//
// The table gives for each work what we need, the limit beside it, their
// ratio, the bar of the design, and the CPU of the server for one operation.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	limit := flag.String("limit", "", "serve a bare page on this address; the bench starts itself so")
	dsn := flag.String("db", "", "PostgreSQL database to fill instead of a new SQLite file")
	long := flag.Duration("long", 2*time.Second, "how long each page is driven")
	flag.Parse()
	run := func() error {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return bench(ctx, *dsn, *long)
	}
	if *limit != "" {
		run = func() error { return serveLimit(*limit) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench runs all works against a filled system and prints the table.
func bench(ctx context.Context, dsn string, long time.Duration) error {
	dir, err := os.MkdirTemp("", "pamong-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	table := &table{out: os.Stdout}
	table.head()
	commits, err := durableCommits(ctx, dir, long)
	if err != nil {
		return err
	}
	s, err := start(ctx, dir, dsn)
	if err != nil {
		return err
	}
	defer s.stop()
	bare, err := startLimit(ctx)
	if err != nil {
		return err
	}
	defer bare.stop()
	w := works{system: s, bare: bare, table: table, long: long, commits: commits}
	for _, work := range []func(context.Context) error{w.start, w.firstVisit, w.homes, w.lists, w.sheets, w.roll, w.backup, w.idle} {
		if err := work(ctx); err != nil {
			return err
		}
	}
	if err := w.largeLists(ctx, dir); err != nil {
		return err
	}
	if err := w.growth(ctx, dir); err != nil {
		return err
	}
	if err := w.imports(ctx, dir); err != nil {
		return err
	}
	if err := w.moves(ctx, dir); err != nil {
		return err
	}
	return w.letters(ctx, dir)
}
