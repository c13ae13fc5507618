package identity_test

import (
	"context"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

// joined makes an account with a role and signs it in.
func joined(t *testing.T, desk *identity.Desk, name string, role access.Role) (identity.AccountID, string) {
	t.Helper()
	id, secret := invite(t, desk, access.System("test"), identity.Invitation{Name: name, Email: name + "@contoh.example", Role: role})
	session, err := desk.Activate(t.Context(), secret, secretWords, secretWords, "Chrome")
	if err != nil {
		t.Fatal(err)
	}
	return id, session
}

func actorOf(t *testing.T, desk *identity.Desk, session string) access.Actor {
	t.Helper()
	_, actor, err := desk.Whose(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func TestSupportLooksWithTheEyesOfSomebody(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, me := t.Context(), access.System("test")
		desk, at, _ := setup(d)
		var told []identity.View
		desk.Viewed = func(_ context.Context, _ *db.Tx, v identity.View) error { told = append(told, v); return nil }
		join := func(name string, role access.Role) (identity.AccountID, string) { return joined(t, desk, name, role) }
		admin, secret := join("admin", access.Admin)
		other, _ := join("lain", access.Admin)
		officer, his := join("pengelola", access.Officer)
		helper, _ := join("bantuan", access.Support)
		both, _ := join("dua", access.Leader)
		if _, _, err := desk.Invite(ctx, me, "btg", identity.Invitation{Name: "dua", Email: "dua@contoh.example", Role: access.Leader}); err != nil {
			t.Fatal(err)
		}
		who := func(session string) access.Actor { return actorOf(t, desk, session) }
		for name, c := range map[string]struct {
			actor  access.Actor
			of     identity.AccountID
			reason string
			want   fault.Kind
		}{
			"an officer may not look":              {who(his), helper, "tolong", fault.KindForbidden},
			"a look needs a reason":                {who(secret), officer, "  ", fault.KindInvalid},
			"nobody looks as another admin":        {who(secret), other, "tolong", fault.KindConflict},
			"nobody looks as a support person":     {who(secret), helper, "tolong", fault.KindConflict},
			"not at what another agency sees":      {who(secret), both, "tolong", fault.KindConflict},
			"nobody looks as themselves":           {who(secret), admin, "tolong", fault.KindConflict},
			"an unknown account is not found":      {who(secret), "x", "tolong", fault.KindNotFound},
			"a stranger does not know of anything": {access.Actor{}, officer, "tolong", fault.KindNotFound},
		} {
			if _, err := desk.BeginView(ctx, c.actor, "ptk", c.of, secret, c.reason); fault.KindOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := desk.BeginView(ctx, who(secret), "ptk", officer, secret, "tidak menemukan tombol"); err != nil {
			t.Fatal(err)
		}
		eyes := who(secret)
		if viewer, until := eyes.Looks(); eyes.Account() != string(officer) || viewer != string(admin) || !until.Equal(at.Now().Add(30*time.Minute)) || eyes.Ref() != "account:"+string(admin) {
			t.Errorf("%+v looks", eyes)
		}
		if eyes.Within("btg") || !eyes.Has("ptk", access.Officer) || eyes.Has("ptk", access.Admin) {
			t.Errorf("eyes with %v", eyes.Grants())
		}
		if len(told) != 1 || told[0].Viewed.ID != officer || told[0].Reason != "tidak menemukan tombol" {
			t.Errorf("told %+v", told)
		}
		if err := desk.EndView(db.Looking(ctx, fault.Forbidden("identity.view_twice")), eyes, secret); err != nil {
			t.Fatal(err)
		}
		if a := who(secret); a.IsLooking() || a.Account() != string(admin) {
			t.Error("the look goes on after its end")
		}
		if _, err := desk.BeginView(ctx, who(secret), "ptk", officer, secret, "lagi"); err != nil {
			t.Fatal(err)
		}
		at.Set(at.Now().Add(31 * time.Minute))
		if who(secret).IsLooking() {
			t.Error("a look lasts longer than half an hour")
		}
		if err := desk.Expire(ctx); err != nil {
			t.Fatal(err)
		}
		list, err := identity.Views(ctx, d, "ptk", 10)
		if err != nil || len(list) != 2 || list[0].Ended.IsZero() || list[0].Ended.Sub(list[0].Begun) != 30*time.Minute {
			t.Errorf("views %+v, %v", list, err)
		}
		trail, err := audit.List(ctx, d, audit.Filter{Agency: "ptk", Limit: 100})
		acts := map[string]int{}
		for _, e := range trail {
			acts[e.Act]++
		}
		if err != nil || acts["identity.view"] != 2 || acts["identity.view_end"] != 2 {
			t.Errorf("trail %v, %v", acts, err)
		}
	})
}

func TestNothingIsWrittenWhileSomebodyLooks(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		looking := db.Looking(t.Context(), fault.Forbidden("identity.view_twice"))
		for name, err := range map[string]error{
			"an act":       d.InTx(looking, func(*db.Tx) error { return nil }),
			"a small act":  d.Coalesce(looking, func(context.Context, *db.Tx) error { return nil }),
			"a small act+": d.Coalesce(context.WithoutCancel(looking), func(context.Context, *db.Tx) error { return nil }),
		} {
			if fault.KindOf(err) != fault.KindForbidden {
				t.Errorf("%s is done: %v", name, err)
			}
		}
		if err := d.InTx(db.Acting(looking), func(*db.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	})
}
