package roster

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// linked is an office that sends links: everybody owes a photograph.
func linked(t *testing.T, d *db.DB) (office, org.Agency) {
	t.Helper()
	o := newOffice(t, d)
	o.Links = &identity.Desk{DB: d, Clock: o.Clock, Key: []byte("a key of the installation")}
	o.Owed = func(_ context.Context, _ org.Agency, people []Person) (map[PersonID][]document.Kind, error) {
		owed := map[PersonID][]document.Kind{}
		for _, p := range people {
			owed[p.ID] = []document.Kind{document.Photograph}
		}
		return owed, nil
	}
	a, err := org.AgencyByID(t.Context(), d, o.agency)
	if err != nil {
		t.Fatal(err)
	}
	return o, a
}

// candidate puts somebody on the roster who can be reached.
func (o office) candidate(t *testing.T, nip, name string) PersonID {
	t.Helper()
	id, err := o.Add(t.Context(), o.me, o.agency, Person{NIP: nip, Name: name, Phone: "081200000901", Appointment: Appointment{Golongan: "III/a"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// come opens the link of a person and returns who came by it.
func (o office) come(t *testing.T, p identity.Pass) (access.Actor, string) {
	t.Helper()
	secret, err := o.Links.PassSecret(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, session, err := o.Links.OpenPass(t.Context(), secret, "phone")
	if err != nil {
		t.Fatal(err)
	}
	_, actor, err := o.Links.Whose(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return actor, session
}

func TestALinkAsksForExactlyWhatIsLacking(t *testing.T) {
	dbtest.Each(t, append(tables, identity.Schema), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o, a := linked(t, d)
		person := o.candidate(t, "199501012025051901", "Bagus Prakoso")
		wants := func() string {
			t.Helper()
			w, err := o.WantingOf(ctx, o.me, a, person)
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, one := range w.Wants {
				list = append(list, string(one))
			}
			return strings.Join(list, " ")
		}
		if got := wants(); got != "email paper.photograph" {
			t.Fatalf("wanted %q: a birth place that no purpose needs, or a number that is there?", got)
		}
		admin := access.AccountActor("admin", []access.Grant{{Role: access.Admin, Agency: string(a.ID), Scope: access.Whole}})
		if err := o.SwitchPurpose(ctx, admin, a.ID, PurposeOath, true); err != nil {
			t.Fatal(err)
		}
		if got := wants(); got != "birth_place email paper.photograph" {
			t.Fatalf("wanted %q, the oath needs a birth place", got)
		}
		pass, err := o.Link(ctx, o.me, a, person, "")
		if err != nil {
			t.Fatal(err)
		}
		self, _ := o.come(t, pass)
		for name, c := range map[string]struct {
			told Supply
			key  string
		}{
			"nothing":                      {Supply{}, "supply roster.supply_nothing"},
			"figures for a birth place":    {Supply{BirthPlace: "1995"}, "birth_place roster.bad_birth_place"},
			"no address":                   {Supply{Email: "bagus@"}, "email roster.bad_email"},
			"a number the office has":      {Supply{Phone: "081299999999"}, "phone roster.supply_known"},
			"a known number beside a gap":  {Supply{BirthPlace: "Pontianak", Phone: "081299999999"}, "phone roster.supply_known"},
			"a birth place of 400 letters": {Supply{BirthPlace: strings.Repeat("a", 400)}, "birth_place roster.bad_birth_place"},
		} {
			t.Run(name, func(t *testing.T) { refused(t, o.Supply(ctx, self, a, person, c.told), fault.KindInvalid, c.key) })
		}
		if err := o.Supply(ctx, self, a, person, Supply{BirthPlace: "  Pontianak ", Email: "Bagus@contoh.example"}); err != nil {
			t.Fatal(err)
		}
		if place, err := o.Private(ctx, d, person, FieldBirthPlace); err != nil || place != "Pontianak" {
			t.Errorf("birth place %q, %v", place, err)
		}
		if p, err := ByID(ctx, d, a.ID, person); err != nil || p.Email != "bagus@contoh.example" || p.Phone != "081200000901" {
			t.Errorf("reached by %q and %q, %v", p.Email, p.Phone, err)
		}
		if got := wants(); got != "paper.photograph" {
			t.Errorf("still wanted: %q", got)
		}
		refused(t, o.Supply(ctx, self, a, person, Supply{BirthPlace: "Singkawang"}), fault.KindInvalid, "birth_place roster.supply_known")
		trail, err := audit.List(ctx, d, audit.Filter{Agency: string(a.ID), Actor: self.Ref(), Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		var acts []string
		for _, row := range trail {
			acts = append(acts, row.Act)
			if strings.Contains(string(row.After), "Pontianak") {
				t.Errorf("the trail says the birth place: %s", row.After)
			}
		}
		if slices.Sort(acts); strings.Join(acts, " ") != "identity.pass_open roster.contact roster.private" {
			t.Errorf("the trail of the holder is %v", acts)
		}
	})
}

func TestALinkOpensNobodyElseAndEndsAtOnce(t *testing.T) {
	dbtest.Each(t, append(tables, identity.Schema), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o, a := linked(t, d)
		one, other := o.candidate(t, "199501012025051901", "Bagus Prakoso"), o.candidate(t, "199501012025051902", "Citra Lestari")
		pass, err := o.Link(ctx, o.me, a, one, "")
		if err != nil {
			t.Fatal(err)
		}
		self, session := o.come(t, pass)
		refused(t, o.Supply(ctx, self, a, other, Supply{Email: "x@contoh.example"}), fault.KindNotFound, "access.not_found")
		refused(t, o.SetContact(ctx, self, a.ID, one, "", ""), fault.KindForbidden, "access.forbidden")
		_, err = o.Link(ctx, self, a, one, pass.ID)
		refused(t, err, fault.KindForbidden, "access.forbidden")
		committee := access.AccountActor("panitia", []access.Grant{{Role: access.Committee, Agency: string(a.ID), Scope: access.BatchScope("other")}})
		_, err = o.Link(ctx, committee, a, other, "")
		refused(t, err, fault.KindNotFound, "access.not_found")

		secret, err := o.Links.PassSecret(pass.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Links.AskPass(ctx, secret); err != nil {
			t.Fatal(err)
		}
		if n, err := o.LinkMany(ctx, o.me, a, []PersonID{one, other}); err != nil || n != 1 {
			t.Errorf("%d links made, %v; the open one stays", n, err)
		}
		_, err = o.Link(ctx, o.me, a, one, "")
		refused(t, err, fault.KindConflict, "identity.pass_live")
		if err := o.WithdrawLink(ctx, o.me, a, one); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Links.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the page of a link that was withdrawn: %v", err)
		}
		refused(t, o.WithdrawLink(ctx, o.me, a, one), fault.KindConflict, "roster.link.none")

		next, err := o.Link(ctx, o.me, a, one, "")
		if err != nil {
			t.Fatal(err)
		}
		self, _ = o.come(t, next)
		if err := o.Withdraw(ctx, o.me, a.ID, one, 0, "Mengundurkan diri"); err != nil {
			t.Fatal(err)
		}
		refused(t, o.Supply(ctx, self, a, one, Supply{Email: "x@contoh.example"}), fault.KindNotFound, "access.not_found")
		_, err = o.Link(ctx, o.me, a, one, next.ID)
		refused(t, err, fault.KindConflict, "roster.link.not_active")
	})
}

func TestWhoLacksNothingGetsNoLink(t *testing.T) {
	dbtest.Each(t, append(tables, identity.Schema), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o, a := linked(t, d)
		o.Owed = func(context.Context, org.Agency, []Person) (map[PersonID][]document.Kind, error) {
			return nil, nil
		}
		person := o.candidate(t, "199501012025051901", "Bagus Prakoso")
		if err := o.SetContact(ctx, o.me, a.ID, person, "081200000901", "bagus@contoh.example"); err != nil {
			t.Fatal(err)
		}
		_, err := o.Link(ctx, o.me, a, person, "")
		refused(t, err, fault.KindConflict, "roster.link.complete")
		list, err := o.Wanting(ctx, o.me, a)
		if err != nil || len(list) != 0 {
			t.Errorf("%d people lack something, %v", len(list), err)
		}
	})
}

func TestTheLinkOfSomebodyWhoLeavesEnds(t *testing.T) {
	dbtest.Each(t, append(tables, identity.Schema), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o, a := linked(t, d)
		person := o.candidate(t, "199501012025051901", "Bagus Prakoso")
		pass, err := o.Link(ctx, o.me, a, person, "")
		if err != nil {
			t.Fatal(err)
		}
		_, session := o.come(t, pass)
		if _, err := o.Release(ctx, o.me, o.agency, person, 0, Release{Name: "Kabupaten Contoh", Left: "2025-07-01", Number: "824/2", Reason: "mutasi"}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Links.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the page of somebody who has left: %v", err)
		}
	})
}

func TestLinksAreMadeForThoseNamedAndForAllWhereNobodyIs(t *testing.T) {
	dbtest.Each(t, append(tables, identity.Schema), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o, a := linked(t, d)
		one := o.candidate(t, "199501012025051901", "Bagus Prakoso")
		o.candidate(t, "199501012025051902", "Citra Lestari")
		o.candidate(t, "199501012025051903", "Dewi Anggraini")
		for _, c := range []struct {
			people []PersonID
			made   int
		}{{[]PersonID{}, 0}, {[]PersonID{one}, 1}, {nil, 2}, {nil, 0}} {
			if n, err := o.LinkMany(ctx, o.me, a, c.people); err != nil || n != c.made {
				t.Errorf("of %v %d links made and not %d, %v", c.people, n, c.made, err)
			}
		}
	})
}

// The counts are those of the list of links.
func TestLinksThatWaitAreCounted(t *testing.T) {
	dbtest.Each(t, append(tables, identity.Schema), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o, a := linked(t, d)
		count := func(what string, want LinkCounts) {
			t.Helper()
			if got, err := o.CountLinks(ctx, o.me, a); err != nil || got != want {
				t.Errorf("%s: %+v, %v, want %+v", what, got, err, want)
			}
		}
		one := o.candidate(t, "199501012025051901", "Bagus Prakoso")
		o.candidate(t, "199501012025051902", "Citra Lestari")
		sent := o.candidate(t, "199501012025051903", "Dewi Anggraini")
		count("nobody has a link", LinkCounts{})
		if _, err := o.LinkMany(ctx, o.me, a, nil); err != nil {
			t.Fatal(err)
		}
		count("three were made", LinkCounts{Unsent: 3})
		w, err := o.WantingOf(ctx, o.me, a, sent)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Links.PassSent(ctx, o.me, string(a.ID), "slip", w.Pass.ID); err != nil {
			t.Fatal(err)
		}
		if w, err = o.WantingOf(ctx, o.me, a, one); err != nil {
			t.Fatal(err)
		}
		o.come(t, *w.Pass)
		secret, err := o.Links.PassSecret(w.Pass.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Links.AskPass(ctx, secret); err != nil {
			t.Fatal(err)
		}
		count("one was sent, one asks for a new one", LinkCounts{Unsent: 1, Asked: 1})
		o.Clock.(*clock.Fixed).Set(w.Pass.Expires.Add(time.Hour))
		count("all have run out", LinkCounts{Over: 2, Asked: 1})
		mentor := access.AccountActor("mentor", []access.Grant{{Role: access.Mentor, Agency: string(a.ID), Scope: access.Whole}})
		_, err = o.CountLinks(ctx, mentor, a)
		refused(t, err, fault.KindForbidden, "access.forbidden")
	})
}
