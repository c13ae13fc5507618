package regulation

import (
	"maps"
	"slices"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
)

// StageDate is one stage of a course with its dates.
type StageDate struct {
	Stage      *Stage
	Start, End clock.Date
	Days       []clock.Date // the counted days, Start and End among them
}

// StageChange is what a batch decides otherwise than the pack, by stage. Nil
// and empty fields leave the pack's value.
type StageChange struct {
	Days  *int           // 0 leaves the stage out
	Rule  *calendar.Rule // which days count
	Start clock.Date     // a start set by hand
	Set   string         // the days themselves set by hand, "2025-07-07 2025-07-08", in order; they beat all else
}

// days returns the days set by hand.
func (c StageChange) days() []clock.Date {
	var set []clock.Date
	for day := range strings.FieldsSeq(c.Set) {
		set = append(set, clock.Date(day))
	}
	return set
}

// inOrder reports whether days are dates, each later than the one before, and
// no more than a year of them.
func inOrder(days []clock.Date) bool {
	for i, d := range days {
		if !d.Valid() || i > 0 && d <= days[i-1] {
			return false
		}
	}
	return len(days) <= daysOfYear
}

// Warning is something about computed dates that a person should know. Args
// alternate names and values; the text is the message
// "regulation.warning." + Code.
type Warning struct {
	Code string
	Args []any
}

// Key returns the message key of the warning.
func (w Warning) Key() string { return "regulation.warning." + w.Code }

// The codes of warnings.
const (
	WarnHolidaysUnknown = "holidays_unknown" // no holiday list for a year of the course
	WarnDaysDiffer      = "days_differ"      // a stage is longer or shorter than the pack says
	WarnDaysUnknown     = "days_unknown"     // a stage has no length yet and is left out
	WarnStageOverlaps   = "stage_overlaps"   // a start by hand lies before the end of the stage before
)

// StageDates returns the dates of the mode's stages from start on: each stage
// begins on the first counted day after the one before. Stages of 0 days are
// left out. It warns of years without holidays, of lengths other than the
// pack's and of overlaps; it refuses an unknown stage, an impossible number of
// days and a start that is no date.
func (m *Mode) StageDates(start clock.Date, holidays *calendar.List, changes map[string]StageChange) ([]StageDate, []Warning, error) {
	if err := m.refuse(start, changes); err != nil {
		return nil, nil, err
	}
	var dates []StageDate
	var warnings []Warning
	free := start
	for i := range m.Stages {
		s := &m.Stages[i]
		change := changes[s.Key]
		days, rule := s.Days.Value, s.Rule()
		if set := change.days(); len(set) > 0 {
			days = len(set)
			warnings = append(warnings, lengthWarning(s, days)...)
		} else if change.Days != nil {
			days = *change.Days
			warnings = append(warnings, lengthWarning(s, days)...)
		} else if days == 0 {
			warnings = append(warnings, Warning{WarnDaysUnknown, []any{"Stage", s.Key}})
		}
		if change.Rule != nil {
			rule = *change.Rule
		}
		if days == 0 {
			continue
		}
		if set := change.days(); len(set) > 0 {
			if set[0] < free {
				warnings = append(warnings, Warning{WarnStageOverlaps, []any{"Stage", s.Key, "Start", string(set[0])}})
			}
			dates = append(dates, StageDate{Stage: s, Start: set[0], End: set[len(set)-1], Days: set})
			free = set[len(set)-1].AddDays(1)
			continue
		}
		from := free
		if !change.Start.IsZero() {
			from = change.Start
			if from < free {
				warnings = append(warnings, Warning{WarnStageOverlaps, []any{"Stage", s.Key, "Start", string(from)}})
			}
		}
		counted := holidays.Days(rule, from, days)
		d := StageDate{Stage: s, Start: counted[0], End: counted[days-1], Days: counted}
		if rule.Unit == calendar.Working {
			warnings = append(warnings, yearWarnings(holidays, d, warnings)...)
		}
		dates = append(dates, d)
		free = d.End.AddDays(1)
	}
	return dates, warnings, nil
}

func (m *Mode) refuse(start clock.Date, changes map[string]StageChange) error {
	var f fault.Fields
	if !start.Valid() {
		f.Add("start", "regulation.fault.date")
	}
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		c := changes[key]
		if m.Stage(key) == nil {
			f.Add(key, "regulation.fault.no_stage", "Stage", key)
		}
		if c.Days != nil && (*c.Days < 0 || *c.Days > daysOfYear) {
			f.Add(key, "regulation.fault.range", "Least", 0, "Most", daysOfYear)
		}
		if !c.Start.IsZero() && !c.Start.Valid() || !inOrder(c.days()) {
			f.Add(key, "regulation.fault.date")
		}
	}
	return f.Err()
}

// lengthWarning warns when a stage is not as long as the pack says.
func lengthWarning(s *Stage, days int) []Warning {
	if days == s.Days.Value || s.Days.Value == 0 {
		return nil
	}
	return []Warning{{WarnDaysDiffer, []any{"Stage", s.Key, "Want", s.Days.Value, "Got", days, "Difference", days - s.Days.Value}}}
}

// yearWarnings warns once of every year of the stage without known holidays.
func yearWarnings(holidays *calendar.List, d StageDate, given []Warning) []Warning {
	var warnings []Warning
	for _, year := range holidays.UnknownYears(d.Start, d.End) {
		known := slices.ContainsFunc(given, func(w Warning) bool {
			return w.Code == WarnHolidaysUnknown && w.Args[1] == yearText(year)
		})
		if !known {
			warnings = append(warnings, Warning{WarnHolidaysUnknown, []any{"Year", yearText(year)}})
		}
	}
	return warnings
}
