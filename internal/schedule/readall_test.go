package schedule_test

import (
	"testing"

	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training/trainingtest"

	"github.com/google/go-cmp/cmp"
)

// TestManyBatchesAreJudgedAsEachAlone gives two batches the same coach, and reads
// them together and one by one.
func TestManyBatchesAreJudgedAsEachAlone(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := d.Batches(t, d.Programme(t, o))
		for _, b := range batches {
			if _, err := d.Schedule.Assign(t.Context(), d.Actor, d.Agency.ID, b.ID, schedule.Assignment{Lead: "coach", Group: 1, Trainer: "Dr. Rahma Putri"}); err != nil {
				t.Fatal(err)
			}
		}
		views, err := schedule.LookAheadAll(t.Context(), d.DB, d.Agency.ID, batches)
		if err != nil || len(views) != len(batches) {
			t.Fatalf("%d views of %d batches, %v", len(views), len(batches), err)
		}
		for i, b := range batches {
			alone, err := schedule.LookAhead(t.Context(), d.DB, d.Agency.ID, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(alone.Problems, views[i].Problems); diff != "" || len(alone.Hard()) == 0 {
				t.Errorf("batch %s: %d hard, %s", b.Label, len(alone.Hard()), diff)
			}
		}
	})
}
