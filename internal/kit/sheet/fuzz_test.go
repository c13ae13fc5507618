package sheet

import (
	"testing"
	"unicode/utf8"

	"pamong/internal/kit/fault"
)

// FuzzOpen feeds damaged files: whatever comes, Open and Rows answer with rows
// of clean text or with a refusal.
func FuzzOpen(f *testing.F) {
	for _, seed := range [][]byte{
		packXLSX(f, map[string]string{
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c s="1"><v>45748</v></c></row></sheetData>` +
				`<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
			"xl/sharedStrings.xml": `<sst><si><t>a&amp;b</t></si></sst>`,
		}),
		packODS(f, `<table:table><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`, nil),
		fixture(f, "small.xls"), fixture(f, "people.xls"),
		[]byte("a;b\n\"c\nd\";e"), []byte("\xFF\xFEa\x00,\x00b\x00"), []byte("%PDF"), []byte("<html>"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		book, err := openBytes(file, "a.csv")
		if err != nil {
			mustRefuse(t, err)
			return
		}
		for _, s := range book.Sheets {
			for row, err := range s.Rows() {
				if err != nil {
					mustRefuse(t, err)
					break
				}
				for _, c := range row.Cells {
					if !utf8.ValidString(c.Text) || (c.Kind == Empty) != (c.Text == "") {
						t.Fatalf("cell %+v", c)
					}
				}
			}
		}
	})
}

// FuzzScanner feeds damaged XML, which a packed file would hide from chance.
func FuzzScanner(f *testing.F) {
	f.Add(`<?xml version="1.0"?><a b="c" d='e>'><!-- x --><![CDATA[<]]>&lt;&#233;<f/></a>`)
	f.Add(`<a`)
	f.Add(`<a b=">`)
	f.Add(`<worksheet><sheetData><row r="1"><c r="B1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, text string) {
		file := packXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": text, "xl/sharedStrings.xml": text})
		book, err := openBytes(file, "")
		if err == nil {
			_, err = collect(book.Sheets[0])
		}
		if err != nil {
			mustRefuse(t, err)
		}
	})
}

func mustRefuse(t *testing.T, err error) {
	t.Helper()
	if fault.KindOf(err) != fault.KindInvalid {
		t.Fatalf("no refusal: %v", err)
	}
}
