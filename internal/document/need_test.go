package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

func holder() *document.Holder {
	return &document.Holder{Person: "galih", NIP: "199704152025041901", Name: "Galih Prasetyo", Unit: "puskesmas",
		Anchors: map[regulation.Anchor]clock.Date{regulation.AnchorTMT: "2025-04-01", regulation.AnchorBatch: "2026-03-02", regulation.AnchorEnd: "2026-04-01"}}
}

func TestHowFarSomebodyIsWithAPaper(t *testing.T) {
	letter := func(issued clock.Date, state document.State, outcome document.Outcome) document.Brief {
		return document.Brief{Kind: document.Health, Number: "445/1", IssuedOn: issued, State: state, Outcome: outcome, Scanned: true}
	}
	fresh := letter("2026-01-19", document.Verified, document.Fit)
	unscanned, newer := fresh, letter("2025-01-19", document.Verified, document.Fit)
	unscanned.Scanned, newer.Newer = false, document.Waiting
	trained, gone := holder(), holder()
	trained.Trained, gone.Over = true, true
	unseated := holder()
	unseated.Anchors = map[regulation.Anchor]clock.Date{regulation.AnchorTMT: "2025-04-01", regulation.AnchorEnd: "2026-04-01"}
	cases := map[string]struct {
		holder *document.Holder
		letter document.Brief
		state  document.NeedState
		due    clock.Date
		until  clock.Date
	}{
		"nothing yet is due a week before the batch":           {holder(), document.Brief{}, document.NeedMissing, "2026-02-23", ""},
		"without a batch it is due for the appointment":        {unseated, document.Brief{}, document.NeedMissing, "2026-03-02", ""},
		"after the training too":                               {trained, document.Brief{}, document.NeedMissing, "2026-03-02", ""},
		"who has left owes nothing":                            {gone, document.Brief{}, "", "", ""},
		"handed in, it waits for the office":                   {holder(), letter("2026-01-19", document.Waiting, document.Fit), document.NeedWaiting, "2026-02-23", ""},
		"returned, it is owed":                                 {holder(), letter("2026-01-19", document.Rejected, document.Fit), document.NeedRejected, "2026-02-23", ""},
		"not fit, another is owed":                             {holder(), letter("2026-01-19", document.Verified, document.Unfit), document.NeedUnfit, "2026-02-23", ""},
		"verified and fit":                                     {holder(), fresh, document.NeedMet, "2026-02-23", "2027-01-19"},
		"known by its number alone":                            {holder(), unscanned, document.NeedUnscanned, "2026-02-23", "2027-01-19"},
		"expired, it is due for what comes after":              {holder(), letter("2025-01-19", document.Verified, document.Fit), document.NeedExpired, "2026-02-23", "2026-01-19"},
		"expires between the training and the appointment":     {holder(), letter("2025-02-25", document.Verified, document.Fit), document.NeedSoon, "2026-03-02", "2026-02-25"},
		"expires after everything is due: due on its last day": {holder(), letter("2025-03-05", document.Verified, document.Fit), document.NeedSoon, "2026-03-05", "2026-03-05"},
		"an expired one with a newer that waits":               {holder(), newer, document.NeedWaiting, "2026-02-23", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if c.letter.Kind != "" {
				c.holder.Papers = map[document.Kind]document.Brief{document.Health: c.letter}
			}
			var got document.Need
			for _, n := range document.NeedsOf(rules(t), c.holder, today) {
				if n.Kind == document.Health {
					got = n
				}
			}
			if got.State != c.state || got.Due != c.due || got.Until != c.until {
				t.Errorf("%s, due %s, valid until %s", got.State, got.Due, got.Until)
			}
		})
	}
}

func TestWhatIsAskedOfAParticipant(t *testing.T) {
	h := holder()
	h.Known = map[document.Kind]document.Brief{document.SKCPNS: {Kind: document.SKCPNS, Number: "813/1", State: document.Verified}}
	got := map[document.Kind]string{}
	for _, n := range document.NeedsOf(rules(t), h, today) {
		got[n.Kind] = string(n.State) + " " + string(n.Due)
		if n.Overdue(today) != (n.Kind == document.SPMT) {
			t.Errorf("%s overdue: %t", n.Kind, n.Overdue(today))
		}
	}
	want := map[document.Kind]string{document.SKCPNS: "unscanned 2025-05-01", document.SPMT: "missing 2025-05-31", document.Health: "missing 2026-02-23", document.Assignment: "missing 2026-02-23",
		document.Willingness: "missing 2026-02-23", document.Photograph: "missing 2026-02-23", document.Diploma: "missing 2026-03-02"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheListOfWhatIsOwedIsNarrowed(t *testing.T) {
	tree := org.NewTree([]org.Unit{{ID: "dinkes", Name: "Dinas Kesehatan"}, {ID: "puskesmas", Parent: "dinkes", Name: "Puskesmas Bontang Utara"}})
	h := holder()
	h.Papers = map[document.Kind]document.Brief{document.SPMT: {Kind: document.SPMT, IssuedOn: "2025-04-02", State: document.Verified, Scanned: true}}
	all := document.NeedsOf(rules(t), h, today)
	cases := map[string]struct {
		narrow document.Narrowing
		want   int
		first  document.Kind
	}{
		"what is owed, the soonest first":     {document.Narrowing{}, 6, document.SKCPNS},
		"with what is complete":               {document.Narrowing{All: true}, 7, document.SKCPNS},
		"complete alone":                      {document.Narrowing{State: document.NeedMet}, 1, document.SPMT},
		"due within twenty days":              {document.Narrowing{By: "2026-02-24"}, 5, document.SKCPNS},
		"one kind":                            {document.Narrowing{Kind: document.Diploma}, 1, document.Diploma},
		"the office above the unit":           {document.Narrowing{Office: "dinkes"}, 6, document.SKCPNS},
		"another office":                      {document.Narrowing{Office: "disdik"}, 0, ""},
		"a part of the name in small letters": {document.Narrowing{Search: "prasetyo"}, 6, document.SKCPNS},
		"a number":                            {document.Narrowing{Search: "1997041520"}, 6, document.SKCPNS},
		"somebody else":                       {document.Narrowing{Person: "ayu"}, 0, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			list, _ := c.narrow.Narrow(all, tree)
			if len(list) != c.want || len(list) > 0 && list[0].Kind != c.first {
				t.Errorf("%d papers, want %d: %+v", len(list), c.want, list)
			}
		})
	}
	if _, states := (document.Narrowing{State: document.NeedMet}).Narrow(all, tree); states[document.NeedMissing] != 6 || states[document.NeedMet] != 1 {
		t.Errorf("states %v", states)
	}
}

// A paper that counts is never owed unless it is about to expire, and one that
// is owed never counts for long.
func TestWhatCountsIsNotOwed(t *testing.T) {
	p := rules(t)
	rapid.Check(t, func(t *rapid.T) {
		b := document.Brief{Kind: document.Health, IssuedOn: clock.Date("2024-01-01").AddDays(rapid.IntRange(0, 760).Draw(t, "issued")), Scanned: rapid.Bool().Draw(t, "scanned"),
			Outcome: rapid.SampledFrom([]document.Outcome{document.Fit, document.Unfit}).Draw(t, "outcome"),
			State:   rapid.SampledFrom([]document.State{document.Waiting, document.Verified, document.Rejected}).Draw(t, "state")}
		h := holder()
		h.Papers = map[document.Kind]document.Brief{document.Health: b}
		for _, n := range document.NeedsOf(p, h, today) {
			if n.Kind != document.Health {
				continue
			}
			counts := b.Counts(p, today)
			if counts == (n.State.Owed() && n.State != document.NeedSoon || n.State == document.NeedWaiting) {
				t.Fatalf("%+v counts %t, yet is %s", b, counts, n.State)
			}
		}
	})
}

// The rules may ask for each kind of paper that this house keeps.
func TestTheRulesKnowEveryKind(t *testing.T) {
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packs.Newest(regulation.KindProbation, today)
	if err != nil {
		t.Fatal(err)
	}
	by := regulation.Edition{Author: "Officer", Date: today, Basis: regulation.Instrument{Number: "SE 1", Date: today, About: "berkas"}}
	for _, k := range document.Kinds {
		if _, err := pack.Edit("ours", by, []regulation.Row{{Path: "probation.papers[diploma].paper", Value: string(k), Evidence: regulation.Evidence{Grade: regulation.GradeText, Source: "SE 1"}}}); err != nil {
			t.Errorf("%s: %v", k, err)
		}
	}
	for _, r := range pack.Probation.Papers {
		if !document.Kind(r.Paper).Valid() {
			t.Errorf("nobody keeps %s", r.Paper)
		}
	}
}
