package planning

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/schedule"
)

// fill lays what the people of a group do in their own time into what the
// sessions with others leave of each day: every day keeps the JP that it had, and
// the pieces keep their order. A piece that finds no room in one go is cut; the
// first part keeps the identity. Sessions up to today, and locked ones, stay.
func (c Course) fill(stage string, today clock.Date, placed []schedule.Session) []schedule.Session {
	want := c.load(stage)
	var all []schedule.Session
	for g := 1; g <= c.Groups(); g++ {
		var own []schedule.Session // what others leave no choice in
		for _, s := range placed {
			if s.Stage == stage && (s.Group == 0 || s.Group == g) {
				own = append(own, s)
			}
		}
		f := filler{course: c, stage: stage, jp: c.lessons(stage), pool: c.pool(stage, g, today)}
		for _, d := range c.stage(stage).Days {
			if d > today {
				f.lay(d, want[dayOf{g, d}], own)
			}
		}
		for _, d := range c.stage(stage).Days {
			if d > today && len(f.pool) > 0 {
				f.lay(d, f.jp, append(own, f.done...))
			}
		}
		all = append(all, f.done...)
		all = append(all, f.pool...)
	}
	return all
}

// pool returns what a group does in its own time in a stage after today, in
// order, cut pieces of one session on one day put together again.
func (c Course) pool(stage string, group int, today clock.Date) []schedule.Session {
	var list []schedule.Session
	for _, s := range c.Sessions {
		if s.Stage != stage || s.Group != group || !loose(s) || s.Locked || s.Day <= today {
			continue
		}
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
	stage  string
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
