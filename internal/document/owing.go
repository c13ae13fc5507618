package document

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// overseers see what everybody owes.
var overseers = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor}

// Holders tells of whom papers may be asked: one person, or with "" everybody
// of an agency, in the order of their names. This house knows ids only; who
// ties it knows the people.
type Holders func(ctx context.Context, a org.Agency, person string, day clock.Date) ([]Holder, error)

// basis is what needs rest on beside the facts of their agency.
type basis struct {
	day   clock.Date
	rules *regulation.Probation // the same text is the same pack
}

// Needs returns what is asked of everybody in an agency on its day, by name. It
// is kept until something changes there: readers share it.
func (c *Cabinet) Needs(ctx context.Context, actor access.Actor, a org.Agency) ([]Need, error) {
	if err := actor.Require(string(a.ID), overseers...); err != nil {
		return nil, err
	}
	today := a.Today(c.Clock.Now())
	rules, err := c.rules(ctx, a, today)
	if err != nil {
		return nil, err
	}
	return c.needs.Get(ctx, c.DB, string(a.ID), basis{today, rules}, func() ([]Need, error) {
		holders, err := c.Holders(ctx, a, "", today)
		if err != nil {
			return nil, err
		}
		list := make([]Need, 0, len(holders)*len(rules.Papers))
		for i := range holders {
			holders[i].words = holders[i].folded()
			list = append(list, NeedsOf(rules, &holders[i], today)...)
		}
		return slices.Clip(list), nil
	})
}

// NeedsOfPerson returns what is asked of one person.
func (c *Cabinet) NeedsOfPerson(ctx context.Context, actor access.Actor, a org.Agency, person string) ([]Need, error) {
	today := a.Today(c.Clock.Now())
	if err := access.RequirePerson(ctx, c.DB, actor, string(a.ID), person, today, append(readers, access.Leader)...); err != nil {
		return nil, err
	}
	rules, err := c.rules(ctx, a, today)
	if err != nil {
		return nil, err
	}
	holders, err := c.Holders(ctx, a, person, today)
	if err != nil {
		return nil, err
	}
	if len(holders) == 0 {
		return nil, fault.NotFound("access.not_found")
	}
	return NeedsOf(rules, &holders[0], today), nil
}

// rules are those of an agency about papers.
func (c *Cabinet) rules(ctx context.Context, a org.Agency, today clock.Date) (*regulation.Probation, error) {
	pack, err := c.Rules.Newest(ctx, c.DB, string(a.ID), regulation.KindProbation, today)
	if err != nil {
		return nil, err
	}
	return pack.Probation, nil
}

// Owing is how many papers are owed in an agency on a day.
type Owing struct {
	Papers, People int
	Overdue        int // papers
}

// Owing counts what is owed. Everybody who leads an agency asks it on their
// first page, so that the caller keeps it until the next act.
func (c *Cabinet) Owing(ctx context.Context, actor access.Actor, a org.Agency) (Owing, error) {
	all, err := c.Needs(ctx, actor, a)
	if err != nil {
		return Owing{}, err
	}
	var o Owing
	today, last := a.Today(c.Clock.Now()), ""
	for _, n := range all {
		if !n.State.Owed() {
			continue
		}
		o.Papers++
		if n.Person != last {
			o.People++
			last = n.Person
		}
		if n.Overdue(today) {
			o.Overdue++
		}
	}
	return o, nil
}
