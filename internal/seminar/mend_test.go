package seminar_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/planning"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// planned makes an office with a programme of two batches, planned and published,
// and publishes the slots of the first one's design. Of the 16 trainers 8 examine
// at that time and 4 come to the slots as coaches.
func planned(t *testing.T, store *db.DB) (*office, *planning.Desk, []training.BatchID) {
	t.Helper()
	ctx := t.Context()
	o := &office{Desk: scheduletest.New(t, store)}
	o.seminars = &seminar.Desk{DB: store, Clock: o.Clock}
	o.Schedule.Elsewhere, o.Schedule.Followed = seminar.Occupied, o.seminars.Follow
	o.People(t, 0, 70)
	order := trainingtest.Order("Latsar 2025")
	order.Waves = 1
	p := o.Programme(t, order)
	var ids []training.BatchID
	for _, b := range o.Batches(t, p) {
		ids = append(ids, b.ID)
	}
	desk := &planning.Desk{DB: store, Clock: o.Clock, Schedule: o.Schedule, Trainers: &trainer.Desk{DB: store, Clock: o.Clock}}
	for i := range 16 {
		id, err := desk.Trainers.Keep(ctx, o.Actor, trainer.Trainer{Agency: o.Agency.ID, Name: fmt.Sprintf("Pengajar %c", 'A'+i), DayJP: 12})
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range trainer.Roles {
			if err := desk.Trainers.Grant(ctx, o.Actor, o.Agency.ID, trainer.Right{Trainer: id, Role: role, From: "2024-01-01"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	rooms := &venue.Desk{DB: store, Clock: o.Clock}
	for i := range 9 {
		for _, one := range []venue.Room{{Name: fmt.Sprintf("Ruang %d", i), Kind: venue.Hall, Seats: 45}, {Name: fmt.Sprintf("Tautan %d", i), Kind: venue.Online, Link: fmt.Sprintf("https://rapat.example.go.id/%d", i)}} {
			one.Agency = o.Agency.ID
			if _, err := rooms.Keep(ctx, o.Actor, one); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := desk.Plan(ctx, o.Actor, o.Agency, p, planning.Order{Moves: planning.Quick, Seed: 1}, nil); err != nil {
		t.Fatal(err)
	}
	o.Publish(t, "", ids...)
	o.batch = o.Batches(t, p)[0]
	o.propose(t, seminar.Design)
	o.publish(t, "")
	return o, desk, ids
}

func TestAMendedPlanLeavesPublishedSlotsTheirPeople(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), planning.Schema, seminar.Schema), func(t *testing.T, store *db.DB) {
		o, desk, batches := planned(t, store)
		ctx := t.Context()
		slots := func() []schedule.Part {
			t.Helper()
			list, err := seminar.Occupied(ctx, store, o.Agency.ID, o.batch.Start, o.batch.End)
			if err != nil || len(list) == 0 {
				t.Fatalf("%d slots, %v", len(list), err)
			}
			return list
		}
		before := slots()
		held, other := o.defence(t, batches[0], 1), o.defence(t, batches[1], 1)
		if err := desk.Trainers.Stop(ctx, o.Actor, o.Agency.ID, other.TrainerID, "2025-08-01", "Pindah"); err != nil {
			t.Fatal(err)
		}
		r, err := desk.Plan(ctx, o.Actor, o.Agency, o.batch.Programme, planning.Order{Mend: true, Moves: planning.Quick, Seed: 1}, nil)
		if err != nil || r.Report.Changed == 0 || len(r.Report.Left) > 0 {
			t.Fatalf("%+v, %v", r.Report, err)
		}
		o.Publish(t, "Pindah", batches...)
		if diff := cmp.Diff(before, slots()); diff != "" {
			t.Errorf("slots no longer stand: %s", diff)
		}
		if now := o.defence(t, batches[0], 1); now != held {
			t.Errorf("the seminar is %+v, was %+v", now, held)
		}
		for _, b := range batches {
			for _, s := range o.Sessions(t, b) {
				i := slices.IndexFunc(before, func(p schedule.Part) bool {
					return s.Meets() && s.ID != p.Of && s.Day == p.Day && s.Start < p.End && p.Start < s.End && (s.TrainerID == p.TrainerID || p.RoomID != "" && s.RoomID == p.RoomID)
				})
				if i >= 0 {
					t.Errorf("%+v has somebody or the room of the slot %+v", s, before[i])
				}
			}
		}
	})
}
