package access_test

import (
	"io/fs"
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

func TestRequire(t *testing.T) {
	officer := access.AccountActor("a", []access.Grant{{Role: access.Officer, Agency: "ptk", Scope: access.Whole}})
	coach := access.AccountActor("b", []access.Grant{{Role: access.Coach, Agency: "ptk", Scope: access.GroupScope("g")}})
	operator := access.AccountActor("c", []access.Grant{{Role: access.Operator, Scope: access.Whole}})
	cases := map[string]struct {
		actor  access.Actor
		agency string
		roles  []access.Role
		want   fault.Kind // KindInternal stands for allowed
	}{
		"an officer acts in the own agency":              {officer, "ptk", []access.Role{access.Officer}, 0},
		"another agency does not exist for an officer":   {officer, "btg", []access.Role{access.Officer}, fault.KindNotFound},
		"the wrong role is told that it may not":         {officer, "ptk", []access.Role{access.Leader}, fault.KindForbidden},
		"a role over a group is not one over the agency": {coach, "ptk", []access.Role{access.Coach}, fault.KindForbidden},
		"an operator counts in every agency":             {operator, "btg", []access.Role{access.Operator}, 0},
		"an operator is no officer":                      {operator, "btg", []access.Role{access.Officer}, fault.KindForbidden},
		"nobody may do nothing":                          {access.Actor{}, "ptk", access.AllRoles, fault.KindNotFound},
		"the system may do everything":                   {access.System("demo"), "ptk", []access.Role{access.Officer}, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := c.actor.Require(c.agency, c.roles...)
			if got := fault.KindOf(err); (err == nil) != (c.want == 0) || got != c.want {
				t.Errorf("got %v (kind %d), want kind %d", err, got, c.want)
			}
		})
	}
}

func TestReachFollowsTheDates(t *testing.T) {
	dbtest.Each(t, []fs.FS{access.Schema}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.InTx(ctx, func(tx *db.Tx) error {
			if err := access.Cover(ctx, tx, access.GroupScope("g"), "zahra", "2025-07-07"); err != nil {
				return err
			}
			return access.Uncover(ctx, tx, access.GroupScope("g"), "zahra", "2025-08-01")
		})
		if err != nil {
			t.Fatal(err)
		}
		coach := access.AccountActor("b", []access.Grant{{Role: access.Coach, Agency: "ptk", Scope: access.GroupScope("g")}, {Role: access.Coach, Agency: "ptk", Scope: access.PersonScope("own")}})
		for day, want := range map[string]bool{"2025-07-06": false, "2025-07-07": true, "2025-07-31": true, "2025-08-01": false} {
			err := access.RequirePerson(ctx, d, coach, "ptk", "zahra", "", access.Coach)
			if err == nil {
				t.Error("a day before all days is within reach")
			}
			err = access.RequirePerson(ctx, d, coach, "ptk", "zahra", dateOf(day), access.Coach)
			if (err == nil) != want {
				t.Errorf("on %s: %v, want reach %v", day, err, want)
			}
		}
		if err := access.RequirePerson(ctx, d, coach, "ptk", "own", "2025-07-06", access.Coach); err != nil {
			t.Errorf("own person: %v", err)
		}
	})
}

func dateOf(s string) clock.Date { return clock.Date(s) }

func TestGrantsAreGivenOnceAndTaken(t *testing.T) {
	dbtest.Each(t, []fs.FS{access.Schema}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		g := access.Grant{Role: access.Officer, Agency: "ptk", Scope: access.Whole}
		err := d.InTx(ctx, func(tx *db.Tx) error {
			for range 2 {
				if err := access.Give(ctx, tx, "a", g, "2025-07-07"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := access.GrantsOf(ctx, d, "a"); err != nil || len(got) != 1 || got[0] != g {
			t.Fatalf("grants = %v, %v; want one", got, err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error { return access.Take(ctx, tx, "a", g, "2025-08-01") })
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := access.GrantsOf(ctx, d, "a"); len(got) != 0 {
			t.Errorf("grants after taking = %v, want none", got)
		}
	})
}
