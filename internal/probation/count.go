package probation

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Counts is how many people stand how on a day.
type Counts struct {
	People int
	Words  map[Readiness]int
	RiskBy clock.Date // earliest last safe date among those at risk, "" without any
}

// Basis is what judgements of an agency rest on beside its own facts. Whoever
// keeps some on a shelf keeps them under it.
type Basis struct {
	day  clock.Date
	pack *regulation.Probation // the same text is the same pack
}

// Basis returns on what an agency's people are judged on a day.
func (o *Office) Basis(ctx context.Context, a org.Agency, day clock.Date) (Basis, error) {
	pack, err := o.pack(ctx, a)
	return Basis{day, pack}, err
}

// Counts counts how the people within the actor's reach stand on a day. Those
// of a whole agency are on the first page of everybody who leads it, so they
// are kept until the next act.
func (o *Office) Counts(ctx context.Context, actor access.Actor, a org.Agency, day clock.Date) (Counts, error) {
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return Counts{}, err
	}
	again := func() (Counts, error) {
		list, err := o.Candidates(ctx, actor, a, day)
		return count(list), err
	}
	if !reach.IsWhole() {
		return again()
	}
	basis, err := o.Basis(ctx, a, day)
	if err != nil {
		return Counts{}, err
	}
	return o.counts.Get(ctx, o.DB, string(a.ID), basis, again)
}

func count(list []Candidate) Counts {
	c := Counts{People: len(list), Words: map[Readiness]int{}}
	for i := range list {
		word := list[i].Word
		c.Words[word]++
		if safe := list[i].Reason; word == AtRisk && (c.RiskBy == "" || safe.LastSafe < c.RiskBy) {
			c.RiskBy = safe.LastSafe
		}
	}
	return c
}
