package probation

import (
	"context"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Holders tells the house of papers of whom it may ask some: one person, or
// with "" everybody of an agency. Who sees the answer, that house decides.
func (o *Office) Holders(ctx context.Context, a org.Agency, person string, day clock.Date) ([]document.Holder, error) {
	system := access.System("papers")
	if person != "" {
		c, err := o.Of(ctx, system, a, roster.PersonID(person), day)
		if err != nil {
			return nil, err
		}
		seat, err := training.SeatNow(ctx, o.DB, c.ID)
		if fault.KindOf(err) == fault.KindNotFound {
			return []document.Holder{holder(&c, "")}, nil
		}
		if err != nil {
			return nil, err
		}
		b, err := training.BatchByID(ctx, o.DB, a.ID, seat.Batch)
		return []document.Holder{holder(&c, b.Start)}, err
	}
	people, err := o.Candidates(ctx, system, a, day)
	if err != nil {
		return nil, err
	}
	seats, err := training.Seated(ctx, o.DB, a.ID)
	if err != nil {
		return nil, err
	}
	batches, err := training.AllBatches(ctx, o.DB, a.ID)
	if err != nil {
		return nil, err
	}
	starts := make(map[training.BatchID]clock.Date, len(batches))
	for _, b := range batches {
		starts[b.ID] = b.Start
	}
	list := make([]document.Holder, len(people))
	for i := range people {
		list[i] = holder(&people[i], starts[seats[people[i].ID].Batch])
	}
	return list, nil
}

// Numbers returns whom the personal numbers of an agency name, for papers that
// are told apart by them.
func Numbers(ctx context.Context, q db.Q, agency org.AgencyID) (map[string]document.Numbered, error) {
	former, err := roster.Former(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	people, err := roster.All(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	numbers := make(map[string]document.Numbered, len(people))
	byID := make(map[roster.PersonID]document.Numbered, len(people))
	for _, p := range people {
		n := document.Numbered{Person: string(p.ID), Name: p.Name, SK: document.Brief{Kind: document.SKCPNS, Number: p.SKNumber, IssuedOn: p.SKDate}}
		numbers[p.NIP], byID[p.ID] = n, n
	}
	for nip, person := range former {
		n, there := byID[person]
		if _, taken := numbers[nip]; there && !taken {
			n.Former = true
			numbers[nip] = n
		}
	}
	return numbers, nil
}

// Relied counts the people for whom a step of the road was taken since a
// moment: it rests on the papers that were there then.
func Relied(ctx context.Context, q db.Q, agency org.AgencyID, people []string, since time.Time) (int, error) {
	stepped, err := db.Column[string](ctx, q, "list steps since", `SELECT DISTINCT person_id FROM probation_step WHERE agency_id = $1 AND taken_at >= $2 AND struck_at = '' AND kind IN ($3, $4, $5)`,
		string(agency), clock.Stamp(since), string(Proposed), string(Recommended), string(Decided))
	if err != nil {
		return 0, err
	}
	return len(slices.DeleteFunc(stepped, func(p string) bool { return !slices.Contains(people, p) })), nil
}

// holder is a candidate as somebody who holds papers; starts is the first day
// of their batch, "" without one.
func holder(c *Candidate, starts clock.Date) document.Holder {
	h := document.Holder{Person: string(c.ID), NIP: c.NIP, Name: c.Name, Unit: c.Unit, Trained: c.Passed.Number != "" || c.Passed.Verdict, Papers: c.Papers,
		Over:    c.Ended() || c.Path.State == StateDecided,
		Anchors: map[regulation.Anchor]clock.Date{regulation.AnchorTMT: c.TMT, regulation.AnchorEnd: c.Term.Ends, regulation.AnchorBatch: starts}}
	if c.SKNumber != "" {
		h.Known = map[document.Kind]document.Brief{document.SKCPNS: {Kind: document.SKCPNS, Number: c.SKNumber, IssuedOn: c.SKDate, State: document.Verified}}
	}
	return h
}
