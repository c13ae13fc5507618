package main

const considering = "bahwa Calon Pegawai Negeri Sipil yang tercantum dalam keputusan ini telah menjalani masa percobaan paling sedikit 1 (satu) tahun, lulus pelatihan dasar, dan sehat jasmani serta rohani, sehingga memenuhi syarat diangkat menjadi Pegawai Negeri Sipil"

const recalling = "1. Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara; 2. Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020"

// decrees are the letters from the examination to the oath.
func decrees() map[string]string {
	return map[string]string{
		"decree":         decree("", attest()),
		"certified_copy": decree("SALINAN", attest()+par(look{before: 200, after: -1}, "Salinan sesuai dengan aslinya")),
		"extract":        extract(),
		"salary_letter":  salary(),
		"health_cover":   cover(),
		"oath_record":    oath(),
		"oath_list": head() + title("DAFTAR PENGAMBILAN SUMPAH/JANJI PEGAWAI NEGERI SIPIL", false) +
			facts([2]string{"Hari, tanggal", "{{sumpah_hari}}"}, [2]string{"Tempat", "{{sumpah_tempat}}"}, [2]string{"Kelompok", "{{agama}}"}, [2]string{"Rohaniwan", "{{rohaniwan}}"}, [2]string{"Jumlah", "{{jumlah}} orang"}) +
			persons(golongan, unit, cell{900, look{jc: "center"}, "Kursi\n{{kursi}}"}, cell{2300, look{}, "Tanda tangan\n{{no}}. ……………………"}) + sign(true),
	}
}

func opening(mark string) string {
	s := ""
	if mark != "" {
		s = par(look{jc: "right", bold: true, after: -1}, mark)
	}
	return s + crown("{{ppk_jabatan}}") + par(look{jc: "center", bold: true, after: -1, caps: true}, "Keputusan {{ppk_jabatan}}") + par(look{jc: "center", after: 120}, "Nomor {{nomor}}") +
		par(look{jc: "center", after: -1}, "TENTANG") + par(look{jc: "center", bold: true, after: -1}, "PENGANGKATAN CALON PEGAWAI NEGERI SIPIL") + par(look{jc: "center", bold: true, caps: true, after: 200}, "menjadi Pegawai Negeri Sipil di lingkungan {{pemerintah}}") +
		par(look{jc: "center", caps: true, after: 200}, "{{ppk_jabatan}},")
}

func decree(mark, end string) string {
	return opening(mark) + facts([2]string{"Menimbang", considering}, [2]string{"Mengingat", recalling}) +
		par(look{jc: "center", bold: true, before: 120, after: 120}, "MEMUTUSKAN") +
		facts([2]string{"Menetapkan", ""}, [2]string{"KESATU", "Mengangkat {{jumlah}} ({{jumlah_huruf}}) Calon Pegawai Negeri Sipil yang namanya tercantum dalam Lampiran menjadi Pegawai Negeri Sipil terhitung mulai tanggal {{tmt_pns}}."},
			[2]string{"KEDUA", "Kepada mereka diberikan gaji pokok penuh (100 %) menurut golongan ruangnya, ditambah penghasilan lain berdasarkan peraturan perundang-undangan."},
			[2]string{"KETIGA", "Apabila di kemudian hari terdapat kekeliruan dalam keputusan ini, akan diadakan perbaikan sebagaimana mestinya."}) + end +
		annex("Keputusan tentang pengangkatan CPNS menjadi PNS") + persons(golongan, position, unit, cell{2100, look{}, "STTP\n{{sttp_nomor}}\n{{sttp_tanggal}}"}, cell{2000, look{}, "Surat sehat\n{{sehat_nomor}}\n{{sehat_tanggal}}"}) + sign(false)
}

func extract() string {
	return opening("PETIKAN") + facts([2]string{"Menimbang", "dan seterusnya"}, [2]string{"Mengingat", "dan seterusnya"}) +
		par(look{jc: "center", bold: true, before: 120, after: 120}, "MEMUTUSKAN") +
		facts([2]string{"Menetapkan", ""}, [2]string{"KESATU", "Mengangkat Calon Pegawai Negeri Sipil:"}) + person() +
		text("menjadi Pegawai Negeri Sipil terhitung mulai tanggal {{tmt_pns}}, dengan gaji pokok penuh (100 %) menurut golongan ruangnya, ditambah penghasilan lain berdasarkan peraturan perundang-undangan. Yang bersangkutan lulus pelatihan dasar dengan STTP Nomor {{sttp_nomor}} tanggal {{sttp_tanggal}} dan sehat menurut surat Nomor {{sehat_nomor}} tanggal {{sehat_tanggal}}.") +
		text("PETIKAN keputusan ini diberikan kepada yang bersangkutan untuk diketahui dan dilaksanakan sebagaimana mestinya.") + attest()
}

func salary() string {
	return head() + par(look{in: half, after: 120}, "{{kota}}, {{tanggal}}") +
		facts([2]string{"Nomor", "{{nomor}}"}, [2]string{"Sifat", "Segera"}, [2]string{"Lampiran", "Satu berkas"}, [2]string{"Hal", "Penyesuaian gaji pokok dari 80 % menjadi 100 %"}) +
		par(look{after: -1}, "Yth. Kepala Badan Keuangan dan Aset Daerah") + par(look{after: 200}, "di {{kota}}") +
		text("Berdasarkan Keputusan {{ppk_jabatan}} Nomor {{sk_nomor}} tanggal {{sk_tanggal}}, {{jumlah}} ({{jumlah_huruf}}) Calon Pegawai Negeri Sipil yang namanya tercantum dalam lampiran surat ini telah diangkat menjadi Pegawai Negeri Sipil terhitung mulai tanggal {{tmt_pns}}.") +
		text("Sehubungan dengan itu, kami mohon gaji pokok mereka yang semula dibayarkan 80 % disesuaikan menjadi 100 % terhitung mulai tanggal tersebut.") +
		text("Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.") + sign(false) +
		annex("Surat penyesuaian gaji pokok") + persons(golongan, position, unit) + sign(false)
}

func cover() string {
	return head() + par(look{in: half, after: 120}, "{{kota}}, {{tanggal}}") +
		facts([2]string{"Nomor", "{{nomor}}"}, [2]string{"Sifat", "Biasa"}, [2]string{"Lampiran", "Satu lembar"}, [2]string{"Hal", "Pengantar pemeriksaan kesehatan Calon Pegawai Negeri Sipil"}) +
		par(look{after: -1}, "Yth. Pimpinan {{periksa_oleh}}") + par(look{after: 200}, "di tempat") +
		text("Pengangkatan Calon Pegawai Negeri Sipil menjadi Pegawai Negeri Sipil mensyaratkan sehat jasmani dan rohani. Untuk itu kami hadapkan {{jumlah}} ({{jumlah_huruf}}) Calon Pegawai Negeri Sipil yang namanya tercantum dalam lampiran surat ini untuk diperiksa kesehatannya pada:") +
		facts([2]string{"Hari, tanggal", "{{periksa_hari}}"}, [2]string{"Tempat", "{{periksa_oleh}}{{?periksa_tempat}}, {{periksa_tempat}}{{/}}"}) +
		text("Kami mohon surat keterangan hasil pemeriksaan setiap orang, dengan nomor dan tanggalnya, disampaikan kepada kami.") +
		text("Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.") + sign(false) +
		annex("Surat pengantar pemeriksaan kesehatan") + persons(cell{1700, look{}, "Pangkat / Gol.\n{{?pangkat}}{{pangkat}}, {{/}}{{golongan}}"}, unit, cell{1500, look{}, "Tanda tangan\n{{no}}. ………………"}) + sign(false)
}

func oath() string {
	witness := func(n string) string {
		return "{{saksi_" + n + "_nama}}\nNIP {{saksi_" + n + "_nip}}\n{{saksi_" + n + "_jabatan}}"
	}
	mid := look{jc: "center", after: -1}
	return head() + title("BERITA ACARA PENGAMBILAN SUMPAH/JANJI PEGAWAI NEGERI SIPIL", true) +
		text("Pada {{sumpah_hari}} bertempat di {{sumpah_tempat}}, saya, {{pengambil_nama}}, {{pengambil_jabatan}}, dengan disaksikan oleh dua orang saksi di bawah ini, telah mengambil sumpah/janji Pegawai Negeri Sipil dari:") + person() +
		text("yang diangkat berdasarkan Keputusan Nomor {{sk_nomor}} tanggal {{sk_tanggal}}{{?rohaniwan}}, didampingi rohaniwan {{rohaniwan}} ({{agama}}){{/}}, dengan mengucapkan sumpah/janji:") +
		text("bahwa saya, untuk diangkat menjadi pegawai negeri sipil, akan setia dan taat sepenuhnya kepada Pancasila, Undang-Undang Dasar Negara Republik Indonesia Tahun 1945, negara, dan pemerintah;") +
		text("bahwa saya, akan menaati segala peraturan perundang-undangan yang berlaku dan melaksanakan tugas kedinasan yang dipercayakan kepada saya dengan penuh pengabdian, kesadaran, dan tanggung jawab;") +
		text("bahwa saya, akan senantiasa menjunjung tinggi kehormatan negara, pemerintah, dan martabat pegawai negeri sipil, serta akan senantiasa mengutamakan kepentingan negara daripada kepentingan saya sendiri, seseorang atau golongan;") +
		text("bahwa saya, akan memegang rahasia sesuatu yang menurut sifatnya atau menurut perintah harus saya rahasiakan;") +
		text("bahwa saya, akan bekerja dengan jujur, tertib, cermat, dan bersemangat untuk kepentingan negara.") +
		table(false, nil, []cell{{half, mid, "Yang mengangkat sumpah/janji,\n\n\n{{nama}}\nNIP {{nip}}"}, {half, mid, "Yang mengambil sumpah/janji,\n\n\n{{pengambil_nama}}\n{{pengambil_jabatan}}"}},
			[]cell{{half, mid, "\nSaksi pertama,\n\n\n" + witness("1")}, {half, mid, "\nSaksi kedua,\n\n\n" + witness("2")}})
}
