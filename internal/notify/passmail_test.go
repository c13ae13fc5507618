package notify_test

import (
	"fmt"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
)

// pass makes the link of a mentor and returns it with its secret.
func (o *office) pass(t *testing.T, mentor string) (identity.Pass, string) {
	t.Helper()
	o.people.Key = []byte("a key of the installation")
	var p identity.Pass
	err := o.DB.InTx(t.Context(), func(tx *db.Tx) error {
		var err error
		p, err = o.people.MakePass(t.Context(), tx, o.actor("o", access.Officer), identity.NewPass{Agency: string(o.agency), Role: access.Mentor, Scope: access.MentorScope(mentor), Holder: "drg. Achmad Fauzan"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := o.people.PassSecret(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p, secret
}

// mailPass queues the e-mail of a link.
func (o *office) mailPass(t *testing.T, p identity.Pass, email string) (queued bool, err error) {
	t.Helper()
	err = o.DB.InTx(t.Context(), func(tx *db.Tx) error {
		queued, err = o.MailPass(t.Context(), tx, o.actor("o", access.Officer), o.people, p, email)
		return err
	})
	return queued, err
}

// stands returns how the e-mail of a link stands.
func (o *office) stands(t *testing.T, p identity.Pass) notify.PassMail {
	t.Helper()
	mail, err := notify.PassMailOf(t.Context(), o.DB, p.ID)
	if err != nil || mail == nil {
		t.Fatalf("no mail of the link: %v, %v", mail, err)
	}
	return *mail
}

func TestALinkIsMailedOnceAndForgotten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		p, secret := o.pass(t, "m1")
		if queued, err := o.mailPass(t, p, "fauzan@pontianak.example"); err != nil || !queued {
			t.Fatalf("queued %t, %v", queued, err)
		}
		if queued, err := o.mailPass(t, p, "fauzan@pontianak.example"); err != nil || queued {
			t.Errorf("a link whose e-mail waits is queued again: %t, %v", queued, err)
		}
		if m := o.stands(t, p); m.State != notify.MailWaiting {
			t.Errorf("before it goes out it is %s", m.State)
		}
		o.work(t)
		soon(t, "the mail", func() bool { return len(s.taken()) == 1 })
		for _, want := range []string{"https://pamong.example/l/" + secret, "To: <fauzan@pontianak.example>", "Yth. drg. Achmad Fauzan,", "BKPSDM"} {
			if mail := s.taken()[0]; !strings.Contains(mail, want) {
				t.Errorf("no %q in\n%s", want, mail)
			}
		}
		soon(t, "the link forgotten and marked as sent", func() bool {
			var n int
			if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM notify_mail WHERE sealed <> '' OR state <> 'sent'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			now, err := identity.PassByID(t.Context(), d, p.ID)
			return err == nil && n == 0 && now.SentHow == "mail" && now.State(o.clock.Now()) == identity.PassSent
		})
		trail, err := audit.List(t.Context(), d, audit.Filter{Agency: string(o.agency), Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprint(trail); !strings.Contains(text, "identity.pass_mail") || strings.Contains(text, secret) || strings.Contains(text, "fauzan@") {
			t.Errorf("the trail: %s", text)
		}
	})
}

func TestALinkThatEndedMeanwhileIsNotMailed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		p, _ := o.pass(t, "m1")
		if _, err := o.mailPass(t, p, "fauzan@pontianak.example"); err != nil {
			t.Fatal(err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := o.people.WithdrawPass(t.Context(), tx, o.actor("o", access.Officer), string(o.agency), access.Mentor, p.Scope)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		o.work(t)
		soon(t, "the failure", func() bool { return o.stands(t, p).State == notify.MailFailed })
		if m := o.stands(t, p); m.Reason.Key != "notify.reason.pass" || len(s.taken()) != 0 {
			t.Errorf("the mail of a withdrawn link stands as %+v, %d went out", m, len(s.taken()))
		}
		list, err := o.Troubled(t.Context(), d, o.actor("o", access.Officer), string(o.agency))
		if err != nil || len(list) != 1 || list[0].Account.Name != "drg. Achmad Fauzan" || list[0].Account.Email != "fauzan@pontianak.example" {
			t.Errorf("undelivered: %+v, %v", list, err)
		}
		if _, err := o.mailPass(t, again(t, d, p), "fauzan@pontianak.example"); fault.Of(err).Key != "identity.pass_withdrawn" {
			t.Errorf("mailing a withdrawn link: %v", err)
		}
	})
}

// again reads a pass again.
func again(t *testing.T, q db.Q, p identity.Pass) identity.Pass {
	t.Helper()
	p, err := identity.PassByID(t.Context(), q, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestALinkIsMailedOnlyWhereItCanArrive(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		p, _ := o.pass(t, "m1")
		if _, err := o.mailPass(t, p, "fauzan@pontianak.example"); fault.Of(err).Key != "notify.mail_off" {
			t.Errorf("without a server: %v", err)
		}
		s := newServer(t, "")
		s.answers["nobody@"] = []string{"550 5.1.1 no such user"}
		o.Mailer = s.Mailer
		if _, err := o.mailPass(t, p, ""); fault.Of(err).Key != "notify.pass.no_address" {
			t.Errorf("without an address: %v", err)
		}
		if _, err := o.mailPass(t, p, "nobody@pontianak.example"); err != nil {
			t.Fatal(err)
		}
		o.work(t)
		soon(t, "the refusal", func() bool { return o.stands(t, p).State == notify.MailFailed })
		if now := again(t, d, p); now.State(o.clock.Now()) != identity.PassUnsent {
			t.Errorf("a link that did not arrive is %s", now.State(o.clock.Now()))
		}
		if queued, err := o.mailPass(t, p, "fauzan@pontianak.example"); err != nil || !queued {
			t.Fatalf("sent to the right address: %t, %v", queued, err)
		}
		soon(t, "the mail", func() bool { return len(s.taken()) == 1 })
	})
}
