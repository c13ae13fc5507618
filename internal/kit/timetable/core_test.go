package timetable

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// blocks reports whether a fact keeps an event from a place, from the
// description alone.
func blocks(p *Problem, places []Place, e int, f Fact, at Place) bool {
	one := &p.Events[e]
	span := one.Options[at.Option].Span
	held, used := span, slices.Contains(one.Fixed, f.Resource)
	for need, pick := range at.Picks {
		if pick >= 0 && one.Choices[need][pick].Resource == f.Resource {
			used, held = true, p.held(one, need, span)
		}
	}
	switch f.Rule {
	case Shut:
		return used && held.common(f.Span) > 0
	case Clash:
		return used && f.Event != e && places[f.Event].Option >= 0 && timeOf(p, places, f.Event, f.Resource).common(held) > 0
	case Capped:
		cap := p.Caps[f.Cap]
		day := span.Start / p.DaySlots
		return used && cap.Cost == 0 && day >= cap.FromDay && day < cap.ToDay && one.Load > 0 && loadOf(p, places, cap, e)+one.Load > cap.Most
	}
	return slices.ContainsFunc(p.Orders, func(o Order) bool {
		if f.Event == e || places[f.Event].Option < 0 {
			return false
		}
		other := p.Events[f.Event].Options[places[f.Event].Option].Span
		return o == Order{e, f.Event} && span.End > other.Start || o == Order{f.Event, e} && other.End > span.Start
	})
}

// timeOf is the time for which an event takes a resource, nothing where it
// does not.
func timeOf(p *Problem, places []Place, e, r int) Span {
	one := &p.Events[e]
	span := one.Options[places[e].Option].Span
	if slices.Contains(one.Fixed, r) {
		return span
	}
	for need, pick := range places[e].Picks {
		if pick >= 0 && one.Choices[need][pick].Resource == r {
			return p.held(one, need, span)
		}
	}
	return Span{}
}

func loadOf(p *Problem, places []Place, c Cap, without int) int {
	load := 0
	for e := range p.Events {
		if e == without || places[e].Option < 0 || timeOf(p, places, e, c.Resource) == (Span{}) {
			continue
		}
		if day := p.Events[e].Options[places[e].Option].Start / p.DaySlots; day >= c.FromDay && day < c.ToDay {
			load += p.Events[e].Load
		}
	}
	return load
}

// closes reports whether facts keep an event from every place.
func closes(p *Problem, places []Place, e int, facts []Fact) bool {
	one := &p.Events[e]
	for o := range one.Options {
		for i := range max(1, len(one.Choices[0])) {
			for k := range max(1, len(one.Choices[1])) {
				at := Place{o, [Needs]int{i, k}}
				for need, list := range one.Choices {
					if len(list) == 0 {
						at.Picks[need] = none
					}
				}
				if !slices.ContainsFunc(facts, func(f Fact) bool { return blocks(p, places, e, f, at) }) {
					return false
				}
			}
		}
	}
	return true
}

// every returns all facts that there can be.
func every(p *Problem) []Fact {
	var all []Fact
	for r, one := range p.Resources {
		for _, t := range one.Taken {
			all = append(all, Fact{Shut, r, none, t, none})
		}
		for e := range p.Events {
			all = append(all, Fact{Rule: Clash, Resource: r, Event: e, Cap: none})
		}
	}
	for i, c := range p.Caps {
		all = append(all, Fact{Rule: Capped, Resource: c.Resource, Event: none, Cap: i})
	}
	for e := range p.Events {
		all = append(all, Fact{Rule: Ordered, Resource: none, Event: e, Cap: none})
	}
	return all
}

func TestACoreIsWhatStandsInTheWay(t *testing.T) {
	left := 0
	rapid.Check(t, func(t *rapid.T) {
		p := invent(t)
		plan, err := Solve(t.Context(), p, Options{Moves: 4000, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range plan.Left {
			left++
			set, frees := Core(p, plan.Places, e)
			if !closes(p, plan.Places, e, set) {
				t.Fatalf("event %d: %+v leaves a place open", e, set)
			}
			for i := range set {
				if closes(p, plan.Places, e, slices.Delete(slices.Clone(set), i, i+1)) {
					t.Fatalf("event %d: %+v can be spared among %+v", e, set[i], set)
				}
			}
			for _, f := range every(p) {
				rest := slices.DeleteFunc(every(p), func(o Fact) bool { return o == f })
				if closes(p, plan.Places, e, rest) == slices.Contains(frees, f) {
					t.Fatalf("event %d: what would free it is %+v, and not %+v", e, frees, f)
				}
			}
		}
	})
	if left == 0 {
		t.Error("nothing was left out in any case")
	}
}
