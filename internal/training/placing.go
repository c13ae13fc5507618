package training

import (
	"cmp"
	"slices"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// slot is a batch to be filled.
type slot struct {
	wave   int // from 0
	kind   Kind
	target int // how many make it even
	size   int
}

// placing is people on their way into batches. People, slots, units, offices
// and far places are numbers; -1 is none.
type placing struct {
	wish   *Wish
	waves  int
	people []Candidate
	slots  []slot
	kinds  map[Kind][]int // slots of a kind, in order
	kind   []Kind
	at     []int  // per person, the slot
	weight [6]int // per part

	barred [][]bool // per person and wave; nil for nobody's bar
	bars   [][]Bar
	lock   []Lock
	group  []int // chosen by hand, from 1; 0 for any
	months []int // by which the probation ends before the last one's
	pairs  [][]pairing

	unit, office, far []int
	ofUnit            []int   // people per unit
	away              [][]int // per unit and wave
	inOffice, inFar   [][]int // per office or place, and slot
	fair              [][]int // per office and slot, its even share
	tried             map[sign]bool
	ofNumber          [][]int // people of a unit, made when first needed
	everybody         []int
}

// pairing is one side of a pair.
type pairing struct {
	with  int
	apart bool
}

// numbers gives every name a number from 0, and "" the number -1.
func numbers(people []Candidate, name func(Candidate) string) (of []int, n int) {
	known := map[string]int{"": -1}
	of = make([]int, len(people))
	for i, c := range people {
		if _, ok := known[name(c)]; !ok {
			known[name(c)] = len(known) - 1
		}
		of[i] = known[name(c)]
	}
	return of, len(known) - 1
}

func newPlacing(kinds []kindOf, w *Wish) (*placing, error) {
	p := &placing{wish: w, kinds: map[Kind][]int{}, tried: map[sign]bool{}}
	for i, part := range Parts {
		p.weight[i] = w.Of(part)
	}
	if err := p.slotsFor(kinds); err != nil {
		return nil, err
	}
	next := 0
	for wave, n := range spread(len(p.slots), min(w.Waves, len(p.slots))) {
		for ; n > 0; n-- {
			p.slots[next].wave = wave
			next++
		}
		p.waves = wave + 1
	}
	p.at = make([]int, len(p.people))
	for i := range p.at {
		p.at[i] = -1
	}
	p.count()
	p.know()
	return p, nil
}

// slotsFor makes the batches of each kind. Kinds follow each other, unless the
// share of units is limited: then they alternate, so that each kind meets in
// as many waves as it can.
func (p *placing) slotsFor(kinds []kindOf) error {
	type placed struct {
		slot
		nth, of int
	}
	var all []placed
	for _, k := range kinds {
		sizes, err := regulation.Batches(len(k.people), p.wish.Cap)
		if err != nil {
			return err
		}
		for nth, n := range sizes {
			all = append(all, placed{slot{kind: k.Kind, target: n}, nth, len(sizes)})
		}
		for _, c := range k.people {
			p.people, p.kind = append(p.people, c), append(p.kind, k.Kind)
		}
	}
	if p.wish.Share > 0 {
		slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare((2*a.nth+1)*b.of, (2*b.nth+1)*a.of) })
	}
	for s, one := range all {
		p.slots = append(p.slots, one.slot)
		p.kinds[one.kind] = append(p.kinds[one.kind], s)
	}
	return nil
}

// count prepares the tallies of units, offices and far places.
func (p *placing) count() {
	tally := func(rows, cols int) [][]int {
		t := make([][]int, rows)
		for i := range t {
			t[i] = make([]int, cols)
		}
		return t
	}
	var units, offices, places int
	p.unit, units = numbers(p.people, func(c Candidate) string { return c.Unit })
	p.office, offices = numbers(p.people, func(c Candidate) string { return c.Office })
	p.far, places = numbers(p.people, func(c Candidate) string { return c.Far })
	p.ofUnit = make([]int, units)
	p.away, p.inOffice, p.inFar, p.fair = tally(units, p.waves), tally(offices, len(p.slots)), tally(places, len(p.slots)), tally(offices, len(p.slots))
	for i, u := range p.unit {
		if u >= 0 {
			p.ofUnit[u]++
		}
		if o := p.office[i]; o >= 0 {
			for _, s := range p.kinds[p.kind[i]] {
				p.fair[o][s]++
			}
		}
	}
	for o := range p.fair {
		for s := range p.slots {
			n := len(p.kinds[p.slots[s].kind])
			p.fair[o][s] = (p.fair[o][s] + n - 1) / n
		}
	}
}

// know takes in what is known of single people.
func (p *placing) know() {
	n := len(p.people)
	p.barred, p.bars, p.lock, p.group, p.months, p.pairs = make([][]bool, n), make([][]Bar, n), make([]Lock, n), make([]int, n), make([]int, n), make([][]pairing, n)
	number := make(map[roster.PersonID]int, n)
	last := p.people[0].Due
	for i, c := range p.people {
		number[c.Person] = i
		last = max(last, c.Due)
	}
	for i, c := range p.people {
		if c.Due.Valid() {
			p.months[i] = c.Due.MonthsUntil(last)
		}
	}
	for _, b := range p.wish.Bars {
		i, ok := number[b.Person]
		if !ok {
			continue
		}
		if p.barred[i] == nil {
			p.barred[i] = make([]bool, p.waves)
		}
		p.bars[i] = append(p.bars[i], b)
		for w := range p.waves {
			p.barred[i][w] = p.barred[i][w] || b.bars(w+1, p.wish.Spans)
		}
	}
	for _, l := range p.wish.Locks {
		if i, ok := number[l.Person]; ok {
			p.lock[i], p.group[i] = l, l.Group
		}
	}
	for _, pair := range p.wish.Pairs {
		a, okA := number[pair.A]
		b, okB := number[pair.B]
		if okA && okB {
			p.pairs[a] = append(p.pairs[a], pairing{b, pair.Apart})
			p.pairs[b] = append(p.pairs[b], pairing{a, pair.Apart})
		}
	}
	for i, pairs := range p.pairs {
		slices.SortFunc(pairs, func(a, b pairing) int {
			return cmp.Or(cmp.Compare(a.with, b.with), cmp.Compare(db.Flag(a.apart), db.Flag(b.apart)))
		})
		p.pairs[i] = slices.Compact(pairs)
	}
}

// open reports whether kind, bars and lock let somebody into a slot, whoever
// else sits there.
func (p *placing) open(i, s int) bool {
	wave, l := p.slots[s].wave, p.lock[i]
	return p.slots[s].kind == p.kind[i] && (p.barred[i] == nil || !p.barred[i][wave]) &&
		(l.Wave == 0 || l.Wave == wave+1) && (l.Batch == 0 || l.Batch == s+p.wish.First)
}

// staffed reports whether the unit of somebody can do without them in a wave.
func (p *placing) staffed(i, wave int) bool {
	u := p.unit[i]
	if u < 0 || p.at[i] >= 0 && p.slots[p.at[i]].wave == wave {
		return true
	}
	return p.away[u][wave] < p.wish.limit(p.ofUnit[u])
}

// may reports whether somebody can be put into a slot as things stand.
func (p *placing) may(i, s int) bool {
	return p.slots[s].size < p.wish.Cap && p.open(i, s) && p.staffed(i, p.slots[s].wave)
}

// put seats somebody in a slot, or nowhere for -1.
func (p *placing) put(i, s int) {
	for _, step := range []struct{ slot, by int }{{p.at[i], -1}, {s, 1}} {
		if step.slot < 0 {
			continue
		}
		p.slots[step.slot].size += step.by
		if u := p.unit[i]; u >= 0 {
			p.away[u][p.slots[step.slot].wave] += step.by
		}
		if o := p.office[i]; o >= 0 {
			p.inOffice[o][step.slot] += step.by
		}
		if f := p.far[i]; f >= 0 {
			p.inFar[f][step.slot] += step.by
		}
	}
	p.at[i] = s
}

// enough asks when bars and shares leave too few people for a batch.
func (p *placing) enough() error {
	for s, slot := range p.slots {
		if slot.size < p.wish.Least {
			return fault.Conflict("training.fault.too_few_left", "N", slot.size, "Least", p.wish.Least, "Label", p.wish.Numbering.Label(p.wish.First+s), "Waiting", p.unseated())
		}
	}
	return nil
}

func (p *placing) unseated() int {
	n := 0
	for _, s := range p.at {
		if s < 0 {
			n++
		}
	}
	return n
}
