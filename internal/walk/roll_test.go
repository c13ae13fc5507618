package walk

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestRoll calls the roll on a phone and enters the sheet at a desk.
func TestRoll(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	w := s.Phone()
	w.Open("/")
	w.Click("Panitia")
	w.Open("/a/pontianak/attendance")
	w.Click("Kesiapsiagaan Bela Negara")
	w.SeeNot("Nomor surat")
	w.Click("S Sakit")
	w.See("Nomor surat")
	w.Click("Simpan daftar hadir 10 orang")
	w.See("Sakit, izin, dan dinas luar perlu keterangan atau nomor surat")
	w.Shot("refused")
	w.Fill("Nomor surat", "440/17/RSUD/2025")
	w.Click("Simpan daftar hadir 10 orang")
	w.See("10 kehadiran tersimpan")
	w.Click("Kesiapsiagaan Bela Negara")
	w.See("440/17/RSUD/2025")
	w.Shot("called")
	session := w.At()[strings.LastIndex(w.At(), "/")+1:]
	var row string
	w.eval(&row, `[...document.querySelectorAll("input[type=radio]")].at(-1).name.slice(2)`)

	at := s.Desk()
	at.Open("/")
	at.Click("Panitia")
	at.Open("/a/pontianak/attendance")
	at.Click("Angkatan IV")
	at.Click("Masukkan lembar kehadiran")
	at.Upload("Seret berkas ke sini", filled(t, s))
	at.Click("Periksa berkas")
	at.See("37 baris dibaca", "bukan keadaan")
	at.Shot("preview")
	at.Click("Lewati 1 baris yang salah")
	at.Click("Masukkan 36 baris")
	at.See("2 isian baru atau berubah")

	at.Open("/a/pontianak/attendance")
	at.Click("Pindai daftar hadir")
	at.Fill("Kode baris", "https://pamong.example/c/ABCDEFGH2345")
	at.Click("Buka baris")
	at.See("Ini bukan kode baris daftar hadir")
	at.Fill("Kode baris", s.URL+"/a/pontianak/attendance/rows/"+session+"."+row)
	at.Click("Buka baris")
	at.Click("T Terlambat")
	at.Shot("row")
	at.Fill("Keterangan", "Tertulis terlambat di lembar yang ditandatangani")
	at.Click("Simpan kehadiran")
	at.See("1 kehadiran tersimpan", "Pindai daftar hadir")
}

// filled is the sheet of batch IV: two people more of the day are marked, and
// one mark is no letter of the paper.
func filled(t *testing.T, s *System) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kehadiran.xlsx")
	s.Command("attendance", "template", "--agency", "pontianak", "--batch", "IV", file)
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	column := 0
	for i, title := range rows[0] {
		if column == 0 && strings.Contains(title, "2025-08-20") {
			column = i + 1
		}
	}
	for row, letter := range map[int]string{20: "H", 21: "TK", 22: "X"} {
		cell, err := excelize.CoordinatesToCellName(column, row)
		if err == nil {
			err = f.SetCellStr(sheet, cell, letter)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	return file
}
