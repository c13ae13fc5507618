package seminar

import (
	"cmp"
	"slices"
	"strconv"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// frame is what a plan is laid into, without a database.
type frame struct {
	sessions []schedule.Session // of the seminar, in order of time
	pauses   map[schedule.SessionID][][2]int
	seats    []seat // by name
	rooms    map[venue.RoomID]venue.Room
	trainers map[trainer.ID]trainer.Trainer
	rights   map[trainer.ID][]trainer.Right
	class    training.Class
	agenda   string
	taken    map[string][]taken // by whom or which room
}

// seat is a participant with those who come to their slot.
type seat struct {
	Person         roster.PersonID
	Name, Unit     string
	NIP            string
	Phone          string
	Group          int
	Coach          party
	Examiner       party // who is bound, or named by the session
	Mentor         party
	MentorID       schedule.MentorID
	MentorPhone    string
	ExaminerByHand bool // bound to this participant alone
}

// party is somebody who comes to a slot, by a key that is one for each human.
type party struct {
	key  string
	id   trainer.ID
	name string
}

// taken is when somebody is elsewhere, or a room in use.
type taken struct {
	day        clock.Date
	start, end int
	why        i18n.Line
}

func (t taken) meets(day clock.Date, start, end int) bool {
	return t.day == day && t.start < end && start < t.end
}

func (f *frame) take(key string, t taken) {
	if key != "" {
		f.taken[key] = append(f.taken[key], t)
	}
}

// session returns a session of the seminar, nil when it is none.
func (f *frame) session(id schedule.SessionID) *schedule.Session {
	for i := range f.sessions {
		if f.sessions[i].ID == id {
			return &f.sessions[i]
		}
	}
	return nil
}

// seatOf returns the seat of a participant, nil when they are not in the batch.
func (f *frame) seatOf(p roster.PersonID) *seat {
	for i := range f.seats {
		if f.seats[i].Person == p {
			return &f.seats[i]
		}
	}
	return nil
}

// of returns the sessions in which a group speaks.
func (f *frame) of(group int) []schedule.Session {
	var list []schedule.Session
	for _, s := range f.sessions {
		if s.Group == 0 || s.Group == group {
			list = append(list, s)
		}
	}
	return list
}

// seated counts who may speak in a session.
func (f *frame) seated(s schedule.Session) int {
	n := 0
	for _, p := range f.seats {
		if s.Group == 0 || s.Group == p.Group {
			n++
		}
	}
	return n
}

// days are those of the seminar, in order.
func (f *frame) days() []clock.Date {
	var days []clock.Date
	for _, s := range f.sessions {
		if !slices.Contains(days, s.Day) {
			days = append(days, s.Day)
		}
	}
	slices.Sort(days)
	return days
}

// starts are the times at which a slot may begin within a session.
func (f *frame) starts(one schedule.Session, s Settings) []int {
	var list []int
	at := (one.Start + unit - 1) / unit * unit
	for at+s.Minutes <= one.End {
		clear := true
		for _, p := range f.pauses[one.ID] {
			if at < p[1] && p[0] < at+s.Minutes {
				at, clear = (p[1]+unit-1)/unit*unit, false
			}
		}
		if clear {
			list = append(list, at)
			at += s.Minutes + s.Break
		}
	}
	return list
}

// lane is a room in which a slot may lie.
type lane struct {
	key   string
	id    venue.RoomID
	place string
	link  string
	cost  int
}

// lanes are the rooms of a session: its own first, then those of the settings.
func (f *frame) lanes(one schedule.Session, s Settings) []lane {
	own := lane{id: one.RoomID, place: one.Place, link: one.Link}
	if own.key = placeKey(own.id, own.place, own.link); own.key == "" {
		own.key = "lane:" + string(one.ID)
	}
	list := []lane{own}
	for _, id := range s.Rooms {
		r, ok := f.rooms[id]
		if !ok || id == own.id {
			continue
		}
		list = append(list, lane{key: placeKey(id, "", ""), id: id, place: r.Name, link: r.Link, cost: 1})
	}
	for n := len(list) + 1; n <= s.Parallel; n++ {
		l := lane{key: own.key + "/" + strconv.Itoa(n), place: own.place, link: own.link, cost: 1}
		if l.place != "" {
			l.place += " (" + strconv.Itoa(n) + ")"
		}
		list = append(list, l)
	}
	return list
}

// examiners are those who may examine a participant on a day, who is bound
// first. The coach of the participant is among them only when nobody else is.
func (f *frame) examiners(p seat, day clock.Date, s Settings) []party {
	var list []party
	add := func(one party) {
		if one.key != "" && !slices.ContainsFunc(list, func(o party) bool { return o.key == one.key }) {
			list = append(list, one)
		}
	}
	add(p.Examiner)
	if s.Examiners && !p.ExaminerByHand {
		for _, t := range f.examinersOn(day) {
			add(t)
		}
	}
	others := slices.DeleteFunc(slices.Clone(list), func(o party) bool { return o.key == p.Coach.key || o.key == p.Mentor.key })
	if len(others) > 0 {
		return others
	}
	return list[:min(1, len(list))]
}

// examinersOn are the trainers with the right to examine on a day, by name.
func (f *frame) examinersOn(day clock.Date) []party {
	var list []party
	for id, t := range f.trainers {
		if t.Until != "" && day >= t.Until {
			continue
		}
		if slices.ContainsFunc(f.rights[id], func(r trainer.Right) bool { return r.Covers(trainer.Examiner, f.agenda, f.class, day) }) {
			list = append(list, party{trainerKey(id, ""), id, t.Name})
		}
	}
	slices.SortFunc(list, func(a, b party) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key)) })
	return list
}

// ordered returns the seats of a group in the order of the settings. Slots are
// those of the plan as it stands, for an order by hand.
func (f *frame) ordered(group int, s Settings, slots []Slot) []seat {
	var list []seat
	for _, p := range f.seats {
		if p.Group == group {
			list = append(list, p)
		}
	}
	switch s.Order {
	case ByUnit:
		slices.SortStableFunc(list, func(a, b seat) int { return cmp.Compare(a.Unit, b.Unit) })
	case Drawn:
		slices.SortFunc(list, func(a, b seat) int {
			return cmp.Or(cmp.Compare(lot(s.Seed, a.Person), lot(s.Seed, b.Person)), cmp.Compare(a.Person, b.Person))
		})
	case ByHand:
		at := map[roster.PersonID]int{}
		for i, one := range slots {
			at[one.Person] = i + 1
			if !one.Placed() {
				at[one.Person] = len(slots) + i + 1
			}
		}
		slices.SortStableFunc(list, func(a, b seat) int {
			return cmp.Compare(cmp.Or(at[a.Person], 1<<20), cmp.Or(at[b.Person], 1<<20))
		})
	}
	return list
}

// groups are the groups whose people are seated, in order.
func (f *frame) groups() []int {
	var list []int
	for _, p := range f.seats {
		if !slices.Contains(list, p.Group) {
			list = append(list, p.Group)
		}
	}
	slices.Sort(list)
	return list
}
