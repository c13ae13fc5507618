package timetable

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkContest solves the instances of the competition that lie in the folder
// PAMONG_BENCH_ITC2007, each once on one core for 120 s from seed 1. The data is
// not ours to ship. The table of decision 14 was made so.
func BenchmarkContest(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(os.Getenv("PAMONG_BENCH_ITC2007"), "comp*.ctt"))
	if err != nil || len(files) == 0 {
		b.Skip("PAMONG_BENCH_ITC2007 names no folder with instances")
	}
	for _, name := range files {
		b.Run(strings.TrimSuffix(filepath.Base(name), ".ctt"), func(b *testing.B) {
			f, err := os.Open(name)
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			c, err := ReadContest(f)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				p, err := c.Problem()
				if err != nil {
					b.Fatal(err)
				}
				plan, err := Solve(context.Background(), p, Options{Time: 2 * time.Minute, Seed: 1})
				if err != nil {
					b.Fatal(err)
				}
				cost, err := c.Rate(c.Lectures(p, plan.Places))
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(cost.Hard()), "breaches")
				b.ReportMetric(float64(cost.Soft()), "cost")
				b.ReportMetric(float64(plan.Moves), "moves")
			}
		})
	}
}
