package arch

import (
	"go/ast"
	"strings"
	"testing"
)

// The most lines of a file and of a function.
const (
	mostFile = 500
	mostFunc = 80
)

// sizes holds that what people write stays short enough to be read at once.
func sizes(t *testing.T, tr *tree) {
	for _, f := range tr.files {
		if f.generated {
			continue
		}
		tr.fileSize(t, f.path, f.lines)
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				tr.funcSize(t, f, fn)
			}
		}
	}
	for _, path := range find(t, ".templ") {
		tr.fileSize(t, path, strings.Count(readFile(t, path), "\n"))
	}
}

func (tr *tree) fileSize(t *testing.T, path string, lines int) {
	if lines > mostFile && !tr.excuse("file", path) {
		t.Errorf("%s: %d lines, at most %d", path, lines, mostFile)
	}
}

func (tr *tree) funcSize(t *testing.T, f file, fn *ast.FuncDecl) {
	lines := tr.fset.Position(fn.End()).Line - tr.fset.Position(fn.Pos()).Line + 1
	if lines > mostFunc && !tr.excuse("function", f.dir+"."+fn.Name.Name) {
		t.Errorf("%s: %s has %d lines, at most %d", tr.at(fn), fn.Name.Name, lines, mostFunc)
	}
}
