package logistics_test

import (
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/logistics"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// later opens a second batch of 20 whose course begins on 3 November.
func (o *office) later(t *testing.T) training.Batch {
	t.Helper()
	o.People(t, 0, 20)
	order := trainingtest.Order("Latsar susulan")
	order.Start, order.Waves = "2025-11-03", 1
	return o.Batches(t, o.Programme(t, order))[0]
}

func (o *office) room(t *testing.T, r logistics.Room) logistics.Room {
	t.Helper()
	if err := o.stay.KeepRoom(t.Context(), o.Actor, o.Agency, r); err != nil {
		t.Fatal(err)
	}
	all, err := logistics.Rooms(t.Context(), o.DB, o.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Name == r.Name {
			return one
		}
	}
	t.Fatalf("room %s is gone", r.Name)
	return r
}

func (o *office) propose(t *testing.T, b training.Batch) {
	t.Helper()
	if _, err := o.stay.Propose(t.Context(), o.Actor, o.Agency, b.ID, logistics.Spread); err != nil {
		t.Fatal(err)
	}
}

func (o *office) stayOf(t *testing.T, b training.Batch) logistics.Stay {
	t.Helper()
	st, err := o.stay.StayOf(t.Context(), o.Actor, o.Agency, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestBedsFollowTheDatesOfTheirCourse(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, second := t.Context(), o.later(t)
		for _, name := range []string{"101", "102", "103", "104"} {
			o.room(t, logistics.Room{Name: name, Floor: 1, Beds: 5})
		}
		o.propose(t, o.batch)
		o.propose(t, second)
		if n := len(o.stayOf(t, second).Without()); n != 0 {
			t.Fatalf("%d of the second course have no bed", n)
		}
		start := o.batch.Start
		if err := o.Planner.SetWaveStart(ctx, o.Actor, o.Agency.ID, second.Wave, start, "Dimajukan"); err != nil {
			t.Fatal(err)
		}
		st := o.stayOf(t, second)
		taken := 0
		for _, n := range st.Others {
			taken += n
		}
		if taken != 20 || len(st.Wrongs()) != 20 {
			t.Errorf("after the dates moved onto those of another course %d beds are taken by it, and %d cannot stay", taken, len(st.Wrongs()))
		}
		o.propose(t, second)
		if n := len(o.stayOf(t, second).Without()); n != 20 {
			t.Errorf("%d beds are given twice", 20-n)
		}
	})
}

func TestWhoLeavesABatchLeavesTheBed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, second := t.Context(), o.later(t)
		if err := o.Planner.SetWaveStart(ctx, o.Actor, o.Agency.ID, second.Wave, o.batch.Start, "Bersama"); err != nil {
			t.Fatal(err)
		}
		room := o.room(t, logistics.Room{Name: "101", Floor: 1, Beds: 1})
		seat := o.Seats(t, o.batch.ID)[0]
		if err := o.stay.Give(ctx, o.Actor, o.Agency, o.batch.ID, seat.Person, room.ID); err != nil {
			t.Fatal(err)
		}
		if n := o.stayOf(t, second).Others[room.ID]; n != 1 {
			t.Fatalf("%d sleep there", n)
		}
		if err := o.Planner.Defer(ctx, o.Actor, o.Agency.ID, seat.ID, training.Note{Date: "2025-07-10", Reason: "Sakit"}); err != nil {
			t.Fatal(err)
		}
		if n := o.stayOf(t, second).Others[room.ID]; n != 0 {
			t.Errorf("the bed of somebody who has left is taken %d times", n)
		}
		if err := o.stay.CloseRoom(ctx, o.Actor, o.Agency, room.ID); err != nil {
			t.Errorf("an empty room is not closed: %v", err)
		}
	})
}

func TestARoomKeepsTheBedsOfThoseWhoSleepThere(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		room := o.room(t, logistics.Room{Name: "101", Floor: 1, Beds: 4})
		o.propose(t, o.batch)
		sex := o.stayOf(t, o.batch).In(room.ID)[0].Person.Sex
		fewer, others := room, room
		fewer.Beds = 3
		others.Sex = map[string]string{"L": "P", "P": "L"}[sex]
		for name, r := range map[string]logistics.Room{"fewer beds": fewer, "the other sex": others} {
			if err := o.stay.KeepRoom(ctx, o.Actor, o.Agency, r); fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		own := room
		own.Beds, own.Sex = 5, sex
		if err := o.stay.KeepRoom(ctx, o.Actor, o.Agency, own); err != nil {
			t.Error(err)
		}
		guest := o.stayOf(t, o.batch).In(room.ID)[0]
		up := own
		up.Floor = 2
		if err := o.stay.KeepRoom(ctx, o.Actor, o.Agency, up); err != nil {
			t.Error(err)
		}
		if err := o.stay.Say(ctx, o.Actor, o.Agency, guest.Person.ID, logistics.Need{Ground: true}); err != nil {
			t.Fatal(err)
		}
		if wrong := o.stayOf(t, o.batch).Wrongs(); len(wrong) != 1 || wrong[0].Guest.Person.ID != guest.Person.ID || wrong[0].Why != logistics.Stairs {
			t.Errorf("a need that was said later: %+v", wrong)
		}
	})
}

func TestWhoLooksWithTheEyesOfAnotherSeesNoHealth(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, one := t.Context(), o.Seats(t, o.batch.ID)[0].Person
		if err := o.stay.Say(ctx, o.self(one), o.Agency, one, logistics.Need{Allergy: "Udang", Ground: true, Contact: "Ibu", Shirt: "L"}); err != nil {
			t.Fatal(err)
		}
		until := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
		want := logistics.Need{Shirt: "L"}
		if got, _, err := o.stay.NeedOf(ctx, access.EyesOf("p", o.self(one).Grants(), "helper", until), o.Agency, one); err != nil || got != want {
			t.Errorf("with the eyes of the participant: %+v, %v", got, err)
		}
		guests, err := o.stay.Guests(ctx, access.EyesOf("o", o.Actor.Grants(), "helper", until), o.Agency, o.batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range guests {
			if g.Person.ID == one && g.Need != want {
				t.Errorf("with the eyes of the officer: %+v", g.Need)
			}
		}
	})
}

func TestNobodyGoesOverWhatWasSaidSince(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, one := t.Context(), o.Seats(t, o.batch.ID)[0].Person
		seen := logistics.Need{}.Mark()
		if err := o.stay.SaySeen(ctx, o.self(one), o.Agency, one, logistics.Need{Allergy: "Udang"}, seen); err != nil {
			t.Fatal(err)
		}
		if err := o.stay.SaySeen(ctx, o.Actor, o.Agency, one, logistics.Need{Shirt: "L"}, seen); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("the committee goes over an allergy: %v", err)
		}
		got, _, err := o.stay.NeedOf(ctx, o.Actor, o.Agency, one)
		if err != nil || got.Allergy != "Udang" {
			t.Fatalf("kept is %+v, %v", got, err)
		}
		if err := o.stay.SaySeen(ctx, o.Actor, o.Agency, one, logistics.Need{Allergy: "Udang", Shirt: "L"}, got.Mark()); err != nil {
			t.Error(err)
		}
	})
}
