package regulation

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
)

func holidayList(t testing.TB) *calendar.List {
	t.Helper()
	holidays, err := Holidays()
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewList(holidays)
}

// ends returns the last days of the stages, and the codes of the warnings.
func ends(t *testing.T, start clock.Date, list *calendar.List, changes map[string]StageChange) (dates []clock.Date, codes []string) {
	t.Helper()
	mode, err := training(t, "latsar-2024").Mode("")
	if err != nil {
		t.Fatal(err)
	}
	stages, warnings, err := mode.StageDates(start, list, changes)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stages {
		dates = append(dates, s.End)
	}
	for _, w := range warnings {
		codes = append(codes, w.Code)
	}
	return dates, codes
}

// everyStage makes the same change to all stages.
func everyStage(rule calendar.Rule) map[string]StageChange {
	changes := map[string]StageChange{}
	for _, key := range []string{"self_study", "elearning_1", "actualization", "elearning_2", "classical"} {
		changes[key] = StageChange{Rule: &rule}
	}
	return changes
}

func TestStageDatesOfPontianak(t *testing.T) {
	n := func(i int) *int { return &i }
	all := holidayList(t)
	cases := map[string]struct {
		start   clock.Date
		list    *calendar.List
		changes map[string]StageChange
		want    []clock.Date
		codes   []string
	}{
		"working days by today's list": {"2025-07-07", all, nil,
			[]clock.Date{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-01", "2025-10-06"}, nil},
		"the list before the amendment ends a working day earlier": {"2025-07-07", all.AsOf("2025-08-06"), nil,
			[]clock.Date{"2025-07-17", "2025-08-15", "2025-09-29", "2025-09-30", "2025-10-03"}, nil},
		"calendar days": {"2025-07-07", all, everyStage(calendar.Rule{Unit: calendar.Calendar}),
			[]clock.Date{"2025-07-15", "2025-08-05", "2025-09-04", "2025-09-05", "2025-09-08"}, nil},
		"none counts Monday to Saturday with holidays": {"2025-07-07", all, everyStage(calendar.Rule{Unit: calendar.Working}),
			[]clock.Date{"2025-07-16", "2025-08-09", "2025-09-13", "2025-09-15", "2025-09-18"}, nil},
		"a stage of no days is left out, another length warns": {"2025-07-07", all,
			map[string]StageChange{"elearning_2": {Days: n(0)}, "classical": {Days: n(6)}},
			[]clock.Date{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-08"}, []string{WarnDaysDiffer, WarnDaysDiffer}},
		"a start on a Sunday moves to Monday": {"2025-07-06", all, nil,
			[]clock.Date{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-01", "2025-10-06"}, nil},
		"a stage may start by hand": {"2025-07-07", all, map[string]StageChange{"classical": {Start: "2025-10-13"}},
			[]clock.Date{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-01", "2025-10-15"}, nil},
		"a start by hand that overlaps warns": {"2025-07-07", all, map[string]StageChange{"classical": {Start: "2025-09-29"}},
			[]clock.Date{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-01", "2025-10-01"}, []string{WarnStageOverlaps}},
		"years without holidays warn once each": {"2027-12-01", all, nil,
			[]clock.Date{"2027-12-13", "2028-01-12", "2028-02-23", "2028-02-24", "2028-02-29"}, []string{WarnHolidaysUnknown}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dates, codes := ends(t, c.start, c.list, c.changes)
			if diff := cmp.Diff(c.want, dates); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.codes, codes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStageDatesRefuseNonsense(t *testing.T) {
	mode, err := training(t, "latsar-2024").Mode("blended")
	if err != nil {
		t.Fatal(err)
	}
	n := -1
	_, _, err = mode.StageDates("2025-02-30", calendar.NewList(nil), map[string]StageChange{"self_study": {Days: &n}, "boarding": {}})
	refusedWith(t, err, "start", "regulation.fault.date")
	refusedWith(t, err, "self_study", "regulation.fault.range")
	refusedWith(t, err, "boarding", "regulation.fault.no_stage")
}

func TestDistanceLearningWaitsForItsLengths(t *testing.T) {
	mode, err := training(t, "latsar-2024").Mode("distance")
	if err != nil {
		t.Fatal(err)
	}
	stages, warnings, err := mode.StageDates("2025-07-07", holidayList(t), nil)
	if err != nil || len(stages) != 0 || len(warnings) != len(mode.Stages) || warnings[0].Code != WarnDaysUnknown {
		t.Errorf("%v, %v, %v", stages, warnings, err)
	}
}

func TestStagesFollowEachOther(t *testing.T) {
	mode, err := training(t, "latsar-2024").Mode("blended")
	if err != nil {
		t.Fatal(err)
	}
	list := holidayList(t)
	rapid.Check(t, func(t *rapid.T) {
		start := clock.NewDate(2025, 1, 1).AddDays(rapid.IntRange(0, 700).Draw(t, "start"))
		days := rapid.IntRange(1, 40).Draw(t, "days")
		stages, _, err := mode.StageDates(start, list, map[string]StageChange{"self_study": {Days: &days}})
		if err != nil {
			t.Fatal(err)
		}
		last := start.AddDays(-1)
		for _, s := range stages {
			if s.Start <= last || s.End < s.Start || s.Days[0] != s.Start || s.Days[len(s.Days)-1] != s.End {
				t.Fatalf("stage %s from %s to %s after %s", s.Stage.Key, s.Start, s.End, last)
			}
			last = s.End
		}
		if len(stages[0].Days) != days {
			t.Fatalf("%d days instead of %d", len(stages[0].Days), days)
		}
	})
}

func TestBatchesOfThreeHundredAndThirtyEight(t *testing.T) {
	cases := map[string]struct {
		people, limit int
		want          []int
	}{
		"338 make five of 38 and four of 37":           {338, 40, []int{38, 38, 38, 38, 38, 37, 37, 37, 37}},
		"Golongan II: 118 make 40, 39, 39":             {118, 40, []int{40, 39, 39}},
		"Golongan III: 220 make four of 37, two of 36": {220, 40, []int{37, 37, 37, 37, 36, 36}},
		"exactly full":                     {80, 40, []int{40, 40}},
		"one too many makes another batch": {41, 40, []int{21, 20}},
		"nobody makes no batch":            {0, 40, []int{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Batches(c.people, c.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	_, err := Batches(-1, 0)
	refusedWith(t, err, "people", "regulation.fault.range")
	refusedWith(t, err, "cap", "regulation.fault.range")
}

func TestBatchesHoldEveryoneEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, limit := rapid.IntRange(0, 2000).Draw(t, "people"), rapid.IntRange(1, 60).Draw(t, "cap")
		sizes, err := Batches(people, limit)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for i, s := range sizes {
			sum += s
			if s > limit || i > 0 && s > sizes[i-1] || sizes[0]-s > 1 {
				t.Fatalf("%d people by %d: %v", people, limit, sizes)
			}
		}
		if sum != people || len(sizes) > 0 && (len(sizes)-1)*limit >= people {
			t.Fatalf("%d people by %d: %v", people, limit, sizes)
		}
	})
}

func TestLabelsOfBatches(t *testing.T) {
	cases := map[string]struct {
		numbering Numbering
		number    int
		want      string
	}{
		"88 in Roman":       {Roman, 88, "LXXXVIII"},
		"94 in Roman":       {Roman, 94, "XCIV"},
		"the last in Roman": {Roman, 3999, "MMMCMXCIX"},
		"beyond Roman":      {Roman, 4000, "4000"},
		"below Roman":       {Roman, 0, "0"},
		"88 in Arabic":      {Arabic, 88, "88"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.numbering.Label(c.number); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestAbsenceBeyondTheLimits(t *testing.T) {
	rule := training(t, "latsar-2024").Attendance
	cases := map[string]struct {
		n    Absences
		want []string
	}{
		"at every limit nothing is over":  {Absences{6, 18, 2}, []string{}},
		"seven sessions are over":         {Absences{7, 18, 2}, []string{CounterSessions}},
		"each counter counts by itself":   {Absences{0, 19, 3}, []string{CounterJP, CounterDays}},
		"nobody absent breaches no limit": {Absences{}, []string{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, rule.Over(c.n)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if rule.Limits() != (Absences{6, 18, 2}) {
		t.Errorf("limits %v", rule.Limits())
	}
}

func TestIssuesAreRanked(t *testing.T) {
	rules := training(t, "latsar-2024").Actualization
	cases := map[string]struct {
		method string
		scores [][]int
		want   []Ranked
	}{
		"ties share a rank and the next is skipped": {"usg", [][]int{{3, 3, 3}, {5, 5, 5}, {4, 3, 2}, {1, 1, 1}},
			[]Ranked{{1, 9, 2}, {2, 15, 1}, {3, 9, 2}, {4, 3, 4}}},
		"APKL adds four criteria": {"apkl", [][]int{{5, 4, 4, 5}, {4, 4, 3, 5}}, []Ranked{{1, 18, 1}, {2, 16, 2}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m, err := rules.Method(c.method)
			if err != nil {
				t.Fatal(err)
			}
			got, err := m.Rank(c.scores)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	m, _ := rules.Method("apkl")
	_, err := m.Rank([][]int{{5, 4, 4}})
	refusedWith(t, err, "scores", "regulation.fault.criteria")
	_, err = m.Rank([][]int{{5, 4, 4, 6}})
	refusedWith(t, err, "scores", "regulation.fault.issue_score")
	if _, err := rules.Method("swot"); err == nil {
		t.Error("an unknown method was found")
	}
}

func TestPostTrainingWindow(t *testing.T) {
	rule := training(t, "latsar-2024").PostTraining
	opens, closes := rule.Window("2025-08-31")
	if opens != "2026-02-28" || closes != "2026-08-31" {
		t.Errorf("from %s to %s", opens, closes)
	}
}

func TestImplementationKeepsItsFraction(t *testing.T) {
	e := training(t, "latsar-2024").Evaluation
	part, err := e.Implementation(Marks{"achievement": Whole(9000), "benefit": Whole(8500), "communication": Whole(8800)})
	if err != nil {
		t.Fatal(err)
	}
	if part.Mark != (Exact{25900, 3}) || part.Mark.String() != "86.33" || part.Points().String() != "25.90" || !part.Points().IsWhole() {
		t.Errorf("mark %v = %s, points %s", part.Mark, part.Mark, part.Points())
	}
	_, err = e.Implementation(Marks{"achievement": Whole(9000), "benefit": Whole(10001)})
	refusedWith(t, err, "benefit", "regulation.fault.mark_range")
	refusedWith(t, err, "communication", "regulation.fault.mark_missing")
	old := training(t, "latsar-2018").Evaluation
	_, err = old.Implementation(Marks{})
	refusedWith(t, err, "", "regulation.fault.no_parts")
}

func TestDecimals(t *testing.T) {
	good := map[string]Hundredths{"88": 8800, "88.5": 8850, "88,25": 8825, " 0 ": 0, "100.00": 10000}
	for text, want := range good {
		if got, err := ParseHundredths(text); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "88.255", "-1", "1e2", "88.", ".5", "8 8", "1.000,00", "٨٨", "12345678"} {
		if got, err := ParseHundredths(text); err == nil {
			t.Errorf("%q was read as %d", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := Hundredths(rapid.IntRange(0, 1_000_000).Draw(t, "n"))
		for _, text := range []string{n.String(), n.Short()} {
			if back, err := ParseHundredths(text); err != nil || back != n {
				t.Fatalf("%d is written %s and read %d, %v", n, text, back, err)
			}
		}
	})
}

func TestMeansAreExact(t *testing.T) {
	mark := rapid.Custom(func(t *rapid.T) Weighed {
		return Weighed{Hundredths(rapid.IntRange(1, 10000).Draw(t, "weight")),
			Exact{int64(rapid.IntRange(0, 10000).Draw(t, "num")), int64(rapid.IntRange(1, 12).Draw(t, "den"))}}
	})
	rapid.Check(t, func(t *rapid.T) {
		marks := rapid.SliceOfN(mark, 1, 6).Draw(t, "marks")
		got, err := WeightedMean(marks...)
		if err != nil {
			t.Fatal(err)
		}
		sum, weights := new(big.Rat), new(big.Rat)
		for _, m := range marks {
			w := big.NewRat(int64(m.Weight), 1)
			sum.Add(sum, new(big.Rat).Mul(w, big.NewRat(m.Mark.Num, m.Mark.Den)))
			weights.Add(weights, w)
		}
		if want := sum.Quo(sum, weights); want.Cmp(big.NewRat(got.Num, got.Den)) != 0 {
			t.Fatalf("mean of %v is %v, want %v", marks, got, want)
		}
	})
	_, err := WeightedMean(Weighed{1, Exact{1, 999_999_937}}, Weighed{1, Exact{1, 999_999_929}})
	refusedWith(t, err, "", "regulation.fault.too_fine")
	_, err = WeightedMean()
	refusedWith(t, err, "", "regulation.fault.no_weight")
}

func ExampleHundredths_Short() {
	fmt.Println(Hundredths(1500).Short(), Hundredths(1250).Short(), Hundredths(0).Short(), Hundredths(10000).Short())
	// Output: 15 12.5 0 100
}
