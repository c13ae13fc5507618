package calendar

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/clock"
)

// august is a week in which Monday 18 August became collective leave late,
// and Friday 15 is a holiday of our invention.
func august() *List {
	return NewList([]Holiday{
		{Date: "2025-08-18", Kind: Collective, Name: "late", KnownFrom: "2025-08-07"},
		{Date: "2025-08-15", Kind: National, Name: "early", KnownFrom: "2024-10-14"},
		{Date: "2025-08-17", Kind: National, Name: "a Sunday", KnownFrom: "2024-10-14"},
	})
}

func TestWhichDaysCount(t *testing.T) {
	all := []string{SkipHolidays, SkipCollective, SkipSaturday}
	cases := map[string]struct {
		unit Unit
		skip []string
		want []clock.Date
	}{
		"holidays, leave and Saturdays are skipped":   {Working, all, []clock.Date{"2025-08-14", "2025-08-19", "2025-08-20"}},
		"none leaves only Sunday out":                 {Working, []string{SkipNone}, []clock.Date{"2025-08-14", "2025-08-15", "2025-08-16", "2025-08-18"}},
		"saturday alone counts holidays on weekdays":  {Working, []string{SkipSaturday}, []clock.Date{"2025-08-14", "2025-08-15", "2025-08-18"}},
		"collective leave alone may be skipped":       {Working, []string{SkipCollective}, []clock.Date{"2025-08-14", "2025-08-15", "2025-08-16", "2025-08-19"}},
		"holidays alone leave the collective day in":  {Working, []string{SkipHolidays}, []clock.Date{"2025-08-14", "2025-08-16", "2025-08-18"}},
		"calendar days count whatever the rule skips": {Calendar, all, []clock.Date{"2025-08-14", "2025-08-15", "2025-08-16", "2025-08-17"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r, err := NewRule(c.unit, c.skip)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, august().Days(r, "2025-08-14", len(c.want))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.skip, r.Skip()); diff != "" {
				t.Error("the rule names what it skips differently:", diff)
			}
		})
	}
}

func TestAnEarlierDayKnowsFewerHolidays(t *testing.T) {
	r := Rule{Unit: Working, SkipHolidays: true, SkipCollective: true, SkipSaturday: true}
	if got := august().First(r, "2025-08-16"); got != "2025-08-19" {
		t.Errorf("with all holidays the first day is %s", got)
	}
	if got := august().AsOf("2025-08-06").First(r, "2025-08-16"); got != "2025-08-18" {
		t.Errorf("the day before the amendment the first day is %s", got)
	}
	if got := august().AsOf("2025-08-07").First(r, "2025-08-16"); got != "2025-08-19" {
		t.Errorf("on the day of the amendment the first day is %s", got)
	}
}

func TestYearsWithoutHolidaysAreUnknown(t *testing.T) {
	if got := august().LastYear(); got != 2025 {
		t.Errorf("last year %d", got)
	}
	if got := august().UnknownYears("2025-01-01", "2025-12-31"); got != nil {
		t.Errorf("2025 is known, got %v", got)
	}
	if diff := cmp.Diff([]int{2026, 2027}, august().UnknownYears("2025-12-01", "2027-01-05")); diff != "" {
		t.Error(diff)
	}
	if got := NewList(nil).LastYear(); got != 0 {
		t.Errorf("an empty list knows year %d", got)
	}
}

func TestHolidaysOfAPeriodComeInOrder(t *testing.T) {
	var names []string
	for _, h := range august().Between("2025-08-15", "2025-08-17") {
		names = append(names, h.Name)
	}
	if diff := cmp.Diff([]string{"early", "a Sunday"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestRulesThatMakeNoSenseAreRefused(t *testing.T) {
	cases := map[string]struct {
		unit Unit
		skip []string
	}{
		"an unknown unit":        {"weekly", nil},
		"an unknown kind of day": {Working, []string{"friday"}},
		"none beside another":    {Working, []string{SkipNone, SkipSaturday}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if _, err := NewRule(c.unit, c.skip); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestNothingIsCountedFromNothing(t *testing.T) {
	l := august()
	if got := l.Days(Rule{Unit: Working}, "2025-08-14", 0); got != nil {
		t.Errorf("0 days are %v", got)
	}
	if got := l.Days(Rule{Unit: Working}, "", 3); got != nil {
		t.Errorf("days from no date are %v", got)
	}
	if got := l.Count(Rule{Unit: Working}, "2025-08-14", "2025-08-13"); got != 0 {
		t.Errorf("a period that ends before it starts has %d days", got)
	}
}

func TestCountedDaysAreExactlyThoseThatCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rule{
			Unit:           rapid.SampledFrom([]Unit{Working, Calendar}).Draw(t, "unit"),
			SkipHolidays:   rapid.Bool().Draw(t, "holidays"),
			SkipCollective: rapid.Bool().Draw(t, "collective"),
			SkipSaturday:   rapid.Bool().Draw(t, "saturday"),
		}
		l := august()
		start := clock.NewDate(2025, 8, 1).AddDays(rapid.IntRange(0, 30).Draw(t, "start"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		days := l.Days(r, start, n)
		if len(days) != n || l.First(r, start) != days[0] {
			t.Fatalf("want %d days from %s, got %v", n, start, days)
		}
		if got := l.Count(r, start, days[n-1]); got != n {
			t.Fatalf("%d of %d days count", got, n)
		}
		for i, d := range days {
			if !l.Counted(r, d) || i > 0 && days[i-1] >= d {
				t.Fatalf("day %d is %s in %v", i, d, days)
			}
		}
	})
}

func BenchmarkSixtyFourDays(b *testing.B) {
	l := august()
	r := Rule{Unit: Working, SkipHolidays: true, SkipCollective: true, SkipSaturday: true}
	for b.Loop() {
		l.Days(r, "2025-07-07", 64)
	}
}
