package schedule

import (
	"slices"
	"testing"

	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// court is a trainer with a right to coach and two rooms on two sites.
func court() *resources {
	t := trainer.Trainer{ID: "t1", Name: "Dr. Rahma Putri"}
	return &resources{class: training.ClassIII, people: map[int]int{0: 40, 1: 10},
		staff: trainer.Staff{Trainers: []trainer.Trainer{t}, Bounds: trainer.Bounds{DayJP: 8, MonthJP: 10},
			Rights:   map[trainer.ID][]trainer.Right{"t1": {{Trainer: "t1", Role: trainer.Coach, Class: training.Mixed}}},
			Absences: map[trainer.ID][]trainer.Absence{"t1": {{From: "2025-08-04", Until: "2025-08-04"}, {From: "2025-08-05", Until: "2025-08-05", Start: 720, End: 780}}}},
		stock: venue.Stock{Rooms: []venue.Room{{ID: "r1", Name: "Kelas A", Kind: venue.Hall, Site: "A", Seats: 20}, {ID: "r2", Name: "Kelas B", Kind: venue.Hall, Site: "B", Seats: 20}},
			Closures: map[venue.RoomID][]venue.Closure{"r2": {{From: "2025-08-06", Until: "2025-08-06"}}}, Trips: venue.Trips{{"A", "B"}: 30, {"B", "A"}: 30}},
	}
}

func held(id string, day clock.Date, start, end, jp int) Session {
	return Session{ID: SessionID(id), Day: day, Start: start, End: end, JP: jp, Kind: regulation.Classroom, Lead: "coach", Group: 1, Trainer: "Dr. Rahma Putri", TrainerID: "t1"}
}

func TestTrainersAndRoomsAreJudged(t *testing.T) {
	in := func(s Session, room venue.RoomID) Session {
		s.RoomID, s.Place = room, string(room)
		return s
	}
	lead := func(s Session, lead string) Session {
		s.Lead = lead
		return s
	}
	batch := func(s Session) Session {
		s.Group = 0
		return s
	}
	own := func(s Session, kind regulation.SessionKind) Session {
		s.Kind = kind
		return s
	}
	for _, c := range []struct {
		name             string
		sessions, others []Session
		hard, soft       []string
	}{
		{"a session by right, in time and in a room that fits breaks nothing", []Session{in(held("a", "2025-08-07", 480, 600, 2), "r1")}, nil, nil, nil},
		{"a trainer without the right to examine may not", []Session{lead(held("a", "2025-08-07", 480, 600, 2), "examiner")}, nil, []string{"schedule.problem.bar"}, nil},
		{"what the committee leads needs no right", []Session{lead(held("a", "2025-08-07", 480, 600, 2), "committee")}, nil, nil, nil},
		{"a trainer who is away may not", []Session{held("a", "2025-08-04", 480, 600, 2)}, nil, []string{"schedule.problem.bar"}, nil},
		{"who is away at noon teaches in the morning", []Session{held("a", "2025-08-05", 480, 600, 2)}, nil, nil, nil},
		{"who is away at noon does not teach at noon", []Session{held("a", "2025-08-05", 660, 730, 2)}, nil, []string{"schedule.problem.bar"}, nil},
		{"what people do in their own time needs nobody", []Session{own(lead(held("a", "2025-08-04", 480, 600, 2), "examiner"), regulation.Asynchronous)}, nil, nil, nil},
		{"a closed room is refused", []Session{in(held("a", "2025-08-06", 480, 600, 2), "r2")}, nil, []string{"schedule.problem.room_bar"}, nil},
		{"a room with too few seats is refused", []Session{in(batch(held("a", "2025-08-07", 480, 600, 2)), "r1")}, nil, []string{"schedule.problem.room_bar"}, nil},
		{"more than the most JP a day is refused, other batches counted", []Session{held("a", "2025-08-07", 480, 600, 5)}, []Session{held("b", "2025-08-07", 700, 900, 4)}, []string{"schedule.problem.trainer_day"}, nil},
		{"more than the most JP a month is a warning", []Session{held("a", "2025-08-07", 480, 600, 6)}, []Session{held("b", "2025-08-11", 480, 600, 6)}, nil, []string{"schedule.problem.trainer_month"}},
		{"a trip without time is refused", []Session{in(held("a", "2025-08-07", 480, 600, 2), "r1")}, []Session{in(held("b", "2025-08-07", 620, 700, 2), "r2")}, []string{"schedule.problem.trip"}, nil},
		{"a trip with time is not", []Session{in(held("a", "2025-08-07", 480, 600, 2), "r1")}, []Session{in(held("b", "2025-08-07", 630, 700, 2), "r2")}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := court()
			problems := append(r.checkEach(c.sessions), r.checkLoads(c.sessions, c.others)...)
			if got := found(problems, true); !slices.Equal(got, c.hard) {
				t.Errorf("hard %v, want %v", got, c.hard)
			}
			if got := found(problems, false); !slices.Equal(got, c.soft) {
				t.Errorf("soft %v, want %v", got, c.soft)
			}
		})
	}
}

func TestARoomIsNotUsedTwiceAtOnce(t *testing.T) {
	room := func(id string, start, end int, r venue.RoomID) Session {
		s := held(id, "2025-08-07", start, end, 2)
		s.RoomID, s.TrainerID, s.Trainer = r, "", ""
		return s
	}
	for _, c := range []struct {
		name             string
		sessions, others []Session
		want             int
	}{
		{"two groups in one room at once", []Session{room("a", 480, 600, "r1"), room("b", 540, 660, "r1")}, nil, 1},
		{"one after the other", []Session{room("a", 480, 600, "r1"), room("b", 600, 660, "r1")}, nil, 0},
		{"in two rooms", []Session{room("a", 480, 600, "r1"), room("b", 480, 600, "r2")}, nil, 0},
		{"another batch in the room", []Session{room("a", 480, 600, "r1")}, []Session{room("b", 540, 660, "r1")}, 1},
		{"two other batches are not ours", []Session{room("a", 480, 600, "r2")}, []Session{room("b", 540, 660, "r1"), room("c", 540, 660, "r1")}, 0},
		{"a text only", []Session{room("a", 480, 600, ""), room("b", 480, 600, "")}, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := checkRooms(c.sessions, c.others); len(got) != c.want || c.want > 0 && !got[0].Hard {
				t.Errorf("%d problems, want %d", len(got), c.want)
			}
		})
	}
}

func TestTrainersOfTheListAreKnownByTheirID(t *testing.T) {
	a := Session{Trainer: "Dr. Rahma Putri", TrainerID: "t1"}
	for name, c := range map[string]struct {
		other Session
		want  bool
	}{
		"the same after marrying":      {Session{Trainer: "Dr. Rahma Hidayat", TrainerID: "t1"}, true},
		"another of the same name":     {Session{Trainer: "Dr. Rahma Putri", TrainerID: "t2"}, false},
		"a name written by hand":       {Session{Trainer: "dr rahma putri"}, true},
		"another name written by hand": {Session{Trainer: "Dr. Anton"}, false},
	} {
		if got := sameTrainer(&a, &c.other); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestBindingKnowsWhatWouldClash(t *testing.T) {
	elsewhere := func(id string, start, end int) Session {
		s := held(id, "2025-08-07", start, end, 2)
		s.Batch, s.Group = "b2", 3
		return s
	}
	place := trainer.Binding{Batch: "b1", Group: 1, Role: trainer.Coach}
	sessions := []Session{held("a", "2025-08-07", 480, 600, 2), held("b", "2025-08-08", 480, 600, 2)}
	for i := range sessions {
		sessions[i].Batch = "b1"
	}
	for _, c := range []struct {
		name    string
		planned []Session
		from    clock.Date
		want    int
	}{
		{"nothing else", sessions, "", 0},
		{"at the same time in another batch", []Session{elsewhere("x", 540, 660)}, "", 1},
		{"before it", []Session{elsewhere("x", 420, 480)}, "", 0},
		{"before the day on which it begins", []Session{elsewhere("x", 540, 660)}, "2025-08-08", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := place
			b.From = c.from
			if n := Clashes(c.planned, sessions, b, trainer.Trainer{ID: "t1"}); n != c.want {
				t.Errorf("%d sessions clash, want %d", n, c.want)
			}
		})
	}
}
