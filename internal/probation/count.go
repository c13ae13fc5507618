package probation

import (
	"context"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
)

// Counts is how many people stand how on a day.
type Counts struct {
	People int
	Words  map[Readiness]int
	RiskBy clock.Date // earliest last safe date among those at risk, "" without any
}

// counted are the counts of a whole agency, kept until something changes.
type counted struct {
	Counts
	day    clock.Date
	latest string // newest entry of the trail when they were made
	at     time.Time
}

// fresh is how long counts are kept at most: two acts that end in another
// order than they began may hide one of them for so long.
const fresh = 5 * time.Second

// Counts counts how the people within the actor's reach stand on a day. Those
// of a whole agency are on the first page of everybody who leads it, so they
// are kept until the next act: each act writes to the trail.
func (o *Office) Counts(ctx context.Context, actor access.Actor, a org.Agency, day clock.Date) (Counts, error) {
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return Counts{}, err
	}
	if !reach.IsWhole() {
		list, err := o.Candidates(ctx, actor, a, day)
		return count(list), err
	}
	latest, err := audit.Latest(ctx, o.DB, string(a.ID))
	if err != nil {
		return Counts{}, err
	}
	now := o.Clock.Now()
	if v, ok := o.kept.Load(a.ID); ok {
		if k := v.(counted); k.day == day && k.latest == latest && now.Sub(k.at) < fresh {
			return k.Counts, nil
		}
	}
	list, err := o.Candidates(ctx, actor, a, day)
	if err != nil {
		return Counts{}, err
	}
	k := counted{count(list), day, latest, now}
	o.kept.Store(a.ID, k)
	return k.Counts, nil
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
