package desk_test

import (
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
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

// What is kept of a large office ends with the next act, in every process.
func TestListsThatAreKeptFollowEveryAct(t *testing.T) {
	each(t, func(t *testing.T, m *morning) {
		ctx := t.Context()
		read := func() (placed, alone, needs int) {
			t.Helper()
			list, err := m.there.desks.Placements(ctx, m.Actor, m.Agency)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range list {
				placed += len(p.People)
				alone += p.NoMentor
			}
			all, err := m.there.desks.Papers.Needs(ctx, m.Actor, m.Agency)
			if err != nil {
				t.Fatal(err)
			}
			return placed, alone, len(all)
		}
		placed, alone, needs := read()
		if placed == 0 || alone != 30 || needs == 0 {
			t.Fatalf("%d people, %d without a mentor, %d papers asked", placed, alone, needs)
		}
		seats := m.Seats(t, m.batch.ID)
		if err := m.Schedule.Bind(ctx, m.Actor, m.Agency, schedule.Mentoring{Mentor: schedule.Mentor{Name: "Siti Rahmah"}, Person: seats[0].Person}); err != nil {
			t.Fatal(err)
		}
		if _, after, _ := read(); after != alone-1 {
			t.Errorf("%d without a mentor after one was appointed, want %d", after, alone-1)
		}
		people := &roster.Desk{DB: m.DB, Clock: m.Clock}
		if err := people.Withdraw(ctx, m.Actor, m.Agency.ID, seats[1].Person, 0, "Mengundurkan diri"); err != nil {
			t.Fatal(err)
		}
		left, _, fewer := read()
		if left != placed-1 || fewer >= needs {
			t.Errorf("%d people and %d papers after one left, before %d and %d", left, fewer, placed, needs)
		}
		leader := trainingtest.Holding(string(m.Agency.ID), access.Leader, access.Whole)
		list, err := m.there.desks.Placements(ctx, leader, m.Agency)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if p.NoMentor != 0 {
				t.Errorf("a leader is shown who has no mentor in %s", p.Office.Name)
			}
		}
	})
}
