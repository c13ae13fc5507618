package app

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/web"
	"pamong/internal/notify"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// TestTheLogOfMessagesIsOpenForThoseOfTheOffice holds that a trainer without an
// account has a log, that one stands empty before the first message, and that an
// account without a role in the agency is not named. To the committee of one batch
// an empty log would show the number of anybody: it sees none.
func TestTheLogOfMessagesIsOpenForThoseOfTheOffice(t *testing.T) {
	e := newExercise(t)
	a, err := org.AgencyByCode(t.Context(), e.house.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	guest, err := e.house.Trainers.Keep(t.Context(), access.System("test"), trainer.Trainer{Agency: a.ID, Name: "Dr. Rahma Putri", Phone: "081200000901"})
	if err != nil {
		t.Fatal(err)
	}
	stranger, _, err := e.house.Identity.Invite(t.Context(), access.System("test"), "another", identity.Invitation{Name: "Orang Lain", Email: "lain@contoh.example", Role: access.Officer, Scope: access.Whole})
	if err != nil {
		t.Fatal(err)
	}
	lecturer, _, err := e.house.Identity.Invite(t.Context(), access.System("test"), string(a.ID), identity.Invitation{Name: "Dr. Anton", Email: "anton@contoh.example", Role: access.Committee, Scope: access.Whole})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.house.Trainers.Keep(t.Context(), access.System("test"), trainer.Trainer{Agency: a.ID, Name: "Dr. Anton", Phone: "081200000902", Account: string(lecturer)}); err != nil {
		t.Fatal(err)
	}
	officer := e.seat(access.Officer)
	batch, committee := e.committeeOfOneBatch(a)
	people, err := roster.All(t.Context(), e.house.DB, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	told := people[0]
	tell(t, e.house, a, string(batch), notify.Letter{People: []string{string(told.ID)}})
	for _, c := range []struct {
		who   seat
		to    notify.Recipient
		batch training.BatchID
		code  int
		says  string
	}{
		{officer, notify.Recipient{Person: string(guest)}, "", http.StatusOK, "Belum ada kabar kepadanya"},
		{officer, notify.Recipient{Person: "nobody"}, "", http.StatusNotFound, "Tidak ditemukan"},
		{officer, notify.Recipient{Account: string(stranger)}, "", http.StatusNotFound, "Tidak ditemukan"},
		{officer, notify.Recipient{Account: officer.account}, "", http.StatusOK, "Kabar kepada"},
		{officer, notify.Recipient{Account: string(lecturer)}, "", http.StatusOK, "6281200000902"}, // as the list of trainers says
		{officer, notify.Recipient{Person: string(lecturer)}, "", http.StatusNotFound, "Tidak ditemukan"},
		{committee, notify.Recipient{Person: string(told.ID)}, batch, http.StatusOK, "Kabar kepada " + told.Name},
		{committee, notify.Recipient{Person: string(guest)}, batch, http.StatusNotFound, "Tidak ditemukan"},
		{committee, notify.Recipient{Person: "nobody"}, batch, http.StatusNotFound, "Tidak ditemukan"},
		{committee, notify.Recipient{Account: officer.account}, batch, http.StatusNotFound, "Tidak ditemukan"},
	} {
		answer := e.send(c.who, http.MethodGet, web.Link(notifyweb.LogPath(a, c.to), "batch", string(c.batch)), "")
		body, err := io.ReadAll(answer.Body)
		page := html.UnescapeString(string(body))
		if err != nil || answer.StatusCode != c.code || !strings.Contains(page, c.says) || strings.Contains(page, "Orang Lain") {
			t.Errorf("the log of %+v answers %s with %d, %v, with %t", c.to, c.who, answer.StatusCode, err, strings.Contains(page, c.says))
		}
	}
}

// committeeOfOneBatch signs in somebody who is on the committee of one batch only.
func (e *exercise) committeeOfOneBatch(a org.Agency) (training.BatchID, seat) {
	e.t.Helper()
	batches, err := training.AllBatches(e.t.Context(), e.house.DB, a.ID)
	if err != nil {
		e.t.Fatal(err)
	}
	batch := batches[0].ID
	account, _, err := e.house.Identity.Invite(e.t.Context(), access.System("test"), string(a.ID), identity.Invitation{Name: "Panitia Satu", Email: "panitia.satu@contoh.example", Role: access.Committee, Scope: access.BatchScope(string(batch))})
	if err != nil {
		e.t.Fatal(err)
	}
	answer := e.send(seat{}, http.MethodPost, "/demo/enter", "account="+url.QueryEscape(string(account)))
	if len(answer.Cookies()) == 0 {
		e.t.Fatal("the committee of one batch does not come in")
	}
	return batch, seat{a.Code, access.Committee, string(account), answer.Cookies()[0]}
}

// onEachHouse runs a test with an agency on an empty system of each kind.
func onEachHouse(t *testing.T, f func(t *testing.T, h *House, a org.Agency)) {
	t.Helper()
	run := func(t *testing.T, database string) {
		h := emptyHouse(t, database)
		made, err := h.Org.CreateAgency(t.Context(), atMachine, org.Agency{Code: "baru", Name: "Kota Baru", Zone: org.WIB, Hue: 170, City: "Baru"})
		if err != nil {
			t.Fatal(err)
		}
		a, err := org.AgencyByID(t.Context(), h.DB, made)
		if err != nil {
			t.Fatal(err)
		}
		f(t, h, a)
	}
	t.Run("sqlite", func(t *testing.T) { run(t, "") })
	if dbtest.HasPostgres() {
		t.Run("postgres", func(t *testing.T) { run(t, dbtest.NewPostgres(t)) })
	}
}

// tell sends one message of a batch, or of none, to somebody.
func tell(t *testing.T, h *House, a org.Agency, batch string, l notify.Letter) {
	t.Helper()
	l.Text = i18n.Say("app.nav.home")
	err := h.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return h.Post.Send(t.Context(), tx, atMachine, notify.Event{Agency: string(a.ID), Key: id.New(), Batch: batch, Title: i18n.Say("app.nav.home")}, l)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMessagesOfATrainerPassToTheirAccount tells a trainer as a guest, has the
// office note that they want no WhatsApp, and gives them the account of their NIP.
func TestMessagesOfATrainerPassToTheirAccount(t *testing.T) {
	onEachHouse(t, func(t *testing.T, h *House, a org.Agency) {
		ctx := t.Context()
		one := trainer.Trainer{Agency: a.ID, Name: "Dr. Rahma Putri", NIP: "197503152000031901", Phone: "081200000901"}
		kept, err := h.Trainers.Keep(ctx, atMachine, one)
		if err != nil {
			t.Fatal(err)
		}
		guest := notify.Recipient{Person: string(kept)}
		tell(t, h, a, "", notify.Letter{Guests: []string{guest.Person}})
		if err := h.Post.OptOutFor(ctx, atMachine, h.Post.ScopeOf(a, ""), guest, true); err != nil {
			t.Fatal(err)
		}
		account, _, err := h.Identity.Invite(ctx, atMachine, string(a.ID), identity.Invitation{Name: one.Name, NIP: one.NIP, Email: "rahma@contoh.example", Role: access.Committee, Scope: access.Whole})
		if err != nil {
			t.Fatal(err)
		}
		one.ID = kept
		if _, err := h.Trainers.Keep(ctx, atMachine, one); err != nil {
			t.Fatal(err)
		}
		if n, err := notify.Unread(ctx, h.DB, notify.Reader{Account: string(account)}); n != 1 || err != nil {
			t.Errorf("%d messages in the inbox, %v", n, err)
		}
		if c, err := notify.ChoiceOf(ctx, h.DB, string(a.ID), notify.Recipient{Account: string(account)}); !c.Out || err != nil {
			t.Errorf("the office may write by WhatsApp again: %v", err)
		}
	})
}
