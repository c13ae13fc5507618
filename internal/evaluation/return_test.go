package evaluation_test

import (
	"testing"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training/trainingtest"
)

// office returns the first office that owes marks, as the officer sees it.
func (r room) office(t *testing.T) evaluation.Return {
	t.Helper()
	list, err := r.board.Returns(t.Context(), r.Actor, r.Agency)
	if err != nil || len(list) < 2 {
		t.Fatalf("%d offices owe marks, %v; want several", len(list), err)
	}
	return list[0]
}

// clerk makes and opens the link of an office and returns who came by it.
func (r room) clerk(t *testing.T, o evaluation.Return) access.Actor {
	t.Helper()
	n := identity.NewPass{Holder: "Hj. Rosmiati", Title: "Kasubbag Umum", Phone: "081200000930"}
	if o.Pass != nil {
		n.Told = o.Pass.ID
	}
	p, err := r.board.AskUnit(t.Context(), r.Actor, r.Agency, o.Unit.ID, n)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := r.board.Links.PassSecret(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, session, err := r.board.Links.OpenPass(t.Context(), secret, "phone")
	if err != nil {
		t.Fatal(err)
	}
	_, actor, err := r.board.Links.Whose(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// pktbt are marks for everybody of an office.
func pktbt(o evaluation.Return, value regulation.Hundredths, reason string) []evaluation.NewMark {
	var list []evaluation.NewMark
	for _, p := range o.People {
		list = append(list, evaluation.NewMark{Seat: p.Seat.ID, Component: "pktbt", Value: value, Reason: reason})
	}
	return list
}

func TestAnOfficeSendsItsSheetByALink(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx := t.Context()
		r.board.Links = &identity.Desk{DB: r.DB, Clock: r.Clock, Key: []byte("a key of an installation")}
		r.Clock.Advance(8 * 24 * 3600e9)
		o := r.office(t)
		if o.State(r.Clock.Now()) != evaluation.ReturnNoLink || len(o.People[0].Columns) != 1 || o.Missing() != len(o.People) {
			t.Fatalf("an office that was not asked stands as %s with %d missing of %d", o.State(r.Clock.Now()), o.Missing(), len(o.People))
		}
		clerk := r.clerk(t, o)
		mine, err := r.board.Returns(ctx, clerk, r.Agency)
		if err != nil || len(mine) != 1 || mine[0].Unit.ID != o.Unit.ID || mine[0].State(r.Clock.Now()) != evaluation.ReturnOpen {
			t.Fatalf("the office sees %d sheets, %v; want its own, open", len(mine), err)
		}
		if _, err := r.board.FillIn(ctx, clerk, r.Agency, mine[0], pktbt(mine[0], 8600, "")); err != nil {
			t.Fatal(err)
		}
		if err := r.board.SendIn(ctx, clerk, r.Agency, o.Wave.ID, o.Unit.ID); err != nil {
			t.Fatal(err)
		}
		sent := r.office(t)
		if sent.State(r.Clock.Now()) != evaluation.ReturnSent || sent.By != clerk.Ref() {
			t.Errorf("after sending the office stands as %s by %s", sent.State(r.Clock.Now()), sent.By)
		}
		if _, err := r.board.FillIn(ctx, clerk, r.Agency, sent, pktbt(sent, 9000, "salah ketik")); fault.Of(err).Key != "evaluation.return.is_sent" {
			t.Errorf("a mark after the sheet was sent: %v", err)
		}
		if err := r.board.SendIn(ctx, clerk, r.Agency, o.Wave.ID, o.Unit.ID); fault.Of(err).Key != "evaluation.return.is_sent" {
			t.Errorf("a sheet sent twice: %v", err)
		}
		if err := r.board.GiveBack(ctx, clerk, r.Agency, o.Wave.ID, o.Unit.ID, "x"); err == nil {
			t.Error("an office gave its own sheet back")
		}
		if err := r.board.GiveBack(ctx, r.Actor, r.Agency, o.Wave.ID, o.Unit.ID, "Nilai terbalik"); err != nil {
			t.Fatal(err)
		}
		again := r.office(t)
		if again.State(r.Clock.Now()) != evaluation.ReturnFilled || again.Note != "Nilai terbalik" {
			t.Errorf("a sheet given back stands as %s with %q", again.State(r.Clock.Now()), again.Note)
		}
	})
}

// A renewed link, the officer and the office itself are one marker: the mark is
// mended, not averaged.
func TestAnOfficeSpeaksWithOneVoice(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx := t.Context()
		r.board.Links = &identity.Desk{DB: r.DB, Clock: r.Clock, Key: []byte("a key of an installation")}
		r.Clock.Advance(8 * 24 * 3600e9)
		o := r.office(t)
		if _, err := r.board.FillIn(ctx, r.clerk(t, o), r.Agency, o, pktbt(o, 8000, "")); err != nil {
			t.Fatal(err)
		}
		renewed := r.clerk(t, r.office(t))
		if _, err := r.board.FillIn(ctx, renewed, r.Agency, o, pktbt(o, 9000, "")); err == nil {
			t.Error("a mark was changed without a reason")
		}
		if _, err := r.board.FillIn(ctx, renewed, r.Agency, o, pktbt(o, 9000, "Lembar terbaru")); err != nil {
			t.Fatal(err)
		}
		if _, err := r.board.FillIn(ctx, r.Actor, r.Agency, o, pktbt(o, 8500, "Menurut lembar asli")); err != nil {
			t.Fatal(err)
		}
		row := r.row(t, o.People[0].Seat)
		if len(row.Marks) != 1 || row.Marks[0].Value != 8500 {
			t.Errorf("the marks are %+v, want one of 85", row.Marks)
		}
	})
}

func TestWhoMaySendASheet(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx := t.Context()
		r.board.Links = &identity.Desk{DB: r.DB, Clock: r.Clock, Key: []byte("a key of an installation")}
		r.Clock.Advance(8 * 24 * 3600e9)
		list, err := r.board.Returns(ctx, r.Actor, r.Agency)
		if err != nil {
			t.Fatal(err)
		}
		clerk, other := r.clerk(t, list[0]), list[1]
		if _, err := r.board.FillIn(ctx, clerk, r.Agency, other, pktbt(other, 8000, "")); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("marks for somebody else's people: %v", err)
		}
		foreign := pktbt(other, 8000, "")
		if _, err := r.board.FillIn(ctx, clerk, r.Agency, list[0], foreign); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("people of another office in one's own sheet: %v", err)
		}
		if err := r.board.SendIn(ctx, clerk, r.Agency, other.Wave.ID, other.Unit.ID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the sheet of another office: %v", err)
		}
		if err := r.board.SendIn(ctx, clerk, r.Agency, list[0].Wave.ID, list[0].Unit.ID); fault.Of(err).Key != "evaluation.return.missing" {
			t.Errorf("an empty sheet: %v", err)
		}
		if _, err := r.board.AskUnit(ctx, clerk, r.Agency, other.Unit.ID, identity.NewPass{Holder: "A"}); err == nil {
			t.Error("an office made a link for another")
		}
		if err := r.board.WithdrawUnit(ctx, r.Actor, r.Agency, list[0].Unit.ID); err != nil {
			t.Fatal(err)
		}
		for name, bad := range map[string][3]string{"no name": {"", "", ""}, "a bad number": {"A", "", "12"}} {
			if _, err := r.board.AskUnit(ctx, r.Actor, r.Agency, other.Unit.ID, identity.NewPass{Holder: bad[0], Title: bad[1], Phone: bad[2]}); fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("a link for %s: %v", name, err)
			}
		}
	})
}

// The link of an office opens all of its people, so the committee of one batch
// is not shown it.
func TestOnlyWhoAsksOfficesSeesTheirLinks(t *testing.T) {
	a := org.Agency{ID: "ptk"}
	for name, c := range map[string]struct {
		role  access.Role
		scope access.Scope
		want  bool
	}{
		"officer":                  {access.Officer, access.Whole, true},
		"committee":                {access.Committee, access.Whole, true},
		"committee of one batch":   {access.Committee, access.BatchScope("b"), false},
		"officer of one unit":      {access.Officer, access.UnitScope("u"), false},
		"whoever came by the link": {access.Clerk, access.UnitScope("u"), false},
	} {
		if got := evaluation.MayAsk(trainingtest.Holding("ptk", c.role, c.scope), a); got != c.want {
			t.Errorf("%s sees the link of an office: %t", name, got)
		}
	}
}

// Two people of an office work at once: what one sends in the other may not
// change with the page that was open before.
func TestAPageThatWasOpenChangesNoSentSheet(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx := t.Context()
		r.Clock.Advance(8 * 24 * 3600e9)
		open := r.office(t)
		if _, err := r.board.FillIn(ctx, r.Actor, r.Agency, open, pktbt(open, 8600, "")); err != nil {
			t.Fatal(err)
		}
		if err := r.board.SendIn(ctx, r.Actor, r.Agency, open.Wave.ID, open.Unit.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := r.board.FillIn(ctx, r.Actor, r.Agency, open, pktbt(open, 9000, "salah ketik")); fault.Of(err) == nil || fault.Of(err).Key != "evaluation.return.is_sent" {
			t.Errorf("a mark after the sheet was sent: %v", err)
		}
		if err := r.board.GiveBack(ctx, r.Actor, r.Agency, open.Wave.ID, open.Unit.ID, "Nilai terbalik"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.board.FillIn(ctx, r.Actor, r.Agency, open, pktbt(open, 9000, "salah ketik")); err != nil {
			t.Errorf("a mark after the sheet was given back: %v", err)
		}
	})
}
