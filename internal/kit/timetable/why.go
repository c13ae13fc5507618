package timetable

import (
	"cmp"
	"slices"
)

// Reason is why an event finds no place: at so many of its times a resource
// that has to take part is not free, nobody who may serve it is, or an order or
// a cap forbids it.
type Reason struct {
	Rule  Rule
	Name  string // of the resource or of the other event; of all that may serve, "" for those of a need
	Times int    // at which it stands in the way
	Of    int    // times that the event has
}

// nobodyFree is the rule that somebody of those who may serve is free.
const nobodyFree Rule = "nobody"

// Why says what stands in the way of an event that is left out, what does so at
// most times first.
func Why(p *Problem, places []Place, event int) []Reason {
	s := newState(p)
	for e, at := range places {
		if at.Option >= 0 && e != event {
			s.put(e, seatAt(at))
		}
	}
	one := &p.Events[event]
	count := map[Reason]int{}
	for _, o := range one.Options {
		day := o.Start / p.DaySlots
		for _, r := range one.Fixed {
			if s.busy(r, o.Span, none) > 0 {
				count[Reason{Rule: Clash, Name: p.Resources[r].Name}]++
			} else if s.full(r, day, one.Load) {
				count[Reason{Rule: Capped, Name: p.Resources[r].Name}]++
			}
		}
		for need, list := range one.Choices {
			free := len(list) == 0
			held := p.held(one, need, o.Span)
			for _, c := range list {
				free = free || s.busy(c.Resource, held, none) == 0 && !s.full(c.Resource, day, one.Load)
			}
			if !free {
				count[Reason{Rule: nobodyFree, Name: s.among(list)}]++
			}
		}
		for _, other := range s.outOfOrder(event, o.Span) {
			count[Reason{Rule: Ordered, Name: p.Events[other].Name}]++
		}
	}
	var list []Reason
	for r, n := range count {
		r.Times, r.Of = n, len(one.Options)
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Reason) int {
		return cmp.Or(b.Times-a.Times, cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// full reports whether a load would come above a cap that is never exceeded.
func (s *state) full(r, day, load int) bool {
	if load == 0 || s.caps[r] == nil {
		return false
	}
	return slices.ContainsFunc(s.caps[r][day], func(i int32) bool { c := &s.p.Caps[i]; return c.Cost == 0 && s.load[i]+load > c.Most })
}

// named is how many of those who may serve are named.
const named = 3

// among names some of those who may serve.
func (s *state) among(list []Choice) string {
	text := ""
	for i, c := range list[:min(named, len(list))] {
		if i > 0 {
			text += ", "
		}
		text += s.p.Resources[c.Resource].Name
	}
	if len(list) > named {
		text += " …"
	}
	return text
}

// outOfOrder returns the events with which one that lies there is out of order.
func (s *state) outOfOrder(e int, span Span) []int32 {
	var list []int32
	for _, o := range s.links[e].before {
		if at := s.at[o].option; at != none && s.p.Events[o].Options[at].End > span.Start {
			list = append(list, o)
		}
	}
	for _, o := range s.links[e].after {
		if at := s.at[o].option; at != none && s.p.Events[o].Options[at].Start < span.End {
			list = append(list, o)
		}
	}
	return list
}
