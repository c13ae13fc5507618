package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// owed is the list of what is due as the commands print it.
type owed struct {
	States map[string]int
	Papers []struct{ NIP, Name, Kind, Due, State, Note string }
}

// A folder of scans enters by a command and goes out by one; the list of what
// is due follows.
func TestScansByCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("roster", "import", lists+"bontang-siasn-export.xlsx", "--agency", "bontang", "--create-agency", "--zone", "WITA", "--commit")
		s.run("documents", "import", lists+"bontang-berkas.xlsx", "--agency", "bontang", "--commit")
		due := func(words ...string) owed {
			t.Helper()
			var o owed
			s.json(&o, append([]string{"documents", "due", "--agency", "bontang"}, words...)...)
			return o
		}
		missing := due("--kind", "spmt")
		if len(missing.Papers) == 0 || missing.Papers[0].Due == "" {
			t.Fatalf("nobody owes an SPMT: %+v", missing)
		}
		who := missing.Papers[0]
		folder := filepath.Join(s.dir, "pindaian")
		for name, body := range map[string]string{"SPMT/" + who.NIP + ".pdf": "%PDF-1.7 satu", "Ijazah_" + who.NIP + ".PDF": "%PDF-1.7 dua", who.NIP + ".pdf": "%PDF-1.7 tiga", "siapa.pdf": "%PDF-1.7 empat"} {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var sum struct {
			Import                             string
			Scans, Ready, Look, Wrong, Entered int
		}
		s.json(&sum, "documents", "scans", folder, "--agency", "bontang")
		if sum.Scans != 4 || sum.Ready != 2 || sum.Wrong != 2 || sum.Import != "" || sum.Entered != 0 {
			t.Errorf("preview: %+v", sum)
		}
		if got := due("--kind", "spmt"); len(got.Papers) != len(missing.Papers) {
			t.Error("a preview has entered papers")
		}
		s.json(&sum, "documents", "scans", folder, "--agency", "bontang", "--kind", "assignment", "--commit")
		if sum.Entered != 3 || sum.Import == "" {
			t.Errorf("entered: %+v", sum)
		}
		if got := due("--kind", "spmt"); len(got.Papers) != len(missing.Papers)-1 {
			t.Errorf("%d owe an SPMT, want one less than %d", len(got.Papers), len(missing.Papers))
		}
		if got := due("--search", who.NIP, "--state", "met"); len(got.Papers) != 2 {
			t.Errorf("complete are %+v", got.Papers)
		}
		var sent []struct {
			Bundle, State string
			Papers        int
		}
		if s.json(&sent, "documents", "scans", "list", "--agency", "bontang"); len(sent) != 1 || sent[0].Bundle != sum.Import || sent[0].State != "entered" || sent[0].Papers != 3 {
			t.Errorf("sent were %+v", sent)
		}
		for _, verb := range []string{"continue", "drop"} {
			if code, _, errs := s.try("documents", "scans", verb, sum.Import, "--agency", "bontang"); code != 1 || !strings.Contains(errs, "sudah berubah") {
				t.Errorf("%s of one that is in: exit %d, %s", verb, code, errs)
			}
		}
		s.run("documents", "undo", sum.Import, "--agency", "bontang")
		if got := due("--kind", "spmt"); len(got.Papers) != len(missing.Papers) {
			t.Error("taking back leaves papers")
		}
		if code, _, errs := s.try("documents", "due", "--agency", "bontang", "--unit", "Dinas Cuaca"); code == 0 || !strings.Contains(errs, "Dinas Cuaca") {
			t.Errorf("a unit that does not exist: exit %d, %s", code, errs)
		}
	})
}

// The health examination by commands, from the queue to the letter.
func TestHealthByCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("roster", "import", lists+"bontang-siasn-export.xlsx", "--agency", "bontang", "--create-agency", "--zone", "WITA", "--commit")
		here := []string{"--agency", "bontang"}
		do := func(words ...string) []string {
			return append(append([]string{"probation", "health"}, words...), here...)
		}
		var queue []struct {
			NIP      string
			LastSafe string `json:"last_safe"`
		}
		s.json(&queue, do("queue")...)
		if len(queue) != 112 || queue[0].LastSafe > queue[111].LastSafe {
			t.Fatalf("%d people wait", len(queue))
		}
		var exam struct{ Exam string }
		s.json(&exam, do("plan", "--hospital", "RSUD Taman Husada", "--from", "2099-01-05", "--quota", "25")...)
		var seated struct{ People int }
		s.json(&seated, do("seat", exam.Exam, "--nip", queue[0].NIP, "--nip", queue[1].NIP)...)
		if seated.People != 2 {
			t.Errorf("%d people have a day", seated.People)
		}
		var days []struct{ NIP, Day, State string }
		s.json(&days, do("list", "--day", "2099-01-05")...)
		if len(days) != 2 || days[0].State != "planned" {
			t.Errorf("days: %+v", days)
		}
		if code, _, errs := s.try(do("result", queue[0].NIP, "fit", "--number", "445/1", "--on", "2099-01-05")...); code != 1 || !strings.Contains(errs, "belum tiba") {
			t.Errorf("a result before the day: exit %d, %s", code, errs)
		}
		s.run(do("move", queue[0].NIP, "2099-01-06")...)
		if s.json(&days, do("list", "--day", "2099-01-06")...); len(days) != 1 || days[0].NIP != queue[0].NIP {
			t.Errorf("moved: %+v", days)
		}
		if code, _, errs := s.try(do("move", queue[0].NIP, "2099-01-10")...); code != 1 || !strings.Contains(errs, "bukan hari kerja") {
			t.Errorf("moved to a Saturday: exit %d, %s", code, errs)
		}
		byList(t, s, do, queue[0].NIP, queue[1].NIP)
		s.run(do("result", queue[0].NIP, "released")...)
		s.json(&queue, do("queue")...)
		if len(queue) != 111 {
			t.Errorf("%d people wait, want 111", len(queue))
		}
	})
}

// byList enters what came of two days by a list, once its fault is mended, and
// takes it back.
func byList(t *testing.T, s *shell, do func(...string) []string, one, other string) {
	t.Helper()
	file := filepath.Join(s.dir, "hasil.csv")
	write := func(word string) {
		if err := os.WriteFile(file, []byte("NIP;Hari;Hasil\n"+one+";06/01/2099;batal\n"+other+";05/01/2099;"+word+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got struct {
		Import    string
		OK, Error int
		Rows      []struct {
			Becomes  string
			Messages []struct{ Field string }
		}
	}
	write("lumayan")
	if s.json(&got, do("results", file)...); got.OK != 1 || got.Error != 1 || got.Rows[0].Becomes == "" || got.Rows[1].Messages[0].Field != "outcome" {
		t.Errorf("preview: %+v", got)
	}
	if code, _, _ := s.try(do("results", file, "--commit")...); code != 1 {
		t.Errorf("entered with a fault: exit %d", code)
	}
	write("dilepas")
	planned := func() int {
		var days []struct{ State string }
		s.json(&days, do("list")...)
		return len(days)
	}
	if s.json(&got, do("results", file, "--commit")...); got.Import == "" || planned() != 0 {
		t.Errorf("entered %q; %d days are left", got.Import, planned())
	}
	if s.run(do("undo", got.Import)...); planned() != 2 {
		t.Errorf("%d days after all was taken back", planned())
	}
}
