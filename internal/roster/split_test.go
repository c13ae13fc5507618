package roster

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// two puts a person and a double with another number on the roster, in two
// units.
func two(t *testing.T, o office) (keep, double PersonID) {
	t.Helper()
	if _, err := o.Org.AddUnits(t.Context(), o.me, o.agency, []org.NewUnit{{Code: "A", Name: "Dinas Kesehatan"}, {Code: "C", Name: "Dinas Sosial"}}, "2025-01-01"); err != nil {
		t.Fatal(err)
	}
	health, _ := o.tree(t).Child("", "Dinas Kesehatan")
	social, _ := o.tree(t).Child("", "Dinas Sosial")
	for _, one := range []struct {
		into *PersonID
		p    Person
		unit org.UnitID
	}{
		{&keep, Person{NIP: "199904272025052901", Name: "Ani Lestari", Appointment: Appointment{Golongan: "III/a"}}, health},
		{&double, Person{NIP: "199904272025052902", Name: "Ani Lestari", Phone: "081234567890", Appointment: Appointment{Golongan: "II/c", SKNumber: "813/12/2025", Position: "Bidan"}}, social},
	} {
		var err error
		if *one.into, err = o.Add(t.Context(), o.me, o.agency, one.p, one.unit); err != nil {
			t.Fatal(err)
		}
	}
	return keep, double
}

func (o office) person(t *testing.T, id PersonID) Person {
	t.Helper()
	p, err := ByID(t.Context(), o.DB, o.agency, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAMergeIsTakenBackExactly(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		keep, double := two(t, o)
		before := o.everybody(t)
		if err := o.Merge(ctx, o.me, o.agency, keep, double, "orang yang sama"); err != nil {
			t.Fatal(err)
		}
		if p := o.person(t, keep); p.SKNumber != "813/12/2025" || p.Phone == "" {
			t.Fatalf("the merge filled nothing: %+v", p)
		}
		o.Clock.(*clock.Fixed).Set(o.Clock.Now().AddDate(0, 0, 3))
		refused(t, o.Unmerge(ctx, o.me, o.agency, keep, 1, double, nil, "dua orang"), fault.KindConflict, "roster.changed_meanwhile")
		refused(t, o.Unmerge(ctx, o.me, o.agency, keep, 2, double, nil, " "), fault.KindInvalid, "reason roster.no_reason")
		if err := o.Unmerge(ctx, o.me, o.agency, keep, 2, double, nil, "dua orang"); err != nil {
			t.Fatal(err)
		}
		after := o.everybody(t)
		for i := range after {
			after[i].Version = before[i].Version
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		if old, err := OldNIPs(ctx, d, keep); err != nil || len(old) != 0 {
			t.Errorf("old numbers %v, %v", old, err)
		}
		if places, err := PlacementsOf(ctx, d, double); err != nil || len(places) != 1 || places[0].Until != "" || places[0].From != "2025-05-01" {
			t.Errorf("placements %+v, %v", places, err)
		}
		refused(t, o.Unmerge(ctx, o.me, o.agency, keep, 3, double, nil, "dua orang"), fault.KindConflict, "roster.merge_gone")
		if rep, err := audit.Verify(ctx, d, string(o.agency), ""); err != nil || len(rep.Broken) > 0 {
			t.Errorf("audit %+v, %v", rep, err)
		}
	})
}

func TestWhatWasCorrectedSinceAMergeStays(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		keep, double := two(t, o)
		if err := o.Merge(ctx, o.me, o.agency, keep, double, "orang yang sama"); err != nil {
			t.Fatal(err)
		}
		p := o.person(t, keep)
		p.SKNumber = "813/99/2025"
		if err := o.Correct(ctx, o.me, o.agency, p, "2025-06-01", "SK sendiri"); err != nil {
			t.Fatal(err)
		}
		if err := o.Unmerge(ctx, o.me, o.agency, keep, 3, double, nil, "dua orang"); err != nil {
			t.Fatal(err)
		}
		if p := o.person(t, keep); p.SKNumber != "813/99/2025" || p.Position != "" || p.Phone != "" {
			t.Errorf("after the merge was taken back %+v", p)
		}
	})
}

func TestARecordOfTwoPeopleWithTwoSKIsSplit(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		first, _ := two(t, o)
		p := o.person(t, first)
		p.SKNumber, p.SKDate = "813/1/2025", "2025-04-20"
		if err := o.Correct(ctx, o.me, o.agency, p, "2025-05-01", "SK pertama"); err != nil {
			t.Fatal(err)
		}
		p = o.person(t, first)
		p.SKNumber, p.Golongan = "813/2/2025", "II/c"
		if err := o.Correct(ctx, o.me, o.agency, p, "2025-05-02", "SK kedua"); err != nil {
			t.Fatal(err)
		}
		if err := o.CorrectNIP(ctx, o.me, o.agency, first, 3, "199904272025052903", "salah ketik"); err != nil {
			t.Fatal(err)
		}
		given := map[string]PersonID{}
		o.Holdings = []Holding{{Kind: "paper",
			Of: func(context.Context, db.Q, org.AgencyID, PersonID) ([]Part, error) {
				return []Part{{Key: "paper:free", Text: i18n.Say("roster.merged_into")}, {Key: "paper:held", Text: i18n.Say("roster.merged_into"), Stays: "roster.is_merged"}}, nil
			},
			Give: func(_ context.Context, _ *db.Tx, id string, _, to PersonID) error { given[id] = to; return nil }}}
		parts, err := o.Parts(ctx, d, o.agency, first)
		if err != nil || len(parts) != 5 {
			t.Fatalf("%d parts %v, %v", len(parts), parts, err)
		}
		second := Person{NIP: "199904272025052901", Name: "Ani Listari", Appointment: Appointment{Golongan: "III/a", SKNumber: "813/1/2025"}}
		split := func(second Person, parts ...string) (PersonID, error) {
			return o.Split(ctx, o.me, o.agency, first, 4, second, "", parts, "dua orang dalam satu data")
		}
		same := second
		same.NIP = "199904272025052903"
		_, err = split(same)
		refused(t, err, fault.KindInvalid, "nip roster.split_same")
		same.NIP = "199904272025052902"
		_, err = split(same)
		refused(t, err, fault.KindInvalid, "nip roster.nip_taken")
		_, err = split(second, "paper:held")
		refused(t, err, fault.KindConflict, "roster.part_stays")
		_, err = split(second, "paper:other")
		refused(t, err, fault.KindConflict, "roster.part_gone")
		if len(o.everybody(t)) != 2 {
			t.Fatal("a refused split left a person")
		}
		id, err := split(second, "paper:free", parts[0].Key)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]PersonID{"free": id}, given); diff != "" {
			t.Error(diff)
		}
		facts, err := FactsOf(ctx, d, id)
		if err != nil || len(facts) != 2 || facts[0].SKNumber != "813/1/2025" || facts[1].SKNumber != "813/1/2025" {
			t.Errorf("facts of the second %+v, %v", facts, err)
		}
		if left, err := FactsOf(ctx, d, first); err != nil || len(left) != 2 || left[0].SKNumber != "813/2/2025" {
			t.Errorf("facts of the first %+v, %v", left, err)
		}
		if old, err := OldNIPs(ctx, d, first); err != nil || len(old) != 0 {
			t.Errorf("the number of the second is still one of the first: %v, %v", old, err)
		}
	})
}
