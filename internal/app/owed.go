package app

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/linkweb"
	"pamong/internal/training"
)

// asksAhead is how many days before its due day people are asked for a paper:
// as far as the board of the office looks ahead.
const asksAhead = 30

// owed returns the papers that people owe by now: those that the rules ask and
// that are due within asksAhead days.
func (h *House) owed(ctx context.Context, a org.Agency, people []roster.Person) (map[roster.PersonID][]document.Kind, error) {
	system := access.System("links")
	var needs []document.Need
	var err error
	switch {
	case len(people) > 1:
		needs, err = h.Papers.Needs(ctx, system, a)
	case len(people) == 1:
		if needs, err = h.Papers.NeedsOfPerson(ctx, system, a, string(people[0].ID)); fault.KindOf(err) == fault.KindNotFound {
			return nil, nil // nobody of whom papers are asked
		}
	}
	if err != nil {
		return nil, err
	}
	last := a.Today(h.Clock.Now()).AddDays(asksAhead)
	owed := map[roster.PersonID][]document.Kind{}
	for _, n := range needs {
		if n.State.Owed() && n.Due != "" && n.Due <= last {
			owed[roster.PersonID(n.Person)] = append(owed[roster.PersonID(n.Person)], n.Kind)
		}
	}
	return owed, nil
}

// courseOf is the batch of somebody with the days of its stages.
func courseOf(ctx context.Context, q db.Q, a org.Agency, person roster.PersonID) (linkweb.Course, error) {
	var c linkweb.Course
	seat, err := training.SeatNow(ctx, q, person)
	if fault.KindOf(err) == fault.KindNotFound {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	batches, err := training.BatchesOf(ctx, q, a.ID, []training.BatchID{seat.Batch})
	if err != nil || len(batches) == 0 {
		return c, err
	}
	stages, err := training.StagesOf(ctx, q, []training.BatchID{seat.Batch})
	if err != nil {
		return c, err
	}
	c.Batch = batches[0].Label
	for _, s := range stages[seat.Batch] {
		c.Stages = append(c.Stages, linkweb.Stage{Title: "desk.stage." + string(s.Kind), Start: s.Start, End: s.End})
	}
	return c, nil
}
