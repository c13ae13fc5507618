package attendance_test

import (
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

// book reads the attendance of the batch as the committee sees it.
func (c class) book(t *testing.T) *attendance.Book {
	t.Helper()
	b, err := c.desk.Book(t.Context(), c.committee, c.Agency, c.batch.ID)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// expected counts the sessions until today that a chain is expected in, by
// number of group; 0 are those of everybody.
func expected(b *attendance.Book, chain training.SeatID) map[int]int {
	found := map[int]int{}
	for _, l := range b.Lines {
		for _, s := range b.Sessions {
			if l.Seat.Chain == chain && s.Day < "2025-08-20" && l.Expects(s) {
				found[s.Group]++
			}
		}
	}
	return found
}

func TestAChangeOfGroupLeavesThePastWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, c class) {
		ctx, seat := t.Context(), c.seats[0]
		var ofGroup schedule.Session
		for _, s := range c.sessions {
			if s.Group == seat.GroupNumber {
				ofGroup = s
				break
			}
		}
		if _, err := c.desk.Call(ctx, c.committee, c.Agency, ofGroup.ID, []attendance.Entry{{Chain: seat.Chain, State: attendance.Absent}}); err != nil {
			t.Fatal(err)
		}
		before := expected(c.book(t), seat.Chain)
		other := seat.GroupNumber%4 + 1
		if err := c.Planner.AssignGroup(ctx, c.Actor, c.Agency.ID, seat.ID, other, training.Note{Date: "2025-08-20", Reason: "Bertukar"}); err != nil {
			t.Fatal(err)
		}
		b := c.book(t)
		if got := expected(b, seat.Chain); got[other] != 0 || got[seat.GroupNumber] != before[seat.GroupNumber] {
			t.Errorf("expected in %v after the change, before in %v", got, before)
		}
		for _, l := range b.Lines {
			if l.Seat.Chain == seat.Chain && (l.Tally.All.Sessions != 1 || l.Marks[ofGroup.ID].State != attendance.Absent) {
				t.Errorf("counted %+v, mark %q", l.Tally.All, l.Marks[ofGroup.ID].State)
			}
		}
		if _, err := c.desk.Call(ctx, c.committee, c.Agency, ofGroup.ID, []attendance.Entry{{Chain: seat.Chain, State: attendance.Present, Reason: "Salah baca"}}); err != nil {
			t.Errorf("correct a session of the old group: %v", err)
		}
	})
}

func TestWhoMovesInLateIsExpectedFromThatDayOnAndKeepsWhatWasCounted(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), attendance.Schema), func(t *testing.T, d *db.DB) {
		ctx, desk := t.Context(), scheduletest.New(t, d)
		desk.People(t, 0, 60)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := desk.Batches(t, desk.Programme(t, o))
		desk.Publish(t, "", batches[0].ID, batches[1].ID)
		desk.Clock.Set(time.Date(2025, 8, 20, 3, 0, 0, 0, time.UTC))
		c := class{Desk: desk, desk: &attendance.Desk{DB: d, Clock: desk.Clock}, batch: batches[1], committee: trainingtest.Holding(string(desk.Agency.ID), access.Committee, access.Whole)}
		seat := desk.Seats(t, batches[0].ID)[0]
		var missed schedule.Session
		for _, s := range desk.Sessions(t, batches[0].ID) {
			if attendance.Called(s.Kind) && s.Group == 0 && s.Day < "2025-08-20" {
				missed = s
				break
			}
		}
		if _, err := c.desk.Call(ctx, c.committee, c.Agency, missed.ID, []attendance.Entry{{Chain: seat.Chain, State: attendance.Absent}}); err != nil {
			t.Fatal(err)
		}
		if err := c.Planner.MoveSeat(ctx, c.Actor, c.Agency.ID, seat.ID, batches[1].ID, 0, training.Note{Date: "2025-08-11", Reason: "Mutasi"}); err != nil {
			t.Fatal(err)
		}
		b := c.book(t)
		for _, l := range b.Lines {
			if l.Seat.Chain != seat.Chain {
				continue
			}
			if l.Tally.All.Sessions != 1 {
				t.Errorf("counted %+v of the first batch", l.Tally.All)
			}
			for _, s := range b.Sessions {
				if l.Expects(s) && s.Day < "2025-08-11" {
					t.Errorf("expected on %s, before the move", s.Day)
				}
			}
			return
		}
		t.Error("the person is not in the book of the second batch")
	})
}
