package roster

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
)

// list writes rows from A1 on; "" leaves a cell empty.
func list(t *testing.T, f *excelize.File, name string, rows [][]string) {
	t.Helper()
	if _, err := f.NewSheet(name); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		for j, text := range r {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil && text != "" {
				err = f.SetCellStr(name, cell, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func open(t *testing.T, content []byte, name string) *sheet.Book {
	t.Helper()
	book, err := sheet.Open(bytes.NewReader(content), int64(len(content)), name, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// officeList is a list as offices keep them: title rows, a header of two rows
// with merged cells, a row of column numbers, a heading within the table, a
// hidden row, a total, a signature, and a second and a hidden sheet.
func officeList(t *testing.T) *sheet.Book {
	t.Helper()
	f := excelize.NewFile()
	list(t, f, "Gelombang I", [][]string{
		{"DAFTAR PESERTA"}, {"TAHUN 2025"}, {},
		{"No", "Nama", "NIP", "Pangkat", "", "Unit Kerja", "Ket."},
		{"", "", "", "Gol/Ruang", "TMT CPNS", "", ""},
		{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"},
		{"KELOMPOK 1"},
		{"1", "dr. ANI LESTARI", "19990427 202505 2 901", "III/b", "01/05/2025", "UPT Puskesmas Saigon, Dinas Kesehatan", "baru"},
		{"2", "BUDI SANTOSO, S.E.", "199810162025051901", "Penata Muda (III/a)", "1 Mei 2025", "Dinas Pangan, Pertanian dan Perikanan", ""},
		{"", "JUMLAH", "2"},
		{"", "", "", "", "", "Pontianak, 2 Juli 2025"},
		{"", "", "", "", "", "NIP. 197001011995031001"},
	})
	for _, m := range [][2]string{{"A4", "A5"}, {"B4", "B5"}, {"C4", "C5"}, {"D4", "E4"}, {"F4", "F5"}, {"G4", "G5"}, {"A7", "G7"}} {
		if err := f.MergeCell("Gelombang I", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	list(t, f, "Gelombang II", [][]string{{"NAMA", "NIP", "L/P"}, {"Citra Dewi", "200109252025052901", "P"}})
	list(t, f, "Catatan", [][]string{{"Harap dikirim sebelum Jumat"}})
	list(t, f, "Lama", [][]string{{"NAMA", "NIP"}, {"Orang Lama", "199901012020121901"}})
	for _, err := range []error{f.SetRowVisible("Gelombang I", 9, false), f.SetSheetVisible("Lama", false), f.DeleteSheet("Sheet1")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, b.Bytes(), "daftar.xlsx")
}

func TestAListAsOfficesKeepIt(t *testing.T) {
	d, err := Read(officeList(t), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := judged(t, d, nil)
	type found struct {
		Sheet, Name, NIP, TMT, Golongan, Place, Codes string
		Line                                          int
	}
	var got []found
	for _, r := range v.Rows {
		codes := ""
		for _, f := range r.Findings {
			codes += f.Code + " "
		}
		got = append(got, found{r.Sheet, r.Person.Name, r.Person.NIP, string(r.Person.TMT), r.Person.Golongan, r.Place.String(), codes, r.Line})
	}
	want := []found{
		{"Gelombang I", "dr. Ani Lestari", "199904272025052901", "2025-05-01", "III/b", "UPT Puskesmas Saigon, Dinas Kesehatan", "", 8},
		{"Gelombang I", "Budi Santoso, S.E.", "199810162025051901", "2025-05-01", "III/a", "Dinas Pangan, Pertanian dan Perikanan", "row_hidden ", 9},
		{"Gelombang II", "Citra Dewi", "200109252025052901", "2025-05-01", "", "", "golongan_missing unit_missing ", 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Catatan", "Lama"}, d.Unread); diff != "" {
		t.Error(diff)
	}
	if len(d.Skipped) == 0 || d.Skipped[0].Text != "KELOMPOK 1" {
		t.Errorf("skipped %v", d.Skipped)
	}
}

func TestOwnHeadersAreMappedOnceAndRemembered(t *testing.T) {
	content := []byte("Nomor Pegawai;Nama;Kantor\n199904272025052901;Ani;Dinas Sosial\n")
	d, err := Read(open(t, content, "a.csv"), nil, nil)
	if err != nil || fault.Of(d.Lacking) == nil || fault.Of(d.Lacking).Key != "roster.no_column_nip" {
		t.Fatalf("a list without an NIP column: %v", err)
	}
	if err := d.Remap(map[string]Field{"nomor pegawai": FieldNIP}); err != nil || d.Lacking != nil {
		t.Fatalf("pointing at the column: %v, %v", err, d.Lacking)
	}
	if r := judged(t, d, nil).Rows[0]; r.Outcome != New {
		t.Errorf("after pointing: %s %v", r.Outcome, r.Findings)
	}
	d, err = Read(open(t, content, "a.csv"), map[string]Field{"nomor pegawai": FieldNIP}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Remap(map[string]Field{"kantor": FieldOffice}); err != nil {
		t.Fatal(err)
	}
	if r := judged(t, d, nil).Rows[0]; r.Place.Office != "Dinas Sosial" || r.Outcome != New {
		t.Errorf("place %v, %s", r.Place, r.Outcome)
	}
	if err := d.Remap(map[string]Field{"kantor": FieldNIP}); fault.KindOf(err) != fault.KindInvalid {
		t.Errorf("two NIP columns: %v, want refused", err)
	}
	if err := d.Remap(map[string]Field{"kantor": FieldOffice, "nomor pegawai": FieldIgnored}); fault.KindOf(err) != fault.KindInvalid {
		t.Errorf("no NIP column: %v, want refused", err)
	}
}

func TestAListWithoutPeopleIsRefused(t *testing.T) {
	for name, text := range map[string]string{"no table at all": "Selamat pagi\n", "a table without rows": "NIP,Nama\n"} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(open(t, []byte(text), "a.csv"), nil, nil); fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("%v, want refused", err)
			}
		})
	}
}
