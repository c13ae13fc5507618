package training

import (
	"cmp"
	"slices"
)

// Balance says how even the groups of a batch are: for each trait the largest
// difference between two groups in the number of people who share one value
// of it. 0 and 1 are as even as can be.
type Balance struct {
	Sex, Office, Rank, Education int
}

// Worst returns the largest difference of all traits.
func (b Balance) Worst() int { return max(b.Sex, b.Office, b.Rank, b.Education) }

// traits are what groups are balanced over.
const traits = 4

func traitsOf(c Candidate) [traits]string {
	return [traits]string{c.Sex, c.Office, c.Golongan, c.Education}
}

// Measure returns the balance of groups.
func Measure(groups [][]Candidate) Balance {
	var worst [traits]int
	counts := make([]map[[2]string]int, len(groups))
	values := map[[2]string]int{} // trait and value, by the trait
	names := [traits]string{"sex", "office", "rank", "education"}
	for g, members := range groups {
		counts[g] = map[[2]string]int{}
		for _, c := range members {
			for t, v := range traitsOf(c) {
				counts[g][[2]string{names[t], v}]++
				values[[2]string{names[t], v}] = t
			}
		}
	}
	for v, t := range values {
		lo, hi := len(groups[0]), 0
		for g := range groups {
			lo, hi = min(lo, counts[g][v]), max(hi, counts[g][v])
		}
		worst[t] = max(worst[t], hi-lo)
	}
	return Balance{Sex: worst[0], Office: worst[1], Rank: worst[2], Education: worst[3]}
}

// mostPasses bounds the search for better groups; it usually ends after four.
const mostPasses = 30

// balance divides people into groups of the sizes such that people who share
// a sex, an office, a rank or an education are spread evenly. It deals them
// out and then exchanges pairs as long as that makes the groups more even:
// as long as it lowers the sum, over traits, values and groups, of squared
// head counts. People stand in each group by name.
// Fixed names the group of people who have one already, -1 for anybody; nil
// fixes nobody.
func balance(people []Candidate, sizes, fixed []int) [][]Candidate {
	t := newTable(people, len(sizes))
	t.fixed = fixed
	group := make([]int, len(people))
	room := slices.Clone(sizes)
	for i := range people {
		if t.stays(i) {
			group[i] = fixed[i]
			room[fixed[i]]--
			t.add(i, fixed[i], 1)
		}
	}
	for i := range people {
		if t.stays(i) {
			continue
		}
		g := i % len(sizes)
		for room[g] == 0 {
			g = (g + 1) % len(sizes)
		}
		room[g]--
		group[i] = g
		t.add(i, g, 1)
	}
	for range mostPasses {
		if !t.pass(group) {
			break
		}
	}
	groups := make([][]Candidate, len(sizes))
	for i, c := range people {
		groups[group[i]] = append(groups[group[i]], c)
	}
	for _, g := range groups {
		slices.SortFunc(g, func(a, b Candidate) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.NIP, b.NIP), cmp.Compare(a.Person, b.Person))
		})
	}
	return groups
}

// table counts the people of each group by trait and value.
type table struct {
	value  [][traits]int   // per person, numbers that stand for the values
	counts [traits][][]int // per trait, group and value
	fixed  []int           // per person, the group they keep or -1; nil for nobody
}

// stays reports whether a person has a group that was chosen by hand.
func (t *table) stays(i int) bool { return t.fixed != nil && t.fixed[i] >= 0 }

func newTable(people []Candidate, groups int) *table {
	t := &table{value: make([][traits]int, len(people))}
	var known [traits]map[string]int
	for k := range traits {
		known[k] = map[string]int{}
	}
	for i, c := range people {
		for k, v := range traitsOf(c) {
			if _, ok := known[k][v]; !ok {
				known[k][v] = len(known[k])
			}
			t.value[i][k] = known[k][v]
		}
	}
	for k := range traits {
		t.counts[k] = make([][]int, groups)
		for g := range groups {
			t.counts[k][g] = make([]int, len(known[k]))
		}
	}
	return t
}

func (t *table) add(person, group, n int) {
	for k, v := range t.value[person] {
		t.counts[k][group][v] += n
	}
}

// pass exchanges every pair of people whose exchange makes the groups more
// even, and reports whether there was any.
func (t *table) pass(group []int) bool {
	changed := false
	for a := range group {
		if t.stays(a) {
			continue
		}
		for b := a + 1; b < len(group); b++ {
			if group[a] == group[b] || t.stays(b) || t.gain(a, b, group[a], group[b]) <= 0 {
				continue
			}
			t.add(a, group[a], -1)
			t.add(b, group[b], -1)
			group[a], group[b] = group[b], group[a]
			t.add(a, group[a], 1)
			t.add(b, group[b], 1)
			changed = true
		}
	}
	return changed
}

// gain returns by how much half the sum of squares falls when a of group g
// and b of group h change places.
func (t *table) gain(a, b, g, h int) int {
	sum := 0
	for k := range traits {
		va, vb := t.value[a][k], t.value[b][k]
		if va == vb {
			continue
		}
		c := t.counts[k]
		sum += c[g][va] - c[h][va] - 1 + c[h][vb] - c[g][vb] - 1
	}
	return sum
}

// fit returns the group in which one more person leaves the groups most even:
// among the smallest groups, the one that has the fewest like them.
func fit(groups [][]Candidate, c Candidate) int {
	best, least := 0, -1
	smallest := len(groups[0])
	for _, g := range groups {
		smallest = min(smallest, len(g))
	}
	for i, g := range groups {
		if len(g) > smallest {
			continue
		}
		alike := 0
		for _, other := range g {
			a, b := traitsOf(c), traitsOf(other)
			for k := range traits {
				if a[k] == b[k] {
					alike++
				}
			}
		}
		if least < 0 || alike < least {
			best, least = i, alike
		}
	}
	return best
}
