package training

import (
	"cmp"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Class is the class of Latsar that a golongan attends: II and III have their
// own instruments.
type Class string

// The classes. A mixed batch has no class.
const (
	ClassII  Class = "II"
	ClassIII Class = "III"
	Mixed    Class = ""
)

// ClassOf returns the class of a golongan such as "III/a", Mixed when the
// golongan is not known.
func ClassOf(golongan string) Class {
	rung, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(golongan)), "/")
	switch rung {
	case "I", "II":
		return ClassII
	case "III", "IV":
		return ClassIII
	}
	return Mixed
}

// Candidate is a person as the division sees them. Office is the name of the
// unit of the first level.
type Candidate struct {
	Person    roster.PersonID
	NIP       string
	Name      string
	Sex       string
	Golongan  string
	Education string
	Office    string
	TMT       clock.Date
}

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
		name          string
		value, lowest int
	}{{"cap", w.Cap, 2}, {"least", w.Least, 2}, {"waves", w.Waves, 1}, {"groups", w.Groups, 1}, {"first", w.First, 1}} {
		if n.value < n.lowest || n.value > most {
			f.Add(n.name, "training.fault.range", "Lo", n.lowest, "Hi", most)
		}
	}
	if w.Numbering != regulation.Roman && w.Numbering != regulation.Arabic {
		f.Add("numbering", "training.fault.numbering")
	}
	if w.Without != Mixed && w.Without != ClassII && w.Without != ClassIII {
		f.Add("without", "training.fault.class")
	}
	if len(f) == 0 && (w.Least > w.Cap || w.Groups > w.Least) {
		f.Add("least", "training.fault.range", "Lo", w.Groups, "Hi", w.Cap)
	}
	return f.Err()
}

// Division is people divided into waves, batches and groups.
type Division struct {
	Waves    []DividedWave
	LeftOut  []Candidate // of the class that is sent out
	Unranked []Candidate // seated although their golongan is not known
}

// DividedWave is one wave; waves take batches in the order of their numbers.
type DividedWave struct {
	Number  int
	Batches []DividedBatch
}

// DividedBatch is one batch with its groups.
type DividedBatch struct {
	Number  int
	Label   string
	Class   Class
	Groups  [][]Candidate
	Balance Balance
}

// Size returns the number of people in the batch.
func (b DividedBatch) Size() int {
	n := 0
	for _, g := range b.Groups {
		n += len(g)
	}
	return n
}

// Batches returns the batches of all waves in the order of their numbers.
func (d Division) Batches() []DividedBatch {
	var all []DividedBatch
	for _, w := range d.Waves {
		all = append(all, w.Batches...)
	}
	return all
}

// Divide puts people into batches of at most Cap, sizes differing by at most
// one within a class, offices spread evenly over batches, and each batch into
// balanced groups. The same people always make the same division, in whatever
// order they are given. It refuses nobody at all, people without golongan
// where classes are apart, and, as a question that a person must answer, a
// class with too few people for a batch.
func Divide(people []Candidate, w Wish) (Division, error) {
	if err := w.Clean(); err != nil {
		return Division{}, err
	}
	var d Division
	classes := d.sort(people, w)
	if len(classes[ClassII])+len(classes[ClassIII])+len(classes[Mixed]) == 0 {
		return Division{}, fault.Conflict("training.fault.nobody")
	}
	if err := enough(classes, w); err != nil {
		return Division{}, err
	}
	var batches []DividedBatch
	for _, class := range []Class{ClassII, ClassIII, Mixed} {
		sizes, err := regulation.Batches(len(classes[class]), w.Cap)
		if err != nil {
			return Division{}, err
		}
		for _, members := range deal(classes[class], sizes) {
			number := w.First + len(batches)
			groups := balance(members, spread(len(members), w.Groups))
			batches = append(batches, DividedBatch{Number: number, Label: w.Numbering.Label(number), Class: class, Groups: groups, Balance: Measure(groups)})
		}
	}
	for i, n := range spread(len(batches), min(w.Waves, len(batches))) {
		d.Waves = append(d.Waves, DividedWave{Number: i + 1, Batches: batches[:n:n]})
		batches = batches[n:]
	}
	return d, nil
}

// sort divides people by class, each class in the order in which it is dealt.
func (d *Division) sort(people []Candidate, w Wish) map[Class][]Candidate {
	people = slices.Clone(people)
	slices.SortFunc(people, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Golongan, b.Golongan), cmp.Compare(a.Sex, b.Sex),
			cmp.Compare(a.Education, b.Education), cmp.Compare(a.NIP, b.NIP), cmp.Compare(a.Person, b.Person))
	})
	classes := map[Class][]Candidate{}
	for _, c := range people {
		class := ClassOf(c.Golongan)
		if class != Mixed && class == w.Without {
			d.LeftOut = append(d.LeftOut, c)
			continue
		}
		if class == Mixed {
			d.Unranked = append(d.Unranked, c)
		}
		if w.Mixed {
			class = Mixed
		}
		classes[class] = append(classes[class], c)
	}
	return classes
}

// enough asks what to do with a class that is too small for a batch, or with
// people who belong to no class.
func enough(classes map[Class][]Candidate, w Wish) error {
	if n := len(classes[Mixed]); n > 0 && !w.Mixed {
		return fault.Conflict("training.fault.no_golongan", "N", n)
	}
	total := len(classes[ClassII]) + len(classes[ClassIII]) + len(classes[Mixed])
	if total < w.Least {
		return fault.Conflict("training.fault.too_few", "N", total, "Least", w.Least)
	}
	for _, class := range []Class{ClassII, ClassIII} {
		if n := len(classes[class]); n > 0 && n < w.Least {
			return fault.Conflict("training.fault.too_few_of_class", "N", n, "Class", string(class), "Least", w.Least)
		}
	}
	return nil
}

// deal gives people out one by one, so that neighbours in the order land in
// different batches. Sizes differ by at most one, larger ones first.
func deal(people []Candidate, sizes []int) [][]Candidate {
	batches := make([][]Candidate, len(sizes))
	for i, c := range people {
		at := i % len(sizes)
		batches[at] = append(batches[at], c)
	}
	return batches
}

// spread divides n into parts that differ by at most one, larger ones first.
func spread(n, parts int) []int {
	sizes := make([]int, parts)
	for i := range sizes {
		sizes[i] = n / parts
		if i < n%parts {
			sizes[i]++
		}
	}
	return sizes
}
