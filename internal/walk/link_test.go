package walk

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestLinks lets a mentor without an account act on the phone, somebody else try
// the same link, and the office end it.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	var list []struct{ Mentor, Link string }
	if err := json.Unmarshal([]byte(s.Command("--json", "mentors", "links", "--agency", "pontianak")), &list); err != nil || len(list) == 0 {
		t.Fatalf("%d links of mentors, %v", len(list), err)
	}
	mentor := list[0].Mentor
	address := list[0].Link[strings.Index(list[0].Link, "/l/"):]

	phone := s.Phone()
	phone.Open(address)
	phone.See("Untuk "+mentor, "Sekali pakai")
	phone.Shot("link")
	phone.Click("Buka di perangkat ini")
	phone.See("peserta bimbingan Anda")
	phone.Shot("mentor")
	phone.Click("Beri nilai")
	phone.See("Nilai angkatan II")
	phone.Click("Aktualisasi")
	phone.See("laporan menunggu Anda", "Kembalikan dengan catatan")
	phone.Shot("reports")
	phone.Click("Setujui")
	phone.See("disetujui.")

	other := s.Phone()
	other.Open(address)
	other.See("sudah dibuka di perangkat lain")
	other.Click("Minta tautan baru")
	other.See("Permintaan dikirim kepada pengelola")

	desk := s.Desk()
	desk.Open("/")
	desk.Click("Pengelola kepegawaian")
	desk.Open("/a/pontianak/mentors?state=asked")
	desk.See(mentor)
	desk.Click(mentor)
	desk.See("Meminta tautan baru", "Tautan ini terbuka di")
	desk.Click("Tarik tautan")
	desk.See("Tautan ditarik")

	phone.Open("/a/pontianak")
	phone.See("NIP atau e-mail")
	phone.Open(address)
	phone.See("sudah ditarik atau diganti")
}

// TestUnitSheet lets the office ask a unit for its marks, and the unit send them.
func TestUnitSheet(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	desk := s.Desk()
	desk.Open("/")
	desk.Click("Pengelola kepegawaian")
	desk.Open("/a/pontianak/returns?state=nolink")
	desk.Click("Dinas Perhubungan")
	desk.Fill("Pengurus kepegawaian unit", "Rina Marlina, S.E.")
	desk.Click("Buat tautan")
	desk.See("Tautan dibuat")
	desk.Shot("asked")
	var text string
	desk.eval(&text, `document.querySelector("textarea").value`)
	address := regexp.MustCompile(`/l/[A-Za-z0-9_-]+`).FindString(text)

	phone := s.Phone()
	phone.Open(address)
	phone.Click("Buka di perangkat ini")
	phone.See("Pengembalian unit kerja")
	phone.Open("/a/pontianak/returns?state=open")
	phone.Click("Dinas Perhubungan")
	var fields []string
	phone.eval(&fields, `[...document.querySelectorAll("label")].map((l) => l.textContent.trim()).filter((l) => l.startsWith("PKTBT, "))`)
	if len(fields) == 0 {
		t.Fatal("the sheet of the unit asks for no mark")
	}
	phone.Fill(fields[0], "120")
	phone.Click("Simpan nilai")
	phone.See("0 sampai 100")
	for _, f := range fields {
		phone.Fill(f, "86,5")
	}
	phone.Click("Simpan nilai")
	phone.See("orang sudah dinilai")
	phone.Shot("filled")
	phone.Click("Kirim lembar nilai")
	phone.See("Lembar nilai dikirim")

	desk.Open("/a/pontianak/returns?state=sent")
	desk.Click("Dinas Perhubungan")
	desk.See("86,5")
	desk.Fill("Apa yang perlu diperbaiki", "Nilai satu orang terbalik")
	desk.Click("Kembalikan kepada unit")
	phone.Open("/a/pontianak/returns?state=filled")
	phone.Click("Dinas Perhubungan")
	phone.See("Nilai satu orang terbalik")
}
