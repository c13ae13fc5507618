package moving_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/sheet"
	"pamong/internal/moving"
	"pamong/internal/roster"
)

// one is one person of an invented office, as everybody there knows them.
type one struct {
	nip, name, title, golongan, office string
	tmt                                clock.Date
	batch, group                       int
	marks                              map[string]string
	days                               map[clock.Date]string
	sttp                               string
	spmt                               string
	rating                             string
}

// crew makes the people of an office: batches of golongan III, two groups
// each.
func crew(batches, each int) []one {
	offices := []string{"Dinas Kesehatan", "Dinas Pendidikan", "Dinas Sosial", "Badan Pendapatan Daerah"}
	first := []string{"Bagus", "Siti", "Rina", "Agus", "Dewi", "Wahyu", "Maya", "Eko", "Putri", "Hadi", "Lestari", "Rizal", "Intan", "Surya", "Melati"}
	last := []string{"Prakoso", "Aminah", "Wulandari", "Salim", "Anggraini", "Kurniawan", "Safitri", "Nugroho", "Hartono", "Maulana", "Siregar"}
	var list []one
	for i := range batches * each {
		born := clock.NewDate(1990+i%9, 1, 1).AddDays(i)
		p := one{name: first[i%15] + " " + last[i%11] + " " + last[(i/7+3)%11], title: []string{"S.Kom.", "S.E.", "A.Md.Keb.", ""}[i%4], golongan: "III/a", office: offices[i%4], tmt: "2025-05-01",
			nip: strings.ReplaceAll(string(born), "-", "") + fmt.Sprintf("2025051%03d", 901+i%99), batch: i/each + 1, group: i%2 + 1}
		p.marks = map[string]string{"mooc.system": fmt.Sprintf("%d.50", 70+i%30), "attitude.organiser": fmt.Sprintf("%d.00", 80+i%20)}
		p.days = map[clock.Date]string{"2025-07-18": []string{"H", "H", "S", "TK"}[i%4], "2025-07-21": "H"}
		p.sttp = fmt.Sprintf("%08d/LATSAR/2025", i+1)
		p.spmt = fmt.Sprintf("800/%03d/SPMT", i+1)
		p.rating = []string{"Baik", "Sangat Baik"}[i%2]
		list = append(list, p)
	}
	return list
}

// column is a column of a list: what an office may call it, and its cell.
type column struct {
	titles []string // the first is the usual one
	cell   func(p one, r *rand.Rand) sheet.Cell
}

func text(f func(p one) string) func(one, *rand.Rand) sheet.Cell {
	return func(p one, _ *rand.Rand) sheet.Cell { return sheet.TextCell(f(p)) }
}

// day writes a date in one of four ways, another in each row.
func day(d clock.Date, r *rand.Rand) sheet.Cell {
	var y, m, n int
	fmt.Sscanf(string(d), "%d-%d-%d", &y, &m, &n)
	months := []string{"", "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
	switch r.IntN(5) {
	case 0:
		return sheet.TextCell(fmt.Sprintf("%02d/%02d/%d", n, m, y))
	case 1:
		return sheet.TextCell(fmt.Sprintf("%d %s %d", n, months[m], y))
	case 2:
		return sheet.IntCell(clock.Date("1899-12-30").DaysUntil(d))
	case 3:
		return sheet.TextCell(fmt.Sprintf("%d-%02d-%02d", y, m, n))
	}
	return sheet.DateCell(d)
}

// nip writes a number in the ways in which lists have it.
func nip(p one, r *rand.Rand) sheet.Cell {
	n := p.nip
	switch r.IntN(3) {
	case 0:
		n = n[:8] + " " + n[8:14] + " " + n[14:15] + " " + n[15:]
	case 1:
		n = "'" + n
	}
	return sheet.TextCell(n)
}

// name writes a name with its title, without it, or in capitals.
func name(p one, r *rand.Rand) sheet.Cell {
	full := p.name
	if p.title != "" {
		full += ", " + p.title
	}
	switch r.IntN(3) {
	case 0:
		return sheet.TextCell(p.name)
	case 1:
		return sheet.TextCell(strings.ToUpper(p.name))
	}
	return sheet.TextCell(full)
}

var (
	nipColumn  = column{[]string{"NIP", "N I P", "NIP CPNS", "Nomor Induk Pegawai", "Employee number"}, nip}
	nameColumn = column{[]string{"Nama", "Nama Lengkap dan Gelar", "NAMA PESERTA", "Full name"}, name}
)

func peopleColumns() []column {
	full := func(p one, _ *rand.Rand) sheet.Cell {
		return sheet.TextCell(strings.TrimSuffix(p.name+", "+p.title, ", "))
	}
	return []column{nipColumn, {nameColumn.titles, full},
		{[]string{"Golongan", "Gol. Ruang", "Pangkat/Gol", "Rank"}, text(func(p one) string { return p.golongan })},
		{[]string{"Perangkat Daerah", "OPD", "Unit Kerja", "Office"}, text(func(p one) string { return p.office })},
		{[]string{"TMT CPNS", "TMT", "Appointment date"}, func(p one, r *rand.Rand) sheet.Cell { return day(p.tmt, r) }}}
}

func divisionColumns(perSheet bool) []column {
	list := []column{nipColumn, nameColumn, {[]string{"Kelompok", "Klp", "Group"}, text(func(p one) string { return fmt.Sprint(p.group) })}}
	if !perSheet {
		list = append(list, column{[]string{"Angkatan", "Akt.", "Batch"}, text(func(p one) string { return []string{"", "I", "II", "III", "IV"}[p.batch] })})
	}
	return list
}

func markColumns() []column {
	return []column{nipColumn, nameColumn,
		{[]string{"Tes pembelajaran mandiri", "Self-study test", "Nilai Tes Pembelajaran Mandiri"}, text(func(p one) string { return p.marks["mooc.system"] })},
		{[]string{"Sikap perilaku (penyelenggara)", "Attitude (organiser)", "Sikap penyelenggara"}, text(func(p one) string { return strings.Replace(p.marks["attitude.organiser"], ".", ",", 1) })}}
}

func dayColumns() []column {
	list := []column{nipColumn, nameColumn}
	for d, titles := range map[clock.Date][]string{"2025-07-18": {"Jm 2025-07-18", "18/07/2025", "Jumat, 18 Juli 2025", "18-07-2025"}, "2025-07-21": {"2025-07-21", "21/07/2025", "21 Juli 2025"}} {
		list = append(list, column{titles, text(func(p one) string { return p.days[d] })})
	}
	return list
}

func sttpColumns() []column {
	return []column{nipColumn, nameColumn, {[]string{"Nomor STTP", "No. STTP", "Certificate number"}, text(func(p one) string { return p.sttp })},
		{[]string{"Tanggal STTP", "Tgl. STTP", "Certificate date"}, func(_ one, r *rand.Rand) sheet.Cell { return day("2025-10-06", r) }},
		{[]string{"Nilai Akhir", "NA", "Final mark"}, text(func(one) string { return "88.25" })}}
}

func paperColumns() []column {
	return []column{nipColumn, nameColumn, {[]string{"Nomor SPMT", "No SPMT", "SPMT number"}, text(func(p one) string { return p.spmt })},
		{[]string{"Tanggal SPMT", "Tgl SPMT"}, func(_ one, r *rand.Rand) sheet.Cell { return day("2025-06-02", r) }}}
}

func ratingColumns() []column {
	return []column{nipColumn, nameColumn, {[]string{"Predikat Kinerja", "Performance predicate"}, text(func(p one) string { return p.rating })},
		{[]string{"Periode", "Tahun", "Year"}, text(func(one) string { return "2025" })}}
}

// broken writes a list as an office keeps it: columns moved, renamed and
// doubled, titles over it, totals and signatures under it.
func broken(r *rand.Rand, sheetName, above string, people []one, columns []column) sheet.List {
	columns = append([]column(nil), columns...)
	r.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	if r.IntN(2) == 0 {
		columns = append(columns, columns[r.IntN(len(columns))]) // doubled
	}
	if r.IntN(2) == 0 {
		columns = append(columns, column{[]string{"Keterangan tambahan"}, text(func(one) string { return "" })})
	}
	var rows [][]sheet.Cell
	var head, blank []sheet.Cell
	for _, c := range columns {
		head = append(head, sheet.TextCell(c.titles[r.IntN(len(c.titles))]))
		blank = append(blank, sheet.Cell{})
	}
	first := append([]sheet.Cell{sheet.TextCell(above)}, blank[1:]...)
	rows = append(rows, head)
	for _, p := range people {
		var row []sheet.Cell
		for _, c := range columns {
			row = append(row, c.cell(p, r))
		}
		rows = append(rows, row)
	}
	total := append([]sheet.Cell{sheet.TextCell(fmt.Sprintf("Jumlah %d orang", len(people)))}, blank[1:]...)
	sign := append(append([]sheet.Cell(nil), blank[1:]...), sheet.TextCell("NIP 197001011995031001"))
	rows = append(rows, total, blank, sign)
	l := sheet.List{Name: sheetName}
	for _, c := range first {
		l.Columns = append(l.Columns, sheet.Heading{Title: c.Text})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	return l
}

func workbook(t testing.TB, name string, lists ...sheet.List) roster.File {
	t.Helper()
	var b bytes.Buffer
	if strings.HasSuffix(name, ".csv") {
		if err := sheet.WriteCSV(&b, lists[0], true); err != nil {
			t.Fatal(err)
		}
	} else if err := sheet.Write(&b, lists...); err != nil {
		t.Fatal(err)
	}
	return roster.File{ReaderAt: bytes.NewReader(b.Bytes()), Size: int64(b.Len()), Name: name}
}

// dates are the first days of the batches as a list.
func dates(r *rand.Rand, batches int) sheet.List {
	l := sheet.List{Name: "Jadwal", Columns: []sheet.Heading{{Title: "Angkatan"}, {Title: "Kegiatan"}, {Title: "Mulai"}, {Title: "Selesai"}}}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for b := 1; b <= batches; b++ {
			for _, s := range []struct {
				stage      string
				start, end clock.Date
			}{{"Pembelajaran mandiri (MOOC)", "2025-07-07", "2025-07-17"}, {"E-learning I", "2025-07-18", "2025-08-15"}} {
				if !yield([]sheet.Cell{sheet.TextCell(fmt.Sprint("Angkatan ", b)), sheet.TextCell(s.stage), day(s.start, r), day(s.end, r)}, nil) {
					return
				}
			}
		}
	}
	return l
}

// files breaks everything that an office has into files.
func files(t testing.TB, seed uint64, people []one) []roster.File {
	r := rand.New(rand.NewPCG(seed, 8))
	byOffice, byBatch, batches := map[string][]one{}, map[int][]one{}, 0
	for _, p := range people {
		byOffice[p.office], byBatch[p.batch] = append(byOffice[p.office], p), append(byBatch[p.batch], p)
		batches = max(batches, p.batch)
	}
	var list []roster.File
	if seed%2 == 0 {
		list = append(list, workbook(t, "daftar cpns.xlsx", broken(r, "Sheet1", "DAFTAR CPNS TAHUN 2025", people, peopleColumns())))
	} else {
		for office, some := range byOffice { // one file an office, which stands over the table only
			columns := peopleColumns()
			columns = append(columns[:3:3], columns[4:]...)
			list = append(list, workbook(t, "data "+office+".xlsx", broken(r, "Sheet1", office, some, columns)))
		}
	}
	perSheet := seed%3 == 0
	if perSheet {
		var sheets []sheet.List
		for b := 1; b <= batches; b++ {
			sheets = append(sheets, broken(r, fmt.Sprint("Angkatan ", b), "PEMBAGIAN KELOMPOK", byBatch[b], divisionColumns(true)))
		}
		list = append(list, workbook(t, "pembagian.xlsx", sheets...))
	} else {
		list = append(list, workbook(t, "pembagian.csv", broken(r, "", "PEMBAGIAN KELOMPOK", people, divisionColumns(false))))
	}
	list = append(list, workbook(t, "jadwal.xlsx", dates(r, batches)))
	for b := 1; b <= batches; b++ {
		list = append(list, workbook(t, fmt.Sprintf("hadir akt %d.xlsx", b), broken(r, "Hadir", "DAFTAR HADIR", byBatch[b], dayColumns())))
	}
	return append(list, workbook(t, "rekap.xlsx", broken(r, "Nilai", "REKAP", people, markColumns()), broken(r, "STTP", "DAFTAR STTP", people, sttpColumns())),
		workbook(t, "berkas.csv", broken(r, "", "SPMT", people, paperColumns())), workbook(t, "kinerja.xlsx", broken(r, "Kinerja", "KINERJA", people, ratingColumns())))
}

// read reads files into pages.
func read(t testing.TB, words *moving.Words, list []roster.File) []moving.Page {
	t.Helper()
	var pages []moving.Page
	for _, f := range list {
		book, err := sheet.Open(f, f.Size, f.Name, sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		some, err := moving.ReadBook(f.Name, book, words)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, some...)
	}
	return pages
}
