package roster

import (
	"slices"
	"strings"
)

// mostEdits is how many letters may differ between a name and its near miss.
const mostEdits = 2

// tally counts how often each name stands in a list. A name of the agency's
// own list is certain.
type tally struct {
	order []string // folded, as first seen
	names map[string]string
	count map[string]int
	place map[string]int
	sure  map[string]bool
}

func newTally() *tally {
	return &tally{names: map[string]string{}, count: map[string]int{}, place: map[string]int{}, sure: map[string]bool{}}
}

func (t *tally) add(folded, name string, n int, sure bool) {
	if folded == "" {
		return
	}
	if _, seen := t.names[folded]; !seen {
		t.place[folded] = len(t.order)
		t.order = append(t.order, folded)
		t.names[folded] = name
	}
	t.count[folded] += n
	t.sure[folded] = t.sure[folded] || sure
}

// doubtful returns, for each name that is almost another one that is certain
// or more frequent, that other name.
func (t *tally) doubtful() map[string]string {
	byLength := map[int][]string{}
	for _, f := range t.order {
		byLength[len(f)] = append(byLength[len(f)], f)
	}
	found := map[string]string{}
	for _, f := range t.order {
		if t.sure[f] {
			continue
		}
		best := ""
		for n := len(f) - mostEdits; n <= len(f)+mostEdits; n++ {
			for _, other := range byLength[n] {
				if other != f && t.stronger(other, f) && (best == "" || t.stronger(other, best)) && Near(f, other) {
					best = other
				}
			}
		}
		if best != "" {
			found[f] = t.names[best]
		}
	}
	return found
}

// stronger reports whether a is to be believed rather than b: the agency's own
// name, then the more frequent, then the one that came first.
func (t *tally) stronger(a, b string) bool {
	if t.sure[a] != t.sure[b] {
		return t.sure[a]
	}
	if t.count[a] != t.count[b] {
		return t.count[a] > t.count[b]
	}
	return t.place[a] < t.place[b]
}

// Near reports whether two folded names differ by at most two letters, and
// the words that differ are neither numbers nor Roman numerals: "Puskesmas II"
// is another place than "Puskesmas I".
func Near(a, b string) bool {
	if a == b || distance(a, b) > mostEdits {
		return false
	}
	wa, wb := strings.Fields(a), strings.Fields(b)
	if len(wa) != len(wb) {
		for _, w := range append(slices.Clone(wa), wb...) {
			if numeral(w) && (!slices.Contains(wa, w) || !slices.Contains(wb, w)) {
				return false
			}
		}
		return true
	}
	for i := range wa {
		if wa[i] != wb[i] && (numeral(wa[i]) || numeral(wb[i])) {
			return false
		}
	}
	return true
}

// numeral reports whether a folded word is a number, a Roman numeral or a
// single letter that numbers things.
func numeral(word string) bool {
	return strings.ContainsAny(word, "0123456789") || strings.Trim(word, "ivxl") == "" || len(word) == 1
}

// distance counts letters to add, drop or exchange; more than mostEdits is
// told as one more than that.
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	if d := len(ra) - len(rb); d > mostEdits || d < -mostEdits {
		return mostEdits + 1
	}
	last, row := make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range last {
		last[j] = j
	}
	for i, r := range ra {
		row[0] = i + 1
		least := row[0]
		for j, s := range rb {
			cost := 1
			if r == s {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			least = min(least, row[j+1])
		}
		if least > mostEdits {
			return mostEdits + 1
		}
		last, row = row, last
	}
	return last[len(rb)]
}
