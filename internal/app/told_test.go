package app

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/notify"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/trainer"
)

// TestTheLogOfMessagesIsOpenForThoseOfTheOffice holds that a trainer without an
// account has a log, that one stands empty before the first message, and that an
// account without a role in the agency is not named.
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
	for _, c := range []struct {
		to   notify.Recipient
		code int
		says string
	}{
		{notify.Recipient{Person: string(id)}, http.StatusOK, "Belum ada kabar kepadanya"},
		{notify.Recipient{Person: "nobody"}, http.StatusNotFound, "Tidak ditemukan"},
		{notify.Recipient{Account: string(stranger)}, http.StatusNotFound, "Tidak ditemukan"},
		{notify.Recipient{Account: officer.account}, http.StatusOK, "Kabar kepada"},
	} {
		answer := e.send(officer, http.MethodGet, notifyweb.LogPath(a, c.to), "")
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != c.code || !strings.Contains(string(body), c.says) || strings.Contains(string(body), "Orang Lain") {
			t.Errorf("the log of %+v answers %d, %v, with %t", c.to, answer.StatusCode, err, strings.Contains(string(body), c.says))
		}
	}
}
