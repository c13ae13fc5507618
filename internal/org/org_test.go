package org_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

var tables = []fs.FS{audit.Schema, access.Schema, org.Schema}

func desk(d *db.DB) *org.Desk {
	return &org.Desk{DB: d, Clock: clock.At(time.Date(2026, 2, 3, 17, 30, 0, 0, time.UTC))}
}

func bontang(t *testing.T, o *org.Desk) org.AgencyID {
	t.Helper()
	a, err := o.CreateAgency(t.Context(), access.System("test"), org.Agency{Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, Hue: 256})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTodayIsTheAgencysOwn(t *testing.T) {
	now := time.Date(2026, 2, 3, 16, 30, 0, 0, time.UTC)
	for zone, want := range map[org.Zone]clock.Date{org.WIB: "2026-02-03", org.WITA: "2026-02-04", org.WIT: "2026-02-04"} {
		if got := (org.Agency{Zone: zone}).Today(now); got != want {
			t.Errorf("today in %s = %s, want %s", zone, got, want)
		}
	}
}

func TestAgencyRefusesNonsenseBesideItsField(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o := desk(d)
		bontang(t, o)
		cases := map[string]struct {
			agency org.Agency
			field  string
		}{
			"a code that is taken":          {org.Agency{Code: "Bontang", Name: "X", Zone: org.WIB}, "code"},
			"a code with a space":           {org.Agency{Code: "a b", Name: "X", Zone: org.WIB}, "code"},
			"no name":                       {org.Agency{Code: "x1", Zone: org.WIB}, "name"},
			"a zone that is none":           {org.Agency{Code: "x1", Name: "X", Zone: "GMT"}, "zone"},
			"a hue that belongs to a state": {org.Agency{Code: "x1", Name: "X", Zone: org.WIB, Hue: 30}, "hue"},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				_, err := o.CreateAgency(t.Context(), access.System("test"), c.agency)
				f := fault.Of(err)
				if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
					t.Errorf("got %v, want a problem beside %s", err, c.field)
				}
			})
		}
	})
}

func TestUnitTree(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, o := t.Context(), desk(d)
		a := bontang(t, o)
		me := access.System("test")
		list := []org.NewUnit{{Code: "RSUD", Parent: "DINKES", Name: "RSUD Taman Husada"}, {Code: "DINKES", Name: "Dinas Kesehatan"}, {Code: "BKPSDM", Name: "BKPSDM"}}
		for _, want := range []int{3, 0} {
			if n, err := o.AddUnits(ctx, me, a, list, "2025-04-01"); err != nil || n != want {
				t.Fatalf("added %d, %v; want %d", n, err, want)
			}
		}
		tree := load(t, ctx, d, a)
		dinkes, ok := tree.Child("", "DINAS  kesehatan")
		if !ok {
			t.Fatal("an office is not found by its folded name")
		}
		rsud, ok := tree.Child(dinkes, "RSUD Taman Husada")
		if !ok || tree.Path(rsud) != "RSUD Taman Husada, Dinas Kesehatan" || tree.Office(rsud).ID != dinkes {
			t.Errorf("path %q, office %q", tree.Path(rsud), tree.Office(rsud).Name)
		}
		if err := o.ChangeUnit(ctx, me, a, dinkes, "Dinas Kesehatan", rsud, "2026-01-01"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a unit below itself: %v, want refused", err)
		}
		if err := o.CloseUnit(ctx, me, a, dinkes, "2026-01-01"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("closing a unit with units below: %v, want refused", err)
		}
		if err := o.ChangeUnit(ctx, me, a, rsud, "RSUD Taman Husada Bontang", dinkes, "2026-01-01"); err != nil {
			t.Fatal(err)
		}
		past, err := org.History(ctx, d, rsud)
		if err != nil || len(past) != 1 || past[0].Name != "RSUD Taman Husada" {
			t.Errorf("history = %v, %v", past, err)
		}
		if _, err := o.AddUnits(ctx, me, a, []org.NewUnit{{Name: "Y", Parent: "nowhere"}}, "2025-04-01"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a parent that is missing: %v, want refused", err)
		}
	})
}

func TestOnlyADemoMovesToday(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, o := t.Context(), desk(d)
		a := bontang(t, o)
		if err := o.SetToday(ctx, a, "2026-04-01"); fault.KindOf(err) != fault.KindConflict {
			t.Fatalf("moving today of a real database: %v, want refused", err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return org.MarkDemo(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		if err := o.SetToday(ctx, a, "2026-04-01"); err != nil {
			t.Fatal(err)
		}
		got, err := org.AgencyByID(ctx, d, a)
		if err != nil || got.Today(o.Clock.Now()) != "2026-04-01" {
			t.Errorf("today = %s, %v", got.Today(o.Clock.Now()), err)
		}
	})
}

func load(t *testing.T, ctx context.Context, d *db.DB, a org.AgencyID) *org.Tree {
	t.Helper()
	units, err := org.Units(ctx, d, a)
	if err != nil {
		t.Fatal(err)
	}
	return org.NewTree(units)
}
