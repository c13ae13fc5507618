package notify_test

import (
	"context"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
)

// TestAnAccountAdoptsWhatAGuestWasTold links a guest with a waiting e-mail, with a
// message that the account has too, and who wants no WhatsApp.
func TestAnAccountAdoptsWhatAGuestWasTold(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		o.Guests = func(_ context.Context, _ db.Q, _ string, ids []string) (map[string]notify.Guest, error) {
			found := map[string]notify.Guest{}
			for _, id := range ids {
				if id == "rahma" || id == "anton" {
					found[id] = notify.Guest{Name: id, Email: id + "@contoh.example"}
				}
			}
			return found, nil
		}
		account := string(o.member(t, "dosen", access.Committee))
		guest, linked, anton := notify.Recipient{Person: "rahma"}, notify.Recipient{Account: account}, notify.Recipient{Person: "anton"}
		tell := func(key string, to ...notify.Recipient) {
			l := letter()
			for _, r := range to {
				if r.Person != "" {
					l.Guests = append(l.Guests, r.Person)
				} else {
					l.Accounts = append(l.Accounts, r.Account)
				}
			}
			o.send(t, o.actor("panitia", access.Committee), o.event(key), l)
		}
		officer := o.actor("officer", access.Officer)
		tell("publish:v1", guest, anton)
		for _, r := range []notify.Recipient{guest, anton} {
			if err := o.OptOutFor(t.Context(), officer, o.scope(), r, true); err != nil {
				t.Fatal(err)
			}
		}
		adopt := func() {
			t.Helper()
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return o.Adopt(t.Context(), tx, "rahma", account) }); err != nil {
				t.Fatal(err)
			}
		}
		out := func(r notify.Recipient) bool {
			c, err := notify.ChoiceOf(t.Context(), d, string(o.agency), r)
			if err != nil {
				t.Fatal(err)
			}
			return c.Out
		}
		adopt()
		if n := o.unread(t, notify.Reader{Account: account}); n != 1 {
			t.Errorf("the account has %d messages, want the one of the guest", n)
		}
		if !out(linked) || out(guest) || !out(anton) {
			t.Errorf("no WhatsApp for the account %t, the guest %t, another guest %t", out(linked), out(guest), out(anton))
		}
		if got := o.worklist(t, officer, o.scope()); !same(got, map[notify.Recipient]notify.ReachState{linked: notify.ReachOpen, anton: notify.ReachOpen}) {
			t.Errorf("the office reaches %v", got)
		}
		o.work(t)
		soon(t, "a mail to the account and one to the other guest", func() bool {
			all := strings.Join(s.taken(), "\n")
			return len(s.taken()) == 2 && strings.Contains(all, "<dosen@pontianak.example>") && strings.Contains(all, "<anton@contoh.example>")
		})

		tell("publish:v2", guest, linked)
		if err := o.OptOutFor(t.Context(), officer, o.scope(), guest, true); err != nil {
			t.Fatal(err)
		}
		adopt()
		if n := o.unread(t, notify.Reader{Account: account}); n != 2 {
			t.Errorf("the account has %d messages, want its own of the second event", n)
		}
		if _, left := o.worklist(t, officer, o.scope())[guest]; !left || !out(guest) || !out(linked) {
			t.Errorf("the message that the account has already is there %t; no WhatsApp %t and %t", left, out(guest), out(linked))
		}
		var nobody *notify.Post
		if err := nobody.Adopt(t.Context(), nil, "rahma", account); err != nil {
			t.Errorf("a house without a post: %v", err)
		}
	})
}
