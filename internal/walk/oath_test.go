package walk

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/org"
)

// decree is the number of the collective decree of the story.
const decree = "821.13/77/BKPSDM/2026"

// TestBontangToTheOath takes Bontang from its papers to decree, extract, oath and
// the list for SIASN, all by pages; LibreOffice opens what was written and says
// what the database says.
func TestBontangToTheOath(t *testing.T) {
	t.Parallel()
	dsns := map[string]string{"sqlite": filepath.Join(t.TempDir(), "demo.db")}
	if dbtest.HasPostgres() {
		dsns["postgres"] = dbtest.NewPostgres(t)
	}
	for kind, dsn := range dsns {
		t.Run(kind, func(t *testing.T) {
			s := Start(t, dsn, "demo")
			s.plain = kind == "postgres"
			s.Command("roster", "purpose", "oath", "--agency", "bontang")
			s.Command("roster", "import", religions(t, s), "--agency", "bontang", "--commit")
			w := s.Desk()
			w.Open("/")
			w.Click("Nur Aini Fitriana, S.A.P.")
			live(t, dsn, "2026-03-10")
			propose(w)
			live(t, dsn, "2026-04-09")
			decided(w)
			swear(w)
			letters(t, s, w, names(t, s, siasn(t, s, w)))
		})
	}
}

// propose sends the dossiers that are complete to the PPK.
func propose(w *Walker) {
	w.t.Helper()
	w.Open("/a/bontang/probation/proposals")
	w.See("Siap diusulkan", "Semua 100 orang di daftar ini")
	w.Shot("ready")
	w.Fill("Nomor", "800.1.2.3/45/BKPSDM/2026")
	w.Fill("Tanggal", "2026-03-10")
	w.Click("Semua 100 orang di daftar ini")
	w.Click("Usulkan yang dipilih")
	w.See("Langkah dicatat untuk 100 orang")
}

// decided enters the collective decree and reports it to BKN.
func decided(w *Walker) {
	w.t.Helper()
	w.Open("/a/bontang/probation/proposals?stage=proposed&act=decided")
	w.Fill("Nomor", decree)
	w.Fill("Tanggal", "2026-03-25")
	w.Fill("TMT PNS", "2026-04-01")
	w.Click("Semua 100 orang di daftar ini")
	w.Shot("decree")
	w.Click("Catat SK bagi yang dipilih")
	w.See("Langkah dicatat untuk 100 orang")
	w.Open("/a/bontang/probation/proposals?stage=report")
	w.Fill("Nomor", "800/99/BKPSDM/2026")
	w.Fill("Tanggal", "2026-04-06")
	w.Click("Semua 100 orang di daftar ini")
	w.Click("Catat laporannya")
	w.See("Langkah dicatat untuk 100 orang")
}

// swear plans the oath, is refused for a witness of low rank, and enters the
// minutes.
func swear(w *Walker) {
	w.t.Helper()
	w.Open("/a/bontang/probation/oaths")
	w.See("100 orang ber-SK menunggu sumpah")
	w.Fill("Hari sumpah", "2026-04-09")
	w.Fill("Tempat", "Pendopo")
	w.Fill("Yang mengambil sumpah", "dr. Contoh Wali")
	w.Fill("Jabatannya", "Wali Kota Bontang")
	w.Click("Rencanakan sumpah")
	w.See("Acara sumpah direncanakan")
	w.Click("Semua 100 orang di daftar ini")
	w.Click("Dudukkan orang")
	w.Shot("seated")
	for _, f := range [][2]string{{"Saksi 1", "Dra. Siti Contoh"}, {"Jabatan saksi 1", "Sekretaris Daerah"}, {"NIP saksi 1", "197001011995032901"}, {"Golongan saksi 1", "IV/c"},
		{"Saksi 2", "Budi Contoh"}, {"Jabatan saksi 2", "Inspektur"}, {"NIP saksi 2", "197501011998031901"}, {"Golongan saksi 2", "II/a"}} {
		w.Fill(f[0], f[1])
	}
	var religions []string
	w.eval(&religions, `[...document.querySelectorAll("label")].map((l) => l.textContent.trim()).filter((l) => l.startsWith("Rohaniwan ")).map((l) => l.split(" (")[0])`)
	if len(religions) < 4 {
		w.t.Fatalf("clergy for %q only", religions)
	}
	for _, r := range religions {
		w.Fill(r, "Contoh "+r)
	}
	w.Click("Simpan saksi dan rohaniwan")
	w.See("Tersimpan")
	w.Fill("Nomor berita acara", "800/BA/1/2026")
	w.Fill("Tanggal berita acara", "2026-04-09")
	w.Click("Catat berita acara")
	w.See("Saksi Budi Contoh bergolongan II/a")
	w.Shot("low")
	w.Fill("Golongan saksi 2", "IV/a")
	w.Click("Simpan saksi dan rohaniwan")
	w.Fill("Nomor berita acara", "800/BA/1/2026")
	w.Fill("Tanggal berita acara", "2026-04-09")
	w.Click("Catat berita acara")
	w.See("Yang hadir kini PNS")
	w.Shot("sworn")
}

// siasn writes the list of decrees, reads it again and returns whom it names.
func siasn(t *testing.T, s *System, w *Walker) []string {
	t.Helper()
	w.Open("/a/bontang/probation/siasn?kind=decree")
	w.Click("Tulis daftar 100 orang")
	w.Shot("siasn")
	address := regexp.MustCompile(`/a/bontang/probation/siasn/[0-9a-f-]{36}/list.xlsx`).FindString(source(w))
	rows := read(t, download(t, s, officerOf(t, s, "bontang"), address))
	if len(rows) != 101 {
		t.Fatalf("the list for SIASN has %d rows, want a header and 100", len(rows))
	}
	var nips []string
	for i, r := range rows[1:] {
		nips = append(nips, r[1].Text)
		if r[3].Text != "P" || r[11].Text != decree || r[13].Text != "01-04-2026" {
			t.Errorf("row %d says %q %q %q", i+2, r[3].Text, r[11].Text, r[13].Text)
		}
	}
	return nips
}

// letters makes the decree and an extract for each, and lets LibreOffice read
// them: the decree names everybody, each extract its own person.
func letters(t *testing.T, s *System, w *Walker, sworn map[string]string) {
	t.Helper()
	for kind, n := range map[string]int{"decree": 1, "extract": len(sworn)} {
		w.Open("/a/bontang/letters/k/" + kind)
		w.Click("Semua orang")
		w.Click("Buat surat")
		w.See("Selesai")
		w.Click("Buka hasilnya")
		w.See("Unduh semua (ZIP)")
		w.Shot(kind)
		archive := download(t, s, officerOf(t, s, "bontang"), w.At()+"/all.zip")
		texts := openInOffice(t, archive)
		if len(texts) != n {
			t.Fatalf("%d letters of %s, want %d", len(texts), kind, n)
		}
		for name, text := range texts {
			named := 0
			for nip, person := range sworn {
				if strings.Contains(text, nip) && strings.Contains(text, person) {
					named++
				}
			}
			if named != len(sworn)/n || !strings.Contains(text, decree) || strings.Contains(text, "{{") {
				t.Errorf("%s names %d people, want %d; the decree is in it: %t", name, named, len(sworn)/n, strings.Contains(text, decree))
			}
		}
	}
}

// names returns what the database calls people of these numbers.
func names(t *testing.T, s *System, nips []string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, p := range roster(t, s) {
		if slices.Contains(nips, p.NIP) {
			found[p.NIP] = p.Name
		}
	}
	if len(found) != 100 {
		t.Fatalf("%d people are in the list for SIASN and on the roster, want 100", len(found))
	}
	return found
}

type onRoster struct{ NIP, Name string }

func roster(t *testing.T, s *System) []onRoster {
	t.Helper()
	var people []onRoster
	if err := json.Unmarshal([]byte(s.Command("roster", "list", "--json", "--agency", "bontang")), &people); err != nil || len(people) != 112 {
		t.Fatalf("%d people, %v", len(people), err)
	}
	return people
}

// openInOffice lets LibreOffice open every document of an archive and returns
// what it shows, by file name.
func openInOffice(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		in.Close()
		args = append(args, filepath.Join(dir, filepath.Base(f.Name)))
		if err == nil {
			err = os.WriteFile(args[len(args)-1], content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	texts := map[string]string{}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(f)] = string(text)
	}
	return texts
}

// source is the text of the page as it came.
func source(w *Walker) string {
	w.t.Helper()
	var text string
	w.eval(&text, "document.documentElement.outerHTML")
	return text
}

// religions writes a list of the office that says who believes what; people are
// of every religion in turn.
func religions(t *testing.T, s *System) string {
	t.Helper()
	known := []string{"Islam", "Kristen", "Katholik", "Hindu", "Budha", "Konghucu"}
	var text strings.Builder
	text.WriteString("NIP;Nama;Agama\n")
	for i, p := range roster(t, s) {
		fmt.Fprintf(&text, "%s;%s;%s\n", p.NIP, p.Name, known[i%len(known)])
	}
	file := filepath.Join(t.TempDir(), "agama.csv")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// live lets Bontang live on a day of the story.
func live(t *testing.T, dsn string, day clock.Date) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	a, err := org.AgencyByCode(ctx, d, "bontang")
	if err == nil {
		err = (&org.Desk{DB: d, Clock: clock.System{}}).SetToday(ctx, a.ID, day)
	}
	if err != nil {
		t.Fatal(err)
	}
}
