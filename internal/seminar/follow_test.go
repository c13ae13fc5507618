package seminar_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// defence returns the session of the first seminar of a group as it is in force.
func (o *office) defence(t *testing.T, batch training.BatchID, group int) schedule.Session {
	t.Helper()
	all := o.Sessions(t, batch)
	i := slices.IndexFunc(all, func(s schedule.Session) bool {
		return s.Subject == string(seminar.Design) && s.Kind != regulation.Asynchronous && (s.Group == 0 || s.Group == group)
	})
	if i < 0 {
		t.Fatal("there is no seminar")
	}
	return all[i]
}

func (o *office) edit(t *testing.T, s schedule.Session, change func(*schedule.Edit)) {
	t.Helper()
	e := schedule.EditOf(s)
	change(&e)
	if err := o.Schedule.Change(t.Context(), o.Actor, o.Agency.ID, s.Batch, s.ID, e); err != nil {
		t.Fatal(err)
	}
}

func TestSlotsLeaveTheCalendarsWhenTheirSessionMoves(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.Schedule.Elsewhere, o.Schedule.Followed = seminar.Occupied, o.seminars.Follow
		err := o.DB.InTx(ctx, func(tx *db.Tx) error {
			return access.Give(ctx, tx, "acc-colleague", access.Grant{Role: access.Officer, Agency: string(o.Agency.ID), Scope: access.Whole}, "2025-06-01")
		})
		if err != nil {
			t.Fatal(err)
		}
		o.propose(t, seminar.Design)
		o.publish(t, "")
		s := o.defence(t, o.batch.ID, 1)
		mine := func() []schedule.Extra {
			t.Helper()
			p := o.look(t, seminar.Design).Before.Slots
			i := slices.IndexFunc(p, func(one seminar.Slot) bool { return one.Session == s.ID && one.Placed() })
			person := string(p[i].Person)
			list, err := seminar.Events(ctx, o.DB, schedule.Whose{Agency: o.Agency.ID, Grants: []access.Grant{{Role: access.Participant, Agency: string(o.Agency.ID), Scope: access.PersonScope(person)}}})
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v, %v", list, err)
			}
			return list
		}
		later := func(hours int) {
			o.Clock.Set(time.Date(2025, 6, 30, 2+hours, 0, 0, 0, time.UTC))
		}
		first := mine()[0]
		later(1)
		if first.Cancelled {
			t.Fatal("the slot is cancelled from the start")
		}
		o.edit(t, s, func(e *schedule.Edit) { e.Start, e.End = e.Start-60, e.Start-30 })
		o.Publish(t, "Aula dipakai", o.batch.ID)
		gone := mine()[0]
		if !gone.Cancelled || gone.Changes <= first.Changes {
			t.Errorf("the session has moved, the slot is %+v", gone)
		}
		told := o.told(t, notify.Reader{Account: "acc-colleague"})
		if !slices.ContainsFunc(told, func(text string) bool { return strings.Contains(text, "tidak lagi cocok") }) {
			t.Errorf("the office is told %q", told)
		}
		if p, err := seminar.InForce(ctx, o.DB, o.look(t, seminar.Design)); err != nil || len(p.Slots) == 0 || slices.ContainsFunc(p.Slots, func(one seminar.Slot) bool { return one.Session == s.ID && one.Placed() }) {
			t.Errorf("people still see the slots: %+v, %v", p, err)
		}
		if n, err := seminar.Gone(ctx, o.DB, o.look(t, seminar.Design)); err != nil || n == 0 {
			t.Errorf("%d slots are gone, %v", n, err)
		}
		later(2)
		o.edit(t, o.defence(t, o.batch.ID, 1), func(e *schedule.Edit) { e.Start, e.End = s.Start, s.End })
		o.Publish(t, "Aula kembali", o.batch.ID)
		if back := mine()[0]; back.Cancelled || back.Changes <= gone.Changes {
			t.Errorf("the session is back, the slot is %+v after %+v", back, gone)
		}
	})
}

func TestNobodyOfASeminarIsNeededElsewhere(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.Schedule.Elsewhere, o.Schedule.Followed = seminar.Occupied, o.seminars.Follow
		if _, err := o.Schedule.Assign(ctx, o.Actor, o.Agency.ID, o.batch.ID, schedule.Assignment{Lead: "coach", Group: 1, Trainer: "Dr. Sena Adi"}); err != nil {
			t.Fatal(err)
		}
		o.Publish(t, "Coach ditetapkan", o.batch.ID)
		o.propose(t, seminar.Design)
		o.publish(t, "")
		first, second := o.defence(t, o.batch.ID, 1), o.defence(t, o.batch.ID, 2)
		own, err := schedule.LookAhead(ctx, o.DB, o.Agency.ID, o.batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		breaks := func(s schedule.Session) []string {
			t.Helper()
			list, err := o.Schedule.Breaks(ctx, o.DB, own, s)
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, p := range list {
				keys = append(keys, p.Key)
			}
			return keys
		}
		if got := breaks(first); len(got) != 0 {
			t.Errorf("leaving the seminar where it lies breaks %v", got)
		}
		if got := breaks(own.MovedTo(first, first.Day, first.Start+60)); !slices.Contains(got, "schedule.problem.slots") {
			t.Errorf("moving the seminar away from its slots breaks %v", got)
		}
		taken := second
		taken.Trainer = "Dr. Sena Adi"
		if got := breaks(taken); !slices.Contains(got, "schedule.problem.trainer") {
			t.Errorf("giving the coach of one group to the seminar of another breaks %v", got)
		}
		o.edit(t, second, func(e *schedule.Edit) { e.Trainer = "Dr. Sena Adi" })
		_, err = o.Schedule.Publish(ctx, o.Actor, o.Agency.ID, []training.BatchID{o.batch.ID}, "Tukar")
		if e := fault.Of(err); e == nil || e.Key != "schedule.fault.elsewhere" {
			t.Fatalf("the coach of one group examines another at the same time: %v", err)
		}
		if err := o.Schedule.Discard(ctx, o.Actor, o.Agency.ID, o.batch.ID, ""); err != nil {
			t.Fatal(err)
		}
		o.People(t, 0, 40)
		order := trainingtest.Order("Latsar kedua")
		order.Waves = 1
		other := o.Batches(t, o.Programme(t, order))[0]
		v, err := schedule.Look(ctx, o.DB, o.Agency.ID, other.ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(v.Sessions, func(s schedule.Session) bool {
			return s.Subject == string(seminar.Design) && s.Kind != regulation.Asynchronous
		})
		o.edit(t, v.Sessions[i], func(e *schedule.Edit) { e.Trainer = "Dr. Sena Adi" })
		_, err = o.Schedule.Publish(ctx, o.Actor, o.Agency.ID, []training.BatchID{other.ID}, "")
		if e := fault.Of(err); e == nil || e.Key != "schedule.fault.elsewhere" {
			t.Fatalf("the coach of one seminar examines in another: %v", err)
		}
		o.edit(t, v.Sessions[i], func(e *schedule.Edit) { e.Trainer = "Dr. Rahma Putri" })
		o.Publish(t, "", other.ID)
	})
}

// TestAWithdrawnScheduleTakesItsSlotsAlong takes back the only publication of a
// schedule in whose sessions slots lie.
func TestAWithdrawnScheduleTakesItsSlotsAlong(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.Schedule.Elsewhere, o.Schedule.Followed = seminar.Occupied, o.seminars.Follow
		err := o.DB.InTx(ctx, func(tx *db.Tx) error {
			return access.Give(ctx, tx, "acc-colleague", access.Grant{Role: access.Officer, Agency: string(o.Agency.ID), Scope: access.Whole}, "2025-06-01")
		})
		if err != nil {
			t.Fatal(err)
		}
		o.propose(t, seminar.Design)
		o.publish(t, "")
		if err := o.Schedule.Retract(ctx, o.Actor, o.Agency.ID, o.batch.ID, "Terlalu dini", ""); err != nil {
			t.Fatal(err)
		}
		v := o.look(t, seminar.Design)
		if n, err := seminar.Gone(ctx, o.DB, v); err != nil || n != len(v.Before.Slots) {
			t.Errorf("%d of %d slots are gone, %v", n, len(v.Before.Slots), err)
		}
		if told := o.told(t, notify.Reader{Account: "acc-colleague"}); !slices.ContainsFunc(told, func(text string) bool { return strings.Contains(text, "tidak lagi cocok") }) {
			t.Errorf("the office is told %q", told)
		}
	})
}

// TestTheSlotsOfAMergedBatchNeedNobody merges a batch whose slots are published into
// another one.
func TestTheSlotsOfAMergedBatchNeedNobody(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.People(t, 0, 30)
		order := trainingtest.Order("Latsar kedua")
		order.Waves, order.Cap, order.Least = 1, 15, 10
		batches := o.Batches(t, o.Programme(t, order))
		o.batch = batches[0]
		o.Publish(t, "", batches[0].ID, batches[1].ID)
		for _, seat := range append(o.Seats(t, batches[0].ID)[1:], o.Seats(t, batches[1].ID)[0]) {
			if err := o.Planner.Withdraw(ctx, o.Actor, o.Agency.ID, seat.ID, training.Note{Date: "2025-07-08", Reason: "Mundur"}); err != nil {
				t.Fatal(err)
			}
		}
		o.propose(t, seminar.Design)
		o.publish(t, "")
		stand := func() (taken, events int) {
			t.Helper()
			parts, err := seminar.Occupied(ctx, o.DB, o.Agency.ID, o.batch.Start, o.batch.End)
			if err != nil {
				t.Fatal(err)
			}
			all, err := seminar.Events(ctx, o.DB, schedule.Whose{Agency: o.Agency.ID, Batch: o.batch.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range all {
				if !x.Cancelled {
					events++
				}
			}
			return len(parts), events
		}
		if taken, events := stand(); taken == 0 || events != 1 {
			t.Fatalf("%d parts are taken, %d slots stand in the calendar", taken, events)
		}
		if err := o.Planner.MergeBatches(ctx, o.Actor, o.Agency.ID, batches[0].ID, batches[1].ID, training.Note{Date: "2025-07-09", Reason: "Tinggal sedikit"}); err != nil {
			t.Fatal(err)
		}
		if taken, events := stand(); taken+events != 0 {
			t.Errorf("a batch of nobody needs trainers and rooms %d times, and shows %d slots", taken, events)
		}
	})
}
