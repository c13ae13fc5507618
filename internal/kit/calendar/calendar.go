// Package calendar counts days over a list of holidays that grows with time.
//
// Whoever plans dates uses it: to know whether a day counts, which day is the
// first to count, and on which days a stretch of n counted days lies. It owns
// no list; the list is given. Because holidays are announced, amended and
// added late, every entry carries the day on which it became known, and one
// that was taken back the day until which it stood; so a List can be looked at
// as it stood on an earlier day.
//
// It refuses nothing but says what it does not know: a year without a single
// entry is an unknown year, and dates counted in it may move.
package calendar

import (
	"fmt"
	"slices"
	"time"

	"pamong/internal/kit/clock"
)

// Kind tells the sorts of days off apart, since some plans count one and skip
// the other. A holiday of a region is skipped as a national one is.
type Kind string

// The kinds of holidays.
const (
	National   Kind = "national"   // a public holiday
	Collective Kind = "collective" // collective leave
	Regional   Kind = "regional"   // a holiday of one region only
)

// Holiday is one day off, with the day on which it became known and the text
// that ordered it.
type Holiday struct {
	Date      clock.Date
	Kind      Kind
	Name      string
	KnownFrom clock.Date
	Basis     string

	KnownUntil clock.Date // from this day on it was known to be none; "" while it stands
	UntilBasis string     // the text that took it back
}

// List is a set of holidays. It is never changed after NewList, so it may be
// used from several goroutines.
type List struct {
	entries []Holiday
	days    map[clock.Date]dayOff
	years   map[int]bool
	last    int
}

// dayOff marks which kinds of holidays fall on one date.
type dayOff struct{ national, collective bool }

// NewList returns the list of the holidays, ordered by date. Two entries on
// one date are both kept: the date is then a day off of both kinds. One that
// was taken back is kept for AsOf, but is no day off.
func NewList(holidays []Holiday) *List {
	l := &List{entries: slices.Clone(holidays), days: map[clock.Date]dayOff{}, years: map[int]bool{}}
	slices.SortStableFunc(l.entries, func(a, b Holiday) int { return compare(a.Date, b.Date) })
	for _, h := range l.entries {
		if h.KnownUntil != "" {
			continue
		}
		d := l.days[h.Date]
		if h.Kind == Collective {
			d.collective = true
		} else {
			d.national = true
		}
		l.days[h.Date] = d
		year := h.Date.Year()
		l.years[year] = true
		l.last = max(l.last, year)
	}
	return l
}

func compare(a, b clock.Date) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// AsOf returns the list as it was known on the day: without the holidays that
// were announced later, and with those that were taken back later.
func (l *List) AsOf(day clock.Date) *List {
	var known []Holiday
	for _, h := range l.entries {
		if h.KnownUntil > day {
			h.KnownUntil, h.UntilBasis = "", ""
		}
		if h.KnownFrom <= day && h.KnownUntil == "" {
			known = append(known, h)
		}
	}
	return NewList(known)
}

// Between returns the holidays from one date to another, both included, in
// order of date; of a list that was not taken AsOf a day also those that were
// taken back.
func (l *List) Between(from, to clock.Date) []Holiday {
	var found []Holiday
	for _, h := range l.entries {
		if h.Date >= from && h.Date <= to {
			found = append(found, h)
		}
	}
	return found
}

// LastYear returns the last year of which holidays are known, 0 for an empty
// list.
func (l *List) LastYear() int { return l.last }

// UnknownYears returns the years from one date to another of which no holiday
// is known. Dates counted in them are uncertain.
func (l *List) UnknownYears(from, to clock.Date) []int {
	var years []int
	for y := from.Year(); y <= to.Year(); y++ {
		if !l.years[y] {
			years = append(years, y)
		}
	}
	return years
}

// Counted reports whether the date counts under the rule.
func (l *List) Counted(r Rule, d clock.Date) bool { return l.counted(r, d, d.Weekday()) }

func (l *List) counted(r Rule, d clock.Date, day time.Weekday) bool {
	if r.Unit == Calendar {
		return true
	}
	if day == time.Sunday || r.SkipSaturday && day == time.Saturday {
		return false
	}
	off := l.days[d]
	return !(r.SkipHolidays && off.national || r.SkipCollective && off.collective)
}

// First returns the first counted day on or after the date.
func (l *List) First(r Rule, from clock.Date) clock.Date {
	days := l.Days(r, from, 1)
	if len(days) == 0 {
		return from
	}
	return days[0]
}

// Days returns the first n counted days on or after start, in order; none
// when n is not positive or start is no date.
func (l *List) Days(r Rule, start clock.Date, n int) []clock.Date {
	if n <= 0 || !start.Valid() {
		return nil
	}
	days := make([]clock.Date, 0, n)
	for t := start.Time(); len(days) < n; t = t.AddDate(0, 0, 1) {
		if d := clock.FromTime(t); l.counted(r, d, t.Weekday()) {
			days = append(days, d)
		}
	}
	return days
}

// Count returns how many days from one date to another, both included, count
// under the rule; 0 when to is before from.
func (l *List) Count(r Rule, from, to clock.Date) int {
	if !from.Valid() || !to.Valid() {
		return 0
	}
	n := 0
	for t := from.Time(); !t.After(to.Time()); t = t.AddDate(0, 0, 1) {
		if l.counted(r, clock.FromTime(t), t.Weekday()) {
			n++
		}
	}
	return n
}

// Unit says what a number of days means.
type Unit string

// The units.
const (
	Working  Unit = "working"  // Sundays never count; the rest is the rule's
	Calendar Unit = "calendar" // every day counts
)

// Rule says which days do not count. Under Calendar its other fields have no
// effect.
type Rule struct {
	Unit           Unit
	SkipHolidays   bool
	SkipCollective bool
	SkipSaturday   bool
}

// The names of what a rule can skip.
const (
	SkipHolidays   = "holidays"
	SkipCollective = "collective"
	SkipSaturday   = "saturday"
	SkipNone       = "none" // stands alone: nothing but Sundays is skipped
)

// NewRule returns the rule of a unit and the names of what it skips. It
// refuses an unknown unit, an unknown name, and "none" beside another name.
func NewRule(unit Unit, skip []string) (Rule, error) {
	r := Rule{Unit: unit}
	if unit != Working && unit != Calendar {
		return r, fmt.Errorf("unknown unit of days %q", unit)
	}
	for _, name := range skip {
		switch name {
		case SkipHolidays:
			r.SkipHolidays = true
		case SkipCollective:
			r.SkipCollective = true
		case SkipSaturday:
			r.SkipSaturday = true
		case SkipNone:
			if len(skip) > 1 {
				return r, fmt.Errorf("%q cannot stand beside other names", SkipNone)
			}
		default:
			return r, fmt.Errorf("unknown kind of day %q", name)
		}
	}
	return r, nil
}

// Skip returns the names of what the rule skips, in fixed order; "none" alone
// when it skips nothing but Sundays.
func (r Rule) Skip() []string {
	var names []string
	if r.SkipHolidays {
		names = append(names, SkipHolidays)
	}
	if r.SkipCollective {
		names = append(names, SkipCollective)
	}
	if r.SkipSaturday {
		names = append(names, SkipSaturday)
	}
	if names == nil {
		return []string{SkipNone}
	}
	return names
}
