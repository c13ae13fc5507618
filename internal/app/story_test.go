package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/app"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/sheet"
)

// shell runs commands on one installation.
type shell struct {
	t   *testing.T
	dir string
	dsn string
}

// onBoth runs a story on an empty installation of each kind.
func onBoth(t *testing.T, f func(t *testing.T, s *shell)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		f(t, &shell{t, dir, filepath.Join(dir, "pamong.db")})
	})
	if os.Getenv("PAMONG_TEST_POSTGRES") != "" {
		t.Run("postgres", func(t *testing.T) { f(t, &shell{t, t.TempDir(), dbtest.NewPostgres(t)}) })
	}
}

// try runs a command and returns its exit code and output.
func (s *shell) try(args ...string) (code int, out, errs string) {
	s.t.Helper()
	var o, e bytes.Buffer
	args = append(args, "--db", s.dsn, "--files", filepath.Join(s.dir, "files"), "--secret-file", filepath.Join(s.dir, "secret"), "--url", "https://pamong.example")
	code = app.Run(s.t.Context(), args, nil, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// run runs a command that must succeed and returns its output.
func (s *shell) run(args ...string) string {
	s.t.Helper()
	code, out, errs := s.try(args...)
	if code != 0 {
		s.t.Fatalf("pamong %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// json runs a command that must succeed and decodes what it prints.
func (s *shell) json(into any, args ...string) {
	s.t.Helper()
	out := s.run(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), into); err != nil {
		s.t.Fatalf("pamong %s: %v in %s", strings.Join(args, " "), err, out)
	}
}

const lists = "../demo/data/"

type counts struct {
	Total, OK, Warning, Error int
	Diff                      struct{ New, Changed, Unchanged int }
}

func TestARosterWithFaultsIsRefusedWithReasons(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		var c counts
		s.json(&c, "roster", "import", lists+"roster-with-faults.xlsx", "--agency", "pontianak", "--create-agency")
		if c.OK != 3 || c.Warning != 5 || c.Error != 7 {
			t.Errorf("preview %+v, want 3 ok, 5 warnings, 7 errors", c)
		}
		s.run("org", "create", "kota", "Kota Uji")
		if code, _, _ := s.try("roster", "import", lists+"roster-with-faults.xlsx", "--agency", "kota", "--commit"); code != 1 {
			t.Errorf("committed with errors: exit %d, want 1", code)
		}
		s.json(&c, "roster", "import", lists+"roster-with-faults.xlsx", "--agency", "kota", "--commit", "--skip-errors")
		s.json(&c, "roster", "import", lists+"roster-with-faults.xlsx", "--agency", "kota", "--commit", "--skip-errors")
		if c.Diff.New != 0 || c.Diff.Unchanged != 8 {
			t.Errorf("the same file again: %+v, want 8 unchanged", c.Diff)
		}
	})
}

type briefing struct {
	People, Offices, Passed int
	Largest                 struct {
		Name   string
		People int
	} `json:"largest_office"`
	Born struct {
		From, To int
		Share    float64 `json:"generation_z_share"`
	}
	Predicates map[string]int
	Months     int `json:"months_served"`
	Readiness  map[string]int
	Discipline struct{ Recorded int }
}

func TestBontangByCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("roster", "import", lists+"bontang-siasn-export.xlsx", "--agency", "bontang", "--create-agency", "--zone", "WITA", "--commit")
		s.run("sttp", "import", lists+"bontang-sttp.xlsx", "--agency", "bontang", "--commit")
		s.run("documents", "import", lists+"bontang-berkas.xlsx", "--agency", "bontang", "--commit")
		s.run("performance", "import", lists+"bontang-kinerja.xlsx", "--agency", "bontang", "--period", "2025", "--commit")
		var feb, apr briefing
		s.json(&feb, "report", "briefing", "--agency", "bontang", "--as-of", "2026-02-04")
		if feb.People != 112 || feb.Offices != 30 || feb.Largest.Name != "Dinas Kesehatan" || feb.Largest.People != 31 || feb.Passed != 112 || feb.Months != 10 || feb.Discipline.Recorded != 0 {
			t.Errorf("briefing %+v", feb)
		}
		if feb.Born.From != 1990 || feb.Born.To != 2002 || feb.Born.Share < .725 || feb.Born.Share > .735 {
			t.Errorf("born %+v", feb.Born)
		}
		if diff := cmp.Diff(map[string]int{"Sangat Baik": 37, "Baik": 68, "Butuh Perbaikan": 7}, feb.Predicates); diff != "" {
			t.Errorf("predicates (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[string]int{"ready": 0, "on_course": 103, "at_risk": 9, "missing": 0}, feb.Readiness); diff != "" {
			t.Errorf("readiness in February (-want +got):\n%s", diff)
		}
		s.json(&apr, "report", "briefing", "--agency", "bontang", "--as-of", "2026-04-01")
		if apr.Readiness["ready"] != 103 {
			t.Errorf("ready on 1 April: %d, want 103", apr.Readiness["ready"])
		}
		var again counts
		s.json(&again, "sttp", "import", lists+"bontang-sttp.xlsx", "--agency", "bontang", "--commit")
		if again.Diff.Unchanged != 112 {
			t.Errorf("the same STTP again: %+v", again.Diff)
		}
		s.run("audit", "verify")
	})
}

func TestPontianakByCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("org", "create", "pontianak", "Kota Pontianak", "--hue", "170")
		s.run("roster", "import", lists+"pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--commit")
		s.run("plan", "--agency", "pontianak", "--programme", "Latsar 2025", "--start", "2025-07-07", "--publish")
		s.returns()
		s.fill("II", 38)
		s.run("meeting", "prepare", "--agency", "pontianak", "--batch", "II", "--held-on", "2025-10-07", "--chair", "Drs. Bambang Hermansyah, M.Si.", "--present", "Sri Mulyani Astuti, S.E., M.M.")
		s.run("meeting", "decide", "--agency", "pontianak", "--batch", "II", "--all")
		if code, _, _ := s.try("meeting", "lock", "--agency", "pontianak", "--batch", "II", "--confirm-unverified"); code != 1 {
			t.Errorf("locked while somebody has no decision: exit %d, want 1", code)
		}
		var rows []struct {
			NIP, Final, Outcome string
			Fixed               bool
		}
		s.json(&rows, "marks", "show", "--agency", "pontianak", "--batch", "II")
		if len(rows) != 39 {
			t.Fatalf("%d participants, want 39", len(rows))
		}
		s.run("meeting", "decide", "--agency", "pontianak", "--batch", "II", "--nip", rows[38].NIP, "--outcome", "deferred", "--reason", "Sakit, nilai menyusul")
		s.run("meeting", "lock", "--agency", "pontianak", "--batch", "II", "--confirm-unverified")
		s.json(&rows, "marks", "show", "--agency", "pontianak", "--batch", "II")
		if !rows[0].Fixed || rows[0].Final != "82.20" || rows[38].Outcome != "deferred" {
			t.Errorf("fixed results: %+v and %+v", rows[0], rows[38])
		}
		s.papers()
		s.sttp()
		s.letters(rows[0].NIP, rows[38].NIP)
	})
}

// fill fills the mark sheet of a batch for its first n people and enters it.
func (s *shell) fill(batch string, n int) {
	s.t.Helper()
	template := filepath.Join(s.dir, "template.xlsx")
	s.run("marks", "template", template, "--agency", "pontianak", "--batch", batch)
	f, err := os.Open(template)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	book, err := sheet.Open(f, info.Size(), "template.xlsx", sheet.Limits{})
	if err != nil {
		s.t.Fatal(err)
	}
	given := map[string]string{"Sikap perilaku (penyelenggara)": "88", "Tes pembelajaran mandiri (sistem)": "70", "Tes e-learning (penyelenggara)": "75", "Rancangan aktualisasi (penguji)": "82",
		"Capaian (penguji)": "84", "Manfaat (penguji)": "84", "Komunikasi (penguji)": "84", "PKTBT (instansi asal)": "86"}
	filled := filepath.Join(s.dir, "filled.csv")
	out, err := os.Create(filled)
	if err != nil {
		s.t.Fatal(err)
	}
	w := csv.NewWriter(out)
	var heads []string
	row := 0
	for r, err := range book.Sheets[0].Rows() {
		if err != nil {
			s.t.Fatal(err)
		}
		if heads == nil {
			for _, c := range r.Cells {
				heads = append(heads, c.Text)
			}
			w.Write(heads)
			continue
		}
		line := make([]string, len(heads))
		for i, h := range heads {
			line[i] = r.Cell(i).Text
			if v, ok := given[h]; ok && row < n {
				line[i] = v
			}
		}
		w.Write(line)
		row++
	}
	w.Flush()
	if err := out.Close(); err != nil {
		s.t.Fatal(err)
	}
	var c counts
	s.json(&c, "marks", "import", filled, "--agency", "pontianak", "--batch", batch, "--commit")
	if c.Error != 0 || c.Diff.New != n*len(given) {
		s.t.Fatalf("marks %+v, want %d new", c, n*len(given))
	}
}

// papers issues transcripts twice, reads the QR code of one from its rendered
// page, and prints the minutes.
func (s *shell) papers() {
	s.t.Helper()
	var issued struct{ Issued, Register int }
	archive := filepath.Join(s.dir, "all.zip")
	for _, want := range []int{39, 0} {
		s.json(&issued, "certificate", "issue", "--agency", "pontianak", "--batch", "II", "--zip", archive)
		if issued.Issued != want || issued.Register != 39 {
			s.t.Fatalf("issued %+v, want %d of 39", issued, want)
		}
	}
	z, err := zip.OpenReader(archive)
	if err != nil {
		s.t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 39 {
		s.t.Fatalf("%d papers in the archive, want 39", len(z.File))
	}
	in, err := z.File[0].Open()
	if err != nil {
		s.t.Fatal(err)
	}
	defer in.Close()
	content, err := io.ReadAll(in)
	if err != nil {
		s.t.Fatal(err)
	}
	paper := filepath.Join(s.dir, "paper.pdf")
	if err := os.WriteFile(paper, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.tool("pdftoppm", "-r", "150", "-png", "-singlefile", paper, filepath.Join(s.dir, "paper"))
	if code := s.tool("zbarimg", "-q", "--raw", filepath.Join(s.dir, "paper.png")); !strings.HasPrefix(code, "https://pamong.example/c/") {
		s.t.Errorf("the QR code says %q", code)
	}
	minutes := filepath.Join(s.dir, "minutes.pdf")
	s.run("meeting", "minutes", minutes, "--agency", "pontianak", "--batch", "II")
	if text := s.tool("pdftotext", minutes, "-"); !strings.Contains(text, "Sakit, nilai menyusul") || !strings.Contains(text, "Drs. Bambang Hermansyah") {
		s.t.Errorf("the minutes lack the reason or the chair:\n%s", text)
	}
}

func (s *shell) tool(name string, args ...string) string {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), name, args...).Output()
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func TestABackupMovesFromOneKindToTheOther(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("roster", "import", lists+"bontang-siasn-export.xlsx", "--agency", "bontang", "--create-agency", "--zone", "WITA", "--commit")
		s.run("documents", "import", lists+"bontang-berkas.xlsx", "--agency", "bontang", "--commit")
		file := filepath.Join(s.dir, "backup.zip")
		s.run("backup", file)
		if code, _, _ := s.try("restore", file); code != 1 {
			t.Errorf("restored over a filled database: exit %d, want 1", code)
		}
		there := &shell{t, t.TempDir(), filepath.Join(t.TempDir(), "moved.db")}
		there.run("restore", file)
		var before, after briefing
		s.json(&before, "report", "briefing", "--agency", "bontang", "--as-of", "2026-02-04")
		there.json(&after, "report", "briefing", "--agency", "bontang", "--as-of", "2026-02-04")
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("the moved database says otherwise (-before +after):\n%s", diff)
		}
		there.run("audit", "verify")
	})
}
