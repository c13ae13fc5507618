package attendance_test

import (
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"

	"pgregory.net/rapid"
)

// outlines makes called sessions of 3 JP on the days given.
func outlines(days ...string) []schedule.Outline {
	var list []schedule.Outline
	for i, d := range days {
		list = append(list, schedule.Outline{ID: schedule.SessionID(rune('a' + i)), Day: clock.Date(d), JP: 3, Kind: regulation.Classroom})
	}
	return list
}

func TestThreeCounters(t *testing.T) {
	const d1, d2 = "2025-07-21", "2025-07-22"
	for name, c := range map[string]struct {
		days      []string
		states    []attendance.State
		all, bare regulation.Absences
	}{
		"who was there missed nothing":               {[]string{d1, d1}, []attendance.State{attendance.Present, attendance.Late}, regulation.Absences{}, regulation.Absences{}},
		"one session of two is no day":               {[]string{d1, d1}, []attendance.State{attendance.Absent, attendance.Present}, regulation.Absences{Sessions: 1, JP: 3}, regulation.Absences{Sessions: 1, JP: 3}},
		"all sessions of a day are a day":            {[]string{d1, d1}, []attendance.State{attendance.Absent, attendance.Absent}, regulation.Absences{Sessions: 2, JP: 6, Days: 1}, regulation.Absences{Sessions: 2, JP: 6, Days: 1}},
		"an open session keeps its day":              {[]string{d1, d1}, []attendance.State{attendance.Absent, attendance.Open}, regulation.Absences{Sessions: 1, JP: 3}, regulation.Absences{Sessions: 1, JP: 3}},
		"excused counts in the one total only":       {[]string{d1, d2}, []attendance.State{attendance.Sick, attendance.Leave}, regulation.Absences{Sessions: 2, JP: 6, Days: 2}, regulation.Absences{}},
		"a day half excused is no day without cause": {[]string{d1, d1}, []attendance.State{attendance.Duty, attendance.Absent}, regulation.Absences{Sessions: 2, JP: 6, Days: 1}, regulation.Absences{Sessions: 1, JP: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			list, marks := outlines(c.days...), map[schedule.SessionID]attendance.State{}
			for i, s := range c.states {
				if s != attendance.Open {
					marks[list[i].ID] = s
				}
			}
			got := attendance.Count(marks, list, func(schedule.Outline) bool { return true })
			if got.All != c.all || got.Unexcused != c.bare {
				t.Errorf("got %+v, want %+v and %+v", got, c.all, c.bare)
			}
		})
	}
}

func TestUnexcusedNeverExceedsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var days []string
		for range rapid.IntRange(0, 20).Draw(t, "sessions") {
			days = append(days, rapid.SampledFrom([]string{"2025-07-21", "2025-07-22", "2025-07-23"}).Draw(t, "day"))
		}
		list, marks := outlines(days...), map[schedule.SessionID]attendance.State{}
		for _, s := range list {
			marks[s.ID] = rapid.SampledFrom(attendance.States()).Draw(t, "state")
		}
		n := attendance.Count(marks, list, func(schedule.Outline) bool { return false })
		if n.Unexcused.Sessions > n.All.Sessions || n.Unexcused.JP > n.All.JP || n.Unexcused.Days > n.All.Days || n.All.Days > 3 {
			t.Fatalf("%+v from %v", n, marks)
		}
	})
}

type class struct {
	*scheduletest.Desk
	desk      *attendance.Desk
	batch     training.Batch
	seats     []training.Seat
	sessions  []schedule.Session // with a roll, for the whole batch
	committee access.Actor
}

// each opens a class in the middle of its course.
func each(t *testing.T, f func(t *testing.T, c class)) {
	t.Helper()
	dbtest.Each(t, append(scheduletest.Schemas(), attendance.Schema), func(t *testing.T, d *db.DB) { f(t, newClass(t, d)) })
}

// newClass is a batch in the middle of its course.
func newClass(t *testing.T, d *db.DB) class {
	t.Helper()
	desk := scheduletest.New(t, d)
	batch := desk.Batch(t, 24)
	desk.Clock.Set(time.Date(2025, 8, 20, 3, 0, 0, 0, time.UTC))
	c := class{Desk: desk, desk: &attendance.Desk{DB: d, Clock: desk.Clock}, batch: batch, seats: desk.Seats(t, batch.ID), committee: trainingtest.Holding(string(desk.Agency.ID), access.Committee, access.Whole)}
	for _, s := range desk.Sessions(t, batch.ID) {
		if attendance.Called(s.Kind) && s.Day < "2025-08-20" && (s.Group == 0 || s.Group == c.seats[0].GroupNumber) {
			c.sessions = append(c.sessions, s)
		}
	}
	return c
}

func (c class) whole(t *testing.T) schedule.Session {
	t.Helper()
	for _, s := range c.sessions {
		if s.Group == 0 {
			return s
		}
	}
	t.Fatal("no session of the whole batch")
	return schedule.Session{}
}

func (c class) roll(first attendance.State) []attendance.Entry {
	var list []attendance.Entry
	for i, s := range c.seats {
		e := attendance.Entry{Chain: s.Chain, State: attendance.Present}
		if i == 0 {
			e.State = first
		}
		list = append(list, e)
	}
	return list
}

func TestTheRollIsChangedWithAReasonOnly(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		ctx, s, first := t.Context(), c.whole(t), c.seats[0].Chain
		for _, step := range []struct {
			name    string
			entries []attendance.Entry
			n       int
			kind    fault.Kind
		}{
			{"sick without a word is refused", c.roll(attendance.Sick), 0, fault.KindInvalid},
			{"the whole roll is written", c.roll(attendance.Absent), 24, 0},
			{"the same roll again changes nothing", c.roll(attendance.Absent), 0, 0},
			{"a change without a reason is refused", []attendance.Entry{{Chain: first, State: attendance.Present}}, 0, fault.KindInvalid},
			{"a change with a reason is written", []attendance.Entry{{Chain: first, State: attendance.Late, Reason: "Datang 09.10"}}, 1, 0},
		} {
			n, err := c.desk.Call(ctx, c.committee, c.Agency, s.ID, step.entries)
			if n != step.n || (err == nil) != (step.kind == 0) || fault.KindOf(err) != step.kind {
				t.Errorf("%s: %d, %v", step.name, n, err)
			}
		}
		have, err := attendance.OfSession(ctx, c.DB, s.ID)
		if err != nil || len(have) != 24 || have[first].State != attendance.Late {
			t.Errorf("%d marks, first %q, %v", len(have), have[first].State, err)
		}
	})
}

func TestWhoMayCallTheRoll(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		agency, s := string(c.Agency.ID), c.whole(t)
		own, other := c.seats[0], c.seats[len(c.seats)-1]
		coach := trainingtest.Holding(agency, access.Coach, access.GroupScope(string(own.Group)))
		for name, x := range map[string]struct {
			by   access.Actor
			seat training.Seat
			want fault.Kind
		}{
			"a coach calls the own group":            {coach, own, 0},
			"a coach calls no other group":           {coach, other, fault.KindForbidden},
			"an officer does not call":               {c.Actor, own, fault.KindForbidden},
			"another agency finds nobody":            {trainingtest.Holding("other", access.Committee, access.Whole), own, fault.KindNotFound},
			"the committee of another batch may not": {trainingtest.Holding(agency, access.Committee, access.BatchScope("x")), own, fault.KindForbidden},
		} {
			_, err := c.desk.Call(t.Context(), x.by, c.Agency, s.ID, []attendance.Entry{{Chain: x.seat.Chain, State: attendance.Present}})
			if (err == nil) != (x.want == 0) || fault.KindOf(err) != x.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestMissingTooMuchOpensACaseThatACorrectionCloses(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		ctx, chain := t.Context(), c.seats[0].Chain
		mark := func(state attendance.State, reason string) {
			for _, s := range c.sessions[:7] {
				if _, err := c.desk.Call(ctx, c.committee, c.Agency, s.ID, []attendance.Entry{{Chain: chain, State: state, Reason: reason}}); err != nil {
					t.Fatal(err)
				}
			}
		}
		open := func(want int) {
			t.Helper()
			list, err := attendance.Cases(ctx, c.DB, c.Agency.ID)
			if err != nil || len(list) != want {
				t.Errorf("%d cases, %v; want %d", len(list), err, want)
			}
		}
		mark(attendance.Absent, "")
		counted, err := attendance.Tallies(ctx, c.DB, c.batch.ID, c.seats)
		if err != nil || counted[chain].All.Sessions != 7 || len(counted[chain].Over) == 0 {
			t.Fatalf("%+v, %v", counted[chain], err)
		}
		open(1)
		mark(attendance.Present, "Salah baca")
		open(0)
	})
}

func TestNobodyIsMarkedAhead(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		all := c.Sessions(t, c.batch.ID)
		for _, s := range all {
			if s.Day > "2025-08-20" && attendance.Called(s.Kind) {
				if _, err := c.desk.Call(t.Context(), c.committee, c.Agency, s.ID, c.roll(attendance.Present)); fault.KindOf(err) != fault.KindConflict {
					t.Errorf("a day to come: %v", err)
				}
				return
			}
		}
		t.Fatal("no session to come")
	})
}

func TestCheckIn(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		ctx, s, seat := t.Context(), c.whole(t), c.seats[0]
		me := trainingtest.Holding(string(c.Agency.ID), access.Participant, access.PersonScope(string(seat.Person)))
		at := func(minutes int) {
			c.Clock.Set(s.Day.Time().Add(time.Duration(s.Start+minutes-7*60) * time.Minute))
		}
		at(-31)
		if _, err := c.desk.CheckIn(ctx, me, c.Agency, s.ID); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("too early: %v", err)
		}
		at(16)
		for range 2 {
			if state, err := c.desk.CheckIn(ctx, me, c.Agency, s.ID); err != nil || state != attendance.Late {
				t.Errorf("a quarter late: %q, %v", state, err)
			}
		}
		if _, err := c.desk.CheckIn(ctx, c.committee, c.Agency, s.ID); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("the committee checks in: %v", err)
		}
		if err := c.desk.Close(ctx, c.committee, c.Agency, s.ID); err != nil {
			t.Fatal(err)
		}
		other := trainingtest.Holding(string(c.Agency.ID), access.Participant, access.PersonScope(string(c.seats[1].Person)))
		if _, err := c.desk.CheckIn(ctx, other, c.Agency, s.ID); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("after closing: %v", err)
		}
	})
}

func TestWhoIsDeferredFromALaterDayStillChecksIn(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		ctx, s, seat := t.Context(), c.whole(t), c.seats[0]
		me := trainingtest.Holding(string(c.Agency.ID), access.Participant, access.PersonScope(string(seat.Person)))
		if err := c.Planner.Defer(ctx, c.Actor, c.Agency.ID, seat.ID, training.Note{Date: s.Day.AddDays(1), Reason: "Melahirkan"}); err != nil {
			t.Fatal(err)
		}
		c.Clock.Set(s.Day.Time().Add(time.Duration(s.Start-7*60) * time.Minute))
		if state, err := c.desk.CheckIn(ctx, me, c.Agency, s.ID); err != nil || state != attendance.Present {
			t.Errorf("on the last day: %q, %v", state, err)
		}
		if own, err := c.desk.Own(ctx, me, c.Agency); err != nil || len(own.Sessions) == 0 {
			t.Errorf("the own page shows %d sessions, %v", len(own.Sessions), err)
		}
		c.Clock.Set(s.Day.AddDays(1).Time().Add(time.Hour))
		if own, err := c.desk.Own(ctx, me, c.Agency); err != nil || len(own.Sessions) != 0 {
			t.Errorf("afterwards the own page shows %d sessions, %v", len(own.Sessions), err)
		}
	})
}
