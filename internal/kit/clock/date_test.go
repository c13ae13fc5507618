package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMonthsKeepTheDayOrTakeTheLast(t *testing.T) {
	cases := map[string]struct {
		from Date
		n    int
		want Date
	}{
		"an ordinary day keeps its number":           {"2025-04-01", 12, "2026-04-01"},
		"the 31st becomes the last day of the month": {"2025-01-31", 1, "2025-02-28"},
		"29 February is full on 28 February":         {"2024-02-29", 12, "2025-02-28"},
		"months go back too":                         {"2025-03-31", -1, "2025-02-28"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.from.AddMonths(c.n); got != c.want {
				t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
			}
		})
	}
}

func TestCompleteMonths(t *testing.T) {
	cases := map[string]struct {
		from, to Date
		want     int
	}{
		"one day short of a month is none": {"2025-04-01", "2025-04-30", 0},
		"ten months on 4 February":         {"2025-04-01", "2026-02-04", 10},
		"29 February is full a year later": {"2024-02-29", "2025-02-28", 12},
		"nothing before the beginning":     {"2025-04-01", "2025-03-01", 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.from.MonthsUntil(c.to); got != c.want {
				t.Errorf("months from %s to %s = %d, want %d", c.from, c.to, got, c.want)
			}
		})
	}
}

func TestMonthsUntilAgreesWithAddMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := NewDate(rapid.IntRange(1990, 2030).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"))
		to := from.AddDays(rapid.IntRange(1, 2000).Draw(t, "days"))
		n := from.MonthsUntil(to)
		if from.AddMonths(n) > to || from.AddMonths(n+1) <= to {
			t.Fatalf("%s to %s: %d months", from, to, n)
		}
	})
}

func TestStampsOrderAsInstants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "a"))
		b := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "b"))
		if (Stamp(a) < Stamp(b)) != a.Before(b) {
			t.Fatalf("%s and %s order differently as text", a, b)
		}
		back, err := ParseStamp(Stamp(a))
		if err != nil || !back.Equal(a) {
			t.Fatalf("stamp of %s reads back as %s, %v", a, back, err)
		}
	})
}

func TestDatesAreReadAndWrittenAsTheStandardLibraryDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[0-9]{4}-[01][0-9]-[0-3][0-9]`), rapid.StringMatching(`[0-9/-]{8,11}`), rapid.String()).Draw(t, "text")
		want, err := time.Parse(time.DateOnly, text)
		if err != nil {
			want = time.Time{}
		}
		if got := Date(text).Time(); !got.Equal(want) {
			t.Fatalf("%q is %v, want %v", text, got, want)
		}
		if err == nil && FromTime(want) != Date(text) {
			t.Fatalf("%v is written %s, want %s", want, FromTime(want), text)
		}
	})
}
