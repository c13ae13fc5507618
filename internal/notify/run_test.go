package notify_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
)

// deliver is one run of the job that sends.
func (o *office) deliver(t *testing.T) {
	t.Helper()
	if err := o.Deliver(t.Context(), &jobs.Run{Attempt: 1}); err != nil {
		t.Fatal(err)
	}
}

// links queues the e-mails of so many links, to m00, m01 and so on.
func (o *office) links(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		p, _ := o.pass(t, fmt.Sprintf("m%02d", i))
		if queued, err := o.mailPass(t, p, fmt.Sprintf("m%02d@pontianak.example", i)); err != nil || !queued {
			t.Fatalf("queued %t, %v", queued, err)
		}
	}
}

// breaks has the server close connections after so many mails, and lose its answer
// to one mail.
func (s *server) breaks(most, deaf int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.most, s.deaf = most, deaf
}

// called returns how many connections there were.
func (s *server) called() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// times counts the mails to each of the links.
func (s *server) times(n int) []int {
	list := make([]int, n)
	for i := range list {
		for _, m := range s.taken() {
			list[i] += strings.Count(m, fmt.Sprintf("To: <m%02d@", i))
		}
	}
	return list
}

// mailStates counts the mails by state, those that say why they wait apart.
func mailStates(t *testing.T, q db.Q) map[string]int {
	t.Helper()
	list, err := db.Column[string](t.Context(), q, "list states", `SELECT state || CASE WHEN reason = '' THEN '' WHEN attempts = 0 THEN ', held' ELSE ', tried' END FROM notify_mail`)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, s := range list {
		n[s]++
	}
	return n
}

func TestManyLinksGoOutOverOneConnection(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		const many = 60
		s := newServer(t, "")
		o.Mailer = s.Mailer
		o.links(t, many) // as many jobs
		o.work(t)
		soon(t, "all mails", func() bool { return mailStates(t, d)["sent"] == many })
		for i, n := range s.times(many) {
			if n != 1 {
				t.Errorf("mail %d went out %d times", i, n)
			}
		}
		if n := s.called(); n != 1 {
			t.Errorf("the server was called %d times", n)
		}
	})
}

func TestAServerThatAsksForPatienceIsLeftAlone(t *testing.T) {
	for _, answer := range []string{"421 4.7.0 too many messages", "450 4.7.1 rate limit exceeded", "451 try later", "452 4.3.1 no space"} {
		t.Run(answer, func(t *testing.T) {
			each(t, func(t *testing.T, d *db.DB, o *office) {
				s := newServer(t, "")
				s.answers["m03@"] = []string{answer}
				o.Mailer = s.Mailer
				o.links(t, 8)
				o.deliver(t)
				if got := mailStates(t, d); got["sent"] != 3 || got["waiting, tried"] != 1 || got["waiting, held"] != 4 || s.called() != 1 {
					t.Fatalf("after the refusal: %v, %d calls", got, s.called())
				}
				list, err := o.Troubled(t.Context(), d, o.actor("o", access.Officer), string(o.agency))
				if err != nil || len(list) != 5 || list[0].Attempts != 0 || list[0].Reason.Key != "notify.reason.later" {
					t.Errorf("the officer sees %+v, %v", list, err)
				}
				o.deliver(t) // a job of another link
				if s.called() != 1 {
					t.Error("the server was called while it wanted a rest")
				}
				o.clock.Advance(time.Minute)
				o.deliver(t)
				if got := mailStates(t, d); got["sent"] != 8 || s.called() != 2 {
					t.Errorf("a minute later: %v, %d calls", got, s.called())
				}
				for i, n := range s.times(8) {
					if n != 1 {
						t.Errorf("mail %d went out %d times", i, n)
					}
				}
			})
		})
	}
}

func TestAFullMailboxHoldsUpNobody(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.answers["m00@"] = []string{"452 4.2.2 mailbox full", "452 4.2.2 mailbox full"}
		s.answers["m02@"] = []string{"550 5.1.1 no such user"}
		o.Mailer = s.Mailer
		o.links(t, 5)
		o.deliver(t)
		if got := mailStates(t, d); got["sent"] != 3 || got["waiting, tried"] != 1 || got["failed, tried"] != 1 || s.called() != 1 {
			t.Fatalf("%v, %d calls", got, s.called())
		}
		o.clock.Advance(time.Second)
		o.deliver(t)
		o.clock.Advance(15 * time.Second) // the second pause is longer
		o.deliver(t)
		if got := mailStates(t, d); got["waiting, tried"] != 1 || s.called() != 2 {
			t.Fatalf("before the second pause is over: %v, %d calls", got, s.called())
		}
		o.clock.Advance(time.Second)
		o.deliver(t)
		if got := mailStates(t, d); got["sent"] != 4 {
			t.Errorf("in the end: %v", got)
		}
	})
}

func TestAClosedConnectionIsMadeAnew(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.breaks(2, 0)
		o.Mailer = s.Mailer
		o.links(t, 6)
		o.deliver(t)
		if got := mailStates(t, d); got["sent"] != 6 || s.called() != 3 || len(s.taken()) != 6 {
			t.Errorf("%v, %d calls, %d mails", got, s.called(), len(s.taken()))
		}
	})
}

// The answer to one mail is lost: whether it was taken nobody knows, so this one
// goes out again, and no other.
func TestOnlyTheMailWithoutAnAnswerGoesOutAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.breaks(0, 2)
		o.Mailer = s.Mailer
		o.links(t, 4)
		o.deliver(t)
		if got := mailStates(t, d); got["sent"] != 3 || got["waiting, tried"] != 1 || s.called() != 2 {
			t.Fatalf("%v, %d calls", got, s.called())
		}
		o.clock.Advance(time.Minute)
		o.deliver(t)
		if got := fmt.Sprint(s.times(4)); got != "[1 2 1 1]" {
			t.Errorf("the mails went out %s times", got)
		}
	})
}

// A machine that stops in the middle leaves one mail under way.
func TestARunThatWasKilledIsTakenOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		o.links(t, 3)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.Do(t.Context(), `UPDATE notify_mail SET state = 'sending', claimed_at = queued_at WHERE id = (SELECT MIN(id) FROM notify_mail)`)
		})
		if err != nil {
			t.Fatal(err)
		}
		o.deliver(t)
		if len(s.taken()) != 0 {
			t.Error("two runs sent at once")
		}
		if err := o.Deliver(t.Context(), &jobs.Run{Attempt: 2}); err == nil {
			t.Error("a job that was cut off once ends while a mail seems under way")
		}
		o.clock.Advance(4 * time.Minute)
		if err := o.Deliver(t.Context(), &jobs.Run{Attempt: 3}); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(s.times(3)); got != "[1 1 1]" || s.called() != 1 {
			t.Errorf("the mails went out %s times, %d calls", got, s.called())
		}
	})
}

func TestAServerThatIsAwayIsTriedOnceARun(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := free.Addr().(*net.TCPAddr).Port
		free.Close()
		s := newServer(t, "")
		away := *s.Mailer
		away.Port = port
		o.Mailer = &away
		o.clock.Set(time.Date(2025, 7, 7, 12, 59, 30, 0, time.UTC)) // 19.59.30 in Pontianak, quiet from 20.00
		o.links(t, 4)
		o.people.Invited = o.invited
		if _, _, err := o.people.Invite(t.Context(), access.System("test"), string(o.agency), identity.Invitation{Name: "Ani", Email: "ani@pontianak.example", Role: access.Committee}); err != nil {
			t.Fatal(err)
		}
		o.deliver(t)
		if got := mailStates(t, d); got["waiting, tried"] != 1 || got["waiting, held"] != 4 {
			t.Fatalf("%v", got)
		}
		o.Mailer = s.Mailer
		o.clock.Advance(time.Minute)
		o.deliver(t)
		if n := len(s.taken()); n != 2 { // the activation link, and the link whose pause ended before the quiet
			t.Errorf("%d mails went out in the evening", n)
		}
		o.clock.Set(time.Date(2025, 7, 7, 23, 0, 0, 0, time.UTC))
		o.deliver(t)
		if got := mailStates(t, d); got["sent"] != 5 {
			t.Errorf("in the morning: %v", got)
		}
	})
}

func TestAnEMailIsGivenUpInTheEnd(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.answers["m00@"] = strings.Split(strings.Repeat("452 4.2.2 mailbox full;", 20), ";")
		o.Mailer = s.Mailer
		if err := o.SetQuiet(t.Context(), o.actor("o", access.Officer), o.agency, notify.Quiet{}); err != nil {
			t.Fatal(err)
		}
		o.links(t, 1)
		began := o.clock.Now()
		for o.clock.Now().Sub(began) < 24*time.Hour && mailStates(t, d)["failed, tried"] == 0 {
			o.deliver(t)
			o.clock.Advance(time.Minute)
		}
		list, err := o.Troubled(t.Context(), d, o.actor("o", access.Officer), string(o.agency))
		if err != nil || len(list) != 1 || list[0].Attempts != 12 {
			t.Errorf("%+v, %v", list, err)
		}
		if took := o.clock.Now().Sub(began).Round(time.Hour); took != 11*time.Hour {
			t.Errorf("given up after %v", took)
		}
		if _, err := o.Again(t.Context(), o.actor("c", access.Coach), string(o.agency)); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a coach sends again: %v", err)
		}
	})
}
