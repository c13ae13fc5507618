package timetable

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// invent makes a small problem of every kind of rule.
func invent(t *rapid.T) *Problem {
	p := &Problem{Days: rapid.IntRange(1, 3).Draw(t, "days"), DaySlots: rapid.IntRange(3, 6).Draw(t, "slots")}
	for range rapid.IntRange(3, 6).Draw(t, "resources") {
		r := Resource{Alone: rapid.IntRange(0, 2).Draw(t, "alone"), Gap: rapid.IntRange(0, 2).Draw(t, "gap")}
		if rapid.Bool().Draw(t, "closed") {
			r.Taken = []Span{span(t, p)}
		}
		p.Resources = append(p.Resources, r)
	}
	who := rapid.IntRange(0, len(p.Resources)-1)
	for range rapid.IntRange(2, 8).Draw(t, "events") {
		named := map[int]bool{}
		e := Event{Fixed: []int{who.Draw(t, "fixed")}, Load: rapid.IntRange(0, 3).Draw(t, "load"), Margin: rapid.IntRange(0, 1).Draw(t, "margin")}
		named[e.Fixed[0]] = true
		for s := range p.Slots() {
			long := rapid.IntRange(1, 2).Draw(t, "long")
			one := Span{s, s + long}
			if p.checkSpan(one) == nil && (len(e.Options) == 0 || rapid.Bool().Draw(t, "offered")) {
				e.Options = append(e.Options, Option{one, rapid.IntRange(0, 3).Draw(t, "cost")})
			}
		}
		for need := range Needs {
			for range rapid.IntRange(0, 3).Draw(t, "choices") {
				if r := who.Draw(t, "choice"); !named[r] {
					named[r] = true
					e.Choices[need] = append(e.Choices[need], Choice{r, rapid.IntRange(0, 3).Draw(t, "fee")})
				}
			}
		}
		p.Events = append(p.Events, e)
	}
	event := rapid.IntRange(0, len(p.Events)-1)
	some := rapid.SliceOfNDistinct(event, 1, len(p.Events), rapid.ID)
	for range rapid.IntRange(0, 2).Draw(t, "orders") {
		if a, b := event.Draw(t, "before"), event.Draw(t, "after"); a != b {
			p.Orders = append(p.Orders, Order{a, b})
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "caps") {
		day := rapid.IntRange(0, p.Days-1).Draw(t, "day")
		p.Caps = append(p.Caps, Cap{who.Draw(t, "who"), day, rapid.IntRange(day+1, p.Days).Draw(t, "until"), rapid.IntRange(0, 5).Draw(t, "most"), rapid.IntRange(0, 2).Draw(t, "each")})
	}
	p.Spreads = []Spread{{some.Draw(t, "spread"), rapid.IntRange(1, 3).Draw(t, "least"), 5}}
	p.Steadies = []Steady{{some.Draw(t, "steady"), rapid.IntRange(0, Needs-1).Draw(t, "need"), 2}}
	return p
}

func span(t *rapid.T, p *Problem) Span {
	day, from := rapid.IntRange(0, p.Days-1).Draw(t, "closed day"), rapid.IntRange(0, p.DaySlots-1).Draw(t, "from")
	to := rapid.IntRange(from+1, p.DaySlots).Draw(t, "to")
	return Span{day*p.DaySlots + from, day*p.DaySlots + to}
}

// places are those of a state.
func (s *state) places() []Place {
	var list []Place
	for _, at := range s.at {
		list = append(list, at.place())
	}
	return list
}

func TestTheSearchCountsWhatTheJudgeCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invent(t)
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		s := newState(p)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		s.begin(random)
		a := newSearch(s, random)
		for range 20 {
			a.pass(10, 20)
			v, err := Judge(p, s.places())
			if err != nil {
				t.Fatal(err)
			}
			if s.soft != v.Costs.Sum() || (s.hard == 0) != (len(v.Breaches) == 0) {
				t.Fatalf("the search counts %d and %d breaches, the judge %+v", s.soft, s.hard, v)
			}
		}
	})
}

func TestWhatIsRefusedUnmadeWouldHaveCostMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invent(t)
		s := newState(p)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		s.begin(random)
		a := newSearch(s, random)
		for range 50 {
			a.pass(1, 20)
			e := random.IntN(len(p.Events))
			from, to := s.at[e], a.draw(e)
			least, before := a.leastOf(e, to, none), s.cost()
			s.take(e)
			s.put(e, to)
			if more := s.cost() - before; more < least {
				t.Fatalf("a move costs %d and was thought to cost %d at least", more, least)
			}
			s.take(e)
			s.put(e, from)
			if s.cost() != before {
				t.Fatalf("going back costs %d instead of %d", s.cost(), before)
			}
		}
	})
}

func TestNoPlanBreaksAHardRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invent(t)
		o := Options{Moves: 4000, Seed: rapid.Uint64().Draw(t, "seed")}
		plan, err := Solve(t.Context(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Judge(p, plan.Places)
		if err != nil || len(v.Breaches) > 0 || v.Costs.Sum() != plan.Cost || len(v.Left) != len(plan.Left) {
			t.Fatalf("%+v, %v; the plan says %d and leaves %v", v, err, plan.Cost, plan.Left)
		}
		again, err := Solve(t.Context(), p, o)
		if err != nil || again.Cost != plan.Cost || again.Moves != plan.Moves {
			t.Fatalf("the same seed gave %d and %d, %v", plan.Cost, again.Cost, err)
		}
		for e := range plan.Places {
			if plan.Places[e] != again.Places[e] {
				t.Fatalf("the same seed put event %d elsewhere", e)
			}
		}
	})
}
