package roster

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
)

func TestWhoIsOnTheRoadToPNSIsNotLetGo(t *testing.T) {
	dbtest.Each(t, append(slices.Clone(tables), notify.Schema), func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.Files = blob.Folder(t.TempDir())
		other, their := o.neighbour(t)
		person, _ := two(t, o)
		var open []Unsettled
		o.Unsettled = func(context.Context, db.Q, PersonID) ([]Unsettled, error) { return open, nil }
		things := []Unsettled{{What: i18n.Say("roster.told.offered"), Path: "probation"}, {What: i18n.Say("roster.told.accepted"), Path: "probation"}}
		release := func(actor access.Actor, to string) (TransferID, error) {
			return o.Release(ctx, actor, o.agency, person, 0, Release{To: to, Name: "Kabupaten Contoh", Left: "2025-07-01", Number: "824/1", Reason: "mutasi"})
		}
		for _, to := range []string{"singkawang", ""} {
			open = things
			_, err := release(o.me, to)
			refused(t, err, fault.KindConflict, "roster.release_open")
		}
		keeper := access.AccountActor("admin", []access.Grant{{Role: access.Admin, Agency: string(o.agency), Scope: access.Whole}})
		p := o.person(t, person)
		if seen, err := o.Open(ctx, d, keeper, &p); err != nil || len(seen) != 1 || seen[0].What.Key != "roster.open_hidden" || seen[0].Path != "" {
			t.Errorf("an administrator is told %+v, %v", seen, err)
		}
		open = nil
		id, err := release(o.me, "singkawang")
		if err != nil {
			t.Fatal(err)
		}
		open = things
		_, err = o.Accept(ctx, their, other, id, "")
		refused(t, err, fault.KindConflict, "roster.accept_open")
		for _, arg := range fault.Of(err).Args {
			if _, told := arg.(i18n.Line); told {
				t.Errorf("the other agency is told what is open: %v", arg)
			}
		}
		if o.person(t, person).State != Active {
			t.Error("who was refused has left")
		}
		open = nil
		if _, err := o.Accept(ctx, their, other, id, ""); err != nil {
			t.Error(err)
		}
	})
}

// mailbox counts what an account was told, by the key of the message.
func mailbox(t *testing.T, q db.Q, account string) map[string]int {
	t.Helper()
	list, _, err := notify.Inbox(t.Context(), q, notify.Reader{Account: account}, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, n := range list {
		found[n.Text.Key]++
	}
	return found
}

func TestBothOfficesAreToldOfATransfer(t *testing.T) {
	dbtest.Each(t, append(slices.Clone(tables), notify.Schema), func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.Files, o.Post = blob.Folder(t.TempDir()), &notify.Post{DB: d, Clock: o.Clock}
		other, their := o.neighbour(t)
		err := d.InTx(ctx, func(tx *db.Tx) error {
			for account, agency := range map[string]org.AgencyID{"officer": o.agency, "colleague": o.agency, "other": other} {
				if err := access.Give(ctx, tx, account, access.Grant{Role: access.Officer, Agency: string(agency), Scope: access.Whole}, "2025-01-01"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		person, second := two(t, o)
		offer := func(who PersonID) TransferID {
			t.Helper()
			id, err := o.Release(ctx, o.me, o.agency, who, 0, Release{To: "singkawang", Left: "2025-07-01", Number: "824/1", Reason: "mutasi"})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		told := func(account string, want map[string]int) {
			t.Helper()
			if got := mailbox(t, d, account); len(got) != len(want) {
				t.Errorf("%s is told %v, want %v", account, got, want)
			} else {
				for key, n := range want {
					if got[key] != n {
						t.Errorf("%s is told %v, want %v", account, got, want)
					}
				}
			}
		}
		first := offer(person)
		told("other", map[string]int{"roster.told.offered": 1})
		told("colleague", nil)
		if err := o.Recall(ctx, o.me, o.agency, first); err != nil {
			t.Fatal(err)
		}
		told("other", map[string]int{"roster.told.recalled": 1})
		again := offer(person)
		if _, err := o.Accept(ctx, their, other, again, ""); err != nil {
			t.Fatal(err)
		}
		told("other", map[string]int{"roster.told.recalled": 1, "roster.told.offered": 1})
		told("colleague", map[string]int{"roster.told.accepted": 1})
		told("officer", map[string]int{"roster.told.accepted": 1})
		post := o.Post
		o.Post = nil // an offer of a time when nobody was told
		silent := offer(second)
		o.Post = post
		if err := o.Recall(ctx, o.me, o.agency, silent); err != nil {
			t.Fatal(err)
		}
		told("other", map[string]int{"roster.told.recalled": 1, "roster.told.offered": 1})
	})
}

func TestTheFileOfATransferLeavesATrace(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.Files = blob.Folder(t.TempDir())
		_, stranger := o.neighbour(t)
		person, _ := two(t, o)
		id, err := o.Release(ctx, o.me, o.agency, person, 0, Release{Name: "Kabupaten Contoh", Left: "2025-07-01", Number: "824/2", Reason: "mutasi"})
		if err != nil {
			t.Fatal(err)
		}
		taken := func() (n int) {
			t.Helper()
			rows, err := audit.List(ctx, d, audit.Filter{Agency: string(o.agency), Act: "roster.record", Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Subject != "transfer:"+string(id) || r.Actor != o.me.Ref() || r.Person != string(person) {
					t.Errorf("the trail says %+v", r)
				}
			}
			return len(rows)
		}
		var file bytes.Buffer
		if err := o.File(ctx, stranger, o.agency, id, &file); fault.KindOf(err) != fault.KindNotFound || file.Len() != 0 || taken() != 0 {
			t.Errorf("a stranger is answered %v with %d bytes", err, file.Len())
		}
		refuse := db.Looking(ctx, fault.Forbidden("app.look_only"))
		if err := o.File(refuse, o.me, o.agency, id, &file); fault.KindOf(err) != fault.KindForbidden || file.Len() != 0 {
			t.Errorf("who only looks is answered %v with %d bytes", err, file.Len())
		}
		for want := range 2 {
			if err := o.File(ctx, o.me, o.agency, id, &file); err != nil || taken() != want+1 {
				t.Errorf("download %d: %v, %d lines in the trail", want+1, err, taken())
			}
		}
	})
}

func TestAReleaseSaysWhatGoesAlong(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		_, stranger := o.neighbour(t)
		person, _ := two(t, o)
		p := o.person(t, person)
		p.Golongan = "III/b"
		if err := o.Correct(ctx, o.me, o.agency, p, "2025-06-01", "SK diperbaiki"); err != nil {
			t.Fatal(err)
		}
		o.Carriers = []Carrier{{Kind: "papers", Counted: "roster.told.offered", Pack: func(context.Context, db.Q, org.AgencyID, PersonID) (any, []string, error) {
			return []int{1, 2}, nil, nil
		},
			Say: func([]byte) ([]i18n.Line, error) { return make([]i18n.Line, 2), nil }}}
		o.Staying = func(_ context.Context, _ db.Q, _ access.Actor, _ org.Agency, p Person) ([]i18n.Line, error) {
			return []i18n.Line{i18n.Say("roster.told.accepted", "Name", p.Name)}, nil
		}
		a, err := org.AgencyByID(ctx, d, o.agency)
		if err != nil {
			t.Fatal(err)
		}
		p = o.person(t, person)
		if _, err := o.Luggage(ctx, stranger, a, &p); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a stranger sees what goes along: %v", err)
		}
		l, err := o.Luggage(ctx, o.me, a, &p)
		if err != nil {
			t.Fatal(err)
		}
		var goes []string
		for _, line := range l.Goes {
			goes = append(goes, line.Key)
		}
		if want := []string{"roster.goes.self", "roster.goes.past", "roster.goes.places", "roster.told.offered"}; !slices.Equal(goes, want) {
			t.Errorf("goes %v, want %v", goes, want)
		}
		if len(l.Stays) != 1 || l.Stays[0].Key != "roster.told.accepted" {
			t.Errorf("stays %+v", l.Stays)
		}
	})
}
