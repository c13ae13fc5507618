package notify_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// server is a small SMTP server. Answers holds what it says to a recipient,
// one after the other; without any it takes the message.
type server struct {
	*notify.Mailer
	listener net.Listener
	password string // asks for it unless ""

	mu      sync.Mutex
	answers map[string][]string
	mails   []string
	calls   int // connections so far
	most    int // mails over one connection before it closes without a word, 0 for any number
	deaf    int // the mail, from 1, after which the connection breaks before the answer
}

func newServer(t *testing.T, password string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &server{listener: l, password: password, answers: map[string][]string{}}
	s.Mailer = &notify.Mailer{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "BKPSDM <kepegawaian@pontianak.example>", TLS: notify.NoTLS}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func (s *server) talk(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	say := func(text string) { fmt.Fprintf(c, "%s\r\n", text) }
	s.mu.Lock()
	s.calls++
	most, deaf := s.most, s.deaf
	s.mu.Unlock()
	say("220 test ESMTP")
	for mails := 0; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO":
			if s.password != "" {
				say("250-test")
				say("250 AUTH PLAIN")
			} else {
				say("250 test")
			}
		case "AUTH":
			given, _ := base64.StdEncoding.DecodeString(line[strings.LastIndex(line, " ")+1:])
			if strings.HasSuffix(string(given), "\x00"+s.password) {
				say("235 welcome")
			} else {
				say("535 5.7.8 wrong name or password")
			}
		case "RCPT":
			say(s.answer(line))
		case "DATA":
			say("354 go on")
			answer := s.take(in)
			if mails++; deaf > 0 && len(s.taken()) == deaf {
				return
			}
			say(answer)
		case "QUIT":
			say("221 bye")
			return
		case "NOOP":
			if most > 0 && mails >= most {
				return
			}
			say("250 ok")
		default:
			say("250 ok")
		}
	}
}

func (s *server) answer(line string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for to, list := range s.answers {
		if strings.Contains(line, to) && len(list) > 0 {
			s.answers[to] = list[1:]
			return list[0]
		}
	}
	return "250 ok"
}

func (s *server) take(in *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	head, body, _ := strings.Cut(b.String(), "\r\n\r\n")
	if strings.Contains(head, "quoted-printable") {
		plain, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
		body = string(plain)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, head+"\n\n"+body)
	return "250 taken"
}

func (s *server) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}

// member makes an account that is active and has an address.
func (o *office) member(t *testing.T, name string, role access.Role) identity.AccountID {
	t.Helper()
	scope := access.Whole
	if role == access.Participant {
		scope = access.PersonScope(name)
	}
	account, secret, err := o.people.Invite(t.Context(), access.System("test"), string(o.agency), identity.Invitation{Name: name, Email: name + "@pontianak.example", Person: name, Role: role, Scope: scope})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.people.Activate(t.Context(), secret, "kata sandi panjang 647", "kata sandi panjang 647", "test"); err != nil {
		t.Fatal(err)
	}
	return account
}

// work delivers mail until the test ends.
func (o *office) work(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.Jobs.Work(ctx, map[string]jobs.Reaction{notify.MailJob: o.Deliver}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: did not come to pass", what)
		}
	}
}

func TestMailGoesOutInTheReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "rahasia")
		s.User, s.Password = "pamong", "rahasia"
		o.Mailer = s.Mailer
		o.member(t, "ani", access.Participant)
		budi := o.member(t, "budi", access.Participant)
		if err := o.people.SetLang(t.Context(), access.AccountActor(string(budi), nil), "en"); err != nil {
			t.Fatal(err)
		}
		private := letter("budi")
		private.Private = true
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani", "without account"), private)
		o.work(t)
		soon(t, "two mails", func() bool { return len(s.taken()) == 2 })
		all := strings.Join(s.taken(), "\n=====\n")
		for _, want := range []string{"Yth. ani,", "Jadwal Anda terbit\r\nMulai 14 Juli 2025", "Buka: https://pamong.example/inbox/", "BKPSDM", "Dear budi,", "Your schedule is published", "To: <ani@pontianak.example>", "Auto-Submitted"} {
			if !strings.Contains(all, want) {
				t.Errorf("no %q in\n%s", want, all)
			}
		}
		if strings.Contains(all, "From 14 July") {
			t.Error("what is private went out by mail")
		}
	})
}

// TestAGuestIsToldByMail writes to a guest with an address, to one without, and to
// one who is taken off the list before the mail goes out.
func TestAGuestIsToldByMail(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		list := map[string]notify.Guest{"rahma": {Name: "Dr. Rahma Putri", Email: "rahma@contoh.example"}, "anton": {Name: "Dr. Anton"}, "gone": {Name: "Dr. Gone", Email: "gone@contoh.example"}}
		o.Guests = func(_ context.Context, _ db.Q, agency string, ids []string) (map[string]notify.Guest, error) {
			found := map[string]notify.Guest{}
			for _, id := range ids {
				if g, ok := list[id]; ok && agency == string(o.agency) {
					found[id] = g
				}
			}
			return found, nil
		}
		l := letter()
		l.Guests = []string{"rahma", "anton", "gone"}
		o.send(t, o.actor("p", access.Committee), o.event("publish"), l)
		delete(list, "gone")
		o.work(t)
		officer := o.actor("p", access.Officer)
		soon(t, "one mail, one failure", func() bool {
			bad, err := o.Troubled(t.Context(), d, officer, string(o.agency))
			return err == nil && len(s.taken()) == 1 && len(bad) == 1 && bad[0].State == notify.MailFailed
		})
		mail := s.taken()[0]
		for _, want := range []string{"Yth. Dr. Rahma Putri,", "Jadwal Anda terbit\r\nMulai 14 Juli 2025", "BKPSDM", "To: <rahma@contoh.example>"} {
			if !strings.Contains(mail, want) {
				t.Errorf("no %q in\n%s", want, mail)
			}
		}
		if strings.Contains(mail, "/inbox") {
			t.Error("a guest is led to an inbox")
		}
		reached, err := notify.Worklist(t.Context(), d, officer, o.ScopeOf(org.Agency{ID: o.agency, Zone: org.WIB}, ""))
		if err != nil || len(reached) != 3 {
			t.Errorf("the office has %d to reach, %v", len(reached), err)
		}
	})
}

func TestATemporaryRefusalIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.answers["ani@"] = []string{"451 4.3.0 try later"}
		o.Mailer = s.Mailer
		o.member(t, "ani", access.Participant)
		o.member(t, "budi", access.Participant)
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani", "budi"))
		o.deliver(t)
		if n := len(s.taken()); n != 0 {
			t.Errorf("%d mails went out although the server asked for patience", n)
		}
		o.clock.Advance(time.Minute)
		o.work(t)
		soon(t, "both mails", func() bool { return len(s.taken()) == 2 })
		officer := o.actor("o", access.Officer)
		soon(t, "nothing troubled", func() bool {
			list, err := o.Troubled(t.Context(), d, officer, string(o.agency))
			return err == nil && len(list) == 0
		})
	})
}

func TestAFinalRefusalIsShownAndSentAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.answers["ani@"] = []string{"550 5.1.1 no such user"}
		o.Mailer = s.Mailer
		o.member(t, "ani", access.Participant)
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani"))
		o.work(t)
		officer := o.actor("o", access.Officer)
		var list []notify.Undelivered
		soon(t, "the failure", func() bool {
			var err error
			list, err = o.Troubled(t.Context(), d, officer, string(o.agency))
			return err == nil && len(list) == 1 && list[0].State == notify.MailFailed
		})
		if list[0].Reason.Key != "notify.reason.recipient" || !strings.Contains(list[0].Reason.Of(o.Catalogue.Speaker("id")), `(550 "5.1.1 no such user")`) || list[0].Account.Name != "ani" || list[0].Attempts != 1 {
			t.Errorf("undelivered: %+v", list[0])
		}
		if _, err := o.Again(t.Context(), o.actor("c", access.Coach), string(o.agency)); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a coach sends again: %v", err)
		}
		if n, err := o.Again(t.Context(), officer, string(o.agency), list[0].ID); n != 1 || err != nil {
			t.Fatalf("sent again %d, %v", n, err)
		}
		soon(t, "the mail", func() bool { return len(s.taken()) == 1 })
		if _, err := o.Again(t.Context(), officer, string(o.agency), list[0].ID); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("sent again what has arrived: %v", err)
		}
	})
}

// invited sends the activation link of a new account.
func (o *office) invited(ctx context.Context, tx *db.Tx, a identity.Account, agency, secret string) error {
	return o.Activation(ctx, tx, a, agency, "https://pamong.example/activate/"+secret)
}

func TestAnActivationLinkIsSentOnceAndForgotten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		o.people.Invited = o.invited
		_, secret, err := o.people.Invite(t.Context(), access.System("test"), string(o.agency), identity.Invitation{Name: "Ani", Email: "ani@pontianak.example", Role: access.Committee})
		if err != nil {
			t.Fatal(err)
		}
		o.work(t)
		soon(t, "the mail", func() bool { return len(s.taken()) == 1 })
		if mail := s.taken()[0]; !strings.Contains(mail, "https://pamong.example/activate/"+secret) {
			t.Errorf("no link in\n%s", mail)
		}
		soon(t, "the link forgotten", func() bool {
			var n int
			err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM notify_mail WHERE sealed <> '' OR state <> 'sent'`).Scan(&n)
			return err == nil && n == 0
		})
	})
}

func TestWithoutAServerNothingIsQueued(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		o.member(t, "ani", access.Participant)
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani"))
		var n int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM notify_mail`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d mails wait, %v", n, err)
		}
		if _, err := o.Again(t.Context(), o.actor("o", access.Officer), string(o.agency)); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("sent again without a server: %v", err)
		}
	})
}

func TestTheServerIsChecked(t *testing.T) {
	good := newServer(t, "rahasia")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("rahasia\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(m *notify.Mailer)
		want   string
	}{
		"a good server":        {func(*notify.Mailer) {}, ""},
		"a wrong password":     {func(m *notify.Mailer) { m.Password = "salah" }, "notify.check.auth"},
		"a password in a file": {func(m *notify.Mailer) { m.Password, m.PasswordFile = "", file }, ""},
		"a file that is gone":  {func(m *notify.Mailer) { m.PasswordFile = file + "x" }, "notify.check.password"},
		"a port nobody is at":  {func(m *notify.Mailer) { m.Port = 1 }, "notify.check.reach"},
		"a server without TLS": {func(m *notify.Mailer) { m.TLS = notify.StartTLS }, "notify.check.tls"},
		"an unknown word":      {func(m *notify.Mailer) { m.TLS = "ssl" }, "notify.check.tls_word"},
		"a sender of nonsense": {func(m *notify.Mailer) { m.From = "kepegawaian" }, "notify.check.from"},
	} {
		t.Run(name, func(t *testing.T) {
			m := *good.Mailer
			m.User, m.Password = "pamong", "rahasia"
			c.change(&m)
			if got, err := m.Check(t.Context()); got != c.want {
				t.Errorf("advice %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

func TestMailWhoseJobIsGoneIsGivenUpAndSentAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		o.member(t, "ani", access.Participant)
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani"))
		if _, err := d.Pool().ExecContext(t.Context(), `DELETE FROM river_job`); err != nil {
			t.Fatal(err) // a restored backup has no queue
		}
		o.clock.Advance(25 * time.Hour)
		if err := o.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		officer := o.actor("o", access.Officer)
		list, err := o.Troubled(t.Context(), d, officer, string(o.agency))
		if err != nil || len(list) != 1 || list[0].State != notify.MailFailed || list[0].Reason.Key != "notify.reason.lost" {
			t.Fatalf("undelivered: %+v, %v", list, err)
		}
		if _, err := o.Again(t.Context(), officer, string(o.agency)); err != nil {
			t.Fatal(err)
		}
		if err := o.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.work(t)
		soon(t, "the mail", func() bool { return len(s.taken()) == 1 })
	})
}
