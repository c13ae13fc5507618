package training

// The cost of a division is a sum over parts. Each part counts units (people,
// pairs, months) that a weight turns into points; delta says what changes when
// one person goes elsewhere, units the whole, and both must agree.

// late reports whether the probation of somebody is full before a wave ends.
func (p *placing) late(i, wave int) bool {
	due := p.people[i].Due
	return wave < len(p.wish.Spans) && due.Valid() && due < p.wish.Spans[wave].Until
}

// matched reports whether a pair is as wanted when its people sit in two
// slots. Who waits breaks no pair.
func (p *placing) matched(pair pairing, i, s, t int) bool {
	switch {
	case s < 0 || t < 0:
		return true
	case pair.apart:
		return p.slots[s].wave != p.slots[t].wave
	case p.kind[i] != p.kind[pair.with]:
		return p.slots[s].wave == p.slots[t].wave
	}
	return s == t
}

// part returns the units of a part that somebody adds in a slot, given where
// all others are.
func (p *placing) part(part Part, i, s int) int {
	n, here := 0, 0
	if p.at[i] == s {
		here = 1 // counted in the tallies already
	}
	switch part {
	case PartLate:
		if p.late(i, p.slots[s].wave) {
			n = 1
		}
	case PartEarly:
		n = p.months[i] * p.slots[s].wave
	case PartPair:
		for _, pair := range p.pairs[i] {
			if !p.matched(pair, i, s, p.at[pair.with]) {
				n++
			}
		}
	case PartFar:
		if f := p.far[i]; f >= 0 {
			for _, o := range p.kinds[p.kind[i]] {
				if o != s {
					n += p.inFar[f][o]
					if o == p.at[i] {
						n--
					}
				}
			}
		}
	case PartSpread:
		if o := p.office[i]; o >= 0 && p.inOffice[o][s]-here >= p.fair[o][s] {
			n = 1
		}
	case PartSize:
		if p.slots[s].size-here >= p.slots[s].target {
			n = 1
		}
	}
	return n
}

// cost returns the points that somebody adds in a slot.
func (p *placing) cost(i, s int) int {
	points := 0
	for k, part := range Parts {
		if p.weight[k] > 0 {
			points += p.weight[k] * p.part(part, i, s)
		}
	}
	return points
}

// delta returns by how many points the division grows dearer when somebody
// goes to another slot.
func (p *placing) delta(i, s int) int { return p.cost(i, s) - p.cost(i, p.at[i]) }

// units counts a part over the whole division.
func (p *placing) units(part Part) int {
	n := 0
	switch part {
	case PartSpread:
		for o := range p.inOffice {
			for s := range p.slots {
				n += max(0, p.inOffice[o][s]-p.fair[o][s])
			}
		}
		return n
	case PartSize:
		for _, s := range p.slots {
			n += max(0, s.size-s.target)
		}
		return n
	}
	for i, s := range p.at {
		if s >= 0 {
			n += p.part(part, i, s)
		}
	}
	if part == PartPair || part == PartFar {
		n /= 2 // both sides counted it
	}
	return n
}
