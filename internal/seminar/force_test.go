package seminar_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/training/trainingtest"
)

// stale counts the messages about slots that no longer stand to a colleague in the
// office.
func (o *office) stale(t *testing.T) int {
	t.Helper()
	n := 0
	for _, text := range o.told(t, notify.Reader{Account: "acc-colleague"}) {
		if strings.Contains(text, "tidak lagi cocok") {
			n++
		}
	}
	return n
}

// follows ties the schedules to the seminars and gives the office a colleague.
func (o *office) follows(t *testing.T) {
	t.Helper()
	o.Schedule.Elsewhere, o.Schedule.Followed = seminar.Occupied, o.seminars.Follow
	err := o.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return access.Give(t.Context(), tx, "acc-colleague", access.Grant{Role: access.Officer, Agency: string(o.Agency.ID), Scope: access.Whole}, "2025-06-01")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestASeminarIsPublishedAfterTheScheduleOnWhichItRests(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.follows(t)
		s := o.defence(t, o.batch.ID, 1)
		o.edit(t, s, func(e *schedule.Edit) { e.Start, e.End = e.Start-30, e.End-30 })
		o.propose(t, seminar.Design)
		err := o.seminars.Publish(ctx, o.Actor, o.at(t, seminar.Design), "")
		kind(t, err, fault.KindConflict, "seminar.fault.in_force")
		o.Publish(t, "Aula dipakai", o.batch.ID)
		o.publish(t, "")
		if n, err := seminar.Gone(ctx, o.DB, o.look(t, seminar.Design)); err != nil || n != 0 {
			t.Errorf("people do not see %d of the slots of which they were told, %v", n, err)
		}
	})
}

func TestTheDraftOfAnotherSeminarFreesNobody(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, first := t.Context(), o.batch
		o.follows(t)
		teachers := &trainer.Desk{DB: o.DB, Clock: o.Clock}
		free := map[trainer.ID]bool{}
		for i := range 12 {
			id, err := teachers.Keep(ctx, o.Actor, trainer.Trainer{Agency: o.Agency.ID, Name: fmt.Sprintf("Penguji %c", 'A'+i)})
			if err != nil {
				t.Fatal(err)
			}
			if err := teachers.Grant(ctx, o.Actor, o.Agency.ID, trainer.Right{Trainer: id, Role: trainer.Examiner, From: "2024-01-01"}); err != nil {
				t.Fatal(err)
			}
			free[id] = true
		}
		o.propose(t, seminar.Design)
		o.publish(t, "")
		o.People(t, 0, 40)
		order := trainingtest.Order("Latsar kedua")
		order.Waves = 1
		o.batch = o.Batches(t, o.Programme(t, order))[0]
		second := o.batch
		o.Publish(t, "", second.ID)
		o.propose(t, seminar.Design)
		mine := o.look(t, seminar.Design).Plan.Slots
		o.batch = first
		theirs := o.look(t, seminar.Design).Plan.Slots
		slot := theirs[0]
		at := func(s seminar.Slot) bool { return s.Day == slot.Day && s.Start < slot.End && slot.Start < s.End }
		for _, s := range slices.Concat(mine, theirs) {
			if at(s) {
				delete(free, s.ExaminerID)
			}
		}
		i := slices.IndexFunc(mine, at)
		if i < 0 || len(free) == 0 || slot.ExaminerID == "" {
			t.Fatalf("%d examiners are free at the time of %+v", len(free), slot)
		}
		examine := func(id seminar.SlotID, who trainer.ID) {
			t.Helper()
			if err := o.seminars.Change(ctx, o.Actor, o.at(t, seminar.Design), id, seminar.Edit{Examiner: who}); err != nil {
				t.Fatal(err)
			}
		}
		examine(slot.ID, slices.Min(slices.Collect(maps.Keys(free)))) // in a draft that nobody publishes
		o.batch = second
		examine(mine[i].ID, slot.ExaminerID)
		err := o.seminars.Publish(ctx, o.Actor, o.at(t, seminar.Design), "")
		kind(t, err, fault.KindConflict, "seminar.fault.in_force")
		o.batch = first
		o.publish(t, "Penguji diganti")
		o.batch = second
		o.publish(t, "")
	})
}

func TestWhatIsTakenBackIsNotStaleForADraftBehindIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.follows(t)
		o.propose(t, seminar.Design)
		o.publish(t, "")
		o.edit(t, o.defence(t, o.batch.ID, 1), func(e *schedule.Edit) { e.Start, e.End = e.Start-60, e.Start-30 })
		o.Publish(t, "Aula dipakai", o.batch.ID)
		if n := o.stale(t); n != 1 {
			t.Fatalf("the office is told %d times that slots are stale", n)
		}
		if err := o.Schedule.Retract(ctx, o.Actor, o.Agency.ID, o.batch.ID, "Aula kembali", ""); err != nil {
			t.Fatal(err)
		}
		if n, err := seminar.Gone(ctx, o.DB, o.look(t, seminar.Design)); err != nil || n != 0 {
			t.Fatalf("%d slots are gone, %v", n, err)
		}
		if n := o.stale(t); n != 1 {
			t.Errorf("the slots stand again, and the office is told %d times that they do not", n)
		}
		o.Publish(t, "Aula dipakai", o.batch.ID)
		if n := o.stale(t); n != 2 {
			t.Errorf("the draft behind is in force, and the office is told %d times of its slots", n)
		}
	})
}

func TestAListOfTrainersWhoExamineIsNotTakenBack(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		teachers := &trainer.Desk{DB: o.DB, Clock: o.Clock}
		teachers.Used = append(teachers.Used, seminar.NeededBy)
		text := "Nama;Peran\nDr. Sena Adi;penguji"
		l, err := teachers.ReadList(ctx, o.Actor, o.Agency, roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "pengajar.csv"})
		if err != nil {
			t.Fatal(err)
		}
		imp, err := teachers.Enter(ctx, o.Actor, o.Agency, l, false)
		if err != nil {
			t.Fatal(err)
		}
		if v := o.propose(t, seminar.Design); !slices.ContainsFunc(v.Plan.Slots, func(s seminar.Slot) bool { return s.Examiner == "Dr. Sena Adi" }) {
			t.Fatal("nobody of the list examines")
		}
		kind(t, teachers.Undo(ctx, o.Actor, o.Agency, imp), fault.KindConflict, "trainer.list.built")
		if err := o.seminars.Discard(ctx, o.Actor, o.at(t, seminar.Design)); err != nil {
			t.Fatal(err)
		}
		if err := teachers.Undo(ctx, o.Actor, o.Agency, imp); err != nil {
			t.Errorf("nobody needs them any more: %v", err)
		}
	})
}
