package walk

import (
	"path/filepath"
	"testing"
)

// enter comes into the demo by the door of a role.
func enter(w *Walker, role string) *Walker {
	w.t.Helper()
	w.Open("/")
	w.Click(role)
	return w
}

// TestNews publishes a change and returns a paper at a desk; the participant
// sees the bell on the phone and reads, the coach reads without script.
func TestNews(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	committee := enter(s.Desk(), "Panitia")
	committee.Open("/a/pontianak/training")
	committee.Click("Latsar CPNS 2025")
	committee.Click("Angkatan II")
	committee.Click("Pengampu")
	committee.Fill("Panitia, Seluruh angkatan", "Sri Mulyani Astuti, S.E., M.M.")
	committee.Click("Simpan pengampu")
	committee.Click("Lihat perubahan")
	committee.See("Perubahan Angkatan II", "Rancangan")
	committee.Click("Terbitkan jadwal")
	committee.See("mendapat kabar")
	committee.Fill("Alasan", "Panitia ditetapkan")
	committee.Shot("publish")
	committee.Click("Terbitkan jadwal")

	p := enter(s.Phone(), "Peserta")
	p.Click("Kabar, 3 baru")
	p.See("3 belum dibaca", "Jadwal Angkatan II berubah: Panitia ditetapkan")
	p.Shot("inbox")
	p.Click("Jadwal Angkatan II berubah: Panitia ditetapkan")
	p.See("Hari ke-32 dari 64")
	p.Open("/inbox")
	p.See("2 belum dibaca")

	officer := enter(s.Desk(), "Pengelola kepegawaian")
	officer.Open("/a/pontianak/documents")
	for range 3 {
		officer.Fill("Apa yang perlu diperbaiki", "Halaman kedua terpotong.")
		officer.Click("Kembalikan")
	}
	p.Open("/inbox")
	p.See("3 belum dibaca", "SPMT Anda dikembalikan", "Halaman kedua terpotong.")
	p.Click("SPMT Anda dikembalikan")
	p.See("Berkas")
	p.Open("/inbox")
	p.Click("Tandai semua dibaca")
	p.See("Semua sudah dibaca")
	p.SeeNot("Belum dibaca 1")

	coach := s.Phone()
	coach.WithoutScript()
	enter(coach, "Coach")
	coach.Click("Kabar")
	coach.See("Jadwal Angkatan II berubah: Panitia ditetapkan")
	coach.Shot("inbox")
	coach.Click("Tandai semua dibaca")
	coach.See("Semua sudah dibaca")

	committee.Open("/a/pontianak/sent")
	committee.Click("Jadwal Angkatan II berubah: Panitia ditetapkan")
	committee.See("0 dari 45 orang sudah dikabari", "Untuk grup")
	committee.Click("Tandai sudah")
	committee.See("1 dari 45 orang sudah dikabari")
	committee.Shot("tell")

	officer.Open("/a/pontianak/reach?anyway=yes")
	officer.See("Yang perlu dihubungi", "Jadwal Angkatan II", "Buka WhatsApp")
	officer.Click("Tandai selesai")
	officer.See("Selesai 1")
	officer.Fill("Dari", "21:30")
	officer.Fill("Sampai", "05:00")
	officer.Click("Simpan jam tenang")
	officer.See("Jam tenang disimpan")
	officer.Shot("reach")
}
