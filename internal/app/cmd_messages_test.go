package app

import (
	"bytes"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
)

// TestMessagesAreTickedByNIPOrName ticks what was told to somebody on the roster who
// teaches too, and to trainers without an NIP.
func TestMessagesAreTickedByNIPOrName(t *testing.T) {
	onEachHouse(t, func(t *testing.T, h *House, a org.Agency) {
		const nip, other = "199704152025041901", "197503152000031902"
		person, err := h.Roster.Add(t.Context(), atMachine, a.ID, roster.Person{NIP: nip, Name: "Siti Aminah", Appointment: roster.Appointment{Golongan: "III/a", TMT: "2025-04-01"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		l := notify.Letter{People: []string{string(person)}}
		account, _, err := h.Identity.Invite(t.Context(), atMachine, string(a.ID), identity.Invitation{Name: "Dr. Rahma Putri", NIP: other, Email: "rahma@contoh.example", Role: access.Committee, Scope: access.Whole})
		if err != nil {
			t.Fatal(err)
		}
		l.Accounts = []string{string(account)}
		for _, one := range []trainer.Trainer{{Name: "Siti Aminah, S.Kom.", NIP: nip}, {Name: "Dr. Anton"}, {Name: "Budi"}, {Name: "BUDI"}, {Name: "Dr. Rahma Putri", NIP: other}} {
			one.Agency = a.ID
			kept, err := h.Trainers.Keep(t.Context(), atMachine, one)
			if err != nil {
				t.Fatal(err)
			}
			if one.NIP != other {
				l.Guests = append(l.Guests, string(kept))
			}
		}
		tell(t, h, a, "", l)
		for _, c := range []struct {
			name, who, says string
			code            int
		}{
			{"nobody named", "", "tidak boleh kosong", 1},
			{"spaces", "  ", "tidak boleh kosong", 1},
			{"a name of two trainers", "budi", "beberapa pengajar", 1},
			{"an unknown name", "Citra", "Citra tidak ada", 1},
			{"a trainer with an account", "Dr. Rahma Putri", "bukan pengajar tanpa akun", 1},
			{"a part of a name", "Anton", "Anton tidak ada", 1},
			{"an NIP of both lists", "19970415 202504 1 901", "2 kabar", 0},
			{"a name", "dr anton", "1 kabar", 0},
			{"the same again", "dr anton", "0 kabar", 0},
		} {
			var out, errs bytes.Buffer
			args := []string{"messages", "done", "--agency", a.Code, c.who, "--db", h.Config.Database, "--files", h.Config.Files, "--secret-file", h.Config.Secret}
			code := Run(t.Context(), args, nil, strings.NewReader(""), &out, &errs)
			if code != c.code || !strings.Contains(out.String()+errs.String(), c.says) {
				t.Errorf("%s: exit %d, %s%s", c.name, code, out.String(), errs.String())
			}
		}
	})
}
