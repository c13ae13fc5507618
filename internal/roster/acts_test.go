package roster

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

var tables = []fs.FS{audit.Schema, access.Schema, regulation.Schema, org.Schema, Schema}

// reversing is a cipher that a test can see through.
var reversing = Vault{
	Seal: func(s string) (string, error) { return "sealed:" + s, nil },
	Open: func(s string) (string, error) { return strings.TrimPrefix(s, "sealed:"), nil },
}

type office struct {
	*Desk
	agency org.AgencyID
	me     access.Actor
}

func newOffice(t testing.TB, d *db.DB) office {
	t.Helper()
	c := clock.At(time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC))
	rules, err := regulation.NewLibrary(d, c)
	if err != nil {
		t.Fatal(err)
	}
	desk := &Desk{DB: d, Clock: c, Org: &org.Desk{DB: d, Clock: c}, Rules: rules, Vault: reversing}
	a, err := desk.Org.CreateAgency(t.Context(), access.System("test"), org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB})
	if err != nil {
		t.Fatal(err)
	}
	return office{desk, a, access.AccountActor("officer", []access.Grant{{Role: access.Officer, Agency: string(a), Scope: access.Whole}})}
}

// enter puts a file of the invented cities on the roster.
func (o office) enter(t *testing.T, name string) ImportID {
	t.Helper()
	imp, _, err := o.Enter(t.Context(), o.me, o.agency, readFile(t, name), "2024", true)
	if err != nil {
		t.Fatal(err)
	}
	return imp
}

func (o office) everybody(t *testing.T) []Person {
	t.Helper()
	list, err := All(t.Context(), o.DB, o.agency)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (o office) tree(t *testing.T) *org.Tree {
	t.Helper()
	units, err := org.Units(t.Context(), o.DB, o.agency)
	if err != nil {
		t.Fatal(err)
	}
	return org.NewTree(units)
}

func refused(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind {
		t.Fatalf("got %v, want a fault of kind %d", err, kind)
	}
	keys := []string{f.Key}
	for _, field := range f.Fields {
		keys = append(keys, field.Name+" "+field.Key)
	}
	if !strings.Contains(strings.Join(keys, "; "), key) {
		t.Fatalf("got %v, want %s", keys, key)
	}
}

func TestEnterAndTakeBack(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		imp := o.enter(t, "pontianak-daftar-peserta.xlsx")
		people := o.everybody(t)
		if len(people) != 338 || people[0].Unit == "" || people[0].Selection != "2024" {
			t.Fatalf("%d people, first %+v", len(people), people[0])
		}
		tree, offices := o.tree(t), map[string]int{}
		for _, p := range people {
			offices[tree.Office(p.Unit).Name]++
		}
		if len(offices) != 28 || offices["Dinas Kesehatan"] != 96 {
			t.Errorf("%d offices, %d in Dinas Kesehatan", len(offices), offices["Dinas Kesehatan"])
		}
		_, v, err := o.Enter(ctx, o.me, o.agency, readFile(t, "pontianak-daftar-peserta.xlsx"), "2024", false)
		if err != nil || v.Totals.Unchanged != 338 {
			t.Fatalf("second time: %+v, %v", v.Totals, err)
		}
		if n, err := audit.Verify(ctx, d, string(o.agency), ""); err != nil {
			t.Errorf("audit: %v, %v", n, err)
		}
		if err := o.Undo(ctx, o.me, o.agency, imp); err != nil {
			t.Fatal(err)
		}
		if left, units := len(o.everybody(t)), o.tree(t).Len(); left != 0 || units != 0 {
			t.Errorf("after undo %d people and %d units are left", left, units)
		}
		mentor := access.AccountActor("m", []access.Grant{{Role: access.Mentor, Agency: string(o.agency), Scope: access.UnitScope(string(people[0].Unit))}})
		refused(t, access.RequirePerson(ctx, d, mentor, string(o.agency), string(people[0].ID), "2025-07-01", access.Mentor), fault.KindNotFound, "access.not_found")
		refused(t, o.Undo(ctx, o.me, o.agency, imp), fault.KindConflict, "roster.not_committed")
	})
}

func TestErrorsKeepAListOutUnlessSkipped(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		_, v, err := o.Enter(ctx, o.me, o.agency, readFile(t, "roster-with-faults.xlsx"), "", false)
		refused(t, err, fault.KindConflict, "roster.has_errors")
		if v.Totals.Error != 7 || len(o.everybody(t)) != 0 || o.tree(t).Len() != 0 {
			t.Errorf("%+v, %d people", v.Totals, len(o.everybody(t)))
		}
		o.enter(t, "roster-with-faults.xlsx")
		if n := len(o.everybody(t)); n != 8 {
			t.Errorf("%d people came in, want 8", n)
		}
	})
}

func TestAStagedListIsMendedAndEntered(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		draft := readFile(t, "roster-with-faults.xlsx")
		imp, err := o.Stage(ctx, o.me, o.agency, draft, "")
		if err != nil {
			t.Fatal(err)
		}
		back, m, err := o.Draft(ctx, d, o.agency, imp)
		if err != nil || m.State != Staged {
			t.Fatalf("%+v, %v", m, err)
		}
		for i := range draft.Rows {
			for j := range draft.Rows[i].Cells {
				a, b := draft.Rows[i].Cells[j], back.Rows[i].Cells[j]
				if a.Text != b.Text || judgedNumber(a) != judgedNumber(b) {
					t.Fatalf("row %d: %v came back as %v", i+1, a, b)
				}
			}
		}
		if err := o.Remap(ctx, o.me, o.agency, imp, map[string]Field{"(cacat)": FieldSelection}, "2024"); err != nil {
			t.Fatal(err)
		}
		if own, err := Headers(ctx, d, o.agency); err != nil || own["cacat"] != FieldSelection {
			t.Errorf("remembered %v, %v", own, err)
		}
		if err := o.UseSuggestion(ctx, o.me, o.agency, imp, 11); err != nil {
			t.Fatal(err)
		}
		back, _, err = o.Draft(ctx, d, o.agency, imp)
		if err != nil {
			t.Fatal(err)
		}
		v, err := o.Preview(ctx, o.me, o.agency, back, "")
		if err != nil || v.Rows[10].Severity() != "" || v.Rows[10].Place.Office != "Dinas Kesehatan" {
			t.Fatalf("after the suggestion: %v, %v", v.Rows[10].Findings, err)
		}
		if _, err := o.EnterStaged(ctx, o.me, o.agency, imp, true); err != nil {
			t.Fatal(err)
		}
		if n := len(o.everybody(t)); n != 8 {
			t.Errorf("%d people came in, want 8", n)
		}
		_, err = o.EnterStaged(ctx, o.me, o.agency, imp, true)
		refused(t, err, fault.KindConflict, "roster.not_staged")
		if left, _, err := o.Draft(ctx, d, o.agency, imp); err != nil || len(left.Rows) != 7 {
			t.Errorf("%d faulty rows wait for download, %v; want 7", len(left.Rows), err)
		}
	})
}

func judgedNumber(c Cell) bool { return c.Kind == 2 }

func TestAnUpdateIsTakenBackToWhatWasBefore(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.enter(t, "pontianak-daftar-peserta.xlsx")
		before := o.everybody(t)
		draft := readFile(t, "pontianak-daftar-peserta.xlsx")
		at := draft.Tables[0].columnsByField()
		draft.Rows[0].Cells[at[FieldPosition]].Text = "Bidan Ahli Muda"
		draft.Rows[0].Cells[at[FieldPlace]].Text = "UPT Puskesmas Baru, Dinas Kesehatan"
		imp, v, err := o.Enter(ctx, o.me, o.agency, draft, "", false)
		if err != nil || v.Totals.Changed != 1 {
			t.Fatalf("%+v, %v", v.Totals, err)
		}
		p, err := ByNIP(ctx, d, o.agency, v.Rows[0].Person.NIP)
		if err != nil || p.Position != "Bidan Ahli Muda" || o.tree(t).Path(p.Unit) != "UPT Puskesmas Baru, Dinas Kesehatan" {
			t.Fatalf("%s in %s, %v", p.Position, o.tree(t).Path(p.Unit), err)
		}
		facts, err := FactsOf(ctx, d, p.ID)
		if err != nil || len(facts) != 2 || facts[1].Position != "Bidan Ahli Pertama" || facts[1].Superseded.IsZero() {
			t.Errorf("facts %+v, %v", facts, err)
		}
		if was, err := PlacementOn(ctx, d, p.ID, "2025-05-15"); err != nil || o.tree(t).Path(was) != "UPT Puskesmas Khatulistiwa, Dinas Kesehatan" {
			t.Errorf("in May in %s, %v", o.tree(t).Path(was), err)
		}
		if err := o.Undo(ctx, o.me, o.agency, imp); err != nil {
			t.Fatal(err)
		}
		after := o.everybody(t)
		for i := range after {
			after[i].Version = before[i].Version
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		if _, ok := o.tree(t).Child("", "UPT Puskesmas Baru"); ok {
			t.Error("the unit that the import made is left")
		}
	})
}

func TestUndoIsRefusedOnceSomethingWasBuilt(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		imp := o.enter(t, "bontang-siasn-export.xlsx")
		built := ""
		o.Built = []func(context.Context, *db.Tx, PersonID) (string, error){func(context.Context, *db.Tx, PersonID) (string, error) { return built, nil }}
		built = "training.seat"
		refused(t, o.Undo(ctx, o.me, o.agency, imp), fault.KindConflict, "roster.undo_built")
		built = ""
		p := o.everybody(t)[0]
		if err := o.SetContact(ctx, o.me, o.agency, p.ID, "081234567890", ""); err != nil {
			t.Fatal(err)
		}
		refused(t, o.Undo(ctx, o.me, o.agency, imp), fault.KindConflict, "roster.undo_changed")
		if len(o.everybody(t)) != 112 {
			t.Error("a refused undo removed people")
		}
	})
}

func TestADeadImportIsClearedAway(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		now := o.Clock.Now()
		v, err := o.judge(ctx, d, o.agency, readFile(t, "bontang-siasn-export.xlsx"), "")
		if err != nil {
			t.Fatal(err)
		}
		imp := Import{ID: "dead", Agency: o.agency, State: Writing, By: "test", Staged: now}
		e := &entering{d: o.Desk, actor: o.me, agency: o.agency, imp: imp.ID, now: now}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			if err := o.insertImport(ctx, tx, imp, &Draft{}); err != nil {
				return err
			}
			return e.units(ctx, tx, v)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.people(ctx, v); err != nil {
			t.Fatal(err)
		}
		if n := len(o.everybody(t)); n != 0 {
			t.Fatalf("%d people are seen before the import is done", n)
		}
		_, _, err = o.Enter(ctx, o.me, o.agency, readFile(t, "bontang-siasn-export.xlsx"), "", false)
		refused(t, err, fault.KindConflict, "roster.import_busy")
		o.Clock.(*clock.Fixed).Set(now.Add(time.Hour))
		o.enter(t, "bontang-siasn-export.xlsx")
		var all int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM roster_person`).Scan(&all); err != nil || all != 112 {
			t.Errorf("%d people in the table, %v", all, err)
		}
	})
}

func TestAddCorrectMoveMerge(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		if _, err := o.Org.AddUnits(ctx, o.me, o.agency, []org.NewUnit{{Code: "A", Name: "Dinas Kesehatan"}, {Code: "B", Parent: "A", Name: "RSUD"}, {Code: "C", Name: "Dinas Sosial"}}, "2025-01-01"); err != nil {
			t.Fatal(err)
		}
		tree := o.tree(t)
		health, _ := tree.Child("", "Dinas Kesehatan")
		hospital, _ := tree.Child(health, "RSUD")
		social, _ := tree.Child("", "Dinas Sosial")
		_, err := o.Add(ctx, o.me, o.agency, Person{NIP: "19990427202505290", Appointment: Appointment{Golongan: "X/z"}, Email: "x"}, "nowhere")
		for _, want := range []string{"nip roster.finding.nip_length", "name roster.finding.name_missing", "golongan roster.finding.golongan_unknown", "email roster.bad_email", "unit org.no_unit"} {
			refused(t, err, fault.KindInvalid, want)
		}
		id, err := o.Add(ctx, o.me, o.agency, Person{NIP: "199904272025052901", Name: "Ani Lestari", Appointment: Appointment{Golongan: "III/a"}}, hospital)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ByID(ctx, d, o.agency, id)
		if err != nil || p.Sex != "P" || p.Born != "1999-04-27" || p.TMT != "2025-05-01" || p.Unit != hospital {
			t.Fatalf("%+v, %v", p, err)
		}
		_, err = o.Add(ctx, o.me, o.agency, Person{NIP: "199904272025052901", Name: "Ani", Appointment: Appointment{Golongan: "III/a"}}, "")
		refused(t, err, fault.KindInvalid, "nip roster.nip_taken")

		p.Golongan, p.Name = "III/b", "Ani Lestari, S.E."
		if err := o.Correct(ctx, o.me, o.agency, p, "2025-06-01", "SK diperbaiki"); err != nil {
			t.Fatal(err)
		}
		refused(t, o.Correct(ctx, o.me, o.agency, p, "2025-06-01", "lagi"), fault.KindConflict, "roster.changed_meanwhile")
		facts, err := FactsOf(ctx, d, id)
		if err != nil || len(facts) != 2 || facts[0].Golongan != "III/b" || facts[0].Reason != "SK diperbaiki" || facts[1].Golongan != "III/a" {
			t.Errorf("facts %+v, %v", facts, err)
		}

		reads := func(unit org.UnitID) bool {
			mentor := access.AccountActor("m", []access.Grant{{Role: access.Mentor, Agency: string(o.agency), Scope: access.UnitScope(string(unit))}})
			return access.RequirePerson(ctx, d, mentor, string(o.agency), string(id), "2025-07-01", access.Mentor) == nil
		}
		if !reads(hospital) || !reads(health) || reads(social) {
			t.Error("the reach of the hospital, its office and another office is wrong")
		}
		refused(t, o.Move(ctx, o.me, o.agency, id, 2, social, "2025-05-01", "mutasi", ""), fault.KindInvalid, "from roster.place_before")
		refused(t, o.Move(ctx, o.me, o.agency, id, 2, social, "2025-08-01", "mutasi", ""), fault.KindInvalid, "from roster.place_future")
		if err := o.Move(ctx, o.me, o.agency, id, 2, social, "2025-06-15", "mutasi", "SK 1"); err != nil {
			t.Fatal(err)
		}
		if reads(hospital) || reads(health) || !reads(social) {
			t.Error("the reach did not move with the person")
		}

		if err := o.CorrectNIP(ctx, o.me, o.agency, id, 3, "199904282025052901", "salah ketik"); err != nil {
			t.Fatal(err)
		}
		double, err := o.Add(ctx, o.me, o.agency, Person{NIP: "199904272025052902", Name: "Ani Lestari", Phone: "081234567890", Appointment: Appointment{Golongan: "III/a"}}, health)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Merge(ctx, o.me, o.agency, id, double, "orang yang sama"); err != nil {
			t.Fatal(err)
		}
		p, err = ByID(ctx, d, o.agency, id)
		if err != nil || p.Phone != "081234567890" || p.NIP != "199904282025052901" || p.Golongan != "III/b" || p.Unit != social {
			t.Errorf("%+v, %v", p, err)
		}
		old, err := OldNIPs(ctx, d, id)
		if err != nil || len(old) != 2 || len(o.everybody(t)) != 1 {
			t.Errorf("old numbers %v, %d people, %v", old, len(o.everybody(t)), err)
		}
		if err := o.Withdraw(ctx, o.me, o.agency, id, p.Version, "mundur"); err != nil {
			t.Fatal(err)
		}
		if len(o.everybody(t)) != 0 {
			t.Error("a withdrawn person is still listed")
		}
		if err := o.Restore(ctx, o.me, o.agency, id, p.Version+1, "keliru"); err != nil {
			t.Fatal(err)
		}
	})
}
