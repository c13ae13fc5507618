package schedule_test

import (
	"errors"
	"testing"

	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
)

func TestNoChangeOfAnotherPlannerIsLost(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		batch := d.Batch(t, 40)
		seen := d.Sessions(t, batch.ID)
		s := lesson(t, seen)
		change := func(name, mark string) error {
			edit := schedule.EditOf(s)
			edit.Trainer, edit.Seen = name, mark
			return d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, edit)
		}
		if err := change("Satu", s.Mark()); err != nil {
			t.Fatal(err)
		}
		if err := change("Dua", s.Mark()); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a change made from an old page is taken: %v", err)
		}
		arrange := func(from []schedule.Session) error {
			return store.InTx(t.Context(), func(tx *db.Tx) error {
				return d.Schedule.Arrange(t.Context(), tx, d.Actor, d.Agency.ID, batch.ID, from, from, "")
			})
		}
		if err := arrange(seen); !errors.Is(err, schedule.ErrChanged) {
			t.Errorf("a plan made from old sessions is taken: %v", err)
		}
		v, err := schedule.Look(t.Context(), store, d.Agency.ID, batch.ID)
		if err != nil || lesson(t, v.Sessions).Trainer != "Satu" {
			t.Errorf("the change is lost: %+v, %v", lesson(t, v.Sessions), err)
		}
		if err := arrange(v.Sessions); err != nil {
			t.Errorf("a plan made from what stands is refused: %v", err)
		}
	})
}

func TestALockedSessionIsLockedUntilItIsOpened(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		batch := d.Batch(t, 40)
		s := lesson(t, d.Sessions(t, batch.ID))
		for _, on := range []bool{true, false} {
			if err := d.Schedule.Lock(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, on); err != nil {
				t.Fatal(err)
			}
			v, err := schedule.Look(t.Context(), store, d.Agency.ID, batch.ID)
			if err != nil || lesson(t, v.Sessions).Locked != on {
				t.Errorf("locked %v: %+v, %v", on, lesson(t, v.Sessions), err)
			}
		}
	})
}

func TestAMoveSaysWhatItWouldBreak(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		batch := d.Batch(t, 40)
		v, err := schedule.Look(t.Context(), store, d.Agency.ID, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		s := lesson(t, v.Sessions)
		if got := breaks(t, d, v, v.MovedTo(s, s.Day, s.Start)); len(got) != 0 {
			t.Errorf("staying breaks %+v", got)
		}
		var hard int
		for _, p := range breaks(t, d, v, v.MovedTo(s, s.Day, s.Start+45)) {
			if p.Hard {
				hard++
			}
		}
		if hard == 0 {
			t.Error("a session that runs into the next one breaks nothing")
		}
		if got := breaks(t, d, v, v.MovedTo(s, "2025-01-01", s.Start)); len(got) == 0 || !got[0].Hard {
			t.Errorf("outside its stage it breaks %+v", got)
		}
	})
}

func breaks(t *testing.T, d *scheduletest.Desk, v schedule.View, changed schedule.Session) []schedule.Problem {
	t.Helper()
	list, err := d.Schedule.Breaks(t.Context(), d.DB, v, changed)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
