package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// packODS makes an ods file of tables and further parts.
func packODS(tb testing.TB, tables string, parts map[string]string) []byte {
	tb.Helper()
	all := map[string]string{
		"mimetype":              "application/vnd.oasis.opendocument.spreadsheet",
		"META-INF/manifest.xml": `<!DOCTYPE manifest PUBLIC "x" "Manifest.dtd"><manifest:manifest/>`,
		"content.xml": `<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles>` +
			`<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>` +
			`<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>` +
			`</office:automatic-styles><office:body><office:spreadsheet>` + tables +
			`</office:spreadsheet></office:body></office:document-content>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	return pack(tb, all)
}

func TestCellsOfODSSayWhatTheyHold(t *testing.T) {
	tests := []struct {
		name string
		cell string
		want Cell
	}{
		{"text of two paragraphs", `<table:table-cell office:value-type="string"><text:p>Budi<text:s text:c="2"/>&amp; <text:span>Sri</text:span></text:p><text:p>x</text:p></table:table-cell>`, Cell{Text: "Budi  & Sri\nx", Kind: Text}},
		{"text with a note", `<table:table-cell office:value-type="string"><office:annotation><text:p>catatan</text:p></office:annotation><text:p>x<text:tab/>y<text:line-break/>z</text:p></table:table-cell>`, Cell{Text: "x\ty\nz", Kind: Text}},
		{"NIP that became a number", `<table:table-cell office:value-type="float" office:value="1.99905072025053E+017"><text:p>1,99905E+17</text:p></table:table-cell>`, Cell{Text: "199905072025053000", Kind: Number}},
		{"date", `<table:table-cell office:value-type="date" office:date-value="2025-04-01"><text:p>01/04/25</text:p></table:table-cell>`, Cell{Text: "2025-04-01", Kind: Date}},
		{"date with time", `<table:table-cell office:value-type="date" office:date-value="2025-04-01T07:30:00"/>`, Cell{Text: "2025-04-01 07:30:00", Kind: Date}},
		{"time", `<table:table-cell office:value-type="time" office:time-value="PT07H30M00S"/>`, Cell{Text: "07:30:00", Kind: Time}},
		{"truth", `<table:table-cell office:value-type="boolean" office:boolean-value="true"/>`, Cell{Text: "TRUE", Kind: Bool}},
		{"formula", `<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>`, Cell{Text: "2", Kind: Number, Formula: true}},
		{"formula with an error", `<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>`, Cell{Text: "#N/A", Kind: Error, Formula: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := packODS(t, `<table:table><table:table-row>`+tt.cell+`</table:table-row></table:table>`, nil)
			want := []Row{{Number: 1, Cells: []Cell{tt.want}}}
			if diff := cmp.Diff(want, readAll(t, file, "a.ods")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRowsOfODS(t *testing.T) {
	file := packODS(t, `<table:table table:name="Satu" table:style-name="ta1"><table:table-column/>`+
		`<table:table-header-rows><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table-header-rows>`+
		`<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>Lahir</text:p></table:table-cell><table:covered-table-cell/></table:table-row>`+
		`<table:table-row table:visibility="filter"><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"><text:p>tertutup</text:p></table:covered-table-cell></table:table-row>`+
		`<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>b</text:p></table:table-cell></table:table-row>`+
		`<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`+
		`</table:table><table:table table:name="Dua" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>lain</text:p></table:table-cell></table:table-row></table:table>`, nil)
	book, err := openBytes(file, "a.ods")
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Sheets) != 2 || book.Sheets[0].Name != "Satu" || book.Sheets[0].Hidden ||
		book.Sheets[1].Name != "Dua" || !book.Sheets[1].Hidden {
		t.Errorf("sheets: %+v", book.Sheets)
	}
	born := Cell{Text: "Lahir", Kind: Text}
	again := Cell{Text: "Lahir", Kind: Text, Merged: true}
	want := [][]Row{{
		{Number: 3, Cells: []Cell{{}, born, again}},
		{Number: 4, Hidden: true, Cells: []Cell{{Text: "a", Kind: Text}, again, again}},
		{Number: 5, Cells: text("b", "b")},
		{Number: 6, Cells: text("b", "b")},
	}, {{Number: 1, Cells: text("lain")}}}
	for i, s := range book.Sheets {
		rows, err := collect(s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[i], rows); diff != "" {
			t.Error(diff)
		}
	}
}
