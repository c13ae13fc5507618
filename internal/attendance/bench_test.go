package attendance_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// hall is a day on which everybody of a course meets.
type hall struct {
	*scheduletest.Desk
	desk     *attendance.Desk
	seats    []training.Seat
	sessions map[training.BatchID]schedule.Session // of everybody, on the first common day
}

func newHall(b *testing.B, d *db.DB, people int) hall {
	desk := scheduletest.New(b, d)
	desk.People(b, 0, people)
	o := trainingtest.Order("Latsar 2025")
	o.Waves = 1
	batches := desk.Batches(b, desk.Programme(b, o))
	h := hall{Desk: desk, desk: &attendance.Desk{DB: d, Clock: desk.Clock}, sessions: map[training.BatchID]schedule.Session{}}
	for _, batch := range batches {
		desk.Publish(b, "", batch.ID)
		h.seats = append(h.seats, desk.Seats(b, batch.ID)...)
		for _, s := range desk.Sessions(b, batch.ID) {
			if attendance.Called(s.Kind) && s.Group == 0 {
				h.sessions[batch.ID] = s
				break
			}
		}
	}
	first := h.sessions[batches[0].ID]
	desk.Clock.Set(first.Day.Time().Add(time.Duration(first.Start-7*60) * time.Minute))
	return h
}

// BenchmarkCheckIn lets everybody check in at the same moment; each is
// answered after the own check-in is durable.
func BenchmarkCheckIn(b *testing.B) {
	for _, people := range []int{338, 10_000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				h := newHall(b, dbtest.SQLite(b, append(scheduletest.Schemas(), attendance.Schema)...), people)
				agency := string(h.Agency.ID)
				var wg sync.WaitGroup
				b.StartTimer()
				for _, seat := range h.seats {
					wg.Go(func() {
						me := trainingtest.Holding(agency, access.Participant, access.PersonScope(string(seat.Person)))
						if state, err := h.desk.CheckIn(b.Context(), me, h.Agency, h.sessions[seat.Batch].ID); err != nil || state != attendance.Present {
							b.Errorf("%q, %v", state, err)
						}
					})
				}
				wg.Wait()
			}
			b.ReportMetric(float64(b.N*people)/b.Elapsed().Seconds(), "check-ins/s")
		})
	}
}

// BenchmarkRollCall writes the roll of 40 people.
func BenchmarkRollCall(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h := newHall(b, dbtest.SQLite(b, append(scheduletest.Schemas(), attendance.Schema)...), 40)
		var roll []attendance.Entry
		for _, seat := range h.seats {
			roll = append(roll, attendance.Entry{Chain: seat.Chain, State: attendance.Present})
		}
		by := trainingtest.Holding(string(h.Agency.ID), access.Committee, access.Whole)
		b.StartTimer()
		if n, err := h.desk.Call(b.Context(), by, h.Agency, h.sessions[h.seats[0].Batch].ID, roll); err != nil || n != 40 {
			b.Fatal(n, err)
		}
	}
}
