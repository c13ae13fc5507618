package timetable

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Options say how long to search. One of Time and Moves is given; a search by
// moves gives the same plan for the same seed on every machine.
type Options struct {
	Time  time.Duration
	Moves int
	Seed  uint64
	// Heat is the cost that is lightly taken on at the beginning; 0 for that of a
	// plan made from nothing, or of one that is mended. A first plan that is known
	// to be near wants little.
	Heat float64
	// Told is called with how the best plan stands, when a search begins and then
	// about once a second; nil for nobody.
	Told func(Standing)
}

// Standing is how a search stands.
type Standing struct {
	Part     float64 // of the time or the moves, 0 to 1
	Breaches int
	Cost     int
}

// Plan is where events lie. The place of an event that is left out has the
// option -1.
type Plan struct {
	Places []Place
	Left   []int // events that are left out
	Cost   int   // of wishes that are not met
	Moves  int   // tried
}

// The heat at which plans are searched, in units of cost: a search from nothing
// begins hot, so that most worse plans are taken; one that mends a plan begins
// where only little is. Both end where hardly any worse plan is taken.
const (
	hot  = 15.0
	warm = 2.0
	cold = 0.12
)

// tries is how many moves are tried between two looks at the clock.
const tries = 2000

// Solve searches a plan until its time is over or the context ends, and returns
// the best that it has seen. Events with a Home begin there; where every event
// has one, the plan is mended instead of made anew. An error means that the
// problem is badly described; a problem that cannot be solved gives a plan that
// leaves events out.
func Solve(ctx context.Context, p *Problem, o Options) (*Plan, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	s := newState(p)
	random := rand.New(rand.NewPCG(o.Seed, uint64(len(p.Events))))
	mended := s.begin(random)
	if o.Heat == 0 {
		o.Heat = hot
		if mended {
			o.Heat = warm
		}
	}
	moves := s.search(ctx, random, o)
	s.expel()
	if mended {
		s.goHome()
	}
	plan := &Plan{Places: make([]Place, len(p.Events)), Moves: moves, Cost: s.soft}
	for e, at := range s.at {
		plan.Places[e] = at.place()
		if at.option == none {
			plan.Left = append(plan.Left, e)
		}
	}
	return plan, nil
}

// seatAt is a place as the search keeps it.
func seatAt(p Place) seat {
	s := seat{option: int32(p.Option)}
	for need, pick := range p.Picks {
		s.picks[need] = int32(pick)
	}
	return s
}

// place is a seat as a plan has it.
func (s seat) place() Place {
	p := Place{Option: int(s.option)}
	for need, pick := range s.picks {
		p.Picks[need] = int(pick)
	}
	return p
}

// begin gives every event a first place, those with the fewest ways first, and
// reports whether all have been where they lie.
func (s *state) begin(random *rand.Rand) bool {
	var open []int
	for e := range s.p.Events {
		if home := s.p.Events[e].Home; home != nil {
			s.put(e, seatAt(*home))
			continue
		}
		open = append(open, e)
	}
	random.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	slices.SortStableFunc(open, func(a, b int) int { return s.ways(a) - s.ways(b) })
	for _, e := range open {
		s.put(e, s.first(e, random))
	}
	return len(open) == 0
}

// ways is in how many ways an event can lie.
func (s *state) ways(e int) int {
	one := &s.p.Events[e]
	n := len(one.Options)
	for _, list := range one.Choices {
		n *= max(1, len(list))
	}
	return n
}

// looks is how many times and how many resources are tried at most for the
// first place of an event.
const looks = 60

// first returns a place for an event in which few resources serve another one.
func (s *state) first(e int, random *rand.Rand) seat {
	one := &s.p.Events[e]
	var best seat
	least := math.MaxInt
	from := random.IntN(len(one.Options))
	for i := range min(looks, len(one.Options)) {
		at := seat{option: int32((from + i) % len(one.Options))}
		o := &one.Options[at.option]
		cost := o.Cost + breach*s.disorder(&s.links[e], o.Span)
		for _, r := range one.Fixed {
			cost += breach * s.busy(r, o.Span, none)
			if s.full(r, o.Start/s.p.DaySlots, one.Load) {
				cost += breach
			}
		}
		for need, list := range one.Choices {
			pick, fee := s.pick(list, s.p.held(one, need, o.Span), one.Load, random)
			at.picks[need] = pick
			cost += fee
		}
		if cost < least {
			best, least = at, cost
		}
		if least == 0 {
			break
		}
	}
	return best
}

// pick chooses the resource that is free and costs least.
func (s *state) pick(list []Choice, span Span, load int, random *rand.Rand) (int32, int) {
	if len(list) == 0 {
		return none, 0
	}
	best, least := 0, math.MaxInt
	from := random.IntN(len(list))
	for i := range min(looks, len(list)) {
		k := (from + i) % len(list)
		cost := list[k].Cost + breach*s.busy(list[k].Resource, span, none)
		if s.full(list[k].Resource, span.Start/s.p.DaySlots, load) {
			cost += breach
		}
		if cost < least {
			best, least = k, cost
		}
		if least == 0 {
			break
		}
	}
	return int32(best), least
}

// search anneals and leaves the state at the best plan seen.
// It returns how many moves it has tried.
func (s *state) search(ctx context.Context, random *rand.Rand, o Options) int {
	a := newSearch(s, random)
	if len(a.free) == 0 {
		return 0
	}
	begun, told := time.Now(), time.Time{}
	best := s.keep(nil)
	hard, soft := s.hard, s.soft
	moves := 0
	for ctx.Err() == nil {
		now := time.Now()
		part := float64(moves) / float64(max(1, o.Moves))
		if o.Moves == 0 {
			part = now.Sub(begun).Seconds() / o.Time.Seconds()
		}
		if o.Told != nil && now.Sub(told) >= time.Second {
			told = now
			o.Told(Standing{min(1, part), hard, soft})
		}
		if part >= 1 || hard == 0 && soft == 0 {
			break
		}
		a.pass(tries, o.Heat*math.Pow(cold/o.Heat, part))
		moves += tries
		if s.hard < hard || s.hard == hard && s.soft < soft {
			hard, soft = s.hard, s.soft
			best = s.keep(best)
		}
	}
	s.restore(best)
	return moves
}

// goHome puts events back where they were, as long as that breaks nothing and
// costs no more.
func (s *state) goHome() {
	for again := true; again; {
		again = false
		for e := range s.at {
			home := s.p.Events[e].Home
			if home == nil || s.at[e].option == none || s.at[e] == seatAt(*home) {
				continue
			}
			hard, soft := s.hard, s.soft
			at := s.take(e)
			s.put(e, seatAt(*home))
			if s.hard > hard || s.soft > soft {
				s.take(e)
				s.put(e, at)
			} else {
				again = true
			}
		}
	}
}

// expel takes events out until no hard rule is broken, the one that breaks most
// first, and puts back those that find a free place. Locked events stay.
func (s *state) expel() {
	var out []int
	for s.hard > 0 {
		worst, most := none, 0
		for e := range s.at {
			if s.at[e].option == none || s.p.Events[e].Locked {
				continue
			}
			before := s.hard
			at := s.take(e)
			freed := before - s.hard
			s.put(e, at)
			if freed > most {
				worst, most = e, freed
			}
		}
		if worst == none {
			break
		}
		s.take(worst)
		out = append(out, worst)
	}
	for _, e := range out {
		if !s.settle(e) {
			s.squeeze(e, deepest, map[int]bool{})
		}
	}
}

// settle gives an event the cheapest place that breaks no hard rule, and reports
// whether there is one.
func (s *state) settle(e int) bool {
	one := &s.p.Events[e]
	best, least := seat{option: none}, math.MaxInt
	before := s.hard
	var each func(at seat, need int)
	each = func(at seat, need int) {
		if need < Needs && len(one.Choices[need]) > 0 {
			for k := range one.Choices[need] {
				at.picks[need] = int32(k)
				if s.busy(one.Choices[need][k].Resource, s.p.held(one, need, one.Options[at.option].Span), none) == 0 {
					each(at, need+1)
				}
			}
			return
		}
		if need < Needs {
			at.picks[need] = none
			each(at, need+1)
			return
		}
		s.put(e, at)
		if s.hard == before && s.soft < least {
			best, least = at, s.soft
		}
		s.take(e)
	}
	for k := range one.Options {
		each(seat{option: int32(k)}, 0)
	}
	if best.option != none {
		s.put(e, best)
	}
	return best.option != none
}
