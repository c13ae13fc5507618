package timetable

import (
	"cmp"
	"slices"
)

// Fact is one thing that stands in the way of an event: another event that has a
// resource, a time at which a resource is closed, a cap, or an order.
type Fact struct {
	Rule     Rule
	Resource int  // -1 for Ordered
	Event    int  // the other event, -1 for Shut and Capped
	Span     Span // when it is closed; of the problem's slots
	Cap      int  // index, -1 for all but Capped
}

func (f Fact) compare(o Fact) int {
	return cmp.Or(cmp.Compare(f.Rule, o.Rule), f.Resource-o.Resource, f.Event-o.Event, f.Span.compare(o.Span), f.Cap-o.Cap)
}

// Core returns why an event that is left out finds no place: a set of facts of
// which none can be spared, that together close every time and every choice
// that it has; and the facts each of which alone would free a place if it were
// not so.
func Core(p *Problem, places []Place, event int) (set, frees []Fact) {
	c := core{state: newState(p), places: places, event: event, served: make([][]int, len(p.Resources)), alone: map[Fact]bool{}}
	for e, at := range places {
		if at.Option >= 0 && e != event {
			c.put(e, seatAt(at))
			for _, r := range c.who(e) {
				c.served[r] = append(c.served[r], e)
			}
		}
	}
	one := &p.Events[event]
	for _, o := range one.Options {
		c.look(one, o.Span)
	}
	for f := range c.alone {
		frees = append(frees, f)
	}
	slices.SortFunc(frees, Fact.compare)
	return c.cover(), frees
}

// core gathers what stands in the way of one event.
type core struct {
	*state
	places  []Place
	event   int
	served  [][]int // events of each resource
	times   []closed
	clauses [][]Fact // one fact of each is enough
	alone   map[Fact]bool
}

// closed is what stands in the way at one time: of what takes part in any case,
// and of each choice of each need.
type closed struct {
	fixed []Fact
	ways  [Needs][][]Fact
}

// by reports whether a set of facts closes the time.
func (t closed) by(set []Fact) bool {
	if meets(t.fixed, set) {
		return true
	}
	return slices.ContainsFunc(t.ways[:], func(ways [][]Fact) bool {
		return len(ways) > 0 && !slices.ContainsFunc(ways, func(facts []Fact) bool { return !meets(facts, set) })
	})
}

// look notes what stands in the way at one time.
func (c *core) look(one *Event, span Span) {
	var fixed []Fact
	for _, r := range one.Fixed {
		fixed = append(fixed, c.facts(r, span, one.Load)...)
	}
	for _, other := range c.outOfOrder(c.event, span) {
		fixed = append(fixed, Fact{Rule: Ordered, Resource: none, Event: int(other), Cap: none})
	}
	fixed = distinct(fixed)
	var ways [Needs][][]Fact // what stands in the way of each choice
	var free [Needs]bool
	for need, list := range one.Choices {
		free[need] = len(list) == 0
		for _, choice := range list {
			facts := c.facts(choice.Resource, c.p.held(one, need, span), one.Load)
			ways[need] = append(ways[need], facts)
			free[need] = free[need] || len(facts) == 0
		}
	}
	c.times = append(c.times, closed{fixed, ways})
	if len(fixed) > 0 {
		c.clauses = append(c.clauses, fixed)
		if len(fixed) == 1 && free[0] && free[1] {
			c.alone[fixed[0]] = true
		}
		return
	}
	var shut [][]Fact // of the need with the fewest choices, of which none is free
	for need := range ways {
		if !free[need] && (shut == nil || len(ways[need]) < len(shut)) {
			shut = ways[need]
		}
		for _, facts := range ways[need] {
			if len(facts) == 1 && free[1-need] {
				c.alone[facts[0]] = true
			}
		}
	}
	c.clauses = append(c.clauses, shut...)
}

// facts are what stands in the way of a resource at a time.
func (c *core) facts(r int, span Span, load int) []Fact {
	var list []Fact
	day := span.Start / c.p.DaySlots
	for _, t := range c.p.Resources[r].Taken {
		if t.common(span) > 0 {
			list = append(list, Fact{Shut, r, none, t, none})
		}
	}
	for _, e := range c.served[r] {
		if c.serves(r, e, span) {
			list = append(list, Fact{Rule: Clash, Resource: r, Event: e, Cap: none})
		}
	}
	if load > 0 && c.caps[r] != nil {
		for _, i := range c.caps[r][day] {
			if cap := &c.p.Caps[i]; cap.Cost == 0 && c.load[i]+load > cap.Most {
				list = append(list, Fact{Rule: Capped, Resource: r, Event: none, Cap: int(i)})
			}
		}
	}
	return distinct(list)
}

func distinct(list []Fact) []Fact {
	slices.SortFunc(list, Fact.compare)
	return slices.Compact(list)
}

// who are the resources that serve an event.
func (c *core) who(e int) []int {
	one := &c.p.Events[e]
	list := slices.Clone(one.Fixed)
	for need, pick := range c.places[e].Picks {
		if pick >= 0 {
			list = append(list, one.Choices[need][pick].Resource)
		}
	}
	return list
}

// serves reports whether a resource serves an event at a time.
func (c *core) serves(r, e int, span Span) bool {
	one, at := &c.p.Events[e], c.places[e]
	own := one.Options[at.Option].Span
	if slices.Contains(one.Fixed, r) {
		return own.common(span) > 0
	}
	for need, pick := range at.Picks {
		if pick >= 0 && one.Choices[need][pick].Resource == r {
			return c.p.held(one, need, own).common(span) > 0
		}
	}
	return false
}

// cover returns facts that meet every clause, none of them to spare: it takes
// the fact that meets most, again and again, and then leaves out those that the
// others make up for.
func (c *core) cover() []Fact {
	var set []Fact
	open := slices.Clone(c.clauses)
	for len(open) > 0 {
		count := map[Fact]int{}
		var best Fact
		for _, clause := range open {
			for _, f := range clause {
				count[f]++
			}
		}
		for f, n := range count {
			if n > count[best] || n == count[best] && f.compare(best) < 0 {
				best = f
			}
		}
		set = append(set, best)
		open = slices.DeleteFunc(open, func(clause []Fact) bool { return slices.Contains(clause, best) })
	}
	for i := 0; i < len(set); {
		rest := slices.Delete(slices.Clone(set), i, i+1)
		if slices.ContainsFunc(c.times, func(t closed) bool { return !t.by(rest) }) {
			i++
		} else {
			set = rest
		}
	}
	slices.SortFunc(set, Fact.compare)
	return set
}

func meets(clause, set []Fact) bool {
	return slices.ContainsFunc(clause, func(f Fact) bool { return slices.Contains(set, f) })
}
