package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// openBytes opens content under the default limits.
func openBytes(file []byte, name string) (*Book, error) {
	return Open(bytes.NewReader(file), int64(len(file)), name, Limits{})
}

// readAll reads the first sheet, or fails.
func readAll(t *testing.T, file []byte, name string) []Row {
	t.Helper()
	book, err := openBytes(file, name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := collect(book.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// collect keeps all rows of a sheet.
func collect(s *Sheet) ([]Row, error) {
	var rows []Row
	for r, err := range s.Rows() {
		if err != nil {
			return rows, err
		}
		r.Cells = append([]Cell(nil), r.Cells...)
		rows = append(rows, r)
	}
	return rows, nil
}

func text(values ...string) []Cell {
	cells := make([]Cell, len(values))
	for i, v := range values {
		if v != "" {
			cells[i] = Cell{Text: v, Kind: Text}
		}
	}
	return cells
}

// refusal opens the file and reads every sheet; it returns the key of the
// fault, and fails when the file is taken or the error is no fault.
func refusal(t *testing.T, file []byte, name string) string {
	t.Helper()
	book, err := openBytes(file, name)
	for i := 0; err == nil && i < len(book.Sheets); i++ {
		_, err = collect(book.Sheets[i])
	}
	if err == nil {
		return "taken"
	}
	f := fault.Of(err)
	if f == nil || f.Kind != fault.KindInvalid {
		t.Fatalf("error is no refusal: %v", err)
	}
	catalogue, err := i18n.NewCatalogue(Messages)
	if err != nil {
		t.Fatal(err)
	}
	if !catalogue.Has(f.Key) {
		t.Errorf("no message %s", f.Key)
	}
	return f.Key
}

func TestCellsOfXLSXSayWhatTheyHold(t *testing.T) {
	tests := []struct {
		name string
		cell string
		want Cell
	}{
		{"shared text", `<c r="A1" t="s"><v>0</v></c>`, Cell{Text: "Budi & Sri", Kind: Text}},
		{"rich shared text without its reading aid", `<c r="A1" t="s"><v>1</v></c>`, Cell{Text: "Rina Ayu", Kind: Text}},
		{"shared text with an escaped line break", `<c r="A1" t="s"><v>2</v></c>`, Cell{Text: "a\nb", Kind: Text}},
		{"inline text", `<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x &#233; </t></is></c>`, Cell{Text: " x é ", Kind: Text}},
		{"text in a CDATA section", `<c r="A1" t="inlineStr"><is><t><![CDATA[a<b&c]]></t></is></c>`, Cell{Text: "a<b&c", Kind: Text}},
		{"NIP kept as text", `<c r="A1" t="str"><v>199905072025052901</v></c>`, Cell{Text: "199905072025052901", Kind: Text}},
		{"NIP that became a number loses digits", `<c r="A1"><v>1.9990507202505299E+17</v></c>`, Cell{Text: "199905072025053000", Kind: Number}},
		{"long number without exponent is cut alike", `<c r="A1"><v>199905072025052901</v></c>`, Cell{Text: "199905072025053000", Kind: Number}},
		{"number without noise", `<c r="A1"><v>0.30000000000000004</v></c>`, Cell{Text: "0.3", Kind: Number}},
		{"negative number", `<c r="A1"><v>-12.50</v></c>`, Cell{Text: "-12.5", Kind: Number}},
		{"zero", `<c r="A1"><v>0</v></c>`, Cell{Text: "0", Kind: Number}},
		{"built-in date style", `<c r="A1" s="1"><v>45748</v></c>`, Cell{Text: "2025-04-01", Kind: Date}},
		{"Indonesian date style", `<c r="A1" s="2"><v>36526</v></c>`, Cell{Text: "2000-01-01", Kind: Date}},
		{"date with time", `<c r="A1" s="4"><v>45748.3125</v></c>`, Cell{Text: "2025-04-01 07:30:00", Kind: Date}},
		{"time of day", `<c r="A1" s="3"><v>0.3125</v></c>`, Cell{Text: "07:30:00", Kind: Time}},
		{"date out of range stays a number", `<c r="A1" s="1"><v>-5</v></c>`, Cell{Text: "-5", Kind: Number}},
		{"empty date computed as 0 stays a number", `<c r="A1" s="1"><v>0</v></c>`, Cell{Text: "0", Kind: Number}},
		{"first day of 1900", `<c r="A1" s="1"><v>1</v></c>`, Cell{Text: "1900-01-01", Kind: Date}},
		{"ISO date", `<c r="A1" t="d"><v>2026-02-04T00:00:00</v></c>`, Cell{Text: "2026-02-04", Kind: Date}},
		{"truth", `<c r="A1" t="b"><v>1</v></c>`, Cell{Text: "TRUE", Kind: Bool}},
		{"error", `<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, Cell{Text: "#DIV/0!", Kind: Error, Formula: true}},
		{"formula with text", `<c r="A1" t="str"><f>A2&amp;"x"</f><v>yx</v></c>`, Cell{Text: "yx", Kind: Text, Formula: true}},
		{"formula with number", `<c r="A1"><f>1+1</f><v>2</v></c>`, Cell{Text: "2", Kind: Number, Formula: true}},
		{"cell without reference", `<c t="str"><v>x</v></c>`, Cell{Text: "x", Kind: Text}},
		{"prefixed names", `<x:c r="A1" t="str"><x:v>x</x:v></x:c>`, Cell{Text: "x", Kind: Text}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := packXLSX(t, map[string]string{
				"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1">` + tt.cell + `</row></sheetData></worksheet>`,
				"xl/sharedStrings.xml": `<sst><si><t>Budi &amp; Sri</t></si><si><r><t>Rina </t></r><r><t>Ayu</t></r>` +
					`<rPh><t>rai</t></rPh></si><si><t>a_x000A_b</t></si></sst>`,
			})
			want := []Row{{Number: 1, Cells: []Cell{tt.want}}}
			if diff := cmp.Diff(want, readAll(t, file, "a.xlsx")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestXLSXOfTheOlderMacCountsDaysFrom1904(t *testing.T) {
	file := packXLSX(t, map[string]string{
		"xl/workbook.xml":          `<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="1"><v>44286</v></c></row></sheetData></worksheet>`,
	})
	cell := readAll(t, file, "a.xlsx")[0].Cell(0)
	day, ok := cell.Date()
	if !ok || day != "2025-04-01" {
		t.Errorf("got %v %v", cell, day)
	}
}

func TestRowsOfXLSX(t *testing.T) {
	file := packXLSX(t, map[string]string{
		"xl/workbook.xml": `<workbook><sheets><sheet name="Peserta &amp; Mentor" r:id="rId1"/>` +
			`<sheet name="Ref" state="veryHidden" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` +
			`<row r="2"><c r="B2" t="str"><v>Lahir</v></c><c r="C2" s="1"/></row>` +
			`<row r="3"><c r="A3" t="str"><v> </v></c></row>` +
			`<row r="4" hidden="1"><c r="B4"><v>7</v></c></row>` +
			`<row r="9"><c r="B9"><v>8</v></c></row>` +
			`</sheetData><mergeCells count="2"><mergeCell ref="B2:C2"/><mergeCell ref="B4:B9"/></mergeCells></worksheet>`,
	})
	book, err := openBytes(file, "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if book.Format != XLSX || len(book.Sheets) != 2 || book.Sheets[0].Name != "Peserta & Mentor" ||
		book.Sheets[0].Hidden || !book.Sheets[1].Hidden {
		t.Errorf("sheets: %+v", book.Sheets)
	}
	want := []Row{
		{Number: 2, Cells: []Cell{{}, {Text: "Lahir", Kind: Text}, {Text: "Lahir", Kind: Text, Merged: true}}},
		{Number: 4, Hidden: true, Cells: []Cell{{}, {Text: "7", Kind: Number}}},
		{Number: 9, Cells: []Cell{{}, {Text: "7", Kind: Number, Merged: true}}},
	}
	for range 2 { // a sheet can be read again
		rows, err := collect(book.Sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCSV(t *testing.T) {
	want := []Row{{Number: 1, Cells: text("Nama", "Alamat")}, {Number: 2, Cells: text("Sri", "Jl. \"A\",\n1; x")},
		{Number: 4, Cells: text("Léo", "+62")}}
	lines := "Nama,Alamat\r\nSri,\"Jl. \"\"A\"\",\n1; x\"\r\n\r\nLéo,'+62\r\n"
	semicolons := "Nama;Alamat\nSri;\"Jl. \"\"A\"\",\n1; x\"\n\nLéo;'+62"
	tests := []struct {
		name, file, content string
	}{
		{"commas in UTF-8", "a.csv", lines},
		{"commas in UTF-8 with mark", "a.csv", "\xEF\xBB\xBF" + lines},
		{"semicolons, as the Indonesian Excel saves", "a.csv", semicolons},
		{"tabs in a file that calls itself xls", "a.xls", strings.Replace(strings.ReplaceAll(semicolons, ";", "\t"), "1\t x", "1; x", 1)},
		{"bars", "a.txt", strings.Replace(strings.ReplaceAll(semicolons, ";", "|"), "1| x", "1; x", 1)},
		{"Windows-1252", "a.csv", strings.ReplaceAll(lines, "é", "\xE9")},
		{"UTF-16 little endian", "a.csv", utf16Text(semicolons, false)},
		{"UTF-16 big endian", "a.csv", utf16Text(semicolons, true)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(want, readAll(t, []byte(tt.content), tt.file)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func utf16Text(s string, big bool) string {
	out := []byte{0xFF, 0xFE}
	if big {
		out = []byte{0xFE, 0xFF}
	}
	for _, r := range s {
		low, high := byte(r), byte(r>>8)
		if big {
			low, high = high, low
		}
		out = append(out, low, high)
	}
	return string(out)
}
