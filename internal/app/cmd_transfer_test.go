package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// released is what a release by command says.
type released struct {
	Transfer, State, Code string
	Open, Goes, Stays     []string
}

// Somebody leaves by commands: first only what that would bring, then, once
// nothing is open, the release with its sealed record.
func TestAReleaseByCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		list := filepath.Join(s.dir, "orang.csv")
		if err := os.WriteFile(list, []byte("NIP,Nama,Golongan,TMT CPNS,Unit Kerja\n199501012025051901,Bagus Prakoso,III/a,01/05/2025,Dinas Kesehatan\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.run("org", "create", "bontang", "Kota Bontang", "--zone", "WITA")
		s.run("roster", "import", list, "--agency", "bontang", "--commit")
		s.run("performance", "import", s.sheet(), "--agency", "bontang", "--period", "2025", "--commit")
		release := []string{"roster", "release", "199501012025051901", "--agency", "bontang"}
		var seen, done released
		s.json(&seen, append(release, "--check")...)
		if seen.Transfer != "" || len(seen.Open) != 0 || len(seen.Stays) != 0 || strings.Join(seen.Goes, "; ") != "Data diri dan kepegawaian yang berlaku sekarang; 1 penempatan; 1 penilaian kinerja" {
			t.Errorf("a release would bring %+v", seen)
		}
		if out := s.run(append([]string{"--lang", "en"}, append(release, "--check")...)...); !strings.Contains(out, "What goes along\n  The personal and service facts of today\n  1 placement\n  1 rating of performance\n") {
			t.Errorf("in English: %s", out)
		}
		if code, _, errs := s.try(append(release, "--name", "Kabupaten Contoh")...); code == 0 || !strings.Contains(errs, "nomor surat pindah") {
			t.Errorf("without a letter: exit %d, %s", code, errs)
		}
		file := filepath.Join(s.dir, "pindah.zip")
		s.json(&done, append(release, "--name", "Kabupaten Contoh", "--number", "824/1", "--reason", "mutasi", "--file", file)...)
		if done.State != "left" || done.Code == "" || strings.Join(done.Goes, "") != strings.Join(seen.Goes, "") {
			t.Errorf("released as %+v", done)
		}
		if content, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(content), "PK") {
			t.Errorf("the sealed record: %v", err)
		}
	})
}

// sheet writes a list of performance of one person.
func (s *shell) sheet() string {
	s.t.Helper()
	name := filepath.Join(s.dir, "kinerja.csv")
	if err := os.WriteFile(name, []byte("NIP,Nama,Rating Hasil Kerja,Rating Perilaku Kerja,Predikat Kinerja\n199501012025051901,Bagus Prakoso,SESUAI EKSPEKTASI,SESUAI EKSPEKTASI,Baik\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return name
}
