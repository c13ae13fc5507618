package training

import (
	"cmp"
	"slices"
	"strings"
)

// report writes down who waits and why, what does not hold, what it costs and
// how many of each unit are away.
func (d *Division) report(p *placing) {
	for i, s := range p.at {
		if s < 0 {
			reason, args := p.whyWaits(i)
			d.Waiting = append(d.Waiting, Waiter{Candidate: p.people[i], Reason: reason, Args: args, Facts: p.facts(i)})
		}
	}
	slices.SortStableFunc(d.Waiting, func(a, b Waiter) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.NIP, b.NIP), cmp.Compare(a.Person, b.Person))
	})
	d.brokenPairs(p)
	for _, part := range Parts {
		d.Costs = append(d.Costs, Cost{Part: part, Weight: p.wish.Of(part), Units: p.units(part)})
	}
	d.share(p)
}

func (d *Division) brokenPairs(p *placing) {
	for i, s := range p.at {
		for _, pair := range p.pairs[i] {
			if pair.with < i || p.matched(pair, i, s, p.at[pair.with]) {
				continue
			}
			key := "training.broken.together"
			if pair.apart {
				key = "training.broken.apart"
			}
			d.Broken = append(d.Broken, Broken{key, []any{"A", p.people[i].Name, "B", p.people[pair.with].Name}})
		}
	}
}

// share tells how many of each unit are away, the tightest first, and names
// the units whose share locks have broken.
func (d *Division) share(p *placing) {
	for i, u := range p.unit {
		if u < 0 || slices.Contains(p.unit[:i], u) {
			continue
		}
		d.Shares = append(d.Shares, UnitShare{Unit: p.people[i].Unit, People: p.ofUnit[u], Limit: p.wish.limit(p.ofUnit[u]), Away: p.away[u]})
		for wave, n := range p.away[u] {
			if limit := p.wish.limit(p.ofUnit[u]); n > limit {
				d.Broken = append(d.Broken, Broken{"training.broken.share", []any{"Unit", p.people[i].Unit, "Wave", wave + 1, "N", n, "Limit", limit, "Of", p.ofUnit[u], "Names", strings.Join(p.locked(u, wave), ", "), "Share", shareFor(n, p.ofUnit[u])}})
			}
		}
	}
	slices.SortStableFunc(d.Shares, func(a, b UnitShare) int {
		return cmp.Or(cmp.Compare(slices.Max(b.Away)*a.People, slices.Max(a.Away)*b.People), cmp.Compare(b.People, a.People), cmp.Compare(a.Unit, b.Unit))
	})
}

// locked names the people of a unit who were put into a wave by hand.
func (p *placing) locked(unit, wave int) []string {
	var names []string
	for i, s := range p.at {
		if s >= 0 && p.unit[i] == unit && p.slots[s].wave == wave && (p.lock[i].Wave > 0 || p.lock[i].Batch > 0) {
			names = append(names, p.people[i].Name)
		}
	}
	return names
}

// whyWaits says in one sentence why nobody could seat somebody.
func (p *placing) whyWaits(i int) (string, []any) {
	facts := p.facts(i)
	reason := ""
	for _, f := range facts {
		if said := waitFor[f.Key]; reason == "" {
			reason = said
		} else if said != reason {
			return "training.wait.several", []any{"N", len(facts)}
		}
	}
	return reason, nil
}

// waitFor is what is said of somebody whom facts of one sort keep out.
var waitFor = map[string]string{factBar: "training.wait.barred", factShare: "training.wait.share", factLock: "training.wait.lock", factRoom: "training.wait.room"}

// The facts that close waves to somebody.
const (
	factBar   = "training.fact.barred"
	factShare = "training.fact.share"
	factLock  = "training.fact.lock"
	factRoom  = "training.fact.room"
)

// facts returns the smallest set of facts that together close every wave in
// which somebody's kind has a batch. Without any one of them a wave is open.
func (p *placing) facts(i int) []Fact {
	var waves []int
	for _, s := range p.kinds[p.kind[i]] {
		if w := p.slots[s].wave; !slices.Contains(waves, w) {
			waves = append(waves, w)
		}
	}
	all := p.closing(i, waves)
	for size := 1; size <= len(all); size++ {
		if set := covering(all, nil, waves, size); set != nil {
			return set
		}
	}
	return nil
}

// covering finds a set of so many facts that close all waves.
func covering(all, chosen []Fact, waves []int, size int) []Fact {
	if size == 0 {
		for _, w := range waves {
			if !slices.ContainsFunc(chosen, func(f Fact) bool { return slices.Contains(f.Waves, w+1) }) {
				return nil
			}
		}
		return slices.Clone(chosen)
	}
	for k, f := range all {
		if set := covering(all[k+1:], append(chosen, f), waves, size-1); set != nil {
			return set
		}
	}
	return nil
}

// closing returns every fact that closes some of the waves to somebody.
func (p *placing) closing(i int, waves []int) []Fact {
	var found []Fact
	add := func(f Fact, closed func(wave int) bool) {
		for _, w := range waves {
			if closed(w) {
				f.Waves = append(f.Waves, w+1)
			}
		}
		if len(f.Waves) > 0 {
			found = append(found, f)
		}
	}
	for _, b := range sortedBars(p.bars[i]) {
		add(Fact{Key: factBar, Args: []any{"Kind", string(b.Kind), "From", string(b.From), "Until", string(b.Until)}}, func(w int) bool { return b.bars(w+1, p.wish.Spans) })
	}
	// within returns the slots of a wave that the lock leaves.
	within := func(w int) (left []int) {
		for _, s := range p.kinds[p.kind[i]] {
			if l := p.lock[i]; p.slots[s].wave == w && (l.Wave == 0 || l.Wave == w+1) && (l.Batch == 0 || l.Batch == s+p.wish.First) {
				left = append(left, s)
			}
		}
		return left
	}
	add(Fact{Key: factLock, Args: []any{"Wave", p.lock[i].Wave, "Batch", p.lock[i].Batch}}, func(w int) bool { return len(within(w)) == 0 })
	if u := p.unit[i]; u >= 0 {
		n, limit := p.ofUnit[u], p.wish.limit(p.ofUnit[u])
		add(Fact{Key: factShare, Args: []any{"Unit", p.people[i].Unit, "Limit", limit, "N", n, "Share", shareFor(limit+1, n)}}, func(w int) bool { return !p.staffed(i, w) })
	}
	add(Fact{Key: factRoom, Args: []any{"Cap", p.wish.Cap}}, func(w int) bool {
		left := within(w)
		return len(left) > 0 && !slices.ContainsFunc(left, func(s int) bool { return p.slots[s].size < p.wish.Cap })
	})
	return found
}

func sortedBars(bars []Bar) []Bar {
	bars = slices.Clone(bars)
	slices.SortFunc(bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.Compact(bars)
}
