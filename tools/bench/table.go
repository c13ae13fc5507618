//go:build linux

package main

import (
	"fmt"
	"io"
	"time"
)

// row is one line of the table. Empty cells were not measured.
type row struct {
	work, ours, limit, ratio, bar string
	cpu                           time.Duration // of the server for one operation
	met                           bool
}

type table struct{ out io.Writer }

func (t *table) head() {
	fmt.Fprintf(t.out, "%-46s %14s %14s %8s %10s  %s\n", "work", "ours", "limit", "ratio", "CPU/op", "bar")
}

func (t *table) add(r row) {
	mark := "met"
	if !r.met {
		mark = "MISSED"
	}
	if r.bar == "" {
		mark = ""
	}
	cpu := ""
	if r.cpu > 0 {
		cpu = milliseconds(r.cpu)
	}
	fmt.Fprintf(t.out, "%-46s %14s %14s %8s %10s  %s %s\n", r.work, r.ours, r.limit, r.ratio, cpu, r.bar, mark)
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

func kilobytes(n int64) string { return fmt.Sprintf("%.1f KB", float64(n)/1000) }

func ratio(ours, limit time.Duration) string {
	if limit <= 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", float64(ours)/float64(limit))
}
