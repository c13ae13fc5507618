package identity_test

import (
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

// phone is a device on which the links of two mentors are open.
type phone struct {
	t             *testing.T
	k             *identity.Desk
	clock         *clock.Fixed
	admin         access.Actor
	first, second identity.Pass
	links         [2]string
	old, session  string
}

func newPhone(t *testing.T, d *db.DB) *phone {
	t.Helper()
	k, c, admin := withPasses(d)
	p := &phone{t: t, k: k, clock: c, admin: admin}
	p.first, p.links[0] = pass(t, k, admin, "m1")
	c.Advance(24 * time.Hour) // so that the first ends a day before the second
	p.second, p.links[1] = pass(t, k, admin, "m2")
	var err error
	if _, p.old, err = k.OpenPass(t.Context(), p.links[0], "phone"); err != nil {
		t.Fatal(err)
	}
	if _, p.session, err = k.OpenPassBeside(t.Context(), p.links[1], "phone", p.old); err != nil {
		t.Fatal(err)
	}
	return p
}

// is expects that the session acts by the link of a mentor and by that alone,
// and that so many are open in it.
func (p *phone) is(mentor string, open int) {
	p.t.Helper()
	_, actor, err := p.k.Whose(p.t.Context(), p.session)
	if err != nil {
		p.t.Fatal(err)
	}
	if g := actor.Grants(); actor.Ref() != "link:mentor:"+mentor || len(g) != 1 || g[0].Scope != access.MentorScope(mentor) {
		p.t.Errorf("the phone acts as %s with %v, want %s", actor.Ref(), g, mentor)
	}
	if list, err := p.k.OpenPasses(p.t.Context(), p.session); err != nil || len(list) != open || list[0].Scope != access.MentorScope(mentor) {
		p.t.Errorf("open are %+v, %v; want %d, %s first", list, err, open, mentor)
	}
}

// out expects that a session acts as nobody.
func (p *phone) out(session, why string) {
	p.t.Helper()
	if _, _, err := p.k.Whose(p.t.Context(), session); fault.KindOf(err) != fault.KindNotFound {
		p.t.Errorf("%s: %v", why, err)
	}
}

func (p *phone) withdraw(mentor string) {
	p.t.Helper()
	err := p.k.DB.InTx(p.t.Context(), func(tx *db.Tx) error {
		_, err := p.k.WithdrawPass(p.t.Context(), tx, p.admin, "ptk", access.Mentor, access.MentorScope(mentor))
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestTwoLinksStayOpenOnOnePhone(t *testing.T) {
	for name, use := range map[string]func(t *testing.T, p *phone){
		"one turns from one to the other and back": func(t *testing.T, p *phone) {
			p.is("m2", 2)
			for _, to := range []identity.Pass{p.first, p.second, p.first} {
				if _, err := p.k.TurnTo(t.Context(), p.session, to.ID); err != nil {
					t.Fatal(err)
				}
				p.is(strings.TrimPrefix(string(to.Scope), "mentor:"), 2)
			}
		},
		"the secret of before opens nothing": func(t *testing.T, p *phone) {
			p.out(p.old, "who learned the secret of the first link has the second too")
		},
		"a link that was withdrawn ends alone": func(t *testing.T, p *phone) {
			p.withdraw("m2")
			p.is("m1", 1)
			if _, err := p.k.TurnTo(t.Context(), p.session, p.second.ID); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("turning to a link that was withdrawn: %v", err)
			}
			p.withdraw("m1")
			p.out(p.session, "both are withdrawn")
		},
		"a link that ran out ends alone": func(t *testing.T, p *phone) {
			p.clock.Set(p.first.Expires)
			p.is("m2", 1)
			if _, err := p.k.TurnTo(t.Context(), p.session, p.first.ID); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("turning to a link that ran out: %v", err)
			}
			p.clock.Set(p.second.Expires)
			p.out(p.session, "both have run out")
		},
		"a forwarded link opens neither itself nor the other": func(t *testing.T, p *phone) {
			for _, secret := range p.links {
				if _, _, err := p.k.OpenPass(t.Context(), secret, "another phone"); fault.Of(err).Key != "identity.pass_opened" {
					t.Errorf("a forwarded link: %v", err)
				}
			}
		},
		"another phone cannot turn to them": func(t *testing.T, p *phone) {
			_, secret := pass(t, p.k, p.admin, "m3")
			_, other, err := p.k.OpenPass(t.Context(), secret, "another phone")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.k.TurnTo(t.Context(), other, p.first.ID); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("another phone turned to a link that is not open on it: %v", err)
			}
			if _, err := p.k.TurnTo(t.Context(), "", p.first.ID); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("nobody turned to a link: %v", err)
			}
			p.is("m2", 2)
		},
		"a link that cannot be opened leaves the others alone": func(t *testing.T, p *phone) {
			_, secret := pass(t, p.k, p.admin, "m3")
			p.withdraw("m3")
			if _, _, err := p.k.OpenPassBeside(t.Context(), secret, "phone", p.session); fault.Of(err).Key != "identity.pass_withdrawn" {
				t.Errorf("a withdrawn link: %v", err)
			}
			p.is("m2", 2)
		},
		"signing out ends both": func(t *testing.T, p *phone) {
			_, actor, err := p.k.Whose(t.Context(), p.session)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.k.SignOut(t.Context(), actor, p.session); err != nil {
				t.Fatal(err)
			}
			p.out(p.session, "after signing out")
			if _, _, err := p.k.OpenPass(t.Context(), p.links[0], "phone"); fault.Of(err).Key != "identity.pass_opened" {
				t.Errorf("a link of a phone that signed out: %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, tables, func(t *testing.T, d *db.DB) { use(t, newPhone(t, d)) })
		})
	}
}
