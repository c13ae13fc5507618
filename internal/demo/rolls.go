package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// exceptions are how often, out of a thousand, somebody was not simply there,
// and what was said of it.
var exceptions = []struct {
	share  int
	state  attendance.State
	reason string
}{
	{30, attendance.Late, ""},
	{12, attendance.Sick, "Surat dokter menyusul"},
	{8, attendance.Leave, "Izin keluarga"},
	{4, attendance.Duty, "Surat tugas dinas"},
	{6, attendance.Absent, ""},
}

// callRolls calls the roll of everything held before today. The rolls of the
// last day of a few groups are still open, as they are in every office.
func (c *city) callRolls(ctx context.Context, batches []training.Batch) error {
	today := c.agency.Today(c.Clock.Now())
	for _, b := range batches {
		if b.Start > today {
			continue
		}
		seats, err := training.Seats(ctx, c.DB, b.ID)
		if err != nil {
			return err
		}
		sessions, err := schedule.Sessions(ctx, c.DB, b.ID)
		if err != nil {
			return err
		}
		for _, s := range sessions {
			if !attendance.Called(s.Kind) || s.Day >= today || s.Day == today.AddDays(-1) && s.Group == 4 {
				continue
			}
			if _, err := c.Attendance.Call(ctx, c.actors[access.Committee], c.agency, s.ID, c.roll(seats, s)); err != nil {
				return err
			}
		}
	}
	return nil
}

// roll is what a session came to: almost everybody was there.
func (c *city) roll(seats []training.Seat, s schedule.Session) []attendance.Entry {
	var list []attendance.Entry
	for _, seat := range seats {
		if s.Group != 0 && s.Group != seat.GroupNumber {
			continue
		}
		e := attendance.Entry{Chain: seat.Chain, State: attendance.Present}
		at := c.random.IntN(1000)
		for _, x := range exceptions {
			if at -= x.share; at < 0 {
				e.State, e.Reason = x.state, x.reason
				break
			}
		}
		list = append(list, e)
	}
	return list
}
