package main

import "maps"

var (
	unit     = cell{2700, look{}, "Unit kerja\n{{unit}}"}
	golongan = cell{800, look{jc: "center"}, "Gol.\n{{golongan}}"}
	position = cell{2400, look{}, "Jabatan\n{{jabatan}}"}
	group    = cell{900, look{jc: "center"}, "Kel.\n{{kelompok}}"}
)

// letters returns the bodies of all templates by the kinds of letters.
func letters() map[string]string {
	all := map[string]string{
		"summons":           summons(),
		"duty":              duty(),
		"committee_decree":  committee(),
		"name_list":         head() + title("DAFTAR PESERTA", false) + course() + persons(golongan, position, unit, group) + sign(true),
		"attendance_blank":  attendance(cell{2300, look{}, "Tanda tangan\n{{no}}. ……………………"}),
		"attendance_filled": attendance(cell{2300, look{}, "Kehadiran\n{{kehadiran}}\n{{keterangan}}"}),
		"graduation_record": graduation(),
		"release":           release(),
		"statement":         statement(),
		"receipt": head() + title("TANDA TERIMA", false) + text("Telah diterima dari {{badan}} {{instansi}} oleh {{jumlah}} ({{jumlah_huruf}}) orang di bawah ini:") +
			persons(unit, cell{1700, look{}, "Yang diterima\n"}, cell{1300, look{}, "Tanggal\n"}, cell{1900, look{}, "Tanda tangan\n{{no}}."}) + sign(true),
	}
	maps.Copy(all, decrees())
	maps.Copy(all, teaching())
	return all
}

func course() string {
	return facts([2]string{"Program", "{{program}}"}, [2]string{"Gelombang / angkatan", "{{gelombang}} / {{angkatan}}"}, [2]string{"Waktu", "{{periode}}"}, [2]string{"Jumlah", "{{jumlah}} orang"})
}

func summons() string {
	l := look{after: -1}
	return head() + par(look{in: half, after: 120}, "{{kota}}, {{tanggal}}") +
		facts([2]string{"Nomor", "{{nomor}}"}, [2]string{"Sifat", "Penting"}, [2]string{"Lampiran", "Satu berkas"}, [2]string{"Hal", "Pemanggilan peserta {{program}}"}) +
		par(l, "Yth. Kepala perangkat daerah para peserta") + par(look{after: 200}, "di {{kota}}") +
		text("Dengan ini kami beri tahukan bahwa {{program}} Gelombang {{gelombang}} Angkatan {{angkatan}} diselenggarakan pada {{periode}}, dengan tahap sebagai berikut:") +
		list("tahap", cell{600, look{}, "No\n{{no}}"}, cell{5200, look{}, "Tahap\n{{nama}}"}, cell{3800, look{}, "Waktu\n{{waktu}}"}) + par(l, "") +
		text("Sehubungan dengan itu, kami mohon Saudara menugaskan {{jumlah}} ({{jumlah_huruf}}) CPNS yang namanya tercantum dalam lampiran surat ini sebagai peserta, dan membebaskan mereka dari tugas sehari-hari selama pelatihan klasikal.") +
		text("Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.") + sign(false) +
		annex("Surat pemanggilan peserta {{program}}") + persons(golongan, position, unit, group) + sign(false)
}

func duty() string {
	return head() + title("SURAT TUGAS", true) +
		facts([2]string{"Dasar", "Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020; jadwal {{program}}"}) +
		par(look{jc: "center", bold: true, after: 120}, "MENUGASKAN") + text("Kepada {{jumlah}} ({{jumlah_huruf}}) orang berikut:") +
		persons(golongan, position, unit) + par(look{after: -1}, "") +
		facts([2]string{"Untuk", "mengikuti {{program}} Gelombang {{gelombang}} Angkatan {{angkatan}} pada {{periode}}"}, [2]string{"Ketentuan", "mengikuti seluruh tahap pelatihan dan melaporkan hasilnya kepada kepala perangkat daerah masing-masing"}) +
		text("Surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab.") + sign(true)
}

func attendance(last cell) string {
	return head() + title("DAFTAR HADIR", false) +
		facts([2]string{"Hari, tanggal", "{{hari}}"}, [2]string{"Program, angkatan", "{{program}}, Angkatan {{angkatan}}"}, [2]string{"Materi", "{{materi}} ({{jp}} JP)"}, [2]string{"Waktu", "{{waktu}}"}, [2]string{"Pengampu", "{{pengampu}}"}, [2]string{"Tempat", "{{tempat}}"}) +
		persons(golongan, unit, cell{1300, look{jc: "center"}, "QR\n{{@qr 13}}"}, last) + sign(true)
}

func graduation() string {
	return head() + title("BERITA ACARA RAPAT KELULUSAN", true) +
		text("Pada {{rapat_hari}} bertempat di {{rapat_tempat}} telah dilaksanakan rapat kelulusan {{program}} Gelombang {{gelombang}} Angkatan {{angkatan}} yang diselenggarakan pada {{periode}}.") +
		text("Rapat yang dipimpin oleh {{ketua}} memutuskan bahwa dari {{jumlah}} ({{jumlah_huruf}}) peserta, {{lulus}} orang lulus, {{ditunda}} orang ditunda kelulusannya dan {{tidak_lulus}} orang tidak lulus, dengan rincian:") +
		persons(cell{1100, look{jc: "center"}, "Nilai\n{{nilai}}"}, cell{2200, look{}, "Predikat\n{{predikat}}"}, cell{1700, look{}, "Keputusan\n{{keputusan}}"}) +
		par(look{before: 120}, "{{?catatan}}Catatan rapat: {{catatan}}{{/}}") +
		par(look{keep: true, before: 120}, "Yang hadir:") + list("hadir", cell{600, look{}, "No\n{{no}}"}, cell{4200, look{}, "Nama\n{{nama}}"}, cell{2600, look{}, "Sebagai\n{{sebagai}}"}, cell{2300, look{}, "Tanda tangan\n"}) +
		text("") + text("Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.") +
		par(look{in: half, after: -1, keep: true}, "Ketua rapat,") + par(look{in: half, after: -1, keep: true}, "") + par(look{in: half, after: -1, keep: true}, "") + par(look{in: half, after: -1, keep: true, bold: true, under: true}, "{{ketua}}") + par(look{in: half}, "{{?ketua_nip}}NIP {{ketua_nip}}{{/}}")
}

func release() string {
	return head() + title("SURAT PEMBEBASAN TUGAS", true) + text("Yang bertanda tangan di bawah ini, {{ttd_jabatan}}, membebaskan dari tugas sehari-hari:") + person() +
		text("untuk mengikuti {{program}} Gelombang {{gelombang}} Angkatan {{angkatan}} pada {{periode}}. Selama pelatihan klasikal yang bersangkutan tidak melaksanakan tugas jabatannya; sesudah pelatihan selesai yang bersangkutan kembali bertugas pada unit kerjanya.") +
		text("Demikian surat ini dibuat untuk dipergunakan sebagaimana mestinya.") + sign(true)
}

func statement() string {
	return head() + title("SURAT KETERANGAN", true) + text("Yang bertanda tangan di bawah ini, {{ttd_jabatan}}, menerangkan bahwa:") + person() +
		text("adalah Calon Pegawai Negeri Sipil {{instansi}} terhitung mulai tanggal {{tmt_cpns}}, berdasarkan Keputusan Nomor {{sk_cpns_nomor}} tanggal {{sk_cpns_tanggal}}{{?angkatan}}, dan tercatat sebagai peserta pelatihan dasar Angkatan {{angkatan}}{{/}}.") +
		text("Demikian surat keterangan ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.") + sign(true)
}

func committee() string {
	return crown("{{ttd_jabatan}}") + par(look{jc: "center", bold: true, after: -1}, "KEPUTUSAN") + par(look{jc: "center", after: 120}, "Nomor {{nomor}}") +
		par(look{jc: "center", after: -1}, "TENTANG") + par(look{jc: "center", bold: true, caps: true, after: 240}, "Panitia penyelenggara {{program}}") +
		facts([2]string{"Menimbang", "bahwa untuk kelancaran {{program}} Gelombang {{gelombang}} Angkatan {{angkatan}} pada {{periode}} perlu dibentuk panitia penyelenggara"},
			[2]string{"Mengingat", "1. Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara; 2. Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020"}) +
		par(look{jc: "center", bold: true, before: 120, after: 120}, "MEMUTUSKAN") +
		facts([2]string{"Menetapkan", ""}, [2]string{"KESATU", "Membentuk panitia penyelenggara {{program}} dengan susunan sebagaimana tercantum dalam Lampiran."},
			[2]string{"KEDUA", "Panitia bertugas menyiapkan, melaksanakan dan melaporkan penyelenggaraan pelatihan."},
			[2]string{"KETIGA", "Keputusan ini mulai berlaku pada tanggal ditetapkan."}) + attest() +
		annex("Keputusan tentang panitia penyelenggara {{program}}") + par(look{jc: "center", bold: true, after: 160}, "SUSUNAN PANITIA PENYELENGGARA") +
		list("panitia", cell{600, look{}, "No\n{{no}}"}, cell{5200, look{}, "Nama\n{{nama}}"}, cell{3800, look{}, "Kedudukan\n{{kedudukan}}"}) + sign(false)
}
