package walk

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestThePapersOfABatch plans and publishes the sessions of Pontianak, then
// makes the assignments of trainers, the lists and the timetables of a batch by
// pages that lead there from its own page; LibreOffice opens them all and says
// what the schedule says, and the long timetable is a PDF whose head is on each
// page.
func TestThePapersOfABatch(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	s.Command("arrange", "--agency", "pontianak", "--programme", "Latsar CPNS 2025", "--publish", "Pengajar dan ruang ditetapkan")
	w := enter(s.Desk(), "Panitia")
	open := func() {
		w.Open("/a/pontianak/training")
		w.Click("Latsar CPNS 2025")
		w.Click("Angkatan VII")
		w.See("Surat dan daftar")
	}
	open()
	w.Shot("batch")
	w.Click("Surat tugas pengajar")
	w.Click("Pengajar tertentu di sana")
	w.Fill("NIP atau nama pengajar", "Letkol Inf. Bambang Sutrisna")
	w.Click("Lihat dahulu")
	w.See("tidak ada dalam daftar pengajar")
	w.Fill("NIP atau nama pengajar", "Letkol Inf. Bambang Sutrisno")
	w.Click("Lihat dahulu")
	w.See("1 surat akan dibuat", "Surat tugas Letkol Inf. Bambang Sutrisno")
	w.Shot("duty")
	for name, text := range openInOffice(t, makeLetters(t, s, w, "Buat 1 surat")) {
		if !strings.Contains(text, "Letkol Inf. Bambang Sutrisno") || !strings.Contains(text, "Kodim 1207 Pontianak") || !strings.Contains(text, "/PENGAJAR/") || !strings.Contains(text, "Zoom Latsar") || strings.Contains(text, "{{") {
			t.Errorf("%s says %s", name, text)
		}
	}
	for kind, words := range map[string][]string{
		"Daftar pengajar": {"Letkol Inf. Bambang Sutrisno", "Widyaiswara Ahli Utama", "370 JP"},
		"Daftar ruang":    {"Kelas ", "Balai Pelatihan", "https://rapat.example/latsar-"},
	} {
		open()
		w.Click(kind)
		w.Click("Buat PDF juga")
		pages := pagesOf(t, makeLetters(t, s, w, "Buat surat"))
		for _, want := range words {
			if !strings.Contains(strings.Join(pages, "\n"), want) {
				t.Errorf("%s lacks %q: %s", kind, want, pages)
			}
		}
		for _, text := range pages {
			if strings.Contains(text, "a.n. Wali Kota Pontianak") != strings.Contains(text, "Drs. Bambang Hermansyah") {
				t.Errorf("%s tears its signature: %s", kind, text)
			}
		}
	}
	open()
	w.Click("Jadwal pelatihan")
	w.Click("Buat PDF juga")
	pages := pagesOf(t, makeLetters(t, s, w, "Buat surat"))
	if len(pages) < 8 || !strings.Contains(pages[len(pages)-1], "64 hari, 647 JP") {
		t.Fatalf("the timetable has %d pages, the last says %s", len(pages), pages[len(pages)-1])
	}
	for i, text := range pages[:len(pages)-1] {
		if !strings.Contains(text, "Hari, tanggal") || !strings.Contains(text, "Pengajar") || !strings.Contains(text, "2025") {
			t.Errorf("page %d has no head: %s", i+1, text)
		}
	}
	open()
	w.Click("Jadwal seminar")
	w.Click("Lihat dahulu")
	w.See("belum terbit")
	w.Shot("unpublished")
}

// makeLetters presses the button that makes what the form stands at, and returns the archive.
func makeLetters(t *testing.T, s *System, w *Walker, press string) []byte {
	t.Helper()
	w.Click(press)
	w.See("Selesai")
	w.Click("Buka hasilnya")
	w.See("Unduh semua (ZIP)")
	return download(t, s, officerOf(t, s, "pontianak"), w.At()+"/all.zip")
}

// pagesOf returns the text of each page of the only PDF of an archive.
func pagesOf(t *testing.T, archive []byte) []string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil || len(z.File) != 1 || !strings.HasSuffix(z.File[0].Name, ".pdf") {
		t.Fatalf("%d files, %v", len(z.File), err)
	}
	in, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	content, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "jadwal.pdf")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}
