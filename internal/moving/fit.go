package moving

import (
	"slices"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// fitted are the dates of a batch under its rule pack as the office has them.
type fitted struct {
	asOf    clock.Date
	changes map[string]regulation.StageChange
	dates   training.Dates
	exact   bool
}

// fit finds the plan behind the dates that an office has: the list of holidays,
// as it was known on some day, under which the pack gives just these dates.
// Where none does, the stages are taken as the files date them.
func fit(mode *regulation.Mode, holidays *calendar.List, today clock.Date, b *Batch) (fitted, error) {
	kept := map[string]Stretch{}
	for _, s := range b.Stages {
		if key := stageOf(mode, s.Title); key != "" && s.End != "" {
			kept[key] = s
		}
	}
	first := fitted{asOf: today}
	var err error
	for i, day := range knownDays(holidays, b.Start, today) {
		f := fitted{asOf: day, exact: true}
		if f.dates, err = training.DatesOf(mode, b.Start, holidays.AsOf(day), nil); err != nil {
			return f, err
		}
		if i == 0 {
			first.dates = f.dates
		}
		for _, s := range f.dates.Stages {
			if k, ok := kept[s.Stage.Key]; ok && (k.Start != s.Start || k.End != s.End) {
				f.exact = false
			}
		}
		if f.exact {
			return f, nil
		}
	}
	first.changes = map[string]regulation.StageChange{}
	list := holidays.AsOf(today)
	for key, k := range kept {
		days := list.Count(mode.Stage(key).Rule(), k.Start, k.End)
		if days > 0 {
			first.changes[key] = regulation.StageChange{Days: &days, Start: k.Start}
		}
	}
	first.dates, err = training.DatesOf(mode, b.Start, list, first.changes)
	return first, err
}

// knownDays returns the days, newest first, on which the list of holidays
// around a course was another one.
func knownDays(holidays *calendar.List, start, today clock.Date) []clock.Date {
	days := []clock.Date{today}
	for _, h := range holidays.Between(start.AddDays(-7), start.AddDays(300)) {
		for _, turn := range []clock.Date{h.KnownFrom, h.KnownUntil} {
			if turn == "" || turn > today {
				continue
			}
			for _, d := range []clock.Date{turn, turn.AddDays(-1)} {
				if !slices.Contains(days, d) {
					days = append(days, d)
				}
			}
		}
	}
	slices.SortFunc(days, func(a, b clock.Date) int { return strings.Compare(string(b), string(a)) })
	return days
}

// stageOf returns the stage of a mode that a title means, "" for none.
func stageOf(mode *regulation.Mode, title string) string {
	folded := org.Fold(title)
	if folded == "" {
		return ""
	}
	found := ""
	for _, s := range mode.Stages {
		for _, own := range []string{org.Fold(s.Title.ID), org.Fold(s.Title.EN)} {
			switch {
			case own == folded:
				return s.Key
			case found == "" && (strings.Contains(folded, own) || strings.HasPrefix(own, folded)):
				found = s.Key
			}
		}
	}
	return found
}
