package schedule

import (
	"cmp"
	"maps"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// Problem is something that a check of a schedule found. A hard one forbids
// publishing; the others are deviations that a person should know.
type Problem struct {
	Hard    bool
	Key     string // of the message
	Args    []any
	Session SessionID  // whom it concerns, "" for a stage or the whole
	Day     clock.Date // on which a trainer or room may not; once it is over it forbids nothing
}

// midnight is the last minute at which a session may end.
const midnight = 24 * 60

// check judges the sessions of a batch by the frame it is laid into. Others
// are the sessions of other batches, in force, that might need the same
// trainer or room at the same time; those of the same months, for loads.
func (f *frame) check(sessions, others []Session) []Problem {
	problems := f.checkLedger(sessions)
	problems = append(problems, f.checkPlaces(sessions)...)
	problems = append(problems, overlaps(sessions)...)
	problems = append(problems, doubleBookings(sessions, others)...)
	problems = append(problems, checkRooms(sessions, others)...)
	if f.resources != nil {
		problems = append(problems, f.resources.checkEach(sessions)...)
		problems = append(problems, f.resources.checkLoads(sessions, others)...)
	}
	problems = append(problems, f.checkDays(sessions)...)
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(rank(a), rank(b)) })
	return problems
}

func rank(p Problem) int {
	if p.Hard {
		return 0
	}
	return 1
}

// checkLedger compares days and JP with the pack.
func (f *frame) checkLedger(sessions []Session) []Problem {
	var problems []Problem
	for _, r := range ledger(f.mode, f.stages, f.groups, sessions) {
		switch {
		case r.Days == 0:
			continue
		case r.Uneven():
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.uneven", Args: []any{"Stage", r.Stage, "Least", slices.Min(r.Groups), "Most", slices.Max(r.Groups)}})
		case r.Missing() > 0:
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.jp_missing", Args: []any{"Stage", r.Stage, "N", r.Missing(), "JP", r.JP, "Want", r.WantJP}})
		case r.Missing() < 0:
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.jp_over", Args: []any{"Stage", r.Stage, "N", -r.Missing(), "JP", r.JP, "Want", r.WantJP}})
		case r.JP == 0:
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.no_sessions", Args: []any{"Stage", r.Stage}})
		}
		if r.Empty > 0 && r.JP > 0 {
			problems = append(problems, Problem{Key: "schedule.problem.empty_days", Args: []any{"Stage", r.Stage, "N", r.Empty}})
		}
		if r.WantDays > 0 && r.Days != r.WantDays {
			problems = append(problems, Problem{Key: "schedule.problem.days", Args: []any{"Stage", r.Stage, "Days", r.Days, "Want", r.WantDays, "Difference", r.Days - r.WantDays}})
		}
	}
	return problems
}

// checkPlaces finds sessions outside their stage or the day, and lengths that
// are not those of their JP.
func (f *frame) checkPlaces(sessions []Session) []Problem {
	inStage := map[string]map[clock.Date]bool{}
	for _, s := range f.stages {
		inStage[s.Key] = map[clock.Date]bool{}
		for _, d := range s.Days {
			inStage[s.Key][d] = true
		}
	}
	var problems []Problem
	jp := dayJP(sessions)
	for _, s := range sessions {
		about := []any{"Subject", s.Subject, "Day", string(s.Day)}
		if !inStage[s.Stage][s.Day] {
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.outside", Args: append(about, "Stage", s.Stage), Session: s.ID})
		}
		if s.Start < 0 || s.End <= s.Start || s.End > midnight {
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.time", Args: about, Session: s.ID})
			continue
		}
		_, end := advance(s.Start, s.JP*f.rules.Hours.MinutesPerJP.Value, f.pauses(s.Day, jp[dayGroup{s.Day, s.Group}]))
		if end != s.End && s.Kind != regulation.Asynchronous {
			problems = append(problems, Problem{Key: "schedule.problem.minutes", Args: append(about, "JP", s.JP, "Minutes", s.End-s.Start), Session: s.ID})
		}
	}
	return problems
}

// dayGroup is a day of one group, or of the whole batch for 0.
type dayGroup struct {
	day   clock.Date
	group int
}

// dayJP returns the JP of each day: for a group those of the whole batch too,
// for the whole batch the most that any group has.
func dayJP(sessions []Session) map[dayGroup]int {
	whole, own := map[clock.Date]int{}, map[dayGroup]int{}
	for _, s := range sessions {
		if s.Group == 0 {
			whole[s.Day] += s.JP
		} else {
			own[dayGroup{s.Day, s.Group}] += s.JP
		}
	}
	jp := map[dayGroup]int{}
	for day, n := range whole {
		jp[dayGroup{day, 0}] = n
	}
	for at, n := range own {
		jp[at] = n + whole[at.day]
		jp[dayGroup{at.day, 0}] = max(jp[dayGroup{at.day, 0}], jp[at])
	}
	return jp
}

// overlaps finds two sessions of the same people at the same time.
func overlaps(sessions []Session) []Problem {
	var problems []Problem
	eachClash(sessions, nil, func(a, b *Session) {
		if a.with(*b) {
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.overlap", Args: []any{"Subject", a.Subject, "Other", b.Subject, "Day", string(a.Day), "At", meetAt(a, b), "Group", max(a.Group, b.Group)}, Session: b.ID})
		}
	})
	return problems
}

// eachClash calls f for every two sessions of one day whose times meet: the first
// is one of ours, the second another of ours, or one of others.
func eachClash(ours, others []Session, f func(a, b *Session)) {
	byDay := map[clock.Date][]*Session{}
	for i := range others {
		byDay[others[i].Day] = append(byDay[others[i].Day], &others[i])
	}
	for i := range ours {
		a := &ours[i]
		beside := byDay[a.Day]
		for k := i + 1; k < len(ours); k++ {
			if ours[k].Day == a.Day {
				beside = append(beside, &ours[k])
			}
		}
		for _, b := range beside {
			if a.Start < b.End && b.Start < a.End {
				f(a, b)
			}
		}
	}
}

// meetAt is the time from which two sessions of a day lie over each other.
func meetAt(a, b *Session) i18n.Hour { return i18n.Hour(max(a.Start, b.Start)) }

// doubleBookings finds trainers who would be in two places at once. What
// people do in their own time needs no trainer.
func doubleBookings(sessions, others []Session) []Problem {
	var problems []Problem
	eachClash(sessions, others, func(a, b *Session) {
		if a.leads() && b.leads() && sameTrainer(a, b) {
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.trainer", Args: []any{"Trainer", a.Trainer, "Day", string(a.Day), "At", meetAt(a, b), "Subject", a.Subject, "Other", b.Subject}, Session: a.ID, Day: a.Day})
		}
	})
	return problems
}

func (s Session) leads() bool {
	return s.Trainer != "" && s.Meets()
}

// sameTrainer reports whether one person leads both: by the list of trainers
// where both are on it, by account where both have one, otherwise by name.
func sameTrainer(a, b *Session) bool {
	if a.TrainerID != "" && b.TrainerID != "" {
		return a.TrainerID == b.TrainerID
	}
	if a.Account != "" && b.Account != "" {
		return a.Account == b.Account
	}
	return org.Fold(a.Trainer) == org.Fold(b.Trainer)
}

// checkDays finds days with more lessons together than the pack allows, and
// weeks of Ramadan with more than its working hours: what people do together and
// what they learn in their own time, not what they do at work.
func (f *frame) checkDays(sessions []Session) []Problem {
	lessons := slices.DeleteFunc(slices.Clone(sessions), func(s Session) bool {
		return s.Kind != regulation.Synchronous && s.Kind != regulation.Classroom
	})
	jp := dayJP(lessons)
	all := dayJP(slices.DeleteFunc(slices.Clone(sessions), func(s Session) bool { return s.Kind == regulation.Workplace }))
	h := f.rules.Hours
	weeks := map[clock.Date]int{} // minutes of Ramadan by the Monday of the week
	var problems []Problem
	for _, s := range f.stages {
		most := 0
		if rule := f.mode.Stage(s.Key); rule != nil {
			most = rule.DailyMaxJP.Value
		}
		for _, d := range s.Days {
			n := jp[dayGroup{d, 0}]
			if most > 0 && n > most {
				problems = append(problems, Problem{Key: "schedule.problem.long_day", Args: []any{"Day", string(d), "N", n, "Most", most}})
			}
			if f.ramadan(d) {
				weeks[d.AddDays(-(int(d.Weekday())+6)%7)] += all[dayGroup{d, 0}] * h.MinutesPerJP.Value
			}
		}
	}
	for _, monday := range slices.Sorted(maps.Keys(weeks)) {
		if minutes := weeks[monday]; minutes > h.RamadanWeek.Value {
			problems = append(problems, Problem{Key: "schedule.problem.ramadan", Args: []any{"Day", string(monday), "Minutes", minutes, "Most", h.RamadanWeek.Value}})
		}
	}
	return problems
}

// Say says a problem in the speaker's language, with titles instead of keys.
func (p Problem) Say(s *i18n.Speaker, rules *regulation.Training, mode *regulation.Mode) string {
	return s.T(p.Key, training.Words(s, rules, mode, p.Args)...)
}
