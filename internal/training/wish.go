package training

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Wish is what is asked of a division.
type Wish struct {
	Cap       int                  // most people in a batch
	Least     int                  // fewest people for whom a batch is held; 0 is half of Cap
	Waves     int                  // waves wanted; fewer come out when there are fewer batches
	Groups    int                  // groups of a batch
	Mixed     bool                 // golongan II and III together
	Without   Class                // a class that is sent out to another organiser
	First     int                  // number of the first batch; 0 is 1
	Numbering regulation.Numbering // how numbers are written

	Quota  int    // most people who are seated; 0 for all
	Share  int    // most percent of a unit's people who are away in one wave, one person at least; 0 for no limit
	Wait   []Kind // kinds of people who wait for another programme: the third answer to too few
	Owners Owners // how people of several agencies are seated; "" asks
	Bars   []Bar
	Pairs  []Pair
	Locks  []Lock
	Spans  []Span // first and last day of each wave, from wave 1, as far as known
	Weights
}

// Span is the first and the last day of a wave.
type Span struct{ From, Until clock.Date }

// Owners says whether people of several agencies share batches.
type Owners string

// The answers to the question of several owners.
const (
	OwnersAsked  Owners = "" // a programme with people of several is refused
	OwnersJoined Owners = "together"
	OwnersApart  Owners = "apart"
)

// Kind is a sort of people that has batches of its own: a class, of an owner
// where owners are apart. Unranked stands for people without golongan.
type Kind struct {
	Owner string
	Class Class
}

// Unranked is the class of people whose golongan is not known, where classes
// are apart.
const Unranked Class = "?"

// BarKind says in one word why somebody cannot be away. Health is not told in
// more words than that.
type BarKind string

// The kinds of bars.
const (
	Pregnancy BarKind = "pregnancy"
	OnLeave   BarKind = "leave"
	OnDuty    BarKind = "duty"
)

// BarKinds are all of them, in the order of forms.
var BarKinds = []BarKind{Pregnancy, OnLeave, OnDuty}

// Bar keeps somebody out of one wave, or out of every wave that meets the days
// between two dates. Until is "" where the end is not known.
type Bar struct {
	Person      roster.PersonID
	Kind        BarKind
	Wave        int // 0 where dates say it
	From, Until clock.Date
}

// bars reports whether the bar keeps its person out of a wave. A bar by dates
// says nothing about a wave whose dates are not known.
func (b Bar) bars(wave int, spans []Span) bool {
	if b.Wave > 0 {
		return b.Wave == wave
	}
	if wave > len(spans) {
		return false
	}
	s := spans[wave-1]
	return b.From <= s.Until && (b.Until == "" || b.Until >= s.From)
}

// Pair is two people who are wanted in one batch (in one wave when their
// classes differ), or in different waves.
type Pair struct {
	A, B  roster.PersonID
	Apart bool
}

// Lock is a place chosen by hand; 0 leaves wave, batch or group open. Batch is
// the number of the batch as it is printed.
type Lock struct {
	Person             roster.PersonID
	Wave, Batch, Group int
}

// Part is one thing that a wish weighs.
type Part string

// What is weighed. Bars, locks, the share of a unit, the cap and classes are
// not: they hold.
const (
	PartLate   Part = "late"   // for each person whose probation is full before the wave ends
	PartPair   Part = "pair"   // for each pair that is not as wanted
	PartFar    Part = "far"    // for each two people of one far place in different batches
	PartEarly  Part = "early"  // for each wave that somebody goes later, times the months by which their probation ends before the last one's
	PartSpread Part = "spread" // for each person of an office beyond its even share of a batch
	PartSize   Part = "size"   // for each person by whom a batch is larger than even
)

// Parts are all of them, in the order in which they are shown.
var Parts = []Part{PartLate, PartPair, PartFar, PartEarly, PartSpread, PartSize}

// Weights are points for each unit of a part; a part that is missing weighs
// as usual, 0 does not weigh it.
type Weights map[Part]int

// usual are the weights where nothing was chosen.
var usual = Weights{PartLate: 100, PartPair: 50, PartFar: 6, PartEarly: 2, PartSpread: 1, PartSize: 4}

// Of returns the points of a part.
func (w Weights) Of(p Part) int {
	if points, ok := w[p]; ok {
		return points
	}
	return usual[p]
}

// most bounds the parameters of a division, so that a slip of the finger is
// noticed.
const most = 10_000

// Clean fills in what was left open and refuses what makes no sense.
func (w *Wish) Clean() error {
	if w.Least == 0 {
		w.Least = (w.Cap + 1) / 2
	}
	if w.First == 0 {
		w.First = 1
	}
	var f fault.Fields
	for _, n := range []struct {
		name               string
		value, lowest, top int
	}{{"cap", w.Cap, 2, most}, {"least", w.Least, 2, most}, {"waves", w.Waves, 1, most}, {"groups", w.Groups, 1, most}, {"first", w.First, 1, most},
		{"quota", w.Quota, 0, most}, {"share", w.Share, 0, 100}} {
		if n.value < n.lowest || n.value > n.top {
			f.Add(n.name, "training.fault.range", "Lo", n.lowest, "Hi", n.top)
		}
	}
	if w.Numbering != regulation.Roman && w.Numbering != regulation.Arabic {
		f.Add("numbering", "training.fault.numbering")
	}
	if w.Without != Mixed && w.Without != ClassII && w.Without != ClassIII {
		f.Add("without", "training.fault.class")
	}
	if w.Owners != OwnersAsked && w.Owners != OwnersJoined && w.Owners != OwnersApart {
		f.Add("owners", "training.fault.owners_answer")
	}
	for _, p := range slices.Sorted(maps.Keys(w.Weights)) {
		if n := w.Weights[p]; n < 0 || n > most {
			f.Add("weight_"+string(p), "training.fault.range", "Lo", 0, "Hi", most)
		}
	}
	if len(f) == 0 && (w.Least > w.Cap || w.Groups > w.Least) {
		f.Add("least", "training.fault.range", "Lo", w.Groups, "Hi", w.Cap)
	}
	w.cleanPeople(&f)
	return f.Err()
}

// cleanPeople refuses bars, pairs and locks that say nothing or two things.
func (w *Wish) cleanPeople(f *fault.Fields) {
	for _, b := range w.Bars {
		if b.Wave == 0 && !b.From.Valid() || b.Until != "" && b.Until < b.From {
			f.Add("bar", "training.fault.bar")
		}
	}
	for _, p := range w.Pairs {
		if p.A == p.B {
			f.Add("pair", "training.fault.pair")
		}
	}
	locked := map[roster.PersonID]Lock{}
	for _, l := range w.Locks {
		if l.Wave < 0 || l.Batch < 0 || l.Group < 0 || l.Group > w.Groups || l.Wave > w.Waves {
			f.Add("lock", "training.fault.lock", "Waves", w.Waves, "Groups", w.Groups)
		}
		if have, twice := locked[l.Person]; twice && have != l {
			f.Add("lock", "training.fault.lock_twice")
		}
		locked[l.Person] = l
	}
}

// limit returns how many of n people of a unit may be away in one wave.
func (w *Wish) limit(n int) int {
	if w.Share == 0 {
		return n
	}
	return max(1, n*w.Share/100)
}

// shareFor returns the smallest percentage under which so many of n people
// may be away.
func shareFor(away, n int) int { return (100*away + n - 1) / n }

// compareKinds orders kinds that go equally early.
func compareKinds(a, b Kind) int {
	return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(classRank[a.Class], classRank[b.Class]))
}

// classRank orders classes; a mixed batch comes last.
var classRank = map[Class]int{ClassII: 1, ClassIII: 2, Mixed: 3, Unranked: 4}

// String is a kind as forms and flags write it: "II", "Kabupaten Kubu Raya/II".
func (k Kind) String() string {
	if k.Owner == "" {
		return string(k.Class)
	}
	return fmt.Sprintf("%s/%s", k.Owner, k.Class)
}
