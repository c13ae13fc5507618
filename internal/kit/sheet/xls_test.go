package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The files of testdata hold invented people: people.xls was made by a library
// for xls, small.xls by hand with its stream among the small ones.

func TestRowsOfXLS(t *testing.T) {
	book, err := openBytes(fixture(t, "people.xls"), "a.xls")
	if err != nil {
		t.Fatal(err)
	}
	if book.Format != XLS || len(book.Sheets) != 2 || book.Sheets[0].Hidden || !book.Sheets[1].Hidden ||
		book.Sheets[1].Name != "Referensi" {
		t.Errorf("sheets: %+v", book.Sheets)
	}
	rows, err := collect(book.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 43 {
		t.Fatalf("%d rows, want 43", len(rows))
	}
	again := func(s string) Cell { return Cell{Text: s, Kind: Text, Merged: true} }
	name := func(s, tail string) Cell { return Cell{Text: s + tail, Kind: Text} }
	number := func(s string) Cell { return Cell{Text: s, Kind: Number} }
	want := map[int]Row{
		0: {Number: 1, Cells: text("DAFTAR PESERTA (REKAAN)")},
		1: {Number: 3, Cells: []Cell{{Text: "No", Kind: Text}, {Text: "NIP", Kind: Text}, {Text: "Nama", Kind: Text},
			{Text: "Lahir", Kind: Text}, again("Lahir"), {Text: "Nilai", Kind: Text}}},
		2: {Number: 4, Cells: []Cell{again("No"), again("NIP"), again("Nama"), {Text: "Tempat", Kind: Text},
			{Text: "Tanggal", Kind: Text}, again("Nilai")}},
		// The library leaves the result of its formula in column J empty.
		4: {Number: 6, Cells: []Cell{number("2"), {Text: "199905072025052902", Kind: Text},
			name("Orang Rekaan Nomor 2 ", strings.Repeat("é", 300)), {Text: "Pontianak", Kind: Text},
			{Text: "1999-05-02", Kind: Date}, number("81.25"), {Text: "TRUE", Kind: Bool},
			{Text: "2025-04-01 07:30:00", Kind: Date}, {Text: "07:30:00", Kind: Time},
			{}, number("-12"), number("1234567.89"),
			{Text: "tebal biasa", Kind: Text}}},
		5: {Number: 7, Hidden: true, Cells: []Cell{number("3"), number("199905072025053000"),
			name("Orang Rekaan Nomor 3 ", strings.Repeat("Ž", 200)), {Text: "Pontianak", Kind: Text},
			{Text: "1999-05-03", Kind: Date}, number("82.25")}},
	}
	for i, row := range want {
		if diff := cmp.Diff(row, rows[i]); diff != "" {
			t.Errorf("row %d: %s", i, diff)
		}
	}
	for i, row := range rows[3:] { // names go over the border of two records
		if got := row.Cell(2).Text; !strings.HasSuffix(got, strings.Repeat("é", 300)) && !strings.HasSuffix(got, strings.Repeat("Ž", 200)) {
			t.Errorf("person %d: %q", i, got)
		}
	}
}

func TestSmallXLS(t *testing.T) {
	want := []Row{{Number: 1, Cells: []Cell{
		{Text: "kecil", Kind: Text}, {Text: "hasil", Kind: Text, Formula: true}, {Text: "#N/A", Kind: Error, Formula: true},
		{Text: "7", Kind: Number}, {Text: "12.5", Kind: Number}, {Text: "label", Kind: Text}, {Text: "#DIV/0!", Kind: Error},
	}}}
	if diff := cmp.Diff(want, readAll(t, fixture(t, "small.xls"), "a.xls")); diff != "" {
		t.Error(diff)
	}
}
