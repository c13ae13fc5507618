package probation_test

import (
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/blob"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// exported reads a list of the register as rows of text.
func (b bureau) exported(t *testing.T, export string) [][]string {
	t.Helper()
	_, f, err := b.office.OpenExport(t.Context(), b.Actor, b.Agency, export)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := os.CreateTemp(t.TempDir(), "*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	n, err := io.Copy(file, f)
	if err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(file, n, "siasn.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for r, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		var row []string
		for _, c := range r.Cells {
			if c.Kind != sheet.Text {
				t.Errorf("the cell %q is no text", c.Text)
			}
			row = append(row, c.Text)
		}
		rows = append(rows, row)
	}
	return rows
}

// known gives somebody the id by which SIASN knows them.
func (b bureau) known(t *testing.T, person roster.PersonID, siasn string) {
	t.Helper()
	p, err := roster.ByID(t.Context(), b.DB, b.Agency.ID, person)
	if err != nil {
		t.Fatal(err)
	}
	p.SIASN = siasn
	if err := b.office.People.Correct(t.Context(), b.Actor, b.Agency.ID, p, "2026-02-04", "Menurut SIASN"); err != nil {
		t.Fatal(refusal(t, err))
	}
}

func TestSIASNListsHaveExactColumnsAndNameTheFaultsFirst(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		b.office.Papers.Files = blob.Folder(t.TempDir())
		one, two := b.people[0], b.people[1]
		b.mend(t, string(one), string(two))
		b.known(t, one, "A5A1-0001")
		x, err := b.office.Exchange(ctx, b.Actor, b.Agency, probation.ExchangeSTTP, "")
		if err != nil || len(x.Rows) != 1 || len(x.Faults) != 1 || len(x.Faults[0].Why) != 1 {
			t.Fatalf("%d rows, %+v, %v", len(x.Rows), x.Faults, err)
		}
		export, err := b.office.Export(ctx, b.Actor, b.Agency, probation.ExchangeSTTP, "", false)
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"pns_orang_id", "nip", "nama", "nomor_sttpl", "tgl_sttpl"}, x.Rows[0].Cells}
		if diff := cmp.Diff(want, b.exported(t, export)); diff != "" || x.Rows[0].Cells[4] != "14-11-2025" {
			t.Errorf("the file (-want +got):\n%s", diff)
		}
		if _, err := b.office.Export(ctx, b.Actor, b.Agency, probation.ExchangeSTTP, "", true); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("nothing is new, and a list is written: %v", err)
		}
		if err := b.office.Evaluate(ctx, b.Actor, b.Agency, string(one), "2026-Q1", "above", "meets", ""); err != nil {
			t.Fatal(err)
		}
		if x, err = b.office.Exchange(ctx, b.Actor, b.Agency, probation.ExchangePerformance, "2026-Q1"); err != nil || len(x.Rows) != 1 {
			t.Fatalf("performance: %+v, %v", x, err)
		}
		if diff := cmp.Diff([]string{"2026", "1", "3", "1", "2", "2"}, x.Rows[0].Cells[3:]); diff != "" {
			t.Errorf("performance (-want +got):\n%s", diff)
		}
		list, err := b.office.Exports(ctx, b.Actor, b.Agency)
		if err != nil || len(list) != 1 || list[0].People != 1 || list[0].LeftOut != 1 || list[0].By != b.Actor.Ref() {
			t.Errorf("register %+v, %v", list, err)
		}
		if _, err := b.office.Exchange(ctx, b.Actor, b.Agency, "nothing", ""); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a list that does not exist: %v", err)
		}
	})
}

func TestTheMatrixCountsEverybodyOnce(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		for i, r := range [][2]string{{"above", "above"}, {"above", "below"}, {"meets", "meets"}} {
			if err := b.office.Evaluate(ctx, b.Actor, b.Agency, string(b.people[i]), "2025", probation.Rated[map[string]int{"above": 0, "meets": 1, "below": 2}[r[0]]], probation.Rated[map[string]int{"above": 0, "meets": 1, "below": 2}[r[1]]], ""); err != nil {
				t.Fatal(err)
			}
		}
		g, list, err := b.office.GridOf(ctx, b.Actor, b.Agency, "")
		if err != nil || g.Period != "2025" || g.People != len(list) {
			t.Fatalf("%+v, %v", g, err)
		}
		sum := g.None + g.Plain
		for _, n := range g.Cells {
			sum += n
		}
		if sum != 30 || g.None != 27 || len(g.Cells) != 3 {
			t.Errorf("%d counted, %d not evaluated, %d fields", sum, g.None, len(g.Cells))
		}
	})
}
