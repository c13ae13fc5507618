package arch

import (
	"go/ast"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// exported returns every exported name of the code as package.Name.
func (tr *tree) exported() map[string]bool {
	names := map[string]bool{}
	for _, f := range tr.files {
		if f.test || f.generated {
			continue
		}
		for name := range f.syntax.Scope.Objects {
			if ast.IsExported(name) {
				names[f.syntax.Name.Name+"."+name] = true
			}
		}
	}
	return names
}

// glossary holds that each row of docs/glossary.csv names something of the
// code, that no word stands twice, and that each thing with an identity of its
// own (a type PersonID) has its row.
func glossary(t *testing.T, tr *tree) {
	names, words, things := tr.exported(), map[string]bool{}, map[string]bool{}
	for _, row := range readCSV(t, "docs/glossary.csv", "indonesian", "identifier", "meaning", "source") {
		if words[row[0]] {
			t.Errorf("glossary: %q stands twice", row[0])
		}
		words[row[0]] = true
		if !names[row[1]] && !names[row[1]+"ID"] {
			t.Errorf("glossary: the code has no %s", row[1])
		}
		if row[2] == "" || row[3] == "" {
			t.Errorf("glossary: %q lacks its meaning or source", row[0])
		}
		if things[row[1]] {
			t.Errorf("glossary: %s has two words", row[1])
		}
		things[row[1]] = true
	}
	for name := range names {
		thing, isID := strings.CutSuffix(name, "ID")
		if isID && !strings.HasSuffix(thing, ".") && tr.isType(name) && !things[thing] {
			t.Errorf("glossary: no row for %s", thing)
		}
	}
}

// isType reports whether the code declares the type package.Name.
func (tr *tree) isType(of string) bool {
	pkg, name, _ := strings.Cut(of, ".")
	for _, f := range tr.files {
		if f.syntax.Name.Name != pkg || f.test {
			continue
		}
		if o := f.syntax.Scope.Lookup(name); o != nil && o.Kind == ast.Typ {
			return true
		}
	}
	return false
}

// howMany is the number of capabilities of the product.
const howMany = 125

// capabilities holds that docs/capabilities.csv has a row per number, and that
// whatever is there, wholly or partly, names where it shows and an existing
// test that proves it.
func capabilities(t *testing.T, tr *tree) {
	tests := map[string]bool{}
	for _, f := range tr.files {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test && strings.HasPrefix(fn.Name.Name, "Test") {
				tests[filepath.Base(f.dir)+"."+fn.Name.Name] = true
			}
		}
	}
	rows := readCSV(t, "docs/capabilities.csv", "number", "title", "state", "where", "test")
	if len(rows) != howMany {
		t.Errorf("capabilities: %d rows, want %d", len(rows), howMany)
	}
	for i, row := range rows {
		if row[0] != strconv.Itoa(i+1) {
			t.Errorf("capabilities: row %d has the number %s", i+1, row[0])
		}
		switch row[2] {
		case "no":
			continue
		case "partly", "yes":
		default:
			t.Errorf("capabilities: %s has the state %q", row[0], row[2])
		}
		if row[3] == "" || row[4] == "" {
			t.Errorf("capabilities: %s does not say where it is or what proves it", row[0])
		}
		for _, test := range strings.Fields(row[4]) {
			if !tests[test] {
				t.Errorf("capabilities: %s: there is no test %s", row[0], test)
			}
		}
	}
}
