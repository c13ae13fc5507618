package timetable

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// How far room is made for an event that finds no place: how many of its times
// are tried, and how deep those that it drives out may drive out others.
const (
	squeezes = 12
	deepest  = 2
)

// squeeze makes room for an event: it takes a place from the events that have
// it, which then look for another one, or make room in their turn. Those that
// are held stay. It reports whether everybody has found a place; otherwise
// everything is as before.
func (s *state) squeeze(e, depth int, held map[int]bool) bool {
	type way struct {
		at  seat
		out []int
	}
	var ways []way
	one := &s.p.Events[e]
	random := rand.New(rand.NewPCG(uint64(e), uint64(depth)))
	for k := range one.Options {
		at := seat{option: int32(k)}
		for need, list := range one.Choices {
			at.picks[need], _ = s.pick(list, s.p.held(one, need, one.Options[k].Span), one.Load, random)
		}
		if out, ok := s.rivals(e, at); ok && !slices.ContainsFunc(out, func(o int) bool { return held[o] || s.p.Events[o].Locked }) {
			ways = append(ways, way{at, out})
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int {
		return cmp.Or(len(a.out)-len(b.out), one.Options[a.at.option].Cost-one.Options[b.at.option].Cost)
	})
	held[e] = true
	defer delete(held, e)
	for _, w := range ways[:min(squeezes, len(ways))] {
		kept, hard := s.keep(nil), s.hard
		for _, o := range w.out {
			s.take(o)
		}
		s.put(e, w.at)
		done := s.hard <= hard
		for _, o := range w.out {
			done = done && (s.settle(o) || depth > 0 && s.squeeze(o, depth-1, held))
		}
		if done {
			return true
		}
		s.restore(kept)
	}
	return false
}

// rivals are the events that have a resource at a place, or would be out of order
// with it; false when a closed time or a cap is in the way too.
func (s *state) rivals(e int, at seat) ([]int, bool) {
	one := &s.p.Events[e]
	span := one.Options[at.option].Span
	var list []int
	for _, o := range s.outOfOrder(e, span) {
		list = append(list, int(o))
	}
	meet := func(r int, span Span) bool {
		for t := r*s.slots + span.Start; t < r*s.slots+span.End; t++ {
			switch {
			case s.taken[t] == 0:
			case s.taken[t] > 1 || s.holder[t] == 0:
				return false
			default:
				list = append(list, int(s.holder[t]-1))
			}
		}
		return !s.full(r, span.Start/s.p.DaySlots, one.Load)
	}
	for _, r := range one.Fixed {
		if !meet(r, span) {
			return nil, false
		}
	}
	for need, pick := range at.picks {
		if pick >= 0 && !meet(one.Choices[need][pick].Resource, s.p.held(one, need, span)) {
			return nil, false
		}
	}
	slices.Sort(list)
	return slices.Compact(list), true
}
