package probation

import (
	"testing"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/roster"
)

func without(f Facts, kinds ...document.Kind) Facts {
	papers := map[document.Kind]document.Brief{}
	for k, v := range f.Papers {
		papers[k] = v
	}
	for _, k := range kinds {
		delete(papers, k)
	}
	f.Papers = papers
	return f
}

func TestTheForecastSaysWhatFreesMostPeople(t *testing.T) {
	p := rules(t)
	const by clock.Date = "2026-04-01"
	of := func(f Facts, steps ...Step) Candidate {
		return judged(p, roster.Person{}, f, Follow(StateActive, steps), by)
	}
	young := complete()
	young.TMT = "2025-08-01"
	list := []Candidate{
		of(complete()), of(complete()), of(young),
		of(without(complete(), document.Health)), of(without(complete(), document.Health)),
		of(without(complete(), document.SPMT)), of(without(complete(), document.SPMT, document.Health)),
		of(complete(), Step{Kind: Suspended, Day: "2026-05-01"}), of(complete(), Step{Kind: Resigned}),
	}
	f := foresee(list, by)
	if f.People != 8 || len(f.Ready) != 2 || f.Later != 1 || len(f.Waits) != 4 || f.Halted != 1 {
		t.Fatalf("people %d, ready %d, later %d, waiting %d, suspended %d; want 8, 2, 1, 4, 1", f.People, len(f.Ready), f.Later, len(f.Waits), f.Halted)
	}
	got := map[string][2]int{}
	for _, h := range f.Holds {
		got[h.Gate.Key] = [2]int{h.All, h.Alone}
	}
	if got["health"] != [2]int{3, 2} || got["spmt"] != [2]int{2, 1} || f.Holds[0].Alone < f.Holds[len(f.Holds)-1].Alone {
		t.Errorf("held back %v", got)
	}
}

// Whoever is counted stands in exactly one place.
func BenchmarkForecast10000(b *testing.B) {
	p := rules(b)
	facts := []Facts{complete(), without(complete(), document.Health), without(complete(), document.SPMT)}
	for b.Loop() {
		list := make([]Candidate, 0, 10000)
		for i := range 10000 {
			list = append(list, judged(p, roster.Person{}, facts[i%3], Path{State: StateActive}, "2026-04-01"))
		}
		foresee(list, "2026-04-01")
	}
}
