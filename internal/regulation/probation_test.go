package regulation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/clock"
)

func TestTheClockOfTheProbation(t *testing.T) {
	p := probation(t)
	cases := map[string]struct {
		tmt, today clock.Date
		want       Term
	}{
		"ten months on 4 February 2026": {"2025-04-01", "2026-02-04", Term{10, "2026-04-01", TermActive}},
		"the last day before":           {"2025-04-01", "2026-03-31", Term{11, "2026-04-01", TermActive}},
		"the year is full":              {"2025-04-01", "2026-04-01", Term{12, "2026-04-01", TermEligible}},
		"the day after needs BKN":       {"2025-04-01", "2026-04-02", Term{12, "2026-04-01", TermLate}},
		"before the TMT":                {"2025-04-01", "2025-03-31", Term{0, "2026-04-01", TermNotStarted}},
		"on the TMT":                    {"2025-04-01", "2025-04-01", Term{0, "2026-04-01", TermActive}},
		"29 February is full on 28":     {"2024-02-29", "2025-02-28", Term{12, "2025-02-28", TermEligible}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, p.Term(c.tmt, c.today)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAHealthLetterEndangersAYearBeforeItsEnd(t *testing.T) {
	p := probation(t)
	health := p.Gate("health")
	if got := health.LastSafe("2026-04-01"); got != "2026-03-02" {
		t.Errorf("last safe day %s", got)
	}
	if !p.AtRisk(health, "2026-04-01", "2026-02-04") {
		t.Error("on 4 February the letter is not at risk")
	}
	if p.AtRisk(health, "2026-04-01", "2026-01-30") {
		t.Error("on 30 January the letter is at risk already")
	}
	if p.Gate("charm") != nil {
		t.Error("there is a gate that nobody made")
	}
}

func TestGatesKeepTheirKindAndPapers(t *testing.T) {
	p := probation(t)
	got := map[GateKind][]string{}
	documents := map[string]string{}
	for _, g := range p.Gates {
		got[g.Kind] = append(got[g.Kind], g.Key)
		documents[g.Key] = strings.Join(g.Documents, " ")
	}
	want := map[GateKind][]string{
		GateLaw:      {"training", "health", "discipline", "oath"},
		GateDossier:  {"sk_cpns", "spmt", "sttp", "health_letter", "performance_year", "delay_letter"},
		GatePractice: {"performance_predicate"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	codes, err := SIASNCodes("dokumen")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range codes {
		known[c.ID] = true
	}
	for gate, ids := range documents {
		for _, id := range strings.Fields(ids) {
			if !known[id] {
				t.Errorf("gate %s wants document %s, which SIASN does not know", gate, id)
			}
		}
	}
	if documents["spmt"] != "888" || documents["sk_cpns"] != "889" || documents["performance_year"] != "890" {
		t.Errorf("documents %v", documents)
	}
}

func TestBehaviourDominatesPerformance(t *testing.T) {
	p := probation(t)
	cases := map[string]struct {
		results, behaviour Rating
		predicate          string
		quadrant           int
	}{
		"above and above":        {Above, Above, "Sangat Baik", 1},
		"above with bad manners": {Above, Below, "Kurang", 4},
		"as expected":            {Meets, Meets, "Baik", 2},
		"too little, well done":  {Below, Above, "Butuh Perbaikan", 3},
		"too little, badly done": {Below, Below, "Sangat Kurang", 5},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := p.Rate(c.results, c.behaviour)
			if err != nil || f.Predicate != c.predicate || f.SIASNQuadrant != c.quadrant {
				t.Errorf("%v, %v", f, err)
			}
		})
	}
	_, err := p.Rate("great", Above)
	refusedWith(t, err, "", "regulation.fault.rating")
}

func TestUnexcusedAbsence(t *testing.T) {
	p := probation(t)
	cases := map[string]struct {
		year, row int
		want      []string
	}{
		"two days reach no line":                    {2, 2, nil},
		"three days are an oral warning":            {3, 1, []string{"ringan"}},
		"ten days do not block yet":                 {10, 9, []string{"ringan"}},
		"eleven days are the line":                  {11, 0, []string{"sedang"}},
		"twenty-eight days have no upper end":       {90, 0, []string{"berat"}},
		"ten days in a row count beside the year's": {10, 10, []string{"ringan", "berat"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var levels []string
			for _, l := range p.Unexcused(c.year, c.row) {
				levels = append(levels, l.Level)
				if l.Blocks != p.Blocks(l.Level) {
					t.Errorf("line from %d days blocks: %t", l.From, l.Blocks)
				}
			}
			if diff := cmp.Diff(c.want, levels); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNumbersOfPeople(t *testing.T) {
	p := probation(t)
	cases := map[string]struct {
		text string
		want Expect
		nip  NIP
		code []string
	}{
		"a good number": {"199704152025041901", Expect{Born: "1997-04-15", TMT: "2025-04-01", Sex: Male},
			NIP{"199704152025041901", "1997-04-15", "2025-04-01", Male, 901}, nil},
		"spaces, dots, dashes and an apostrophe are no harm": {"'19970415-202504.2 999", Expect{},
			NIP{"199704152025042999", "1997-04-15", "2025-04-01", Female, 999}, nil},
		"a TMT within the month is the same": {"199704152025041901", Expect{TMT: "2025-04-21"}, NIP{"199704152025041901", "1997-04-15", "2025-04-01", Male, 901}, nil},
		"nothing":                            {" ", Expect{}, NIP{}, []string{NIPEmpty}},
		"seventeen digits":                   {"19970415202504190", Expect{}, NIP{Text: "19970415202504190"}, []string{NIPLength}},
		"a letter O":                         {"19970415202504190O", Expect{}, NIP{Text: "19970415202504190O"}, []string{NIPCharacters}},
		"a number of Excel":                  {"1.99704152025042E+17", Expect{}, NIP{Text: "199704152025042E+17"}, []string{NIPNumber}},
		"a numeric cell":                     {"199704152025041000", Expect{Numeric: true}, NIP{Text: "199704152025041000"}, []string{NIPNumber}},
		"30 February":                        {"199702302025041901", Expect{}, NIP{"199702302025041901", "", "2025-04-01", Male, 901}, []string{NIPBirth}},
		"a PPPK number":                      {"199704152025211901", Expect{}, NIP{"199704152025211901", "1997-04-15", "", Male, 901}, []string{NIPContract}},
		"month 13, sex 3 and sequence 000 at once": {"199704152025133000", Expect{}, NIP{"199704152025133000", "1997-04-15", "", "", 0}, []string{NIPMonth, NIPSex, NIPSequence}},
		"everything else says otherwise": {"199704152025041901", Expect{Born: "1997-04-16", TMT: "2025-05-01", Sex: Female},
			NIP{"199704152025041901", "1997-04-15", "2025-04-01", Male, 901}, []string{NIPBornDiffers, NIPTMTDiffers, NIPSexDiffers}},
		"seventeen years old":       {"200805152025041901", Expect{}, NIP{"200805152025041901", "2008-05-15", "2025-04-01", Male, 901}, []string{NIPAge}},
		"eighteen within the month": {"200704302025041901", Expect{}, NIP{"200704302025041901", "2007-04-30", "2025-04-01", Male, 901}, nil},
		"born after the TMT":        {"202704152025041901", Expect{}, NIP{"202704152025041901", "2027-04-15", "2025-04-01", Male, 901}, []string{NIPAge}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			nip, findings := p.CheckNIP(c.text, c.want)
			if diff := cmp.Diff(c.nip, nip); diff != "" {
				t.Error(diff)
			}
			var codes []string
			for _, f := range findings {
				codes = append(codes, f.Code)
			}
			if diff := cmp.Diff(c.code, codes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnyTextCanBeCheckedAsANumber(t *testing.T) {
	p := probation(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{18}`)).Draw(t, "text")
		nip, findings := p.CheckNIP(text, Expect{Born: "1997-04-15", TMT: "2025-04-01", Sex: Male})
		refused := false
		for _, f := range findings {
			refused = refused || f.Severity == SeverityError
		}
		complete := nip.Born.Valid() && nip.TMT.Valid() && nip.Sex != "" && nip.Sequence > 0
		if refused == complete {
			t.Fatalf("%q: %+v with %v", text, nip, findings)
		}
	})
}

func TestReferenceLists(t *testing.T) {
	holidays, err := Holidays()
	if err != nil || len(holidays) != 106 {
		t.Errorf("%d holidays, %v", len(holidays), err)
	}
	behaviours, err := BerAKHLAK()
	if err != nil || len(behaviours) != 21 || behaviours[20].Code != "KO3" {
		t.Errorf("%d behaviours, %v", len(behaviours), err)
	}
	ranks, err := EntryRanks()
	if err != nil || len(ranks) != 13 || ranks[7].Golongan != "III/a" || ranks[7].Group != "III" {
		t.Errorf("%v, %v", ranks, err)
	}
	positions, err := Positions()
	if err != nil || len(positions) == 0 || positions[0].Name != "Penelaah Teknis Kebijakan" {
		t.Errorf("%d positions, %v", len(positions), err)
	}
	if codes, err := SIASNCodes("kuadranNilai"); err != nil || len(codes) != 5 {
		t.Errorf("%v, %v", codes, err)
	}
	if codes, err := SIASNCodes("nothing"); err != nil || codes != nil {
		t.Errorf("%v, %v", codes, err)
	}
}
