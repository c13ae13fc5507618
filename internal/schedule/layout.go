package schedule

import (
	"slices"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// frame is what sessions of a batch are laid into.
type frame struct {
	rules       *regulation.Training
	mode        *regulation.Mode
	stages      []training.Stage
	groups      int
	from, until clock.Date     // Ramadan, "" for none
	resources   *resources     // nil where no session names a trainer or room of the lists
	most        map[string]int // JP of the fullest day of stages, as far as asked
}

// fullest returns the JP of the fullest day of a stage as its template lays it
// out; 0 where the pack has none.
func (f *frame) fullest(stage string) int {
	if n, known := f.most[stage]; known {
		return n
	}
	n := 0
	for _, s := range f.stages {
		if s.Key == stage {
			for _, jp := range dayJP(f.layStage(s)) {
				n = max(n, jp)
			}
		}
	}
	if f.most == nil {
		f.most = map[string]int{}
	}
	f.most[stage] = n
	return n
}

// piece is a session before it has a day and a time.
type piece struct {
	regulation.SessionPattern
}

// loose reports whether a piece may be cut and put on another day when a
// stage is longer or shorter than its template: what people do in their own
// time and at work.
func (p piece) loose() bool {
	return p.Kind == regulation.Asynchronous || p.Kind == regulation.Workplace
}

// lay returns the sessions of a whole course in order of day and time.
func (f *frame) lay() []Session {
	var all []Session
	for _, s := range f.stages {
		all = append(all, f.layStage(s)...)
	}
	return all
}

// layStage returns the sessions of one stage; none where the pack has no
// template for it or the stage is left out.
func (f *frame) layStage(s training.Stage) []Session {
	rule := f.mode.Stage(s.Key)
	if rule == nil || len(rule.Template) == 0 || len(s.Days) == 0 {
		return nil
	}
	var days [][]piece
	for _, pattern := range rule.Template {
		for range pattern.Days {
			var day []piece
			for _, p := range pattern.Sessions {
				day = append(day, piece{p})
			}
			days = append(days, day)
		}
	}
	if len(days) != len(s.Days) {
		days = refit(days, len(s.Days))
	}
	var sessions []Session
	for i, day := range days {
		sessions = append(sessions, f.layDay(s, i, day)...)
	}
	return sessions
}

// layDay gives the pieces of a day their times, and each group its session.
func (f *frame) layDay(s training.Stage, i int, day []piece) []Session {
	jp := make([]int, len(day))
	for k, p := range day {
		jp[k] = p.JP
	}
	var sessions []Session
	for k, span := range f.times(s.Days[i], jp) {
		p := day[k]
		agenda := ""
		if _, a := f.rules.Subject(p.Subject); a != nil {
			agenda = a.Key
		}
		one := Session{Stage: s.Key, Day: s.Days[i], DayNumber: i + 1, Start: span[0], End: span[1], JP: p.JP, Subject: p.Subject, Agenda: agenda, Kind: p.Kind, Lead: p.Lead}
		if p.Audience != "group" {
			sessions = append(sessions, one)
			continue
		}
		for one.Group = 1; one.Group <= f.groups; one.Group++ {
			sessions = append(sessions, one)
		}
	}
	return sessions
}

// pause is a break of a day, in minutes after midnight.
type pause struct{ from, to int }

// ramadan reports whether a day has the hours of Ramadan.
func (f *frame) ramadan(day clock.Date) bool {
	return !f.from.IsZero() && day >= f.from && day <= f.until
}

// pauses returns the breaks of a day: lunch, longer on Fridays; and in the
// afternoon, where the day still ends in time with it.
func (f *frame) pauses(day clock.Date, jp int) []pause {
	h := f.rules.Hours
	lunch := pause{h.LunchStart.Value, h.LunchStart.Value + h.LunchMinutes.Value}
	if day.Weekday() == time.Friday {
		lunch.to = lunch.from + h.FridayMinutes.Value
	}
	if f.ramadan(day) || h.AfternoonBreak.Value == 0 {
		return []pause{lunch}
	}
	_, end := advance(h.DayStart.Value, jp*h.MinutesPerJP.Value, []pause{lunch})
	if end+h.AfternoonBreak.Value > h.DayEnd.Value {
		return []pause{lunch}
	}
	// The break comes after the lesson that ends nearest to the middle of the
	// afternoon.
	lessons := (h.DayEnd.Value - lunch.to + h.MinutesPerJP.Value) / (2 * h.MinutesPerJP.Value)
	at := lunch.to + lessons*h.MinutesPerJP.Value
	return []pause{lunch, {at, at + h.AfternoonBreak.Value}}
}

// times returns start and end of sessions that follow each other on a day,
// given their JP. A session may span a break; none begins within one.
func (f *frame) times(day clock.Date, jp []int) [][2]int {
	h := f.rules.Hours
	total := 0
	for _, n := range jp {
		total += n
	}
	at := h.DayStart.Value
	if f.ramadan(day) {
		at = h.RamadanStart.Value
	}
	pauses := f.pauses(day, total)
	spans := make([][2]int, len(jp))
	for i, n := range jp {
		start, end := advance(at, n*h.MinutesPerJP.Value, pauses)
		spans[i] = [2]int{start, end}
		at = end
	}
	return spans
}

// advance returns when something of so many minutes begins and ends that may
// begin at a time of day.
func advance(at, minutes int, pauses []pause) (start, end int) {
	for _, p := range pauses {
		if at >= p.from && at < p.to {
			at = p.to
		}
	}
	end = at + minutes
	for _, p := range pauses {
		if at < p.from && end > p.from {
			end += p.to - p.from
		}
	}
	return at, end
}

// refit spreads the pieces of a template over another number of days. Lessons
// with others keep their order and lie where they lay, in proportion; what
// people do in their own time fills the days evenly, cut where need be. The
// JP stay the same.
func refit(days [][]piece, n int) [][]piece {
	fitted := make([][]piece, n)
	var pool []piece
	total := 0
	for i, day := range days {
		for _, p := range day {
			total += p.JP
			if p.loose() {
				pool = append(pool, p)
			} else {
				at := i * n / len(days)
				fitted[at] = append(fitted[at], p)
			}
		}
	}
	for i := range fitted {
		want := total / n
		if i < total%n {
			want++
		}
		pool = pour(&fitted[i], pool, want-sum(fitted[i]))
	}
	for len(pool) > 0 {
		least := 0
		for i := range fitted {
			if sum(fitted[i]) < sum(fitted[least]) {
				least = i
			}
		}
		pool = pour(&fitted[least], pool, 1)
	}
	return fitted
}

// pour moves so many JP from the pool to a day and returns what is left.
func pour(day *[]piece, pool []piece, jp int) []piece {
	for jp > 0 && len(pool) > 0 {
		p := pool[0]
		p.JP = min(jp, p.JP)
		jp -= p.JP
		same := func(o piece) bool {
			return o.Subject == p.Subject && o.Kind == p.Kind && o.Audience == p.Audience && o.Lead == p.Lead
		}
		if i := slices.IndexFunc(*day, same); i >= 0 {
			(*day)[i].JP += p.JP
		} else {
			*day = append(*day, p)
		}
		if pool[0].JP -= p.JP; pool[0].JP == 0 {
			pool = pool[1:]
		}
	}
	return pool
}

func sum(day []piece) int {
	n := 0
	for _, p := range day {
		n += p.JP
	}
	return n
}
