package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pamong/internal/kit/sheet"
)

// From the lists of the office to decree, oath and the list for SIASN, by
// commands. The letters of the story are of March and April 2026, inside the
// year of everybody in it.
func TestBontangFromPapersToOath(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("org", "create", "bontang", "Kota Bontang", "--zone", "WITA")
		s.run("roster", "purpose", "oath", "--agency", "bontang")
		s.run("roster", "import", lists+"bontang-siasn-export.xlsx", "--agency", "bontang", "--commit")
		s.run("sttp", "import", lists+"bontang-sttp.xlsx", "--agency", "bontang", "--commit")
		s.run("documents", "import", lists+"bontang-berkas.xlsx", "--agency", "bontang", "--commit")
		s.run("performance", "import", lists+"bontang-kinerja.xlsx", "--agency", "bontang", "--period", "2025", "--commit")
		var seen struct {
			People, Ready, Waiting int
			Holds                  []struct {
				Gate       string
				All, Alone int
			}
		}
		s.json(&seen, "probation", "forecast", "--agency", "bontang", "--by", "2026-04-01")
		if seen.People != 112 || seen.Ready != 100 || seen.Waiting != 12 || seen.Holds[0].All != 9 || seen.Holds[0].Alone != 8 {
			t.Fatalf("forecast %+v", seen)
		}
		if code, _, errs := s.try("probation", "propose", "--agency", "bontang", "--all", "--to", "bkn", "--number", "800/1", "--on", "2026-03-10"); code == 0 || !strings.Contains(errs, "keterlambatan") {
			t.Errorf("to BKN within the year: exit %d, %s", code, errs)
		}
		var done struct {
			Act    string
			People int
		}
		for _, args := range [][]string{
			{"propose", "--number", "800.1.2.3/45/BKPSDM/2026", "--on", "2026-03-10"},
			{"decide", "--number", "821.13/77/BKPSDM/2026", "--on", "2026-03-25", "--tmt", "2026-04-01"},
			{"report", "--number", "800/99/BKPSDM/2026", "--on", "2026-04-06"},
		} {
			s.json(&done, append([]string{"probation", args[0], "--agency", "bontang", "--all"}, args[1:]...)...)
			if done.People != 100 {
				t.Fatalf("%s: %d people, want 100", args[0], done.People)
			}
		}
		s.swear()
		s.siasn()
		s.run("audit", "verify")
	})
}

// swear plans the oath, is refused for a witness of low rank, prints its
// papers, and enters the minutes.
func (s *shell) swear() {
	s.t.Helper()
	var oath struct {
		Oath   string
		People int
	}
	s.json(&oath, "probation", "oath", "plan", "--agency", "bontang", "--on", "2026-04-08", "--place", "Pendopo", "--official", "dr. Contoh Wali", "--title", "Wali Kota Bontang")
	if oath.People != 100 {
		s.t.Fatalf("%d people seated, want 100", oath.People)
	}
	attend := func(golongan string) {
		s.t.Helper()
		s.run("probation", "oath", "attend", oath.Oath, "--agency", "bontang", "--witness", "Dra. Siti Contoh;197001011995032901;IV/c;Sekretaris Daerah", "--witness", "Budi Contoh;197501011998031901;"+golongan+";Inspektur",
			"--cleric", "Islam=H. Contoh;Kristen=Pdt. Contoh;Katholik=Rm. Contoh;Hindu=I Wayan Contoh;Budha=Bhante Contoh;Konghucu=Ws. Contoh", "--religion", "Islam")
	}
	hold := []string{"probation", "oath", "hold", oath.Oath, "--agency", "bontang", "--number", "800/BA/1/2026", "--on", "2026-04-08"}
	attend("II/a")
	if code, _, errs := s.try(hold...); code == 0 || !strings.Contains(errs, "Budi Contoh") {
		s.t.Errorf("a witness of low rank: exit %d, %s", code, errs)
	}
	attend("IV/a")
	minutes, list := filepath.Join(s.dir, "minutes.pdf"), filepath.Join(s.dir, "list.pdf")
	s.run("probation", "oath", "print", oath.Oath, "--agency", "bontang", "--minutes", minutes, "--list", list)
	if text := s.tool("pdftotext", minutes, "-"); strings.Count(text, "Rangkap") != 3 || !strings.Contains(text, "dr. Contoh Wali") {
		s.t.Errorf("the minutes have %d copies", strings.Count(text, "Rangkap"))
	}
	if text := s.tool("pdftotext", list, "-"); !strings.Contains(text, "H. Contoh") {
		s.t.Error("the list lacks the clergy")
	}
	var held struct{ Sworn, Absent int }
	s.json(&held, hold...)
	if held.Sworn != 100 {
		s.t.Errorf("%+v sworn, want 100", held)
	}
}

// siasn writes the list of decrees and reads it again.
func (s *shell) siasn() {
	s.t.Helper()
	file := filepath.Join(s.dir, "siasn.xlsx")
	var x struct {
		People, Fresh int
		Faults        []struct{ NIP string }
		Export        string
	}
	s.json(&x, "probation", "siasn", "decree", file, "--agency", "bontang")
	if x.People != 100 || x.Fresh != 100 || len(x.Faults) != 0 || x.Export == "" {
		s.t.Fatalf("SIASN list %+v", x)
	}
	f, err := os.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		s.t.Fatal(err)
	}
	book, err := sheet.Open(f, info.Size(), "siasn.xlsx", sheet.Limits{})
	if err != nil {
		s.t.Fatal(err)
	}
	rows := 0
	for r, err := range book.Sheets[0].Rows() {
		if err != nil {
			s.t.Fatal(err)
		}
		if rows++; rows > 1 && (r.Cell(3).Text != "P" || r.Cell(11).Text != "821.13/77/BKPSDM/2026" || r.Cell(13).Text != "01-04-2026") {
			s.t.Errorf("row %d says %q %q %q", rows, r.Cell(3).Text, r.Cell(11).Text, r.Cell(13).Text)
		}
	}
	if rows != 101 {
		s.t.Errorf("%d rows, want a header and 100", rows)
	}
}
