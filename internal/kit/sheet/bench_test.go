package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"
)

// largeXLSX makes a workbook as Excel stores a list: ten columns, eight of them
// shared texts.
func largeXLSX(tb testing.TB, rows int) []byte {
	tb.Helper()
	var shared, sheet bytes.Buffer
	shared.WriteString(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i := range rows {
		fmt.Fprintf(&sheet, `<row r="%d" spans="1:10">`, i+1)
		for c := range 10 {
			ref := fmt.Sprintf("%c%d", 'A'+c, i+1)
			switch {
			case c == 0:
				fmt.Fprintf(&sheet, `<c r="%s"><v>%d</v></c>`, ref, i+1)
			case c == 5:
				fmt.Fprintf(&sheet, `<c r="%s" s="1"><v>%d</v></c>`, ref, 33000+i%9000)
			default:
				fmt.Fprintf(&sheet, `<c r="%s" t="s"><v>%d</v></c>`, ref, i*8+c%8)
			}
		}
		for c := range 8 {
			fmt.Fprintf(&shared, `<si><t>Orang Rekaan %d.%d</t></si>`, i, c)
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	shared.WriteString(`</sst>`)
	return packXLSX(tb, map[string]string{
		"xl/worksheets/sheet1.xml": sheet.String(),
		"xl/sharedStrings.xml":     shared.String(),
	})
}

// packXLSX completes the parts to a workbook with one sheet.
func packXLSX(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	all := map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook><sheets><sheet name="Daftar" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="http://x/styles" Target="/xl/styles.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-421]dd\ mmmm\ yyyy;@"/></numFmts>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData/></worksheet>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	return pack(tb, all)
}

// pack makes a zip of the parts.
func pack(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkReadXLSX reads 20,000 rows of ten columns; see rows/s.
func BenchmarkReadXLSX(b *testing.B) {
	const rows = 20_000
	file := largeXLSX(b, rows)
	b.ReportAllocs()
	for b.Loop() {
		book, err := Open(bytes.NewReader(file), int64(len(file)), "daftar.xlsx", Limits{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, err := range book.Sheets[0].Rows() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows {
			b.Fatalf("read %d rows, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
