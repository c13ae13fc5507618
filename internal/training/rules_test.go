package training_test

import (
	"slices"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/regulation"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

func TestAProgrammeFreezesAnOwnPack(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, rules, agency := t.Context(), d.Planner.Rules, string(d.Agency.ID)
		admin := trainingtest.Holding(agency, access.Admin, access.Whole)
		by := regulation.Edition{Author: "Yoga", Date: "2025-06-30", Basis: regulation.Instrument{Number: "SK 1/2025", Date: "2025-06-01", About: "kapasitas angkatan"}}
		copied := regulation.CopyOrder{From: "latsar-2024", ID: "kami", Title: regulation.Text{ID: "Latsar kami"}, EffectiveFrom: "2025-07-01", By: by}
		if err := rules.Copy(ctx, admin, agency, copied); err != nil {
			t.Fatal(err)
		}
		d.People(t, 0, 40)
		o := trainingtest.Order("Latsar kami")
		o.Pack, o.Waves = "kami", 1
		_, _, err := d.Planner.CreateProgramme(ctx, d.Actor, d.Agency.ID, o)
		refused(t, err, "training.fault.pack")
		cap30 := []regulation.Row{{Path: "training.batch.cap", Value: "30", Evidence: regulation.Evidence{Grade: regulation.GradeText, Source: "SK 1/2025"}}}
		if err := rules.Change(ctx, admin, agency, "kami", 1, by, cap30); err != nil {
			t.Fatal(err)
		}
		if err := rules.Release(ctx, admin, agency, "kami", 2); err != nil {
			t.Fatal(err)
		}
		o.Pack = "" // the own pack is the newest in force on the first day
		programme := d.Programme(t, o)
		batches := d.Batches(t, programme)
		if len(batches) != 2 || batches[0].Size != 20 {
			t.Errorf("%d batches, want two of 20 under a cap of 30", len(batches))
		}
		pack, err := training.PackOf(ctx, d.DB, batches[0].ID)
		if err != nil || pack.ID != "kami" || pack.Edition == nil || pack.Edition.Basis != by.Basis {
			t.Errorf("the batch keeps %+v: %v", pack.Edition, err)
		}
		cap30[0].Value = "40"
		refused(t, rules.Change(ctx, admin, agency, "kami", 3, by, cap30), "regulation.fault.in_use")
		if err := rules.Withdraw(ctx, admin, agency, "kami", 3, "Salah"); err != nil {
			t.Fatal(err)
		}
		if pack, err = training.PackOf(ctx, d.DB, batches[0].ID); err != nil || pack.Training.Batch.Cap.Value != 30 {
			t.Errorf("the withdrawn pack left its batch: %v", err)
		}
	})
}

func TestAListEnteredInThePageMovesOnlyWhatIsAgreed(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, rules, agency := t.Context(), d.Planner.Rules, string(d.Agency.ID)
		admin := trainingtest.Holding(agency, access.Admin, access.Whole)
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		programme := d.Programme(t, o) // on 30 June, the day of the release
		batches := d.Batches(t, programme)
		basis := regulation.Instrument{Number: "SKB 700/2025", Date: "2025-06-30", About: "perubahan hari libur"}
		list, err := rules.BeginDayList(ctx, admin, agency, regulation.ListOrder{Layer: regulation.National, Year: 2025, Basis: basis})
		if err != nil {
			t.Fatal(err)
		}
		draft, err := rules.DayListByID(ctx, d.DB, agency, list)
		if err != nil {
			t.Fatal(err)
		}
		days := slices.DeleteFunc(draft.Days, func(h regulation.Day) bool { return h.Date == "2025-09-05" || h.Date == "2025-08-18" })
		days = append(days, regulation.Day{Date: "2025-07-14", Kind: calendar.National, Name: "Hari baru"})
		if err := rules.ChangeDayList(ctx, admin, agency, list, 1, basis, days); err != nil {
			t.Fatal(err)
		}
		drifts := func() []training.BatchDrift {
			t.Helper()
			found, err := d.Planner.Drifts(ctx, d.DB, d.Agency, programme)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if len(drifts()) != 0 {
			t.Error("a draft moves batches")
		}
		// The list of 7 August 2025 is not known yet on 30 June; a new version
		// must lie after it.
		d.Clock.Set(time.Date(2025, 8, 8, 2, 0, 0, 0, time.UTC))
		if err := rules.ReleaseDayList(ctx, admin, agency, list, 2, "2025-08-08", "2025-08-08"); err != nil {
			t.Fatal(err)
		}
		found := drifts()
		if len(found) != 2 {
			t.Fatalf("%d batches drift, want both", len(found))
		}
		if s := found[0].Shifts; s[0].Causes[0].Name != "Hari baru" || s[0].Stage != "self_study" || s[0].NewEnd != "2025-07-18" || len(s) != 3 || s[2].Start != "2025-08-18" || s[2].NewStart != "2025-08-19" || s[2].End != s[2].NewEnd {
			t.Errorf("shifts are %+v", s)
		}
		if got := d.Batches(t, programme); got[0].End != batches[0].End || got[1].End != batches[1].End {
			t.Error("a release moves batches by itself")
		}
		if err := d.Planner.AcceptHolidays(ctx, d.Actor, d.Agency.ID, programme, []training.BatchID{batches[1].ID}, "SKB 700/2025"); err != nil {
			t.Fatal(err)
		}
		if got := drifts(); len(got) != 1 || got[0].Batch.ID != batches[0].ID {
			t.Errorf("%d batches drift after one agreed", len(got))
		}
	})
}
