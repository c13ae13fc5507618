package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestADoubleClickServesThePages(t *testing.T) {
	for _, c := range []struct {
		name, system string
		args, want   []string
	}{
		{"a double click on Windows serves and opens the browser", "windows", nil, []string{"serve", "--open"}},
		{"a command on Windows is left as typed", "windows", []string{"version"}, []string{"version"}},
		{"no arguments elsewhere ask for help", "linux", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, started(c.system, c.args)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheBrowserIsGivenTheAddress(t *testing.T) {
	dir := t.TempDir()
	seen := filepath.Join(dir, "seen")
	script := "#!/bin/sh\necho \"$@\" > " + seen + "\n"
	for _, name := range []string{"xdg-open", "open", "rundll32"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for _, system := range []string{"linux", "darwin", "windows"} {
		if err := openBrowser(context.Background(), system, "http://127.0.0.1:8080"); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(seen)
		if err != nil || !strings.HasSuffix(strings.TrimSpace(string(got)), "http://127.0.0.1:8080") {
			t.Errorf("%s: the browser was given %q, %v", system, got, err)
		}
	}
}
