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

// agency makes an agency.
func agency(t *testing.T, desk *identity.Desk, code string) org.Agency {
	t.Helper()
	made, err := (&org.Desk{DB: desk.DB, Clock: desk.Clock}).CreateAgency(t.Context(), access.System("test"), org.Agency{Code: code, Name: "Kota " + code, Zone: org.WIB})
	if err != nil {
		t.Fatal(err)
	}
	a, err := org.AgencyByID(t.Context(), desk.DB, made)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// member gives somebody an account with a role and signs them in.
func member(t *testing.T, desk *identity.Desk, a org.Agency, name string, role access.Role) (identity.AccountID, string) {
	t.Helper()
	id, link, err := desk.Invite(t.Context(), access.System("test"), string(a.ID), identity.Invitation{Name: name, Email: name + "@contoh.example", Role: role})
	if err != nil {
		t.Fatal(err)
	}
	session, err := desk.Activate(t.Context(), link, secretWords, secretWords, "Chrome")
	if err != nil {
		t.Fatal(err)
	}
	return id, session
}

// holds returns the roles that an account has in an agency.
func holds(t *testing.T, d *db.DB, a org.Agency, account identity.AccountID) map[access.Role]bool {
	t.Helper()
	grants, err := access.GrantsOf(t.Context(), d, string(account))
	if err != nil {
		t.Fatal(err)
	}
	roles := map[access.Role]bool{}
	for _, g := range grants {
		if g.Agency == string(a.ID) {
			roles[g.Role] = true
		}
	}
	return roles
}

func TestAHandoverWaitsForASuccessorWhoCanTakeIt(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema, access.Schema, org.Schema, identity.Schema}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		desk, at, _ := setup(d)
		a := agency(t, desk, "ptk")
		var stuck []identity.AccountID
		desk.Stuck = func(_ context.Context, _ *db.Tx, h identity.Handover) error {
			stuck = append(stuck, h.From.ID)
			return nil
		}
		officer, _ := member(t, desk, a, "a", access.Officer)
		second, _ := member(t, desk, a, "b", access.Committee)
		heir, _ := member(t, desk, a, "c", access.Leader)
		_, session := member(t, desk, a, "admin", access.Admin)
		admin := actorOf(t, desk, session)
		if _, err := desk.HandOver(ctx, admin, a, officer, second, "2025-07-10", "mutasi"); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.HandOver(ctx, admin, a, second, heir, "2025-07-09", "mutasi"); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.HandOver(ctx, admin, a, heir, second, "2025-07-11", "mutasi"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a successor who leaves too: %v", err)
		}
		for _, day := range []int{9, 10} {
			at.Set(time.Date(2025, 7, day, 3, 0, 0, 0, time.UTC))
			if err := desk.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]identity.AccountID{officer}, stuck); diff != "" {
			t.Error(diff)
		}
		if old, err := identity.ByID(ctx, d, officer); err != nil || old.State != identity.Active {
			t.Errorf("who could not hand over is %s, %v", old.State, err)
		}
		if diff := cmp.Diff(map[access.Role]bool{access.Officer: true}, holds(t, d, a, officer)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[access.Role]bool{}, holds(t, d, a, second)); diff != "" {
			t.Error("a locked account was given roles", diff)
		}
		if err := desk.KeepHome(ctx, admin, a.ID, officer); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.HandOver(ctx, admin, a, officer, heir, "2025-07-10", "mutasi"); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[access.Role]bool{access.Officer: true, access.Committee: true, access.Leader: true}, holds(t, d, a, heir)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAnOfficerWhoLeavesHandsOver(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema, access.Schema, org.Schema, identity.Schema}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		desk, at, _ := setup(d)
		a := agency(t, desk, "ptk")
		made := a.ID
		var told []identity.AccountID
		desk.HandedOver = func(_ context.Context, _ *db.Tx, h identity.Handover) error { told = append(told, h.To.ID); return nil }
		leaves, session := member(t, desk, a, "lama", access.Officer)
		if _, _, err := desk.Invite(ctx, access.System("test"), string(made), identity.Invitation{Name: "lama", Email: "lama@contoh.example", Role: access.Committee}); err != nil {
			t.Fatal(err)
		}
		heir, _ := member(t, desk, a, "baru", access.Leader)
		boss, bossSession := member(t, desk, a, "admin", access.Admin)
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
		if diff := cmp.Diff(map[access.Role]bool{access.Leader: true, access.Officer: true, access.Committee: true}, holds(t, d, a, heir)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]identity.AccountID{heir}, told); diff != "" {
			t.Error(diff)
		}
		held, err := db.Column[string](ctx, d, "list handovers", `SELECT CASE WHEN done_at = '' THEN 'waits' ELSE reason END FROM identity_handover WHERE agency_id = $1 AND withdrawn_at = ''`, string(made))
		if err != nil || len(held) != 1 || held[0] != "mutasi ke dinas lain" {
			t.Errorf("handovers that hold: %q, %v", held, err)
		}
		if waits, err := identity.Waiting(ctx, d, string(made), leaves); err != nil || waits != nil {
			t.Errorf("still waiting: %+v, %v", waits, err)
		}
	})
}

func TestAHandoverEndsNothingOfWhoServesElsewhereToo(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema, access.Schema, org.Schema, identity.Schema}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		desk, _, _ := setup(d)
		a, other := agency(t, desk, "ptk"), agency(t, desk, "skw")
		both, phone := member(t, desk, a, "a", access.Officer)
		if _, _, err := desk.Invite(ctx, access.System("test"), string(other.ID), identity.Invitation{Name: "a", Email: "a@contoh.example", Role: access.Leader}); err != nil {
			t.Fatal(err)
		}
		heir, _ := member(t, desk, a, "b", access.Leader)
		_, session := member(t, desk, a, "admin", access.Admin)
		if _, err := desk.HandOver(ctx, actorOf(t, desk, session), a, both, heir, "2025-07-07", "mutasi"); err != nil {
			t.Fatal(err)
		}
		who := actorOf(t, desk, phone)
		if who.Has(string(a.ID), access.Officer) || !who.Has(string(other.ID), access.Leader) {
			t.Error("the device of who serves elsewhere has the wrong roles")
		}
		if left, err := identity.ByID(ctx, d, both); err != nil || left.State != identity.Active {
			t.Errorf("the account is %s, %v", left.State, err)
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
