package timetable

import (
	"math"
	"math/rand/v2"
)

// breach is what a breach of a hard rule costs beside wishes while a plan is
// searched: enough that none stays at the end, little enough that the search
// may pass through one at its beginning.
const breach = 40

// search anneals a state.
type search struct {
	*state
	random *rand.Rand
	free   []int32 // events that may move
	swing  []int32 // the most that moving an event can save, beside the cost of its place and room
}

func newSearch(s *state, random *rand.Rand) *search {
	a := &search{state: s, random: random, swing: make([]int32, len(s.p.Events))}
	fees := s.fees()
	for e := range s.p.Events {
		if !s.p.Events[e].Locked && s.at[e].option != none {
			a.free = append(a.free, int32(e))
		}
		a.swing[e] = int32(s.swingOf(e, fees))
	}
	return a
}

// swingOf is the most that moving an event can save: it joins three events
// that stood alone, fills gaps, comes on a missing day and to a resource that
// serves already, leaves loads that were too high, and comes in order.
func (s *state) swingOf(e int, fees []int) int {
	one := &s.p.Events[e]
	most := breach * (len(s.links[e].before) + len(s.links[e].after))
	reach := func(r int) int {
		return 3*s.p.Resources[r].Alone + 2*s.p.Resources[r].Gap + fees[r]*one.Load
	}
	for _, r := range one.Fixed {
		most += reach(r)
	}
	for need, list := range one.Choices {
		worst := 0
		for _, c := range list {
			worst = max(worst, reach(c.Resource))
		}
		most += worst
		for _, i := range s.links[e].steadies[need] {
			most += s.p.Steadies[i].Cost
		}
	}
	for _, i := range s.links[e].spreads {
		most += s.p.Spreads[i].Cost
	}
	return most
}

// fees are the most that a unit of load of each resource can cost.
func (s *state) fees() []int {
	fees := make([]int, len(s.p.Resources))
	for r, days := range s.caps {
		for _, list := range days {
			day := 0
			for _, i := range list {
				cost := s.p.Caps[i].Cost
				if cost == 0 {
					cost = breach
				}
				day += cost
			}
			fees[r] = max(fees[r], day)
		}
	}
	return fees
}

func (s *state) cost() int { return breach*s.hard + s.soft }

// pass tries so many moves at a temperature.
func (a *search) pass(moves int, heat float64) {
	for range moves {
		e := int(a.free[a.random.IntN(len(a.free))])
		limit := heat * -math.Log(1-a.random.Float64())
		a.try(e, a.draw(e), limit)
	}
}

// draw draws another place for an event: in two of eight cases another resource at
// its time, in three another time with the same resources, and otherwise both.
func (a *search) draw(e int) seat {
	one := &a.p.Events[e]
	to := a.at[e]
	need := none // of which another resource may be chosen
	if from := a.random.IntN(Needs); len(one.Choices[from]) > 1 {
		need = from
	} else if len(one.Choices[Needs-1-from]) > 1 {
		need = Needs - 1 - from
	}
	what := a.random.IntN(8)
	if len(one.Options) > 1 && (what >= 2 || need == none) {
		to.option = int32(a.random.IntN(len(one.Options)))
	}
	if need != none && (what < 2 || what >= 5) {
		to.picks[need] = int32(a.random.IntN(len(one.Choices[need])))
	}
	return to
}

// try moves an event if that does not cost more than the limit. Whoever has the
// resource there that is chosen last goes where the event comes from.
func (a *search) try(e int, to seat, limit float64) {
	from := a.at[e]
	if to == from {
		return
	}
	other := a.occupant(e, to)
	if other == none {
		if float64(a.leastOf(e, to, none)) > limit {
			return
		}
		before := a.cost()
		a.take(e)
		a.put(e, to)
		if float64(a.cost()-before) > limit {
			a.take(e)
			a.put(e, from)
		}
		return
	}
	there := a.at[other]
	back, ok := a.exchange(e, from, other)
	if !ok || float64(a.leastOf(e, to, other)+a.leastOf(other, back, e)) > limit {
		return
	}
	before := a.cost()
	a.take(e)
	a.take(other)
	a.put(e, to)
	a.put(other, back)
	if float64(a.cost()-before) > limit {
		a.take(e)
		a.take(other)
		a.put(e, from)
		a.put(other, there)
	}
}

// leastOf is the least that moving an event costs, while another one leaves.
// Most moves are refused by it, without being made.
func (a *search) leastOf(e int, to seat, leaves int) int {
	one := &a.p.Events[e]
	from := a.at[e]
	here, there := &one.Options[from.option], &one.Options[to.option]
	apart := here.End <= there.Start || there.End <= here.Start
	n, busy := there.Cost-here.Cost-int(a.swing[e]), 0
	for _, r := range one.Fixed {
		if apart {
			busy += a.busy(r, there.Span, leaves)
		}
		busy -= a.shared(r, here.Span)
	}
	for need, pick := range to.picks {
		if pick < 0 {
			continue
		}
		was, is := &one.Choices[need][from.picks[need]], &one.Choices[need][pick]
		n += is.Cost - was.Cost
		left, held := a.p.held(one, need, here.Span), a.p.held(one, need, there.Span)
		if left.common(held) == 0 || was.Resource != is.Resource {
			busy += a.busy(is.Resource, held, leaves)
		}
		busy -= a.shared(was.Resource, left)
	}
	return n + breach*busy
}

// shared counts the slots in which a resource serves more than one event.
func (s *state) shared(r int, span Span) int {
	n := 0
	for _, k := range s.taken[r*s.slots+span.Start : r*s.slots+span.End] {
		if k > 1 {
			n++
		}
	}
	return n
}

// busy counts the slots in which a resource serves somebody else than the
// event that leaves.
func (s *state) busy(r int, span Span, leaves int) int {
	n := 0
	for t := r*s.slots + span.Start; t < r*s.slots+span.End; t++ {
		if k := s.taken[t]; k > 1 || k == 1 && (leaves == none || s.holder[t] != int32(leaves+1)) {
			n++
		}
	}
	return n
}

// occupant returns the one other event that has the resource of the last need
// at a place, none if there is none or more than one.
func (a *search) occupant(e int, to seat) int {
	one := &a.p.Events[e]
	for need := Needs - 1; need >= 0; need-- {
		pick := to.picks[need]
		if pick < 0 {
			continue
		}
		r := one.Choices[need][pick].Resource
		t := r*a.slots + one.Options[to.option].Start
		if a.taken[t] != 1 || a.holder[t] == 0 {
			return none
		}
		if other := int(a.holder[t] - 1); other != e {
			return other
		}
		return none
	}
	return none
}

// exchange returns the place of an event that is offered for another one.
func (a *search) exchange(e int, from seat, other int) (seat, bool) {
	two := &a.p.Events[other]
	if two.Locked {
		return seat{}, false
	}
	back := a.at[other]
	one := &a.p.Events[e]
	if back.option = a.optionAt(other, one.Options[from.option].Span); back.option == none {
		return seat{}, false
	}
	for need := Needs - 1; need >= 0; need-- {
		if from.picks[need] < 0 {
			continue
		}
		r := one.Choices[need][from.picks[need]].Resource
		list := two.Choices[need]
		if k := int(from.picks[need]); k < len(list) && list[k].Resource == r {
			back.picks[need] = int32(k)
			return back, true
		}
		for k, c := range list {
			if c.Resource == r {
				back.picks[need] = int32(k)
				return back, true
			}
		}
		return seat{}, false
	}
	return back, true
}
