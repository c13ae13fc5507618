package app_test

import (
	"archive/zip"
	"path/filepath"
	"strings"
	"testing"
)

// paper is one number of the register as the commands print it.
type paper struct {
	Number, Kind, NIP, Name, State, Reason, Code, SHA256, Replaces, Successor string
}

// sttp issues STTP of one's own for batch II, of whom one is deferred, by
// commands: refused while off, issued once, replaced, revoked, switched off.
func (s *shell) sttp() {
	s.t.Helper()
	batch := []string{"--agency", "pontianak", "--batch", "II"}
	if code, _, errs := s.try(append([]string{"sttp", "issue"}, batch...)...); code != 1 || !strings.Contains(errs, "tidak dinyalakan") {
		s.t.Errorf("issued while it is off: exit %d, %s", code, errs)
	}
	basis := []string{"sttp", "accredit", "--agency", "pontianak", "--institute", "Balai Diklat Pontianak", "--number", "7/K.1/2024", "--dated", "2024-03-04", "--signer", "Drs. Bambang Hermansyah, M.Si.", "--position", "Kepala Balai", "--place", "Pontianak"}
	if code, _, errs := s.try(append(basis, "--until", "2020-01-01")...); code != 1 || !strings.Contains(errs, "sudah lewat") {
		s.t.Errorf("switched on with a basis that is over: exit %d, %s", code, errs)
	}
	var on struct {
		On      bool
		Example string
	}
	s.json(&on, append(basis, "--until", "2099-12-31")...)
	if !on.On || !strings.HasPrefix(on.Example, "00000001/LATSAR CPNS/III/PONTIANAK/") {
		s.t.Errorf("switched on: %+v", on)
	}
	var issued struct {
		Issued int
		STTP   struct {
			Issued, Register int
			Left             []struct{ NIP, Reason string }
		}
		Failed []any
	}
	archive := filepath.Join(s.dir, "sttp.zip")
	for _, want := range []int{38, 0} {
		s.json(&issued, append([]string{"certificate", "issue", "--sttp", "--zip", archive}, batch...)...)
		if issued.STTP.Issued != want || issued.STTP.Register != 38 || len(issued.STTP.Left) != 1 || issued.STTP.Left[0].Reason != "Kelulusannya ditunda." || len(issued.Failed) != 0 {
			s.t.Fatalf("issued %+v, want %d of 38", issued, want)
		}
	}
	z, err := zip.OpenReader(archive)
	if err != nil {
		s.t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 38 || !strings.HasSuffix(z.File[0].Name, " - STTP.pdf") {
		s.t.Errorf("%d files in the archive, the first %s", len(z.File), z.File[0].Name)
	}
	s.endSTTP()
}

// endSTTP replaces and revokes papers, and switches the own issue off.
func (s *shell) endSTTP() {
	s.t.Helper()
	register := func() []paper {
		var list []paper
		s.json(&list, "sttp", "register", "--agency", "pontianak")
		return list
	}
	first := register()[37]
	var next []paper
	s.json(&next, "sttp", "replace", first.Number, "--agency", "pontianak", "--reason", "Gelar salah")
	if len(next) != 1 || next[0].State != "valid" || next[0].Replaces != first.Number || next[0].NIP != first.NIP || len(next[0].SHA256) != 64 {
		s.t.Fatalf("replaced by %+v", next)
	}
	var gone []paper
	s.json(&gone, "sttp", "revoke", next[0].Number, "--agency", "pontianak", "--reason", "Terbit keliru")
	if len(gone) != 1 || gone[0].State != "revoked" || gone[0].Reason != "Terbit keliru" {
		s.t.Fatalf("revoked %+v", gone)
	}
	if code, _, _ := s.try("sttp", "revoke", next[0].Number, "--agency", "pontianak", "--reason", "Lagi"); code != 1 {
		s.t.Errorf("revoked twice: exit %d", code)
	}
	list := register()
	if old := list[38]; len(list) != 39 || old.State != "replaced" || old.Successor != next[0].Number {
		s.t.Errorf("%d numbers, the first %+v", len(list), list[len(list)-1])
	}
	s.run("sttp", "off", "--agency", "pontianak", "--reason", "Akreditasi berakhir")
	if code, _, _ := s.try("sttp", "issue", "--agency", "pontianak", "--batch", "II"); code != 1 {
		s.t.Errorf("issued after it was switched off: exit %d", code)
	}
	s.run("audit", "verify")
}

func TestTheCommandsOfSTTPHelpInBothLanguages(t *testing.T) {
	s := &shell{t: t, dir: t.TempDir()}
	s.dsn = filepath.Join(s.dir, "pamong.db")
	for _, c := range []string{"accredit", "off", "issue", "revoke", "replace", "register"} {
		id, en := s.run("sttp", c, "--help"), s.run("sttp", c, "--help", "--lang", "en")
		if id == en || !strings.Contains(en, "--agency") || strings.Contains(id+en, "_help") {
			t.Errorf("sttp %s: %q and %q", c, id, en)
		}
	}
}
