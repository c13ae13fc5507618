package blob_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pamong/internal/kit/blob"
	"pamong/internal/kit/fault"
)

func TestAFileIsKeptOnceUnderItsHash(t *testing.T) {
	dir := t.TempDir()
	s := blob.Folder(dir)
	var infos []blob.Info
	for range 2 {
		info, err := s.Put(t.Context(), strings.NewReader("%PDF-1.7 surat sehat"), 100)
		if err != nil {
			t.Fatal(err)
		}
		infos = append(infos, info)
	}
	if infos[0] != infos[1] || infos[0].Type != "application/pdf" || infos[0].Size != 20 {
		t.Errorf("stored as %+v and %+v", infos[0], infos[1])
	}
	all, err := s.Hashes()
	if err != nil || len(all) != 1 {
		t.Errorf("kept %v, %v; want one file", all, err)
	}
	f, err := s.Open(infos[0].Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(f); err != nil || string(text) != "%PDF-1.7 surat sehat" {
		t.Errorf("read %q, %v", text, err)
	}
	if err := s.Check(infos[0].Hash); err != nil {
		t.Errorf("an untouched file: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, infos[0].Hash[:2], infos[0].Hash), []byte("lie"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(infos[0].Hash); err == nil {
		t.Error("an altered file passes")
	}
}

func TestRefusedFilesLeaveNothing(t *testing.T) {
	for name, content := range map[string]string{"too large": strings.Repeat("x", 101), "empty": ""} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := blob.Folder(dir).Put(t.Context(), strings.NewReader(content), 100); fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("got %v, want refused", err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}

func TestHashesFromOutsideOpenNoOtherFile(t *testing.T) {
	s := blob.Folder(t.TempDir())
	for _, hash := range []string{"../../etc/passwd", "", strings.Repeat("0", 64)} {
		if _, err := s.Open(hash); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("open %q: %v", hash, err)
		}
	}
}
