package probation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/notify"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/training/trainingtest"
)

// mend gives people every paper that the dossier needs, and the training.
func (b bureau) mend(t *testing.T, people ...string) {
	t.Helper()
	list := "NIP,Nama,Nomor STTP,Tanggal STTP,Nilai Akhir\n"
	for i, person := range people {
		who, err := roster.ByID(t.Context(), b.DB, b.Agency.ID, roster.PersonID(person))
		if err != nil {
			t.Fatal(err)
		}
		list += fmt.Sprintf("%s,%s,000%d/LATSAR,2025-11-14,90\n", who.NIP, who.Name, i+1)
		err = b.DB.InTx(t.Context(), func(tx *db.Tx) error {
			for _, p := range []document.Paper{
				{Kind: document.SPMT, Number: "800/1", IssuedOn: "2025-04-02"},
				{Kind: document.Health, Number: "445/1", IssuedOn: "2026-01-19", Outcome: document.Fit},
				{Kind: document.SKCPNS, Number: "813/1", IssuedOn: "2025-04-01"},
				{Kind: document.Performance, Number: "SKP/2025", IssuedOn: "2026-01-05"},
			} {
				p.Agency, p.Person = string(b.Agency.ID), person
				if _, err := b.office.Papers.Record(t.Context(), tx, b.Actor, p, "2026-02-04"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	registry := &certificate.Registry{DB: b.DB, Clock: b.Clock, Rules: b.office.Rules}
	preview, err := registry.Read(t.Context(), b.Actor, b.Agency.ID, roster.File{ReaderAt: strings.NewReader(list), Size: int64(len(list)), Name: "sttp.csv"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := registry.Import(t.Context(), b.Actor, b.Agency.ID, preview, true); err != nil {
		t.Fatal(err)
	}
}

// messages are the words of refusals.
func messages(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.NewCatalogue(probation.Messages, document.Messages, access.Messages, web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// refusal says what stood beside the fields of a refused act.
func refusal(t *testing.T, err error) string {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("not refused: %v", err)
	}
	s := messages(t).Speaker(i18n.English)
	var lines []string
	for _, one := range f.Fields {
		lines = append(lines, one.Name+": "+s.T(one.Key, one.Args...))
	}
	if len(lines) == 0 {
		return f.Key
	}
	return strings.Join(lines, "\n")
}

func (b bureau) state(t *testing.T, person string) probation.State {
	t.Helper()
	list, err := b.office.Candidates(t.Context(), b.Actor, b.Agency, b.Agency.Today(b.Clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if string(c.ID) == person {
			return c.Path.State
		}
	}
	return ""
}

// A letter is entered long after its day: what counts is what was in force on that
// day.
func TestALetterIsJudgedOnItsOwnDay(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		one := string(b.people[0])
		b.mend(t, one)
		b.Clock.Set(time.Date(2027, 9, 1, 3, 0, 0, 0, time.UTC))
		usul := probation.Letter{Kind: probation.Proposed, Forum: probation.ToBKN, Reason: "Terlambat", Number: "800/12/BKPSDM", IssuedOn: "2027-09-01"}
		if _, err := b.office.Together(t.Context(), b.Actor, b.Agency, usul, []string{one}); !strings.Contains(refusal(t, err), "lacks Physical and mental health") {
			t.Errorf("with a letter of health that has expired: %v", err)
		}
		usul.Forum, usul.Reason, usul.IssuedOn = probation.ToPPK, "", "2026-02-04"
		if _, err := b.office.Together(t.Context(), b.Actor, b.Agency, usul, []string{one}); err != nil {
			t.Error(refusal(t, err))
		}
	})
}

func TestADossierGoesUpComesBackAndIsDecided(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one, two := t.Context(), string(b.people[0]), string(b.people[1])
		b.mend(t, one)
		usul := probation.Letter{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/12/BKPSDM", IssuedOn: "2026-02-04"}
		_, err := b.office.Together(ctx, b.Actor, b.Agency, usul, []string{one, two})
		if why := refusal(t, err); !strings.Contains(why, "lacks SPMT") || !strings.Contains(why, "lacks Training passed") || !strings.Contains(why, "lacks Physical and mental health") {
			t.Errorf("refused with\n%s", why)
		}
		act, err := b.office.Together(ctx, b.Actor, b.Agency, usul, []string{one})
		if err != nil {
			t.Fatal(refusal(t, err))
		}
		if _, err := b.office.Together(ctx, b.Actor, b.Agency, usul, []string{one}); !strings.Contains(refusal(t, err), "Proposed") {
			t.Errorf("proposed twice: %v", err)
		}
		_, people, err := b.office.ActOf(ctx, b.Actor, b.Agency, act, "2026-02-04")
		if err != nil || len(people) != 1 {
			t.Fatalf("letter with %d people, %v", len(people), err)
		}
		if _, err := b.office.Dossiers(ctx, b.Actor, b.Agency, people); !strings.Contains(refusal(t, err), "the scan of SPMT is missing") {
			t.Errorf("an archive without scans: %v", err)
		}
		if _, err := b.office.Together(ctx, b.Actor, b.Agency, probation.Letter{Kind: probation.Returned}, []string{one}); !strings.Contains(refusal(t, err), "reason: Write the reason") {
			t.Errorf("returned without a note: %v", err)
		}
		for _, l := range []probation.Letter{{Kind: probation.Returned, Reason: "SPMT tidak terbaca"}, usul} {
			if _, err := b.office.Together(ctx, b.Actor, b.Agency, l, []string{one}); err != nil {
				t.Fatalf("%s: %v", l.Kind, refusal(t, err))
			}
		}
		decree := probation.Letter{Kind: probation.Decided, Number: "821.13/1/2026", IssuedOn: "2026-02-04", TMT: "2026-03-01"}
		if _, err := b.office.Together(ctx, b.Actor, b.Agency, decree, []string{one}); !strings.Contains(refusal(t, err), "at the earliest") {
			t.Errorf("a TMT within the year: %v", err)
		}
		decree.TMT = "2026-04-01"
		if _, err := b.office.Together(ctx, b.Actor, b.Agency, decree, []string{one}); err != nil {
			t.Fatal(refusal(t, err))
		}
		if s := b.state(t, one); s != probation.StateDecided {
			t.Errorf("state %s", s)
		}
		road, err := b.office.RoadOf(ctx, b.Actor, b.Agency, one)
		if err != nil || len(road.All) != 4 {
			t.Errorf("%d steps, want 4 (%v)", len(road.All), err)
		}
	})
}

func TestALateDossierNeedsBKNFirst(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one := t.Context(), string(b.people[0])
		b.mend(t, one)
		b.Clock.Set(time.Date(2026, 6, 1, 3, 0, 0, 0, time.UTC))
		usul := probation.Letter{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/90/BKPSDM", IssuedOn: "2026-06-01"}
		take := func(l probation.Letter) error {
			_, err := b.office.Together(ctx, b.Actor, b.Agency, l, []string{one})
			return err
		}
		if why := refusal(t, take(usul)); !strings.Contains(why, "to BKN first") {
			t.Errorf("a late one to the PPK: %s", why)
		}
		usul.Forum = probation.ToBKN
		if why := refusal(t, take(usul)); !strings.Contains(why, "reason of the delay") {
			t.Errorf("without the reason: %s", why)
		}
		usul.Reason = "Pelatihan baru dapat diadakan"
		decree := probation.Letter{Kind: probation.Decided, Number: "821.13/2/2026", IssuedOn: "2026-06-01", TMT: "2026-06-01"}
		if err := take(usul); err != nil {
			t.Fatal(refusal(t, err))
		}
		if why := refusal(t, take(decree)); !strings.Contains(why, "recommendation") {
			t.Errorf("decided without BKN: %s", why)
		}
		if err := take(probation.Letter{Kind: probation.Recommended, Number: "B-7/BKN", IssuedOn: "2026-06-01"}); err != nil {
			t.Fatal(refusal(t, err))
		}
		if err := take(decree); err != nil {
			t.Fatal(refusal(t, err))
		}
	})
}

func TestNobodyIsDismissedUnheardAndAnObjectionBringsBack(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one := t.Context(), string(b.people[0])
		take := func(s probation.Step) (probation.StepID, error) {
			s.Person, s.Number, s.Reason = one, "800/5", "Menurut berita acara"
			if s.IssuedOn == "" {
				s.IssuedOn = "2026-02-03"
			}
			return b.office.Take(ctx, b.Actor, b.Agency, s)
		}
		dismiss := probation.Step{Kind: probation.Dismissed, Choice: "discipline", Form: "hormat"}
		if _, err := take(dismiss); !strings.Contains(refusal(t, err), "hearing first") {
			t.Errorf("dismissed unheard: %v", err)
		}
		for _, s := range []probation.Step{{Kind: probation.Warned}, {Kind: probation.Heard}, dismiss, {Kind: probation.Objected}} {
			if _, err := take(s); err != nil {
				t.Fatalf("%s: %s", s.Kind, refusal(t, err))
			}
		}
		if s := b.state(t, one); s != probation.StateDismissed {
			t.Fatalf("state %s", s)
		}
		last, err := take(probation.Step{Kind: probation.Annulled})
		if err != nil || b.state(t, one) != probation.StateActive {
			t.Fatalf("annulled: %s, %v", b.state(t, one), err)
		}
		if err := b.office.Strike(ctx, b.Actor, b.Agency, last, "Salah orang"); err != nil || b.state(t, one) != probation.StateDismissed {
			t.Errorf("struck: %s, %v", b.state(t, one), err)
		}
		if err := b.office.Strike(ctx, b.Actor, b.Agency, last, "Salah orang"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("struck twice: %v", err)
		}
		if _, err := take(probation.Step{Kind: probation.Suspended, Day: "2026-05-01"}); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("suspended after the dismissal: %v", err)
		}
		leader := trainingtest.Holding(string(b.Agency.ID), access.Leader, access.Whole)
		if _, err := b.office.Take(ctx, leader, b.Agency, probation.Step{Person: one, Kind: probation.Annulled}); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a leader types: %v", err)
		}
	})
}

func TestACaseOfDisciplineFromReportToAppeal(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one := t.Context(), string(b.people[0])
		b.mend(t, one)
		step := func(kind probation.StepKind, c probation.CaseID, choice, form string) (probation.StepID, error) {
			return b.office.Take(ctx, b.Actor, b.Agency, probation.Step{Person: one, Case: c, Kind: kind, Number: "860/" + string(kind), IssuedOn: "2026-02-03", Choice: choice, Form: form, Reason: "Menurut laporan"})
		}
		opened, err := step(probation.CaseOpened, "", "", "")
		if err != nil {
			t.Fatal(refusal(t, err))
		}
		c := probation.CaseID(opened)
		if _, err := step(probation.CaseDecided, c, "7", ""); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("decided without an examination: %v", err)
		}
		if _, err := step(probation.CaseExamined, c, "", ""); err != nil {
			t.Fatal(refusal(t, err))
		}
		if _, err := step(probation.CaseDecided, c, "999", ""); !strings.Contains(refusal(t, err), "SIASN") {
			t.Errorf("a measure that is none: %v", err)
		}
		reason := func() string {
			x, err := b.office.Of(ctx, b.Actor, b.Agency, b.people[0], "2026-02-04")
			if err != nil || x.Reason == nil {
				return ""
			}
			return x.Reason.Gate.Key
		}
		if _, err := step(probation.CaseDecided, c, "7", ""); err != nil || reason() != "discipline" {
			t.Fatalf("a decree of level sedang holds nobody back: %q, %v", reason(), err)
		}
		if _, err := step(probation.CaseAppealed, c, "", "banding"); err != nil {
			t.Fatal(refusal(t, err))
		}
		if _, err := step(probation.CaseAnnulled, c, "", ""); err != nil || reason() != "" {
			t.Errorf("annulled, and %q holds back, %v", reason(), err)
		}
		list, err := b.office.Cases(ctx, b.Actor, b.Agency)
		if err != nil || len(list) != 1 || list[0].State != probation.StateFinal {
			t.Errorf("cases %v, %v", list, err)
		}
		if _, err := step(probation.CaseExamined, "no-such-case", "", ""); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a step of no case: %v", err)
		}
	})
}

func TestDaysWithoutExcuseCountWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one := t.Context(), string(b.people[0])
		enter := func(from, until clock.Date) int {
			n, err := b.office.Absence(ctx, b.Actor, b.Agency, one, from, until, "Rekap Januari")
			if err != nil {
				t.Fatal(refusal(t, err))
			}
			return n
		}
		if n := enter("2026-01-05", "2026-01-14"); n != 8 {
			t.Errorf("%d working days from Monday to Wednesday of the week after, want 8", n)
		}
		if n := enter("2026-01-12", "2026-01-15"); n != 1 {
			t.Errorf("%d new days of four, three known: want 1", n)
		}
		away, err := b.office.AbsentOf(ctx, b.Actor, b.Agency, one)
		if err != nil || away.Days != 9 || away.InRow != 9 || away.Near != 7 || len(away.Lines) != 1 || away.Lines[0].Blocks {
			t.Errorf("%+v, %v", away, err)
		}
		if n, err := b.office.Excuse(ctx, b.Actor, b.Agency, one, "2026-01-07", "2026-01-07", "Surat sakit menyusul"); n != 1 || err != nil {
			t.Errorf("excused %d, %v", n, err)
		}
		if away, _ = b.office.AbsentOf(ctx, b.Actor, b.Agency, one); away.Days != 8 || away.InRow != 6 {
			t.Errorf("after the excuse: %+v", away)
		}
		if _, err := b.office.Absence(ctx, b.Actor, b.Agency, one, "2026-01-10", "2026-01-11", "x"); !strings.Contains(refusal(t, err), "no working day") {
			t.Errorf("a weekend: %v", err)
		}
	})
}

func TestEachLineIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one := t.Context(), string(b.people[0])
		b.mend(t, one)
		told := func() int {
			t.Helper()
			if err := b.office.Remind(ctx); err != nil {
				t.Fatal(err)
			}
			_, n, err := notify.Events(ctx, b.DB, b.Actor, string(b.Agency.ID), notify.Narrow{All: true}, 1)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		first := told()
		if first == 0 {
			t.Fatal("56 days before the year is full nobody is told")
		}
		if again := told(); again != first {
			t.Errorf("the same day again: %d messages, want %d", again, first)
		}
		b.Clock.Set(time.Date(2026, 2, 5, 3, 0, 0, 0, time.UTC))
		if next := told(); next != first {
			t.Errorf("a day on which no line is reached: %d messages, want %d", next, first)
		}
		b.Clock.Set(time.Date(2026, 3, 5, 3, 0, 0, 0, time.UTC))
		if later := told(); later <= first {
			t.Errorf("27 days before: %d messages, want more than %d", later, first)
		}
	})
}

func TestTheNearestLineIsReached(t *testing.T) {
	lines := []int{90, 30, 14, 7, 0}
	for left, want := range map[int]int{120: -1, 90: 90, 31: 90, 30: 30, 8: 14, 1: 7, 0: 0, -5: 0} {
		if got := probation.Warning(lines, left); got != want {
			t.Errorf("%d days left: line %d, want %d", left, got, want)
		}
	}
}
