package walk

import (
	"path/filepath"
	"strings"
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
	t.Parallel()
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
	t.Parallel()
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

		w.Open("/a/pontianak/attendance?day=2025-08-19")
		w.See("Tidak ada sesi berdaftar hadir pada hari ini")
		w.Click("15 Agustus 2025")
		w.See("Sesi 15 Agustus 2025", "Belum diisi")
		w.Click("Pembekalan habituasi")
		w.Click("S Sakit")
		w.Fill("Nomor surat", "440/17/RSUD/2025")
		w.Click("Simpan daftar hadir")
		w.See("kehadiran tersimpan")
		w.Shot("called")

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
		decide(t, s, w)
		transcripts(t, s, w)
	})
}

// decide enters the mark sheet of batch II, decides in its meeting, beginning
// on the page of it, and fixes the results.
func decide(t *testing.T, s *System, w *Walker) {
	t.Helper()
	meeting := w.At()
	w.Click("Nilai")
	w.Click("Angkatan II")
	w.Click("Masukkan lembar nilai")
	w.Upload("Seret berkas ke sini", markSheet(t, s, "pontianak", "Benediktus Syahrul Sitorus", "Dian Rina Baharuddin"))
	w.Click("Periksa berkas")
	w.See("39 baris dibaca")
	w.Shot("sheet")
	w.Click("Masukkan 39 baris")
	w.See("Nilai 39 peserta dimasukkan")

	w.Open(meeting)
	w.See("82,20", "Memuaskan")
	w.Click("Putuskan lain")
	w.Fill("Keputusan", "Ditunda")
	w.Fill("Alasan", "Sakit, menyusul")
	w.Click("Catat")
	w.See("Ditunda", "Sakit, menyusul")
	w.Click("Setujui semua usulan")
	w.Shot("decided")
	w.Click("Kami menyetujui")
	w.Click("Tetapkan 39 hasil")
	w.See("Ditetapkan", "Berita acara", "39 lengkap")
	w.Shot("fixed")
}

// transcripts issues the transcripts of batch II and checks one on a phone of
// nobody by the QR code on its paper.
func transcripts(t *testing.T, s *System, w *Walker) {
	t.Helper()
	w.Open("/a/pontianak")
	w.See("Hasil angkatan II sudah ditetapkan; transkripnya belum terbit semua")
	w.Click("Terbitkan transkrip")
	w.Click("Terbitkan transkrip untuk seangkatan (39)")
	w.See("39 lembar terbit")
	w.Click("Buka hasilnya")
	w.See("39 transkrip berlaku")
	w.Shot("transcripts")
	w.Open("/a/pontianak")
	w.SeeNot("transkripnya belum terbit")
	archive := filepath.Join(t.TempDir(), "transkrip.zip")
	s.Command("certificate", "issue", "--agency", "pontianak", "--batch", "II", "--zip", archive)
	link := scan(t, unpack(t, archive, "Dian Rina Baharuddin"))
	if !strings.HasPrefix(link, s.URL+"/c/") {
		t.Fatalf("the QR code says %q", link)
	}
	public := s.Phone()
	public.Open(link)
	public.See("Dokumen ini tercatat", "Transkrip")
	public.SeeNot("Dian Rina")
	public.Shot("check")
}
