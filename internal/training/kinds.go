package training

import (
	"cmp"
	"slices"

	"pamong/internal/kit/fault"
	"pamong/internal/roster"
)

// kindOf is people of one kind, in the order in which they are dealt.
type kindOf struct {
	Kind
	people []Candidate
}

// sort divides people by kind, each kind in the order in which it is dealt,
// kinds whose probation ends early first. Who is sent out, who waits for
// another programme and who is beyond the quota is set aside.
func (d *Division) sort(people []Candidate, w *Wish) ([]kindOf, error) {
	people = slices.Clone(people)
	slices.SortFunc(people, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Golongan, b.Golongan), cmp.Compare(a.Sex, b.Sex),
			cmp.Compare(a.Education, b.Education), cmp.Compare(a.NIP, b.NIP), cmp.Compare(a.Person, b.Person))
	})
	if err := askOwners(people, w); err != nil {
		return nil, err
	}
	var stay []Candidate
	for _, c := range people {
		k := w.kind(c)
		switch class := ClassOf(c.Golongan); {
		case class != Mixed && class == w.Without:
			d.LeftOut = append(d.LeftOut, c)
		case slices.Contains(w.Wait, k) || slices.Contains(w.Wait, Kind{Class: k.Class}):
			d.Waiting = append(d.Waiting, Waiter{Candidate: c, Reason: waitReason(k.Class), Args: []any{"Class", string(k.Class)}})
		default:
			stay = append(stay, c)
		}
	}
	stay = d.withinQuota(stay, w)
	byKind := map[Kind][]Candidate{}
	for _, c := range stay {
		if ClassOf(c.Golongan) == Mixed {
			d.Unranked = append(d.Unranked, c)
		}
		byKind[w.kind(c)] = append(byKind[w.kind(c)], c)
	}
	var kinds []kindOf
	for k, members := range byKind {
		kinds = append(kinds, kindOf{k, members})
	}
	slices.SortFunc(kinds, func(a, b kindOf) int {
		return cmp.Or(cmp.Compare(middleDue(a.people), middleDue(b.people)), compareKinds(a.Kind, b.Kind))
	})
	return kinds, w.askFew(kinds)
}

// kind returns the kind of somebody under the wish.
func (w *Wish) kind(c Candidate) Kind {
	var k Kind
	if w.Owners == OwnersApart {
		k.Owner = c.Owner
	}
	if !w.Mixed {
		if k.Class = ClassOf(c.Golongan); k.Class == Mixed {
			k.Class = Unranked
		}
	}
	return k
}

func waitReason(c Class) string {
	if c == Unranked {
		return "training.wait.no_golongan"
	}
	return "training.wait.class"
}

// middleDue is the month in which the probation of the middle one of some
// people is full.
func middleDue(people []Candidate) string {
	var due []string
	for _, c := range people {
		due = append(due, dueMonth(c))
	}
	slices.Sort(due)
	return due[len(due)/2]
}

// dueMonth is the month in which somebody's probation is full; who has no date
// comes last.
func dueMonth(c Candidate) string {
	if !c.Due.Valid() {
		return "9999-12"
	}
	return string(c.Due[:7])
}

// askOwners asks how people of several agencies are seated.
func askOwners(people []Candidate, w *Wish) error {
	if w.Owners != OwnersAsked {
		return nil
	}
	owners := map[string]bool{}
	for _, c := range people {
		owners[c.Owner] = true
	}
	if len(owners) > 1 {
		return fault.Conflict("training.fault.owners", "N", len(owners))
	}
	return nil
}

// askFew asks what to do with a kind that is too small for a batch, or with
// people who belong to no class.
func (w *Wish) askFew(kinds []kindOf) error {
	total := 0
	for _, k := range kinds {
		total += len(k.people)
		if k.Class == Unranked {
			return fault.Conflict("training.fault.no_golongan", "N", len(k.people))
		}
	}
	if total == 0 {
		return fault.Conflict("training.fault.nobody")
	}
	if total < w.Least {
		return fault.Conflict("training.fault.too_few", "N", total, "Least", w.Least)
	}
	for _, k := range kinds {
		if len(k.people) < w.Least {
			if k.Owner != "" {
				return fault.Conflict("training.fault.too_few_of_owner", "N", len(k.people), "Class", string(k.Class), "Owner", k.Owner, "Least", w.Least)
			}
			return fault.Conflict("training.fault.too_few_of_class", "N", len(k.people), "Class", string(k.Class), "Least", w.Least)
		}
	}
	return nil
}

// withinQuota keeps the people for whom there is a place: those locked by
// hand, then those whose probation ends first, then the same share of each
// office. The others wait.
func (d *Division) withinQuota(people []Candidate, w *Wish) []Candidate {
	if w.Quota == 0 || len(people) <= w.Quota {
		return people
	}
	locked := map[roster.PersonID]bool{}
	for _, l := range w.Locks {
		locked[l.Person] = true
	}
	of, rank := map[string]int{}, make(map[roster.PersonID]int, len(people))
	for _, c := range people {
		rank[c.Person] = of[c.Office]
		of[c.Office]++
	}
	order := slices.Clone(people)
	slices.SortStableFunc(order, func(a, b Candidate) int {
		if locked[a.Person] != locked[b.Person] {
			if locked[a.Person] {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(dueMonth(a), dueMonth(b)), cmp.Compare((2*rank[a.Person]+1)*of[b.Office], (2*rank[b.Person]+1)*of[a.Office]))
	})
	out := map[roster.PersonID]bool{}
	for _, c := range order[w.Quota:] {
		out[c.Person] = true
		d.Waiting = append(d.Waiting, Waiter{Candidate: c, Reason: "training.wait.quota", Args: []any{"Quota", w.Quota}})
	}
	return slices.DeleteFunc(people, func(c Candidate) bool { return out[c.Person] })
}
