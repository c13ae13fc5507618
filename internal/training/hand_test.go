package training_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

func TestDaysSetByHandHoldAndSayWhatTheyBreak(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		programme := d.Programme(t, o)
		batch := d.Batches(t, programme)[0]
		set := regulation.StageChange{Set: "2025-08-23 2025-08-24 2025-09-05"} // a Saturday, a Sunday, a holiday within the work stage
		trial, err := d.Planner.TryStage(ctx, d.DB, d.Agency, batch, "classical", set)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, w := range trial.Warnings {
			if strings.HasPrefix(w.Key, "training.warning.") {
				keys = append(keys, w.Key)
			}
		}
		for _, want := range []string{training.WarnSunday, training.WarnDayOff} {
			if !slices.Contains(keys, want) {
				t.Errorf("no warning %s in %v", want, keys)
			}
		}
		if now := d.Batches(t, programme)[0]; now.End != batch.End {
			t.Error("trying moved the batch")
		}
		if err := d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "classical", set, "Ruang hanya ada pada hari itu"); err != nil {
			t.Fatal(err)
		}
		stages, err := training.Stages(ctx, d.DB, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		last := stages[len(stages)-1]
		if diff := cmp.Diff([]clock.Date{"2025-08-23", "2025-08-24", "2025-09-05"}, last.Days); diff != "" || last.Change.Set != set.Set {
			t.Error(diff)
		}
		// Another start of the wave leaves days set by hand where they are.
		waves, err := training.Waves(ctx, d.DB, programme)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Planner.SetWaveStart(ctx, d.Actor, d.Agency.ID, waves[0].ID, "2025-07-14", "Bergeser"); err != nil {
			t.Fatal(err)
		}
		if stages, err = training.Stages(ctx, d.DB, batch.ID); err != nil || stages[len(stages)-1].Days[0] != "2025-08-23" || stages[0].Start != "2025-07-14" {
			t.Errorf("after the wave moved: %+v, %v", stages, err)
		}
		refused(t, d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "classical", regulation.StageChange{Set: "2025-08-24 2025-08-23"}, "x"), "regulation.fault.date")
		if err := d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "classical", regulation.StageChange{}, "Kembali ke paket"); err != nil {
			t.Fatal(err)
		}
	})
}
