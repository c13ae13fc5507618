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
	"pamong/internal/kit/i18n"
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
	id, err := e.house.Trainers.Keep(t.Context(), access.System("test"), trainer.Trainer{Agency: a.ID, Name: "Dr. Rahma Putri", Phone: "081200000901"})
	if err != nil {
		t.Fatal(err)
	}
	stranger, _, err := e.house.Identity.Invite(t.Context(), access.System("test"), "another", identity.Invitation{Name: "Orang Lain", Email: "lain@contoh.example", Role: access.Officer, Scope: access.Whole})
	if err != nil {
		t.Fatal(err)
	}
	officer := e.seat(access.Officer)
	batch, committee := e.committeeOfOneBatch(a)
	people, err := roster.All(t.Context(), e.house.DB, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	told := people[0]
	err = e.house.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return e.house.Post.Send(t.Context(), tx, access.System("test"), notify.Event{Agency: string(a.ID), Key: "test", Batch: string(batch), Title: i18n.Say("app.nav.home")},
			notify.Letter{People: []string{string(told.ID)}, Text: i18n.Say("app.nav.home")})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who   seat
		to    notify.Recipient
		batch training.BatchID
		code  int
		says  string
	}{
		{officer, notify.Recipient{Person: string(id)}, "", http.StatusOK, "Belum ada kabar kepadanya"},
		{officer, notify.Recipient{Person: "nobody"}, "", http.StatusNotFound, "Tidak ditemukan"},
		{officer, notify.Recipient{Account: string(stranger)}, "", http.StatusNotFound, "Tidak ditemukan"},
		{officer, notify.Recipient{Account: officer.account}, "", http.StatusOK, "Kabar kepada"},
		{committee, notify.Recipient{Person: string(told.ID)}, batch, http.StatusOK, "Kabar kepada " + told.Name},
		{committee, notify.Recipient{Person: string(id)}, batch, http.StatusNotFound, "Tidak ditemukan"},
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
