package arch

import (
	"bytes"
	"go/format"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
	"github.com/google/go-cmp/cmp"
)

// generatedFresh holds that the committed code of each page is what its
// template makes. The names of files in it depend on the folder in which the
// generator ran, and are left out.
func generatedFresh(t *testing.T, _ *tree) {
	names := regexp.MustCompile("FileName: `[^`]*`|// templ: version: .*")
	for _, path := range find(t, ".templ") {
		parsed, err := parser.Parse(filepath.Join(root, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		var fresh bytes.Buffer
		if _, err := generator.Generate(parsed, &fresh); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		code, err := format.Source(fresh.Bytes())
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		committed := readFile(t, strings.TrimSuffix(path, ".templ")+"_templ.go")
		want, got := names.ReplaceAllString(string(code), ""), names.ReplaceAllString(committed, "")
		want, got = blank(want), blank(got)
		if want != got {
			t.Errorf("%s: run make generate; the generated code differs:\n%.2000s", path, cmp.Diff(want, got))
		}
	}
}

// blank drops empty lines: the line of the version leaves one.
func blank(code string) string { return regexp.MustCompile(`\n\s*\n`).ReplaceAllString(code, "\n") }
