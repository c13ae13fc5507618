package walk

import (
	"os"
	"path/filepath"
	"testing"
)

// copyPack makes a draft of the newest pack under a decree.
func copyPack(w *Walker) {
	w.t.Helper()
	w.Open("/a/pontianak/rules")
	w.Shot("rules")
	w.Click("Latsar CPNS 2024 (blended 64 hari)")
	w.See("Tingkat kepastian", "Pembelajaran mandiri", "Bawaan")
	w.Shot("pack")
	w.Click("Salin sebagai paket baru")
	w.Fill("Judul", "Latsar CPNS Kota Pontianak")
	w.Fill("Kode paket", "latsar kami")
	w.Fill("Berlaku sejak", "2025-01-01")
	w.Fill("Dasar", "SK Kepala BKPSDM 800/1/2025")
	w.Fill("Tanggal dasar", "2025-01-02")
	w.Fill("Tentang", "penyelenggaraan Latsar")
	w.Click("Buat rancangan")
	w.See("Kode paket hanya huruf kecil", "penyelenggaraan Latsar")
	w.Fill("Kode paket", "latsar-kami")
	w.Click("Buat rancangan")
	w.See("Rancangan", "Masih rancangan", "SK Kepala BKPSDM 800/1/2025")
	w.Shot("draft")
}

// editPack changes values that depend on each other, first wrongly.
func editPack(w *Walker) {
	w.t.Helper()
	w.Click("Ubah bagian Penilaian")
	w.Fill("Sikap perilaku › bobot", "20")
	w.Click("Simpan perubahan")
	w.See("Jumlah bobot 105; seharusnya 100", "20")
	w.Shot("refused")
	w.Fill("PKTBT › bobot", "10")
	w.Click("Simpan perubahan")
	w.See("tersimpan", "2 nilai berubah")
	w.Click("Bandingkan dengan asalnya")
	w.See("Sikap perilaku › bobot", "PKTBT › bobot")
	w.Shot("compared")
	w.Open("/a/pontianak/rules/packs/latsar-kami")
	w.Click("Ubah bagian Angkatan")
	w.Fill("Orang terbanyak seangkatan", "30")
	w.Click("Pembelajaran klasikal")
	w.See("30", "Pembelajaran klasikal")
	w.Click("Simpan perubahan")
	w.See("1 nilai berubah")
}

// layPack lays the sessions of the draft out for the region, first wrongly: a
// subject of its own takes the JP of another.
func layPack(w *Walker) {
	w.t.Helper()
	w.Open("/a/pontianak/rules/packs/latsar-kami")
	w.Click("Susunan sesi: Blended (64 hari)")
	w.See("Jumlah hari dan JP", "Hari tersusun")
	w.Shot("layout")
	w.Click("Tambah mata pelatihan")
	w.Fill("Nama mata dalam bahasa Indonesia", "Melayani di tepian Kapuas")
	w.Fill("Agenda", "Penguatan Kompetensi Teknis Bidang Tugas (PKTBT)")
	w.Click("Tambahkan")
	w.See("Melayani di tepian Kapuas")
	w.Click("Hari 9 6 JP sehari")
	w.Click("Tambah sesi")
	w.Shot("layout-day")
	w.Fill("mata 3, Hari 9", "Melayani di tepian Kapuas")
	w.Fill("jenis 3, Hari 9", "asinkron")
	w.Fill("JP 3, Hari 9", "2")
	w.Click("Simpan perubahan")
	w.See("Pola sesi memuat 50 JP, tahapnya 48 JP", "50, seharusnya 48")
	w.Shot("layout-refused")
	w.Fill("JP 1, Hari 9", "2")
	w.Click("Simpan perubahan")
	w.See("tersimpan")
	w.Click("Bandingkan dengan asalnya")
	w.See("Melayani di tepian Kapuas")
	w.Shot("layout-compared")
	w.Open("/a/pontianak/rules/packs/latsar-kami")
}

// releaseList enters a version of 2025 with a day more and releases it.
func releaseList(w *Walker) {
	w.t.Helper()
	file := filepath.Join(w.t.(interface{ TempDir() string }).TempDir(), "libur.csv")
	if err := os.WriteFile(file, []byte("tanggal,jenis,nama\n31/02/2027,libur nasional,Tidak ada\n2027-05-12,libur aneh,Salah jenis\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.Open("/a/pontianak/rules/holidays?year=2027")
	w.Click("Versi baru")
	w.Fill("Dasar", "SKB 77/2026")
	w.Fill("Tanggal dasar", "2026-10-01")
	w.Fill("Tentang", "perubahan hari libur 2027")
	w.Upload("Berkas daftar hari", file)
	w.Click("Buat rancangan daftar")
	w.See("2 baris berkas perlu diperbaiki", "Belum ada yang disimpan", "Tidak ada")
	w.Shot("faults")
	w.Open("/a/pontianak/rules/holidays/new?year=2027")
	w.Fill("Dasar", "SKB 77/2026")
	w.Fill("Tanggal dasar", "2026-10-01")
	w.Fill("Tentang", "perubahan hari libur 2027")
	w.Click("Buat rancangan daftar")
	w.See("Hari libur 2027", "Masih rancangan")
	w.Fill("Hari 27", "2027-09-15")
	w.Fill("Nama 27", "Libur tambahan")
	w.Click("Simpan rancangan")
	w.See("1 hari ditambah", "Libur tambahan")
	w.Shot("days")
	w.Click("Berlakukan daftar")
	w.See("Tidak ada tanggal yang bergeser sebelum panitia menyetujuinya")
	w.Click("Berlakukan daftar")
	w.See("Daftar 2027 berlaku")
}

// TestRules copies a pack, edits it, is refused, releases it and plans with
// it; then a new list of days off names the batches that wait for an
// agreement, and the committee agrees.
func TestRules(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *System) {
		s.Command("org", "create", "pontianak", "Kota Pontianak")
		admin, officer := s.Phone(), s.Desk()
		activate(admin, s.Invite("yoga@contoh.example", "Yoga Prasetyo, S.Kom.", "admin", "pontianak"), secret)
		copyPack(admin)
		editPack(admin)
		layPack(admin)
		admin.Click("Berlakukan paket")
		admin.See("Berlakukan paket ini?")
		admin.Click("Berlakukan paket")
		admin.See("berlaku", "Cabut paket")

		activate(officer, s.Invite("ridwan@contoh.example", "H. Ridwan Syaputra, S.STP.", "officer", "pontianak"), secret)
		importRoster(officer, "pontianak", "pontianak-daftar-peserta.xlsx", "Masukkan 338 orang")
		officer.Open("/a/pontianak/training/new")
		officer.Fill("Nama program", "Latsar CPNS 2027")
		officer.Fill("Paket aturan", "Latsar CPNS Kota Pontianak")
		officer.Fill("Hari pertama", "2027-09-06")
		officer.Fill("Gelombang", "1")
		officer.Click("Lihat usulan")
		officer.See("338", "30", "29")
		officer.Shot("proposal")
		officer.Click("Buka program untuk 338 orang")
		officer.See("Latsar CPNS 2027")

		admin.Open("/a/pontianak/rules/packs/latsar-kami")
		admin.See("Nilai paket ini tidak diubah lagi", "Latsar CPNS 2027", "Salin sebagai paket baru")
		admin.Shot("in-use")
		admin.Open("/a/pontianak/rules/packs/latsar-kami/edit")
		admin.See("sudah dipakai 1 program")

		releaseList(admin)
		admin.See("12 angkatan menunggu persetujuan", "Angkatan I", "Pembelajaran mandiri")
		admin.Shot("moves")
		officer.Open("/a/pontianak/rules/holidays")
		officer.Click("Periksa dan putuskan")
		officer.See("Libur baru 15 September 2027", "SKB 77/2026")
		officer.Click("Sesuaikan tanggal")
		officer.Open("/a/pontianak/rules/holidays")
		officer.SeeNot("menunggu persetujuan")
	})
}
