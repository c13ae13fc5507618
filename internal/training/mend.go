package training

import "slices"

// sign is what decides whether somebody can be seated; who has the sign of
// somebody for whom no way was found is not tried again.
type sign struct {
	unit   int
	kind   Kind
	lock   Lock
	barred string
}

func (p *placing) signOf(i int) sign {
	closed := make([]byte, len(p.barred[i]))
	for w, barred := range p.barred[i] {
		if closed[w] = '.'; barred {
			closed[w] = 'x'
		}
	}
	l := p.lock[i]
	l.Person = ""
	return sign{p.unit[i], p.kind[i], l, string(closed)}
}

// mostSteps is how many people give way, one to another, so that one more can
// be seated.
const mostSteps = 3

// seatWaiting seats people for whom no slot was left, by letting others give
// way: whoever sits where somebody could sit and can sit elsewhere goes there.
func (p *placing) seatWaiting() {
	for i := range p.people {
		if p.at[i] >= 0 {
			continue
		}
		s := p.signOf(i)
		if p.tried[s] {
			continue
		}
		if !p.makeWay(i, mostSteps, map[int]bool{i: true}) {
			p.tried[s] = true
		}
	}
}

// makeWay seats somebody who has no slot; on failure everything is as before.
func (p *placing) makeWay(i, steps int, asked map[int]bool) bool {
	if p.putCheapest(i); p.at[i] >= 0 {
		return true
	}
	if steps == 0 {
		return false
	}
	for _, s := range p.kinds[p.kind[i]] {
		if !p.open(i, s) {
			continue
		}
		wave := p.slots[s].wave
		full, short := p.slots[s].size >= p.wish.Cap, !p.staffed(i, wave)
		for _, j := range p.inTheWay(i, short) {
			if asked[j] || p.at[j] < 0 || p.lock[j].Wave > 0 || p.lock[j].Batch > 0 {
				continue
			}
			helps := full && p.at[j] == s && (!short || p.unit[j] == p.unit[i]) || !full && short && p.unit[j] == p.unit[i] && p.slots[p.at[j]].wave == wave
			if !helps {
				continue
			}
			asked[j] = true
			was := p.at[j]
			p.put(j, -1)
			if !p.may(i, s) {
				p.put(j, was)
				continue
			}
			p.put(i, s)
			if p.makeWay(j, steps-1, asked) {
				return true
			}
			p.put(i, -1)
			p.put(j, was)
		}
	}
	return false
}

// inTheWay returns among whom one must give way: the people of the same unit
// where its share is used up, otherwise everybody.
func (p *placing) inTheWay(i int, short bool) []int {
	if p.ofNumber == nil {
		p.ofNumber = make([][]int, len(p.ofUnit))
		for j, u := range p.unit {
			p.everybody = append(p.everybody, j)
			if u >= 0 {
				p.ofNumber[u] = append(p.ofNumber[u], j)
			}
		}
	}
	if short {
		return p.ofNumber[p.unit[i]]
	}
	return p.everybody
}

// The search for a cheaper division ends after so many passes, or after so
// many exchanges were looked at.
const (
	mostRounds = 20
	mostLooks  = 20_000_000
)

// improve lets people who are not as wanted (a pair, a far place, a deadline)
// change places with others, or go where there is room, as long as that makes
// the division cheaper.
func (p *placing) improve() {
	byKind := map[Kind][]int{}
	for i, k := range p.kind {
		byKind[k] = append(byKind[k], i)
	}
	looks := mostLooks
	for range mostRounds {
		changed := false
		for i := range p.people {
			if p.at[i] < 0 || p.held(i) || !p.wants(i) {
				continue
			}
			if looks -= len(byKind[p.kind[i]]); looks < 0 {
				return
			}
			changed = p.better(i, byKind[p.kind[i]]) || changed
		}
		if !changed {
			return
		}
	}
}

// held reports whether the batch of somebody was chosen by hand.
func (p *placing) held(i int) bool { return p.lock[i].Batch > 0 }

// wants reports whether somebody could be placed better.
func (p *placing) wants(i int) bool {
	s := p.at[i]
	if p.wish.Of(PartPair)*p.part(PartPair, i, s) > 0 || p.wish.Of(PartFar)*p.part(PartFar, i, s) > 0 {
		return true
	}
	if p.wish.Of(PartLate) == 0 || !p.late(i, p.slots[s].wave) {
		return false
	}
	return slices.ContainsFunc(p.kinds[p.kind[i]], func(o int) bool { return p.open(i, o) && !p.late(i, p.slots[o].wave) })
}

// better makes the change of somebody's place that saves most, if any does.
func (p *placing) better(i int, others []int) bool {
	from, gain, to, with := p.at[i], 0, -1, -1
	for _, s := range p.kinds[p.kind[i]] {
		if s == from || !p.may(i, s) {
			continue
		}
		if d := -p.delta(i, s); d > gain {
			gain, to, with = d, s, -1
		}
	}
	for _, j := range others {
		s := p.at[j]
		if s < 0 || s == from || p.held(j) || !p.open(i, s) || !p.open(j, from) {
			continue
		}
		d := p.delta(i, s)
		p.put(i, -1)
		p.put(j, -1)
		fits := p.staffed(i, p.slots[s].wave)
		p.put(i, s)
		fits = fits && p.staffed(j, p.slots[from].wave)
		p.put(i, from)
		p.put(j, s)
		if !fits {
			continue
		}
		p.put(i, s)
		d += p.delta(j, from)
		p.put(i, from)
		if -d > gain {
			gain, to, with = -d, s, j
		}
	}
	if to < 0 {
		return false
	}
	p.put(i, to)
	if with >= 0 {
		p.put(with, from)
	}
	return true
}

// even takes people from batches that bars made larger than even into smaller
// ones of their kind, where that is cheaper than leaving them uneven.
func (p *placing) even() {
	seated := map[Kind]int{}
	for i, s := range p.at {
		if s >= 0 {
			seated[p.kind[i]]++
		}
	}
	for k, slots := range p.kinds {
		for n, size := range spread(seated[k], len(slots)) {
			p.slots[slots[n]].target = size
		}
	}
	for range p.people {
		if !p.evenOne() {
			return
		}
	}
}

func (p *placing) evenOne() bool {
	who, to, least := -1, -1, 0
	for i, from := range p.at {
		if from < 0 || p.held(i) || p.slots[from].size <= p.slots[from].target {
			continue
		}
		for _, s := range p.kinds[p.kind[i]] {
			if p.slots[s].size < p.slots[s].target && p.may(i, s) {
				if d := p.delta(i, s); d < least {
					who, to, least = i, s, d
				}
			}
		}
	}
	if who < 0 {
		return false
	}
	p.put(who, to)
	return true
}
