package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestHostileFilesAreRefusedWithTheirReason(t *testing.T) {
	good := packXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": sheetOf(`<row><c t="str"><v>` + randomText(20_000) + `</v></c></row>`)})
	xls := fixture(t, "people.xls")
	part := func(name, text string) []byte { return packXLSX(t, map[string]string{name: text}) }
	sheet := func(rows string) []byte { return part("xl/worksheets/sheet1.xml", sheetOf(rows)) }
	odsPart := func(name, text string) []byte { return packODS(t, `<table:table/>`, map[string]string{name: text}) }
	tests := []struct {
		name, file string
		content    []byte
		want       string
	}{
		{"empty file", "a.xlsx", nil, "sheet.empty"},
		{"csv of commas alone", "a.csv", append([]byte("nama,nip\nani,1\n"), bytes.Repeat([]byte(","), 5<<20)...), "sheet.columns"},
		{"csv of commas behind a quote", "a.csv", append([]byte("nama,nip\nani,x\"\n"), bytes.Repeat([]byte(","), 5<<20)...), "sheet.columns"},
		{"blank csv", "a.csv", []byte(" \r\n\r\n"), "sheet.empty"},
		{"file above the limit", "a.csv", bytes.Repeat([]byte("a,b\n"), 3<<20), "sheet.bytes"},
		{"workbook broken off in the middle", "a.xlsx", good[:len(good)/2], "sheet.damaged"},
		{"workbook broken off at the end", "a.xlsx", good[:len(good)-9], "sheet.damaged"},
		{"workbook with changed bytes", "a.xlsx", flip(good), "sheet.damaged"},
		{"xls broken off", "a.xls", xls[:len(xls)/2], "sheet.damaged"},
		{"xls with only its head", "a.xls", xls[:600], "sheet.damaged"},
		{"sheet whose XML breaks off", "a.xlsx", part("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c><v>1</v>`), "sheet.damaged"},
		{"PDF named xlsx", "a.xlsx", []byte("%PDF-1.7\n1 0 obj"), "sheet.pdf"},
		{"HTML named xls", "a.xls", []byte("\r\n<html><table><tr><td>1"), "sheet.html"},
		{"HTML after an XML head", "a.xls", []byte("<?xml version=\"1.0\"?>\n<html xmlns:o=\"x\">"), "sheet.html"},
		{"XML of Excel 2003", "a.xls", []byte("<?xml version=\"1.0\"?><Workbook>"), "sheet.xml"},
		{"picture named csv", "a.csv", []byte("\x89PNG\r\n\x1A\n\x00\x00"), "sheet.picture"},
		{"program named csv", "a.csv", []byte("\x7FELF\x02\x01\x01\x00\x00"), "sheet.unknown"},
		{"JSON named csv", "a.csv", []byte(`{"nama":"x","nip":"y"}`), "sheet.unknown"},
		{"prose named xlsx", "a.xlsx", []byte("Yth. Kepala Badan\nBersama ini\n"), "sheet.unknown"},
		{"packed file of something else", "a.xlsx", pack(t, map[string]string{"a.txt": "x"}), "sheet.unknown"},
		{"text document", "a.xlsx", pack(t, map[string]string{"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "sheet.document"},
		{"text document of LibreOffice", "a.ods", odsPart("mimetype", "application/vnd.oasis.opendocument.text"), "sheet.document"},
		{"binary workbook", "a.xlsb", pack(t, map[string]string{"[Content_Types].xml": "<a/>", "xl/workbook.bin": "x"}), "sheet.xlsb"},
		{"macros", "a.xlsm", part("xl/vbaProject.bin", "x"), "sheet.macro"},
		{"macros of Excel 4", "a.xlsx", part("xl/macrosheets/sheet1.xml", "<a/>"), "sheet.macro"},
		{"macros in ods", "a.ods", odsPart("Basic/Standard/Module1.xml", "<a/>"), "sheet.macro"},
		{"macros in xls", "a.xls", rename(xls, "SummaryInformation", "_VBA_PROJECT_CUR"), "sheet.macro"},
		{"links to other workbooks", "a.xlsx", part("xl/externalLinks/externalLink1.xml", "<a/>"), "sheet.links"},
		{"links to other workbooks in ods", "a.ods", packODS(t, `<table:table><table:table-source/></table:table>`, nil), "sheet.links"},
		{"xlsx with a password", "a.xlsx", rename(xls, "Workbook", "EncryptedPackage"), "sheet.password"},
		{"xls with a password", "a.xls", record(xls, 0x0042, recordFilePass), "sheet.password"},
		{"ods with a password", "a.ods", odsPart("META-INF/manifest.xml", `<a><manifest:encryption-data/></a>`), "sheet.password"},
		{"xls of Excel 95", "a.xls", rename(xls, "Workbook", "Book"), "sheet.old"},
		{"entities that multiply", "a.xlsx", part("xl/sharedStrings.xml",
			`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>`), "sheet.entities"},
		{"entity of a foreign file", "a.xlsx", sheet(`<row><c t="str"><v>&passwd;</v></c></row>`), "sheet.entities"},
		{"no sheet", "a.xlsx", part("xl/workbook.xml", `<workbook/>`), "sheet.none"},
		{"reference to a missing shared text", "a.xlsx", sheet(`<row><c t="s"><v>99999</v></c></row>`), "sheet.damaged"},
		{"reference beyond any sheet", "a.xlsx", sheet(`<row><c r="ZZZZZZZ1"><v>1</v></c></row>`), "sheet.damaged"},
		{"row number beyond any sheet", "a.xlsx", sheet(`<row r="99999999999"><c><v>1</v></c></row>`), "sheet.damaged"},
		{"cell far to the right", "a.xlsx", sheet(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), "sheet.columns"},
		{"endless tag", "a.xlsx", sheet(`<row ` + strings.Repeat("a", 70<<10) + `/>`), "sheet.damaged"},
		{"endless text", "a.xlsx", sheet(`<row><c t="str"><v>` + strings.Repeat("a", 200<<10) + `</v></c></row>`), "sheet.text"},
		{"endless cell of csv", "a.csv", []byte("a,b\n\"" + strings.Repeat("c", 200<<10)), "sheet.text"},
		{"ods with a filled row a million times", "a.ods", packODS(t,
			`<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>`, nil), "sheet.rows"},
		{"ods with a filled cell a million times", "a.ods", packODS(t,
			`<table:table><table:table-row><table:table-cell table:number-columns-repeated="1048576"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`, nil), "sheet.columns"},
		{"ods with a broken count", "a.ods", packODS(t,
			`<table:table><table:table-row table:number-rows-repeated="99999999999999"/></table:table>`, nil), "sheet.damaged"},
		{"too many sheets", "a.xlsx", part("xl/workbook.xml", `<workbook><sheets>`+strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 101)+`</sheets></workbook>`), "sheet.sheets"},
		{"too many parts", "a.xlsx", packMany(t), "sheet.unpacked"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := refusal(t, tt.content, tt.file); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestBombsCostNeitherTimeNorMemory packs far more than fits. What a file may
// cost is measured as the growth of the live heap while its rows are read.
func TestBombsCostNeitherTimeNorMemory(t *testing.T) {
	emptyRows := func(yield func(string) bool) {
		for i := range 1_000_000 {
			if !yield(fmt.Sprintf(`<row r="%d" s="4" customFormat="1"><c r="A%d" s="4"/><c r="B%d" s="4"/></row>`, i+1, i+1, i+1)) {
				return
			}
		}
	}
	blanks := packPart(t, "xl/worksheets/sheet1.xml", repeated(strings.Repeat(" ", 1<<20), 1<<9))
	odsRows := `<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"half a gigabyte of blanks", blanks, "sheet.unpacked"},
		{"half a gigabyte of blanks that claims to be small", lying(t, blanks), "sheet.damaged"},
		{"100 MB of shared texts", packPart(t, "xl/sharedStrings.xml", repeated(`<si><t>`+strings.Repeat("a", 100<<10)+`</t></si>`, 1<<10)), "sheet.unpacked"},
		{"ten million empty shared texts", packPart(t, "xl/sharedStrings.xml", repeated(strings.Repeat(`<si/>`, 1<<18), 40)), "sheet.unpacked"},
		{"a million merged cells", packPart(t, "xl/worksheets/sheet1.xml", repeated(strings.Repeat(`<mergeCell ref="A1:A2"/>`, 1<<15), 32)), "sheet.merges"},
		{"a million empty rows", packPart(t, "xl/worksheets/sheet1.xml", emptyRows), "taken"},
		{"a million empty rows in ods", packODS(t, odsRows, nil), "taken"},
		{"a million filled rows", packPart(t, "xl/worksheets/sheet1.xml", repeated(strings.Repeat(`<row><c><v>1</v></c></row>`, 1<<10), 1<<10)), "sheet.rows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if len(tt.content) > 10<<20 {
				t.Fatalf("the bomb itself has %d bytes", len(tt.content))
			}
			begun := time.Now()
			var got string
			grown := heapGrowth(func() { got = refusal(t, tt.content, "a.xlsx") })
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			t.Logf("%v, heap grew by %d MB at most", time.Since(begun).Round(time.Millisecond), grown>>20)
			if grown > 150<<20 {
				t.Errorf("heap grew by %d MB", grown>>20)
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// heapGrowth runs the act and returns by how much the heap grew at most.
func heapGrowth(act func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	act()
	close(stop)
	<-done
	runtime.ReadMemStats(&m)
	return max(most, m.HeapAlloc) - before
}

func TestManyPeopleFitInMemory(t *testing.T) {
	file := largeXLSX(t, 100_000)
	rows := 0
	grown := heapGrowth(func() {
		book, err := openBytes(file, "a.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range book.Sheets[0].Rows() {
			if err != nil {
				t.Fatal(err)
			}
			rows++
		}
	})
	t.Logf("%d rows in a file of %d MB, heap grew by %d MB", rows, len(file)>>20, grown>>20)
	if rows != 100_000 || grown > 200<<20 {
		t.Errorf("%d rows, heap grew by %d MB", rows, grown>>20)
	}
}

func sheetOf(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }

// randomText does not pack well, so that cutting a file cuts its content.
func randomText(n int) string {
	var b strings.Builder
	x := uint32(1)
	for b.Len() < n {
		x = x*1664525 + 1013904223
		fmt.Fprintf(&b, "%x", x)
	}
	return b.String()
}

// flip changes bytes in the middle of the file.
func flip(file []byte) []byte {
	out := bytes.Clone(file)
	for i := range 40 {
		out[len(out)/2+i] ^= 0x5A
	}
	return out
}

// rename gives an entry of an xls container another name of at most its length
// or 31 characters.
func rename(file []byte, from, to string) []byte {
	out := bytes.Clone(file)
	at := bytes.Index(out, utf16Name(from))
	if at < 0 {
		at = bytes.LastIndex(out, utf16Name("Root Entry")) + 256 // an unused entry
		out[at+66] = 1
	}
	clear(out[at : at+64])
	copy(out[at:], utf16Name(to))
	binary.LittleEndian.PutUint16(out[at+64:], uint16(2*len(to)+2))
	return out
}

func utf16Name(s string) []byte { return []byte(utf16Text(s, false))[2:] }

// record turns the first record of one kind into another kind.
func record(file []byte, from, to uint16) []byte {
	out := bytes.Clone(file)
	bof := bytes.Index(out, []byte{0x09, 0x08, 0x10, 0x00})
	for i := bof; ; i += 4 + int(binary.LittleEndian.Uint16(out[i+2:])) {
		if binary.LittleEndian.Uint16(out[i:]) == from {
			binary.LittleEndian.PutUint16(out[i:], to)
			return out
		}
	}
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func packMany(t *testing.T) []byte {
	parts := map[string]string{}
	for i := range maxParts + 1 {
		parts[fmt.Sprint("part", i)] = ""
	}
	return packXLSX(t, parts)
}

func repeated(s string, n int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for range n {
			if !yield(s) {
				return
			}
		}
	}
}

// packPart makes a workbook of which one part is written piece by piece.
func packPart(t *testing.T, name string, pieces func(func(string) bool)) []byte {
	t.Helper()
	rest := packXLSX(t, map[string]string{"xl/sharedStrings.xml": "<sst/>"})
	old, err := zip.NewReader(bytes.NewReader(rest), int64(len(rest)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range old.File {
		if f.Name != name {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	head, foot := `<worksheet><sheetData>`, `</sheetData></worksheet>`
	if name == "xl/sharedStrings.xml" {
		head, foot = `<sst>`, `</sst>`
	}
	io.WriteString(w, head)
	for p := range pieces {
		io.WriteString(w, p)
	}
	io.WriteString(w, foot)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lying makes the last part claim a size of 1,000 bytes.
func lying(t *testing.T, file []byte) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, f := range old.File {
		h := f.FileHeader
		if i == len(old.File)-1 {
			h.UncompressedSize64, h.CRC32 = 1000, crc32.ChecksumIEEE(nil)
		}
		w, err := z.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
