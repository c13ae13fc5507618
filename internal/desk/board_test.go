package desk_test

import (
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/schedule"
	"pamong/internal/training/trainingtest"
)

// Every number of the board is the number of people whom its link lists.
func TestTheBoardCountsWhomTheListsShow(t *testing.T) {
	each(t, func(t *testing.T, m *morning) {
		ctx := t.Context()
		m.Clock.Set(time.Date(2026, 2, 20, 2, 0, 0, 0, time.UTC)) // six weeks before the year is full
		board, err := m.here.desks.Board(ctx, m.Actor, m.Agency)
		if err != nil {
			t.Fatal(err)
		}
		people, err := m.here.office.Candidates(ctx, m.Actor, m.Agency, m.Agency.Today(m.Clock.Now()))
		if err != nil {
			t.Fatal(err)
		}
		units, err := org.Units(ctx, m.DB, m.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		tree, counted := org.NewTree(units), 0
		for _, o := range board.Offices {
			want, late := map[string]int{}, 0
			for _, c := range people {
				if tree.Office(c.Unit).ID != o.Unit.ID {
					continue
				}
				counted++
				if c.Word == probation.AtRisk {
					late++
				}
				for _, g := range c.Lacks() {
					want[g.Gate.Key]++
				}
			}
			if late != o.Late {
				t.Errorf("%s: %d at risk, want %d", o.Unit.Name, o.Late, late)
			}
			for key, n := range want {
				if o.Lacks[key] != n {
					t.Errorf("%s: %d lack %s, want %d", o.Unit.Name, o.Lacks[key], key, n)
				}
			}
		}
		needs, err := m.here.desks.Papers.Needs(ctx, m.Actor, m.Agency)
		if err != nil {
			t.Fatal(err)
		}
		owed, states := document.Narrowing{}.Narrow(needs, tree)
		if board.Owing.Papers != len(owed) || len(owed) == 0 || board.Owing.Papers != states[document.NeedMissing] {
			t.Errorf("the board says that %d papers are owed, the list shows %d: %v", board.Owing.Papers, len(owed), states)
		}
		if counted != len(people) || board.People != len(people) {
			t.Errorf("the board counts %d people in offices and %d in all, want %d", counted, board.People, len(people))
		}
		if len(board.Dues) == 0 || board.Dues[0].Day > "2026-03-22" || board.Dues[0].People == 0 || len(board.Dues[0].Names) > 3 {
			t.Errorf("what is due six weeks before the year is full: %+v", board.Dues)
		}
		if board.Mentors.None != 30 || board.Sheets[evaluation.ReturnNoLink] == 0 {
			t.Errorf("nobody has a mentor and no office was asked, but the board says %+v, %v", board.Mentors, board.Sheets)
		}
		person := m.Seats(t, m.batch.ID)[0].Person
		if err := m.Schedule.Bind(ctx, m.Actor, m.Agency, schedule.Mentoring{Mentor: schedule.Mentor{Name: "Siti Rahmah"}, Person: person}); err != nil {
			t.Fatal(err)
		}
		after, err := m.there.desks.Board(ctx, m.Actor, m.Agency)
		if err != nil || after.Mentors.None != 29 || after.Mentors.Unmade != 1 {
			t.Errorf("after a mentor was appointed another process says %+v, %v", after.Mentors, err)
		}
	})
}

func TestWhoReadsTheBoard(t *testing.T) {
	each(t, func(t *testing.T, m *morning) {
		for role, want := range map[access.Role]bool{access.Officer: true, access.Leader: true, access.Auditor: true, access.Participant: false, access.Mentor: false, access.Coach: false} {
			_, err := m.here.desks.Board(t.Context(), trainingtest.Holding(string(m.Agency.ID), role, access.Whole), m.Agency)
			if (err == nil) != want {
				t.Errorf("%s: %v", role, err)
			}
			if err != nil && fault.KindOf(err) != fault.KindForbidden {
				t.Errorf("%s is refused by %v", role, err)
			}
		}
	})
}
