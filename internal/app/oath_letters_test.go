package app

import (
	"strings"
	"testing"

	"pamong/internal/document"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// Every kind about decree and oath gives every field that its page of fields
// names, and its shipped template says who is in it.
func TestEveryLetterOfDecreeAndOathHasItsFields(t *testing.T) {
	h := newExercise(t).house
	ctx := t.Context()
	a, err := org.AgencyByCode(ctx, h.DB, "bontang")
	if err != nil {
		t.Fatal(err)
	}
	today := a.Today(h.Clock.Now())
	list, err := h.Probation.Candidates(ctx, atMachine, a, today)
	if err != nil {
		t.Fatal(err)
	}
	proposal := probation.Letter{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/1", IssuedOn: today}
	var people []string
	for _, c := range list {
		if proposal.Suits(c) && len(people) < 3 {
			people = append(people, string(c.ID))
		}
	}
	for _, l := range []probation.Letter{proposal, {Kind: probation.Decided, Number: "821.13/7/2026", IssuedOn: today, TMT: "2026-04-01"}} {
		if _, err := h.Probation.Together(ctx, atMachine, a, l, people); err != nil {
			t.Fatal(err)
		}
	}
	oath, err := h.Probation.PlanOath(ctx, atMachine, a, probation.Oath{HeldOn: "2026-04-08", Place: "Pendopo", Official: "dr. Contoh Wali", Title: "Wali Kota", PerRow: 5})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Probation.Seat(ctx, atMachine, a, oath, people); err != nil {
		t.Fatal(err)
	}
	exam, err := h.Probation.PlanExam(ctx, atMachine, a, probation.Exam{Hospital: "RSUD Contoh", Place: "Poli MCU", FirstDay: today, Quota: 20})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Probation.SeatExam(ctx, atMachine, a, exam, nil); err != nil {
		t.Fatal(err)
	}
	for _, kind := range probation.LetterKinds {
		t.Run(string(kind), func(t *testing.T) {
			m, ok := document.MakeOf(kind)
			if !ok {
				t.Fatal("no such kind")
			}
			letters, err := h.Papers.Look(ctx, atMachine, a, document.Making{Kind: kind})
			if err != nil {
				t.Fatal(err)
			}
			example, err := m.Example()
			if err != nil {
				t.Fatal(err)
			}
			compareFields(t, example, letters[0].Data, m)
			_, body, err := h.Papers.Preview(ctx, atMachine, a, document.Making{Kind: kind}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if text := textOfLetter(t, body); strings.Contains(text, "{{") {
				t.Error("a tag was left over")
			}
		})
	}
}
