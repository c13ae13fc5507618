package seminar_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/seminar"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// office is an agency with one published batch of 40 and a desk for seminars.
type office struct {
	*scheduletest.Desk
	seminars *seminar.Desk
	batch    training.Batch
}

func newOffice(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{Desk: scheduletest.New(t, d)}
	post := &notify.Post{DB: d, Clock: o.Clock}
	o.Planner.Post, o.Schedule.Post = post, post
	o.seminars = &seminar.Desk{DB: d, Clock: o.Clock, Post: post}
	o.batch = o.Batch(t, 40)
	return o
}

func each(t *testing.T, f func(t *testing.T, o *office)) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema, seminar.Schema), func(t *testing.T, d *db.DB) { f(t, newOffice(t, d)) })
}

func (o *office) look(t *testing.T, s seminar.Subject) seminar.View {
	t.Helper()
	v, err := seminar.Look(t.Context(), o.DB, o.Agency.ID, o.batch.ID, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (o *office) at(t *testing.T, s seminar.Subject) seminar.At {
	return seminar.At{Agency: o.Agency.ID, Batch: o.batch.ID, Subject: s, Mark: o.look(t, s).Mark()}
}

func (o *office) propose(t *testing.T, s seminar.Subject) seminar.View {
	t.Helper()
	if err := o.seminars.Propose(t.Context(), o.Actor, o.at(t, s), o.look(t, s).Settings, false); err != nil {
		t.Fatal(err)
	}
	return o.look(t, s)
}

func (o *office) publish(t *testing.T, reason string) {
	t.Helper()
	if err := o.seminars.Publish(t.Context(), o.Actor, o.at(t, seminar.Design), reason); err != nil {
		t.Fatal(err)
	}
}

func (o *office) told(t *testing.T, r notify.Reader) []string {
	t.Helper()
	texts, err := i18n.NewCatalogue(training.Messages, schedule.Messages, seminar.Messages)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := notify.Inbox(t.Context(), o.DB, r, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, n := range list {
		said = append(said, n.Say(texts.Speaker(i18n.Indonesian)))
	}
	return said
}

func kind(t *testing.T, err error, want fault.Kind, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != want || key != "" && f.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestASeminarIsPlannedChangedAndPublished(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.propose(t, seminar.Design)
		if len(v.Left()) != 0 || len(v.Hard()) != 0 || len(v.Plan.Slots) != 40 || v.Plan.State != seminar.Draft {
			t.Fatalf("%d slots, left %+v, broken %+v", len(v.Plan.Slots), v.Left(), v.Hard())
		}
		first := v.Plan.Slots[0]
		person := notify.Reader{Person: string(first.Person)}
		before := len(o.told(t, person))
		o.publish(t, "")
		told := o.told(t, person)
		if len(told) != before+1 || !strings.HasPrefix(told[0], "Giliran Seminar Rancangan Aktualisasi bagi Anda sudah ditetapkan.\n") {
			t.Fatalf("the participant is told %q", told)
		}
		v = o.look(t, seminar.Design)
		if v.Plan.State != seminar.Published || v.Plan.Number != 1 {
			t.Fatalf("the plan is %s, version %d", v.Plan.State, v.Plan.Number)
		}
		a, b := v.Plan.Slots[0], v.Plan.Slots[1]
		if err := o.seminars.Swap(t.Context(), o.Actor, o.at(t, seminar.Design), a.ID, b.ID); err != nil {
			t.Fatal(err)
		}
		kind(t, o.seminars.Publish(t.Context(), o.Actor, o.at(t, seminar.Design), ""), fault.KindInvalid, "")
		o.publish(t, "Mentor berhalangan pagi")
		told = o.told(t, person)
		if len(told) != before+2 || !strings.Contains(told[0], "berganti: Mentor berhalangan pagi") || !strings.Contains(told[0], "semula") {
			t.Fatalf("the participant is told %q", told)
		}
		third := notify.Reader{Person: string(v.Plan.Slots[2].Person)}
		if got := o.told(t, third); len(got) != before+1 {
			t.Errorf("somebody whose slot stays is told %q", got)
		}
		v = o.look(t, seminar.Design)
		if v.Plan.Number != 2 || v.Plan.State != seminar.Published {
			t.Errorf("version %d is %s", v.Plan.Number, v.Plan.State)
		}
		i := slices.IndexFunc(v.Plan.Slots, func(s seminar.Slot) bool { return s.ID == a.ID })
		if v.Plan.Slots[i].Start != b.Start || v.Plan.Slots[i].Person != a.Person {
			t.Errorf("the swapped slot is %+v", v.Plan.Slots[i])
		}
	})
}

func TestTheCalendarFollowsASlot(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.propose(t, seminar.Design)
		o.publish(t, "")
		one, other := v.Plan.Slots[0], v.Plan.Slots[3]
		whose := schedule.Whose{Agency: o.Agency.ID, Grants: []access.Grant{{Role: access.Participant, Agency: string(o.Agency.ID), Scope: access.PersonScope(string(one.Person))}}}
		events := func() []schedule.Extra {
			t.Helper()
			list, err := seminar.Events(t.Context(), o.DB, whose)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		list := events()
		if len(list) != 1 || list[0].Start != one.Start || list[0].Changes != 0 || list[0].Title.Key != "seminar.event_own" {
			t.Fatalf("events %+v", list)
		}
		if err := o.seminars.Swap(t.Context(), o.Actor, o.at(t, seminar.Design), one.ID, other.ID); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(list, events()); diff != "" {
			t.Errorf("a draft is in the calendar: %s", diff)
		}
		o.publish(t, "tukar")
		now := events()
		if len(now) != 1 || now[0].ID != list[0].ID || now[0].Start != other.Start || now[0].Changes != 1 || now[0].Cancelled {
			t.Errorf("events %+v", now)
		}
		on, err := seminar.On(t.Context(), o.DB, whose, other.Day)
		if err != nil || len(on) != 1 {
			t.Errorf("on the day %+v, %v", on, err)
		}
	})
}

func TestTheCalendarsOfABatchAndARoomHoldTheSlots(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		rooms := venue.Desk{DB: o.DB, Clock: o.Clock}
		aula, err := rooms.Keep(t.Context(), o.Actor, venue.Room{Agency: o.Agency.ID, Name: "Aula", Kind: venue.Hall, Seats: 45})
		if err != nil {
			t.Fatal(err)
		}
		one := o.propose(t, seminar.Final).Plan.Slots[0]
		if err := o.seminars.Change(t.Context(), o.Actor, o.at(t, seminar.Final), one.ID, seminar.Edit{Clock: -1, Room: aula, Examiner: one.ExaminerID}); err != nil {
			t.Fatal(err)
		}
		v := o.look(t, seminar.Final)
		if list, err := seminar.Events(t.Context(), o.DB, schedule.Whose{Agency: o.Agency.ID, Batch: v.Plan.Batch}); err != nil || len(list) > 0 {
			t.Fatalf("a draft is in the calendar: %+v, %v", list, err)
		}
		if n, err := seminar.HeldIn(t.Context(), o.DB, o.Agency.ID, aula); err != nil || n != 1 {
			t.Errorf("%d slots in the room, %v", n, err)
		}
		if err := o.seminars.Publish(t.Context(), o.Actor, o.at(t, seminar.Final), ""); err != nil {
			t.Fatal(err)
		}
		list, err := seminar.Events(t.Context(), o.DB, schedule.Whose{Agency: o.Agency.ID, Batch: v.Plan.Batch})
		if err != nil || len(list) != len(v.Plan.Slots) {
			t.Fatalf("%d slots in the calendar of the batch instead of %d, %v", len(list), len(v.Plan.Slots), err)
		}
		list, err = seminar.Events(t.Context(), o.DB, schedule.Whose{Agency: o.Agency.ID, Room: "Aula"})
		if err != nil || len(list) != 1 || list[0].ID != string(one.ID) || list[0].Title.Key != "seminar.event_room" || list[0].About != nil {
			t.Errorf("calendar of the room: %+v, %v", list, err)
		}
		if list, err := seminar.Events(t.Context(), o.DB, schedule.Whose{Agency: o.Agency.ID, Room: "elsewhere"}); err != nil || len(list) > 0 {
			t.Errorf("a room without slots: %+v, %v", list, err)
		}
	})
}

func TestAChangeThatBreaksARuleIsShownAndNotPublished(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.propose(t, seminar.Final)
		one := v.Plan.Slots[0]
		next := v.Plan.Slots[1]
		choices, err := v.ChoicesOf(one.ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(choices.Times, func(c seminar.Choice) bool { return c.Start == next.Start })
		if i < 0 || len(choices.Times[i].Breaks) == 0 || choices.Times[i].Breaks[0].Key != "seminar.problem.both" {
			t.Fatalf("the time of the next one breaks nothing: %+v", choices.Times)
		}
		at := o.at(t, seminar.Final)
		if err := o.seminars.Change(t.Context(), o.Actor, at, one.ID, seminar.Edit{Time: choices.Times[i].Value, Clock: -1, Locked: true}); err != nil {
			t.Fatal(err)
		}
		kind(t, o.seminars.Publish(t.Context(), o.Actor, o.at(t, seminar.Final), ""), fault.KindConflict, "seminar.fault.broken")
		kind(t, o.seminars.Change(t.Context(), o.Actor, at, one.ID, seminar.Edit{Clock: -1}), fault.KindConflict, "seminar.fault.changed")
		if err := o.seminars.Propose(t.Context(), o.Actor, o.at(t, seminar.Final), v.Settings, true); err != nil {
			t.Fatal(err)
		}
		v = o.look(t, seminar.Final)
		if len(v.Hard()) != 0 || len(v.Left()) != 0 {
			t.Errorf("after planning again: broken %+v, left %+v", v.Hard(), v.Left())
		}
		moved := 0
		for _, s := range v.Plan.Slots {
			if s.Person == one.Person && (s.Start != next.Start || !s.Locked) {
				t.Errorf("the locked slot is %+v", s)
			}
			if s.Person == next.Person && s.Start == next.Start {
				moved++
			}
		}
		if moved != 0 {
			t.Error("the other one stays where the locked one is")
		}
		if err := o.seminars.Discard(t.Context(), o.Actor, o.at(t, seminar.Final)); err != nil {
			t.Fatal(err)
		}
		if v := o.look(t, seminar.Final); v.Plan != nil {
			t.Errorf("the draft stays: %+v", v.Plan)
		}
	})
}

func TestOnlyTheCommitteeOfTheBatchPlans(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		at := o.at(t, seminar.Design)
		settings := o.look(t, seminar.Design).Settings
		for name, actor := range map[string]access.Actor{
			"a coach":                        trainingtest.Holding(string(o.Agency.ID), access.Coach, access.BatchScope(string(o.batch.ID))),
			"a leader":                       trainingtest.Holding(string(o.Agency.ID), access.Leader, access.Whole),
			"the committee of another batch": trainingtest.Holding(string(o.Agency.ID), access.Committee, access.BatchScope("another")),
		} {
			if err := o.seminars.Propose(t.Context(), actor, at, settings, false); fault.Of(err) == nil {
				t.Errorf("%s plans: %v", name, err)
			}
		}
		own := trainingtest.Holding(string(o.Agency.ID), access.Committee, access.BatchScope(string(o.batch.ID)))
		if err := o.seminars.Propose(t.Context(), own, at, settings, false); err != nil {
			t.Errorf("the committee of the batch is refused: %v", err)
		}
		kind(t, o.seminars.Propose(t.Context(), own, at, settings, false), fault.KindConflict, "seminar.fault.changed")
		bad := settings
		bad.Minutes = 7
		kind(t, o.seminars.Propose(t.Context(), own, o.at(t, seminar.Design), bad, false), fault.KindInvalid, "")
	})
}
