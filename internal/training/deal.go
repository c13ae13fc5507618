package training

import (
	"cmp"
	"slices"
)

// seatLocked seats the people whose place was chosen by hand, before all
// others. A lock beats the share of a unit; the division says so.
func (p *placing) seatLocked() {
	for i := range p.people {
		if p.lock[i].Wave == 0 && p.lock[i].Batch == 0 {
			continue
		}
		best := -1
		for _, s := range p.kinds[p.kind[i]] {
			if p.open(i, s) && p.slots[s].size < p.wish.Cap && (best < 0 || p.slots[s].size*p.slots[best].target < p.slots[best].size*p.slots[s].target) {
				best = s
			}
		}
		if best >= 0 {
			p.put(i, best)
		}
	}
}

// deal seats everybody else: those whose probation ends first come first, a
// month at a time, into the earliest waves that have room for them, and those
// of one month are dealt out one by one, so that neighbours in the order (an
// office, a golongan) land in different batches.
func (p *placing) deal() {
	byMonth := map[string][]int{}
	for i := range p.people {
		if p.at[i] < 0 {
			key := dueMonth(p.people[i])
			byMonth[key] = append(byMonth[key], i)
		}
	}
	months := make([]string, 0, len(byMonth))
	for m := range byMonth {
		months = append(months, m)
	}
	slices.Sort(months)
	for _, m := range months {
		byKind := map[Kind][]int{}
		for _, i := range byMonth[m] {
			byKind[p.kind[i]] = append(byKind[p.kind[i]], i)
		}
		for _, k := range p.inOrder() {
			if len(byKind[k]) > 0 {
				p.dealMonth(byKind[k], p.kinds[k])
			}
		}
	}
}

// inOrder returns the kinds in the order of their batches.
func (p *placing) inOrder() []Kind {
	kinds := make([]Kind, 0, len(p.kinds))
	for k := range p.kinds {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b Kind) int { return cmp.Compare(p.kinds[a][0], p.kinds[b][0]) })
	return kinds
}

// dealMonth deals people of one kind and month to the slots of the kind.
func (p *placing) dealMonth(people, slots []int) {
	room := p.roomFor(len(people), slots)
	next := 0
	for _, i := range people {
		for k := range slots {
			at := (next + k) % len(slots)
			if room[at] > 0 && p.may(i, slots[at]) {
				p.put(i, slots[at])
				room[at]--
				next = at + 1
				break
			}
		}
		if p.at[i] < 0 {
			p.putCheapest(i)
		}
	}
}

// roomFor says how many of n people each slot takes: the earliest waves are
// filled first, the slots of the last of them evenly.
func (p *placing) roomFor(n int, slots []int) []int {
	room := make([]int, len(slots))
	for from := 0; from < len(slots); {
		to := from
		for to < len(slots) && p.slots[slots[to]].wave == p.slots[slots[from]].wave {
			to++
		}
		for n > 0 {
			given := false
			for k := from; k < to && n > 0; k++ {
				if s := p.slots[slots[k]]; room[k] < s.target-s.size {
					room[k]++
					n--
					given = true
				}
			}
			if !given {
				break
			}
		}
		from = to
	}
	return room
}

// putCheapest seats somebody where they cost least, if any slot takes them.
func (p *placing) putCheapest(i int) {
	best, least := -1, 0
	for _, s := range p.kinds[p.kind[i]] {
		if !p.may(i, s) {
			continue
		}
		if c := p.cost(i, s); best < 0 || c < least {
			best, least = s, c
		}
	}
	if best >= 0 {
		p.put(i, best)
	}
}
