package planning_test

import (
	"fmt"
	"testing"

	"pamong/internal/kit/db/dbtest"
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
