package app

import (
	"slices"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// TestARecordIsSplitWithItsSeatMarksAndPapers gives what Pontianak keeps of one
// person to a second one, and refuses what was decided.
func TestARecordIsSplitWithItsSeatMarksAndPapers(t *testing.T) {
	h := newExercise(t).house
	ctx, me := t.Context(), access.System("test")
	b, decided := pick(t, h, "bontang")
	if len(decided.held) == 0 {
		t.Fatal("nothing was decided about anybody")
	}
	for _, key := range decided.held {
		_, err := h.Roster.Split(ctx, me, b.ID, decided.ID, decided.Version, newcomer, "", []string{key}, "dua orang")
		if fault.KindOf(err) != fault.KindConflict || fault.Of(err).Key != "roster.part_stays" {
			t.Errorf("%s changed hands: %v", key, err)
		}
	}
	a, free := pick(t, h, "pontianak")
	if free.papers == 0 {
		t.Fatal("nobody has a seat and papers that may change hands")
	}
	second, err := h.Roster.Split(ctx, me, a.ID, free.ID, free.Version, newcomer, free.Unit, free.free, "dua orang")
	if err != nil {
		t.Fatal(err)
	}
	seats, err := training.SeatsOf(ctx, h.DB, second)
	if err != nil || len(seats) == 0 {
		t.Fatalf("the second person has no seat: %v", err)
	}
	if left, err := training.SeatsOf(ctx, h.DB, free.ID); err != nil || len(left) != 0 {
		t.Errorf("%d seats are left, %v", len(left), err)
	}
	papers, err := document.Of(ctx, h.DB, string(second))
	if err != nil || len(papers) != free.papers {
		t.Errorf("%d papers went along, want %d, %v", len(papers), free.papers, err)
	}
	coach := access.AccountActor("c", []access.Grant{{Role: access.Coach, Agency: string(a.ID), Scope: access.GroupScope(string(seats[0].Group))}})
	day := seats[0].From
	if err := access.RequirePerson(ctx, h.DB, coach, string(a.ID), string(second), day, access.Coach); err != nil {
		t.Errorf("the coach does not reach the second person: %v", err)
	}
	if access.RequirePerson(ctx, h.DB, coach, string(a.ID), string(free.ID), day, access.Coach) == nil {
		t.Error("the coach still reaches the first person")
	}
	table, err := h.Evaluation.Table(ctx, me, a, seats[0].Batch)
	if err != nil || !slices.ContainsFunc(table.Rows, func(r evaluation.Row) bool { return r.Person.ID == second }) {
		t.Errorf("the second person is not in the table of marks, %v", err)
	}
}

// newcomer is the second person, with an invented number.
var newcomer = roster.Person{NIP: "199601012025051990", Name: "Orang Kedua", Appointment: roster.Appointment{Golongan: "III/a"}}

// record is a person with the keys of the parts that may change hands and of
// those that may not.
type record struct {
	roster.Person
	free, held []string
	papers     int
}

// pick finds the person of a city who has most that may not change hands, or
// most papers that may beside a seat.
func pick(t *testing.T, h *House, city string) (a org.Agency, best record) {
	t.Helper()
	a, err := org.AgencyByCode(t.Context(), h.DB, city)
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.All(t.Context(), h.DB, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		parts, err := h.Roster.Parts(t.Context(), h.DB, a.ID, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		one, seat := record{Person: p}, false
		for _, part := range parts {
			if part.Stays != "" {
				one.held = append(one.held, part.Key)
				continue
			}
			one.free = append(one.free, part.Key)
			seat = seat || strings.HasPrefix(part.Key, "seat:")
			if strings.HasPrefix(part.Key, "paper:") {
				one.papers++
			}
		}
		if best.ID == "" || len(one.held) > len(best.held) || seat && one.papers > best.papers {
			best = one
		}
	}
	return a, best
}
