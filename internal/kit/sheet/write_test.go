package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// rowsOf streams rows at hand.
func rowsOf(rows ...[]Cell) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func sample() List {
	return List{
		Name:    "Nilai: A/B",
		Columns: []Heading{{Title: "NIP", Kind: Text, Width: 22}, {Title: "Lahir"}, {Title: "Nilai"}, {Title: "Catatan"}},
		Rows: rowsOf(
			[]Cell{TextCell("199905072025052901"), DateCell("1999-05-07"), HundredthsCell(8050), TextCell("=HYPERLINK(\"x\")")},
			[]Cell{TextCell("199905072025052902"), DateCell(""), HundredthsCell(-5), TextCell("a <b> & \"c\"\n_x0041_")},
			[]Cell{TextCell("+62"), {Text: "2025-04-01 07:30:00", Kind: Date}, IntCell(-3), {Text: "07:30:00", Kind: Time}},
			[]Cell{TextCell("@x"), DateCell("1899-01-01"), {Text: "NaN", Kind: Number}, {Text: "TRUE", Kind: Bool}},
		),
	}
}

func TestWrittenXLSXReadsBack(t *testing.T) {
	var b bytes.Buffer
	second := List{Name: "nilai- a-b", Columns: []Heading{{Title: "X"}}, Rows: rowsOf()}
	if err := Write(&b, sample(), second); err != nil {
		t.Fatal(err)
	}
	book, err := openBytes(b.Bytes(), "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Sheets) != 2 || book.Sheets[0].Name != "Nilai- A-B" || book.Sheets[1].Name != "nilai- a-b (2)" {
		t.Errorf("sheets %q, %q", book.Sheets[0].Name, book.Sheets[1].Name)
	}
	rows, err := collect(book.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	txt := func(s string) Cell { return Cell{Text: s, Kind: Text} }
	want := []Row{
		{Number: 1, Cells: text("NIP", "Lahir", "Nilai", "Catatan")},
		{Number: 2, Cells: []Cell{txt("199905072025052901"), {Text: "1999-05-07", Kind: Date}, {Text: "80.5", Kind: Number}, txt(`=HYPERLINK("x")`)}},
		{Number: 3, Cells: []Cell{txt("199905072025052902"), {}, {Text: "-0.05", Kind: Number}, txt("a <b> & \"c\"\n_x0041_")}},
		{Number: 4, Cells: []Cell{txt("+62"), {Text: "2025-04-01 07:30:00", Kind: Date}, {Text: "-3", Kind: Number}, {Text: "07:30:00", Kind: Time}}},
		{Number: 5, Cells: []Cell{txt("@x"), txt("1899-01-01"), txt("NaN"), {Text: "TRUE", Kind: Bool}}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// TestWrittenXLSXIsTakenByAnotherReader checks with a reader that is not ours
// what ours would not notice: formats, panes, widths, filters.
func TestWrittenXLSXIsTakenByAnotherReader(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, sample()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := "Nilai- A-B"
	got := map[string]string{}
	for _, ref := range []string{"A2", "B2", "C2", "D2", "A4"} {
		value, err := f.GetCellValue(name, ref)
		if err != nil {
			t.Fatal(err)
		}
		formula, err := f.GetCellFormula(name, ref)
		if err != nil {
			t.Fatal(err)
		}
		id, err := f.GetCellStyle(name, ref)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		got[ref] = fmt.Sprintf("%s, format %d, formula %q", value, style.NumFmt, formula)
	}
	want := map[string]string{
		"A2": `199905072025052901, format 49, formula ""`,
		"B2": `05-07-99, format 14, formula ""`,
		"C2": `80.50, format 2, formula ""`,
		"D2": `=HYPERLINK("x"), format 49, formula ""`,
		"A4": `+62, format 49, formula ""`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	panes, err := f.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	width, err := f.GetColWidth(name, "A")
	if err != nil || width != 22 {
		t.Errorf("width %v, %v", width, err)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'Nilai- A-B'!$A$1:$D$5" {
		t.Errorf("filter %+v", names)
	}
}

func TestWritingEndsWithTheErrorOfItsRows(t *testing.T) {
	lost := errors.New("database lost")
	l := List{Columns: []Heading{{Title: "A"}}, Rows: func(yield func([]Cell, error) bool) { yield(nil, lost) }}
	if err := Write(io.Discard, l); !errors.Is(err, lost) {
		t.Errorf("xlsx: %v", err)
	}
	if err := WriteCSV(io.Discard, l, false); !errors.Is(err, lost) {
		t.Errorf("csv: %v", err)
	}
	l.Rows = rowsOf(text(strings.Repeat("é", maxXLSXChars+1)))
	if err := Write(io.Discard, l); err == nil {
		t.Error("a text that no spreadsheet program takes was written")
	}
	if err := Write(io.Discard); err == nil {
		t.Error("a workbook without sheets was written")
	}
}

func TestWrittenCSVIsSafeAndReadsBack(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, sample(), true); err != nil {
		t.Fatal(err)
	}
	want := "\xEF\xBB\xBFNIP,Lahir,Nilai,Catatan\n" +
		"199905072025052901,1999-05-07,80.50,\"'=HYPERLINK(\"\"x\"\")\"\n" +
		"199905072025052902,,-0.05,\"a <b> & \"\"c\"\"\n_x0041_\"\n" +
		"'+62,2025-04-01 07:30:00,-3,07:30:00\n" +
		"'@x,1899-01-01,NaN,TRUE\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	rows := readAll(t, b.Bytes(), "a.csv")
	if got := rows[1].Cell(3).Text; got != `=HYPERLINK("x")` {
		t.Errorf("read back %q", got)
	}
}

func TestAnyTextSurvivesXLSX(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		var b bytes.Buffer
		l := List{Name: s, Columns: []Heading{{Title: "A"}}, Rows: rowsOf([]Cell{TextCell("x"), TextCell(s)})}
		if err := Write(&b, l); err != nil {
			t.Fatal(err)
		}
		book, err := openBytes(b.Bytes(), "")
		if err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(book.Sheets[0].Name); n < 1 || n > 31 {
			t.Errorf("name %q", book.Sheets[0].Name)
		}
		rows, err := collect(book.Sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[1].Cell(1).Text; got != TextCell(clean(s)).Text {
			t.Errorf("%q came back as %q", s, got)
		}
	})
}

func TestWrittenXLSXIsTheSameEachTime(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := Write(w, sample()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two writings differ")
	}
	z, err := zip.NewReader(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil || z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("first part %v, %v", z.File[0].Name, err)
	}
}

// BenchmarkWriteXLSX writes 338 rows of ten columns.
func BenchmarkWriteXLSX(b *testing.B) {
	row := []Cell{IntCell(1), TextCell("199905072025052901"), TextCell("Orang Rekaan"), DateCell("1999-05-07"),
		HundredthsCell(8050), HundredthsCell(8150), HundredthsCell(8250), TextCell("III/a"), TextCell("Dinas"), TextCell("Baik")}
	rows := make([][]Cell, 338)
	for i := range rows {
		rows[i] = row
	}
	l := List{Name: "Nilai", Columns: make([]Heading, 10), Rows: rowsOf(rows...)}
	for b.Loop() {
		if err := Write(io.Discard, l); err != nil {
			b.Fatal(err)
		}
	}
}
