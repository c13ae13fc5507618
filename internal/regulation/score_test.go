package regulation

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func whole(marks map[string]Hundredths) Marks {
	m := Marks{}
	for k, v := range marks {
		m[k] = Whole(v)
	}
	return m
}

func TestFinalMarks(t *testing.T) {
	cases := map[string]struct {
		pack, mode string
		marks      map[string]Hundredths
		final      string
		predicate  string
		outcome    Outcome
	}{
		"the usual pack": {"latsar-2024", "blended", map[string]Hundredths{"attitude": 8800, "mooc": 7000, "elearning": 7500, "design": 8200, "implementation": 8400, "pktbt": 8600},
			"82.20", "Memuaskan", Passed},
		"the usual pack with the actualization in parts": {"latsar-2022", "blended", map[string]Hundredths{"attitude": 8800, "mooc": 7000, "elearning": 7500, "design": 8200, "achievement": 9000, "benefit": 8500, "communication": 8800, "pktbt": 8600},
			"82.90", "Memuaskan", Passed},
		"the pack of 2018": {"latsar-2018", "classical", map[string]Hundredths{"attitude": 9000, "academic": 8000, "design": 8500, "implementation": 8700, "pktbt": 8800},
			"85.70", "Memuaskan", Passed},
		"classical tests of type A and B": {"latsar-2024", "classical", map[string]Hundredths{"attitude": 10000, "test_a": 10000, "test_b": 10000, "design": 10000, "implementation": 10000, "pktbt": 10000},
			"100.00", "Sangat Memuaskan", Passed},
		"an academic mark as a whole": {"latsar-2024", "blended", map[string]Hundredths{"attitude": 0, "academic": 0, "design": 0, "implementation": 0, "pktbt": 0},
			"0.00", "Tidak Memuaskan", Failed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := training(t, c.pack).Evaluation
			r, err := e.Scorer(c.mode).Score(whole(c.marks))
			if err != nil {
				t.Fatal(err)
			}
			if r.Final.String() != c.final || r.Band.Predicate.ID != c.predicate || r.Band.Outcome != c.outcome {
				t.Errorf("%s %s %s", r.Final, r.Band.Predicate.ID, r.Band.Outcome)
			}
		})
	}
}

func TestBandsBeginAfterRounding(t *testing.T) {
	e := training(t, "latsar-2024").Evaluation
	cases := map[string]struct {
		mark      Exact
		final     string
		predicate string
		outcome   Outcome
	}{
		"90.01 is very satisfactory":              {Whole(9001), "90.01", "Sangat Memuaskan", Passed},
		"90.00 is satisfactory":                   {Whole(9000), "90.00", "Memuaskan", Passed},
		"90.005 is rounded up into the next band": {Exact{18001, 2}, "90.01", "Sangat Memuaskan", Passed},
		"just under half stays below":             {Exact{90004, 10}, "90.00", "Memuaskan", Passed},
		"80.01 is satisfactory":                   {Whole(8001), "80.01", "Memuaskan", Passed},
		"70.01 is the pass line":                  {Whole(7001), "70.01", "Cukup Memuaskan", Passed},
		"70.00 is deferred":                       {Whole(7000), "70.00", "Ditunda kelulusannya", Deferred},
		"60.01 is deferred":                       {Whole(6001), "60.01", "Ditunda kelulusannya", Deferred},
		"60.00 is not passed":                     {Whole(6000), "60.00", "Tidak Memuaskan", Failed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := Marks{}
			for _, k := range []string{"attitude", "academic", "design", "implementation", "pktbt"} {
				m[k] = c.mark
			}
			r, err := e.Scorer("blended").Score(m)
			if err != nil {
				t.Fatal(err)
			}
			if r.Final.String() != c.final || r.Band.Predicate.ID != c.predicate || r.Band.Outcome != c.outcome {
				t.Errorf("%s %s %s", r.Final, r.Band.Predicate.ID, r.Band.Outcome)
			}
		})
	}
}

func TestMarksThatCannotBeScored(t *testing.T) {
	e := training(t, "latsar-2024").Evaluation
	good := map[string]Hundredths{"attitude": 8800, "mooc": 7000, "elearning": 7500, "design": 8200, "implementation": 8400, "pktbt": 8600}
	cases := map[string]struct {
		change map[string]Hundredths
		drop   string
		place  string
		key    string
	}{
		"a mark is missing":                  {nil, "design", "design", "regulation.fault.mark_missing"},
		"a part is missing":                  {nil, "mooc", "mooc", "regulation.fault.mark_missing"},
		"a component with parts is missing":  {nil, "implementation", "benefit", "regulation.fault.mark_missing"},
		"a mark nobody knows":                {map[string]Hundredths{"charm": 9000}, "", "charm", "regulation.fault.mark_unknown"},
		"a part of another mode":             {map[string]Hundredths{"test_a": 9000}, "", "test_a", "regulation.fault.mark_unknown"},
		"a mark above 100":                   {map[string]Hundredths{"design": 10001}, "", "design", "regulation.fault.mark_range"},
		"a mark below 0":                     {map[string]Hundredths{"design": -1}, "", "design", "regulation.fault.mark_range"},
		"a component whole and in parts":     {map[string]Hundredths{"academic": 7000}, "", "academic", "regulation.fault.mark_twice"},
		"implementation whole and in a part": {map[string]Hundredths{"benefit": 7000}, "", "implementation", "regulation.fault.mark_twice"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := whole(good)
			delete(m, c.drop)
			for k, v := range c.change {
				m[k] = Whole(v)
			}
			_, err := e.Scorer("blended").Score(m)
			refusedWith(t, err, c.place, c.key)
		})
	}
}

func TestMissingMarksComeInTheOrderOfThePack(t *testing.T) {
	e := training(t, "latsar-2024").Evaluation
	s := e.Scorer("blended")
	want := []string{"mooc", "design", "achievement", "communication", "pktbt"}
	got := s.Missing(whole(map[string]Hundredths{"attitude": 1, "elearning": 1, "benefit": 1}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheFinalMarkIsTheExactSumRoundedOnce(t *testing.T) {
	e := training(t, "latsar-2024").Evaluation
	s := e.Scorer("blended")
	keys := []string{"attitude", "mooc", "elearning", "design", "implementation", "pktbt"}
	weights := []int64{15, 10, 10, 20, 30, 15}
	rapid.Check(t, func(t *rapid.T) {
		marks := Marks{}
		sum := new(big.Rat)
		for i, k := range keys {
			den := int64(rapid.IntRange(1, 9).Draw(t, "den"))
			m := Exact{rapid.Int64Range(0, 10000*den).Draw(t, k), den}
			marks[k] = m
			sum.Add(sum, big.NewRat(weights[i]*m.Num, 100*m.Den))
		}
		r, err := s.Score(marks)
		if err != nil {
			t.Fatal(err)
		}
		half := new(big.Rat).Add(sum, big.NewRat(1, 2))
		want := new(big.Int).Quo(half.Num(), half.Denom())
		if want.Int64() != int64(r.Final) {
			t.Fatalf("final %s of exact %s", r.Final, sum.FloatString(4))
		}
		if r.Band.From > r.Final || r.Band.To < r.Final {
			t.Fatalf("%s in band %s to %s", r.Final, r.Band.From, r.Band.To)
		}
		points := new(big.Rat)
		for _, p := range r.Parts {
			points.Add(points, big.NewRat(p.Points().Num, p.Points().Den))
		}
		if points.Cmp(sum) != 0 {
			t.Fatalf("points add up to %s instead of %s", points, sum)
		}
	})
}

// BenchmarkScore computes one person's result: a million a second on one core.
func BenchmarkScore(b *testing.B) {
	e := training(b, "latsar-2024").Evaluation
	s := e.Scorer("blended")
	m := Marks{"attitude": Whole(8800), "mooc": Whole(7000), "elearning": Whole(7500), "design": {16400, 2}, "implementation": {25900, 3}, "pktbt": Whole(8600)}
	for b.Loop() {
		if _, err := s.Score(m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
}
