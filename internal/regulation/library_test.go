package regulation

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

// shelf is a library with the administrators of two agencies and of the
// installation.
type shelf struct {
	*Library
	admin, other, operator access.Actor
	taken                  map[string][]Use // what later houses would say
}

func eachShelf(t *testing.T, f func(t *testing.T, s *shelf)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{audit.Schema, access.Schema, Schema}, func(t *testing.T, d *db.DB) {
		l, err := NewLibrary(d, clock.At(time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)))
		if err != nil {
			t.Fatal(err)
		}
		holding := func(name string, role access.Role, agency string) access.Actor {
			return access.AccountActor(name, []access.Grant{{Role: role, Agency: agency, Scope: access.Whole}})
		}
		s := &shelf{Library: l, admin: holding("a", access.Admin, "ptk"), other: holding("b", access.Admin, "btg"), operator: holding("c", access.Operator, ""), taken: map[string][]Use{}}
		l.Using = func(_ context.Context, _ db.Q, pack string) ([]Use, error) { return s.taken[pack], nil }
		f(t, s)
	})
}

var decree = Edition{Author: "Yoga Prasetyo", Date: "2026-01-05", Basis: Instrument{"SK 800/1/2026", "2026-01-02", "bobot penilaian"}}

func order(id string) CopyOrder {
	return CopyOrder{From: "latsar-2024", ID: id, Title: Text{ID: "Latsar kami"}, EffectiveFrom: "2026-02-01", By: decree}
}

func (s *shelf) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *shelf) own(t *testing.T, agency, id string) *Own {
	t.Helper()
	_, own, err := s.Find(t.Context(), s.DB, agency, id)
	s.must(t, err)
	return own
}

func conflicts(t *testing.T, err error, key string) {
	t.Helper()
	if f := fault.Of(err); f == nil || f.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

const (
	attitude = "training.evaluation.components[attitude].weight"
	pktbt    = "training.evaluation.components[pktbt].weight"
)

// heavier are the changes that move five points from PKTBT to attitude.
func heavier() []Row {
	ours := Evidence{GradeText, "SK 800/1/2026"}
	return []Row{{attitude, "20", ours}, {pktbt, "10", ours}}
}

func TestAPackIsCopiedChangedReleasedAndWithdrawn(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		own := s.own(t, "ptk", "kami")
		if own.State != Draft || own.Edition.From != "latsar-2024" || own.Edition.Author != decree.Author || own.Title.EN != "Latsar kami" || own.EffectiveFrom.Source == "" {
			t.Errorf("the draft is %+v %+v", own.Edition, own.Title)
		}
		packs, err := s.Packs(ctx, s.DB, "ptk")
		s.must(t, err)
		if _, err := packs.Find("kami"); fault.KindOf(err) != fault.KindNotFound {
			t.Error("a draft can be chosen")
		}
		s.must(t, s.Change(ctx, s.admin, "ptk", "kami", own.Version, decree, heavier()))
		s.must(t, s.Release(ctx, s.admin, "ptk", "kami", own.Version+1))
		for agency, on := range map[string]clock.Date{"ptk": "2026-02-01", "btg": "2026-02-01"} {
			newest, err := s.Newest(ctx, s.DB, agency, KindLatsar, on)
			s.must(t, err)
			if want := map[string]string{"ptk": "kami", "btg": "latsar-2024"}[agency]; newest.ID != want {
				t.Errorf("%s goes by %s, want %s", agency, newest.ID, want)
			}
		}
		if before, err := s.Newest(ctx, s.DB, "ptk", KindLatsar, "2026-01-31"); err != nil || before.ID != "latsar-2024" {
			t.Errorf("the day before it takes effect: %v %v", before.ID, err)
		}
		events, err := History(ctx, s.DB, "kami")
		s.must(t, err)
		var acts []string
		for _, e := range events {
			acts = append(acts, e.Act)
		}
		if diff := cmp.Diff([]string{actRelease, actChange, actCopy}, acts); diff != "" {
			t.Error(diff)
		}
		c := events[1].Changes
		if len(c) != 2 || c[0].Path != attitude || c[0].Before.Value != "15.00" || c[0].After.Value != "20.00" || c[0].After.Source != "SK 800/1/2026" {
			t.Errorf("the history says %+v", c)
		}
		fields := func(err error) int { return len(fault.Of(err).Fields) }
		if err := s.Withdraw(ctx, s.admin, "ptk", "kami", own.Version+2, " "); fields(err) != 1 {
			t.Errorf("withdrawn without a reason: %v", err)
		}
		s.must(t, s.Withdraw(ctx, s.admin, "ptk", "kami", own.Version+2, "Salah bobot"))
		if newest, err := s.Newest(ctx, s.DB, "ptk", KindLatsar, "2026-02-01"); err != nil || newest.ID != "latsar-2024" {
			t.Errorf("a withdrawn pack still rules: %v", err)
		}
		conflicts(t, s.Change(ctx, s.admin, "ptk", "kami", own.Version+3, decree, heavier()), "regulation.fault.withdrawn")
	})
}

func TestWhoMayKeepPacks(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		officer := access.AccountActor("d", []access.Grant{{Role: access.Officer, Agency: "ptk", Scope: access.Whole}})
		if err := s.Copy(ctx, officer, "ptk", order("kami")); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("an officer copies a pack: %v", err)
		}
		shared := order("bersama")
		shared.Shared = true
		if err := s.Copy(ctx, s.admin, "ptk", shared); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("an administrator of an agency makes a pack for all: %v", err)
		}
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		s.must(t, s.Copy(ctx, s.operator, "ptk", shared))
		if _, _, err := s.Find(ctx, s.DB, "btg", "kami"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("another agency reads it: %v", err)
		}
		if err := s.Change(ctx, s.other, "ptk", "kami", 1, decree, heavier()); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("another administrator changes it: %v", err)
		}
		s.must(t, s.Release(ctx, s.operator, "btg", "bersama", 1))
		packs, err := s.Packs(ctx, s.DB, "btg")
		s.must(t, err)
		if _, err := packs.Find("bersama"); err != nil {
			t.Errorf("a pack for all is not for all: %v", err)
		}
		if err := s.Copy(ctx, s.other, "btg", order("kami")); fault.Of(err) == nil || fault.Of(err).Fields[0].Key != "regulation.fault.id_taken" {
			t.Errorf("an id is taken twice: %v", err)
		}
	})
}

func TestAPackInUseIsNeverEdited(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		s.must(t, s.Release(ctx, s.admin, "ptk", "kami", 1))
		s.must(t, s.Change(ctx, s.admin, "ptk", "kami", 2, decree, heavier())) // in force, but nobody has taken it
		s.taken["kami"] = []Use{{Agency: "ptk", ID: "p", Name: "Latsar 2026", Batches: 9}}
		before := s.own(t, "ptk", "kami")
		conflicts(t, s.Change(ctx, s.admin, "ptk", "kami", 3, decree, []Row{{attitude, "15", decree.evidence()}, {pktbt, "15", decree.evidence()}}), "regulation.fault.in_use")
		text, err := before.YAML()
		s.must(t, err)
		conflicts(t, s.Replace(ctx, s.admin, "ptk", "kami", 3, decree, text), "regulation.fault.in_use")
		if diff := cmp.Diff(before, s.own(t, "ptk", "kami")); diff != "" {
			t.Error(diff)
		}
		again := order("kami-2")
		again.From = "kami"
		s.must(t, s.Copy(ctx, s.admin, "ptk", again))
		if got := s.own(t, "ptk", "kami-2"); got.Edition.From != "kami" || got.Training.Evaluation.Components[0].Weight.Value != 20_00 {
			t.Errorf("the copy of the copy is %+v", got.Edition)
		}
	})
}

// evidence is what an edition proves.
func (e Edition) evidence() Evidence { return Evidence{GradeText, e.Basis.Number} }

func TestTheSecondOfTwoEditorsIsTold(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		results := make(chan error, 2)
		for _, text := range []string{"30", "35"} {
			go func() {
				results <- s.Change(ctx, s.admin, "ptk", "kami", 1, decree, []Row{{"training.batch.cap", text, decree.evidence()}})
			}()
		}
		first, second := <-results, <-results
		if (first == nil) == (second == nil) {
			t.Fatalf("both editors got %v and %v", first, second)
		}
		conflicts(t, errors.Join(first, second), "regulation.fault.changed_meanwhile")
		if got := s.own(t, "ptk", "kami").Version; got != 2 {
			t.Errorf("version %d, want 2", got)
		}
	})
}

func TestWhatMakesNoPackIsRefusedAndNothingIsStored(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		before := s.own(t, "ptk", "kami")
		err := s.Change(ctx, s.admin, "ptk", "kami", 1, decree, heavier()[:1])
		refusedWith(t, err, "training.evaluation.components", "regulation.fault.weights")
		bare := decree
		bare.Basis.Number = " "
		refusedWith(t, s.Change(ctx, s.admin, "ptk", "kami", 1, bare, heavier()), "basis_number", "regulation.fault.basis_number")
		if err := s.Change(ctx, s.admin, "ptk", "kami", 1, decree, nil); fault.Of(err) == nil || fault.Of(err).Key != "regulation.fault.no_change" {
			t.Errorf("nothing changed: %v", err)
		}
		if err := s.Replace(ctx, s.admin, "ptk", "kami", 1, decree, []byte("id: x")); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("half a file: %v", err)
		}
		other, err := embedded(t).Newest(KindProbation, "2026-01-01")
		s.must(t, err)
		text, err := other.YAML()
		s.must(t, err)
		conflicts(t, s.Replace(ctx, s.admin, "ptk", "kami", 1, decree, text), "regulation.fault.other_kind")
		if diff := cmp.Diff(before, s.own(t, "ptk", "kami")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAFileTakesThePlaceOfAllValues(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		older, err := embedded(t).Find("latsar-2022")
		s.must(t, err)
		text, err := older.YAML()
		s.must(t, err)
		s.must(t, s.Replace(ctx, s.admin, "ptk", "kami", 1, decree, text))
		got := s.own(t, "ptk", "kami")
		if got.ID != "kami" || got.Edition.From != "latsar-2024" || got.Training.Modes[0].Days() != 74 {
			t.Errorf("the replaced pack is %s from %s with %d days", got.ID, got.Edition.From, got.Training.Modes[0].Days())
		}
		s.must(t, s.Delete(ctx, s.admin, "ptk", "kami", 2))
		if _, _, err := s.Find(ctx, s.DB, "ptk", "kami"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the deleted draft: %v", err)
		}
	})
}

func TestRulesOfProbationInForceAreNotEdited(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		o := order("percobaan")
		o.From, o.EffectiveFrom = "probation-2020", "2026-01-01"
		s.must(t, s.Copy(ctx, s.admin, "ptk", o))
		warn := []Row{{"probation.at_risk_days", "45", decree.evidence()}}
		s.must(t, s.Change(ctx, s.admin, "ptk", "percobaan", 1, decree, warn))
		s.must(t, s.Release(ctx, s.admin, "ptk", "percobaan", 2))
		conflicts(t, s.Change(ctx, s.admin, "ptk", "percobaan", 3, decree, warn), "regulation.fault.judging")
		newest, err := s.Newest(ctx, s.DB, "ptk", KindProbation, "2026-01-05")
		s.must(t, err)
		if newest.Probation.AtRiskDays.Value != 45 {
			t.Errorf("the agency is judged by %s", newest.ID)
		}
	})
}

// TestAnEditedPackReadsBackTheSame changes values at random: what the edit
// takes is read back the same, as text and as rows, and differs from the
// original at the changed places only.
func TestAnEditedPackReadsBackTheSame(t *testing.T) {
	original, err := embedded(t).Find("latsar-2018")
	if err != nil {
		t.Fatal(err)
	}
	var free []Entry
	for _, e := range original.Entries() {
		if !e.Fixed && e.Proof != "" && e.Shape != ShapeWord && e.Shape != ShapeList {
			free = append(free, e)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		e := rapid.SampledFrom(free).Draw(r, "value")
		row := Row{Path: e.Path, Value: e.Value, Evidence: Evidence{rapid.SampledFrom([]Grade{GradeText, GradePress, GradeUnverified}).Draw(r, "grade"), "Surat " + rapid.StringMatching(`[a-z"':#\-]{1,12}`).Draw(r, "source")}}
		if e.Shape == ShapeText {
			row.Value = "x" + rapid.StringMatching(`[ -~]{0,20}`).Draw(r, "text") + "x"
		}
		edited, err := original.Edit("kami", decree, []Row{row})
		if err != nil {
			return // refused as a whole, which other tests hold
		}
		text, err := edited.YAML()
		if err != nil {
			r.Fatal(err)
		}
		back, err := Parse(text)
		if err != nil {
			r.Fatalf("%s = %q: %v", row.Path, row.Value, err)
		}
		if diff := cmp.Diff(edited, back); diff != "" {
			r.Fatal(diff)
		}
		for _, d := range valuesOnly(Diff(original, edited)) {
			own := d.Path == "id" || len(d.Path) > 8 && d.Path[:8] == "edition."
			if !own && proofOf(original, d.Path) != e.Proof {
				r.Fatalf("%s was changed by changing %s", d.Path, e.Path)
			}
		}
	})
}

// proofOf is the place whose evidence a value shares.
func proofOf(p *Pack, path string) string {
	for _, e := range p.Entries() {
		if e.Path == path {
			return e.Proof
		}
	}
	return ""
}
