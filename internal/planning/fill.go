package planning

import (
	"cmp"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/schedule"
)

// fill lays what the people of a group do in their own time into what the
// sessions with others leave of the days on which those have changed, or lie where
// it lies: each day keeps the JP that it had, and the pieces keep their order. The
// other days stay as they are, unless those have no room for all. Sessions up to
// today, and locked ones, stay.
func (c Course) fill(stage string, today clock.Date, placed []schedule.Session) []schedule.Session {
	days := slices.DeleteFunc(slices.Clone(c.stage(stage).Days), func(d clock.Date) bool { return d <= today })
	want := c.load(stage)
	var all []schedule.Session
	for g := 1; g <= c.Groups(); g++ {
		others := c.together(stage, g, today, placed)
		before := c.together(stage, g, today, c.Sessions)
		moved := slices.DeleteFunc(slices.Clone(days), func(d clock.Date) bool {
			return alike(before, others, d) && !c.overlaid(stage, g, d, others)
		})
		done, left := c.lay(stage, g, today, moved, others, want)
		if len(left) > 0 && len(moved) < len(days) {
			done, left = c.lay(stage, g, today, days, others, want)
		}
		all = append(append(all, done...), left...)
	}
	return all
}

// together returns what leaves the people of a group no choice in a stage.
func (c Course) together(stage string, group int, today clock.Date, sessions []schedule.Session) []schedule.Session {
	return slices.DeleteFunc(slices.Clone(sessions), func(s schedule.Session) bool {
		return s.Stage != stage || s.Group != 0 && s.Group != group || c.free(s, stage, group, today)
	})
}

// free reports whether a session is what a group does in its own time in a stage
// after today, at an hour that nobody has locked.
func (c Course) free(s schedule.Session, stage string, group int, today clock.Date) bool {
	return s.Stage == stage && s.Group == group && loose(s) && !s.Locked && s.Day > today
}

// alike reports whether two lists of sessions take the same hours of a day.
func alike(a, b []schedule.Session, day clock.Date) bool {
	hours := func(list []schedule.Session) [][2]int {
		var all [][2]int
		for _, s := range list {
			if s.Day == day {
				all = append(all, [2]int{s.Start, s.End})
			}
		}
		slices.SortFunc(all, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
		return all
	}
	return slices.Equal(hours(a), hours(b))
}

// overlaid reports whether others lie over the own time of a group on a day.
func (c Course) overlaid(stage string, group int, day clock.Date, others []schedule.Session) bool {
	return slices.ContainsFunc(c.Sessions, func(s schedule.Session) bool {
		return s.Day == day && s.Stage == stage && s.Group == group && loose(s) && !s.Locked &&
			slices.ContainsFunc(others, func(o schedule.Session) bool { return o.Day == day && o.Start < s.End && s.Start < o.End })
	})
}

// lay lays the own time of a group of some days anew, and keeps that of the
// others; left is what finds no room.
func (c Course) lay(stage string, group int, today clock.Date, days []clock.Date, others []schedule.Session, want map[dayOf]int) (done, left []schedule.Session) {
	var pool, kept []schedule.Session
	for _, s := range c.Sessions {
		switch {
		case !c.free(s, stage, group, today):
		case slices.Contains(days, s.Day):
			pool = append(pool, s)
		default:
			kept = append(kept, s)
		}
	}
	f := filler{course: c, jp: c.lessons(stage), pool: whole(pool)}
	for _, d := range days {
		f.lay(d, want[dayOf{group, d}], others)
	}
	for _, d := range days {
		if len(f.pool) > 0 {
			f.lay(d, f.jp, slices.Concat(others, f.done))
		}
	}
	return append(kept, f.done...), f.pool
}

// whole puts the pieces of one session on one day together again.
func whole(pieces []schedule.Session) []schedule.Session {
	var list []schedule.Session
	for _, s := range pieces {
		i := slices.IndexFunc(list, func(o schedule.Session) bool { return o.Day == s.Day && o.Subject == s.Subject })
		if i < 0 {
			list = append(list, s)
			continue
		}
		list[i].JP += s.JP
	}
	return list
}

// filler lays the pool of one group day by day.
type filler struct {
	course Course
	jp     int // lessons of a day
	pool   []schedule.Session
	done   []schedule.Session
}

// lay fills a day up to so many JP.
func (f *filler) lay(day clock.Date, want int, own []schedule.Session) {
	lessons := f.course.Lessons(day, f.jp)
	free := make([]bool, len(lessons))
	for i, span := range lessons {
		free[i] = !slices.ContainsFunc(own, func(s schedule.Session) bool { return s.Day == day && s.Start < span[1] && span[0] < s.End })
	}
	for _, s := range own {
		if s.Day == day {
			want -= s.JP
		}
	}
	for i := 0; i < len(free) && want > 0 && len(f.pool) > 0; {
		if !free[i] {
			i++
			continue
		}
		n := 0
		for i+n < len(free) && free[i+n] && n < want && n < f.pool[0].JP {
			n++
		}
		piece := f.pool[0]
		piece.Day, piece.JP, piece.Start, piece.End = day, n, lessons[i][0], lessons[i+n-1][1]
		f.done = append(f.done, piece)
		f.pool[0].JP -= n
		f.pool[0].ID = ""
		if f.pool[0].JP == 0 {
			f.pool = f.pool[1:]
		}
		want -= n
		i += n
	}
}
