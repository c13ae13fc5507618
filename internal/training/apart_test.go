package training_test

import (
	"slices"
	"testing"

	"pamong/internal/audit"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

func TestGolonganStayApartByHandToo(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		d.People(t, 20, 20)
		o := trainingtest.Order("Latsar 2025")
		programme := d.Programme(t, o)
		of := func(class training.Class) training.Batch {
			t.Helper()
			all := d.Batches(t, programme)
			i := slices.IndexFunc(all, func(b training.Batch) bool { return b.Class == class })
			if i < 0 {
				t.Fatalf("no batch of %q among %+v", class, all)
			}
			return all[i]
		}
		two, three := of(training.ClassII), of(training.ClassIII)
		first, second := d.Seats(t, three.ID)[0], d.Seats(t, three.ID)[1]
		note := training.Note{Date: "2025-07-21", Reason: "Menemani suami"}
		meant := note
		meant.Across = true
		refused(t, d.Planner.MoveSeat(ctx, d.Actor, agency, first.ID, two.ID, 0, note), "training.fault.across")
		if err := d.Planner.Defer(ctx, d.Actor, agency, second.ID, note); err != nil {
			t.Fatal(err)
		}
		back := training.Note{Date: "2025-07-28", Reason: "Sembuh"}
		refused(t, d.Planner.Reenter(ctx, d.Actor, agency, second.Person, two.ID, 0, back), "training.fault.across")
		if err := d.Planner.Reenter(ctx, d.Actor, agency, second.Person, three.ID, 0, back); err != nil {
			t.Fatal(err)
		}
		if err := d.Planner.MoveSeat(ctx, d.Actor, agency, first.ID, two.ID, 0, meant); err != nil {
			t.Fatal(err)
		}
		note.Date, meant.Date = "2025-07-28", "2025-07-28"
		refused(t, d.Planner.MergeBatches(ctx, d.Actor, agency, two.ID, three.ID, note), "training.fault.across_merge")
		if err := d.Planner.MergeBatches(ctx, d.Actor, agency, two.ID, three.ID, meant); err != nil {
			t.Fatal(err)
		}
		if b := of(training.Mixed); b.ID != three.ID || b.Size != 40 {
			t.Errorf("after the merge: %+v", b)
		}
		trail, err := audit.List(ctx, d.DB, audit.Filter{Agency: string(agency), Act: "training.mix", Limit: 10})
		if err != nil || len(trail) != 1 || trail[0].Subject != "batch:"+string(three.ID) {
			t.Errorf("of the mixing the trail keeps %+v, %v", trail, err)
		}
	})
}
