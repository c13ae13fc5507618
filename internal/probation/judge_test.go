package probation

import (
	"testing"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/regulation"

	"pgregory.net/rapid"
)

func rules(t testing.TB) *regulation.Probation {
	t.Helper()
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := packs.Newest(regulation.KindProbation, "2026-02-04")
	if err != nil {
		t.Fatal(err)
	}
	return p.Probation
}

func complete() Facts {
	return Facts{
		TMT: "2025-04-01", SKNumber: "813/1", SKDate: "2025-04-01",
		Passed: Pass{Number: "00001/LATSAR", EndedOn: "2025-11-14", Final: 9121, Predicate: "Sangat Memuaskan", Batch: "I"},
		Papers: map[document.Kind]document.Brief{
			document.SPMT:   {Kind: document.SPMT, Number: "800/1", IssuedOn: "2025-04-02", State: document.Verified},
			document.Health: {Kind: document.Health, Number: "445/1", IssuedOn: "2026-01-19", Outcome: document.Fit, State: document.Verified},
		},
		Performance: []Performance{{Period: "2025", Predicate: "Baik"}},
	}
}

func TestTheFourWords(t *testing.T) {
	p := rules(t)
	without := func(f Facts, kind document.Kind) Facts {
		papers := map[document.Kind]document.Brief{}
		for k, v := range f.Papers {
			if k != kind {
				papers[k] = v
			}
		}
		f.Papers = papers
		return f
	}
	unfit := complete()
	unfit.Papers[document.Health] = document.Brief{Outcome: document.Unfit, State: document.Verified}
	heavy, light := complete(), complete()
	heavy.Discipline = []Discipline{{Level: "sedang", Number: "882/1"}}
	light.Discipline = []Discipline{{Level: "ringan", Number: "882/2"}}
	low := complete()
	low.Performance = []Performance{{Period: "2025", Predicate: "Butuh Perbaikan"}}
	untrained := complete()
	untrained.Passed = Pass{}
	old, decided := complete(), complete()
	old.Papers[document.Health] = document.Brief{Kind: document.Health, Number: "445/1", IssuedOn: "2025-04-10", Outcome: document.Fit, State: document.Verified}
	decided.Papers[document.Health] = old.Papers[document.Health]
	decided.Decided = "2026-04-05"
	cases := map[string]struct {
		facts  Facts
		today  clock.Date
		want   Readiness
		reason string
	}{
		"everything met within the year is on course":      {complete(), "2026-02-04", OnCourse, ""},
		"everything met on the day the year is full":       {complete(), "2026-04-01", Ready, ""},
		"everything met after the year is ready too":       {complete(), "2026-05-01", Ready, ""},
		"no health letter 26 days before its last day":     {without(complete(), document.Health), "2026-02-04", AtRisk, "health"},
		"no health letter with months to go is missing":    {without(complete(), document.Health), "2025-12-01", Missing, "health"},
		"31 days before the last safe day is not yet risk": {without(complete(), document.Health), "2026-01-30", Missing, "health"},
		"30 days before the last safe day is":              {without(complete(), document.Health), "2026-01-31", AtRisk, "health"},
		"a letter that says not fit is a risk":             {unfit, "2026-02-04", AtRisk, "health"},
		"no training is missing while there is time":       {untrained, "2026-02-04", Missing, "training"},
		"no training a month before the end is a risk":     {untrained, "2026-03-02", AtRisk, "training"},
		"a measure of level sedang stands in the way":      {heavy, "2026-04-01", AtRisk, "discipline"},
		"a light measure does not":                         {light, "2026-04-01", Ready, ""},
		"a low predicate warns only":                       {low, "2026-04-01", Ready, ""},
		"a letter of a year ago counts on its last day":    {old, "2026-04-10", Ready, ""},
		"the day after it no longer counts":                {old, "2026-04-11", AtRisk, "health"},
		"it has done its duty once the SK PNS is out":      {decided, "2026-09-01", Ready, ""},
		"a missing SPMT holds up the dossier, not the law": {without(complete(), document.SPMT), "2026-02-04", OnCourse, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := Judge(p, c.facts, c.today)
			reason := ""
			if s.Reason != nil {
				reason = s.Reason.Gate.Key
			}
			if s.Word != c.want || reason != c.reason {
				t.Errorf("%s because of %q, want %s because of %q", s.Word, reason, c.want, c.reason)
			}
		})
	}
}

func TestOnlyALateDossierNeedsTheReasonOfDelay(t *testing.T) {
	p := rules(t)
	has := func(day clock.Date) bool {
		for _, g := range Judge(p, complete(), day).Gates {
			if g.Gate.Key == "delay_letter" {
				return true
			}
		}
		return false
	}
	if has("2026-04-01") || !has("2026-04-02") {
		t.Error("the letter is asked on the last day of the year, or not after it")
	}
}

// A fact more never makes somebody stand worse, and time alone never turns a
// risk back into time left.
func TestStandingIsMonotone(t *testing.T) {
	p := rules(t)
	order := map[Readiness]int{Missing: 1, AtRisk: 2}
	rapid.Check(t, func(t *rapid.T) {
		f := complete()
		if rapid.Bool().Draw(t, "no health") {
			delete(f.Papers, document.Health)
		}
		if rapid.Bool().Draw(t, "untrained") {
			f.Passed = Pass{}
		}
		day := clock.Date("2025-04-01").AddDays(rapid.IntRange(0, 500).Draw(t, "day"))
		now, later := Judge(p, f, day), Judge(p, f, day.AddDays(rapid.IntRange(1, 100).Draw(t, "later")))
		if order[later.Word] < order[now.Word] {
			t.Fatalf("%s turned into %s by waiting", now.Word, later.Word)
		}
		if full := Judge(p, complete(), day); full.Reason != nil {
			t.Fatalf("everything met, yet %s stands in the way", full.Reason.Gate.Key)
		}
	})
}
