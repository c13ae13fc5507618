package walk

import (
	"testing"
)

// lists is where the lists of both offices lie.
const lists = "../demo/data/"

const secret = "kapal layar di sungai"

// importRoster drops the list of people and enters it.
func importRoster(w *Walker, city, file, enter string) {
	w.t.Helper()
	w.Open("/a/" + city + "/people/import")
	w.Upload("Berkas daftar", lists+file)
	w.Click("Baca dan periksa")
	w.See("Periksa sebelum dimasukkan")
	w.Shot("check")
	w.Click(enter)
	w.See("Daftar sudah dimasukkan")
	w.Shot("entered")
}

// importList drops one of the other lists and enters it.
func importList(w *Walker, page, file, rows string) {
	w.t.Helper()
	w.Open(page)
	w.Upload("Seret berkas ke sini", lists+file)
	w.Click("Periksa berkas")
	w.See("Periksa sebelum dimasukkan")
	w.Click("Masukkan " + rows)
	w.See("baris dimasukkan")
}

func TestBontang(t *testing.T) {
	each(t, func(t *testing.T, s *System) {
		s.Command("org", "create", "bontang", "Kota Bontang", "--zone", "WITA")
		w := s.Phone()
		activate(w, s.Invite("nur@contoh.example", "Nur Aini Fitriana, S.A.P.", "officer", "bontang"), secret)
		w.Open("/a/bontang")
		w.Shot("empty")
		importRoster(w, "bontang", "bontang-siasn-export.xlsx", "Masukkan 112 orang")
		importList(w, "/a/bontang/certificates/sttp/import", "bontang-sttp.xlsx", "1")
		importList(w, "/a/bontang/probation/papers/import", "bontang-berkas.xlsx", "1")
		importList(w, "/a/bontang/probation/performance/import", "bontang-kinerja.xlsx", "1")
		w.Open("/a/bontang/briefing?as_of=2026-02-04")
		w.See("112", "30 perangkat daerah", "Dinas Kesehatan", "31", "103", "9", "1990–2002", "73")
		w.Shot("briefing")
		w.Open("/a/bontang/probation")
		w.See("112")
		w.Shot("probation")
		w.Open("/a/bontang/probation/share?word=missing")
		w.See("Satu teks untuk grup", "Pesan untuk tiap orang")
		w.Open("/a/bontang/people")
		w.Click("Adi")
		w.See("NIP", "TMT CPNS", "STTP")
		w.Shot("person")
	})
}

func TestPontianak(t *testing.T) {
	each(t, func(t *testing.T, s *System) {
		s.Command("org", "create", "pontianak", "Kota Pontianak")
		officer := s.Desk()
		activate(officer, s.Invite("ridwan@contoh.example", "H. Ridwan Syaputra, S.STP.", "officer", "pontianak"), secret)
		importRoster(officer, "pontianak", "pontianak-daftar-peserta.xlsx", "Masukkan 338 orang")

		w := s.Desk()
		activate(w, s.Invite("sri@contoh.example", "Sri Mulyani Astuti, S.E., M.M.", "committee", "pontianak"), secret)
		w.Open("/a/pontianak/training/new")
		w.Fill("Nama program", "Latsar CPNS 2025")
		w.Fill("Hari pertama", "2025-07-07")
		w.Fill("Gelombang", "4")
		w.Click("Lihat usulan")
		w.See("338", "40", "39", "37", "36")
		w.Shot("proposal")
		w.Click("Buka program untuk 338 orang")
		w.See("Latsar CPNS 2025")
		w.Shot("plan")
		w.Click("Terbitkan jadwal")
		w.Shot("publish")
		w.Click("Terbitkan jadwal")
		w.Shot("published")

		w.Open("/a/pontianak/evaluation")
		w.Click("Angkatan II")
		w.Shot("marks")
		w.Click("Isi nilai")
		w.Click("sebagai penyelenggara")
		w.Fill("Benediktus Syahrul Sitorus", "88,5")
		w.Fill("Dian Rina Baharuddin", "seratus")
		w.Shot("typing")
		w.Click("Simpan nilai")
		w.See("88,5", "seratus")
		w.Shot("refused")
		w.Fill("Dian Rina Baharuddin", "90")
		w.Click("Simpan nilai")
		w.See("2 nilai tersimpan")

		w.Click("Rapat kelulusan")
		w.Fill("Tanggal", "2025-10-07")
		w.Fill("Ketua rapat", "Drs. Bambang Hermansyah, M.Si.")
		w.Fill("Hadir", "Sri Mulyani Astuti, S.E., M.M.")
		w.Click("Simpan data rapat")
		w.See("Data rapat tersimpan", "Drs. Bambang Hermansyah")
		w.Shot("meeting")
	})
}
