package probation_test

import (
	"strings"
	"testing"

	"pamong/internal/probation"
	"pamong/internal/roster"
)

// open says what holds a person back from another agency: the keys of it.
func (b bureau) open(t *testing.T, person string) string {
	t.Helper()
	list, err := probation.Unsettled(t.Context(), b.DB, roster.PersonID(person))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, u := range list {
		if u.Path == "" || u.Act.Key == "" {
			t.Errorf("%s is settled nowhere", u.What.Key)
		}
		keys = append(keys, strings.TrimPrefix(u.What.Key, "probation.open."))
	}
	return strings.Join(keys, " ")
}

// held expects what is open about a person after something was done.
func (b bureau) held(t *testing.T, person, after, want string) {
	t.Helper()
	if got := b.open(t, person); got != want {
		t.Errorf("after %s %q is open, want %q", after, got, want)
	}
}

func (b bureau) together(t *testing.T, l probation.Letter, person string) {
	t.Helper()
	if _, err := b.office.Together(t.Context(), b.Actor, b.Agency, l, []string{person}); err != nil {
		t.Fatalf("%s: %s", l.Kind, refusal(t, err))
	}
}

func TestTheRoadHoldsWhoIsOnItUntilTheOath(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one, two := t.Context(), string(b.people[0]), string(b.people[1])
		b.held(t, one, "nothing", "")
		b.mend(t, one)
		b.together(t, probation.Letter{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/12", IssuedOn: "2026-02-04"}, one)
		b.held(t, one, "a proposal", "proposed")
		b.together(t, probation.Letter{Kind: probation.Returned, Reason: "SPMT tidak terbaca"}, one)
		b.held(t, one, "its return", "")
		oath, people := b.ceremony(t)
		b.held(t, one, "a seat at an oath", "oath")
		if err := b.office.Unseat(ctx, b.Actor, b.Agency, oath, []string{one}); err != nil {
			t.Fatal(err)
		}
		b.held(t, one, "the decree", "decided")
		if err := b.office.Seat(ctx, b.Actor, b.Agency, oath, []string{one}); err != nil {
			t.Fatal(refusal(t, err))
		}
		if err := b.office.Attend(ctx, b.Actor, b.Agency, oath, witnesses("IV/c")); err != nil {
			t.Fatal(refusal(t, err))
		}
		if err := b.office.Hold(ctx, b.Actor, b.Agency, oath, "800/BA/1/2026", "2026-04-01", map[string]string{two: "sakit"}); err != nil {
			t.Fatal(refusal(t, err))
		}
		b.held(t, one, "the oath", "")
		b.held(t, two, "an oath from which the person was absent", "decided")
		next, err := b.office.PlanOath(ctx, b.Actor, b.Agency, probation.Oath{HeldOn: "2026-04-08", Place: "Pendopo", Official: "Dr. Contoh", PerRow: 2})
		if err != nil {
			t.Fatal(refusal(t, err))
		}
		if err := b.office.Seat(ctx, b.Actor, b.Agency, next, []string{two}); err != nil {
			t.Fatal(refusal(t, err))
		}
		b.held(t, two, "a seat at the next oath", "oath")
		if err := b.office.CancelOath(ctx, b.Actor, b.Agency, next, "hujan"); err != nil {
			t.Fatal(err)
		}
		b.held(t, two, "an oath that was cancelled", "decided")
		if kept, err := probation.KeptOf(ctx, b.DB, roster.PersonID(people[0])); err != nil || kept != (probation.Kept{Steps: 5}) {
			t.Errorf("kept %+v, %v; want the five steps of the way", kept, err)
		}
	})
}

func TestAnOpenCaseHolds(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		one := string(b.people[0])
		b.mend(t, one)
		take := func(kind probation.StepKind, c probation.CaseID, s probation.Step) probation.CaseID {
			t.Helper()
			s.Person, s.Case, s.Kind, s.Number, s.IssuedOn, s.Reason = one, c, kind, "860/"+string(kind), "2026-02-03", "Menurut laporan"
			id, err := b.office.Take(t.Context(), b.Actor, b.Agency, s)
			if err != nil {
				t.Fatalf("%s: %s", kind, refusal(t, err))
			}
			return probation.CaseID(id)
		}
		c := take(probation.CaseOpened, "", probation.Step{})
		b.held(t, one, "a report", "case")
		take(probation.CaseDropped, c, probation.Step{})
		b.held(t, one, "a report that was not proven", "")
		c = take(probation.CaseOpened, "", probation.Step{})
		take(probation.CaseExamined, c, probation.Step{})
		b.held(t, one, "an examination", "case")
		take(probation.CaseDecided, c, probation.Step{Choice: "7"})
		b.held(t, one, "a decree of discipline", "")
		take(probation.CaseAppealed, c, probation.Step{Form: "banding"})
		b.held(t, one, "an appeal", "case")
		take(probation.CaseUpheld, c, probation.Step{})
		b.held(t, one, "its result", "")
		take(probation.Warned, "", probation.Step{})
		b.held(t, one, "a warning", "")
		take(probation.Suspended, "", probation.Step{Day: "2026-03-31"})
		b.held(t, one, "a suspension", "suspended")
		take(probation.Resumed, "", probation.Step{})
		b.held(t, one, "its end", "")
		if kept, err := probation.KeptOf(t.Context(), b.DB, b.people[0]); err != nil || kept != (probation.Kept{Steps: 3, Cases: 2, Measures: 1}) {
			t.Errorf("kept %+v, %v", kept, err)
		}
	})
}
