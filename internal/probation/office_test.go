package probation_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training/trainingtest"
)

// bureau is an agency of 30 people ten months into probation.
type bureau struct {
	*scheduletest.Desk
	office *probation.Office
	people []roster.PersonID
}

func each(t *testing.T, f func(t *testing.T, b bureau)) {
	t.Helper()
	schemas := append(scheduletest.Schemas(), document.Schema, attendance.Schema, evaluation.Schema, certificate.Schema, notify.Schema, probation.Schema)
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		desk := scheduletest.New(t, d)
		desk.Clock.Set(time.Date(2026, 2, 4, 3, 0, 0, 0, time.UTC))
		rules, err := regulation.NewLibrary(d, desk.Clock)
		if err != nil {
			t.Fatal(err)
		}
		office := &probation.Office{DB: d, Clock: desk.Clock, Rules: rules, Papers: &document.Cabinet{DB: d, Clock: desk.Clock, Rules: rules}, People: &roster.Desk{DB: d, Clock: desk.Clock, Rules: rules, Vault: roster.Vault{Seal: func(s string) (string, error) { return "sealed:" + s, nil }, Open: func(s string) (string, error) { return s[len("sealed:"):], nil }}}, Post: &notify.Post{DB: d, Clock: desk.Clock}}
		office.Papers.Holders, office.Papers.Relied, office.Papers.Sealed = office.Holders, probation.Relied, roster.Sealed
		f(t, bureau{desk, office, desk.People(t, 0, 30)})
	})
}

// now counts anew, person by person.
func (b bureau) now(t *testing.T) probation.Counts {
	t.Helper()
	list, err := b.office.Candidates(t.Context(), b.Actor, b.Agency, "2026-02-04")
	if err != nil {
		t.Fatal(err)
	}
	c := probation.Counts{People: len(list), Words: map[probation.Readiness]int{}}
	for _, one := range list {
		c.Words[one.Word]++
		if one.Word == probation.AtRisk && (c.RiskBy == "" || one.Reason.LastSafe < c.RiskBy) {
			c.RiskBy = one.Reason.LastSafe
		}
	}
	return c
}

func (b bureau) counts(t *testing.T) probation.Counts {
	t.Helper()
	c, err := b.office.Counts(t.Context(), b.Actor, b.Agency, "2026-02-04")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCountsFollowEveryAct(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		before := b.counts(t)
		if diff := cmp.Diff(b.now(t), before); diff != "" || before.People != 30 {
			t.Fatalf("counted anew and kept: %s", diff)
		}
		if _, err := b.office.Discipline(t.Context(), b.Actor, b.Agency, string(b.people[0]), probation.Discipline{Level: "berat", Measure: "Penurunan jabatan", Number: "862/1/2026", IssuedOn: "2026-01-05"}); err != nil {
			t.Fatal(err)
		}
		b.People(t, 0, 2)
		if diff := cmp.Diff(b.now(t), b.counts(t)); diff != "" {
			t.Errorf("after two acts: %s", diff)
		}
	})
}

func TestNobodyEvaluatesPeopleOfAnotherAgency(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		other := b.Agency
		other.ID = "another"
		officer := trainingtest.Holding("another", access.Officer, access.Whole)
		err := b.office.Evaluate(t.Context(), officer, other, string(b.people[0]), "2025", "meets", "meets", "")
		if fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("evaluate: %v", err)
		}
		_, err = b.office.Discipline(t.Context(), officer, other, string(b.people[0]), probation.Discipline{Level: "ringan", Measure: "Teguran", Number: "1", IssuedOn: "2026-01-05"})
		if fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("discipline: %v", err)
		}
	})
}

func TestOnlyAnOfficerTakesAnImportBackAndOnlyOneThatIs(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		if err := b.office.Taken(ctx, b.Agency, "unknown"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("asked about an unknown import: %v", err)
		}
		if err := b.office.Undo(ctx, b.Actor, b.Agency, "unknown"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("undo an unknown import: %v", err)
		}
		leader := trainingtest.Holding(string(b.Agency.ID), access.Leader, access.Whole)
		if err := b.office.Undo(ctx, leader, b.Agency, "unknown"); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a leader undoes: %v", err)
		}
	})
}
