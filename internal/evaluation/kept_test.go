package evaluation_test

import (
	"io/fs"
	"reflect"
	"testing"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// course is a published batch on its twelfth day, and another one beside it.
type course struct {
	room
	desk   *scheduletest.Desk
	roll   *attendance.Desk
	roster *roster.Desk
	called schedule.Session // of everybody, before today
	next   schedule.Session // of everybody, in the same stage
	beside training.BatchID
}

func newCourse(t *testing.T, d *db.DB) course {
	desk := scheduletest.New(t, d)
	desk.People(t, 0, 60)
	o := trainingtest.Order("Latsar 2025")
	o.Waves = 1
	batches := desk.Batches(t, desk.Programme(t, o))
	desk.Publish(t, "", batches[0].ID, batches[1].ID)
	desk.Clock.Advance(45 * 24 * 3600e9)
	c := course{room: room{desk.Desk, &evaluation.Board{DB: d, Clock: desk.Clock}, batches[0].ID, desk.Seats(t, batches[0].ID), trainingtest.Holding(string(desk.Agency.ID), access.Committee, access.Whole)},
		desk: desk, roll: &attendance.Desk{DB: d, Clock: desk.Clock}, roster: &roster.Desk{DB: d, Clock: desk.Clock}, beside: batches[1].ID}
	for _, s := range desk.Sessions(t, c.batch) {
		switch {
		case !attendance.Called(s.Kind) || s.Group != 0 || s.JP == 0:
		case c.called.ID == "":
			c.called = s
		case s.Stage == c.called.Stage:
			c.next = s
			return c
		}
	}
	t.Fatal("no two sessions of everybody in one stage")
	return c
}

// lengthen gives the called session one JP of the next in the draft.
func (c course) lengthen(t *testing.T) {
	t.Helper()
	for _, s := range []schedule.Session{c.called, c.next} {
		e := schedule.EditOf(s)
		if e.JP++; s == c.next {
			e.JP -= 2
		}
		if err := c.desk.Schedule.Change(t.Context(), c.Actor, c.Agency.ID, c.batch, s.ID, e); err != nil {
			t.Fatal(err)
		}
	}
}

// What a table shows is changed by acts of five houses. The board keeps tables
// between acts; after each, the kept one must say what a new one says.
func TestAKeptTableTellsEveryActAtOnce(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), []fs.FS{attendance.Schema, evaluation.Schema}...), func(t *testing.T, d *db.DB) {
		c := newCourse(t, d)
		ctx, a, seat, note := t.Context(), c.Agency, c.seats[0], training.Note{Date: c.Agency.Today(c.Clock.Now()), Reason: "Bertukar"}
		acts := []struct {
			name string
			do   func() error
		}{
			{"an absence", func() error {
				_, err := c.roll.Call(ctx, c.committee, a, c.called.ID, []attendance.Entry{{Chain: seat.Chain, State: attendance.Absent}})
				return err
			}},
			{"a corrected absence", func() error {
				_, err := c.roll.Call(ctx, c.committee, a, c.called.ID, []attendance.Entry{{Chain: seat.Chain, State: attendance.Sick, Reason: "Surat dokter"}})
				return err
			}},
			{"a new schedule", func() error {
				c.lengthen(t)
				_, err := c.desk.Schedule.Publish(ctx, c.Actor, a.ID, []training.BatchID{c.batch}, "Lebih lama")
				return err
			}},
			{"marks", func() error { c.mark(t, seat); return nil }},
			{"a corrected name", func() error {
				p, err := roster.ByID(ctx, d, a.ID, seat.Person)
				if err != nil {
					return err
				}
				p.Name = "NAMA YANG BENAR"
				return c.roster.Correct(ctx, c.Actor, a.ID, p, note.Date, "Salah ketik")
			}},
			{"a new telephone number", func() error { return c.roster.SetContact(ctx, c.Actor, a.ID, seat.Person, "081200009999", "") }},
			{"another group", func() error {
				return c.Planner.AssignGroup(ctx, c.Actor, a.ID, seat.ID, seat.GroupNumber%4+1, note)
			}},
			{"somebody who leaves", func() error { return c.Planner.MoveSeat(ctx, c.Actor, a.ID, c.seats[1].ID, c.beside, 0, note) }},
			{"somebody who is deferred", func() error { return c.Planner.Defer(ctx, c.Actor, a.ID, c.seats[2].ID, note) }},
			{"a meeting", func() error { c.prepare(t); return nil }},
			{"a decision", func() error {
				return c.board.Decide(ctx, c.committee, a, c.batch, seat.Chain, regulation.Deferred, "Menunggu")
			}},
			{"all decisions", func() error {
				for _, s := range c.desk.Seats(t, c.batch) {
					if s.Chain != seat.Chain {
						c.mark(t, s)
					}
				}
				_, err := c.board.ConfirmAll(ctx, c.committee, a, c.batch)
				return err
			}},
			{"a lock", func() error { return c.board.Lock(ctx, c.committee, a, c.batch, true) }},
			{"a corrected verdict", func() error {
				v := c.row(t, c.seats[3]).Verdict
				return c.board.Correct(ctx, c.committee, a, v.ID, map[string]regulation.Hundredths{"design": 9200}, regulation.Passed, "Nilai tertinggal")
			}},
		}
		before := c.table(t)
		for _, act := range acts {
			if err := act.do(); err != nil {
				t.Fatalf("%s: %v", act.name, err)
			}
			kept := c.table(t)
			anew, err := (&evaluation.Board{DB: d, Clock: c.Clock}).Table(ctx, c.committee, a, c.batch)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(kept, anew) {
				t.Errorf("after %s the kept table differs from a new one", act.name)
			}
			if reflect.DeepEqual(before, anew) {
				t.Errorf("%s changes nothing in the table", act.name)
			}
			before = anew
		}
	})
}

func TestAKeptTableIsSeenWithinReachOnly(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx, seat, agency := t.Context(), r.seats[0], string(r.Agency.ID)
		r.Clock.Advance(8 * 24 * 3600e9)
		coach := trainingtest.Holding(agency, access.Coach, access.GroupScope(string(seat.Group)))
		all := len(r.table(t).Rows)
		for range 2 {
			seen, err := r.board.Table(ctx, coach, r.Agency, r.batch)
			if err != nil || len(seen.Rows) == 0 || len(seen.Rows) >= all {
				t.Errorf("a coach sees %d of %d, %v", len(seen.Rows), all, err)
			}
			if got := len(r.table(t).Rows); got != all {
				t.Errorf("the committee sees %d of %d after the coach", got, all)
			}
		}
		other, err := r.Org.CreateAgency(ctx, access.System("test"), org.Agency{Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, Hue: 215})
		if err != nil {
			t.Fatal(err)
		}
		there, err := org.AgencyByID(ctx, r.DB, other)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.board.Table(ctx, trainingtest.Holding(string(other), access.Committee, access.Whole), there, r.batch); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("another agency's committee reads a kept table: %v", err)
		}
	})
}
