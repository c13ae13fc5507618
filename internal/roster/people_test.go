package roster

import (
	"fmt"
	"pamong/internal/kit/clock"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
)

func TestWhoMayNot(t *testing.T) {
	d := dbtest.SQLite(t, tables...)
	o, ctx := newOffice(t, d), t.Context()
	imp := o.enter(t, "roster-with-faults.xlsx")
	p := o.everybody(t)[0]
	grant := func(role access.Role, agency string, scope access.Scope) access.Actor {
		return access.AccountActor(string(role), []access.Grant{{Role: role, Agency: agency, Scope: scope}})
	}
	actors := map[string]struct {
		actor access.Actor
		kind  fault.Kind
	}{
		"nobody":                        {access.Actor{}, fault.KindNotFound},
		"an officer of another agency":  {grant(access.Officer, "elsewhere", access.Whole), fault.KindNotFound},
		"a leader, who only reads":      {grant(access.Leader, string(o.agency), access.Whole), fault.KindForbidden},
		"an auditor, who only reads":    {grant(access.Auditor, string(o.agency), access.Whole), fault.KindForbidden},
		"the committee":                 {grant(access.Committee, string(o.agency), access.Whole), fault.KindForbidden},
		"an officer of one batch alone": {grant(access.Officer, string(o.agency), access.BatchScope("x")), fault.KindForbidden},
	}
	for name, a := range actors {
		acts := map[string]error{}
		_, acts["add"] = o.Add(ctx, a.actor, o.agency, Person{}, "")
		_, acts["enter"] = o.EnterJudged(ctx, a.actor, o.agency, &Draft{}, &Verdict{}, true)
		_, acts["stage"] = o.Stage(ctx, a.actor, o.agency, &Draft{}, "")
		_, acts["enter staged"] = o.EnterStaged(ctx, a.actor, o.agency, imp, true)
		_, acts["preview"] = o.Preview(ctx, a.actor, o.agency, &Draft{}, "")
		acts["map"] = o.Remap(ctx, a.actor, o.agency, imp, nil, "")
		acts["suggestion"] = o.UseSuggestion(ctx, a.actor, o.agency, imp, 1)
		acts["undo"] = o.Undo(ctx, a.actor, o.agency, imp)
		acts["correct"] = o.Correct(ctx, a.actor, o.agency, p, "2025-06-01", "x")
		acts["nip"] = o.CorrectNIP(ctx, a.actor, o.agency, p.ID, 0, "199904272025052901", "x")
		acts["move"] = o.Move(ctx, a.actor, o.agency, p.ID, 0, "u", "2025-06-01", "x", "")
		acts["merge"] = o.Merge(ctx, a.actor, o.agency, p.ID, "y", "x")
		acts["withdraw"] = o.Withdraw(ctx, a.actor, o.agency, p.ID, 0, "x")
		acts["purpose"] = o.SwitchPurpose(ctx, a.actor, o.agency, PurposeOath, true)
		acts["contact"] = o.SetContact(ctx, a.actor, o.agency, p.ID, "", "")
		for act, err := range acts {
			if got := fault.KindOf(err); got != a.kind {
				t.Errorf("%s: %s gave %v", act, name, err)
			}
		}
	}
	own := grant(access.Participant, string(o.agency), access.PersonScope(string(p.ID)))
	if err := o.SetContact(ctx, own, o.agency, p.ID, "081234567890", ""); err != nil {
		t.Errorf("the person's own contact: %v", err)
	}
}

func TestPurposesKeepAndEraseSealedData(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		admin := access.AccountActor("admin", []access.Grant{{Role: access.Admin, Agency: string(o.agency), Scope: access.Whole}})
		for _, p := range []Purpose{PurposeSignature, PurposeOath} {
			if err := o.SwitchPurpose(ctx, admin, o.agency, p, true); err != nil {
				t.Fatal(err)
			}
		}
		keep, err := Kept(ctx, d, o.agency)
		if err != nil || fmt.Sprint(keep) != "[birth_place nik religion]" {
			t.Fatalf("kept %v, %v", keep, err)
		}
		if _, _, err := o.Enter(ctx, o.me, o.agency, readFile(t, "bontang-siasn-export.xlsx", keep...), "", false); err != nil {
			t.Fatal(err)
		}
		p, err := ByNIP(ctx, d, o.agency, "200002142025041901")
		if err != nil {
			t.Fatal(err)
		}
		nik, err := o.Private(ctx, d, p.ID, FieldNIK)
		if err != nil || nik != "0000001402000001" || MaskNIK(nik) != "0000••••••••••01" {
			t.Errorf("NIK %s, %v", MaskNIK(nik), err)
		}
		var plain int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM roster_private WHERE sealed NOT LIKE 'sealed:%'`).Scan(&plain); err != nil || plain != 0 {
			t.Errorf("%d values in clear, %v", plain, err)
		}
		if err := o.SwitchPurpose(ctx, admin, o.agency, PurposeSignature, false); err != nil {
			t.Fatal(err)
		}
		if nik, err := o.Private(ctx, d, p.ID, FieldNIK); err != nil || nik != "" {
			t.Errorf("after the purpose ended the NIK is %q, %v", nik, err)
		}
		if place, err := o.Private(ctx, d, p.ID, FieldBirthPlace); err != nil || place != "Bontang" {
			t.Errorf("birth place %q, %v", place, err)
		}
	})
}

// An agency that begins to keep birth places gives its export again: that fills in
// what was not kept, changes nothing else, and comes out again.
func TestTheSameListFillsInWhatIsNowKept(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.enter(t, "bontang-siasn-export.xlsx")
		admin := access.AccountActor("admin", []access.Grant{{Role: access.Admin, Agency: string(o.agency), Scope: access.Whole}})
		if err := o.SwitchPurpose(ctx, admin, o.agency, PurposeOath, true); err != nil {
			t.Fatal(err)
		}
		kept := func() int {
			var n int
			if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM roster_private WHERE field = 'birth_place'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		o.Clock.(*clock.Fixed).Advance(time.Minute)
		list := func() *Draft { return readFile(t, "bontang-siasn-export.xlsx", FieldReligion, FieldBirthPlace) }
		imp, v, err := o.Enter(ctx, o.me, o.agency, list(), "", false)
		if err != nil || v.Totals.Changed != 112 || kept() != 112 {
			t.Fatalf("%+v, %d birth places, %v", v.Totals, kept(), err)
		}
		_, v, err = o.Enter(ctx, o.me, o.agency, list(), "", false)
		if err != nil || v.Totals.Unchanged != 112 {
			t.Errorf("a third time: %+v, %v", v.Totals, err)
		}
		if err := o.Undo(ctx, o.me, o.agency, imp); err != nil || kept() != 0 {
			t.Errorf("after the undo %d birth places are kept, %v", kept(), err)
		}
	})
}

func TestTheListIsFilteredSortedAndPaged(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.enter(t, "pontianak-daftar-peserta.xlsx")
		whole, err := o.me.Reach(string(o.agency), access.Officer)
		if err != nil {
			t.Fatal(err)
		}
		tree := o.tree(t)
		health, _ := tree.Child("", "Dinas Kesehatan")
		cases := map[string]struct {
			filter Filter
			page   int
			total  int
			listed int
		}{
			"everybody, the first page":         {Filter{}, 1, 338, 50},
			"everybody, the last page":          {Filter{}, 7, 338, 38},
			"everybody at once":                 {Filter{}, 0, 338, 338},
			"one office with all below":         {Filter{Units: tree.Below(health)}, 1, 96, 50},
			"Golongan II by number, descending": {Filter{Golongan: "II", Sort: "nip", Down: true}, 1, 118, 50},
			"part of a name and of another":     {Filter{Search: "anni khai"}, 1, 1, 1},
			"digits of an NIP":                  {Filter{Search: "199904272025052901"}, 1, 1, 1},
			"nobody is withdrawn":               {Filter{State: Withdrawn}, 1, 0, 0},
			"nobody is nowhere":                 {Filter{Nowhere: true}, 1, 0, 0},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				c.filter.Reach = whole
				list, total, err := o.People(ctx, o.agency, c.filter, c.page)
				if err != nil || total != c.total || len(list) != c.listed {
					t.Errorf("%d of %d people, %v; want %d of %d", len(list), total, err, c.listed, c.total)
				}
			})
		}
		mentor := access.AccountActor("m", []access.Grant{{Role: access.Mentor, Agency: string(o.agency), Scope: access.UnitScope(string(health))}})
		reach, err := mentor.Reach(string(o.agency), access.Mentor)
		if err != nil {
			t.Fatal(err)
		}
		if _, total, err := o.People(ctx, o.agency, Filter{Reach: reach, Today: "2025-07-01"}, 1); err != nil || total != 96 {
			t.Errorf("a mentor of one office sees %d people, %v", total, err)
		}
		counts, err := o.Count(ctx, o.agency, whole, "2025-07-01")
		if err != nil || counts.All != 338 || counts.Golongan["II"] != 118 || counts.Golongan["III"] != 220 {
			t.Errorf("%+v, %v", counts, err)
		}
		found, err := o.Search(ctx, o.agency, "khairunnisa", whole, "2025-07-01", 5)
		if err != nil || len(found) != 5 {
			t.Errorf("search found %d, %v", len(found), err)
		}
	})
}
