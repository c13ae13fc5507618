package evaluation_test

import (
	"log/slog"
	"testing"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/training/trainingtest"
)

// mailing gives the room a desk of links and one from which e-mail goes out.
func (r room) mailing(t *testing.T) {
	t.Helper()
	if _, err := jobs.Migrate(t.Context(), r.DB); err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.New(r.DB, clock.System{}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	same := func(s string) (string, error) { return s, nil }
	r.board.Links = &identity.Desk{DB: r.DB, Clock: r.Clock, Key: []byte("a key of an installation")}
	r.board.Post = &notify.Post{DB: r.DB, Clock: r.Clock, Jobs: queue, Mailer: &notify.Mailer{}, Vault: notify.Vault{Seal: same, Open: same}, Address: func() string { return "https://pamong.example" }}
}

// ask makes the link of an office for somebody with this address.
func (r room) ask(t *testing.T, unit org.UnitID, email string) {
	t.Helper()
	if _, err := r.board.AskUnit(t.Context(), r.Actor, r.Agency, unit, identity.NewPass{Holder: "Hj. Rosmiati", Email: email}); err != nil {
		t.Fatal(err)
	}
}

func (r room) letters(t *testing.T) evaluation.Letters {
	t.Helper()
	list, err := r.board.Returns(t.Context(), r.Actor, r.Agency)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.board.LettersOf(t.Context(), r.Agency, list)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLinksOfOfficesGoOutTogether(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx := t.Context()
		r.mailing(t)
		r.Clock.Advance(8 * 24 * 3600e9)
		list, err := r.board.Returns(ctx, r.Actor, r.Agency)
		if err != nil || len(list) < 3 {
			t.Fatalf("%d offices owe marks, %v; want several", len(list), err)
		}
		if l := r.letters(t); len(l.Units)+len(l.Bare) != 0 {
			t.Errorf("before anybody was asked there are letters: %+v", l)
		}
		r.ask(t, list[0].Unit.ID, "satu@contoh.example")
		r.ask(t, list[1].Unit.ID, "dua@contoh.example")
		r.ask(t, list[2].Unit.ID, "")
		l := r.letters(t)
		if len(l.Units) != 2 || len(l.Bare) != 1 || l.Bare[0] != list[2].Unit.Name {
			t.Fatalf("letters: %+v", l)
		}
		batch := trainingtest.Holding(string(r.Agency.ID), access.Committee, access.BatchScope(string(r.batch)))
		if _, err := r.board.MailUnits(ctx, batch, r.Agency, l.Units); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("the committee of one batch sends the links of offices: %v", err)
		}
		all := append(l.Units, list[2].Unit.ID, org.UnitID("nowhere"))
		if n, err := r.board.MailUnits(ctx, r.Actor, r.Agency, all); err != nil || n != 2 {
			t.Fatalf("%d e-mails queued, %v; want 2", n, err)
		}
		if _, err := r.board.MailUnits(ctx, r.Actor, r.Agency, all); fault.Of(err).Key != "notify.pass.nobody" {
			t.Errorf("sent again while the first wait: %v", err)
		}
		mailed, err := notify.MailedPasses(ctx, r.DB, string(r.Agency.ID))
		if err != nil || len(mailed) != 2 {
			t.Errorf("the e-mails of %d links wait, %v", len(mailed), err)
		}
		if l := r.letters(t); len(l.Units) != 0 {
			t.Errorf("offices whose e-mail waits stand among %+v", l)
		}
		r.ask(t, list[0].Unit.ID, "tiga@contoh.example") // renewed
		clerk := r.clerk(t, list[1])
		if l := r.letters(t); len(l.Units) != 1 || l.Units[0] != list[0].Unit.ID {
			t.Errorf("of a renewed link and one that was opened stand %+v", l)
		}
		if _, err := r.board.MailUnits(ctx, clerk, r.Agency, l.Units); err == nil {
			t.Error("an office sends the links of others")
		}
	})
}
