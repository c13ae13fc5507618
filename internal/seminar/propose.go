package seminar

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/timetable"
	"pamong/internal/roster"
	"pamong/internal/schedule"
)

// moves is how many moves are tried for a plan. It is a number, and no time, so
// that the same seed gives the same plan everywhere.
const moves = 150_000

const (
	daySlots = 24 * 60 / unit
	standIn  = 12 // cost of an examiner who is not the bound one
	farOff   = 3  // factor of a piece of a mentor's day, and of a change of room
)

// place is where an option of an event lies.
type place struct {
	session schedule.SessionID
	day     clock.Date
	start   int
}

// draft is a plan being made.
type draft struct {
	f        *frame
	s        Settings
	days     []clock.Date
	problem  timetable.Problem
	index    map[string]int // of the resources
	keep     []Slot         // locked slots, which take their people and rooms
	events   []candidate
	position map[roster.PersonID]int
}

// candidate is an event of the problem with what its choices mean.
type candidate struct {
	seat      seat
	times     []place
	lanes     []lane
	examiners []party
	sole      bool // one examiner, who is no choice
}

// propose makes slots for everybody. Locked slots of the plan as it stands stay
// where they are, and with keep whatever breaks no rule. The same frame and
// settings give the same slots.
func (f *frame) propose(ctx context.Context, s Settings, old []Slot, keep bool) ([]Slot, error) {
	d := &draft{f: f, s: s, days: f.days(), index: map[string]int{}, position: map[roster.PersonID]int{}}
	d.problem = timetable.Problem{Days: max(1, len(d.days)), DaySlots: daySlots}
	locked := map[roster.PersonID]bool{}
	problems := f.check(s, old)
	for _, one := range old {
		fine := keep && one.End-one.Start == s.Minutes && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Hard && p.About(one.ID) })
		if (one.Locked || fine) && one.Placed() && f.seatOf(one.Person) != nil && slices.Contains(d.days, one.Day) {
			locked[one.Person], d.keep = true, append(d.keep, one)
		}
	}
	var slots []Slot
	slots = append(slots, d.keep...)
	for _, g := range f.groups() {
		var events []int
		for i, p := range f.ordered(g, s, old) {
			d.position[p.Person] = i
			if locked[p.Person] {
				continue
			}
			c, left := d.candidate(p)
			if left != nil {
				slots = append(slots, *left)
				continue
			}
			events = append(events, len(d.events))
			d.events = append(d.events, c)
			d.problem.Events = append(d.problem.Events, d.event(c))
		}
		for need, weight := range []int{s.Weights.Room, s.Weights.Own} {
			if len(events) > 1 && weight > 0 {
				d.problem.Steadies = append(d.problem.Steadies, timetable.Steady{Events: events, Need: need, Cost: farOff * weight})
			}
		}
	}
	d.block()
	if len(d.events) == 0 {
		return named(old, slots), nil
	}
	plan, err := timetable.Solve(ctx, &d.problem, timetable.Options{Moves: moves, Seed: uint64(s.Seed)})
	if err != nil {
		return nil, err
	}
	for i, c := range d.events {
		slots = append(slots, d.slot(c, i, plan))
	}
	return named(old, slots), nil
}

// resource returns the index of somebody or of a room.
func (d *draft) resource(key, name string) int {
	if i, ok := d.index[key]; ok {
		return i
	}
	d.index[key] = len(d.problem.Resources)
	d.problem.Resources = append(d.problem.Resources, timetable.Resource{Name: name})
	return d.index[key]
}

// candidate gathers the times, rooms and examiners of a participant; left is the
// slot of somebody for whom there is none.
func (d *draft) candidate(p seat) (c candidate, left *Slot) {
	c.seat = p
	none := func(rule timetable.Rule) *Slot {
		return &Slot{Person: p.Person, Group: p.Group, Reasons: []Reason{{Rule: rule}}}
	}
	sessions := d.f.of(p.Group)
	if len(sessions) == 0 {
		return c, none(noSession)
	}
	for _, one := range sessions {
		for _, at := range d.f.starts(one, d.s) {
			if d.s.Mentors && p.Mentor.key != "" && (at < d.s.From || at+d.s.Minutes > d.s.Until) {
				continue
			}
			c.times = append(c.times, place{one.ID, one.Day, at})
		}
		for _, l := range d.f.lanes(one, d.s) {
			if !slices.ContainsFunc(c.lanes, func(o lane) bool { return o.key == l.key }) {
				c.lanes = append(c.lanes, l)
			}
		}
	}
	slices.SortFunc(c.times, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.day, b.day), a.start-b.start, cmp.Compare(a.session, b.session))
	})
	c.times = slices.CompactFunc(c.times, func(a, b place) bool { return a.day == b.day && a.start == b.start })
	if len(c.times) == 0 {
		return c, none(noTime)
	}
	c.examiners = d.f.examiners(p, sessions[0].Day, d.s)
	c.sole = len(c.examiners) == 1
	return c, nil
}

// span is a slot with the break behind it, in the units of the problem.
func (d *draft) span(day clock.Date, start, minutes int) timetable.Span {
	first := slices.Index(d.days, day) * daySlots
	return timetable.Span{Start: first + start/unit, End: first + min(daySlots, (start+minutes+unit-1)/unit)}
}

func (d *draft) event(c candidate) timetable.Event {
	e := timetable.Event{Name: c.seat.Name}
	fixed := map[int]bool{}
	attend := func(p party, comes bool) {
		if p.key != "" && comes && !fixed[d.resource(p.key, p.name)] {
			fixed[d.index[p.key]] = true
			e.Fixed = append(e.Fixed, d.index[p.key])
		}
	}
	attend(c.seat.Coach, d.s.Coaches)
	attend(c.seat.Mentor, d.s.Mentors)
	if c.sole {
		attend(c.examiners[0], true)
	}
	if d.s.Parallel == 1 {
		attend(party{key: groupKey(c.seat.Group)}, true)
	}
	if d.s.Mentors && c.seat.Mentor.key != "" {
		d.problem.Resources[d.index[c.seat.Mentor.key]].Gap = farOff * d.s.Weights.Together
	}
	at := d.position[c.seat.Person] / d.s.Parallel
	for k, t := range c.times {
		e.Options = append(e.Options, timetable.Option{Span: d.span(t.day, t.start, d.s.Minutes+d.s.Break), Cost: d.s.Weights.Order * max(k-at, at-k)})
	}
	for _, l := range c.lanes {
		e.Choices[0] = append(e.Choices[0], timetable.Choice{Resource: d.resource(l.key, l.place), Cost: l.cost})
	}
	if c.sole {
		return e
	}
	for _, p := range c.examiners {
		r := d.resource(p.key, p.name)
		if fixed[r] {
			continue
		}
		cost := 0
		if p.key != c.seat.Examiner.key && c.seat.Examiner.key != "" {
			cost = standIn
		}
		e.Choices[1] = append(e.Choices[1], timetable.Choice{Resource: r, Cost: cost})
	}
	return e
}

// block gives everybody and every room the times at which they are elsewhere.
func (d *draft) block() {
	for key, i := range d.index {
		var spans []timetable.Span
		for _, t := range d.f.taken[key] {
			if slices.Contains(d.days, t.day) && t.end > t.start {
				spans = append(spans, d.span(t.day, t.start, t.end-t.start))
			}
		}
		for _, one := range d.keep {
			if slices.Contains(d.keys(one), key) {
				spans = append(spans, d.span(one.Day, one.Start, one.End-one.Start+d.s.Break))
			}
		}
		slices.SortFunc(spans, func(a, b timetable.Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
		d.problem.Resources[i].Taken = spans
	}
}

// keys are whom and what a locked slot takes.
func (d *draft) keys(one Slot) []string {
	keys := d.f.keys(one)
	if d.s.Parallel == 1 {
		keys = append(keys, groupKey(one.Group))
	}
	return keys
}

// slot reads where the plan puts a participant.
func (d *draft) slot(c candidate, i int, plan *timetable.Plan) Slot {
	one := Slot{Person: c.seat.Person, Group: c.seat.Group}
	at := plan.Places[i]
	if at.Option < 0 {
		for _, r := range timetable.Why(&d.problem, plan.Places, i) {
			one.Reasons = append(one.Reasons, Reason{r.Rule, r.Name, r.Times, r.Of})
		}
		return one
	}
	t, l := c.times[at.Option], c.lanes[at.Picks[0]]
	one.Session, one.Day, one.Start, one.End = t.session, t.day, t.start, t.start+d.s.Minutes
	one.RoomID, one.Place, one.Link = l.id, l.place, l.link
	if d.s.Coaches {
		one.CoachID, one.Coach = c.seat.Coach.id, c.seat.Coach.name
	}
	if d.s.Mentors {
		one.MentorID, one.Mentor = c.seat.MentorID, c.seat.Mentor.name
	}
	var examiner party
	if c.sole {
		examiner = c.examiners[0]
	} else if pick := at.Picks[1]; pick >= 0 {
		r := d.problem.Events[i].Choices[1][pick].Resource
		examiner = c.examiners[slices.IndexFunc(c.examiners, func(p party) bool { return d.index[p.key] == r })]
	}
	one.ExaminerID, one.Examiner = examiner.id, examiner.name
	return one
}

// named gives slots the ids that their people had, and brings them in order.
func named(old, slots []Slot) []Slot {
	had := map[roster.PersonID]SlotID{}
	for _, one := range old {
		had[one.Person] = one.ID
	}
	for i := range slots {
		if slots[i].ID == "" {
			slots[i].ID = had[slots[i].Person]
		}
	}
	sortSlots(slots)
	return slots
}

// sortSlots brings slots in order of group and time; those without a time last.
func sortSlots(slots []Slot) {
	slices.SortStableFunc(slots, func(a, b Slot) int {
		last := func(s Slot) int {
			if s.Placed() {
				return 0
			}
			return 1
		}
		return cmp.Or(a.Group-b.Group, last(a)-last(b), cmp.Compare(a.Day, b.Day), a.Start-b.Start, cmp.Compare(a.Place, b.Place), cmp.Compare(a.Person, b.Person))
	})
}

// groupKey stands for a group that has one room at a time.
func groupKey(group int) string { return "group:" + strconv.Itoa(group) }
