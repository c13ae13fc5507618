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

// asked is what the counts of an agency depend on beside its own facts.
type asked struct {
	day  clock.Date
	pack *regulation.Probation // the same text is the same pack
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
	pack, err := o.Pack(ctx, a)
	if err != nil {
		return Counts{}, err
	}
	return o.counts.Get(ctx, o.DB, string(a.ID), asked{day, pack}, again)
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
