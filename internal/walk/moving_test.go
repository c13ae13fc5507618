package walk

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/sheet"
)

// begun are the batches of the demo that have attendance and marks.
var begun = []string{"I", "II", "III", "IV", "V"}

// TestAHalfRunProgrammeMovesIn takes the half-run programme of the demo out by
// its own downloads, breaks the files as offices do, and lets a newcomer drop
// all of them into an empty system. Two lines need a word of theirs: a name
// without an NIP, and a person in two batches. Then everybody stands as before.
func TestAHalfRunProgrammeMovesIn(t *testing.T) {
	t.Parallel()
	demo := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	out := takeOut(t, demo)
	each(t, func(t *testing.T, s *System) {
		s.Command("org", "create", "pontianak", "Kota Pontianak")
		w := s.Desk()
		activate(w, s.Invite("ridwan@contoh.example", "H. Ridwan Syaputra, S.STP.", "officer", "pontianak"), secret)
		w.Open("/a/pontianak")
		w.Click("Mulai dari berkas yang ada")
		w.Shot("start")
		w.Upload("Seret berkas ke sini", out.files...)
		w.Click("Baca berkas")
		w.See("Sebelum dimasukkan", "1 nama tanpa NIP yang cocok", "1 hal bertentangan antarberkas")
		w.Shot("check")
		w.Click("Pastikan orangnya")
		w.See(out.nameless)
		w.Shot("who")
		w.Click("Benarkan 1 nama yang sama")
		w.See("1 hal bertentangan antarberkas")
		w.SeeNot("nama tanpa NIP yang cocok")
		w.Click("Pilih yang benar")
		w.See(out.twice)
		w.Shot("twice")
		w.Fill("Pilihan untuk "+out.twice+". Ada di dua angkatan.", "Angkatan I (Pembagian angkatan.xlsx)")
		w.Click("Simpan pilihan")
		w.Click("Periksa berkas")
		w.SeeNot("bertentangan antarberkas")
		w.Click("Masukkan 338 orang")
		w.Click("Masukkan 338 orang")
		w.See("338 orang", "9 angkatan")
		w.Shot("done")
		for _, batch := range begun {
			if diff := cmp.Diff(records(t, demo, batch), records(t, s, batch)); diff != "" {
				t.Errorf("batch %s (-demo +moved):\n%s", batch, diff)
			}
		}
	})
}

// taken is what an office kept of a half-run programme.
type taken struct {
	files    []string
	nameless string // who stands in a sheet of attendance without an NIP
	twice    string // who stands in two batches
}

// takeOut downloads the half-run programme and breaks the files.
func takeOut(t *testing.T, s *System) taken {
	t.Helper()
	dir, g := t.TempDir(), officerOf(t, s, "pontianak")
	var k taken
	keep := func(name string, lists ...sheet.List) {
		var b bytes.Buffer
		if err := sheet.Write(&b, lists...); err != nil {
			t.Fatal(err)
		}
		k.files = append(k.files, filepath.Join(dir, name))
		if err := os.WriteFile(k.files[len(k.files)-1], b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep("Data CPNS terbaru.xlsx", people(read(t, download(t, s, g, "/a/pontianak/people.xlsx"))))

	_, page, _ := newStroll(s).get(g, "/a/pontianak/training")
	programme := regexp.MustCompile(`/a/pontianak/training/p/[0-9a-f-]{36}`).FindString(page)
	_, page, _ = newStroll(s).get(g, programme)
	var divided []sheet.List
	dates := [][]sheet.Cell{}
	for _, m := range regexp.MustCompile(`(/a/pontianak/training/b/[0-9a-f-]{36})">Angkatan ([IVX]+)</a>.*?/start">(\d+) `).FindAllStringSubmatch(page, -1) {
		members := read(t, download(t, s, g, m[1]+"/people.xlsx"))
		if m[2] == "I" {
			k.twice = members[1][1].Text
		} else if m[2] == "II" {
			members = append(members, append([]sheet.Cell{}, read(t, download(t, s, g, regexp.MustCompile(`/a/pontianak/training/b/[0-9a-f-]{36}`).FindString(page)+"/people.xlsx"))[1]...))
		}
		divided = append(divided, division("Angkatan "+m[2], members))
		dates = append(dates, stages(m[3], m[2], read(t, download(t, s, g, m[1]+"/days.xlsx")))...)
	}
	keep("Pembagian angkatan.xlsx", divided...)
	keep("jadwal fix (2).xlsx", listOf("Jadwal", []string{"GELOMBANG", "ANGKATAN", "TAHAPAN", "MULAI", "SELESAI"}, dates))
	for _, batch := range begun {
		called, marked := filepath.Join(dir, "hadir.xlsx"), filepath.Join(dir, "nilai.xlsx")
		s.Command("attendance", "template", "--agency", "pontianak", "--batch", batch, called)
		s.Command("marks", "template", "--agency", "pontianak", "--batch", batch, marked)
		rows := readFile(t, called)
		if batch == "I" {
			rows[3][0] = sheet.Cell{} // the clerk left out an NIP
			k.nameless = rows[3][1].Text
		}
		keep("Daftar hadir angkatan "+batch+".xlsx", again(rows))
		keep("Nilai akt "+batch+".xlsx", again(readFile(t, marked)))
	}
	return k
}

// people is the list of people with other titles, other columns, and days of
// appointment in three ways.
func people(rows [][]sheet.Cell) sheet.List {
	var list [][]sheet.Cell
	for i, r := range rows[1:] {
		tmt := r[5]
		if d, ok := tmt.Date(); ok {
			switch i % 3 {
			case 1:
				tmt = sheet.TextCell(string(d[8:10]) + "/" + string(d[5:7]) + "/" + string(d[:4]))
			case 2:
				tmt = sheet.IntCell(clock.Date("1899-12-30").DaysUntil(d))
			}
		}
		list = append(list, []sheet.Cell{sheet.IntCell(i + 1), r[4], r[0], r[1], r[2], r[3], tmt})
	}
	return listOf("Sheet1", []string{"No.", "Perangkat Daerah", "Nama Lengkap dan Gelar", "N I P", "Gol. Ruang", "Nama Jabatan", "TMT CPNS"}, list)
}

// division is a batch as one sheet, with the groups as headings between.
func division(name string, rows [][]sheet.Cell) sheet.List {
	var list [][]sheet.Cell
	group := ""
	for i, r := range rows[1:] {
		if r[3].Text != group && i < len(rows)-2 {
			group = r[3].Text
			list = append(list, []sheet.Cell{sheet.TextCell("KELOMPOK " + group)})
		}
		list = append(list, []sheet.Cell{sheet.IntCell(i + 1), r[1], r[4], r[2]})
	}
	return listOf(name, []string{"No", "Nama Peserta", "NIP", "Instansi"}, list)
}

// stages are the first and last day of each stage, as a table of the office.
func stages(wave, batch string, sessions [][]sheet.Cell) [][]sheet.Cell {
	var names []string
	first, last := map[string]clock.Date{}, map[string]clock.Date{}
	for _, r := range sessions[1:] {
		d, ok := r[0].Date()
		if !ok || len(r) < 6 {
			continue
		}
		name := r[5].Text
		if first[name] == "" {
			names = append(names, name)
			first[name], last[name] = d, d
		}
		first[name], last[name] = min(first[name], d), max(last[name], d)
	}
	var list [][]sheet.Cell
	for _, n := range names {
		list = append(list, []sheet.Cell{sheet.TextCell("Gelombang " + wave), sheet.TextCell(batch), sheet.TextCell(n), sheet.DateCell(first[n]), sheet.DateCell(last[n])})
	}
	return list
}

// again writes rows as they were read.
func again(rows [][]sheet.Cell) sheet.List {
	var heads []string
	for _, c := range rows[0] {
		heads = append(heads, c.Text)
	}
	return listOf("Lembar1", heads, rows[1:])
}

func listOf(name string, heads []string, rows [][]sheet.Cell) sheet.List {
	l := sheet.List{Name: name}
	for _, h := range heads {
		l.Columns = append(l.Columns, sheet.Heading{Title: h})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	return l
}

// read returns the rows of the first sheet of a file.
func read(t *testing.T, content []byte) [][]sheet.Cell {
	t.Helper()
	book, err := sheet.Open(bytes.NewReader(content), int64(len(content)), "x.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]sheet.Cell
	for r, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, append([]sheet.Cell{}, r.Cells...))
	}
	return rows
}

func readFile(t *testing.T, path string) [][]sheet.Cell {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, content)
}

// records is what a batch came to: attendance and marks line by line, and the
// results so far.
func records(t *testing.T, s *System, batch string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, kind := range []string{"attendance", "marks"} {
		file := filepath.Join(t.TempDir(), kind+".xlsx")
		s.Command(kind, "template", "--agency", "pontianak", "--batch", batch, file)
		for _, r := range readFile(t, file) {
			for _, c := range r[1:] {
				all[kind+" "+r[0].Text] = append(all[kind+" "+r[0].Text], c.Text)
			}
		}
	}
	var results []struct {
		NIP, Final string
		Missing    []string
	}
	if err := json.Unmarshal([]byte(s.Command("marks", "show", "--json", "--agency", "pontianak", "--batch", batch)), &results); err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		all["result "+r.NIP] = append(r.Missing, r.Final)
	}
	return all
}

// officerOf signs in as who looks after the people of a city of the demo.
func officerOf(t *testing.T, s *System, city string) guest {
	t.Helper()
	for _, g := range newStroll(s).guests() {
		if strings.HasPrefix(g.name, "Pengelola kepegawaian") && strings.HasSuffix(g.name, "/a/"+city) {
			return g
		}
	}
	t.Fatalf("nobody looks after the people of %s", city)
	return guest{}
}

// download returns a file of the system as somebody gets it.
func download(t *testing.T, s *System, g guest, address string) []byte {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.URL+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "pamong_session", Value: g.secret})
	answer, err := quick.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var content bytes.Buffer
	if _, err := content.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d, %v", address, answer.StatusCode, err)
	}
	return content.Bytes()
}
