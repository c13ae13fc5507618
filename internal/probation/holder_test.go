package probation_test

import (
	"testing"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// What the office sees of everybody is what each sees of themselves, and a
// health letter that is handed in, verified and grown old moves through both.
func TestWhoOwesWhatFollowsThePapers(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, papers := t.Context(), b.office.Papers
		person := string(b.people[0])
		state := func() document.NeedState {
			t.Helper()
			all, err := papers.Needs(ctx, b.Actor, b.Agency)
			if err != nil {
				t.Fatal(err)
			}
			own, err := papers.NeedsOfPerson(ctx, access.AccountActor("own", []access.Grant{{Role: access.Participant, Agency: string(b.Agency.ID), Scope: access.PersonScope(person)}}), b.Agency, person)
			if err != nil {
				t.Fatal(err)
			}
			var here, there document.NeedState
			for _, n := range all {
				if n.Person == person && n.Kind == document.Health {
					here = n.State
				}
			}
			for _, n := range own {
				if n.Kind == document.Health {
					there = n.State
				}
			}
			if here != there {
				t.Errorf("the office sees %s, the person %s", here, there)
			}
			return here
		}
		if got := state(); got != document.NeedMissing {
			t.Fatalf("before any letter: %s", got)
		}
		record := func(p document.Paper) {
			t.Helper()
			p.Agency, p.Person, p.Kind, p.Outcome = string(b.Agency.ID), person, document.Health, document.Fit
			err := b.DB.InTx(ctx, func(tx *db.Tx) error {
				_, err := papers.Record(ctx, tx, b.Actor, p, "2026-02-04")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		record(document.Paper{Number: "445/1", IssuedOn: "2025-01-10"})
		if got := state(); got != document.NeedExpired {
			t.Errorf("a letter of more than a year ago: %s", got)
		}
		c, err := b.office.Of(ctx, b.Actor, b.Agency, b.people[0], "2026-02-04")
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range c.Gates {
			if (g.Gate.Key == "health" || g.Gate.Key == "health_letter") && (g.Met || g.Reason != "probation.why.expired") {
				t.Errorf("%s: met %t because %s", g.Gate.Key, g.Met, g.Reason)
			}
		}
		record(document.Paper{Number: "445/2", IssuedOn: "2026-01-10"})
		if got := state(); got != document.NeedUnscanned {
			t.Errorf("a letter of this year without a scan: %s", got)
		}
		owing, err := papers.Owing(ctx, b.Actor, b.Agency)
		if err != nil || owing.People != len(b.people) || owing.Overdue == 0 {
			t.Errorf("owing %+v of %d people: %v", owing, len(b.people), err)
		}
		stranger := access.AccountActor("x", []access.Grant{{Role: access.Coach, Agency: string(b.Agency.ID), Scope: access.Whole}})
		if _, err := papers.Needs(ctx, stranger, b.Agency); fault.KindOf(err) != fault.KindForbidden {
			t.Error("a coach sees what everybody owes")
		}
	})
}
