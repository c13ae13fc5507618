package regulation

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/clock"
)

func TestPapersAreDueByTheirAnchor(t *testing.T) {
	p := probation(t)
	known := map[Anchor]clock.Date{AnchorTMT: "2025-04-01", AnchorBatch: "2025-09-01", AnchorEnd: "2026-04-01"}
	got := map[string]clock.Date{}
	for i := range p.Papers {
		got[p.Papers[i].Key] = p.Papers[i].Due(known)
	}
	want := map[string]clock.Date{"sk_cpns": "2025-05-01", "spmt": "2025-05-31", "health_training": "2025-08-25", "health_appointment": "2026-03-02",
		"assignment": "2025-08-25", "willingness": "2025-08-25", "photograph": "2025-08-25", "diploma": "2026-03-02"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if day := (&PaperRule{Anchor: AnchorSPMT}).Due(known); day != "" {
		t.Errorf("due on %s from an anchor that nobody knows", day)
	}
}

func TestAHealthLetterExpires(t *testing.T) {
	p := probation(t)
	cases := map[string]struct {
		paper         string
		issued, today clock.Date
		want          bool
	}{
		"on its last day it is in force":  {"health_letter", "2025-02-04", "2026-02-04", false},
		"the day after it is not":         {"health_letter", "2025-02-03", "2026-02-04", true},
		"29 February ends on the 28th":    {"health_letter", "2024-02-29", "2025-03-01", true},
		"a letter without a date remains": {"health_letter", "", "2026-02-04", false},
		"a diploma never expires":         {"diploma", "1999-01-01", "2026-02-04", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := p.Expired(c.paper, c.issued, c.today); got != c.want {
				t.Errorf("expired %t", got)
			}
		})
	}
}

func TestRulesOfPapersAreEditedAndReadBackTheSame(t *testing.T) {
	original, err := embedded(t).Find("probation-2020")
	if err != nil {
		t.Fatal(err)
	}
	by := Edition{Author: "Officer", Date: "2026-01-05", Basis: Instrument{"SE Wali Kota 1/2026", "2026-01-02", "berkas CPNS"}}
	ours := Evidence{GradeText, "SE Wali Kota 1/2026"}
	edited, err := original.Edit("ours", by, []Row{
		{"probation.papers[diploma].for", "nobody", ours}, {"probation.papers[photograph].anchor", "tmt_cpns", ours},
		{"probation.papers[photograph].due_days", "-3", ours}, {"probation.paper_terms[health_letter].valid_months", "6", ours},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := edited.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(edited, back); diff != "" {
		t.Error(diff)
	}
	if back.Probation.ValidUntil("health_letter", "2026-01-31") != "2026-07-31" {
		t.Error("the agency's term does not hold")
	}
	refused := map[string]struct {
		change     Row
		place, key string
	}{
		"an anchor that does not exist": {Row{"probation.papers[spmt].anchor", "birthday", ours}, "probation.papers[spmt].anchor", "regulation.fault.word"},
		"an SPMT counted from itself":   {Row{"probation.papers[spmt].anchor", "spmt", ours}, "probation.papers[spmt].anchor", "regulation.fault.own_anchor"},
		"a paper that does not exist":   {Row{"probation.papers[spmt].paper", "passport", ours}, "probation.papers[spmt].paper", "regulation.fault.word"},
		"a paper that serves nothing":   {Row{"probation.papers[spmt].serves", "", ours}, "probation.papers[spmt].serves", "regulation.fault.none"},
		"due in a hundred years":        {Row{"probation.papers[spmt].due_days", "36500", ours}, "probation.papers[spmt].due_days", "regulation.fault.range"},
		"valid for less than nothing":   {Row{"probation.paper_terms[health_letter].valid_months", "-1", ours}, "probation.paper_terms[health_letter].valid_months", "regulation.fault.range"},
		"a due day without a source":    {Row{"probation.papers[spmt].due_days", "10", Evidence{}}, "probation.papers[spmt].due_days", "regulation.fault.evidence"},
	}
	for name, c := range refused {
		t.Run(name, func(t *testing.T) {
			_, err := original.Edit("ours", by, []Row{c.change})
			refusedWith(t, err, c.place, c.key)
		})
	}
}

func TestAPackCopiedBeforePapersHadRulesTakesThoseOfTheProgram(t *testing.T) {
	shipped := probation(t)
	old := Pack{ID: "ours", Kind: KindProbation, Probation: &Probation{Months: shipped.Months}}
	text, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	p, err := decoded(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shipped.Papers, p.Probation.Papers); diff != "" {
		t.Error(diff)
	}
}
