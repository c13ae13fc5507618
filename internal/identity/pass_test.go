package identity_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

func withPasses(d *db.DB) (*identity.Desk, *clock.Fixed, access.Actor) {
	k, c, admin := setup(d)
	k.Key = []byte("a key of the installation")
	return k, c, admin
}

// makePass makes a pass for a mentor; told names the one that is open.
func makePass(t *testing.T, k *identity.Desk, by access.Actor, mentor, told string) (p identity.Pass, err error) {
	t.Helper()
	err = k.DB.InTx(t.Context(), func(tx *db.Tx) error {
		p, err = k.MakePass(t.Context(), tx, by, identity.NewPass{Agency: "ptk", Role: access.Mentor, Scope: access.MentorScope(mentor), Holder: "drg. Achmad  Fauzan", Title: "Kepala Bidang", Told: told})
		return err
	})
	return p, err
}

// pass makes a pass for a mentor and returns what stands in its link.
func pass(t *testing.T, k *identity.Desk, by access.Actor, mentor string) (identity.Pass, string) {
	t.Helper()
	p, err := makePass(t, k, by, mentor, "")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := k.PassSecret(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p, secret
}

func TestAPassOpensOnceOnOneDevice(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, c, admin := withPasses(d)
		_, secret := pass(t, k, admin, "m1")
		_, session, err := k.OpenPass(ctx, secret, "Chrome Android")
		if err != nil {
			t.Fatal(err)
		}
		a, actor, err := k.Whose(ctx, session)
		if err != nil || a.Name != "drg. Achmad Fauzan" || a.ID != "" || actor.Ref() != "link:mentor:m1" {
			t.Fatalf("session of %+v, %s: %v", a, actor.Ref(), err)
		}
		if g := actor.Grants(); len(g) != 1 || g[0] != (access.Grant{Role: access.Mentor, Agency: "ptk", Scope: access.MentorScope("m1")}) {
			t.Errorf("grants %+v", g)
		}
		if _, _, err := k.OpenPass(ctx, secret, "Firefox"); fault.Of(err).Key != "identity.pass_opened" {
			t.Errorf("a link that was forwarded: %v", err)
		}
		names, err := identity.Names(ctx, d, []string{"link:mentor:m1"})
		if err != nil || names["link:mentor:m1"] != "drg. Achmad Fauzan" {
			t.Errorf("names %v, %v", names, err)
		}
		c.Advance(200 * 24 * time.Hour)
		if _, _, err := k.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a session past its pass: %v", err)
		}
	})
}

func TestOfTwoWhoOpenAPassAtOnceOneDoes(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		k, _, admin := withPasses(d)
		_, secret := pass(t, k, admin, "m1")
		var wg sync.WaitGroup
		opened := make(chan error, 8)
		for range 8 {
			wg.Go(func() {
				_, _, err := k.OpenPass(t.Context(), secret, "phone")
				opened <- err
			})
		}
		wg.Wait()
		close(opened)
		n := 0
		for err := range opened {
			if err == nil {
				n++
			} else if fault.Of(err).Key != "identity.pass_opened" {
				t.Error(err)
			}
		}
		if n != 1 {
			t.Errorf("%d opened one pass, want 1", n)
		}
	})
}

func TestARenewedPassEndsTheOlderAtOnce(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, _, admin := withPasses(d)
		first, old := pass(t, k, admin, "m1")
		_, other := pass(t, k, admin, "m2")
		_, session, err := k.OpenPass(ctx, old, "phone")
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		k.Asked = func(_ context.Context, _ *db.Tx, p identity.Pass) error { asked++; return nil }
		if _, _, err := k.AskPass(ctx, other); fault.Of(err).Key != "identity.pass_open_it" {
			t.Errorf("asking in place of a link that is good: %v", err)
		}
		for range 3 {
			if _, _, err := k.AskPass(ctx, old); err != nil {
				t.Fatal(err)
			}
		}
		if asked != 1 {
			t.Errorf("the office was told %d times, want once", asked)
		}
		if p, err := k.PassOf(ctx, k.DB, old); err != nil || p.State(k.Clock.Now()) != identity.PassAsked || !p.Open(k.Clock.Now()) || p.Wanting(k.Clock.Now()) {
			t.Errorf("a link that somebody else asked about is %+v, %v; want asked and open", p, err)
		}
		for _, told := range []string{"", "another"} {
			if _, err := makePass(t, k, admin, "m1", told); fault.Of(err) == nil || fault.Of(err).Key != "identity.pass_live" {
				t.Errorf("an open link was renewed by an office told of %q: %v", told, err)
			}
		}
		if _, _, err := k.Whose(ctx, session); err != nil {
			t.Errorf("the holder is out since somebody else asked: %v", err)
		}
		next, err := makePass(t, k, admin, "m1", first.ID)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := k.PassSecret(next.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the session of a pass that was renewed: %v", err)
		}
		if _, _, err := k.OpenPass(ctx, old, "phone"); fault.Of(err).Key != "identity.pass_withdrawn" {
			t.Errorf("a pass that was renewed: %v", err)
		}
		if _, _, err := k.OpenPass(ctx, fresh, "phone"); err != nil {
			t.Errorf("the new pass: %v", err)
		}
		passes, err := identity.Passes(ctx, d, "ptk", access.Mentor)
		if err != nil || len(passes) != 2 {
			t.Errorf("%d passes in force, %v; want 2", len(passes), err)
		}
	})
}

func TestALinkOfAnotherSignatureIsUnknown(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k, _, admin := withPasses(d)
		p, secret := pass(t, k, admin, "m1")
		stranger := *k
		stranger.Key = []byte("another key")
		forged, err := stranger.PassSecret(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{forged, "", "x", secret + "A", secret[:len(secret)-2], "../../etc", p.ID} {
			if _, err := k.PassOf(ctx, d, s); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("link %q: %v, want unknown", s, err)
			}
		}
	})
}
