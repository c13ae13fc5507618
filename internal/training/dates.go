package training

import (
	"cmp"
	"slices"
	"sort"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

// Warning is something about a plan that a person should know; it never
// stops anybody. Args alternate names and values for the message Key.
type Warning struct {
	Key  string
	Args []any
	Wave int // number of the wave it concerns, 0 for the whole programme
}

// The keys of the warnings of this house; those about stage dates come from
// the regulation.
const (
	WarnLate       = "training.warning.late"        // the wave ends after somebody's probation is full
	WarnLateFree   = "training.warning.late_free"   // so does it, and an earlier start would free all
	WarnFewerWaves = "training.warning.fewer_waves" // fewer batches than waves wanted
	WarnSplit      = "training.warning.split"       // a holiday lies within the stage in class
	WarnNoRank     = "training.warning.no_rank"     // people without golongan are seated
	WarnLeftOut    = "training.warning.left_out"    // a class is sent out
	WarnDayOff     = "training.warning.day_off"     // a day set by hand is a day off
	WarnSunday     = "training.warning.sunday"      // a day set by hand is a Sunday
	WarnDayTwice   = "training.warning.day_twice"   // two stages have one day
	WarnWaiting    = "training.warning.waiting"     // people for whom there is no place
)

// Dates are the stage dates of one batch with what a person should know of
// them.
type Dates struct {
	Stages   []regulation.StageDate
	Warnings []Warning
}

// End returns the last day of the course, "" when it has no days.
func (d Dates) End() clock.Date {
	if len(d.Stages) == 0 {
		return ""
	}
	return d.Stages[len(d.Stages)-1].End
}

// DatesOf returns the stage dates of a course that starts on a day, with the
// warnings of the regulation and one for each stage in class that a holiday
// splits.
func DatesOf(mode *regulation.Mode, start clock.Date, holidays *calendar.List, changes map[string]regulation.StageChange) (Dates, error) {
	stages, found, err := mode.StageDates(start, holidays, changes)
	if err != nil {
		return Dates{}, err
	}
	d := Dates{Stages: stages}
	for _, w := range found {
		d.Warnings = append(d.Warnings, Warning{Key: w.Key(), Args: w.Args})
	}
	for _, s := range stages {
		if s.Stage.Kind != regulation.StageClass {
			continue
		}
		for _, h := range holidays.Between(s.Start, s.End) {
			if !slices.Contains(s.Days, h.Date) {
				d.Warnings = append(d.Warnings, Warning{Key: WarnSplit, Args: []any{"Stage", s.Stage.Key, "Holiday", h.Name, "Day", string(h.Date)}})
				break
			}
		}
	}
	return d, nil
}

// Late returns the people whose year of probation is full before the course
// ends: their gate "passed the training" would be met too late.
func Late(people []Candidate, end clock.Date, rule *regulation.Probation) []Candidate {
	var late []Candidate
	for _, c := range people {
		if c.TMT.Valid() && rule.Term(c.TMT, end).Ends < end {
			late = append(late, c)
		}
	}
	return late
}

// latestStart returns the last day on which a course may start so that it ends
// before the probation of any of some people is full; "" where no start of the
// year before does, as when days are set by hand.
func latestStart(mode *regulation.Mode, start clock.Date, holidays *calendar.List, changes map[string]regulation.StageChange, late []Candidate, end clock.Date, rule *regulation.Probation) (clock.Date, error) {
	need := end
	for _, c := range late {
		need = min(need, rule.Term(c.TMT, end).Ends)
	}
	var failed error
	days := sort.Search(daysAhead, func(earlier int) bool {
		d, err := DatesOf(mode, start.AddDays(-earlier), holidays, changes)
		if err != nil {
			failed = err
		}
		return err == nil && len(d.Stages) > 0 && d.End() <= need
	})
	if failed != nil || days == daysAhead {
		return "", failed
	}
	return start.AddDays(-days), nil
}

// daysAhead is how many days before its start a course is tried.
const daysAhead = 366

// lateWarning tells of people whose probation is full before their course ends,
// and of the last start that would free them all, "" for none.
func lateWarning(late []Candidate, end, latest clock.Date) Warning {
	w := Warning{Key: WarnLate, Args: []any{"N", len(late), "Name", late[0].Name, "End", string(end)}}
	if latest != "" {
		w.Key, w.Args = WarnLateFree, append(w.Args, "Start", string(latest))
	}
	return w
}

// Late reports whether a warning is about people who end too late.
func (w Warning) Late() bool { return w.Key == WarnLate || w.Key == WarnLateFree }

// Shift is one stage whose dates a newer list of holidays moves.
type Shift struct {
	Stage            string // key
	Start, End       clock.Date
	NewStart, NewEnd clock.Date
	Causes           []HolidayChange // by day
}

// HolidayChange is a day that became a holiday, or is none any more.
type HolidayChange struct {
	Name        string
	Day, Listed clock.Date // the day, and since when it is known
	Basis       string
	Gone        bool // it was a holiday and is none any more
}

// HolidayChanges returns what moves some batches, each day once, by day.
func HolidayChanges(drifts []BatchDrift) []HolidayChange {
	var all []HolidayChange
	for _, d := range drifts {
		for _, s := range d.Shifts {
			all = append(all, s.Causes...)
		}
	}
	slices.SortFunc(all, func(a, b HolidayChange) int { return cmp.Compare(a.Day, b.Day) })
	return slices.CompactFunc(all, func(a, b HolidayChange) bool { return a.Day == b.Day })
}

// Drift compares the dates that a batch has with those that the list known on
// a day gives. It returns the stages that would move, none when none would,
// and none when no holiday explains it.
func Drift(have []Stage, now Dates, holidays *calendar.List, day clock.Date) []Shift {
	var shifts []Shift
	worked, works := map[clock.Date]bool{}, map[clock.Date]bool{}
	for _, s := range have {
		for _, d := range s.Days {
			worked[d] = true
		}
	}
	for _, s := range now.Stages {
		for _, d := range s.Days {
			works[d] = true
		}
	}
	explained := false
	for _, s := range now.Stages {
		i := slices.IndexFunc(have, func(h Stage) bool { return h.Key == s.Stage.Key })
		if i < 0 || slices.Equal(have[i].Days, s.Days) {
			continue
		}
		shift := Shift{Stage: s.Stage.Key, Start: have[i].Start, End: have[i].End, NewStart: s.Start, NewEnd: s.End}
		for _, h := range holidays.Between(have[0].Start, max(s.End, have[i].End)) {
			gone := h.KnownUntil != "" && h.KnownUntil <= day
			switch {
			case gone && works[h.Date] && !worked[h.Date]:
				shift.Causes = append(shift.Causes, HolidayChange{h.Name, h.Date, h.KnownUntil, h.UntilBasis, true})
			case !gone && h.KnownFrom <= day && worked[h.Date] && !works[h.Date]:
				shift.Causes = append(shift.Causes, HolidayChange{h.Name, h.Date, h.KnownFrom, h.Basis, false})
			}
		}
		explained = explained || len(shift.Causes) > 0
		shifts = append(shifts, shift)
	}
	if !explained {
		return nil
	}
	return shifts
}

// Years before and after the start of a programme within which its days lie: a
// slip in the year is refused, before it makes a course of two thousand years.
const (
	yearsBefore = 1
	yearsAfter  = 3
)

// near notes a day that is far from the start of its programme.
func near(f *fault.Fields, field string, day, start clock.Date) {
	from, until := start.AddMonths(-12*yearsBefore), start.AddMonths(12*yearsAfter)
	if day.Valid() && (day < from || day > until) {
		f.Add(field, "training.fault.far_day", "From", from, "Until", until)
	}
}
