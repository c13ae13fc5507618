package desk

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Placement is who serves in one office (unit of the first level).
type Placement struct {
	Office   org.Unit // the zero unit for those who serve nowhere
	People   []roster.Person
	Seated   int // in a batch now
	NoMentor int // of those, without a mentor; 0 for who does not bind mentors
}

// Placements lists every office of an agency with its people, offices without
// people too, by name; those who serve nowhere come first. Leaders and auditors
// read it as the office does, but for mentors, whom it binds.
func (r *Reader) Placements(ctx context.Context, actor access.Actor, a org.Agency) ([]Placement, error) {
	if err := actor.Require(string(a.ID), boarders...); err != nil {
		return nil, err
	}
	people, err := roster.All(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
	}
	tree, err := org.TreeOf(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
	}
	seats, err := training.Seated(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
	}
	var guided []schedule.Guided
	if actor.HasWhole(string(a.ID), access.Officer, access.Committee) {
		if guided, err = r.Schedule.Guided(ctx, actor, a); err != nil {
			return nil, err
		}
	}
	alone := map[roster.PersonID]bool{}
	for _, g := range guided {
		alone[g.Person.ID] = g.Mentor == nil
	}
	at := map[org.UnitID]*Placement{}
	for _, office := range tree.Children("") {
		if office.Until == "" {
			at[office.ID] = &Placement{Office: office}
		}
	}
	for _, p := range people {
		office := tree.Office(p.Unit)
		if at[office.ID] == nil {
			at[office.ID] = &Placement{Office: office}
		}
		one := at[office.ID]
		one.People = append(one.People, p)
		if _, seated := seats[p.ID]; seated {
			one.Seated++
		}
		if alone[p.ID] {
			one.NoMentor++
		}
	}
	list := make([]Placement, 0, len(at))
	for _, p := range at {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Placement) int {
		return cmp.Or(cmp.Compare(org.Fold(a.Office.Name), org.Fold(b.Office.Name)), cmp.Compare(a.Office.ID, b.Office.ID))
	})
	return list, nil
}
