package seminar

import (
	"cmp"
	"slices"

	"pamong/internal/kit/i18n"
)

// Problem is something that a check of a plan found. A hard one forbids
// publishing.
type Problem struct {
	Hard  bool
	Text  i18n.Line
	Slots []SlotID // whom it concerns
}

// About reports whether the problem concerns a slot.
func (p Problem) About(s SlotID) bool { return slices.Contains(p.Slots, s) }

// Wish is a soft rule with its weight and how often it is not met.
type Wish struct {
	Key    string // of the message
	Weight int
	Unmet  int
}

// keys are whom and what a slot takes while it lasts.
func (f *frame) keys(one Slot) []string {
	list := []string{"person:" + string(one.Person), trainerKey(one.ExaminerID, one.Examiner)}
	if key := trainerKey(one.CoachID, one.Coach); !slices.Contains(list, key) {
		list = append(list, key)
	}
	if p := f.seatOf(one.Person); one.MentorID != "" && p != nil && p.MentorID == one.MentorID {
		list = append(list, p.Mentor.key)
	} else {
		list = append(list, mentorKey(one.MentorID))
	}
	list = append(list, one.where())
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(k string) bool { return k == "" })
}

// name says who or what a key of a slot is.
func (f *frame) name(one Slot, key string) string {
	switch key {
	case trainerKey(one.ExaminerID, one.Examiner):
		return one.Examiner
	case trainerKey(one.CoachID, one.Coach):
		return one.Coach
	case one.where():
		return cmp.Or(one.Place, one.Link)
	case "person:" + string(one.Person):
		return f.who(one)
	}
	return one.Mentor
}

// who is the participant of a slot.
func (f *frame) who(one Slot) string {
	if p := f.seatOf(one.Person); p != nil {
		return p.Name
	}
	return ""
}

// check judges a plan from its slots alone.
func (f *frame) check(s Settings, slots []Slot) []Problem {
	var problems []Problem
	for i, one := range slots {
		if f.seatOf(one.Person) == nil {
			problems = append(problems, Problem{true, i18n.Say("seminar.problem.left", "Time", one.said()), []SlotID{one.ID}})
			continue
		}
		if !one.Placed() {
			continue
		}
		problems = append(problems, f.checkOne(s, one)...)
		for _, other := range slots[i+1:] {
			problems = append(problems, f.checkTwo(s, one, other)...)
		}
	}
	problems = append(problems, missing(slots, "seminar.problem.no_examiner", func(one Slot) bool { return one.Examiner == "" })...)
	if s.Mentors {
		problems = append(problems, missing(slots, "seminar.problem.no_mentor", func(one Slot) bool { return one.MentorID == "" })...)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.Hard == b.Hard {
			return 0
		}
		if a.Hard {
			return -1
		}
		return 1
	})
	return problems
}

// missing says in one line for how many slots somebody is missing.
func missing(slots []Slot, key string, lacks func(Slot) bool) []Problem {
	var without []SlotID
	for _, one := range slots {
		if one.Placed() && lacks(one) {
			without = append(without, one.ID)
		}
	}
	if len(without) == 0 {
		return nil
	}
	return []Problem{{false, i18n.Say(key, "N", len(without)), without}}
}

// said is the time of a slot within a message.
func (s Slot) said() i18n.Line {
	if !s.Placed() {
		return i18n.Say("seminar.no_time")
	}
	return i18n.Say("seminar.at", "Day", s.Day, "From", i18n.Hour(s.Start), "Until", i18n.Hour(s.End))
}

// checkOne judges a slot alone.
func (f *frame) checkOne(s Settings, one Slot) []Problem {
	var problems []Problem
	say := func(hard bool, key string, args ...any) {
		problems = append(problems, Problem{hard, i18n.Say(key, append([]any{"Name", f.who(one)}, args...)...), []SlotID{one.ID}})
	}
	session, p := f.session(one.Session), f.seatOf(one.Person)
	switch {
	case session == nil || session.Day != one.Day || one.Start < session.Start || one.End > session.End:
		say(true, "seminar.problem.outside", "Time", one.said())
	case session.Group != 0 && session.Group != p.Group:
		say(true, "seminar.problem.group", "Group", p.Group)
	}
	for _, key := range f.keys(one) {
		for _, t := range f.taken[key] {
			if t.meets(one.Day, one.Start, one.End) {
				say(true, "seminar.problem.taken", "Who", f.name(one, key), "Why", t.why)
			}
		}
	}
	if one.MentorID != "" && s.Mentors && (one.Start < s.From || one.End > s.Until) {
		say(true, "seminar.problem.hours", "Who", one.Mentor, "From", i18n.Hour(s.From), "Until", i18n.Hour(s.Until))
	}
	if one.Examiner != "" && trainerKey(one.ExaminerID, one.Examiner) == p.Coach.key {
		say(false, "seminar.problem.own", "Who", one.Examiner)
	}
	return problems
}

// checkTwo finds what two slots need at the same time; a group without rooms
// side by side speaks one after the other.
func (f *frame) checkTwo(s Settings, one, other Slot) []Problem {
	if !other.Placed() || one.Day != other.Day || one.Start >= other.End || other.Start >= one.End {
		return nil
	}
	var problems []Problem
	keys := f.keys(other)
	for _, key := range f.keys(one) {
		if slices.Contains(keys, key) {
			problems = append(problems, Problem{true, i18n.Say("seminar.problem.twice", "Who", f.name(one, key), "Name", f.who(one), "Other", f.who(other), "Time", one.said()), []SlotID{one.ID, other.ID}})
		}
	}
	if len(problems) == 0 && s.Parallel == 1 && one.Group == other.Group {
		problems = append(problems, Problem{true, i18n.Say("seminar.problem.both", "Group", one.Group, "Name", f.who(one), "Other", f.who(other), "Time", one.said()), []SlotID{one.ID, other.ID}})
	}
	return problems
}

// wishes counts how often each wish is not met.
func (f *frame) wishes(s Settings, slots []Slot) []Wish {
	own, turned, moved := 0, 0, 0
	mentors := map[string][]Slot{}
	for _, g := range f.groups() {
		var mine []Slot
		for _, one := range slots {
			p := f.seatOf(one.Person)
			if p == nil || one.Group != g || !one.Placed() {
				continue
			}
			mine = append(mine, one)
			if p.Coach.key != "" && trainerKey(one.ExaminerID, one.Examiner) == p.Coach.key {
				own++
			}
			if one.MentorID != "" {
				mentors[p.Mentor.key] = append(mentors[p.Mentor.key], one)
			}
		}
		slices.SortStableFunc(mine, byTime)
		turned += f.turned(g, s, mine)
		for i := 1; i < len(mine); i++ {
			if s.Parallel == 1 && mine[i].where() != mine[i-1].where() {
				moved++
			}
		}
	}
	return []Wish{{"seminar.wish.own", s.Weights.Own, own}, {"seminar.wish.together", s.Weights.Together, apart(mentors, s)}, {"seminar.wish.order", s.Weights.Order, turned}, {"seminar.wish.room", s.Weights.Room, moved}}
}

func byTime(a, b Slot) int { return cmp.Or(cmp.Compare(a.Day, b.Day), a.Start-b.Start) }

// turned counts neighbours of a group who stand the other way round than the
// order wants.
func (f *frame) turned(group int, s Settings, mine []Slot) int {
	if s.Order == ByHand {
		return 0
	}
	rank := map[string]int{}
	for i, p := range f.ordered(group, s, nil) {
		rank[string(p.Person)] = i
	}
	n := 0
	for i := 1; i < len(mine); i++ {
		if byTime(mine[i-1], mine[i]) < 0 && rank[string(mine[i-1].Person)] > rank[string(mine[i].Person)] {
			n++
		}
	}
	return n
}

// apart counts the gaps between the participants of one mentor on a day, beyond
// the break between two slots.
func apart(mentors map[string][]Slot, s Settings) int {
	n := 0
	for _, list := range mentors {
		slices.SortStableFunc(list, byTime)
		for i := 1; i < len(list); i++ {
			if list[i].Day == list[i-1].Day && list[i].Start > list[i-1].End+s.Break {
				n++
			}
		}
	}
	return n
}
