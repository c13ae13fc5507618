package trainer

import "pamong/internal/org"

// index finds trainers of a list by NIP, or by name where one of both has none.
type index struct {
	byNIP  map[string]int
	byName map[string][]int // by folded name
	nips   []string
}

func newIndex() index { return index{byNIP: map[string]int{}, byName: map[string][]int{}} }

func (x *index) add(t Trainer) {
	name := org.Fold(t.Name)
	x.byName[name] = append(x.byName[name], len(x.nips))
	x.nips = append(x.nips, "")
	x.number(len(x.nips)-1, t.NIP)
}

// number notes the NIP of a trainer of whom none was known.
func (x *index) number(at int, nip string) {
	if x.nips[at] = nip; nip != "" {
		x.byNIP[nip] = at
	}
}

// find returns the place of a trainer, -1 for nobody.
func (x *index) find(t Trainer) int {
	if at, ok := x.byNIP[t.NIP]; ok && t.NIP != "" {
		return at
	}
	for _, at := range x.byName[org.Fold(t.Name)] {
		if t.NIP == "" || x.nips[at] == "" {
			return at
		}
	}
	return -1
}
