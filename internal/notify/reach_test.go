package notify_test

import (
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
)

// scope is all that an office works on today.
func (o *office) scope() notify.Scope {
	return notify.Scope{Agency: string(o.agency), Since: "2025-06-01"}
}

func (o *office) worklist(t *testing.T, actor access.Actor, s notify.Scope) map[notify.Recipient]notify.ReachState {
	t.Helper()
	list, err := notify.Worklist(t.Context(), o.DB, actor, s)
	if err != nil {
		t.Fatal(err)
	}
	states := map[notify.Recipient]notify.ReachState{}
	for _, r := range list {
		states[r.Recipient] = r.State()
	}
	return states
}

func TestOnePersonIsReachedOnceForAllMessages(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		committee, officer := o.actor("panitia", access.Committee), o.actor("officer", access.Officer)
		o.send(t, committee, o.event("publish:v1"), letter("ani", "budi", "citra"))
		o.send(t, committee, o.event("publish:v2"), letter("ani", "budi"))
		ani, budi, citra := notify.Recipient{Person: "ani"}, notify.Recipient{Person: "budi"}, notify.Recipient{Person: "citra"}

		texts, err := o.OpenAll(t.Context(), officer, o.scope(), ani)
		if err != nil || len(texts) != 2 {
			t.Fatalf("opened with %d messages, %v", len(texts), err)
		}
		if err := o.ReadAll(t.Context(), notify.Reader{Account: "b", Person: "budi"}); err != nil {
			t.Fatal(err)
		}
		if n, err := o.MarkDone(t.Context(), officer, o.scope(), true, ani, citra); n != 3 || err != nil {
			t.Fatalf("ticked %d messages, %v", n, err)
		}
		want := map[notify.Recipient]notify.ReachState{ani: notify.ReachDone, budi: notify.ReachRead, citra: notify.ReachDone}
		if got := o.worklist(t, officer, o.scope()); !same(got, want) {
			t.Errorf("after the work: %v, want %v", got, want)
		}
		if _, err := o.OpenAll(t.Context(), officer, o.scope(), ani); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("opened with nothing to say: %v", err)
		}
		o.clock.Set(o.clock.Now().Add(time.Hour))
		o.send(t, committee, o.event("publish:v3"), letter("ani"))
		if n, err := o.MarkDone(t.Context(), officer, o.scope(), true, ani); n != 1 || err != nil {
			t.Fatalf("ticked %d later messages, %v", n, err)
		}
		if n, err := o.MarkDone(t.Context(), officer, o.scope(), false, ani); n != 1 || err != nil {
			t.Errorf("took %d ticks back, want the last one; %v", n, err)
		}
		if got := o.worklist(t, officer, o.scope())[ani]; got != notify.ReachOpen {
			t.Errorf("after the tick was taken back: %s", got)
		}
	})
}

func same(got, want map[notify.Recipient]notify.ReachState) bool {
	if len(got) != len(want) {
		return false
	}
	for r, s := range want {
		if got[r] != s {
			return false
		}
	}
	return true
}

func TestTheCommitteeOfABatchReachesItsOwnPeople(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		o.send(t, o.actor("panitia", access.Committee), o.event("publish:v1"), letter("ani"))
		other := o.event("publish:v2")
		other.Batch = "b3"
		o.send(t, o.actor("panitia", access.Committee), other, letter("budi"))
		own := access.AccountActor("p", []access.Grant{{Role: access.Committee, Agency: string(o.agency), Scope: access.BatchScope("b2")}})
		if _, err := notify.Worklist(t.Context(), d, own, o.scope()); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("the committee of one batch sees everybody: %v", err)
		}
		s := o.scope()
		s.Batch = "b2"
		if got := o.worklist(t, own, s); !same(got, map[notify.Recipient]notify.ReachState{{Person: "ani"}: notify.ReachOpen}) {
			t.Errorf("the committee of II works on %v", got)
		}
		if n, err := o.MarkDone(t.Context(), own, s, true, notify.Recipient{Person: "budi"}); n != 0 || err != nil {
			t.Errorf("ticked %d messages of another batch, %v", n, err)
		}
		s.Batch = "b3"
		if _, err := o.MarkDone(t.Context(), own, s, true, notify.Recipient{Person: "budi"}); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("ticked in another batch: %v", err)
		}
		if _, err := o.OpenAll(t.Context(), o.actor("c", access.Coach), o.scope(), notify.Recipient{Person: "ani"}); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a coach reaches people: %v", err)
		}
	})
}

func TestQuietHoursEndWhereTheySay(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2025, 7, 7, hour, minute, 30, 0, time.UTC) }
	night, lunch := notify.Quiet{From: 20 * 60, Until: 6 * 60}, notify.Quiet{From: 12 * 60, Until: 13 * 60}
	for name, tt := range map[string]struct {
		quiet notify.Quiet
		at    time.Time
		want  time.Time
	}{
		"in the evening until the morning":  {night, at(20, 0), time.Date(2025, 7, 8, 6, 0, 0, 0, time.UTC)},
		"after midnight until the morning":  {night, at(5, 59), time.Date(2025, 7, 7, 6, 0, 0, 0, time.UTC)},
		"the first minute after it is loud": {night, at(6, 0), at(6, 0)},
		"the last minute before it is loud": {night, at(19, 59), at(19, 59)},
		"one that lies within a day":        {lunch, at(12, 30), time.Date(2025, 7, 7, 13, 0, 0, 0, time.UTC)},
		"after one that lies within a day":  {lunch, at(13, 0), at(13, 0)},
		"equal times mean never":            {notify.Quiet{From: 60, Until: 60}, at(1, 0), at(1, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.quiet.Over(tt.at); !got.Equal(tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got, err := notify.ParseQuiet("20.00", "06:00"); got != night || err != nil {
		t.Errorf("read as %v, %v", got, err)
	}
	for _, bad := range [][2]string{{"20.00", ""}, {"24.00", "06.00"}, {"malam", "pagi"}} {
		if _, err := notify.ParseQuiet(bad[0], bad[1]); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestMailWaitsForTheMorning(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		o.Mailer = s.Mailer
		o.member(t, "ani", access.Participant)
		o.clock.Set(time.Date(2025, 7, 7, 14, 30, 0, 0, time.UTC)) // 21.30 in Pontianak
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani"))
		var state, notBefore string
		if err := d.QueryRow(t.Context(), `SELECT state, not_before FROM notify_mail`).Scan(&state, &notBefore); err != nil {
			t.Fatal(err)
		}
		if want := clock.Stamp(time.Date(2025, 7, 7, 23, 0, 0, 0, time.UTC)); state != "waiting" || notBefore != want {
			t.Errorf("the mail is %s until %s, want it to wait until %s", state, notBefore, want)
		}
		o.clock.Set(time.Date(2025, 7, 7, 23, 0, 0, 0, time.UTC))
		o.work(t)
		soon(t, "the mail in the morning", func() bool { return len(s.taken()) == 1 })

		officer := o.actor("officer", access.Officer)
		if err := o.SetQuiet(t.Context(), o.actor("c", access.Coach), o.agency, notify.Quiet{}); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a coach sets the quiet hours: %v", err)
		}
		if err := o.SetQuiet(t.Context(), officer, o.agency, notify.Quiet{}); err != nil {
			t.Fatal(err)
		}
		o.clock.Set(time.Date(2025, 7, 8, 14, 30, 0, 0, time.UTC))
		o.send(t, o.actor("p", access.Committee), o.event("publish:2"), letter("ani"))
		soon(t, "the mail in the evening", func() bool { return len(s.taken()) == 2 })
	})
}

func TestWhoOptsOutGetsNoWhatsApp(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		officer := o.actor("officer", access.Officer)
		o.send(t, o.actor("panitia", access.Committee), o.event("publish"), letter("ani", "budi"))
		ani, budi, reader := notify.Recipient{Person: "ani"}, notify.Recipient{Person: "budi"}, notify.Reader{Account: "a", Person: "ani"}
		may := func(to notify.Recipient, agency string) bool {
			err := notify.MayWrite(t.Context(), d, agency, to)
			if err != nil && fault.KindOf(err) != fault.KindConflict {
				t.Fatal(err)
			}
			return err == nil
		}
		here := string(o.agency)
		if err := o.OptOut(t.Context(), reader, true); err != nil {
			t.Fatal(err)
		}
		if may(ani, here) || may(notify.Recipient{Account: "a"}, "another") || !may(budi, here) {
			t.Error("ani's own choice does not hold everywhere, or for others")
		}
		if err := o.OptOutFor(t.Context(), officer, o.scope(), ani, false); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("an officer takes a choice back: %v", err)
		}
		if err := o.OptOutFor(t.Context(), officer, o.scope(), budi, true); err != nil {
			t.Fatal(err)
		}
		if may(budi, here) || !may(budi, "another") {
			t.Error("what an office noted holds elsewhere, or not here")
		}
		if out, err := notify.OptedOut(t.Context(), d, notify.Reader{Account: "b", Person: "budi"}); !out || err != nil {
			t.Errorf("budi's page says that WhatsApp may come: %v", err)
		}
		for name, err := range map[string]error{
			"somebody who was told nothing": o.OptOutFor(t.Context(), officer, o.scope(), notify.Recipient{Person: "citra"}, true),
			"a coach":                       o.OptOutFor(t.Context(), o.actor("c", access.Coach), o.scope(), budi, false),
		} {
			if k := fault.KindOf(err); k != fault.KindNotFound && k != fault.KindForbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, r := range []notify.Reader{reader, {Account: "b", Person: "budi"}} {
			if err := o.OptOut(t.Context(), r, false); err != nil {
				t.Fatal(err)
			}
		}
		if !may(ani, here) || !may(budi, here) {
			t.Error("after coming back somebody is still out")
		}
	})
}

// A tick of another batch, later than one's own, does not stand in the way of
// taking one's own back.
func TestATickIsTakenBackWithinItsScope(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		officer, ani := o.actor("officer", access.Officer), notify.Recipient{Person: "ani"}
		o.send(t, o.actor("panitia", access.Committee), o.event("publish:v1"), letter("ani"))
		other := o.event("publish:v2")
		other.Batch = "b3"
		o.send(t, o.actor("panitia", access.Committee), other, letter("ani"))
		for _, batch := range []string{"b2", "b3"} {
			s := o.scope()
			s.Batch = batch
			if n, err := o.MarkDone(t.Context(), officer, s, true, ani); n != 1 || err != nil {
				t.Fatalf("ticked %d in %s, %v", n, batch, err)
			}
			o.clock.Advance(time.Minute)
		}
		s := o.scope()
		s.Batch = "b2"
		if n, err := o.MarkDone(t.Context(), officer, s, false, ani); n != 1 || err != nil {
			t.Errorf("took %d ticks of b2 back, %v", n, err)
		}
	})
}

// Mail that the server refused for now in the evening goes out in the morning.
func TestARefusedMailLeavesTheNightQuiet(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		s := newServer(t, "")
		s.answers["ani@"] = []string{"451 4.3.0 try later", "451 4.3.0 try later", "451 4.3.0 try later"}
		o.Mailer = s.Mailer
		o.member(t, "ani", access.Participant)
		o.clock.Set(time.Date(2025, 7, 7, 12, 59, 0, 0, time.UTC)) // 19.59 in Pontianak
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani"))
		o.clock.Set(time.Date(2025, 7, 7, 13, 1, 0, 0, time.UTC))
		o.work(t)
		soon(t, "the mail to wait for the morning", func() bool {
			var notBefore string
			err := d.QueryRow(t.Context(), `SELECT not_before FROM notify_mail`).Scan(&notBefore)
			return err == nil && notBefore == clock.Stamp(time.Date(2025, 7, 7, 23, 0, 0, 0, time.UTC))
		})
		if n := len(s.taken()); n != 0 {
			t.Errorf("%d mails went out at night", n)
		}
	})
}
