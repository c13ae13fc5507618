package planning

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/timetable"
	"pamong/internal/schedule"
)

// grid turns days and minutes into the slots of the engine: the days of the
// round one after the other, each from the first minute to the last at which
// anything happens, in slots as long as all times allow.
type grid struct {
	days  []clock.Date
	index map[clock.Date]int
	from  int // first minute of a day
	unit  int // minutes of a slot
	slots int // of a day
}

// The shortest slot, in minutes: times between are rounded outwards. And the
// hours of a day that are always there, so that absences and closures have
// somewhere to lie.
const (
	leastUnit = 5
	dawn      = 8 * 60
	dusk      = 17 * 60
)

func newGrid(days []clock.Date, times [][2]int) grid {
	slices.Sort(days)
	g := grid{days: slices.Compact(days), index: map[clock.Date]int{}, from: dawn}
	for i, d := range g.days {
		g.index[d] = i
	}
	until, unit := dusk, 60
	for _, t := range times {
		g.from, until = min(g.from, t[0]), max(until, t[1])
		unit = divisor(divisor(unit, t[0]), t[1])
	}
	g.unit = max(leastUnit, unit)
	g.from -= g.from % g.unit
	g.slots = (until - g.from + g.unit - 1) / g.unit
	return g
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// span returns the slots of a time on a day of the grid; false when none of it
// lies there.
func (g grid) span(day clock.Date, start, end int) (timetable.Span, bool) {
	i, known := g.index[day]
	a, b := max(0, (start-g.from)/g.unit), min(g.slots, (end-g.from+g.unit-1)/g.unit)
	if !known || a >= b {
		return timetable.Span{}, false
	}
	return timetable.Span{Start: i*g.slots + a, End: i*g.slots + b}, true
}

// closed returns the slots between two days, both with the minutes from start to
// end; whole days where both are 0.
func (g grid) closed(from, until clock.Date, start, end int) []timetable.Span {
	if end == 0 {
		start, end = 0, 24*60
	}
	var list []timetable.Span
	i, _ := slices.BinarySearch(g.days, from)
	for ; i < len(g.days) && g.days[i] <= until; i++ {
		if s, ok := g.span(g.days[i], start, end); ok {
			list = append(list, s)
		}
	}
	return list
}

// between returns the days from one on and before another one, as the engine
// counts them.
func (g grid) between(from, before clock.Date) (int, int) {
	a, _ := slices.BinarySearch(g.days, from)
	b, _ := slices.BinarySearch(g.days, before)
	return a, b
}

// gridOf returns the grid of a round.
func (r *Round) gridOf() grid {
	var days []clock.Date
	var times [][2]int
	note := func(s schedule.Session) {
		times = append(times, [2]int{s.Start, s.End})
	}
	for _, c := range r.Courses {
		for _, stage := range c.Stages {
			if !c.teaches(stage.Key) {
				continue
			}
			days = append(days, stage.Days...)
			jp := c.lessons(stage.Key)
			for _, d := range stage.Days {
				times = append(times, c.Lessons(d, jp)...)
			}
		}
		for _, s := range c.Sessions {
			if s.Meets() {
				days = append(days, s.Day)
				note(s)
			}
		}
	}
	known := map[clock.Date]bool{}
	for _, d := range days {
		known[d] = true
	}
	for _, s := range r.Others {
		if known[s.Day] {
			note(s)
		}
	}
	return newGrid(days, times)
}
