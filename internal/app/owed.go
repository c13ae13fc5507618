package app

import (
	"context"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/roster/linkweb"
	"pamong/internal/training"
)

// asksAhead is how many days before its due day people are asked for a paper:
// as far as the board of the office looks ahead.
const asksAhead = 30

// owed returns the papers that people owe by now, by the rules of papers of the
// agency: not handed in, or rejected, or run out, and due within asksAhead days.
func (h *House) owed(ctx context.Context, q db.Q, a org.Agency, people []roster.Person) (map[roster.PersonID][]document.Kind, error) {
	today := a.Today(h.Clock.Now())
	pack, err := h.Rules.Newest(ctx, q, string(a.ID), regulation.KindProbation, today)
	if err != nil {
		return nil, err
	}
	starts, err := startsOf(ctx, q, a.ID, people)
	if err != nil {
		return nil, err
	}
	papers, err := papersOf(ctx, q, a.ID, people)
	if err != nil {
		return nil, err
	}
	owed := map[roster.PersonID][]document.Kind{}
	for _, p := range people {
		if p.Status == "P" { // a PNS has left probation
			continue
		}
		start, seated := starts[p.ID]
		known := map[regulation.Anchor]clock.Date{regulation.AnchorTMT: p.TMT, regulation.AnchorBatch: start, regulation.AnchorSPMT: papers[string(p.ID)][document.SPMT].IssuedOn}
		if p.TMT != "" {
			known[regulation.AnchorEnd] = pack.Probation.Term(p.TMT, today).Ends
		}
		for _, kind := range document.Kinds {
			if asked(pack.Probation, kind, known, seated, today) && !handedIn(pack.Probation, papers[string(p.ID)][kind], today) {
				owed[p.ID] = append(owed[p.ID], kind)
			}
		}
	}
	return owed, nil
}

// asked reports whether some rule asks for the kind by now.
func asked(rules *regulation.Probation, kind document.Kind, known map[regulation.Anchor]clock.Date, seated bool, today clock.Date) bool {
	for i := range rules.Papers {
		r := &rules.Papers[i]
		if r.Paper != string(kind) || r.For == regulation.ForNobody || r.For == regulation.ForParticipants && !seated {
			continue
		}
		if due := r.Due(known); due != "" && due <= today.AddDays(asksAhead) {
			return true
		}
	}
	return false
}

// handedIn reports whether the office has a paper that it relies on or is to
// look at.
func handedIn(rules *regulation.Probation, b document.Brief, today clock.Date) bool {
	return b.State == document.Waiting || b.Newer == document.Waiting || b.Counts(rules, today)
}

// startsOf returns the first day of the batch of those who sit in one.
func startsOf(ctx context.Context, q db.Q, agency org.AgencyID, people []roster.Person) (map[roster.PersonID]clock.Date, error) {
	seats := map[roster.PersonID]training.Seat{}
	var err error
	if len(people) == 1 {
		seat, e := training.SeatNow(ctx, q, people[0].ID)
		if e != nil && fault.KindOf(e) != fault.KindNotFound {
			return nil, e
		}
		if e == nil {
			seats[people[0].ID] = seat
		}
	} else if seats, err = training.Seated(ctx, q, agency); err != nil {
		return nil, err
	}
	batches, err := training.AllBatches(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	begin := map[training.BatchID]clock.Date{}
	for _, b := range batches {
		begin[b.ID] = b.Start
	}
	starts := map[roster.PersonID]clock.Date{}
	for person, seat := range seats {
		starts[person] = begin[seat.Batch]
	}
	return starts, nil
}

// papersOf returns the papers in force of people, by kind.
func papersOf(ctx context.Context, q db.Q, agency org.AgencyID, people []roster.Person) (map[string]map[document.Kind]document.Brief, error) {
	if len(people) != 1 {
		return document.AllInForce(ctx, q, string(agency))
	}
	one, err := document.BriefsOf(ctx, q, string(people[0].ID))
	return map[string]map[document.Kind]document.Brief{string(people[0].ID): one}, err
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
