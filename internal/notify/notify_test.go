package notify_test

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/org"
)

var tables = []fs.FS{jobs.Schema, audit.Schema, access.Schema, org.Schema, identity.Schema, notify.Schema}

const texts = `key,id,en
x.title,"Jadwal {{.Batch}} terbit","The schedule of {{.Batch}} is published"
x.text,"Jadwal Anda terbit","Your schedule is published"
x.more,"Mulai {{.Day}}","From {{.Day}}"
`

// office is an agency with a desk from which messages go out.
type office struct {
	*notify.Post
	agency org.AgencyID
	clock  *clock.Fixed
	people *identity.Desk
}

func newOffice(t *testing.T, d *db.DB) *office {
	t.Helper()
	if _, err := jobs.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	c := clock.At(time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC))
	agency, err := (&org.Desk{DB: d, Clock: c}).CreateAgency(t.Context(), access.System("test"), org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB, Hue: 170, BodyName: "BKPSDM"})
	if err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.New(d, clock.System{}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := i18n.NewCatalogue(texts, notify.Messages)
	if err != nil {
		t.Fatal(err)
	}
	same := func(s string) (string, error) { return s, nil }
	return &office{agency: agency, clock: c, people: &identity.Desk{DB: d, Clock: c},
		Post: &notify.Post{DB: d, Clock: c, Jobs: queue, Vault: notify.Vault{Seal: same, Open: same}, Catalogue: catalogue, Address: func() string { return "https://pamong.example" }}}
}

// each runs a test with an office on both kinds of databases.
func each(t *testing.T, f func(t *testing.T, d *db.DB, o *office)) {
	t.Helper()
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) { f(t, d, newOffice(t, d)) })
}

func (o *office) actor(account string, role access.Role) access.Actor {
	return access.AccountActor(account, []access.Grant{{Role: role, Agency: string(o.agency), Scope: access.Whole}})
}

func (o *office) event(key string) notify.Event {
	return notify.Event{Agency: string(o.agency), Key: key, Batch: "b2", Wide: true, Title: i18n.Say("x.title", "Batch", "II")}
}

func letter(people ...string) notify.Letter {
	return notify.Letter{People: people, Text: i18n.Say("x.text"), More: []i18n.Line{i18n.Say("x.more", "Day", clock.Date("2025-07-14"))}, Href: "/a/pontianak/training/b/b2"}
}

func (o *office) send(t *testing.T, actor access.Actor, e notify.Event, letters ...notify.Letter) {
	t.Helper()
	if err := o.DB.InTx(t.Context(), func(tx *db.Tx) error { return o.Send(t.Context(), tx, actor, e, letters...) }); err != nil {
		t.Fatal(err)
	}
}

func (o *office) inbox(t *testing.T, r notify.Reader) []notify.Note {
	t.Helper()
	list, _, err := notify.Inbox(t.Context(), o.DB, r, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (o *office) unread(t *testing.T, r notify.Reader) int {
	t.Helper()
	n, err := notify.Unread(t.Context(), o.DB, r)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneChangeIsOneMessage(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		committee := o.actor("panitia", access.Committee)
		l := letter("ani", "budi", "ani")
		l.Accounts = []string{"coach", "panitia"}
		office := letter()
		office.Accounts, office.Office = []string{"coach", "officer"}, true
		o.send(t, committee, o.event("publish:v1"), l, office)
		o.send(t, committee, o.event("publish:v1"), l, office)
		for who, want := range map[notify.Reader]int{
			{Account: "a", Person: "ani"}: 1, {Account: "b", Person: "budi"}: 1, {Account: "coach"}: 1, {Account: "officer"}: 1,
			{Account: "panitia"}: 0, {Account: "c", Person: "citra"}: 0, {Account: "", Person: ""}: 0,
		} {
			if got := len(o.inbox(t, who)); got != want {
				t.Errorf("%+v has %d messages, want %d", who, got, want)
			}
		}
		n := o.inbox(t, notify.Reader{Account: "a", Person: "ani"})[0]
		if got, want := n.Say(o.Catalogue.Speaker(i18n.English)), "Your schedule is published\nFrom 14 July 2025"; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
		if n.Day != "2025-07-07" || n.Href != "/a/pontianak/training/b/b2" {
			t.Errorf("message %+v", n)
		}
		o.send(t, committee, o.event("publish:v2"), letter("ani"))
		if got := o.unread(t, notify.Reader{Account: "a", Person: "ani"}); got != 2 {
			t.Errorf("%d unread after the next change, want 2", got)
		}
	})
}

func TestAnActThatFailsTellsNobody(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		boom := errors.New("boom")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(o.Send(t.Context(), tx, o.actor("p", access.Committee), o.event("x"), letter("ani")), boom)
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if n := o.unread(t, notify.Reader{Person: "ani"}); n != 0 {
			t.Errorf("%d messages of an act that was undone", n)
		}
		var nobody *notify.Post
		if err := nobody.Send(t.Context(), nil, access.Actor{}, notify.Event{}); err != nil {
			t.Errorf("a house without a post: %v", err)
		}
	})
}

func TestReadingIsOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		ani, budi := notify.Reader{Account: "a", Person: "ani"}, notify.Reader{Account: "b", Person: "budi"}
		for i := range 3 {
			o.send(t, o.actor("p", access.Committee), o.event(fmt.Sprint(i)), letter("ani", "budi"))
		}
		first := o.inbox(t, ani)[2]
		if _, err := o.Open(t.Context(), budi, first.ID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("somebody else opens a message: %v", err)
		}
		href, err := o.Open(t.Context(), ani, first.ID)
		if err != nil || href != first.Href {
			t.Errorf("opened %q, %v", href, err)
		}
		if a, b := o.unread(t, ani), o.unread(t, budi); a != 2 || b != 3 {
			t.Errorf("%d and %d unread, want 2 and 3", a, b)
		}
		if list := o.inbox(t, ani); list[0].Read || !list[2].Read {
			t.Error("unread messages do not stand first")
		}
		if err := o.ReadAll(t.Context(), ani); err != nil {
			t.Fatal(err)
		}
		if a, b := o.unread(t, ani), o.unread(t, budi); a != 0 || b != 3 {
			t.Errorf("%d and %d unread, want 0 and 3", a, b)
		}
	})
}

func TestTheOfficeTellsByWhatsApp(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		ctx, committee := t.Context(), o.actor("panitia", access.Committee)
		office := letter()
		office.Accounts, office.Office = []string{"officer"}, true
		o.send(t, committee, o.event("publish:v1"), letter("ani", "budi", "citra"), office)
		events, total, err := notify.Events(ctx, d, committee, string(o.agency), notify.Narrow{Batch: "b2"}, 1)
		if err != nil || total != 1 {
			t.Fatalf("%d events, %v", total, err)
		}
		event := events[0].ID
		_, people, err := notify.EventFor(ctx, d, committee, string(o.agency), event)
		if err != nil || len(people) != 3 {
			t.Fatalf("%d people to tell, %v; want 3 without the office", len(people), err)
		}
		if err := o.Opening(ctx, people[0].Note); err != nil {
			t.Fatal(err)
		}
		if n, err := o.MarkTold(ctx, committee, string(o.agency), event, true, people[0].Note, people[1].Note); n != 2 || err != nil {
			t.Errorf("ticked %d, %v", n, err)
		}
		if n, err := o.MarkTold(ctx, committee, string(o.agency), event, false, people[1].Note); n != 1 || err != nil {
			t.Errorf("took back %d, %v", n, err)
		}
		_, people, err = notify.EventFor(ctx, d, committee, string(o.agency), event)
		if err != nil || !people[0].Told || !people[0].Opened || people[1].Told || people[2].Opened {
			t.Errorf("states %+v, %v", people, err)
		}
		if n, err := o.MarkTold(ctx, committee, string(o.agency), event, true); n != 2 || err != nil {
			t.Errorf("ticked the other %d, %v; want 2", n, err)
		}
		for who, want := range map[string]fault.Kind{"coach": fault.KindForbidden, "other batch": fault.KindForbidden, "stranger": fault.KindNotFound} {
			actor := map[string]access.Actor{
				"coach":       o.actor("c", access.Coach),
				"other batch": access.AccountActor("d", []access.Grant{{Role: access.Committee, Agency: string(o.agency), Scope: access.BatchScope("b3")}}),
				"stranger":    access.AccountActor("s", []access.Grant{{Role: access.Officer, Agency: "elsewhere", Scope: access.Whole}}),
			}[who]
			if _, _, err := notify.EventFor(ctx, d, actor, string(o.agency), event); fault.KindOf(err) != want {
				t.Errorf("%s sees whom to tell: %v", who, err)
			}
			if _, err := o.MarkTold(ctx, actor, string(o.agency), event, true); fault.KindOf(err) != want {
				t.Errorf("%s ticks: %v", who, err)
			}
		}
	})
}

func TestAWholeRosterIsTold(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		o.Mailer = &notify.Mailer{Host: "127.0.0.1", Port: 1, From: "a@b.example", TLS: notify.NoTLS}
		var people []string
		for i := range 338 {
			people = append(people, fmt.Sprintf("person-%03d", i))
		}
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter(people...))
		if n := o.unread(t, notify.Reader{Person: "person-337"}); n != 1 {
			t.Errorf("the last has %d messages", n)
		}
	})
}

func TestOldMessagesAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, o *office) {
		ani, budi := notify.Reader{Person: "ani"}, notify.Reader{Person: "budi"}
		o.send(t, o.actor("p", access.Committee), o.event("publish"), letter("ani", "budi"))
		if err := o.ReadAll(t.Context(), ani); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			days      int
			ani, budi int
		}{{170, 1, 1}, {20, 0, 1}, {600, 0, 0}} {
			o.clock.Advance(time.Duration(step.days) * 24 * time.Hour)
			if err := o.Expire(t.Context()); err != nil {
				t.Fatal(err)
			}
			if a, b := len(o.inbox(t, ani)), len(o.inbox(t, budi)); a != step.ani || b != step.budi {
				t.Errorf("after %d more days: %d and %d messages, want %d and %d", step.days, a, b, step.ani, step.budi)
			}
		}
		if _, total, err := notify.Events(t.Context(), d, access.System("test"), string(o.agency), notify.Narrow{All: true}, 1); total != 0 || err != nil {
			t.Errorf("%d events are left, %v", total, err)
		}
	})
}
