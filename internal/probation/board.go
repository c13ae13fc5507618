package probation

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// dueWithin is how many days ahead a board looks.
const dueWithin = 30

// Board says what is due and which office lacks what, over the people within
// somebody's reach.
type Board struct {
	People  int
	Gates   []*regulation.Gate // those that somebody lacks, in the order of the pack
	Offices []OfficeLacks      // by name
	Dues    []DueGroup         // overdue or within 30 days, the soonest first
}

// OfficeLacks is how many people of an office lack each gate.
type OfficeLacks struct {
	Unit   org.Unit // of the first level; zero for people without a unit
	People int      // on the way, appointed or sworn ones left out
	Late   int      // at risk
	Lacks  map[string]int
}

// Total counts what the office lacks.
func (o OfficeLacks) Total() int {
	n := 0
	for _, one := range o.Lacks {
		n += one
	}
	return n
}

// DueGroup is one thing that is due by one day for some people.
type DueGroup struct {
	Due
	People int
	Names  []string // of the first few
}

// fewNames is how many people a due thing names.
const fewNames = 3

// Path is the list that shows whom the thing concerns, below the agency.
func (d Due) Path() string { return "probation" + d.filter() }

// Board draws up the board of an agency for a day. That of a whole agency is
// kept until the next act.
func (o *Office) Board(ctx context.Context, actor access.Actor, a org.Agency, day clock.Date) (*Board, error) {
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return nil, err
	}
	basis, err := o.Basis(ctx, a, day)
	if err != nil {
		return nil, err
	}
	again := func() (*Board, error) {
		people, err := o.Candidates(ctx, actor, a, day)
		if err != nil {
			return nil, err
		}
		tree, err := org.TreeOf(ctx, o.DB, a.ID)
		if err != nil {
			return nil, err
		}
		return survey(basis.pack, people, tree, day), nil
	}
	if !reach.IsWhole() {
		return again()
	}
	return o.boards.Get(ctx, o.DB, string(a.ID), basis, again)
}

// survey computes a board.
func survey(pack *regulation.Probation, people []Candidate, tree *org.Tree, day clock.Date) *Board {
	b := &Board{}
	offices, dues, lacked := map[org.UnitID]*OfficeLacks{}, map[dueKey]*DueGroup{}, map[string]bool{}
	until := day.AddDays(dueWithin)
	for i := range people {
		c := &people[i]
		for _, d := range c.Dues(pack) {
			if d.Day == "" || d.Day > until {
				continue
			}
			key := dueKey{d.Day, d.Key()}
			if dues[key] == nil {
				dues[key] = &DueGroup{Due: d}
			}
			if dues[key].People++; dues[key].People <= fewNames {
				dues[key].Names = append(dues[key].Names, c.Name)
			}
		}
		if c.Path.State != StateActive && c.Path.State != StateSuspended {
			continue
		}
		b.People++
		office := tree.Office(c.Unit)
		row := offices[office.ID]
		if row == nil {
			row = &OfficeLacks{Unit: office, Lacks: map[string]int{}}
			offices[office.ID] = row
		}
		row.People++
		if c.Word == AtRisk {
			row.Late++
		}
		for _, g := range c.Lacks() {
			row.Lacks[g.Gate.Key]++
			lacked[g.Gate.Key] = true
		}
	}
	for i := range pack.Gates {
		if lacked[pack.Gates[i].Key] {
			b.Gates = append(b.Gates, &pack.Gates[i])
		}
	}
	for _, row := range offices {
		b.Offices = append(b.Offices, *row)
	}
	slices.SortFunc(b.Offices, func(x, y OfficeLacks) int {
		return cmp.Or(cmp.Compare(x.Unit.Name, y.Unit.Name), cmp.Compare(x.Unit.ID, y.Unit.ID))
	})
	for _, g := range dues {
		b.Dues = append(b.Dues, *g)
	}
	slices.SortFunc(b.Dues, func(x, y DueGroup) int { return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Key(), y.Key())) })
	return b
}

type dueKey struct {
	day clock.Date
	key string
}
