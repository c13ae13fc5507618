package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/fault"
)

// knownTitle recognises the titles of these tests.
func knownTitle(text string) (string, bool) {
	keys := map[string]string{"no": "no", "nip": "nip", "nama": "name", "tempat": "place", "lahir tanggal": "born",
		"nilai": "score", "unit": "unit"}
	key, ok := keys[strings.ToLower(text)]
	return key, ok
}

// csvOf makes the first sheet of a csv of the lines.
func csvOf(t *testing.T, lines ...string) *Sheet {
	t.Helper()
	book, err := openBytes([]byte(strings.Join(lines, "\n")), "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	return book.Sheets[0]
}

func found(table *Table) string {
	var keys []string
	for _, c := range table.Columns {
		keys = append(keys, c.Text+"="+c.Key)
	}
	return strings.Join(keys, "|")
}

func TestTableIsFoundUnderItsTitles(t *testing.T) {
	merged, err := openBytes(fixture(t, "people.xls"), "a.xls")
	if err != nil {
		t.Fatal(err)
	}
	unknownSubs := packXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` +
		`<row r="1"><c r="A1" t="str"><v>NIP</v></c><c r="B1" t="str"><v>Nama</v></c><c r="C1" t="str"><v>Lain</v></c></row>` +
		`<row r="2"><c r="C2" t="str"><v>x</v></c><c r="D2" t="str"><v>y</v></c></row>` +
		`<row r="3"><c r="A3" t="str"><v>1</v></c></row></sheetData>` +
		`<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/></mergeCells></worksheet>`})
	unknown, err := openBytes(unknownSubs, "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		sheet       *Sheet
		top, bottom int
		want        string
	}{
		{"header in the first row", csvOf(t, "No,NIP,Nama", "1,901,Sri"), 1, 1, "No=no|NIP=nip|Nama=name"},
		{"titles above, one of them like a column", csvOf(t, "DAFTAR NAMA,,", "Unit,,", ",,", "No,NIP,Nama", "1,901,Sri"), 4, 4, "No=no|NIP=nip|Nama=name"},
		{"blanks and line breaks in titles", csvOf(t, `" No ","NIP","Lahir`, ` tanggal"`, "1,901,x"), 1, 1, "No=no|NIP=nip|Lahir tanggal=born"},
		{"two rows merged as offices do", merged.Sheets[0], 3, 4, "No=no|NIP=nip|Nama=name|Lahir Tempat=place|Lahir Tanggal=born|Nilai=score"},
		{"two rows of csv", csvOf(t, "No,NIP,Lahir,", ",,Tempat,Nilai", "1,901,x,8"), 1, 2, "No=no|NIP=nip|Lahir Tempat=place|Nilai=score"},
		{"two rows of which the lower says nothing known", unknown.Sheets[0], 1, 2, "NIP=nip|Nama=name|Lain x=|Lain y="},
		{"row of column numbers below", csvOf(t, "No,NIP,Nama", "(1),(2),(3)", "1,901,Sri"), 1, 2, "No=no|NIP=nip|Nama=name"},
		{"unknown columns between", csvOf(t, "No,Hobi,NIP", "1,x,901"), 1, 1, "No=no|Hobi=|NIP=nip"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table, err := FindTable(tt.sheet, knownTitle)
			if err != nil {
				t.Fatal(err)
			}
			if table.Top != tt.top || table.Bottom != tt.bottom || found(table) != tt.want {
				t.Errorf("rows %d-%d, %s", table.Top, table.Bottom, found(table))
			}
		})
	}
}

func TestSheetWithoutTableIsRefused(t *testing.T) {
	for _, lines := range [][]string{{"a,b", "c,d"}, {",,", ",,x"}} {
		_, err := FindTable(csvOf(t, lines...), knownTitle)
		if f := fault.Of(err); f == nil || f.Key != "sheet.header" {
			t.Errorf("%q: %v", lines, err)
		}
	}
}

func TestLinesBelowTheHeaderAreMarked(t *testing.T) {
	sheet := csvOf(t, "No,NIP,Nama,Unit",
		"1,901,Sri,A",
		"Golongan III,,,",
		"2,902,Budi,A",
		"No,NIP,Nama,Unit",
		"3,,Rina,",
		"Jumlah,,,",
		",,,,Kepala Badan")
	table, err := FindTable(sheet, knownTitle)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for l, err := range table.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		mark := map[Mark]string{Plain: "plain", Trailing: "trailing", Repeated: "repeated"}[l.Mark]
		first := l.Cell(0).Text
		got = append(got, first+" "+mark)
	}
	want := []string{"1 plain", "Golongan III plain", "2 plain", "No repeated", "3 plain", "Jumlah trailing", " trailing"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for range table.Lines() { // stopping early is allowed
		break
	}
}
