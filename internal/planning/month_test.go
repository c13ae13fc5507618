package planning_test

import (
	"testing"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/planning"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training/trainingtest"
)

// A trainer has led all that they may in July, before the round begins and on a day
// on which it has no lessons.
func TestAMonthIsFullWithWhatLiesOutsideTheDaysOfTheRound(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	led := func(id trainer.ID, day clock.Date) schedule.Session {
		return schedule.Session{ID: "elsewhere", Batch: "other", Day: day, Start: 600, End: 645, JP: 150, Kind: regulation.Classroom, Trainer: "x", TrainerID: id}
	}
	in := func(out *planning.Outcome, id trainer.ID, month string) (n int) {
		for _, b := range out.Batches {
			for _, s := range b.Sessions {
				if s.TrainerID == id && trainer.MonthOf(s.Day) == month {
					n++
				}
			}
		}
		return n
	}
	r := o.round(t, 8, 6, 6)
	if out := solve(t, r, 60_000); in(out, "t0000", "2025-07") == 0 || in(out, "t0001", "2025-07") == 0 {
		t.Fatal("they lead nothing in July anyway")
	}
	r.Months = append(r.Months, led("t0000", "2025-07-01"))
	r.Others = append(r.Others, led("t0001", "2025-07-13")) // a Sunday
	out := solve(t, r, 60_000)
	for _, id := range []trainer.ID{"t0000", "t0001"} {
		if n := in(out, id, "2025-07"); n > 0 {
			t.Errorf("%s leads %d sessions in a month that is full", id, n)
		}
	}
}

func TestARoundKnowsTheWholeOfItsMonths(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newOffice(t, store, 0, 40, 1)
		ids := o.furnish(t, 8, 6)
		o.run(t, planning.Order{Moves: 1, Seed: 1}, nil)
		o.Publish(t, "", o.batches[0].ID)
		o.People(t, 0, 40)
		order := trainingtest.Order("Latsar kedua")
		order.Waves, order.Start = 1, "2025-07-21"
		second := o.Batches(t, o.Programme(t, order))
		r, err := o.plan.Gather(t.Context(), o.DB, o.Agency, second, planning.Usual(), false)
		if err != nil {
			t.Fatal(err)
		}
		want, got := 0, 0
		for _, s := range o.Sessions(t, o.batches[0].ID) {
			if s.Meets() && s.TrainerID != "" && s.Day >= "2025-07-01" && s.Day < "2025-07-21" {
				want += s.JP
			}
		}
		for _, s := range r.Months {
			if s.Meets() && s.TrainerID != "" {
				got += s.JP
			}
		}
		past := 0
		for _, id := range ids {
			past += r.Past[id]
		}
		if want == 0 || got != want || past != want {
			t.Errorf("%d JP lie in July before the round, it knows %d of them, and %d of the months before", want, got, past)
		}
	})
}
