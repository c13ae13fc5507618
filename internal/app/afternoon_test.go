package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// staffList writes a list of trainers who may do everything, without a term.
func staffList(t *testing.T, n int) string {
	t.Helper()
	list := "Nama,Instansi,Peran,Golongan\n"
	for i := range n {
		list += fmt.Sprintf("\"Pengajar Contoh %c%c, M.Pd.\",Balai Pelatihan Contoh,\"pengampu, coach, penguji\",\"II, III\"\n", 'A'+i/26, 'A'+i%26)
	}
	file := filepath.Join(t.TempDir(), "pengajar.csv")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// arranged is what pamong arrange prints.
type arranged struct {
	Sessions, Changed, Bound, Published int
	Left                                []struct{ Session string }
}

// A year is planned at a command line: people, trainers and rooms from lists, four
// waves, all sessions with a trainer and a room, published; a second mend finds
// nothing to do, and one for which there is nothing to publish says so. The list of
// rooms is taken back before, and not once sessions are held in them.
func TestAYearIsPlannedByCommand(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("roster", "import", lists+"pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--create-agency", "--zone", "WIB", "--commit")
		s.run("trainers", "import", staffList(t, 40), "--agency", "pontianak", "--commit")
		var rooms struct{ Import string }
		s.json(&rooms, "rooms", "import", lists+"pontianak-ruang.csv", "--agency", "pontianak", "--commit")
		s.run("rooms", "undo", rooms.Import, "--agency", "pontianak")
		s.json(&rooms, "rooms", "import", lists+"pontianak-ruang.csv", "--agency", "pontianak", "--commit")
		start := time.Date(2035, time.July, 2, 0, 0, 0, 0, time.UTC) // ahead, and the same courses on whatever day this runs
		plan := []string{"plan", "--agency", "pontianak", "--programme", "Latsar", "--start", start.Format(time.DateOnly), "--lock", "200107112025052901=wave:3"}
		for n := 2; n <= 4; n++ {
			plan = append(plan, "--wave-start", fmt.Sprintf("%d=%s", n, start.AddDate(0, 0, 28*(n-1)).Format(time.DateOnly)))
		}
		if out := s.run(append(plan, "--explain", "200107112025052901")...); !strings.Contains(out, "gelombang 3") {
			t.Errorf("the plan explains %q", out)
		}
		s.run(plan...)
		var a arranged
		s.json(&a, "arrange", "--agency", "pontianak", "--programme", "Latsar", "--publish", "Rencana tahunan")
		if a.Sessions == 0 || len(a.Left) != 0 || a.Bound != 72 || a.Published != 9 {
			t.Errorf("arranged %d sessions, %d left, %d bound, %d published", a.Sessions, len(a.Left), a.Bound, a.Published)
		}
		s.json(&a, "arrange", "--agency", "pontianak", "--programme", "Latsar", "--mend")
		if a.Changed != 0 {
			t.Errorf("%d sessions change although nothing has happened", a.Changed)
		}
		if code, _, errs := s.try("rooms", "undo", rooms.Import, "--agency", "pontianak"); code != 1 || !strings.Contains(errs, "sudah dipakai di jadwal") {
			t.Errorf("rooms in use are taken back: exit %d, %s", code, errs)
		}
		first, last := start.AddDate(0, 0, 14).Format(time.DateOnly), start.AddDate(0, 0, 40).Format(time.DateOnly)
		s.run("trainers", "away", "Pengajar Contoh AA, M.Pd.", "--agency", "pontianak", "--from", first, "--until", last, "--reason", "sakit")
		s.run("trainers", "stop", "Pengajar Contoh AB, M.Pd.", "--agency", "pontianak", "--from", first, "--reason", "pindah tugas")
		s.json(&a, "arrange", "--agency", "pontianak", "--mend", "--publish", "Pengajar sakit dan pindah")
		if a.Changed == 0 || a.Changed > 200 || a.Published == 0 {
			t.Errorf("%d sessions change for one who is ill and one who left, %d published", a.Changed, a.Published)
		}
		if code, _, errs := s.try("trainers", "away", "Siapa Ini", "--agency", "pontianak", "--from", first, "--reason", "sakit"); code != 1 || !strings.Contains(errs, "Siapa Ini") {
			t.Errorf("nobody of that name: exit %d, %s", code, errs)
		}
		if code, _, errs := s.try("arrange", "--agency", "pontianak", "--programme", "Latsar", "--mend", "--publish", "Lagi"); code != 1 || errs == "" {
			t.Errorf("nothing to publish: exit %d, %s", code, errs)
		}
	})
}
