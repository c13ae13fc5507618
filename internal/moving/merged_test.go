package moving_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pamong/internal/moving"
	"pamong/internal/roster"
)

// byHand writes a workbook of one sheet with merged cells and hidden rows, as
// people make them; "" leaves a cell out.
func byHand(t *testing.T, name string, rows [][]string, merged []string, hidden int) roster.File {
	t.Helper()
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for r, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d"`, r+1)
		if r+1 == hidden {
			sheet.WriteString(` hidden="1"`)
		}
		sheet.WriteString(`>`)
		for c, text := range row {
			if text != "" {
				fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+c, r+1, text)
			}
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData><mergeCells>`)
	for _, m := range merged {
		fmt.Fprintf(&sheet, `<mergeCell ref="%s"/>`, m)
	}
	sheet.WriteString(`</mergeCells></worksheet>`)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(part.text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return roster.File{ReaderAt: bytes.NewReader(b.Bytes()), Size: int64(b.Len()), Name: name}
}

func TestTwoHeaderRowsMergedCellsAndHiddenRowsAreRead(t *testing.T) {
	words := plain(t)
	division := byHand(t, "pembagian.xlsx", [][]string{{"DAFTAR PESERTA ANGKATAN III"}, {"No", "NIP", "Nama", "Gol", "SK CPNS", "", "Kelompok"}, {"", "", "", "", "Nomor", "Tanggal", ""},
		{"1", bagus, "Bagus Prakoso", "III/a", "800/1/2025", "20/04/2025", "1"}, {"2", siti, "Siti Aminah", "III/a", "800/2/2025", "20/04/2025", ""}},
		[]string{"A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3", "G4:G5"}, 5)
	roll := byHand(t, "hadir.xlsx", [][]string{{"No", "NIP", "Nama", "Juli 2025", "", "", ""}, {"", "", "", "18", "21", "22", "23"}, {"1", bagus, "Bagus Prakoso", "H", "S", "H", "H"}, {"2", siti, "Siti Aminah", "H", "H", "H", "TK"}},
		[]string{"A1:A2", "B1:B2", "C1:C2", "D1:G1"}, 0)
	plan := moving.Gather(read(t, words, []roster.File{division, roll}), nil, words, nil, &moving.Answers{Starts: map[string]string{"3": "2025-07-07"}})
	if len(plan.People) != 2 || plan.Wrong() > 0 {
		t.Fatalf("%d people, %+v", len(plan.People), plan.Problems)
	}
	for i, p := range plan.People {
		if p.Batch != 3 || p.Group != 1 || p.Fields[roster.FieldSKNumber] != fmt.Sprintf("800/%d/2025", i+1) || p.Fields[roster.FieldSKDate] != "2025-04-20" {
			t.Errorf("%s: batch %d, group %d, %v", p.Name, p.Batch, p.Group, p.Fields)
		}
		if len(p.Days) != 4 || p.Days[1].Slot != "day:2025-07-21" {
			t.Errorf("%s: %v", p.Name, p.Days)
		}
	}
	if !slices.ContainsFunc(plan.Problems, func(p moving.Problem) bool { return p.Message == "moving.hidden_row" && p.Sources[0].Row == 5 }) {
		t.Error("nobody says that a row is hidden")
	}
}
