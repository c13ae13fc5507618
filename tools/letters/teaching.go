package main

// teaching are the letters about who teaches a batch, where and when.
func teaching() map[string]string {
	return map[string]string{
		"trainer_duty": assignment(),
		"trainer_list": head() + title("DAFTAR PENGAJAR", false) + batch() +
			list("daftar", no, cell{3300, look{}, "Nama / NIP\n{{nama}}\n{{?nip}}NIP {{nip}}{{/}}"}, cell{2500, look{}, "Jenjang, instansi\n{{jenjang}}\n{{asal}}"}, cell{1700, look{}, "Sebagai\n{{peran}}"}, cell{700, look{jc: "center"}, "Sesi\n{{banyak_sesi}}"}, cell{700, look{jc: "center"}, "JP\n{{jp}}"}) +
			par(look{before: 80, jc: "right"}, "Jumlah {{jumlah}} pengajar, {{jp_total}} JP") + sign(true),
		"room_list": head() + title("DAFTAR RUANG", false) + batch() +
			list("ruang", no, cell{2600, look{}, "Ruang\n{{nama}}\n{{?alamat}}{{alamat}}{{:}}{{jenis}}{{/}}"}, cell{800, look{jc: "center"}, "Kursi\n{{?kursi}}{{kursi}}{{:}}–{{/}}"}, cell{2600, look{}, "Tautan\n{{?tautan}}{{tautan}}{{:}}–{{/}}"}, cell{700, look{jc: "center"}, "Sesi\n{{banyak_sesi}}"}, cell{2600, look{}, "Dipakai pada\n{{hari}}"}) + sign(true) +
			par(look{bold: true, keep: true, page: true}, "Pemakaian ruang (waktu {{zona}})") +
			list("pemakaian", cell{1700, look{}, "Ruang\n{{nama}}"}, cell{2100, look{}, "Hari, waktu\n{{hari}}\n{{waktu}}"}, cell{2500, look{}, "Materi\n{{materi}}"}, cell{1400, look{}, "Untuk\n{{untuk}}"}, cell{2200, look{}, "Pengajar\n{{pengajar}}"}),
		"timetable": head() + title("JADWAL PELATIHAN", false) + batch() +
			list("sesi", cell{1800, look{}, "Hari, tanggal\n{{tahap_baru}}\n{{?hari_baru}}Hari ke-{{hari_ke}}{{/}}\n{{hari}}"}, cell{1350, look{jc: "center"}, "Waktu ({{zona}})\n{{waktu}}\n{{jp}} JP"}, cell{2500, look{}, "Materi\n{{materi}}\n{{bentuk}}"}, cell{1300, look{}, "Untuk\n{{untuk}}"}, cell{1900, look{}, "Pengajar\n{{pengajar}}"}, cell{1400, look{}, "Tempat\n{{tempat}}"}) +
			par(look{before: 80, jc: "right"}, "{{hari_total}} hari, {{jp_total}} JP") + sign(true),
		"seminar_list": head() + title("JADWAL SEMINAR", false) +
			facts([2]string{"Seminar", "{{seminar}}"}, [2]string{"Program", "{{program}}"}, [2]string{"Gelombang / angkatan", "{{gelombang}} / {{angkatan}}"}, [2]string{"Jumlah", "{{jumlah}} peserta"}, [2]string{"Jadwal", "terbitan ke-{{versi}}, {{terbit}}"}) +
			list("daftar", no, cell{1700, look{}, "Hari, waktu ({{zona}})\n{{hari}}\n{{waktu}}"}, cell{550, look{jc: "center"}, "Kel.\n{{kelompok}}"}, cell{2900, look{}, "Peserta\n{{nama}}\nNIP {{nip}}\n{{unit}}"}, cell{1500, look{}, "Tempat\n{{tempat}}"}, cell{2500, look{}, "Hadir\n{{?penguji}}Penguji: {{penguji}}{{/}}\n{{?coach}}Coach: {{coach}}{{/}}\n{{?mentor}}Mentor: {{mentor}}{{/}}"}) + sign(true),
	}
}

var no = cell{520, look{jc: "center"}, "No\n{{no}}"}

// batch says of which published schedule a list is.
func batch() string {
	return facts([2]string{"Program", "{{program}}"}, [2]string{"Gelombang / angkatan", "{{gelombang}} / {{angkatan}}"}, [2]string{"Waktu", "{{periode}}"}, [2]string{"Jadwal", "terbitan ke-{{versi}}, {{terbit}}"})
}

func assignment() string {
	return head() + title("SURAT TUGAS", true) +
		facts([2]string{"Dasar", "Jadwal {{program}} yang diterbitkan: {{jadwal_terbit}}"}) +
		par(look{jc: "center", bold: true, after: 120}, "MENUGASKAN") +
		facts([2]string{"Nama", "{{nama}}"}, [2]string{"NIP", "{{?nip}}{{nip}}{{:}}–{{/}}"}, [2]string{"Jenjang", "{{?jenjang}}{{jenjang}}{{:}}–{{/}}"}, [2]string{"Instansi", "{{?asal}}{{asal}}{{:}}–{{/}}"}, [2]string{"Sebagai", "{{peran}}"},
			[2]string{"Untuk", "melaksanakan tugas tenaga pelatihan pada {{program}} Angkatan {{angkatan}}, {{periode}}{{?sesi}}, sebanyak {{banyak_sesi}} sesi ({{jp}} JP) menurut lampiran{{/}}"}) +
		par(look{}, "{{?tugas}}") + par(look{keep: true}, "Penugasan pada kelompok atau peserta:") +
		list("tugas", no, cell{1500, look{}, "Sebagai\n{{sebagai}}"}, cell{1250, look{jc: "center"}, "Angkatan\n{{angkatan}}"}, cell{2500, look{}, "Untuk\n{{untuk}}"}, cell{1150, look{jc: "center"}, "Peserta\n{{peserta}}"}, cell{1700, look{}, "Sejak\n{{sejak}}"}, cell{1800, look{}, "Surat penugasan\n{{surat}}"}) +
		par(look{after: -1}, "") + par(look{}, "{{/tugas}}") +
		text("Surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab.") + sign(true) +
		par(look{}, "{{?sesi}}") + annex("Surat tugas {{nama}}") + par(look{}, "Waktu dalam {{zona}}.") +
		list("sesi", no, cell{2200, look{}, "Hari, waktu\n{{hari}}\n{{waktu}}"}, cell{500, look{jc: "center"}, "JP\n{{jp}}"}, cell{2500, look{}, "Materi\n{{materi}}\n{{bentuk}}"}, cell{1500, look{}, "Untuk\nAngkatan {{angkatan}}\n{{untuk}}"}, cell{1250, look{}, "Sebagai\n{{sebagai}}"}, cell{1400, look{}, "Tempat\n{{tempat}}"}) +
		par(look{before: 80, jc: "right"}, "Jumlah {{jp}} JP") + sign(false) + par(look{}, "{{/sesi}}")
}
