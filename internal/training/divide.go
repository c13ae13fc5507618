package training

import (
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/roster"
)

// Class is the class of Latsar that a golongan attends: II and III have their
// own instruments.
type Class string

// The classes. A mixed batch has no class.
const (
	ClassII  Class = "II"
	ClassIII Class = "III"
	Mixed    Class = ""
)

// ClassOf returns the class of a golongan such as "III/a", Mixed when the
// golongan is not known.
func ClassOf(golongan string) Class {
	rung, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(golongan)), "/")
	switch rung {
	case "I", "II":
		return ClassII
	case "III", "IV":
		return ClassIII
	}
	return Mixed
}

// Candidate is a person as the division sees them.
type Candidate struct {
	Person    roster.PersonID
	NIP       string
	Name      string
	Sex       string
	Golongan  string
	Education string
	Office    string // name of the unit of the first level
	Unit      string // path of the unit where the person serves; "" while nowhere
	Far       string // the far place of that unit, "" for near the seat
	Owner     string // the agency that the person belongs to; "" is the organiser's own
	TMT       clock.Date
	Due       clock.Date // the day on which the probation is full; "" while not known
}

// Division is people divided into waves, batches and groups.
type Division struct {
	Waves    []DividedWave
	LeftOut  []Candidate // of the class that is sent out
	Unranked []Candidate // seated although their golongan is not known
	Waiting  []Waiter    // who is not seated, by name
	Broken   []Broken    // what was asked and does not hold
	Costs    []Cost      // what the division costs, by part
	Shares   []UnitShare // how many of each unit are away in each wave, the tightest first
}

// Waiter is somebody who waits, with the reason as a message, and, where no
// wave could take them, the smallest set of facts that stand in the way.
type Waiter struct {
	Candidate
	Reason string // key of a message
	Args   []any
	Facts  []Fact
}

// Fact is one thing that keeps somebody out of waves, and what would free it.
type Fact struct {
	Key   string // message; its twin with ".free" says what would free it
	Args  []any
	Waves []int // numbers of the waves that it closes
}

// Broken is something asked that does not hold, because something stronger
// stood against it.
type Broken struct {
	Key  string
	Args []any
}

// Cost is one line of what a division costs.
type Cost struct {
	Part          Part
	Weight, Units int
}

// Points returns the points of the line.
func (c Cost) Points() int { return c.Weight * c.Units }

// UnitShare is how many people of a unit are away in each wave.
type UnitShare struct {
	Unit   string
	People int   // of the unit, among those who are divided
	Limit  int   // most in one wave
	Away   []int // per wave
}

// DividedWave is one wave; waves take batches in the order of their numbers.
type DividedWave struct {
	Number  int
	Batches []DividedBatch
}

// DividedBatch is one batch with its groups.
type DividedBatch struct {
	Number  int
	Label   string
	Class   Class
	Owner   string // the agency whose people these are, where owners are apart
	Groups  [][]Candidate
	Balance Balance
}

// Size returns the number of people in the batch.
func (b DividedBatch) Size() int {
	n := 0
	for _, g := range b.Groups {
		n += len(g)
	}
	return n
}

// Batches returns the batches of all waves in the order of their numbers.
func (d Division) Batches() []DividedBatch {
	var all []DividedBatch
	for _, w := range d.Waves {
		all = append(all, w.Batches...)
	}
	return all
}

// Divide puts people into waves, batches of at most Cap and balanced groups as
// the wish asks. Bars, locks, classes, the cap and the share of a unit hold;
// all else is weighed. Whoever no wave can take waits, with the facts that
// stand in the way. Sizes differ by at most one within a kind unless bars
// force more. The same people and wishes always make the same division, in
// whatever order they are given.
//
// It refuses nobody at all, and, as questions that a person must answer,
// people of several owners, people without golongan where classes are apart,
// and a kind with too few people for a batch.
func Divide(people []Candidate, w Wish) (Division, error) {
	d, _, err := divide(people, w)
	return d, err
}

func divide(people []Candidate, w Wish) (Division, *placing, error) {
	var d Division
	if err := w.Clean(); err != nil {
		return d, nil, err
	}
	kinds, err := d.sort(people, &w)
	if err != nil {
		return d, nil, err
	}
	p, err := newPlacing(kinds, &w)
	if err != nil {
		return d, nil, err
	}
	p.seatLocked()
	p.deal()
	p.seatWaiting()
	p.improve()
	p.even()
	if err := p.enough(); err != nil {
		return d, nil, err
	}
	d.fill(p)
	return d, p, nil
}

// fill writes down what was placed.
func (d *Division) fill(p *placing) {
	members := make([][]int, len(p.slots))
	for i, s := range p.at {
		if s >= 0 {
			members[s] = append(members[s], i)
		}
	}
	for s, slot := range p.slots {
		if s == 0 || slot.wave != p.slots[s-1].wave {
			d.Waves = append(d.Waves, DividedWave{Number: slot.wave + 1})
		}
		wave := &d.Waves[len(d.Waves)-1]
		in := make([]Candidate, len(members[s]))
		fixed := make([]int, len(members[s]))
		for k, i := range members[s] {
			in[k], fixed[k] = p.people[i], p.group[i]-1
		}
		groups := balance(in, spreadOver(len(in), p.wish.Groups, fixed), fixed)
		number := p.wish.First + s
		wave.Batches = append(wave.Batches, DividedBatch{Number: number, Label: p.wish.Numbering.Label(number), Class: slot.kind.Class, Owner: slot.kind.Owner, Groups: groups, Balance: Measure(groups)})
	}
	d.report(p)
}

// spread divides n into parts that differ by at most one, larger ones first.
func spread(n, parts int) []int {
	sizes := make([]int, parts)
	for i := range sizes {
		sizes[i] = n / parts
		if i < n%parts {
			sizes[i]++
		}
	}
	return sizes
}

// spreadOver divides n into parts like spread, but makes room for those who
// have their part already: fixed holds it, -1 for anybody.
func spreadOver(n, parts int, fixed []int) []int {
	sizes := spread(n, parts)
	need := make([]int, parts)
	for _, g := range fixed {
		if g >= 0 {
			need[g]++
		}
	}
	for g := range sizes {
		for sizes[g] < need[g] {
			from := -1
			for o := range sizes {
				if sizes[o] > need[o] && (from < 0 || sizes[o] > sizes[from]) {
					from = o
				}
			}
			sizes[from]--
			sizes[g]++
		}
	}
	return sizes
}
