package probation_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/training/trainingtest"
)

// decree brings people to their SK PNS, on 1 April 2026.
func (b bureau) decree(t *testing.T, people ...string) {
	t.Helper()
	b.mend(t, people...)
	b.Clock.Set(time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC))
	for _, l := range []probation.Letter{
		{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/12", IssuedOn: "2026-04-01"},
		{Kind: probation.Decided, Number: "821.13/77/2026", IssuedOn: "2026-04-01", TMT: "2026-04-01"},
	} {
		if _, err := b.office.Together(t.Context(), b.Actor, b.Agency, l, people); err != nil {
			t.Fatalf("%s: %s", l.Kind, refusal(t, err))
		}
	}
}

// ceremony plans an oath with three people whose religions are known.
func (b bureau) ceremony(t *testing.T) (probation.OathID, []string) {
	t.Helper()
	ctx := t.Context()
	people := []string{string(b.people[0]), string(b.people[1]), string(b.people[2])}
	b.decree(t, people...)
	if err := b.office.People.SwitchPurpose(ctx, trainingtest.Holding(string(b.Agency.ID), access.Admin, access.Whole), b.Agency.ID, roster.PurposeOath, true); err != nil {
		t.Fatal(err)
	}
	id, err := b.office.PlanOath(ctx, b.Actor, b.Agency, probation.Oath{HeldOn: "2026-04-01", Place: "Pendopo", Official: "Dr. Raden Contoh, M.Si.", Title: "Wali Kota", PerRow: 2})
	if err != nil {
		t.Fatal(refusal(t, err))
	}
	if err := b.office.Seat(ctx, b.Actor, b.Agency, id, people); err != nil {
		t.Fatal(refusal(t, err))
	}
	err = b.office.People.KeepPrivate(ctx, b.Actor, b.Agency.ID, roster.FieldReligion, map[roster.PersonID]string{b.people[0]: "Hindu", b.people[1]: "ISLAM", b.people[2]: "islam"})
	if err != nil {
		t.Fatal(err)
	}
	return id, people
}

func witnesses(golongan string) []probation.Helper {
	return []probation.Helper{
		{Kind: probation.Witness, Name: "Budi Contoh, S.STP.", NIP: "197501011998031901", Golongan: golongan, Title: "Sekretaris Daerah"},
		{Kind: probation.Witness, Name: "Ani Contoh, S.E.", NIP: "197601011999032901", Golongan: "IV/b", Title: "Inspektur"},
		{Kind: probation.Cleric, Religion: "Islam", Name: "H. Contoh"},
		{Kind: probation.Cleric, Religion: "Hindu", Name: "I Wayan Contoh"},
	}
}

func TestOnlyTheMinutesOfAnOathMakeAPNS(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		id, people := b.ceremony(t)
		_, list, err := b.office.OathOf(ctx, b.Actor, b.Agency, id)
		if err != nil || len(list) != 3 || list[0].Religion != "Islam" || list[2].Religion != "Hindu" || list[2].Row(2) != "B-1" {
			t.Fatalf("seats %+v, %v", list, err)
		}
		hold := func(absent map[string]string) error {
			return b.office.Hold(ctx, b.Actor, b.Agency, id, "800/BA/1/2026", "2026-04-01", absent)
		}
		if why := refusal(t, hold(nil)); !strings.Contains(why, "2 PNS witnesses are needed") || !strings.Contains(why, "no clergy for Islam") || !strings.Contains(why, "no clergy for Hindu") {
			t.Errorf("held without helpers: %s", why)
		}
		if err := b.office.Attend(ctx, b.Actor, b.Agency, id, witnesses("I/a")); err != nil {
			t.Fatal(refusal(t, err))
		}
		if why := refusal(t, hold(nil)); !strings.Contains(why, "Witness Budi Contoh, S.STP. has the rank I/a") {
			t.Errorf("held with a witness of low rank: %s", why)
		}
		if err := b.office.Attend(ctx, b.Actor, b.Agency, id, witnesses("IV/d")); err != nil {
			t.Fatal(refusal(t, err))
		}
		if why := refusal(t, hold(map[string]string{people[0]: " "})); !strings.Contains(why, "was absent") {
			t.Errorf("absent without a reason: %s", why)
		}
		if err := hold(map[string]string{people[0]: "Sakit"}); err != nil {
			t.Fatal(refusal(t, err))
		}
		for i, want := range []probation.State{probation.StateDecided, probation.StateSworn, probation.StateSworn} {
			p, err := roster.ByID(ctx, b.DB, b.Agency.ID, b.people[i])
			if err != nil || b.state(t, people[i]) != want || (p.Status == "P") != (want == probation.StateSworn) || (p.PNSNumber == "821.13/77/2026") != (want == probation.StateSworn) {
				t.Errorf("person %d is %s with status %q and SK %q, want %s; %v", i, b.state(t, people[i]), p.Status, p.PNSNumber, want, err)
			}
		}
		free, missed, err := b.office.Unsworn(ctx, b.Actor, b.Agency)
		if err != nil || len(free) != 1 || missed[people[0]] != "2026-04-01" {
			t.Errorf("the absent person does not wait for another oath: %d, %v, %v", len(free), missed, err)
		}
		if err := b.office.Unseat(ctx, b.Actor, b.Agency, id, people); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("an oath that was held is changed: %v", err)
		}
		road, _ := b.office.RoadOf(ctx, b.Actor, b.Agency, people[1])
		if err := b.office.Strike(ctx, b.Actor, b.Agency, road.All[len(road.All)-1].ID, "Keliru"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("an oath is struck: %v", err)
		}
		leader := trainingtest.Holding(string(b.Agency.ID), access.Leader, access.Whole)
		if _, list, err = b.office.OathOf(ctx, leader, b.Agency, id); err != nil || list[0].Religion != "" {
			t.Errorf("a leader reads religions: %v, %v", list[0].Religion, err)
		}
	})
}

func TestReligionsAreKeptOnlyForTheirPurpose(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		err := b.office.People.KeepPrivate(t.Context(), b.Actor, b.Agency.ID, roster.FieldReligion, map[roster.PersonID]string{b.people[0]: "Hindu"})
		if fault.KindOf(err) != fault.KindConflict {
			t.Errorf("kept without a purpose: %v", err)
		}
	})
}

func TestTheLettersOfDecreeAndOathNameTheirPeople(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		id, _ := b.ceremony(t)
		if err := b.office.Attend(ctx, b.Actor, b.Agency, id, witnesses("IV/d")); err != nil {
			t.Fatal(refusal(t, err))
		}
		speak := messages(t).Speaker(i18n.Indonesian)
		for kind, want := range map[document.LetterKind]int{document.Decree: 1, document.Extract: 3, document.CertifiedCopy: 1, document.SalaryLetter: 1, document.OathRecord: 3, document.OathList: 2} {
			letters, err := b.office.Letters(ctx, b.DB, b.Actor, document.Order{Agency: b.Agency, Kind: kind, Day: "2026-04-01", Speak: speak})
			if err != nil || len(letters) != want {
				t.Errorf("%s: %d letters, want %d; %v", kind, len(letters), want, err)
				continue
			}
			complete(t, kind, letters[0].Data)
			if d := letters[0].Data.Text; d["sk_nomor"] != "821.13/77/2026" || d["tmt_pns"] != "1 April 2026" {
				t.Errorf("%s says %q and %q", kind, d["sk_nomor"], d["tmt_pns"])
			}
		}
		for name, print := range map[string]func() ([]byte, error){
			"minutes": func() ([]byte, error) { return b.office.OathMinutes(ctx, b.Actor, b.Agency, speak, id) },
			"list":    func() ([]byte, error) { return b.office.OathList(ctx, b.Actor, b.Agency, speak, id) },
		} {
			if paper, err := print(); err != nil || !bytes.HasPrefix(paper, []byte("%PDF")) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// complete expects every field that the page of fields names for a kind, but
// those that the cabinet adds to all letters.
func complete(t *testing.T, kind document.LetterKind, d docx.Data) {
	t.Helper()
	receipt, _ := document.MakeOf(document.Receipt) // has no fields of its own
	how, _ := document.MakeOf(kind)
	common, err := receipt.Example()
	if err != nil {
		t.Fatal(err)
	}
	want, err := how.Example()
	if err != nil {
		t.Fatal(err)
	}
	for name := range want.Text {
		_, added := common.Text[name]
		if _, given := d.Text[name]; !given && !added {
			t.Errorf("%s: the field %s is missing", kind, name)
		}
	}
	for list, rows := range want.Lists {
		if len(d.Lists[list]) == 0 {
			t.Errorf("%s: the list %s is empty", kind, list)
			continue
		}
		for name := range rows[0].Text {
			if _, given := d.Lists[list][0].Text[name]; !given {
				t.Errorf("%s: the field %s of %s is missing", kind, name, list)
			}
		}
	}
}

func TestNobodyIsSwornBeforeTheirTMT(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		b.mend(t, string(b.people[0]))
		for _, l := range []probation.Letter{
			{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/12", IssuedOn: "2026-02-04"},
			{Kind: probation.Decided, Number: "821.13/77/2026", IssuedOn: "2026-02-04", TMT: "2026-04-01"},
		} {
			if _, err := b.office.Together(ctx, b.Actor, b.Agency, l, []string{string(b.people[0])}); err != nil {
				t.Fatalf("%s: %s", l.Kind, refusal(t, err))
			}
		}
		id, err := b.office.PlanOath(ctx, b.Actor, b.Agency, probation.Oath{HeldOn: "2026-02-04", Place: "Pendopo", Official: "Dr. Contoh", PerRow: 5})
		if err != nil {
			t.Fatal(refusal(t, err))
		}
		if err := b.office.Seat(ctx, b.Actor, b.Agency, id, []string{string(b.people[0])}); err != nil {
			t.Fatal(refusal(t, err))
		}
		err = b.office.Hold(ctx, b.Actor, b.Agency, id, "800/BA/2", "2026-02-04", nil)
		if why := refusal(t, err); !strings.Contains(why, "after the day of this oath") {
			t.Errorf("sworn before the TMT: %s", why)
		}
		if err := b.office.CancelOath(ctx, b.Actor, b.Agency, id, "Belum TMT"); err != nil {
			t.Fatal(err)
		}
		if free, _, err := b.office.Unsworn(ctx, b.Actor, b.Agency); err != nil || len(free) != 1 {
			t.Errorf("after the oath was cancelled %d wait, %v", len(free), err)
		}
	})
}
