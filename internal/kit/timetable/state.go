package timetable

import "slices"

// none is the place of an event that has none.
const none = -1

// seat is a place as the search keeps it.
type seat struct {
	option int32
	picks  [Needs]int32
}

// state is a plan in the making, with what it costs. Breaches of hard rules are
// counted, not forbidden: the search may pass through them.
type state struct {
	p     *Problem
	slots int
	at    []seat

	taken  []uint16 // how many events have a resource in a slot, by resource and slot
	holder []int32  // the sum of those events, counted from 1: while there is one, which
	begins []uint16 // how many begin in a slot, of resources with wishes for their days

	links   []links
	caps    [][][]int32 // by resource and day
	load    []int
	spread  [][]uint16 // how many events lie on a day
	covered []int      // days with events
	steady  [][]uint16 // how many events a resource serves
	servers []int      // resources that serve

	hard int
	soft int
}

// links are the rules in which an event takes part.
type links struct {
	before, after []int32 // events that end before it, that begin after it
	spreads       []int32
	steadies      [Needs][]int32
}

func newState(p *Problem) *state {
	n := p.Slots()
	s := &state{p: p, slots: n, at: make([]seat, len(p.Events)), taken: make([]uint16, len(p.Resources)*n), holder: make([]int32, len(p.Resources)*n), begins: make([]uint16, len(p.Resources)*n),
		links: make([]links, len(p.Events)), caps: make([][][]int32, len(p.Resources)), load: make([]int, len(p.Caps)),
		covered: make([]int, len(p.Spreads)), servers: make([]int, len(p.Steadies))}
	for e := range s.at {
		s.at[e].option = none
	}
	for r, one := range p.Resources {
		for _, span := range one.Taken {
			for t := span.Start; t < span.End; t++ {
				s.taken[r*n+t] = 1
			}
		}
	}
	for _, o := range p.Orders {
		s.links[o.Before].after = append(s.links[o.Before].after, int32(o.After))
		s.links[o.After].before = append(s.links[o.After].before, int32(o.Before))
	}
	for i, c := range p.Caps {
		if s.caps[c.Resource] == nil {
			s.caps[c.Resource] = make([][]int32, p.Days)
		}
		for d := c.FromDay; d < c.ToDay; d++ {
			s.caps[c.Resource][d] = append(s.caps[c.Resource][d], int32(i))
		}
	}
	for i, one := range p.Spreads {
		s.spread = append(s.spread, make([]uint16, p.Days))
		s.soft += one.Days * one.Cost
		for _, e := range one.Events {
			s.links[e].spreads = append(s.links[e].spreads, int32(i))
		}
	}
	for i, one := range p.Steadies {
		s.steady = append(s.steady, make([]uint16, len(p.Resources)))
		for _, e := range one.Events {
			s.links[e].steadies[one.Need] = append(s.links[e].steadies[one.Need], int32(i))
		}
	}
	return s
}

// put gives an event that has no place one.
func (s *state) put(e int, to seat) {
	s.at[e] = to
	s.shift(e, to, 1)
}

// take takes an event from its place and returns it.
func (s *state) take(e int) seat {
	from := s.at[e]
	s.shift(e, from, -1)
	s.at[e].option = none
	return from
}

// shift enters an event at a place, or with -1 strikes it out.
func (s *state) shift(e int, to seat, by int) {
	one := &s.p.Events[e]
	o := &one.Options[to.option]
	day := o.Start / s.p.DaySlots
	s.soft += by * o.Cost
	for _, r := range one.Fixed {
		s.serve(r, e, o.Span, day, one.Load, by)
	}
	link := &s.links[e]
	for need, pick := range to.picks {
		if pick < 0 {
			continue
		}
		c := &one.Choices[need][pick]
		s.soft += by * c.Cost
		s.serve(c.Resource, e, s.p.held(one, need, o.Span), day, one.Load, by)
		for _, i := range link.steadies[need] {
			s.stay(int(i), c.Resource, by)
		}
	}
	for _, i := range link.spreads {
		s.cover(int(i), day, by)
	}
	if link.before != nil || link.after != nil {
		s.hard += by * s.disorder(link, o.Span)
	}
}

// disorder counts the events with which one of these links, that lies there, is
// out of order.
func (s *state) disorder(l *links, span Span) int {
	n := 0
	for _, o := range l.before {
		if at := s.at[o].option; at != none && s.p.Events[o].Options[at].End > span.Start {
			n++
		}
	}
	for _, o := range l.after {
		if at := s.at[o].option; at != none && s.p.Events[o].Options[at].Start < span.End {
			n++
		}
	}
	return n
}

// serve notes that a resource serves an event, or not any more.
func (s *state) serve(r, e int, span Span, day, load, by int) {
	base := r * s.slots
	one := &s.p.Resources[r]
	wishes := one.Alone > 0 || one.Gap > 0
	var from, to, fee int
	if wishes {
		from, to = s.around(base+span.Start, base+span.End, base+day*s.p.DaySlots)
		fee = s.feeOf(from, to, one)
	}
	for t := base + span.Start; t < base+span.End; t++ {
		if by > 0 {
			if s.taken[t] > 0 {
				s.hard++
			}
			s.taken[t]++
			s.holder[t] += int32(e + 1)
			continue
		}
		s.taken[t]--
		if s.taken[t] > 0 {
			s.hard--
		}
		s.holder[t] -= int32(e + 1)
	}
	if wishes {
		s.begins[base+span.Start] += uint16(by)
		s.soft += s.feeOf(from, to, one) - fee
	}
	if load != 0 && s.caps[r] != nil {
		s.burden(r, day, by*load)
	}
}

// burden adds to the load of a resource on a day.
func (s *state) burden(r, day, load int) {
	for _, i := range s.caps[r][day] {
		c := &s.p.Caps[i]
		was := max(0, s.load[i]-c.Most)
		s.load[i] += load
		more := max(0, s.load[i]-c.Most) - was
		if c.Cost == 0 {
			s.hard += more
		} else {
			s.soft += more * c.Cost
		}
	}
}

// around widens a piece of time to where the resource is free before and
// behind it, within the day that begins at a slot.
func (s *state) around(from, to, day int) (int, int) {
	for from > day && s.taken[from-1] > 0 {
		from--
	}
	for end := day + s.p.DaySlots; to < end && s.taken[to] > 0; {
		to++
	}
	return from, to
}

// feeOf is the cost of a piece of a day of a resource: of events alone, and of
// the pieces in which events follow each other.
func (s *state) feeOf(from, to int, one *Resource) int {
	fee, begun := 0, 0
	for t := from; t < to; t++ {
		if s.taken[t] == 0 {
			fee += one.feeOf(begun)
			begun = 0
			continue
		}
		begun += int(s.begins[t])
	}
	return fee + one.feeOf(begun)
}

// feeOf is the cost of a piece of a day with so many events.
func (r *Resource) feeOf(events int) int {
	switch events {
	case 0:
		return 0
	case 1:
		return r.Alone + r.Gap
	}
	return r.Gap
}

func (s *state) stay(i, r, by int) {
	n := &s.steady[i][r]
	was := s.servers[i]
	if by > 0 && *n == 0 || by < 0 && *n == 1 {
		s.servers[i] += by
	}
	*n += uint16(by)
	s.soft += (max(1, s.servers[i]) - max(1, was)) * s.p.Steadies[i].Cost
}

func (s *state) cover(i, day, by int) {
	n := &s.spread[i][day]
	one := &s.p.Spreads[i]
	was := s.covered[i]
	if by > 0 && *n == 0 || by < 0 && *n == 1 {
		s.covered[i] += by
	}
	*n += uint16(by)
	s.soft -= (min(one.Days, s.covered[i]) - min(one.Days, was)) * one.Cost
}

// keep copies the places of a state.
func (s *state) keep(into []seat) []seat { return append(into[:0], s.at...) }

// restore brings a state back to places that were kept.
func (s *state) restore(kept []seat) {
	for e := range s.at {
		if s.at[e] != kept[e] && s.at[e].option != none {
			s.take(e)
		}
	}
	for e := range s.at {
		if s.at[e].option == none && kept[e].option != none {
			s.put(e, kept[e])
		}
	}
}

// optionAt returns the option of an event with that time, none if it has none.
// Options stand in the order of their time.
func (s *state) optionAt(e int, span Span) int32 {
	list := s.p.Events[e].Options
	i, ok := slices.BinarySearchFunc(list, span, func(o Option, want Span) int { return o.compare(want) })
	if !ok {
		return none
	}
	return int32(i)
}
