package planning_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/timetable"
	"pamong/internal/planning"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// furnish enters so many trainers who may do everything, and links and halls.
func (o office) furnish(t testing.TB, trainers, rooms int) []trainer.ID {
	t.Helper()
	ctx := t.Context()
	var ids []trainer.ID
	for i := range trainers {
		id, err := o.plan.Trainers.Keep(ctx, o.Actor, trainer.Trainer{Agency: o.Agency.ID, Name: fmt.Sprintf("Pengajar %c%c", 'A'+i/26, 'A'+i%26), DayJP: 12})
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range trainer.Roles {
			if err := o.plan.Trainers.Grant(ctx, o.Actor, o.Agency.ID, trainer.Right{Trainer: id, Role: role, From: "2024-01-01"}); err != nil {
				t.Fatal(err)
			}
		}
		ids = append(ids, id)
	}
	desk := &venue.Desk{DB: o.DB, Clock: o.Clock}
	for i := range rooms {
		for _, one := range []venue.Room{{Name: fmt.Sprintf("Ruang %d", i), Kind: venue.Hall, Seats: 45}, {Name: fmt.Sprintf("Tautan %d", i), Kind: venue.Online, Seats: 300, Link: fmt.Sprintf("https://rapat.example.go.id/%d", i)}} {
			one.Agency = o.Agency.ID
			if _, err := desk.Keep(ctx, o.Actor, one); err != nil {
				t.Fatal(err)
			}
		}
	}
	return ids
}

func (o office) run(t testing.TB, order planning.Order, told func(timetable.Standing)) planning.Run {
	t.Helper()
	r, err := o.plan.Plan(t.Context(), o.Actor, o.Agency, o.batches[0].Programme, order, told)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAPlanStandsInTheDraftsAndIsPublished(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newOffice(t, store, 0, 70, 1)
		o.furnish(t, 12, 9)
		r := o.run(t, planning.Order{Moves: planning.Quick, Seed: 1}, nil)
		if len(r.Report.Left) > 0 || r.Report.Changed == 0 || r.Report.Bound != 16 || r.State != planning.Done {
			t.Fatalf("the report is %+v", r.Report)
		}
		for _, b := range o.batches {
			v, err := schedule.Look(t.Context(), store, o.Agency.ID, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range v.Hard() {
				t.Errorf("%s: %s %v", b.Label, p.Key, p.Args)
			}
			for _, s := range v.Sessions {
				if s.Lead == "coach" && (s.TrainerID == "" || s.RoomID == "" || s.Trainer == "") {
					t.Errorf("nobody coaches, or nowhere: %+v", s)
				}
			}
		}
		o.Publish(t, "", o.batches[0].ID, o.batches[1].ID)
		again := o.run(t, planning.Order{Mend: true, Moves: planning.Quick, Seed: 1}, nil)
		if again.Report.Changed != 0 || again.Report.Bound != 0 {
			t.Errorf("mending what is whole changes %d sessions", again.Report.Changed)
		}
		runs, err := planning.Runs(t.Context(), store, o.batches[0].Programme)
		if err != nil || len(runs) != 2 || runs[0].ID != again.ID || runs[1].Report.Changed != r.Report.Changed {
			t.Errorf("%d runs are kept, %v", len(runs), err)
		}
	})
}

// TestWhoIsProposedIsBoundFromTheirFirstSession reads the bindings of a plan, and lets
// somebody leave before the day from which they were bound by hand: who follows them
// begins no earlier.
func TestWhoIsProposedIsBoundFromTheirFirstSession(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		o := newOffice(t, store, 0, 40, 1)
		o.furnish(t, 8, 6)
		batch := o.batches[0]
		o.run(t, planning.Order{Moves: planning.Quick, Seed: 1}, nil)
		first := func(b trainer.Binding) (days []clock.Date) {
			v, err := schedule.Look(ctx, store, o.Agency.ID, batch.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range v.Sessions {
				if s.Group == b.Group && s.Lead == string(b.Role) && s.TrainerID == b.Trainer {
					days = append(days, s.Day)
				}
			}
			slices.Sort(days)
			return days
		}
		bindings := func() []trainer.Binding {
			list, err := trainer.Bindings(ctx, store, batch.ID)
			if err != nil || len(list) == 0 {
				t.Fatalf("%d are bound, %v", len(list), err)
			}
			return list
		}
		for _, b := range bindings() {
			if days := first(b); len(days) == 0 || b.From != days[0] {
				t.Errorf("%s of group %d is bound from %s and leads on %v", b.Role, b.Group, b.From, days)
			}
		}
		held := bindings()[0]
		days := first(held)
		late := held
		late.From, late.Reason = days[len(days)-1], "Penugasan baru"
		for _, b := range bindings() {
			if b.Trainer != held.Trainer {
				late.Trainer = b.Trainer
			}
		}
		if err := store.InTx(ctx, func(tx *db.Tx) error { return o.plan.Trainers.Bind(ctx, tx, o.Actor, late) }); err != nil {
			t.Fatal(err)
		}
		if err := o.plan.Trainers.Stop(ctx, o.Actor, o.Agency.ID, late.Trainer, batch.Start, "Pindah"); err != nil {
			t.Fatal(err)
		}
		o.run(t, planning.Order{Mend: true, Moves: planning.Quick, Seed: 1}, nil)
		for _, b := range bindings() {
			if b.Group == held.Group && b.Role == held.Role && (b.Trainer == late.Trainer || b.From < late.From) {
				t.Errorf("after %s, bound from %s, follows %s from %s", late.Trainer, late.From, b.Trainer, b.From)
			}
		}
	})
}

func TestWhatIsChangedWhileAPlanIsMadeStays(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newOffice(t, store, 0, 40, 1)
		ids := o.furnish(t, 8, 6)
		batch := o.batches[0].ID
		v, err := schedule.Look(t.Context(), store, o.Agency.ID, batch)
		if err != nil {
			t.Fatal(err)
		}
		var s schedule.Session
		for _, one := range v.Sessions {
			if one.Lead == "tutor" && one.Group == 0 {
				s = one
				break
			}
		}
		done := false
		r, err := o.plan.Plan(t.Context(), o.Actor, o.Agency, o.batches[0].Programme, planning.Order{Moves: 20_000, Seed: 1}, func(timetable.Standing) {
			if done {
				return
			}
			done = true
			e := schedule.EditOf(v.MovedTo(s, s.Day, s.Start+90))
			e.TrainerID = ids[7]
			if err := o.Schedule.Change(t.Context(), o.Actor, o.Agency.ID, batch, s.ID, e); err != nil {
				t.Error(err)
			}
		})
		if err != nil || !done || r.Report.Again != 1 {
			t.Fatalf("changed %v, %+v, %v", done, r.Report, err)
		}
		if v, err = schedule.Look(t.Context(), store, o.Agency.ID, batch); err != nil {
			t.Fatal(err)
		}
		for _, one := range v.Sessions {
			if one.ID == s.ID && (one.Start != s.Start+90 || one.TrainerID != ids[7]) {
				t.Errorf("the change is lost: %+v", one)
			}
		}
	})
}

func TestWhatIsChangedInABatchThatAPlanLeavesAloneIsHeeded(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newOffice(t, store, 0, 70, 1)
		o.furnish(t, 12, 9)
		o.run(t, planning.Order{Moves: planning.Quick, Seed: 1}, nil)
		one := o.batches[0].ID
		v, err := schedule.Look(t.Context(), store, o.Agency.ID, one)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(v.Sessions, schedule.Session.Meets)
		done := false
		r := o.run(t, planning.Order{Mend: true, Moves: 1, Seed: 1}, func(timetable.Standing) {
			if done {
				return
			}
			done = true
			if err := o.Schedule.Lock(t.Context(), o.Actor, o.Agency.ID, one, v.Sessions[i].ID, true); err != nil {
				t.Error(err)
			}
		})
		if !done || r.Report.Changed != 0 || r.Report.Again != 1 {
			t.Errorf("told %v: %d sessions changed, begun anew %d times", done, r.Report.Changed, r.Report.Again)
		}
	})
}

func TestARunIsStoppedAndKeepsItsBest(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newOffice(t, store, 0, 40, 1)
		o.furnish(t, 8, 6)
		programme := o.batches[0].Programme
		told := 0
		r := o.run(t, planning.Order{Moves: 10_000_000, Seed: 1}, func(timetable.Standing) {
			if told++; told > 1 {
				return
			}
			if _, err := o.plan.Plan(t.Context(), o.Actor, o.Agency, programme, planning.Order{Moves: 1}, nil); fault.KindOf(err) != fault.KindConflict {
				t.Errorf("two runs of one programme: %v", err)
			}
			if err := o.plan.Stop(t.Context(), o.Actor, o.Agency.ID, programme); err != nil {
				t.Error(err)
			}
		})
		if r.State != planning.Done || r.Report.Changed == 0 || told == 0 {
			t.Errorf("told %d times, %+v", told, r)
		}
		if err := o.plan.Stop(t.Context(), o.Actor, o.Agency.ID, programme); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a run that is over is stopped: %v", err)
		}
	})
}

// A run is asked to stop before its first move, as one that begins anew may be: it
// keeps the best of some search, not what it began with.
func TestARunThatIsStoppedAtOnceIsSearched(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	o.furnish(t, 8, 6)
	done := false
	r := o.run(t, planning.Order{Moves: planning.Quick, Seed: 1}, func(timetable.Standing) {
		if done {
			return
		}
		done = true
		if err := o.plan.Stop(t.Context(), o.Actor, o.Agency.ID, o.batches[0].Programme); err != nil {
			t.Error(err)
		}
	})
	if !done || r.Report.Moves < 10*planning.Quick {
		t.Errorf("%d moves were tried", r.Report.Moves)
	}
}

func TestARunLeavesItsJobTheTimeToWrite(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	o.furnish(t, 8, 6)
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second) // as much as writing may take
	defer cancel()
	r, err := o.plan.Plan(ctx, o.Actor, o.Agency, o.batches[0].Programme, planning.Order{Moves: 10_000_000, Seed: 1}, nil)
	if err != nil || r.State != planning.Done || r.Report.Moves != 0 || r.Report.Changed == 0 {
		t.Errorf("%s, %+v, %v", r.State, r.Report, err)
	}
}

func TestARunThatIsBrokenOffKeepsItsBest(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, store *db.DB) {
		o := newOffice(t, store, 0, 40, 1)
		o.furnish(t, 8, 6)
		programme := o.batches[0].Programme
		ctx, breakOff := context.WithCancel(t.Context())
		r, err := o.plan.Plan(ctx, o.Actor, o.Agency, programme, planning.Order{Moves: 10_000_000, Seed: 1}, func(timetable.Standing) { breakOff() })
		if err != nil || r.State != planning.Done || r.Report.Changed == 0 {
			t.Fatalf("the run came to %+v, %v", r, err)
		}
		for _, b := range o.batches {
			v, err := schedule.Look(t.Context(), store, o.Agency.ID, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range v.Hard() {
				t.Errorf("%s: %s %v", b.Label, p.Key, p.Args)
			}
		}
		if _, err := o.plan.Plan(ctx, o.Actor, o.Agency, programme, planning.Order{Moves: 1}, nil); err == nil {
			t.Error("a plan is made after the end")
		}
		o.run(t, planning.Order{Moves: 1, Seed: 1}, nil)
	})
}

func TestWhatIsTooMuchToPlanIsSaid(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	var list strings.Builder
	list.WriteString("Nama Ruang,Kapasitas\n")
	year := 366
	if err := o.Planner.SetStage(t.Context(), o.Actor, o.Agency.ID, o.batches[0].ID, "elearning_1", regulation.StageChange{Days: &year}, "Salah ketik"); err != nil {
		t.Fatal(err)
	}
	for i := range 6_000 {
		fmt.Fprintf(&list, "Ruang %d,40\n", i)
	}
	rooms := &venue.Desk{DB: o.DB, Clock: o.Clock}
	l, err := rooms.ReadList(t.Context(), o.Actor, o.Agency, roster.File{ReaderAt: strings.NewReader(list.String()), Size: int64(list.Len()), Name: "ruang.csv"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rooms.Enter(t.Context(), o.Actor, o.Agency, l, false); err != nil {
		t.Fatal(err)
	}
	_, err = o.plan.Plan(t.Context(), o.Actor, o.Agency, o.batches[0].Programme, planning.Order{Moves: 1}, nil)
	if e := fault.Of(err); e == nil || e.Key != "planning.fault.large" {
		t.Errorf("a year of days and six thousand rooms: %v", err)
	}
}

func TestOnlyPlannersPlan(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	coach := trainingtest.Holding(string(o.Agency.ID), access.Coach, access.Whole)
	if _, err := o.plan.Plan(t.Context(), coach, o.Agency, o.batches[0].Programme, planning.Order{Moves: 1}, nil); fault.KindOf(err) != fault.KindForbidden {
		t.Errorf("a coach plans: %v", err)
	}
	if err := o.plan.SetWeights(t.Context(), coach, o.Agency.ID, planning.Usual()); fault.KindOf(err) != fault.KindForbidden {
		t.Errorf("a coach sets weights: %v", err)
	}
	for _, moves := range []int{0, -5, 1 << 60} {
		if _, err := o.plan.Plan(t.Context(), o.Actor, o.Agency, o.batches[0].Programme, planning.Order{Moves: moves}, nil); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("%d moves are tried: %v", moves, err)
		}
	}
	w := planning.Usual()
	w.Day = -1
	if err := o.plan.SetWeights(t.Context(), o.Actor, o.Agency.ID, w); fault.KindOf(err) != fault.KindInvalid {
		t.Errorf("a weight below nothing is taken: %v", err)
	}
	w.Day = 9
	if err := o.plan.SetWeights(t.Context(), o.Actor, o.Agency.ID, w); err != nil {
		t.Fatal(err)
	}
	if got, err := planning.WeightsOf(t.Context(), o.DB, o.Agency.ID); err != nil || got != w {
		t.Errorf("weights are %+v, %v", got, err)
	}
	if _, err := o.plan.Plan(t.Context(), o.Actor, o.Agency, training.ProgrammeID("none"), planning.Order{Moves: 1}, nil); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("a programme that is not there: %v", err)
	}
}
