package planning_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/org"
	"pamong/internal/planning"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// seminars is an office whose two batches are planned and published, and in which
// one seminar has slots.
type seminars struct {
	office
	held  schedule.Session // in which the slots lie
	meets []schedule.Session
	slots []schedule.Part
}

// newSeminars gives the seminar of the first group with that subject slots, with
// its own coach, and with a trainer and a room of sessions that meet it in time:
// the one of the other batch, the other of another group.
func newSeminars(t *testing.T, store *db.DB, subject string) *seminars {
	o := &seminars{office: newOffice(t, store, 0, 70, 1)}
	o.furnish(t, 14, 10)
	o.run(t, planning.Order{Moves: planning.Quick, Seed: 1}, nil)
	o.Publish(t, "", o.batches[0].ID, o.batches[1].ID)
	own, other := o.draft(t, 0), o.draft(t, 1)
	o.held = own[slices.IndexFunc(own, func(s schedule.Session) bool { return s.Subject == subject && s.Group == 1 && s.Meets() })]
	with := func(list []schedule.Session) schedule.Session {
		i := slices.IndexFunc(list, func(s schedule.Session) bool {
			return s.ID != o.held.ID && s.Meets() && s.TrainerID != "" && s.RoomID != "" && s.Day == o.held.Day && s.Start < o.held.End && o.held.Start < s.End
		})
		if i < 0 {
			t.Fatal("nothing else happens at the time of the seminar")
		}
		return list[i]
	}
	o.meets = []schedule.Session{with(other), with(own)}
	o.slots = []schedule.Part{o.slot(o.meets[0], o.meets[1]), o.slot(o.held, schedule.Session{})}
	o.Schedule.Elsewhere = func(context.Context, db.Q, org.AgencyID, clock.Date, clock.Date) ([]schedule.Part, error) {
		return o.slots, nil
	}
	return o
}

// slot returns a slot of the seminar with the trainer of one session in the room of
// another one.
func (o *seminars) slot(led, lies schedule.Session) schedule.Part {
	s := o.held
	s.ID, s.JP, s.Account = "slot of "+s.ID, 0, ""
	s.TrainerID, s.Trainer, s.RoomID, s.Place = led.TrainerID, led.Trainer, lies.RoomID, lies.Place
	return schedule.Part{Session: s, Of: o.held.ID}
}

// again returns the seminar as a list of sessions has it.
func (o *seminars) again(list []schedule.Session) schedule.Session {
	return list[slices.IndexFunc(list, func(s schedule.Session) bool { return s.ID == o.held.ID })]
}

func (o *seminars) draft(t *testing.T, batch int) []schedule.Session {
	t.Helper()
	v, err := schedule.Look(t.Context(), o.DB, o.Agency.ID, o.batches[batch].ID)
	if err != nil {
		t.Fatal(err)
	}
	return v.Sessions
}

func (o *seminars) gather(t *testing.T) *planning.Round {
	t.Helper()
	r, err := o.plan.Gather(t.Context(), o.DB, o.Agency, o.batches, planning.Usual(), true)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ill lets the trainer of a session be away at its day.
func (o *seminars) ill(t *testing.T, s schedule.Session) {
	t.Helper()
	if err := o.plan.Trainers.Leave(t.Context(), o.Actor, o.Agency.ID, trainer.Absence{Trainer: s.TrainerID, From: s.Day, Reason: "Sakit"}); err != nil {
		t.Fatal(err)
	}
}

func TestASeminarWithPublishedSlotsStaysAndNobodyOfItIsTaken(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newSeminars(t, store, "design_seminar")
		own := o.draft(t, 0)
		o.ill(t, own[slices.IndexFunc(own, func(s schedule.Session) bool { return s.Lead == "tutor" && s.TrainerID != o.held.TrainerID })])
		for _, order := range []planning.Order{{Mend: true, Moves: planning.Quick, Seed: 1}, {Moves: planning.Quick, Seed: 2}} {
			r := o.run(t, order, nil)
			if len(r.Report.Left) > 0 || r.Report.Changed == 0 {
				t.Errorf("the report is %+v", r.Report)
			}
			for i := range o.batches {
				for _, s := range o.draft(t, i) {
					switch {
					case s.ID == o.held.ID:
						if s != o.held {
							t.Errorf("the seminar is %+v, was %+v", s, o.held)
						}
					case !s.Meets() || s.Day != o.held.Day || s.Start >= o.held.End || s.End <= o.held.Start:
					case s.TrainerID == o.meets[0].TrainerID || s.RoomID == o.meets[1].RoomID || s.TrainerID == o.held.TrainerID:
						t.Errorf("somebody or the room of a slot is needed by %+v", s)
					}
				}
			}
			o.Publish(t, "Sakit", o.batches[0].ID, o.batches[1].ID)
		}
	})
}

func TestASeminarThatAHolidayMovedFreesItsSlots(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newSeminars(t, store, "actualization_seminar")
		if r := o.gather(t); !r.Kept[o.held.ID] || len(r.Parts) != 2 {
			t.Fatalf("kept are %v, taken %d", r.Kept, len(r.Parts))
		}
		o.Clock.Set(time.Date(2025, 8, 7, 2, 0, 0, 0, time.UTC))
		if err := o.Planner.AcceptHolidays(t.Context(), o.Actor, o.Agency.ID, o.batches[0].Programme, []training.BatchID{o.batches[0].ID}, "SKB 933/2025"); err != nil {
			t.Fatal(err)
		}
		if r := o.gather(t); len(r.Kept)+len(r.Parts)+len(r.Timed) > 0 {
			t.Errorf("kept are %v and %v, taken %d", r.Kept, r.Timed, len(r.Parts))
		}
		r := o.run(t, planning.Order{Mend: true, Moves: planning.Quick, Seed: 1}, nil)
		if len(r.Report.Left) > 0 {
			t.Errorf("left are %+v", r.Report.Left)
		}
		other := o.draft(t, 1)
		if i := slices.IndexFunc(other, func(s schedule.Session) bool { return s.ID == o.meets[0].ID }); other[i] != o.meets[0] {
			t.Errorf("a session of the other batch gives way to a slot that has gone: %+v", other[i])
		}
	})
}

func TestASeminarWhoseExaminerIsIllKeepsItsHour(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newSeminars(t, store, "design_seminar")
		o.ill(t, o.held)
		r := o.run(t, planning.Order{Mend: true, Moves: planning.Quick, Seed: 1}, nil)
		for _, s := range o.draft(t, 1) {
			if s.Meets() && s.TrainerID == o.meets[0].TrainerID && s.Day == o.held.Day && s.Start < o.held.End && o.held.Start < s.End {
				t.Errorf("who examines in the slots is needed by %+v", s)
			}
		}
		s := o.again(o.draft(t, 0))
		if s.Day != o.held.Day || s.Start != o.held.Start || s.End != o.held.End || s.TrainerID == o.held.TrainerID {
			t.Errorf("the seminar is %+v, was %+v", s, o.held)
		}
		// Who is bound to the group by letter is not replaced by a plan.
		i := slices.IndexFunc(r.Report.Left, func(l planning.Left) bool { return l.Session.ID == s.ID })
		if i < 0 || !slices.ContainsFunc(r.Report.Left[i].Causes, func(c planning.Cause) bool { return c.Kind == planning.CauseAbsence }) {
			t.Errorf("left are %+v", r.Report.Left)
		}
	})
}

// TestASeminarWhoseExaminerHasLeftGoesToWhoExaminesInItsSlots plans the seminar anew
// when another one examines in its slots already: their own room and examiner do not
// stand in its way.
func TestASeminarWhoseExaminerHasLeftGoesToWhoExaminesInItsSlots(t *testing.T) {
	o := newSeminars(t, dbtest.SQLite(t, schemas()...), "design_seminar")
	if err := o.plan.Trainers.Stop(t.Context(), o.Actor, o.Agency.ID, o.held.TrainerID, o.held.Day, "Pindah"); err != nil {
		t.Fatal(err)
	}
	first := o.again(solve(t, o.gather(t), 20_000).Batches[0].Sessions)
	if first.TrainerID == "" || first.TrainerID == o.held.TrainerID {
		t.Fatalf("the seminar is %+v", first)
	}
	o.slots = []schedule.Part{o.slot(first, o.held)}
	for _, mend := range []bool{true, false} {
		r := o.gather(t)
		r.Mend = mend
		out := solve(t, r, 20_000)
		now := o.again(out.Batches[0].Sessions)
		if now.TrainerID != first.TrainerID || now.RoomID != o.held.RoomID || now.Day != o.held.Day || now.Start != o.held.Start {
			t.Errorf("the seminar is %+v", now)
		}
		for _, p := range out.Batches {
			for _, s := range p.Sessions {
				if s.ID != now.ID && s.Meets() && s.Day == now.Day && s.Start < now.End && now.Start < s.End && (s.RoomID == now.RoomID || s.TrainerID == now.TrainerID) {
					t.Errorf("who examines in the slots or their room is needed by %+v", s)
				}
			}
		}
	}
}

func TestASlotIsNamedByItsSeminar(t *testing.T) {
	o := newSeminars(t, dbtest.SQLite(t, schemas()...), "design_seminar")
	r := o.gather(t)
	r.Timed[o.meets[0].ID] = planning.Hold{} // it has no other time
	r.Rights, r.Bindings = map[trainer.ID][]trainer.Right{}, []trainer.Binding{{Batch: o.batches[1].ID, Group: o.meets[0].Group, Role: trainer.Role(o.meets[0].Lead), Trainer: o.meets[0].TrainerID}}
	out := solve(t, r, 20_000)
	i := slices.IndexFunc(out.Left, func(l planning.Left) bool { return l.Session.ID == o.meets[0].ID })
	if i < 0 {
		t.Fatalf("left are %d others", len(out.Left))
	}
	causes := out.Left[i].Causes
	if len(causes) != 1 || causes[0].Kind != planning.CauseSession || causes[0].Session.ID != o.held.ID || causes[0].Who != o.meets[0].Trainer || causes[0].Label != o.batches[0].Label {
		t.Errorf("the causes are %+v", causes)
	}
}
