package actualization

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Course is a batch with its participants and their weeks at work.
type Course struct {
	Batch training.Batch
	Weeks []Week // without reports
	Lines []Line
}

// Course returns the reports of the people of a batch whom the actor may see;
// last come those who have left it and reported before.
func (d *Desk) Course(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID) (Course, error) {
	var c Course
	sight, err := training.SightOf(ctx, d.DB, actor, a.ID)
	if err != nil {
		return c, err
	}
	if !SeesBatches(actor, a.ID) || !sight.Batch(batch) {
		return c, fault.NotFound("access.not_found")
	}
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return c, err
	}
	seen, err := reach.People(ctx, d.DB, a.Today(d.Clock.Now()))
	if err != nil {
		return c, err
	}
	if c.Batch, err = training.BatchByID(ctx, d.DB, a.ID, batch); err != nil {
		return c, err
	}
	stages, err := training.StagesOf(ctx, d.DB, []training.BatchID{batch})
	if err != nil {
		return c, err
	}
	c.Weeks = weeksOf(stages[batch])
	lines, err := seated(ctx, d.DB, batch)
	if err != nil {
		return c, err
	}
	lines = slices.DeleteFunc(lines, func(l Line) bool { return !reach.IsWhole() && !seen[string(l.Seat.Person)] })
	c.Lines, err = fill(ctx, d.DB, a.ID, c.Weeks, lines)
	return c, err
}

// seated returns who sits in a batch, and then who has left it for none.
func seated(ctx context.Context, q db.Q, batch training.BatchID) ([]Line, error) {
	now, err := training.Seats(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	past, err := training.PastSeats(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, s := range now {
		lines = append(lines, Line{Seat: s})
	}
	for _, s := range past {
		if s.Ended.Event != training.Moved {
			lines = append(lines, Line{Seat: s, Left: true})
		}
	}
	return lines, nil
}

// fill puts people, mentors and reports to their seats; who has left without a
// report is left out.
func fill(ctx context.Context, q db.Q, agency org.AgencyID, weeks []Week, lines []Line) ([]Line, error) {
	seats := make([]training.Seat, len(lines))
	chains := make([]training.SeatID, len(lines))
	for i, l := range lines {
		seats[i], chains[i] = l.Seat, l.Seat.Chain
	}
	people, err := roster.ByIDs(ctx, q, agency, training.PeopleOf(seats))
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	mentors, err := schedule.Guides(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	among, args := db.In("chain_id", chains, 1)
	list, err := reports(ctx, q, among, args...)
	if err != nil {
		return nil, err
	}
	of := map[training.SeatID][]kept{}
	for _, r := range list {
		of[r.Chain] = append(of[r.Chain], r)
	}
	for i := range lines {
		l := &lines[i]
		l.Person, l.Mentor, l.Weeks = people[l.Seat.Person], mentors[l.Seat.Person], filled(weeks, l.Seat.Chain, of[l.Seat.Chain])
		if l.Left {
			l.Weeks = closed(l.Weeks)
		}
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Person.ID == "" || l.Left && len(l.Weeks) == 0 }), nil
}
