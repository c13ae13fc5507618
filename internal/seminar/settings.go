package seminar

import (
	"slices"

	"pamong/internal/kit/fault"
	"pamong/internal/schedule"
	"pamong/internal/venue"
)

// Order says who comes first in a group.
type Order string

// The orders.
const (
	ByName Order = "name"
	ByUnit Order = "unit"
	ByHand Order = "hand" // as the plan stands
	Drawn  Order = "drawn"
)

// Orders are all of them, in the order in which pages offer them.
var Orders = []Order{ByName, ByUnit, Drawn, ByHand}

// Weights say how much a wish counts against another; 0 for not at all.
type Weights struct {
	Own      int `json:"own"`      // an examiner does not examine own coachees
	Together int `json:"together"` // the participants of one mentor follow each other
	Order    int `json:"order"`    // the order is kept
	Room     int `json:"room"`     // a group stays in one room
}

// Settings are how a plan is made.
type Settings struct {
	Minutes   int            `json:"minutes"` // of one participant
	Break     int            `json:"break"`   // between two
	Order     Order          `json:"order"`
	Seed      int            `json:"seed"`      // of a drawn order, and of the search
	Rooms     []venue.RoomID `json:"rooms"`     // beside those of the sessions
	Parallel  int            `json:"parallel"`  // rooms of a group side by side, where the session names one at most
	Coaches   bool           `json:"coaches"`   // coaches attend
	Mentors   bool           `json:"mentors"`   // mentors attend
	From      int            `json:"from"`      // working hours of mentors, minutes after midnight
	Until     int            `json:"until"`     // the end of them
	Examiners bool           `json:"examiners"` // another examiner with the right may stand in
	Weights   Weights        `json:"weights"`
}

// The habits with which a plan begins. No regulation sets them; each can be
// changed on the page.
const (
	unit         = 5 // minutes: the grid of times
	mostMinutes  = 120
	usualMinutes = 45
	leastMinutes = 10
	usualBreak   = 5
	mentorsFrom  = 8 * 60
	mentorsUntil = 16 * 60
	mostParallel = 4
	mostWeight   = 10
)

// usual returns the settings with which the plan of a seminar begins: as long
// for each as the sessions give. Coaches attend unless one of them examines
// another group of the day: they cannot do both.
func usual(f *frame) Settings {
	s := Settings{Break: usualBreak, Order: ByName, Seed: 1, Parallel: 1, Coaches: !f.crossed(), Mentors: true, From: mentorsFrom, Until: mentorsUntil, Examiners: true, Weights: Weights{Own: 8, Together: 4, Order: 2, Room: 4}}
	for s.Minutes = usualMinutes; s.Minutes > leastMinutes; s.Minutes -= unit {
		if !slices.ContainsFunc(f.sessions, func(one schedule.Session) bool { return len(f.starts(one, s)) < f.seated(one) }) {
			break
		}
	}
	return s
}

// crossed reports whether a coach examines the participants of another one.
func (f *frame) crossed() bool {
	examines := map[string]bool{}
	for _, p := range f.seats {
		examines[p.Examiner.key] = p.Examiner.key != ""
	}
	return slices.ContainsFunc(f.seats, func(p seat) bool { return examines[p.Coach.key] && p.Coach.key != p.Examiner.key })
}

func (s *Settings) clean() error {
	var f fault.Fields
	within := func(name string, n, lo, hi int) {
		if n < lo || n > hi {
			f.Add(name, "training.fault.range", "Lo", lo, "Hi", hi)
		} else if (name == "minutes" || name == "break") && n%unit != 0 {
			f.Add(name, "seminar.fault.grid", "N", unit)
		}
	}
	within("minutes", s.Minutes, leastMinutes, mostMinutes)
	within("break", s.Break, 0, 60)
	within("parallel", s.Parallel, 1, mostParallel)
	within("seed", s.Seed, 0, 1_000_000)
	within("own", s.Weights.Own, 0, mostWeight)
	within("together", s.Weights.Together, 0, mostWeight)
	within("order_weight", s.Weights.Order, 0, mostWeight)
	within("room_weight", s.Weights.Room, 0, mostWeight)
	if !slices.Contains(Orders, s.Order) {
		f.Add("order", "web.no_page")
	}
	if s.From < 0 || s.Until > 24*60 || s.From >= s.Until {
		f.Add("until", "schedule.fault.end")
	}
	return f.Err()
}
