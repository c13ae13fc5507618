package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"

	"github.com/google/go-cmp/cmp"
)

func each(t *testing.T, f func(t *testing.T, d *scheduletest.Desk)) {
	t.Helper()
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, d *db.DB) { f(t, scheduletest.New(t, d)) })
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Key != key && !slices.ContainsFunc(f.Fields, func(p fault.Field) bool { return p.Key == key }) {
		t.Fatalf("got %v, want %s", err, key)
	}
}

func look(t *testing.T, d *scheduletest.Desk, b training.BatchID) schedule.View {
	t.Helper()
	v, err := schedule.Look(t.Context(), d.DB, d.Agency.ID, b)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// lesson returns a lesson of group 1 in e-learning I.
func lesson(t *testing.T, all []schedule.Session) schedule.Session {
	t.Helper()
	i := slices.IndexFunc(all, func(s schedule.Session) bool {
		return s.Stage == "elearning_1" && s.Kind == regulation.Synchronous && s.Group == 1
	})
	if i < 0 {
		t.Fatal("there is no lesson")
	}
	return all[i]
}

func TestAPlannedBatchHasADraftAndIsPublished(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		batch := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))[0]
		if got := d.Sessions(t, batch.ID); len(got) != 0 {
			t.Fatalf("%d sessions are in force before publishing", len(got))
		}
		v := look(t, d, batch.ID)
		if total := v.Ledger.Total(); total.Days != 64 || total.JP != 647 || len(v.Problems) != 0 || !v.Waiting() {
			t.Fatalf("the draft proves %+v with problems %+v", total, v.Problems)
		}
		d.Publish(t, "", batch.ID)
		all := d.Sessions(t, batch.ID)
		if !slices.Equal(all, v.Sessions) {
			t.Error("what was published is not the draft")
		}
		day, err := schedule.OnDay(ctx, d.DB, d.Agency.ID, "2025-07-18")
		if err != nil || len(day) != 11 || day[0].Subject != "opening" || day[0].Kind != regulation.Ceremony {
			t.Errorf("18 July has %d sessions, %v", len(day), err)
		}
		one, err := schedule.ByID(ctx, d.DB, d.Agency.ID, all[0].ID)
		if err != nil || one != all[0] {
			t.Errorf("read %+v, %v", one, err)
		}
		if _, err := schedule.ByID(ctx, d.DB, "other", all[0].ID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("another agency reads the session: %v", err)
		}
		_, err = d.Schedule.Publish(ctx, d.Actor, d.Agency.ID, []training.BatchID{batch.ID}, "")
		refused(t, err, "schedule.fault.nothing")
		trail, err := audit.List(ctx, d.DB, audit.Filter{Act: "schedule.publish", Limit: 9})
		if err != nil || len(trail) != 1 {
			t.Errorf("%d publications in the trail, %v", len(trail), err)
		}
	})
}

func TestWhatIsPublishedChangesOnlyByASuccessor(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		s := lesson(t, d.Sessions(t, batch.ID))
		edit := schedule.EditOf(s)
		edit.Trainer, edit.Link = "Dr. Rahma Putri", "https://rapat.example/1"
		if err := d.Schedule.Change(ctx, d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
			t.Fatal(err)
		}
		if now, err := schedule.ByID(ctx, d.DB, d.Agency.ID, s.ID); err != nil || now.Trainer != "" {
			t.Fatalf("the change is in force before it is published: %+v, %v", now, err)
		}
		_, err := d.Schedule.Publish(ctx, d.Actor, d.Agency.ID, []training.BatchID{batch.ID}, " ")
		refused(t, err, "training.fault.reason")
		d.Publish(t, "Pengampu berganti", batch.ID)
		if now, err := schedule.ByID(ctx, d.DB, d.Agency.ID, s.ID); err != nil || now.Trainer != "Dr. Rahma Putri" || now.Start != s.Start {
			t.Errorf("after publishing: %+v, %v", now, err)
		}
		versions, err := schedule.Versions(ctx, d.DB, batch.ID)
		if err != nil || len(versions) != 2 || versions[0].Reason != "Pengampu berganti" || versions[1].State != schedule.Superseded {
			t.Errorf("versions are %+v, %v", versions, err)
		}
		old, err := schedule.SessionsOf(ctx, d.DB, versions[1])
		if err != nil || !slices.Contains(old, s) {
			t.Errorf("the superseded version has lost the session: %v", err)
		}
	})
}

func TestABrokenScheduleIsNotPublished(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		batch := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))[0]
		s := lesson(t, look(t, d, batch.ID).Sessions)
		if err := d.Schedule.Remove(ctx, d.Actor, d.Agency.ID, batch.ID, s.ID); err != nil {
			t.Fatal(err)
		}
		_, err := d.Schedule.Publish(ctx, d.Actor, d.Agency.ID, []training.BatchID{batch.ID}, "")
		refused(t, err, "schedule.fault.broken")
		s.ID = ""
		if err := d.Schedule.Add(ctx, d.Actor, d.Agency.ID, batch.ID, s); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "", batch.ID)
	})
}

func TestSessionsAreChangedByWhoMay(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, ptk := t.Context(), string(d.Agency.ID)
		batch := d.Batch(t, 40)
		s := lesson(t, d.Sessions(t, batch.ID))
		cases := map[string]struct {
			actor  access.Actor
			change func(*schedule.Edit)
			want   string
		}{
			"a leader reads only":        {trainingtest.Holding(ptk, access.Leader, access.Whole), func(*schedule.Edit) {}, "access.forbidden"},
			"another batch's committee":  {trainingtest.Holding(ptk, access.Committee, access.BatchScope("x")), func(*schedule.Edit) {}, "access.forbidden"},
			"somebody of another agency": {trainingtest.Holding("other", access.Officer, access.Whole), func(*schedule.Edit) {}, "access.not_found"},
			"an end before the start":    {d.Actor, func(e *schedule.Edit) { e.End = e.Start }, "schedule.fault.end"},
			"a link that is no address":  {d.Actor, func(e *schedule.Edit) { e.Link = "javascript:x" }, "schedule.fault.link"},
			"a day of another stage":     {d.Actor, func(e *schedule.Edit) { e.Day = "2025-07-07" }, "schedule.fault.not_in_stage"},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				e := schedule.EditOf(s)
				c.change(&e)
				refused(t, d.Schedule.Change(ctx, c.actor, d.Agency.ID, batch.ID, s.ID, e), c.want)
			})
		}
		committee := trainingtest.Holding(ptk, access.Committee, access.BatchScope(string(batch.ID)))
		e := schedule.EditOf(s)
		e.Place = "Ruang Kapuas"
		if err := d.Schedule.Change(ctx, committee, d.Agency.ID, batch.ID, s.ID, e); err != nil {
			t.Errorf("the committee of the batch may not: %v", err)
		}
	})
}

func TestATrainerIsNotInTwoPlaces(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := d.Batches(t, d.Programme(t, o))
		for _, b := range batches {
			n, err := d.Schedule.Assign(ctx, d.Actor, d.Agency.ID, b.ID, schedule.Assignment{Lead: "coach", Group: 1, Trainer: "Dr. Rahma Putri"})
			if err != nil || n == 0 {
				t.Fatalf("assigned %d, %v", n, err)
			}
		}
		d.Publish(t, "", batches[0].ID)
		_, err := d.Schedule.Publish(ctx, d.Actor, d.Agency.ID, []training.BatchID{batches[1].ID}, "")
		refused(t, err, "schedule.fault.broken")
		if _, err := d.Schedule.Assign(ctx, d.Actor, d.Agency.ID, batches[1].ID, schedule.Assignment{Lead: "coach", Group: 1, Trainer: "Dr. Anton"}); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "", batches[1].ID)
	})
}

// Two coaches, who lead at the same hours, change places.
func TestACoachOfTwoGroupsStaysWithTheFirst(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		d.People(t, 0, 40)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batch := d.Batches(t, d.Programme(t, o))[0].ID
		err := d.DB.InTx(t.Context(), func(tx *db.Tx) error {
			coaches := map[int]string{1: "Dr. Rahma Putri", 2: "Dr. Rahma Putri", 3: "Dr. Rahma Putri", 4: "Dr. Rahma Putri"}
			n, err := d.Schedule.Adopt(t.Context(), tx, d.Actor, d.Agency.ID, batch, coaches)
			if n != 1 {
				t.Errorf("%d groups got a coach who can be with one", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range d.Sessions(t, batch) {
			if s.Lead == "coach" && s.Group > 0 && (s.Trainer != "") != (s.Group == 1) {
				t.Fatalf("group %d has %q", s.Group, s.Trainer)
			}
		}
	})
}

func TestDraftsThatChangeTogetherArePublishedTogether(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := d.Batches(t, d.Programme(t, o))
		lead := func(names ...string) {
			t.Helper()
			for i, name := range names {
				if _, err := d.Schedule.Assign(t.Context(), d.Actor, d.Agency.ID, batches[i].ID, schedule.Assignment{Lead: "coach", Group: 1, Trainer: name}); err != nil {
					t.Fatal(err)
				}
			}
		}
		lead("Dr. Rahma Putri", "Dr. Anton")
		d.Publish(t, "", batches[0].ID, batches[1].ID)
		lead("Dr. Anton", "Dr. Rahma Putri")
		for _, b := range batches {
			v, err := schedule.LookAhead(t.Context(), d.DB, d.Agency.ID, b.ID)
			if hard := v.Hard(); err != nil || len(hard) > 0 {
				t.Errorf("batch %s beside the draft of the other: %+v, %v", b.Label, hard, err)
			}
		}
		_, err := d.Schedule.Publish(t.Context(), d.Actor, d.Agency.ID, []training.BatchID{batches[0].ID}, "Bertukar")
		refused(t, err, "schedule.fault.broken")
		d.Publish(t, "Bertukar", batches[0].ID, batches[1].ID)
		err = d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batches[0].ID, "Urung", "")
		refused(t, err, "schedule.fault.retract_broken")
		both := []schedule.Taking{{Batch: batches[0].ID}, {Batch: batches[1].ID}}
		if err := d.Schedule.RetractAll(t.Context(), d.Actor, d.Agency.ID, both, "Urung"); err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"Dr. Rahma Putri", "Dr. Anton"} {
			all := d.Sessions(t, batches[i].ID)
			if got := all[slices.IndexFunc(all, func(s schedule.Session) bool { return s.Lead == "coach" && s.Group == 1 })].Trainer; got != want {
				t.Errorf("%s leads batch %d again, want %s", got, i, want)
			}
		}
	})
}

func TestSessionsFollowTheDatesOfTheBatch(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		o := trainingtest.Order("Latsar 2025")
		d.People(t, 0, 40)
		o.Waves = 1
		programme := d.Programme(t, o)
		batch := d.Batches(t, programme)[0]
		s := lesson(t, look(t, d, batch.ID).Sessions)
		edit := schedule.EditOf(s)
		edit.Place = "Ruang Kapuas"
		if err := d.Schedule.Change(ctx, d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "", batch.ID)
		published := d.Sessions(t, batch.ID)
		d.Clock.Set(time.Date(2025, 8, 7, 2, 0, 0, 0, time.UTC))
		if err := d.Planner.AcceptHolidays(ctx, d.Actor, d.Agency.ID, programme, []training.BatchID{batch.ID}, "SKB 933/2025"); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.Sessions(t, batch.ID), published) {
			t.Error("what is published moved by itself")
		}
		v := look(t, d, batch.ID)
		if !v.Waiting() || v.Latest.Number != 2 || len(v.Hard()) != 0 || v.Ledger.Total().JP != 647 {
			t.Fatalf("the draft is %+v with %+v", v.Latest, v.Problems)
		}
		last := v.Sessions[len(v.Sessions)-1]
		if last.Day != "2025-10-06" || last.Subject != "closing" {
			t.Errorf("the course closes with %s on %s", last.Subject, last.Day)
		}
		if len(v.Problems) != 0 {
			t.Errorf("moving a day made problems: %+v", v.Problems)
		}
		d.Publish(t, "Libur 18 Agustus", batch.ID)
		if now, err := schedule.ByID(ctx, d.DB, d.Agency.ID, s.ID); err != nil || now.Place != "Ruang Kapuas" || now.Day != s.Day {
			t.Errorf("the session before the holiday is %+v, %v", now, err)
		}
	})
}

func TestAShorterStageKeepsItsSessionsAndJP(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		batch := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))[0]
		before := lesson(t, look(t, d, batch.ID).Sessions)
		twenty := 20
		if err := d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "elearning_1", regulation.StageChange{Days: &twenty}, "Edaran"); err != nil {
			t.Fatal(err)
		}
		v := look(t, d, batch.ID)
		if total := v.Ledger.Total(); total.JP != 647 || total.Days != 63 || len(v.Hard()) != 0 {
			t.Errorf("the ledger proves %+v, problems %+v", total, v.Problems)
		}
		if !slices.ContainsFunc(v.Sessions, func(s schedule.Session) bool { return s.ID == before.ID && s.Subject == before.Subject }) {
			t.Error("the lesson has lost its identity")
		}
		if !slices.ContainsFunc(v.Problems, func(p schedule.Problem) bool { return p.Key == "schedule.problem.days" && !p.Hard }) {
			t.Errorf("the deviation is not named: %+v", v.Problems)
		}
	})
}

func TestAModeWithoutTemplateIsFilledByHand(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		o := trainingtest.Order("Latsar klasikal")
		o.Mode = "classical"
		batch := d.Batches(t, d.Programme(t, o))[0]
		v := look(t, d, batch.ID)
		if len(v.Sessions) != 0 || len(v.Hard()) != 2 {
			t.Fatalf("%d sessions, problems %+v", len(v.Sessions), v.Problems)
		}
		for _, stage := range v.Stages {
			row := v.Ledger[slices.IndexFunc(v.Ledger, func(r schedule.LedgerRow) bool { return r.Stage == stage.Key })]
			left := row.WantJP
			for i, day := range stage.Days {
				jp := (left + len(stage.Days) - i - 1) / (len(stage.Days) - i)
				left -= jp
				s := schedule.Session{Stage: stage.Key, Day: day, Start: 480, End: 480 + 45*jp, JP: jp, Subject: "habituation", Kind: regulation.Classroom}
				if err := d.Schedule.Add(ctx, d.Actor, d.Agency.ID, batch.ID, s); err != nil {
					t.Fatal(err)
				}
			}
		}
		d.Publish(t, "", batch.ID)
		if total := look(t, d, batch.ID).Ledger.Total(); total.JP != 511 || total.Days != 51 {
			t.Errorf("the ledger proves %+v", total)
		}
	})
}

// BenchmarkPlan opens a programme with batches, groups, dates and sessions.
func BenchmarkPlan(b *testing.B) {
	for _, people := range []int{338, 10_000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d := scheduletest.New(b, dbtest.SQLite(b, scheduletest.Schemas()...))
				d.People(b, people*118/338, people-people*118/338)
				b.StartTimer()
				d.Programme(b, trainingtest.Order("Latsar 2025"))
			}
		})
	}
}

func TestWhatIsOverStaysWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		batch := d.Batch(t, 40)
		was := d.Sessions(t, batch.ID)
		online := was[slices.IndexFunc(was, func(s schedule.Session) bool { return s.Meets() })]
		d.Clock.Set(online.Day.AddDays(2).Time().Add(3 * time.Hour))
		waves, err := training.Waves(t.Context(), d.DB, batch.Programme)
		if err != nil {
			t.Fatal(err)
		}
		err = d.Planner.SetWaveStart(t.Context(), d.Actor, d.Agency.ID, waves[0].ID, batch.Start.AddDays(7), "geser")
		refused(t, err, "schedule.fault.held")
		if diff := cmp.Diff(was, look(t, d, batch.ID).Sessions); diff != "" {
			t.Errorf("sessions moved: %s", diff)
		}
	})
}
