package timetable

import (
	"fmt"
	"slices"
)

// Rule is a hard rule that a plan can break.
type Rule string

// The hard rules.
const (
	Clash   Rule = "clash"   // a resource serves two events at once
	Shut    Rule = "closed"  // a resource serves an event while it serves nobody
	Ordered Rule = "ordered" // an event does not end before the next one begins
	Capped  Rule = "capped"  // a resource is loaded above what is never exceeded
)

// Breach is a hard rule that is broken.
type Breach struct {
	Rule     Rule
	Resource int   // -1 for Ordered
	Events   []int // that break it
	Slots    int   // for how long, or by how much load
}

// Costs are the wishes that a plan does not meet, by kind.
type Costs struct {
	Times   int `json:"times"`   // of lying where events lie
	Choices int `json:"choices"` // of being served by whom they are served
	Alone   int `json:"alone"`
	Gaps    int `json:"gaps"`
	Loads   int `json:"loads"`
	Spreads int `json:"spreads"`
	Steady  int `json:"steady"`
}

// Sum returns the cost of a plan.
func (c Costs) Sum() int {
	return c.Times + c.Choices + c.Alone + c.Gaps + c.Loads + c.Spreads + c.Steady
}

// Verdict is what a plan is worth.
type Verdict struct {
	Breaches []Breach
	Left     []int // events without a place
	Costs    Costs
}

// visit is an event that a resource serves, with the time for which it takes.
type visit struct {
	event int
	Span
}

// Judge judges places by the description of the problem alone; it shares
// nothing with the search. An error names a place that an event does not offer.
func Judge(p *Problem, places []Place) (Verdict, error) {
	var v Verdict
	if len(places) != len(p.Events) {
		return v, fmt.Errorf("%d places of %d events", len(places), len(p.Events))
	}
	served := make([][]visit, len(p.Resources))
	span := func(e int) Span { return p.Events[e].Options[places[e].Option].Span }
	for e := range p.Events {
		one := &p.Events[e]
		if places[e].Option < 0 {
			v.Left = append(v.Left, e)
			continue
		}
		if err := one.checkPlace(places[e]); err != nil {
			return v, fmt.Errorf("event %d (%s): %w", e, one.Name, err)
		}
		v.Costs.Times += one.Options[places[e].Option].Cost
		for _, r := range one.Fixed {
			served[r] = append(served[r], visit{e, span(e)})
		}
		for need, pick := range places[e].Picks {
			if pick >= 0 {
				c := one.Choices[need][pick]
				v.Costs.Choices += c.Cost
				served[c.Resource] = append(served[c.Resource], visit{e, p.held(one, need, span(e))})
			}
		}
	}
	for r := range p.Resources {
		slices.SortStableFunc(served[r], func(a, b visit) int { return a.Start - b.Start })
		v.judgeResource(p, r, served[r])
	}
	v.judgeOrders(p, places, span)
	v.judgeCaps(p, served)
	v.judgeSets(p, places, span)
	return v, nil
}

// judgeResource looks for events at one time, and for days with events alone
// and gaps.
func (v *Verdict) judgeResource(p *Problem, r int, events []visit) {
	one := &p.Resources[r]
	for i, a := range events {
		for _, b := range events[i+1:] {
			if n := a.common(b.Span); n > 0 {
				v.Breaches = append(v.Breaches, Breach{Clash, r, []int{a.event, b.event}, n})
			}
		}
		for _, closed := range one.Taken {
			if n := a.common(closed); n > 0 {
				v.Breaches = append(v.Breaches, Breach{Shut, r, []int{a.event}, n})
			}
		}
	}
	if one.Alone == 0 && one.Gap == 0 {
		return
	}
	taken, begins := make([]bool, p.Slots()+1), make([]int, p.Slots()+1)
	for _, closed := range one.Taken {
		for t := closed.Start; t < closed.End; t++ {
			taken[t] = true
		}
	}
	for _, e := range events {
		begins[e.Start]++
		for t := e.Start; t < e.End; t++ {
			taken[t] = true
		}
	}
	for day := range p.Days {
		begun := 0
		for t := day * p.DaySlots; t <= (day+1)*p.DaySlots; t++ {
			if t < (day+1)*p.DaySlots && taken[t] {
				begun += begins[t]
				continue
			}
			if begun == 1 {
				v.Costs.Alone += one.Alone
			}
			if begun > 0 {
				v.Costs.Gaps += one.Gap
			}
			begun = 0
		}
	}
}

// common is how many slots two pieces of time have in common.
func (s Span) common(o Span) int { return max(0, min(s.End, o.End)-max(s.Start, o.Start)) }

func (v *Verdict) judgeOrders(p *Problem, places []Place, span func(int) Span) {
	for _, o := range p.Orders {
		if places[o.Before].Option >= 0 && places[o.After].Option >= 0 && span(o.Before).End > span(o.After).Start {
			v.Breaches = append(v.Breaches, Breach{Ordered, none, []int{o.Before, o.After}, 1})
		}
	}
}

func (v *Verdict) judgeCaps(p *Problem, served [][]visit) {
	for _, c := range p.Caps {
		load := 0
		var events []int
		for _, e := range served[c.Resource] {
			if day := e.Start / p.DaySlots; day >= c.FromDay && day < c.ToDay {
				load += p.Events[e.event].Load
				events = append(events, e.event)
			}
		}
		switch over := load - c.Most; {
		case over <= 0:
		case c.Cost > 0:
			v.Costs.Loads += over * c.Cost
		default:
			v.Breaches = append(v.Breaches, Breach{Capped, c.Resource, events, over})
		}
	}
}

func (v *Verdict) judgeSets(p *Problem, places []Place, span func(int) Span) {
	for _, one := range p.Spreads {
		days := map[int]bool{}
		for _, e := range one.Events {
			if places[e].Option >= 0 {
				days[span(e).Start/p.DaySlots] = true
			}
		}
		v.Costs.Spreads += one.Cost * max(0, one.Days-len(days))
	}
	for _, one := range p.Steadies {
		who := map[int]bool{}
		for _, e := range one.Events {
			if pick := places[e].Picks[one.Need]; places[e].Option >= 0 && pick >= 0 {
				who[p.Events[e].Choices[one.Need][pick].Resource] = true
			}
		}
		v.Costs.Steady += one.Cost * max(0, len(who)-1)
	}
}
