package ui

import (
	"strconv"

	"pamong/internal/kit/clock"
)

// The sample content of the gallery: invented people in lengths that occur.

func galleryRibbon(day int) Ribbon {
	return Ribbon{Day: day, Stages: []RibbonStage{
		{Label: "Mandiri", Days: 9}, {Label: "Daring I", Days: 21}, {Label: "Aktualisasi", Days: 30}, {Label: "Daring II", Days: 1}, {Label: "Kelas", Days: 3},
	}}
}

func galleryLedger() Ledger {
	return Ledger{
		{Stage: "Pembelajaran mandiri", Days: 9, Planned: 48, Real: 48},
		{Stage: "Pembelajaran daring I", Days: 21, Planned: 231, Real: 81},
		{Stage: "Aktualisasi", Days: 30, Planned: 320},
		{Stage: "Pembelajaran daring II", Days: 1, Planned: 12},
		{Stage: "Klasikal", Days: 3, Planned: 36},
	}
}

func galleryValues() ValueBars {
	return ValueBars{Label: "Tujuh nilai BerAKHLAK", Low: 100, High: 500, Values: []ValueBar{
		{"Berorientasi Pelayanan", 421, 442}, {"Akuntabel", 430, 438}, {"Kompeten", 418, 410}, {"Harmonis", 436, 455},
		{"Loyal", 452, 461}, {"Adaptif", 392, 447}, {"Kolaboratif", 415, 433},
	}}
}

func galleryWhy() WhySum {
	return WhySum{Total: "88,36", Parts: []WhyPart{
		{Label: "Sikap perilaku", Points: 1386, Max: 1500, Grade: "D"},
		{Label: "Tes mandiri", Points: 880, Max: 1000, Grade: "A"},
		{Label: "Tes daring", Points: 840, Max: 1000, Grade: "A"},
		{Label: "Rancangan", Points: 1730, Max: 2000, Grade: "D"},
		{Label: "Capaian", Points: 450, Max: 500, Grade: "B"},
		{Label: "Manfaat", Points: 1760, Max: 2000, Grade: "B"},
		{Label: "Komunikasi", Short: "Komun.", Points: 455, Max: 500, Grade: "B"},
		{Label: "PKTBT", Points: 1335, Max: 1500, Grade: "D"},
	}}
}

func galleryPlan() Plan {
	wave := func(name string, shift int, end string, batches ...PlanBatch) PlanWave {
		for i := range batches {
			day := func(n int) clock.Date { return clock.Date("2025-07-07").AddDays(shift + n) }
			batches[i].Bars = []PlanBar{
				{day(0), day(10), ModeSelf, "Mandiri"}, {day(11), day(39), ModeOnline, "Daring I"},
				{day(43), day(85), ModeWork, "Aktualisasi"}, {day(86), day(86), ModeOnline, "Daring II"}, {day(87), day(91), ModeClass, "Klasikal"},
			}
		}
		batches[0].After = end
		return PlanWave{Name: name, Batches: batches}
	}
	return Plan{
		From: "2025-06-30", To: "2026-01-04", Today: "2025-07-29",
		Waves: []PlanWave{
			wave("Gel. I", 0, "selesai 6 Okt", PlanBatch{Name: "I", Note: "Gol. II · 40"}, PlanBatch{Name: "II", Note: "Gol. II · 39"}, PlanBatch{Name: "III", Note: "Gol. II · 39"}),
			wave("Gel. II", 28, "selesai 3 Nov", PlanBatch{Name: "IV", Note: "Gol. III · 37"}, PlanBatch{Name: "V", Note: "Gol. III · 37"}),
			wave("Gel. III", 56, "selesai 28 Nov", PlanBatch{Name: "VI", Note: "Gol. III · 37"}, PlanBatch{Name: "VII", Note: "Gol. III · 37"}),
			wave("Gel. IV", 84, "", PlanBatch{Name: "VIII", Note: "Gol. III · 36"}, PlanBatch{Name: "IX", Note: "Gol. III · 36"}),
		},
		Holidays: []PlanHoliday{{"2025-08-18", "18 Agt HUT RI"}, {"2025-09-05", "5 Sep Maulid"}, {"2025-12-25", "25–26 Des Natal"}},
		Legend:   []PlanKey{{ModeSelf, "Mandiri 9 hari"}, {ModeOnline, "Daring 21 dan 1 hari"}, {ModeWork, "Aktualisasi 30 hari"}, {ModeClass, "Klasikal 3 hari"}},
	}
}

func galleryMatrix() Matrix {
	m := Matrix{Label: "Kehadiran Angkatan II", Today: "2025-07-29", Limits: []Limit{{"Sesi", 6}, {"JP", 18}, {"Hari", 2}},
		Href: func(row, day int) string { return "#orang-" + strconv.Itoa(row) + "-" + strconv.Itoa(day) }}
	for d := clock.Date("2025-07-18"); d <= "2025-08-15"; d = d.AddDays(1) {
		if d.Weekday()%6 != 0 {
			m.Days = append(m.Days, d)
		}
	}
	row := func(name string, counts [3]int, exceptions map[int]Mark) {
		r := MatrixRow{Name: name, Href: "#orang", Counts: counts[:]}
		for i, d := range m.Days {
			mark := MarkNone
			if d <= m.Today {
				mark = MarkPresent
			}
			if e, ok := exceptions[i]; ok {
				mark = e
			}
			r.Marks = append(r.Marks, mark)
		}
		m.Rows = append(m.Rows, r)
	}
	row("Ahmad Rifqi Maulana, A.Md.", [3]int{}, nil)
	row("Andi Tenri Abeng Puspitasari, A.Md.Kes.", [3]int{}, map[int]Mark{4: MarkLate})
	row("Dedi Kurniawan Saputra", [3]int{2, 5, 1}, map[int]Mark{2: MarkAbsent, 6: MarkLate})
	row("Eko Prasetyo Wibowo", [3]int{}, map[int]Mark{7: MarkOpen})
	row("Elisabet Tri Handayani, A.Md.Kep.", [3]int{4, 10, 2}, map[int]Mark{1: MarkSick, 2: MarkSick})
	row("Fransiskus Xaverius Bala Ndiken", [3]int{1, 2, 0}, map[int]Mark{0: MarkDuty, 3: MarkLeave})
	row("Muhammad Fadhil Al Qadrie", [3]int{7, 18, 2}, map[int]Mark{3: MarkAbsent, 5: MarkAbsent})
	return m
}

func galleryTimeline() Timeline {
	return Timeline{Label: "Dari SK CPNS sampai sumpah PNS", Today: "2026-02-04", Points: []Point{
		{Kind: PointDone, At: "2025-04-01", Title: "SK CPNS, SPMT", When: "1 dan 2 Apr 2025"},
		{Kind: PointSpan, At: "2025-08-18", Until: "2025-11-14", Title: "Latsar"},
		{Kind: PointRisk, At: "2026-03-02", Title: "Batas surat sehat", When: "2 Mar"},
		{Kind: PointOpen, At: "2026-04-01", Title: "Genap setahun"},
		{Kind: PointOpen, Title: "SK PNS"},
		{Kind: PointOpen, Title: "Sumpah"},
	}}
}

func galleryGates() Gates {
	return Gates{
		{Tone: Ok, Title: "Lulus Latsar", Why: "91,21, Sangat Memuaskan · Angkatan I · STTP 00002/LATSAR/CONTOH/2025", Kind: "Undang-undang"},
		{Tone: Late, Title: "Sehat jasmani dan rohani", Why: "Belum ada surat. Batas aman 2 Maret 2026, 26 hari lagi", Rule: "PP 11/2017 pasal 36", Kind: "Undang-undang"},
		{Tone: Ok, Title: "Tidak ada hukuman disiplin sedang atau berat", Why: "Tidak ada catatan dalam berkas 2 Februari 2026", Link: Crumb{"apa artinya", "#"}, Kind: "Undang-undang"},
		{Tone: Ok, Title: "SK CPNS dan SPMT", Why: "Diperiksa 3 April 2025 oleh Nur Aini Fitriana, S.A.P.", Kind: "Syarat berkas"},
		{Title: "Sumpah PNS", Why: "Dijadwalkan setelah SK PNS terbit", Kind: "Undang-undang"},
	}
}

func galleryStats() Stats {
	return Stats{
		{Figure: "118", Word: "diharapkan hadir", Caption: "3 angkatan", Href: "#"},
		{Figure: "109", Word: "hadir", Caption: "92,4 %", Href: "#", Icon: "circle-check", Tone: Ok},
		{Figure: "4", Word: "terlambat", Caption: "paling lama 14 menit", Href: "#", Icon: "clock-alert", Tone: Late},
		{Figure: "3", Word: "sakit, izin, dinas luar", Caption: "semua berdokumen", Href: "#", Icon: "file-check", Tone: Leave},
		{Figure: "2", Word: "belum diisi", Caption: "presensi tutup 10.25", Href: "#", Icon: "circle-dashed"},
	}
}

func galleryTodos() Todos {
	act := func(label string) *Button { return &Button{Label: label, Small: true, Href: "#"} }
	return Todos{List: []Todo{
		{Tone: Late, Who: "Muhammad Fadhil Al Qadrie", Text: "tidak hadir 5 sesi, batasnya 6", Meta: "Batas: PerLAN 1/2021. Mentor belum diberi tahu", Act: act("Tindak lanjuti")},
		{Tone: Late, Icon: "calendar-x", Who: "Zoom B", Text: "dipakai dua angkatan pada 31 Juli pukul 13.00", Meta: "Bentrok dengan Seminar Rancangan Aktualisasi", Act: act("Pindahkan")},
		{Tone: Leave, Icon: "file-clock", Who: "3 surat izin", Text: "menunggu persetujuan", Meta: "Paling lama menunggu sejak kemarin pukul 16.20", Act: act("Periksa")},
	}}
}

func galleryDay() Day {
	return Day{
		{Time: "08.00", Icon: "circle-check", Tone: Ok, Title: "Apel dan pengantar", Text: "Hadir pukul 07.54 · terkirim", Past: true},
		{Time: "10.15", Icon: "circle-dot", Tone: Accent, Title: "Adaptif: cepat menyesuaikan diri", Text: "Daring sinkron · Zoom"},
		{Time: "13.00", Icon: "circle", Title: "Belajar mandiri terarah", Text: "Bahan 3 halaman dan 1 video, 4 JP"},
		{Time: "20.00", Icon: "circle-dashed", Tone: Late, Title: "Jurnal belajar Adaptif", Text: "Batas kumpul hari ini · konsep tersimpan di perangkat"},
	}
}
