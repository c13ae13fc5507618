package identity_test

import (
	"io/fs"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

var tables = []fs.FS{audit.Schema, access.Schema, identity.Schema}

const secretWords = "kapal layar di sungai"

func setup(d *db.DB) (*identity.Desk, *clock.Fixed, access.Actor) {
	c := clock.At(time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC))
	return &identity.Desk{DB: d, Clock: c}, c, access.AccountActor("admin", []access.Grant{{Role: access.Admin, Agency: "ptk", Scope: access.Whole}})
}

func invite(t *testing.T, k *identity.Desk, by access.Actor, v identity.Invitation) (identity.AccountID, string) {
	t.Helper()
	a, secret, err := k.Invite(t.Context(), by, "ptk", v)
	if err != nil {
		t.Fatal(err)
	}
	return a, secret
}

func officer() identity.Invitation {
	return identity.Invitation{Name: "H. Ridwan Syaputra", NIP: "19800101 200501 1 901", Phone: "0812-3456-7890", Role: access.Officer}
}

func TestFromInvitationToSession(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, _, admin := setup(d)
		_, link := invite(t, k, admin, officer())
		if _, err := k.SignIn(ctx, "198001012005011901", secretWords, "phone"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("sign-in before activation: %v", err)
		}
		session, err := k.Activate(ctx, link, secretWords, secretWords, "phone")
		if err != nil {
			t.Fatal(err)
		}
		a, actor, err := k.Whose(ctx, session)
		if err != nil || a.NIP != "198001012005011901" || a.Phone != "6281234567890" || !actor.HasWhole("ptk", access.Officer) {
			t.Fatalf("session of %+v, %v", a, err)
		}
		if _, err := k.Activate(ctx, link, secretWords, secretWords, "phone"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a link used twice: %v", err)
		}
		other, err := k.SignIn(ctx, "19800101.200501.1.901", secretWords, "desk")
		if err != nil {
			t.Fatal(err)
		}
		if err := k.SignOutElsewhere(ctx, actor, other); err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the lost phone is still signed in: %v", err)
		}
		if _, _, err := k.Whose(ctx, other); err != nil {
			t.Errorf("this device was signed out: %v", err)
		}
	})
}

func TestPasswordsThatAreRefused(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		k, _, admin := setup(d)
		_, link := invite(t, k, admin, officer())
		for name, c := range map[string]struct{ password, again, field string }{
			"too short":              {"pendek", "pendek", "password"},
			"the own NIP":            {"nip198001012005011901", "nip198001012005011901", "password"},
			"one letter again":       {"aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "password"},
			"a word everybody tries": {"password1234", "password1234", "password"},
			"a second one differs":   {secretWords, secretWords + "x", "again"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := k.Activate(t.Context(), link, c.password, c.again, "phone")
				f := fault.Of(err)
				if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
					t.Errorf("got %v, want a problem beside %s", err, c.field)
				}
			})
		}
	})
}

func TestManyFailuresMakeAnAccountWait(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, c, admin := setup(d)
		_, link := invite(t, k, admin, officer())
		if _, err := k.Activate(ctx, link, secretWords, secretWords, "phone"); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if _, err := k.SignIn(ctx, "198001012005011901", "wrong words here", "x"); fault.KindOf(err) != fault.KindInvalid {
				t.Fatalf("wrong password: %v", err)
			}
		}
		if _, err := k.SignIn(ctx, "198001012005011901", secretWords, "x"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("the eleventh attempt: %v, want to wait", err)
		}
		c.Advance(2 * time.Minute)
		if _, err := k.SignIn(ctx, "198001012005011901", secretWords, "x"); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestWhoMayGiveWhichRole(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		k, _, admin := setup(d)
		off := access.AccountActor("o", []access.Grant{{Role: access.Officer, Agency: "ptk", Scope: access.Whole}})
		elsewhere := access.AccountActor("e", []access.Grant{{Role: access.Admin, Agency: "btg", Scope: access.Whole}})
		for name, c := range map[string]struct {
			by   access.Actor
			role access.Role
			over access.Scope
			want fault.Kind
		}{
			"an administrator makes officers":             {admin, access.Officer, "", 0},
			"an administrator makes no operators":         {admin, access.Operator, "", fault.KindNotFound},
			"an officer invites participants":             {off, access.Participant, access.PersonScope("p"), 0},
			"a participant is somebody on the roster":     {off, access.Participant, "", fault.KindInvalid},
			"a coach has a batch or a group":              {off, access.Coach, "", fault.KindInvalid},
			"a mentor has a unit or a person":             {off, access.Mentor, access.BatchScope("b"), fault.KindInvalid},
			"an officer is one for the whole agency":      {admin, access.Officer, access.BatchScope("b"), fault.KindInvalid},
			"a committee may be one batch's":              {off, access.Committee, access.BatchScope("b"), 0},
			"an officer makes no administrators":          {off, access.Admin, "", fault.KindForbidden},
			"another agency's administrator sees nothing": {elsewhere, access.Officer, "", fault.KindNotFound},
		} {
			t.Run(name, func(t *testing.T) {
				v := officer()
				v.Role, v.Scope, v.Person = c.role, c.over, "p"
				_, _, err := k.Invite(t.Context(), c.by, "ptk", v)
				if (err == nil) != (c.want == 0) || fault.KindOf(err) != c.want {
					t.Errorf("got %v, want kind %d", err, c.want)
				}
			})
		}
	})
}

func TestARenewedLinkEndsSessionsAndOldLinks(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, c, admin := setup(d)
		account, first := invite(t, k, admin, officer())
		session, err := k.Activate(ctx, first, secretWords, secretWords, "phone")
		if err != nil {
			t.Fatal(err)
		}
		second, err := k.Renew(ctx, admin, "ptk", account)
		if err != nil {
			t.Fatal(err)
		}
		third, err := k.Renew(ctx, admin, "ptk", account)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.Whose(ctx, session); err == nil {
			t.Error("a session outlived the renewal")
		}
		if _, err := k.OpenLink(ctx, d, second); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the older link opens: %v", err)
		}
		c.Advance(15 * 24 * time.Hour)
		if _, err := k.OpenLink(ctx, d, third); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a link of 15 days opens: %v", err)
		}
	})
}

func TestPhones(t *testing.T) {
	for in, want := range map[string]string{"0812-3456-7890": "6281234567890", "+62 812 3456 7890": "6281234567890", "8123456789": "628123456789", "": ""} {
		if got, ok := identity.CleanPhone(in); !ok || got != want {
			t.Errorf("%q = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"12", "abc", "0812345678901234567"} {
		if got, ok := identity.CleanPhone(in); ok {
			t.Errorf("%q is taken as %q", in, got)
		}
	}
}

func TestManyAreInvitedTogether(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, _, by := setup(d)
		of := func(name, nip, email string) identity.Invitation {
			return identity.Invitation{Name: name, NIP: nip, Email: email, Phone: "tidak ada", Person: "p-" + name, Role: access.Participant, Scope: access.PersonScope("p-" + name)}
		}
		list := []identity.Invitation{of("Ani\r\n\r\nhalo", "199001012025052901", "sama@contoh.example"), of("Budi", "199001022025051901", "sama@contoh.example"), of("Citra", "", ""), of("Dewi", "199001042025052901", "")}
		first, err := k.InviteMany(ctx, by, "ptk", list)
		if err != nil || len(first.Slips) != 3 || len(first.Left) != 1 || first.Left[0] != "Citra" {
			t.Fatalf("%d slips, left %v, %v", len(first.Slips), first.Left, err)
		}
		if name := first.Slips[0].Account.Name; name != "Ani halo" {
			t.Errorf("a name of several lines became %q", name)
		}
		if a, b := first.Slips[0].Account, first.Slips[1].Account; a.ID == b.ID || a.Email == "" || b.Email != "" {
			t.Errorf("two people of one address became %+v and %+v", a, b)
		}
		if _, err := k.Activate(ctx, first.Slips[0].Secret, secretWords, secretWords, ""); err != nil {
			t.Fatal(err)
		}
		again, err := k.InviteMany(ctx, by, "ptk", list)
		if err != nil || len(again.Slips) != 2 || again.Active != 1 {
			t.Fatalf("again %d slips, %d active, %v", len(again.Slips), again.Active, err)
		}
		if _, err := k.OpenLink(ctx, d, first.Slips[1].Secret); err == nil {
			t.Error("the older link still opens")
		}
		if _, _, err := k.Invite(ctx, by, "ptk", of("Eka", "199001052025052901", "sama@contoh.example")); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("somebody else's address: %v", err)
		}
		if _, err := k.InviteMany(ctx, by, "ptk", make([]identity.Invitation, identity.MostAtOnce+1)); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("too many: %v", err)
		}
	})
}
