package walk

import "testing"

// TestWhoGoesWhen notes who cannot go, asks for a proposal under a share of
// units, looks why somebody waits, locks somebody by hand, opens the programme
// and chooses the days of a stage.
func TestWhoGoesWhen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *System) {
		s.Command("org", "create", "pontianak", "Kota Pontianak")
		w := s.Desk()
		activate(w, s.Invite("ridwan@contoh.example", "H. Ridwan Syaputra, S.STP.", "officer", "pontianak"), secret)
		importRoster(w, "pontianak", "pontianak-daftar-peserta.xlsx", "Masukkan 338 orang")

		w.Open("/a/pontianak/training/wishes")
		w.See("Belum ada yang dicatat")
		w.Shot("nothing-noted")
		w.Fill("Siapa", "200107112025052901")
		w.Fill("Jenis", "Hamil")
		w.Fill("Mulai", "2025-07-01")
		w.Fill("Sampai", "2025-09-30")
		w.Click("Simpan catatan")
		w.See("1 catatan disimpan", "Intan Rina Lestari")
		w.Fill("Tempel dari lembar kerja", "199805012025051901;Gelombang berbeda;199808272025052901\n199805012025051901;Liburan")
		w.Click("Simpan daftar")
		w.See("Baris 2", "Pilih salah satu jenis")
		w.Shot("list-refused")

		w.Open("/a/pontianak/training/new")
		w.Fill("Nama program", "Latsar CPNS 2025")
		w.Fill("Hari pertama", "2025-07-07")
		w.Fill("Gelombang", "4")
		w.Fill("Paling banyak dari satu unit", "30")
		w.Click("Lihat usulan")
		w.See("Daftar tunggu", "Naikkan batas per unit ke 34 %")
		w.Shot("waiting")
		w.Fill("Paling banyak dari satu unit", "60")
		w.Click("Hitung ulang")
		w.See("337 orang", "Berhalangan di semua gelombang")
		w.Click("Lihat isi")
		w.See("Kunci di sini")
		w.Click("Kunci di sini")
		w.See("Dikunci", "Lepas")
		w.Shot("locked")
		w.Click("Buka program untuk 337 orang")
		w.See("Latsar CPNS 2025")
		w.Open("/a/pontianak/training/waiting")
		w.See("Intan Rina Lestari", "Berhalangan di semua gelombang")
		w.Shot("waiting-list")

		w.Open("/a/pontianak/training/year?y=2025")
		w.See("Papan tahun 2025", "9 angkatan")
		w.Shot("year")
		w.Click("Angkatan I")
		w.Click("Tanggal tahap")
		w.See("Menurut paket")
		w.Shot("dates")
		w.Click("Ubah")
		w.Click("Dipilih dengan tangan")
		w.Click("Lihat akibatnya")
		w.See("Akibatnya")
		w.Shot("trial")
	})
}
