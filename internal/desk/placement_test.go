package desk_test

import (
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training/trainingtest"
)

// The board of placements names everybody once, in the office that the list of
// people shows, and every office that stands, with people or without.
func TestEverybodyIsPlacedOnce(t *testing.T) {
	each(t, func(t *testing.T, m *morning) {
		ctx := t.Context()
		empty, err := (&org.Desk{DB: m.DB, Clock: m.Clock}).AddUnit(ctx, m.Actor, org.Unit{Agency: m.Agency.ID, Name: "Dinas Tanpa Orang", From: "2025-01-01"})
		if err != nil {
			t.Fatal(err)
		}
		list, err := m.here.desks.Placements(ctx, m.Actor, m.Agency)
		if err != nil {
			t.Fatal(err)
		}
		people, err := roster.All(ctx, m.DB, m.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := org.TreeOf(ctx, m.DB, m.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		office := map[roster.PersonID]org.UnitID{}
		gaps := map[org.UnitID]bool{}
		for _, p := range list {
			gaps[p.Office.ID] = len(p.People) == 0
			for _, one := range p.People {
				if _, twice := office[one.ID]; twice {
					t.Errorf("%s stands twice", one.Name)
				}
				office[one.ID] = p.Office.ID
			}
			if p.Seated > len(p.People) || p.NoMentor > p.Seated {
				t.Errorf("%s: %d people, %d in batches, %d without a mentor", p.Office.Name, len(p.People), p.Seated, p.NoMentor)
			}
		}
		for _, p := range people {
			if at, there := office[p.ID]; !there || at != tree.Office(p.Unit).ID {
				t.Errorf("%s stands in %q, want %q", p.Name, at, tree.Office(p.Unit).ID)
			}
		}
		if len(office) != len(people) || !gaps[empty] {
			t.Errorf("%d people of %d; the office without people is a gap: %t", len(office), len(people), gaps[empty])
		}
		coach := trainingtest.Holding(string(m.Agency.ID), access.Coach, access.Whole)
		if _, err := m.here.desks.Placements(ctx, coach, m.Agency); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a coach reads the board: %v", err)
		}
	})
}
