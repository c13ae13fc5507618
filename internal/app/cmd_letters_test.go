package app_test

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
)

// made is a letter of the register as the commands print it.
type made struct{ Number, Kind, Title, Date, State, Reason, SHA256, ID string }

// letters makes the minutes of batch II and letters about one person by
// commands: refused without a signer and while results are open, numbered,
// void, and from a template of one's own.
func (s *shell) letters(first, last string) {
	s.t.Helper()
	agency := []string{"--agency", "pontianak"}
	do := func(words ...string) []string {
		return append(append([]string{"documents", "letters"}, words...), agency...)
	}
	if code, _, _ := s.try(do("make", "statement", "--nip", first)...); code != 1 {
		s.t.Errorf("made without a signer: exit %d", code)
	}
	s.run(do("signer", "Drs. Bambang Hermansyah, M.Si.", "Kepala BKPSDM", "--behalf", "a.n. Wali Kota Pontianak")...)
	if code, _, errs := s.try(do("make", "graduation_record", "--batch", "I")...); code != 1 || !strings.Contains(errs, "belum dikunci") {
		s.t.Errorf("minutes of open results: exit %d, %s", code, errs)
	}
	var list []made
	archive := filepath.Join(s.dir, "surat.zip")
	s.json(&list, do("make", "graduation_record", "--batch", "II", "--date", "2026-02-04", "--zip", archive)...)
	if len(list) != 1 || list[0].Number != "1/BA-LATSAR/2026" || list[0].State != "standing" {
		s.t.Fatalf("minutes: %+v", list)
	}
	text := s.document(archive)
	for _, want := range []string{first, last, "1/BA-LATSAR/2026", "82,20", "Ditunda", "Drs. Bambang Hermansyah, M.Si.", "39", "tiga puluh sembilan"} {
		if !strings.Contains(text, want) {
			s.t.Errorf("the minutes lack %q", want)
		}
	}
	s.json(&list, do("make", "statement", "--nip", first, "--nip", last, "--date", "2026-02-04")...)
	if len(list) != 2 || list[1].Number != "800.1/1/KET/2026" || list[0].Number != "800.1/2/KET/2026" {
		s.t.Fatalf("statements: %+v", list)
	}
	s.json(&list, do("void", "800.1/1/KET/2026", "--reason", "Salah orang")...)
	if list[0].State != "void" || list[0].Reason != "Salah orang" {
		s.t.Errorf("void: %+v", list)
	}
	own := filepath.Join(s.dir, "templat.docx")
	s.run(do("template", "statement", "--out", own)...)
	var version struct{ Version int }
	s.json(&version, do("template", "statement", "--file", own)...)
	if version.Version != 1 {
		s.t.Errorf("own template: %+v", version)
	}
	if code, _, errs := s.try(do("template", "summons", "--file", own)...); code != 1 || !strings.Contains(errs, "paragraf") && !strings.Contains(errs, "tabel") {
		s.t.Errorf("a template of another kind: exit %d, %s", code, errs)
	}
	if code, _, errs := s.try(do("make", "trainer_duty", "--batch", "II", "--trainer", "Entah Siapa")...); code != 1 || !strings.Contains(errs, "Entah Siapa tidak ada dalam daftar pengajar") {
		s.t.Errorf("a trainer whom nobody knows: exit %d, %s", code, errs)
	}
	s.json(&list, do("make", "timetable", "--batch", "II", "--date", "2026-02-04", "--zip", archive)...)
	if text := s.document(archive); len(list) != 1 || list[0].Number != "" || !strings.Contains(text, "64 hari, 647 JP") {
		s.t.Errorf("timetable: %+v", list)
	}
	s.json(&list, do("register", "--search", "ket")...)
	if len(list) != 2 {
		s.t.Errorf("register: %+v", list)
	}
}

// document is the text of the only document of an archive.
func (s *shell) document(name string) string {
	s.t.Helper()
	outer, err := zip.OpenReader(name)
	if err != nil {
		s.t.Fatal(err)
	}
	defer outer.Close()
	if len(outer.File) != 1 {
		s.t.Fatalf("%d files in the archive", len(outer.File))
	}
	f, err := outer.File[0].Open()
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err != nil {
		s.t.Fatal(err)
	}
	z, err := zip.NewReader(strings.NewReader(string(body)), int64(len(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	inner, err := z.Open("word/document.xml")
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := io.ReadAll(inner)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}
