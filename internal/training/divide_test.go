package training

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// crowd invents people: so many of golongan II and III, from offices of very
// different size.
func crowd(two, three int) []Candidate {
	people := make([]Candidate, 0, two+three)
	for i := range two + three {
		c := Candidate{Person: roster.PersonID(fmt.Sprintf("p%05d", i)), NIP: fmt.Sprintf("19960101202504%04d", 1000+i), Name: fmt.Sprintf("Orang %05d", i),
			Sex: []string{"P", "L", "P"}[i*7%3], Office: fmt.Sprintf("Dinas %02d", i*i%23), TMT: "2025-04-01"}
		if i < two {
			c.Golongan, c.Education = []string{"II/c", "II/a"}[i%5/4], []string{"D-III", "SLTA"}[i%5/4]
		} else {
			c.Golongan, c.Education = []string{"III/a", "III/b"}[i%11/10], []string{"S-1", "Profesi"}[i%11/10]
		}
		people = append(people, c)
	}
	return people
}

func wish() Wish {
	return Wish{Cap: 40, Waves: 4, Groups: 4, Numbering: regulation.Roman}
}

func sizes(d Division) []int {
	var n []int
	for _, b := range d.Batches() {
		n = append(n, b.Size())
	}
	return n
}

func TestPontianakIsDividedAsItsOfficersDid(t *testing.T) {
	apart, err := Divide(crowd(118, 220), wish())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{40, 39, 39, 37, 37, 37, 37, 36, 36}, sizes(apart)); diff != "" {
		t.Error(diff)
	}
	var waves []string
	for _, w := range apart.Waves {
		text := ""
		for _, b := range w.Batches {
			text += b.Label + ":" + string(b.Class) + " "
		}
		waves = append(waves, text)
	}
	if diff := cmp.Diff([]string{"I:II II:II III:II ", "IV:III V:III ", "VI:III VII:III ", "VIII:III IX:III "}, waves); diff != "" {
		t.Error(diff)
	}
	w := wish()
	w.Mixed = true
	mixed, err := Divide(crowd(118, 220), w)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{38, 38, 38, 38, 38, 37, 37, 37, 37}, sizes(mixed)); diff != "" {
		t.Error(diff)
	}
}

func TestDivisionAnswersOrAsks(t *testing.T) {
	cases := map[string]struct {
		people []Candidate
		change func(*Wish)
		want   []int
		refuse string
	}{
		"numbers run on from the first":            {crowd(0, 80), func(w *Wish) { w.First, w.Numbering = 88, regulation.Arabic }, []int{40, 40}, ""},
		"six of golongan II are a question":        {crowd(6, 80), nil, nil, "training.fault.too_few_of_class"},
		"six of golongan II may be mixed in":       {crowd(6, 80), func(w *Wish) { w.Mixed = true }, []int{29, 29, 28}, ""},
		"six of golongan II may be sent out":       {crowd(6, 80), func(w *Wish) { w.Without = ClassII }, []int{40, 40}, ""},
		"a smaller batch may be wanted":            {crowd(0, 12), func(w *Wish) { w.Least = 10 }, []int{12}, ""},
		"nobody is no programme":                   {nil, nil, nil, "training.fault.nobody"},
		"twelve people are too few":                {crowd(0, 12), nil, nil, "training.fault.too_few"},
		"unknown golongan are asked for":           {append(crowd(0, 40), Candidate{Person: "x"}), nil, nil, "training.fault.no_golongan"},
		"a cap of none is refused beside it":       {crowd(0, 40), func(w *Wish) { w.Cap = 0 }, nil, "fault.fields"},
		"more groups than people are refused":      {crowd(0, 40), func(w *Wish) { w.Least, w.Groups = 4, 5 }, nil, "fault.fields"},
		"more waves than batches become as many":   {crowd(0, 80), func(w *Wish) { w.Waves = 9 }, []int{40, 40}, ""},
		"a wave of one batch each is no exception": {crowd(40, 40), func(w *Wish) { w.Waves = 2 }, []int{40, 40}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := wish()
			if c.change != nil {
				c.change(&w)
			}
			d, err := Divide(c.people, w)
			if f := fault.Of(err); c.refuse != "" && (f == nil || f.Key != c.refuse) {
				t.Fatalf("got %v, want %s", err, c.refuse)
			} else if c.refuse == "" && err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, sizes(d)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryoneIsSeatedOnceAndEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := crowd(rapid.IntRange(20, 200).Draw(t, "two"), rapid.IntRange(20, 200).Draw(t, "three"))
		w := wish()
		w.Cap, w.Waves, w.Mixed = rapid.IntRange(20, 40).Draw(t, "cap"), rapid.IntRange(1, 6).Draw(t, "waves"), rapid.Bool().Draw(t, "mixed")
		d, err := Divide(people, w)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[roster.PersonID]bool{}
		batches := map[Class][]int{}
		for i, b := range d.Batches() {
			if b.Number != i+1 || b.Size() > w.Cap {
				t.Fatalf("batch %d has number %d and %d people", i, b.Number, b.Size())
			}
			batches[b.Class] = append(batches[b.Class], b.Size())
			var groups []int
			for _, g := range b.Groups {
				groups = append(groups, len(g))
				for _, c := range g {
					if seen[c.Person] || b.Class != Mixed && ClassOf(c.Golongan) != b.Class {
						t.Fatalf("%s sits twice or in the wrong class", c.Person)
					}
					seen[c.Person] = true
				}
			}
			if slices.Max(groups)-slices.Min(groups) > 1 {
				t.Fatalf("groups of %v", groups)
			}
		}
		for _, n := range batches {
			if slices.Max(n)-slices.Min(n) > 1 {
				t.Fatalf("batches of %v", n)
			}
		}
		if len(seen) != len(people) || len(d.Waves) > w.Waves {
			t.Fatalf("%d of %d seated in %d waves", len(seen), len(people), len(d.Waves))
		}
	})
}

func TestDivisionDoesNotDependOnTheOrderOfTheList(t *testing.T) {
	people := crowd(118, 220)
	want, err := Divide(people, wish())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		rand.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		got, err := Divide(people, wish())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestGroupsAreBalanced(t *testing.T) {
	d, err := Divide(crowd(118, 220), wish())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range d.Batches() {
		if b.Balance.Sex > 1 || b.Balance.Rank > 1 || b.Balance.Education > 1 || b.Balance.Office > 1 {
			t.Errorf("batch %s: %+v", b.Label, b.Balance)
		}
	}
	uneven := [][]Candidate{{{Sex: "L"}, {Sex: "L"}, {Sex: "L"}}, {{Sex: "P"}, {Sex: "P"}, {Sex: "P"}}}
	if got := Measure(uneven); got.Sex != 3 || got.Worst() != 3 {
		t.Errorf("two groups of one sex each measure %+v, want 3", got)
	}
}

func TestOfficesAreSpreadOverBatches(t *testing.T) {
	d, err := Divide(crowd(0, 220), wish())
	if err != nil {
		t.Fatal(err)
	}
	count := map[string][]int{}
	for i, b := range d.Batches() {
		for _, g := range b.Groups {
			for _, c := range g {
				if count[c.Office] == nil {
					count[c.Office] = make([]int, len(d.Batches()))
				}
				count[c.Office][i]++
			}
		}
	}
	for office, n := range count {
		if slices.Max(n)-slices.Min(n) > 1 {
			t.Errorf("%s: %v", office, n)
		}
	}
}

func TestOneMoreJoinsTheGroupThatLacksTheirKind(t *testing.T) {
	groups := [][]Candidate{{{Sex: "P"}, {Sex: "P"}}, {{Sex: "L"}, {Sex: "P"}}, {{Sex: "L"}, {Sex: "L"}, {Sex: "L"}}}
	if got := fit(groups, Candidate{Sex: "L"}); got != 0 {
		t.Errorf("group %d, want the first: small, and without men", got)
	}
}

func TestClassOfGolongan(t *testing.T) {
	for golongan, want := range map[string]Class{"II/c": ClassII, "iii/a": ClassIII, "I/d": ClassII, "IV/a": ClassIII, "": Mixed, "IX": Mixed} {
		if got := ClassOf(golongan); got != want {
			t.Errorf("%q is of class %q, want %q", golongan, got, want)
		}
	}
	if strings.Contains(string(Mixed), "I") {
		t.Error("mixed is a class")
	}
}

func BenchmarkDivide(b *testing.B) {
	for _, n := range []int{338, 10_000} {
		people := crowd(n*118/338, n-n*118/338)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Divide(people, wish()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
