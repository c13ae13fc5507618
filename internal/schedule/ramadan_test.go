package schedule_test

import (
	"slices"
	"testing"

	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
)

func TestTheHoursOfRamadanAreSetLater(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		batch := d.Batch(t, 40)
		set := func(r training.Ramadan, reason string) error {
			return d.Planner.SetRamadan(t.Context(), d.Actor, d.Agency.ID, batch.Programme, r, reason)
		}
		long := func() bool {
			return slices.ContainsFunc(look(t, d, batch.ID).Problems, func(p schedule.Problem) bool { return p.Key == "schedule.problem.ramadan" })
		}
		days := training.Ramadan{From: "2025-08-04", Until: "2025-08-15"}
		refused(t, set(training.Ramadan{From: "2025-08-04"}, "salah"), "training.fault.ramadan")
		refused(t, set(training.Ramadan{From: "2025-08-15", Until: "2025-08-04"}, "salah"), "training.fault.ramadan")
		refused(t, set(training.Ramadan{From: "2025-08-04", Until: "2026-08-03"}, "salah"), "training.fault.ramadan_long")
		refused(t, set(training.Ramadan{From: "2055-08-04", Until: "2055-08-15"}, "salah"), "training.fault.far_day")
		refused(t, set(days, " "), "training.fault.reason")
		if long() {
			t.Error("a week is too long for Ramadan before there is one")
		}
		if err := set(days, "Sidang isbat"); err != nil {
			t.Fatal(err)
		}
		if !long() {
			t.Error("days of eleven JP in Ramadan are quiet")
		}
		if err := set(training.Ramadan{}, "Bukan Ramadan"); err != nil {
			t.Fatal(err)
		}
		if long() {
			t.Error("Ramadan was taken back and still counts")
		}
	})
}
