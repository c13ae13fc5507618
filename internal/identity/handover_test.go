package identity_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

func TestAnOfficerWhoLeavesHandsOver(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema, access.Schema, org.Schema, identity.Schema}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		desk, at, _ := setup(d)
		made, err := (&org.Desk{DB: d, Clock: at}).CreateAgency(ctx, access.System("test"), org.Agency{Code: "ptk", Name: "Kota", Zone: org.WIB})
		if err != nil {
			t.Fatal(err)
		}
		a, err := org.AgencyByID(ctx, d, made)
		if err != nil {
			t.Fatal(err)
		}
		var told []identity.AccountID
		desk.HandedOver = func(_ context.Context, _ *db.Tx, h identity.Handover) error { told = append(told, h.To.ID); return nil }
		member := func(name string, role access.Role) (identity.AccountID, string) {
			id, link, err := desk.Invite(ctx, access.System("test"), string(made), identity.Invitation{Name: name, Email: name + "@contoh.example", Role: role})
			if err != nil {
				t.Fatal(err)
			}
			session, err := desk.Activate(ctx, link, secretWords, secretWords, "Chrome")
			if err != nil {
				t.Fatal(err)
			}
			return id, session
		}
		leaves, session := member("lama", access.Officer)
		if _, _, err := desk.Invite(ctx, access.System("test"), string(made), identity.Invitation{Name: "lama", Email: "lama@contoh.example", Role: access.Committee}); err != nil {
			t.Fatal(err)
		}
		heir, _ := member("baru", access.Leader)
		boss, bossSession := member("admin", access.Admin)
		admin, officer := actorOf(t, desk, bossSession), actorOf(t, desk, session)
		handoversRefused(t, desk, a, map[string]access.Actor{"admin": admin, "officer": officer}, leaves, heir, boss)
		if _, err := desk.HandOver(ctx, admin, a, leaves, heir, "2025-07-10", "mutasi"); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.HandOver(ctx, admin, a, leaves, heir, "2025-07-11", "mutasi"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a second plan: %v", err)
		}
		if err := desk.KeepHome(ctx, admin, made, leaves); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.HandOver(ctx, admin, a, leaves, heir, "2025-07-10", "mutasi ke dinas lain"); err != nil {
			t.Fatal(err)
		}
		if err := desk.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if who := actorOf(t, desk, session); !who.Has(string(made), access.Officer) {
			t.Error("the handover came before its day")
		}
		at.Set(time.Date(2025, 7, 9, 17, 30, 0, 0, time.UTC)) // the tenth has begun in WIB
		for range 2 {
			if err := desk.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := desk.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the old session goes on: %v", err)
		}
		if old, err := identity.ByID(ctx, d, leaves); err != nil || old.State != identity.Locked {
			t.Errorf("the old account is %s, %v", old.State, err)
		}
		grants, err := access.GrantsOf(ctx, d, string(heir))
		roles := map[access.Role]bool{}
		for _, g := range grants {
			roles[g.Role] = true
		}
		if diff := cmp.Diff(map[access.Role]bool{access.Leader: true, access.Officer: true, access.Committee: true}, roles); err != nil || diff != "" {
			t.Error(diff, err)
		}
		if diff := cmp.Diff([]identity.AccountID{heir}, told); diff != "" {
			t.Error(diff)
		}
		if list, err := identity.Handovers(ctx, d, string(made)); err != nil || len(list) != 1 || list[0].Waits() || list[0].Reason != "mutasi ke dinas lain" {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// handoversRefused tries what is no handover.
func handoversRefused(t *testing.T, desk *identity.Desk, a org.Agency, who map[string]access.Actor, leaves, heir, boss identity.AccountID) {
	t.Helper()
	ctx, admin, officer := t.Context(), who["admin"], who["officer"]
	for name, c := range map[string]struct {
		actor    access.Actor
		from, to identity.AccountID
		day      string
		why      string
		want     fault.Kind
	}{
		"an officer hands nothing over":     {officer, leaves, heir, "2025-07-10", "mutasi", fault.KindForbidden},
		"a day in the past is refused":      {admin, leaves, heir, "2025-07-06", "mutasi", fault.KindInvalid},
		"a reason is wanted":                {admin, leaves, heir, "2025-07-10", " ", fault.KindInvalid},
		"nobody is their own successor":     {admin, leaves, leaves, "2025-07-10", "mutasi", fault.KindInvalid},
		"nobody hands over their own":       {admin, boss, heir, "2025-07-10", "mutasi", fault.KindConflict},
		"an unknown successor is refused":   {admin, leaves, "x", "2025-07-10", "mutasi", fault.KindInvalid},
		"an unknown account does not exist": {admin, "x", heir, "2025-07-10", "mutasi", fault.KindNotFound},
	} {
		if _, err := desk.HandOver(ctx, c.actor, a, c.from, c.to, clock.Date(c.day), c.why); fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
