// Package timetable gives events their time, and the people and rooms that they
// need, so that nobody is in two places at once and as many wishes as possible
// are met.
//
// A planner describes what is to be placed as a Problem: a grid of time, the
// resources that can be in one place at a time (a group, a trainer, a room), and
// the events with where each may lie and who may serve it. Solve searches a Plan
// by simulated annealing: it begins with a quick plan, changes it at random, and
// takes worse plans less and less often. It can be stopped at any moment and
// keeps the best that it has seen. Check judges a plan anew, from the
// description alone.
//
// Hard rules are never traded for wishes: an event that finds no place is left
// out and named, with what stands in its way. The package knows nothing of
// training; it reads the format of the International Timetabling Competition
// 2007 (track 3) too, so that its results can be compared with published ones.
package timetable

import (
	"cmp"
	"errors"
	"fmt"
)

// Needs is how many resources at most an event chooses.
const Needs = 2

// Problem is what is to be placed. Slots are the units of time, in order; those
// of one day follow each other.
type Problem struct {
	Days      int // at least 1
	DaySlots  int // slots of one day, at least 1
	Resources []Resource
	Events    []Event
	Orders    []Order
	Caps      []Cap
	Spreads   []Spread
	Steadies  []Steady
}

// Slots returns how many slots there are.
func (p *Problem) Slots() int { return p.Days * p.DaySlots }

// Resource is somebody or something that serves one event at a time.
type Resource struct {
	Name  string
	Taken []Span // when it serves nobody
	// Alone is the cost of an event of this resource that stands alone on its
	// day, with free time before and behind it.
	Alone int
	// Gap is the cost of each piece of a day in which events follow each other
	// without free time.
	Gap int
}

// Span is a piece of time: from a slot up to before another one of the same day.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// compare orders pieces of time by their beginning, then by their end.
func (s Span) compare(o Span) int { return cmp.Or(s.Start-o.Start, s.End-o.End) }

// Event is what takes place once. It names a resource at most once: among those
// that take part, or in one of its choices.
type Event struct {
	Name    string
	Fixed   []int    // resources that take part, whatever is chosen
	Options []Option // where it may lie, by time; at least one, none twice
	Choices [Needs][]Choice
	Load    int  // what it adds to the load of the resources that serve it
	Margin  int  // slots before and behind it in which who serves its first need is not free
	Locked  bool // it stays where Home says
	Home    *Place
}

// Option is a time at which an event may lie.
type Option struct {
	Span
	Cost int // of lying there, 0 for none
}

// held is the time for which who serves a need of an event is not free.
func (p *Problem) held(e *Event, need int, span Span) Span {
	if need > 0 || e.Margin == 0 {
		return span
	}
	day := span.Start / p.DaySlots * p.DaySlots
	return Span{max(day, span.Start-e.Margin), min(day+p.DaySlots, span.End+e.Margin)}
}

// Choice is a resource that may serve an event.
type Choice struct {
	Resource int
	Cost     int
}

// Place is where an event lies: the index of its option, and of its choices, -1
// for a need that it does not have.
type Place struct {
	Option int
	Picks  [Needs]int
}

// Order says that an event ends before another one begins.
type Order struct{ Before, After int }

// Cap is the most that a resource may be loaded in a number of days.
type Cap struct {
	Resource int
	FromDay  int
	ToDay    int // first day that does not count
	Most     int
	// Cost is that of each unit above Most; 0 for a cap that is never broken.
	Cost int
}

// Spread says over how many days at least events are spread.
type Spread struct {
	Events []int
	Days   int
	Cost   int // of each day that is missing
}

// Steady says that events are served by one resource.
type Steady struct {
	Events []int
	Need   int
	Cost   int // of each resource beyond the first
}

// The largest description that is searched, so that a slip in a number is
// refused instead of filling the memory: a year of slots of five minutes is
// 105,120.
const (
	mostSlots  = 1 << 17
	mostEvents = 1<<16 - 1
	mostCells  = 1 << 25 // resources by slots
	mostCost   = 1_000_000_000
)

// ErrLarge says that a description has more time, events or resources than are
// searched.
var ErrLarge = errors.New("too large")

// checkSize refuses a description that is too large for the memory.
func (p *Problem) checkSize(resources, events int) error {
	switch {
	case p.Days < 1 || p.DaySlots < 1:
		return fmt.Errorf("no time: %d days of %d slots", p.Days, p.DaySlots)
	case p.Days > mostSlots/p.DaySlots:
		return fmt.Errorf("too much time: %d days of %d slots, at most %d slots: %w", p.Days, p.DaySlots, mostSlots, ErrLarge)
	case events > mostEvents:
		return fmt.Errorf("too many events: %d, at most %d: %w", events, mostEvents, ErrLarge)
	case resources > mostCells/p.Slots():
		return fmt.Errorf("too many resources: %d in %d slots: %w", resources, p.Slots(), ErrLarge)
	}
	return nil
}

// checkCosts refuses costs below nothing, and those whose sum nobody can hold.
func checkCosts(costs ...int) error {
	for _, c := range costs {
		if c < 0 || c > mostCost {
			return fmt.Errorf("cost %d is not between 0 and %d", c, mostCost)
		}
	}
	return nil
}

// Check returns an error that names what is wrong with a description.
func (p *Problem) Check() error {
	if err := p.checkSize(len(p.Resources), len(p.Events)); err != nil {
		return err
	}
	for i, r := range p.Resources {
		if err := checkCosts(r.Alone, r.Gap); err != nil {
			return fmt.Errorf("resource %d (%s): %w", i, r.Name, err)
		}
		for _, s := range r.Taken {
			if err := p.checkSpan(s); err != nil {
				return fmt.Errorf("resource %d (%s): %w", i, r.Name, err)
			}
		}
	}
	for i := range p.Events {
		if err := p.checkEvent(&p.Events[i]); err != nil {
			return fmt.Errorf("event %d (%s): %w", i, p.Events[i].Name, err)
		}
	}
	return p.checkRules()
}

func (p *Problem) checkSpan(s Span) error {
	if s.Start < 0 || s.End <= s.Start || s.End > p.Slots() || s.Start/p.DaySlots != (s.End-1)/p.DaySlots {
		return fmt.Errorf("no time of one day: %d to %d", s.Start, s.End)
	}
	return nil
}

func (p *Problem) checkEvent(e *Event) error {
	if len(e.Options) == 0 {
		return fmt.Errorf("no time at which it may lie")
	}
	for i, o := range e.Options {
		if err := errors.Join(p.checkSpan(o.Span), checkCosts(o.Cost)); err != nil {
			return err
		}
		if i > 0 && e.Options[i-1].compare(o.Span) >= 0 {
			return fmt.Errorf("times out of order at %d to %d", o.Start, o.End)
		}
	}
	if e.Margin < 0 || e.Margin > p.DaySlots {
		return fmt.Errorf("margin of %d slots", e.Margin)
	}
	named := map[int]bool{}
	name := func(r int) error {
		if r < 0 || r >= len(p.Resources) {
			return fmt.Errorf("no resource %d", r)
		}
		if named[r] {
			return fmt.Errorf("resource %d (%s) is named twice", r, p.Resources[r].Name)
		}
		named[r] = true
		return nil
	}
	for _, r := range e.Fixed {
		if err := name(r); err != nil {
			return err
		}
	}
	for _, list := range e.Choices {
		for _, c := range list {
			if err := errors.Join(name(c.Resource), checkCosts(c.Cost)); err != nil {
				return err
			}
		}
	}
	if e.Locked && e.Home == nil {
		return fmt.Errorf("locked, and nowhere")
	}
	if e.Home != nil {
		return e.checkPlace(*e.Home)
	}
	return nil
}

// checkPlace refuses a place that the event does not offer.
func (e *Event) checkPlace(at Place) error {
	if at.Option < 0 || at.Option >= len(e.Options) {
		return fmt.Errorf("no time %d", at.Option)
	}
	for n, list := range e.Choices {
		if pick := at.Picks[n]; pick < -1 || pick >= len(list) || (pick < 0) != (len(list) == 0) {
			return fmt.Errorf("no choice %d of need %d", pick, n)
		}
	}
	return nil
}

func (p *Problem) checkRules() error {
	known := func(list ...int) error {
		for _, e := range list {
			if e < 0 || e >= len(p.Events) {
				return fmt.Errorf("no event %d", e)
			}
		}
		return nil
	}
	for _, o := range p.Orders {
		if err := known(o.Before, o.After); err != nil {
			return err
		}
	}
	for _, s := range p.Spreads {
		if err := errors.Join(known(s.Events...), checkCosts(s.Cost)); err != nil {
			return err
		}
	}
	for _, s := range p.Steadies {
		if s.Need < 0 || s.Need >= Needs {
			return fmt.Errorf("no need %d", s.Need)
		}
		if err := errors.Join(known(s.Events...), checkCosts(s.Cost)); err != nil {
			return err
		}
	}
	for _, c := range p.Caps {
		if err := checkCosts(c.Cost); err != nil {
			return err
		}
		if c.Resource < 0 || c.Resource >= len(p.Resources) || c.FromDay < 0 || c.ToDay > p.Days || c.FromDay >= c.ToDay {
			return fmt.Errorf("cap of resource %d on days %d to %d", c.Resource, c.FromDay, c.ToDay)
		}
	}
	return nil
}
