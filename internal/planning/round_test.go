package planning_test

import (
	"fmt"
	"io/fs"
	"testing"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/timetable"
	"pamong/internal/planning"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// schemas are the tables that planning needs.
func schemas() []fs.FS { return append(scheduletest.Schemas(), planning.Schema) }

// office is an agency with a programme of which nobody leads anything yet.
type office struct {
	*scheduletest.Desk
	plan    *planning.Desk
	batches []training.Batch
}

func newOffice(t testing.TB, d *db.DB, two, three, waves int) office {
	t.Helper()
	o := office{Desk: scheduletest.New(t, d)}
	o.People(t, two, three)
	order := trainingtest.Order("Latsar 2025")
	order.Waves = waves
	order.WaveStarts = map[int]clock.Date{2: "2025-08-04", 3: "2025-09-01", 4: "2025-09-29"}
	switch {
	case waves < 4:
		order.WaveStarts = nil
	case waves > 4: // a wave every two weeks
		order.Cap, order.WaveStarts = 40, map[int]clock.Date{}
		for n := 2; n <= waves; n++ {
			order.WaveStarts[n] = order.Start.AddDays(14 * (n - 1))
		}
	}
	o.batches = o.Batches(t, o.Programme(t, order))
	o.plan = &planning.Desk{DB: d, Clock: o.Clock, Schedule: o.Schedule, Trainers: &trainer.Desk{DB: d, Clock: o.Clock}}
	return o
}

// round reads the programme with so many invented trainers, halls and links.
func (o office) round(t testing.TB, trainers, halls, links int) *planning.Round {
	t.Helper()
	r, err := o.plan.Gather(t.Context(), o.DB, o.Agency, o.batches, planning.Usual(), false)
	if err != nil {
		t.Fatal(err)
	}
	r.Rights, r.Absences = map[trainer.ID][]trainer.Right{}, map[trainer.ID][]trainer.Absence{}
	for i := range trainers {
		id := trainer.ID(fmt.Sprintf("t%04d", i))
		r.Trainers = append(r.Trainers, trainer.Trainer{ID: id, Agency: o.Agency.ID, Name: fmt.Sprintf("Pengajar %d", i)})
		for _, role := range trainer.Roles {
			r.Rights[id] = append(r.Rights[id], trainer.Right{Trainer: id, Role: role})
		}
	}
	for i := range halls {
		r.Rooms = append(r.Rooms, venue.Room{ID: venue.RoomID(fmt.Sprintf("r%04d", i)), Name: fmt.Sprintf("Ruang %d", i), Kind: venue.Hall, Seats: 45})
	}
	for i := range links {
		r.Rooms = append(r.Rooms, venue.Room{ID: venue.RoomID(fmt.Sprintf("z%04d", i)), Name: fmt.Sprintf("Tautan %d", i), Kind: venue.Online, Link: "https://rapat.example.go.id/" + fmt.Sprint(i)})
	}
	r.Bounds = trainer.Bounds{DayJP: 12, MonthJP: 150, Level: map[training.Class]trainer.Level{}}
	return r
}

func solve(t testing.TB, r *planning.Round, moves int) *planning.Outcome {
	t.Helper()
	out, err := planning.Solve(t.Context(), r, timetable.Options{Moves: moves, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// faults counts, from the sessions alone, what no plan may do: somebody or a
// room twice at once, an absence, a closure, a bound, a lesson outside its stage.
func faults(r *planning.Round, out *planning.Outcome) []string {
	var list []string
	type use struct {
		who string
		day clock.Date
	}
	used := map[use][]schedule.Session{}
	day, month := map[use]int{}, map[use]int{}
	for i, b := range out.Batches {
		for _, s := range b.Sessions {
			if s.Kind == regulation.Workplace {
				continue
			}
			for g := 1; g <= r.Courses[i].Groups(); g++ {
				if s.Group == 0 || s.Group == g {
					k := use{fmt.Sprint(b.Batch.ID, g), s.Day}
					used[k] = append(used[k], s)
				}
			}
			if s.Kind == regulation.Asynchronous {
				continue
			}
			if s.TrainerID != "" {
				k := use{string(s.TrainerID), s.Day}
				used[k] = append(used[k], s)
				day[k] += s.JP
				month[use{string(s.TrainerID), s.Day[:7]}] += s.JP
			}
			if s.RoomID != "" {
				k := use{string(s.RoomID), s.Day}
				used[k] = append(used[k], s)
			}
			for _, a := range r.Absences[s.TrainerID] {
				if a.Meets(s.Day, s.Start, s.End) {
					list = append(list, fmt.Sprintf("%s leads on %s and is away", s.Trainer, s.Day))
				}
			}
		}
	}
	for k, sessions := range used {
		for i, a := range sessions {
			for _, b := range sessions[i+1:] {
				if a.Start < b.End && b.Start < a.End {
					list = append(list, fmt.Sprintf("%s is needed twice on %s: %s %d-%d and %s %d-%d", k.who, k.day, a.Subject, a.Start, a.End, b.Subject, b.Start, b.End))
				}
			}
		}
	}
	for k, n := range day {
		if r.Bounds.DayJP > 0 && n > r.Bounds.DayJP {
			list = append(list, fmt.Sprintf("%s leads %d JP on %s", k.who, n, k.day))
		}
	}
	for k, n := range month {
		if r.Bounds.MonthJP > 0 && n > r.Bounds.MonthJP {
			list = append(list, fmt.Sprintf("%s leads %d JP in %s", k.who, n, k.day))
		}
	}
	return list
}

func TestPontianakIsPlannedWithoutABreach(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 118, 220, 4)
	r := o.round(t, 40, 12, 12)
	out := solve(t, r, 900_000)
	for _, f := range faults(r, out) {
		t.Error(f)
	}
	for _, l := range out.Left {
		t.Errorf("left: %s %+v", l.Session.Subject, l.Causes)
	}
	t.Logf("%d events, %+v, %d bindings", out.Events, out.Costs, len(out.Bindings))
}
