package regulation

import (
	"cmp"
	"slices"
	"time"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
)

// Layer says what a list of days off holds: the national holidays with the
// collective leave, or the holidays of one region beside them.
type Layer string

// The layers of days off.
const (
	National Layer = "national"
	Regional Layer = "regional"
)

// kinds are the kinds of days that a list of the layer may hold, the usual
// first.
func (l Layer) kinds() []calendar.Kind {
	if l == Regional {
		return []calendar.Kind{calendar.Regional}
	}
	return []calendar.Kind{calendar.National, calendar.Collective}
}

// Kinds returns the kinds of days that a list of the layer may hold.
func (l Layer) Kinds() []calendar.Kind { return l.kinds() }

// Day is one day off as a list names it.
type Day struct {
	Date clock.Date
	Kind calendar.Kind
	Name string
}

// DayList is one version of the days off of one year: the whole list of its
// layer, as an SKB orders it. It holds from AsOf on, until the next version of
// that year. It is never changed after its release.
type DayList struct {
	ID      string // "" for one that comes with the program
	Agency  string // whose it is, "" for all of the installation
	Layer   Layer
	Year    int
	State   State      // Draft or InForce
	Version int        // of the draft; a form tells with which it began
	AsOf    clock.Date // the day on which it became known; "" while a draft
	Basis   Instrument // of a built-in list the number only
	Days    []Day

	MadeBy, ReleasedBy string // actors
	MadeAt, ReleasedAt time.Time
}

// BuiltIn reports whether the list comes with the program.
func (l DayList) BuiltIn() bool { return l.ID == "" }

// basis names the order of the list in one line.
func (l DayList) basis() string {
	if l.Basis.Date.IsZero() {
		return l.Basis.Number
	}
	return l.Basis.String()
}

// dayKey tells days of one list apart.
type dayKey struct {
	date clock.Date
	kind calendar.Kind
}

func (d Day) key() dayKey { return dayKey{d.Date, d.Kind} }

// versionsOf divides the days that come with the program into versions: for
// each year one on every day on which something became known.
func versionsOf(days []calendar.Holiday) []DayList {
	var lists []DayList
	ordered := slices.Clone(days)
	slices.SortStableFunc(ordered, func(a, b calendar.Holiday) int {
		return cmp.Or(cmp.Compare(a.Date.Year(), b.Date.Year()), cmp.Compare(a.KnownFrom, b.KnownFrom), cmp.Compare(a.Date, b.Date))
	})
	for _, h := range ordered {
		n, day := len(lists), Day{h.Date, h.Kind, h.Name}
		switch {
		case n == 0 || lists[n-1].Year != h.Date.Year():
			lists = append(lists, DayList{Layer: National, Year: h.Date.Year(), State: InForce, AsOf: h.KnownFrom, Basis: Instrument{Number: h.Basis}, Days: []Day{day}})
		case lists[n-1].AsOf != h.KnownFrom:
			next := lists[n-1]
			next.AsOf, next.Basis.Number, next.Days = h.KnownFrom, h.Basis, append(slices.Clone(next.Days), day)
			lists = append(lists, next)
		default:
			lists[n-1].Days = append(lists[n-1].Days, day)
		}
	}
	return lists
}

// inTime orders versions by year and layer, and within them by the day on
// which they became known; of one day the program's own comes first.
func inTime(lists []DayList) {
	slices.SortStableFunc(lists, func(a, b DayList) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.AsOf, b.AsOf), a.ReleasedAt.Compare(b.ReleasedAt))
	})
}

// holidaysOf makes the calendar of released versions: each day with when it
// became known, and until when where a later version of its year left it out.
func holidaysOf(lists []DayList) []calendar.Holiday {
	lists = slices.Clone(lists)
	inTime(lists)
	var all []calendar.Holiday
	open := map[dayKey]int{} // days that stand, by their place in all
	for i, l := range lists {
		if i > 0 && (lists[i-1].Year != l.Year || lists[i-1].Layer != l.Layer) {
			clear(open)
		}
		named := map[dayKey]bool{}
		for _, d := range l.Days {
			named[d.key()] = true
			if at, stands := open[d.key()]; stands {
				all[at].Name = d.Name
				continue
			}
			open[d.key()] = len(all)
			all = append(all, calendar.Holiday{Date: d.Date, Kind: d.Kind, Name: d.Name, KnownFrom: l.AsOf, Basis: l.basis()})
		}
		for key, at := range open {
			if !named[key] {
				all[at].KnownUntil, all[at].UntilBasis = l.AsOf, l.basis()
				delete(open, key)
			}
		}
	}
	return slices.DeleteFunc(all, func(h calendar.Holiday) bool { return h.KnownUntil != "" && h.KnownUntil <= h.KnownFrom })
}

// Against returns the days that a version has and the other has not, and the
// reverse, each in order of date.
func (l DayList) Against(before DayList) (added, gone []Day) {
	lacking := func(a, b []Day) []Day {
		var found []Day
		for _, d := range a {
			if !slices.ContainsFunc(b, func(o Day) bool { return o.key() == d.key() }) {
				found = append(found, d)
			}
		}
		return found
	}
	return lacking(l.Days, before.Days), lacking(before.Days, l.Days)
}
