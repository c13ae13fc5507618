package notify_test

import (
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
)

// Somebody has two accounts: of their record, and one that came with them from
// another office. Both get the e-mail, and the page of the event stands.
func TestAMessageMayGoOutByTwoMails(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		ctx, committee := t.Context(), o.actor("panitia", access.Committee)
		o.Mailer = newServer(t, "").Mailer
		o.member(t, "ani", access.Participant)
		_, secret, err := o.people.Invite(ctx, access.System("test"), string(o.agency), identity.Invitation{Name: "Ani", Email: "ani.lama@pontianak.example", Person: "ani", Role: access.Participant, Scope: access.PersonScope("ani")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.people.Activate(ctx, secret, "kata sandi panjang 647", "kata sandi panjang 647", "test"); err != nil {
			t.Fatal(err)
		}
		o.send(t, committee, o.event("publish:v1"), letter("ani"))
		events, _, err := notify.Events(ctx, d, committee, string(o.agency), notify.Narrow{Batch: "b2"}, 1)
		if err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		_, people, err := notify.EventFor(ctx, d, committee, string(o.agency), events[0].ID)
		if err != nil || len(people) != 1 || people[0].Mail != notify.MailWaiting {
			t.Errorf("%+v, %v", people, err)
		}
	})
}
