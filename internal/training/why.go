package training

import (
	"slices"

	"pamong/internal/kit/fault"
	"pamong/internal/roster"
)

// Why says why somebody is where the division puts them.
type Why struct {
	Person Candidate
	Seated bool
	Wave   int    // from 1
	Batch  int    // number
	Label  string // the number as it is written
	Lock   Lock   // zero where nothing was chosen by hand
	Waiter Waiter // while not seated
	Waves  []WhyWave
}

// WhyWave is what a wave would mean for somebody, all others staying where
// they are.
type WhyWave struct {
	Wave   int
	Here   bool
	Closed []Fact // what closes it; empty for an open wave
	Costs  []Cost // in its cheapest batch
}

// Points returns the points of a wave.
func (w WhyWave) Points() int {
	n := 0
	for _, c := range w.Costs {
		n += c.Points()
	}
	return n
}

// Explain divides and says why somebody is where they are: what each wave
// would cost, and what closes it. NotFound for somebody who is not divided.
func Explain(people []Candidate, w Wish, person roster.PersonID) (Why, error) {
	d, p, err := divide(people, w)
	if err != nil {
		return Why{}, err
	}
	var why Why
	if i := slices.IndexFunc(d.Waiting, func(o Waiter) bool { return o.Person == person }); i >= 0 {
		why.Waiter, why.Person = d.Waiting[i], d.Waiting[i].Candidate
	}
	i := slices.IndexFunc(p.people, func(c Candidate) bool { return c.Person == person })
	if i < 0 {
		if why.Person.Person == "" {
			return why, fault.NotFound("training.fault.not_divided")
		}
		return why, nil
	}
	why.Person, why.Lock = p.people[i], p.lock[i]
	if s := p.at[i]; s >= 0 {
		why.Seated, why.Wave, why.Batch = true, p.slots[s].wave+1, w.firstNumber()+s
		why.Label = w.Numbering.Label(why.Batch)
	}
	for _, s := range p.kinds[p.kind[i]] {
		p.whyWave(i, s, &why)
	}
	return why, nil
}

func (w Wish) firstNumber() int { return max(1, w.First) }

// whyWave adds what a slot means to what its wave means.
func (p *placing) whyWave(i, s int, why *Why) {
	wave := p.slots[s].wave
	if n := len(why.Waves); n == 0 || why.Waves[n-1].Wave != wave+1 {
		why.Waves = append(why.Waves, WhyWave{Wave: wave + 1})
	}
	one := &why.Waves[len(why.Waves)-1]
	if p.at[i] != s && !p.may(i, s) {
		if one.Costs == nil {
			one.Closed = p.closing(i, []int{wave})
		}
		return
	}
	one.Closed = nil
	if one.Here {
		return
	}
	var costs []Cost
	points := 0
	for _, part := range Parts {
		c := Cost{Part: part, Weight: p.wish.Of(part), Units: p.part(part, i, s)}
		costs, points = append(costs, c), points+c.Points()
	}
	if one.Here = p.at[i] == s; one.Here || one.Costs == nil || points < one.Points() {
		one.Costs = costs
	}
}
