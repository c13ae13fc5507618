package seminar

import (
	"context"
	"slices"
	"strconv"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// Person is a participant with those who come to their slot.
type Person struct {
	ID          roster.PersonID
	Name, Unit  string
	Group       int
	Phone       string // with country code or leading 0, "" if none
	MentorPhone string
}

// View is a seminar of a batch as those who plan it see it.
type View struct {
	Schedule schedule.View
	Subject  Subject
	Sessions []schedule.Session // in which it is held
	People   []Person           // by name
	Plan     *Plan              // the draft, or the published plan where none waits; nil before the first
	Before   *Plan              // the published plan, nil while there is none
	Settings Settings           // of the plan, or those with which one begins
	Problems []Problem
	Wishes   []Wish
	Rooms    []venue.Room // that can be chosen, by name

	frame *frame
}

// Mark names the state of a plan that somebody saw, so that their change is
// refused when another one came first; "" before the first.
func (v View) Mark() string {
	if v.Plan == nil {
		return ""
	}
	return string(v.Plan.ID) + "." + strconv.Itoa(v.Plan.Revision)
}

// Waiting reports whether a draft waits to be published.
func (v View) Waiting() bool { return v.Plan != nil && v.Plan.State == Draft }

// Hard returns the problems that forbid publishing.
func (v View) Hard() []Problem {
	return slices.DeleteFunc(slices.Clone(v.Problems), func(p Problem) bool { return !p.Hard })
}

// Left returns the slots of those who found no time, and slots for those whom
// the plan does not know.
func (v View) Left() []Slot {
	var list []Slot
	for _, p := range v.People {
		i := -1
		if v.Plan != nil {
			i = slices.IndexFunc(v.Plan.Slots, func(s Slot) bool { return s.Person == p.ID })
		}
		switch {
		case i < 0:
			list = append(list, Slot{Person: p.ID, Group: p.Group})
		case !v.Plan.Slots[i].Placed():
			list = append(list, v.Plan.Slots[i])
		}
	}
	return list
}

// Person returns a participant by id; a zero one for who has left the batch.
func (v View) Person(id roster.PersonID) Person {
	if i := slices.IndexFunc(v.People, func(p Person) bool { return p.ID == id }); i >= 0 {
		return v.People[i]
	}
	return Person{}
}

// Look reads a seminar of a batch. It judges nobody: the caller has asked who
// may see the batch.
func Look(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID, subject Subject) (View, error) {
	f, s, err := load(ctx, q, agency, batch, subject)
	if err != nil {
		return View{}, err
	}
	v := View{Schedule: s, Subject: subject, Sessions: f.sessions, frame: f}
	for _, p := range f.seats {
		v.People = append(v.People, Person{p.Person, p.Name, p.Unit, p.Group, p.Phone, p.MentorPhone})
	}
	for _, r := range f.rooms {
		v.Rooms = append(v.Rooms, r)
	}
	slices.SortFunc(v.Rooms, func(a, b venue.Room) int {
		if org.Fold(a.Name) < org.Fold(b.Name) {
			return -1
		}
		return 1
	})
	plans, err := versions(ctx, q, batch, subject)
	if err != nil {
		return v, err
	}
	for i := range plans {
		if v.Plan == nil {
			v.Plan = &plans[i]
		}
		if plans[i].State == Published {
			v.Before = &plans[i]
		}
	}
	if v.Plan == nil {
		v.Settings = usual(f)
		return v, nil
	}
	v.Settings = v.Plan.Settings
	v.Problems, v.Wishes = f.check(v.Settings, v.Plan.Slots), f.wishes(v.Settings, v.Plan.Slots)
	return v, nil
}

// slot returns a slot of the plan.
func (v View) slot(id SlotID) (Slot, error) {
	if v.Plan != nil {
		if i := slices.IndexFunc(v.Plan.Slots, func(s Slot) bool { return s.ID == id }); i >= 0 {
			return v.Plan.Slots[i], nil
		}
	}
	return Slot{}, fault.NotFound("access.not_found")
}

// Choice is one way to change a slot, with what it would break.
type Choice struct {
	Value  string
	Name   string
	Day    clock.Date // of a time
	Start  int
	Breaks []i18n.Line
}

// Choices are the ways in which a slot can be changed.
type Choices struct {
	Slot      Slot
	Times     []Choice
	Rooms     []Choice
	Examiners []Choice
	Others    []Choice // with whom to swap
}

// ChoicesOf returns the ways in which a slot can be changed, each with the hard
// rules that it would break.
func (v View) ChoicesOf(id SlotID) (Choices, error) {
	c := Choices{}
	var err error
	if c.Slot, err = v.slot(id); err != nil {
		return c, err
	}
	for _, one := range v.frame.of(c.Slot.Group) {
		for _, at := range v.frame.starts(one, v.Settings) {
			moved := v.frame.put(c.Slot, v.Settings, one, at)
			c.Times = append(c.Times, Choice{Value: string(one.ID) + " " + strconv.Itoa(at), Day: one.Day, Start: at, Breaks: v.breaks(moved)})
		}
	}
	for _, r := range v.Rooms {
		moved := c.Slot
		moved.RoomID, moved.Place, moved.Link = r.ID, r.Name, r.Link
		c.Rooms = append(c.Rooms, Choice{Value: string(r.ID), Name: r.Name, Breaks: v.breaks(moved)})
	}
	day := c.Slot.Day
	if sessions := v.frame.of(c.Slot.Group); day == "" && len(sessions) > 0 {
		day = sessions[0].Day
	}
	for _, e := range v.frame.examinersOn(day) {
		moved := c.Slot
		moved.ExaminerID, moved.Examiner = e.id, e.name
		c.Examiners = append(c.Examiners, Choice{Value: string(e.id), Name: e.name, Breaks: v.breaks(moved)})
	}
	for _, other := range v.Plan.Slots {
		if other.ID == id || !other.Placed() || !c.Slot.Placed() || v.frame.seatOf(other.Person) == nil {
			continue
		}
		a, b := swapped(c.Slot, other)
		c.Others = append(c.Others, Choice{Value: string(other.ID), Name: v.frame.who(other), Day: other.Day, Start: other.Start, Breaks: v.breaks(a, b)})
	}
	return c, nil
}

// breaks returns the hard rules that a plan with some changed slots would break
// for them.
func (v View) breaks(changed ...Slot) []i18n.Line {
	slots := slices.Clone(v.Plan.Slots)
	for i := range slots {
		for _, c := range changed {
			if slots[i].ID == c.ID {
				slots[i] = c
			}
		}
	}
	var list []i18n.Line
	for _, p := range v.frame.check(v.Settings, slots) {
		if p.Hard && slices.ContainsFunc(changed, func(c Slot) bool { return p.About(c.ID) }) {
			list = append(list, p.Text)
		}
	}
	return list
}

// put gives a slot a time within a session, and whom it has not yet.
func (f *frame) put(one Slot, s Settings, session schedule.Session, at int) Slot {
	p := f.seatOf(one.Person)
	if !one.Placed() && p != nil {
		own := f.lanes(session, s)[0]
		one.RoomID, one.Place, one.Link = own.id, own.place, own.link
		if s.Coaches {
			one.CoachID, one.Coach = p.Coach.id, p.Coach.name
		}
		if s.Mentors {
			one.MentorID, one.Mentor = p.MentorID, p.Mentor.name
		}
		if list := f.examiners(*p, session.Day, s); len(list) > 0 {
			one.ExaminerID, one.Examiner = list[0].id, list[0].name
		}
		one.Reasons = nil
	}
	one.Session, one.Day, one.Start, one.End = session.ID, session.Day, at, at+s.Minutes
	return one
}

// swapped gives two slots the time and the room of each other.
func swapped(a, b Slot) (Slot, Slot) {
	x, y := a, b
	x.Session, x.Day, x.Start, x.End, x.RoomID, x.Place, x.Link = b.Session, b.Day, b.Start, b.End, b.RoomID, b.Place, b.Link
	y.Session, y.Day, y.Start, y.End, y.RoomID, y.Place, y.Link = a.Session, a.Day, a.Start, a.End, a.RoomID, a.Place, a.Link
	if a.Group == b.Group {
		return x, y
	}
	x.Session, y.Session = a.Session, b.Session // groups stay in their sessions
	return x, y
}

// trainerNamed returns a trainer of the frame by id.
func (f *frame) trainerNamed(id trainer.ID) (party, bool) {
	t, ok := f.trainers[id]
	return party{trainerKey(id, ""), id, t.Name}, ok
}
