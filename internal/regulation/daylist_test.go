package regulation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
)

func TestTheListsOfTheProgramAreVersions(t *testing.T) {
	days, err := Holidays()
	if err != nil {
		t.Fatal(err)
	}
	lists := versionsOf(days)
	got := map[clock.Date]int{}
	for _, l := range lists {
		got[l.AsOf] = len(l.Days)
	}
	want := map[clock.Date]int{"2023-09-12": 27, "2024-10-14": 27, "2025-08-07": 28, "2025-09-19": 25, "2026-09-15": 26}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	a, b := calendar.NewList(days), calendar.NewList(holidaysOf(lists))
	for _, day := range []clock.Date{"2023-01-01", "2024-10-14", "2025-08-06", "2025-08-07", "2030-01-01"} {
		if diff := cmp.Diff(a.AsOf(day).Between("2020-01-01", "2030-12-31"), b.AsOf(day).Between("2020-01-01", "2030-12-31"), cmp.Transformer("key", Holiday)); diff != "" {
			t.Errorf("as of %s: %s", day, diff)
		}
	}
}

// Holiday tells a day off apart, whatever the order of one date.
func Holiday(h calendar.Holiday) string { return string(h.Date) + string(h.Kind) + string(h.KnownFrom) }

// TestAnyVersionsCanBeLookedBackAt makes versions at random: as of any day the
// calendar holds exactly the days of the version that was the last then.
func TestAnyVersionsCanBeLookedBackAt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var lists []DayList
		asOf := clock.Date("2025-01-01")
		for range rapid.IntRange(1, 5).Draw(r, "versions") {
			l := DayList{Layer: National, Year: 2026, State: InForce, AsOf: asOf}
			for n := range 12 {
				if rapid.Bool().Draw(r, "named") {
					l.Days = append(l.Days, Day{clock.Date("2026-03-01").AddDays(n), calendar.National, "x"})
				}
			}
			lists = append(lists, l)
			asOf = asOf.AddDays(rapid.IntRange(1, 40).Draw(r, "later"))
		}
		all := calendar.NewList(holidaysOf(lists))
		day := clock.Date("2024-12-25").AddDays(rapid.IntRange(0, 220).Draw(r, "day"))
		var want []clock.Date
		for _, l := range lists {
			if l.AsOf <= day {
				want = nil
				for _, d := range l.Days {
					want = append(want, d.Date)
				}
			}
		}
		var got []clock.Date
		for _, h := range all.AsOf(day).Between("2026-01-01", "2026-12-31") {
			got = append(got, h.Date)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			r.Errorf("as of %s: %s", day, diff)
		}
		free := calendar.Rule{Unit: calendar.Working, SkipHolidays: true}
		last := lists[len(lists)-1]
		for n := range 12 {
			d := clock.Date("2026-03-01").AddDays(n)
			off := false
			for _, x := range last.Days {
				off = off || x.Date == d
			}
			if all.Counted(free, d) != (!off && d.Weekday() != 0) {
				r.Errorf("%s counts wrongly in the newest list", d)
			}
		}
	})
}

var skb = Instrument{"SKB 1/2026", "2026-01-03", "hari libur 2026"}

func TestANewVersionOfAYearIsDraftedChangedAndReleased(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		list, err := s.BeginDayList(ctx, s.admin, "ptk", ListOrder{Layer: National, Year: 2026, Basis: skb})
		s.must(t, err)
		if _, err := s.BeginDayList(ctx, s.admin, "ptk", ListOrder{Layer: National, Year: 2026, Basis: skb}); fault.Of(err) == nil || fault.Of(err).Key != "regulation.fault.draft_exists" {
			t.Errorf("a second draft: %v", err)
		}
		draft, err := s.DayListByID(ctx, s.DB, "ptk", list)
		s.must(t, err)
		if len(draft.Days) != 25 {
			t.Fatalf("the draft begins with %d days, want the 25 of the version before", len(draft.Days))
		}
		conflicts(t, s.ReleaseDayList(ctx, s.admin, "ptk", list, 1, "2026-01-05", "2026-01-05"), "regulation.fault.same_days")
		moved := append([]Day(nil), draft.Days...)
		taken := moved[3]
		moved[3] = Day{"2026-02-18", calendar.Collective, "Cuti tambahan"}
		wrong := append(append([]Day(nil), moved...), Day{"2025-02-18", "", ""}, moved[3])
		err = s.ChangeDayList(ctx, s.admin, "ptk", list, 1, skb, wrong)
		refusedWith(t, err, "date_25", "regulation.fault.other_year")
		refusedWith(t, err, "kind_25", "regulation.fault.day_kind")
		refusedWith(t, err, "name_25", "regulation.fault.day_name")
		refusedWith(t, err, "date_26", "regulation.fault.day_twice")
		s.must(t, s.ChangeDayList(ctx, s.admin, "ptk", list, 1, skb, moved))
		conflicts(t, s.ChangeDayList(ctx, s.admin, "ptk", list, 1, skb, moved), "regulation.fault.changed_meanwhile")
		refusedWith(t, s.ReleaseDayList(ctx, s.admin, "ptk", list, 2, "2026-01-06", "2026-01-05"), "as_of", "regulation.fault.as_of_late")
		refusedWith(t, s.ReleaseDayList(ctx, s.admin, "ptk", list, 2, "2025-09-19", "2026-01-05"), "as_of", "regulation.fault.as_of_early")
		s.must(t, s.ReleaseDayList(ctx, s.admin, "ptk", list, 2, "2026-01-05", "2026-01-05"))
		conflicts(t, s.ChangeDayList(ctx, s.admin, "ptk", list, 3, skb, moved), "regulation.fault.list_released")
		conflicts(t, s.DeleteDayList(ctx, s.admin, "ptk", list, 3), "regulation.fault.list_released")

		holidays, err := s.Holidays(ctx, s.DB, "ptk")
		s.must(t, err)
		known := func(list *calendar.List, on, day clock.Date) bool { return len(list.AsOf(on).Between(day, day)) > 0 }
		if known(holidays, "2026-01-04", "2026-02-18") || !known(holidays, "2026-01-05", "2026-02-18") || !known(holidays, "2026-01-04", taken.Date) || known(holidays, "2026-01-05", taken.Date) {
			t.Errorf("the list before and after the release: %v", holidays.Between("2026-01-01", "2026-03-01"))
		}
		elsewhere, err := s.Holidays(ctx, s.DB, "btg")
		s.must(t, err)
		if known(elsewhere, "2026-01-05", "2026-02-18") {
			t.Error("the list of one agency holds in another")
		}
	})
}

func TestHolidaysOfARegionStandBesideTheNationalOnes(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		own := []Day{{"2026-10-23", calendar.Regional, "Hari jadi kota"}}
		list, err := s.BeginDayList(ctx, s.admin, "ptk", ListOrder{Layer: Regional, Year: 2026, Basis: skb, Days: own})
		s.must(t, err)
		s.must(t, s.ReleaseDayList(ctx, s.admin, "ptk", list, 1, "2026-01-05", "2026-01-05"))
		_, err = s.BeginDayList(ctx, s.admin, "ptk", ListOrder{Layer: National, Year: 2026, Basis: skb, Days: own})
		refusedWith(t, err, "kind_0", "regulation.fault.day_kind")
		shared, err := s.BeginDayList(ctx, s.operator, "btg", ListOrder{Shared: true, Layer: National, Year: 2026, Basis: skb, Days: []Day{{"2026-01-01", calendar.National, "Tahun Baru"}}})
		s.must(t, err)
		if err := s.ReleaseDayList(ctx, s.admin, "ptk", shared, 1, "2026-01-05", "2026-01-05"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("an administrator of an agency releases the list of all: %v", err)
		}
		s.must(t, s.ReleaseDayList(ctx, s.operator, "btg", shared, 1, "2026-01-05", "2026-01-05"))
		holidays, err := s.Holidays(ctx, s.DB, "ptk")
		s.must(t, err)
		rule := calendar.Rule{Unit: calendar.Working, SkipHolidays: true}
		now := holidays.AsOf("2026-01-05")
		if now.Counted(rule, "2026-10-23") || len(now.Between("2026-01-01", "2026-12-31")) != 2 {
			t.Errorf("the days of Pontianak are %v", now.Between("2026-01-01", "2026-12-31"))
		}
	})
}
