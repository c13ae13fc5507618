package roster

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/org"
)

// shown is what the page of a list says.
type shown struct {
	Names  []string
	Total  int
	Counts Counts
}

func (o office) shown(t *testing.T, d *Desk, f Filter) shown {
	t.Helper()
	whole, err := o.me.Reach(string(o.agency), access.Officer)
	if err != nil {
		t.Fatal(err)
	}
	f.Reach = whole
	list, total, err := d.People(t.Context(), o.agency, f, 1)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := d.Count(t.Context(), o.agency, whole, "2025-07-01")
	if err != nil {
		t.Fatal(err)
	}
	s := shown{Total: total, Counts: counts}
	for _, p := range list {
		s.Names = append(s.Names, p.Name)
	}
	return s
}

func TestAListShowsEveryActAtOnceInEveryProcess(t *testing.T) {
	dbtest.Twice(t, tables, func(t *testing.T, d, other *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		there := &Desk{DB: other, Clock: o.Clock, Rules: o.Rules}
		var imp ImportID
		var people []Person
		enter := func() error {
			imp = o.enter(t, "pontianak-daftar-peserta.xlsx")
			people = o.everybody(t)
			return nil
		}
		acts := []struct {
			name   string
			act    func() error
			filter Filter
			total  int
		}{
			{"nobody", func() error { return nil }, Filter{}, 0},
			{"a list is entered", enter, Filter{}, 338},
			{"the list is taken back", func() error { return o.Undo(ctx, o.me, o.agency, imp) }, Filter{}, 0},
			{"the list is entered again", enter, Filter{Golongan: "II"}, 118},
			{"a name is corrected", func() error {
				p := people[0]
				p.Name = "Zzubaidah Contoh"
				return o.Correct(ctx, o.me, o.agency, p, "2025-07-01", "salah ketik")
			}, Filter{Search: "zzubai"}, 1},
			{"somebody gets another number", func() error {
				return o.CorrectNIP(ctx, o.me, o.agency, people[3].ID, people[3].Version, "199001012025042999", "salah ketik")
			}, Filter{Search: "199001012025042999"}, 1},
			{"somebody moves", func() error {
				p := people[1]
				for _, u := range o.tree(t).Children("") {
					if u.ID != p.Unit {
						return o.Move(ctx, o.me, o.agency, p.ID, p.Version, u.ID, "2025-07-01", "mutasi", "")
					}
				}
				return errors.New("there is one office only")
			}, Filter{}, 338},
			{"somebody is withdrawn", func() error {
				return o.Withdraw(ctx, o.me, o.agency, people[2].ID, people[2].Version, "mundur")
			}, Filter{State: Withdrawn}, 1},
		}
		for _, a := range acts {
			if err := a.act(); err != nil {
				t.Fatalf("%s: %v", a.name, err)
			}
			now := o.shown(t, &Desk{DB: d, Clock: o.Clock}, a.filter)
			if now.Total != a.total {
				t.Errorf("%s: %d people, want %d", a.name, now.Total, a.total)
			}
			for name, desk := range map[string]*Desk{"the process that acted": o.Desk, "another process": there} {
				if diff := cmp.Diff(now, o.shown(t, desk, a.filter)); diff != "" {
					t.Errorf("%s, in %s: %s", a.name, name, diff)
				}
			}
		}
	})
}

func TestAListHoldsNobodyOutsideTheReach(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.enter(t, "pontianak-daftar-peserta.xlsx")
		if all := o.shown(t, o.Desk, Filter{}); all.Total != 338 { // kept from here on
			t.Fatalf("%d people", all.Total)
		}
		one := o.everybody(t)[7]
		mentor := access.AccountActor("m", []access.Grant{{Role: access.Mentor, Agency: string(o.agency), Scope: access.PersonScope(string(one.ID))}})
		for agency, want := range map[org.AgencyID]int{o.agency: 1, "elsewhere": 0} {
			reach, err := mentor.Reach(string(o.agency), access.Mentor)
			if err != nil {
				t.Fatal(err)
			}
			list, total, err := o.People(ctx, agency, Filter{Reach: reach, Today: "2025-07-01"}, 1)
			if err != nil || total != want || len(list) != want {
				t.Errorf("in %s: %d of %d people, %v", agency, len(list), total, err)
			}
			counts, err := o.Count(ctx, agency, reach, "2025-07-01")
			if err != nil || counts.All != want {
				t.Errorf("in %s: counted %+v, %v", agency, counts, err)
			}
		}
	})
}

func TestATextHasTheTracesOfAllThatItHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, word, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "word"), rapid.String().Draw(t, "after")
		if need := traces(word); traces(before+word+after)&need != need {
			t.Errorf("%q lacks traces of %q", before+word+after, word)
		}
	})
}
