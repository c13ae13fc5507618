package schedule

import (
	"slices"

	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// Difference is one session that two versions of a schedule do not have alike.
type Difference struct {
	Before, After *Session // nil where a version does not have it
}

// One is the session as the newer version has it, or had it last.
func (d Difference) One() Session {
	if d.After != nil {
		return *d.After
	}
	return *d.Before
}

// Concerns reports whether the people of a group are in the session.
func (d Difference) Concerns(group int) bool {
	one := d.One()
	return one.Group == 0 || one.Group == group
}

// leader returns as whom messages reach who leads a session: by their account, or
// as a guest on the list of trainers; an empty one where neither is known.
func (s Session) leader() notify.Recipient {
	return notify.RecipientOf(s.Account, string(s.TrainerID))
}

// LedBy reports whether somebody leads the session, or led it before.
func (d Difference) LedBy(r notify.Recipient) bool {
	return d.Before != nil && d.Before.leader() == r || d.After != nil && d.After.leader() == r
}

// Together reports whether people meet in the session; the other ones are what
// they do in their own time.
func (d Difference) Together() bool { return d.One().Meets() }

// Meets reports whether people meet in a session, so that it needs an hour that
// suits all.
func (s Session) Meets() bool {
	return s.Kind == regulation.Synchronous || s.Kind == regulation.Classroom || s.Kind == regulation.Ceremony
}

// Timed, Led and Placed report what of a session has changed that both versions
// have.
func (d Difference) Timed() bool {
	return d.Before.Day != d.After.Day || d.Before.Start != d.After.Start || d.Before.End != d.After.End
}

// Led reports whether somebody else leads it.
func (d Difference) Led() bool { return d.Before.Trainer != d.After.Trainer }

// Placed reports whether it is held elsewhere.
func (d Difference) Placed() bool {
	return d.Before.Place != d.After.Place || d.Before.Link != d.After.Link
}

// Diff compares two versions of a schedule by the identity of their sessions, in
// the order of the newer one. A change that nobody notices, such as a lock, is
// none.
func Diff(before, after []Session) []Difference {
	was := make(map[SessionID]*Session, len(before))
	for i := range before {
		was[before[i].ID] = &before[i]
	}
	var list []Difference
	for i := range after {
		one := Difference{was[after[i].ID], &after[i]}
		delete(was, after[i].ID)
		if one.Before == nil || one.Timed() || one.Led() || one.Placed() || one.Before.JP != one.After.JP {
			list = append(list, one)
		}
	}
	for i := range before {
		if was[before[i].ID] != nil {
			list = append(list, Difference{Before: &before[i]})
		}
	}
	slices.SortStableFunc(list, func(a, b Difference) int { return InTime(a.One(), b.One()) })
	return list
}

// Line says a difference: what it was and what it is.
func (d Difference) Line(rules *regulation.Training) i18n.Line {
	subject := i18n.Both{ID: d.One().Subject, EN: d.One().Subject}
	if s, _ := rules.Subject(d.One().Subject); s != nil {
		subject = i18n.Both{ID: s.Title.ID, EN: s.Title.EN}
	}
	switch {
	case d.Before == nil:
		return i18n.Say("schedule.told.added", "Subject", subject, "When", when(*d.After))
	case d.After == nil:
		return i18n.Say("schedule.told.removed", "Subject", subject, "When", when(*d.Before))
	case d.Timed():
		return i18n.Say("schedule.told.timed", "Subject", subject, "Was", when(*d.Before), "Now", when(*d.After), "More", d.rest())
	case d.Led() || d.Placed():
		return i18n.Say("schedule.told.same_time", "Subject", subject, "When", when(*d.After), "More", d.rest())
	}
	return i18n.Say("schedule.told.length", "Subject", subject, "When", when(*d.After), "JP", d.After.JP)
}

// when says day and hour of a session.
func when(s Session) i18n.Line {
	return i18n.Say("schedule.told.when", "Day", s.Day, "Start", i18n.Hour(s.Start), "End", i18n.Hour(s.End))
}

// rest says who leads it and where, where that has changed too; "" for nothing.
func (d Difference) rest() any {
	led, placed := d.Led(), d.Placed() && d.place() != ""
	switch {
	case led && placed:
		return i18n.Say("schedule.told.both", "Was", d.Before.Trainer, "Trainer", d.After.Trainer, "Place", d.place())
	case led:
		return i18n.Say("schedule.told.trainer", "Was", d.Before.Trainer, "Trainer", d.After.Trainer)
	case placed:
		return i18n.Say("schedule.told.place", "Place", d.place())
	}
	return ""
}

func (d Difference) place() string {
	if d.After.Place != "" {
		return d.After.Place
	}
	return d.After.Link
}

// linesOf says the differences that somebody is told of, a line for each session.
func linesOf(rules *regulation.Training, list []Difference, concerns func(Difference) bool) []i18n.Line {
	var lines []i18n.Line
	for _, d := range list {
		if d.Together() && concerns(d) {
			lines = append(lines, d.Line(rules))
		}
	}
	return lines
}

// groupsOf returns the ids of the people of each group of a batch.
func groupsOf(seats []training.Seat) map[int][]string {
	groups := map[int][]string{}
	for _, s := range seats {
		groups[s.GroupNumber] = append(groups[s.GroupNumber], string(s.Person))
	}
	return groups
}
