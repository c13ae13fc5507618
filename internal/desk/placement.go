package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Placement is who serves in one office (unit of the first level).
type Placement struct {
	Office   org.Unit // the zero unit for those who serve nowhere
	People   []Placed // by name
	Seated   int      // in a batch now
	NoMentor int      // of those, without a mentor; 0 for who does not bind mentors
}

// Placed is somebody who serves in an office.
type Placed struct {
	ID                            roster.PersonID
	Name, NIP, Golongan, Position string

	words string // folded name
}

// Fits reports whether the name has the folded words.
func (p *Placed) Fits(words string) bool { return strings.Contains(p.words, words) }

// placing is what placements rest on beside the facts of their agency.
type placing struct {
	day   clock.Date
	binds bool // the reader gives mentors
}

// Placements lists every office of an agency with its people, offices without
// people too, by name; those who serve nowhere come first. Leaders and auditors
// read it as the office does, but for mentors, whom it binds. It is kept until
// something changes: readers share it.
func (r *Reader) Placements(ctx context.Context, actor access.Actor, a org.Agency) ([]Placement, error) {
	if err := actor.Require(string(a.ID), boarders...); err != nil {
		return nil, err
	}
	binds := actor.HasWhole(string(a.ID), access.Officer, access.Committee)
	return r.places.Get(ctx, r.DB, string(a.ID), placing{a.Today(r.Clock.Now()), binds}, func() ([]Placement, error) { return r.place(ctx, a, binds) })
}

// place reads who serves where, and where the reader binds mentors, who has none.
func (r *Reader) place(ctx context.Context, a org.Agency, binds bool) ([]Placement, error) {
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
	guides, err := schedule.Guides(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
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
		one.People = append(one.People, Placed{p.ID, p.Name, p.NIP, p.Golongan, p.Position, org.Fold(p.Name)})
		if _, seated := seats[p.ID]; seated {
			one.Seated++
			if binds && guides[p.ID] == nil {
				one.NoMentor++
			}
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
