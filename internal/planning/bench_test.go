package planning_test

import (
	"fmt"
	"testing"

	"pamong/internal/kit/db/dbtest"
	"pamong/internal/planning"
	"pamong/internal/regulation"
)

// The bars: Pontianak with 338 people, 4 waves, 9 batches, 36 groups, 40
// trainers and 12 rooms has a first plan in 2 s and is settled in 20 s, without
// a breach.
func BenchmarkPontianak(b *testing.B) {
	o := newOffice(b, dbtest.SQLite(b, schemas()...), 118, 220, 4)
	r := o.round(b, 40, 12, 12)
	for _, moves := range []int{900_000, 9_000_000} {
		b.Run(fmt.Sprintf("moves-%d", moves), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				out := solve(b, r, moves)
				if len(faults(r, out))+len(out.Left) > 0 {
					b.Errorf("%d breaches, %d left", len(faults(r, out)), len(out.Left))
				}
				b.ReportMetric(float64(out.Costs.Sum()), "cost")
			}
		})
	}
}

// The second bar: a province of 10,000 people in 250 batches, with 600 trainers,
// has a first plan in 60 s.
func BenchmarkProvince(b *testing.B) {
	o := newOffice(b, dbtest.SQLite(b, schemas()...), 3500, 6500, 12)
	r := o.round(b, 600, 260, 260)
	for b.Loop() {
		out := solve(b, r, min(8_000_000, planning.Quick*events(r)))
		b.ReportMetric(float64(len(faults(r, out))), "breaches")
		b.ReportMetric(float64(len(out.Left)), "left")
		b.ReportMetric(float64(out.Events), "sessions")
	}
}

// events counts the sessions that a plan may move.
func events(r *planning.Round) int {
	n := 0
	for _, c := range r.Courses {
		for _, s := range c.Sessions {
			if s.Kind != regulation.Asynchronous && s.Kind != regulation.Workplace {
				n++
			}
		}
	}
	return n
}

// One change after publishing: a tutor of Pontianak falls ill for a month, and the
// plan is mended. It says how many sessions had to change, how many did, and for
// how many nobody was found: whom a letter binds to a group is not replaced.
func BenchmarkOneChange(b *testing.B) {
	o := newOffice(b, dbtest.SQLite(b, schemas()...), 118, 220, 4)
	r := o.round(b, 40, 12, 12)
	next := after(r, solve(b, r, 900_000))
	_, had := illness(next, 30)
	for b.Loop() {
		out := solve(b, next, planning.Quick*events(next))
		if n := len(faults(next, out)); n > 0 {
			b.Errorf("%d breaches", n)
		}
		b.ReportMetric(float64(had), "had-to-change")
		b.ReportMetric(float64(len(out.Left)), "left")
		b.ReportMetric(float64(changes(out)), "changed")
	}
}
