package planning_test

import (
	"slices"
	"testing"

	"pamong/internal/kit/db/dbtest"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
)

// TestAMoveByHandMakesNoDayLonger lets somebody put a session on a day that is
// full already: mending does not lay others into the evening.
func TestAMoveByHandMakesNoDayLonger(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	r := o.round(t, 20, 12, 12)
	next := after(r, solve(t, r, 300_000))
	const stage = "elearning_1"
	ends := func(all []schedule.Session) int {
		latest := 0
		for _, s := range all {
			if s.Stage == stage && !s.Locked {
				latest = max(latest, s.End)
			}
		}
		return latest
	}
	all := next.Courses[0].Sessions
	before := ends(all)
	is := func(s schedule.Session) bool {
		return s.Stage == stage && s.Group == 1 && s.Kind == regulation.Synchronous && s.JP == 3
	}
	first := slices.IndexFunc(all, is)
	later := slices.IndexFunc(all, func(s schedule.Session) bool { return is(s) && s.Day > all[first].Day })
	span := next.Courses[0].Lessons(all[later].Day, 3)
	all[first].Day, all[first].DayNumber, all[first].Start, all[first].End, all[first].Locked = all[later].Day, all[later].DayNumber, span[0][0], span[2][1], true
	out := solve(t, next, 300_000)
	for _, f := range faults(next, out) {
		t.Error(f)
	}
	if after := ends(out.Batches[0].Sessions); after > before {
		t.Errorf("a day ends at minute %d, before at %d", after, before)
	}
}
