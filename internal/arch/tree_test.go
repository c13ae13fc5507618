package arch

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the folder of the module, seen from this package.
const root = "../.."

// tree is all source of the module, read once.
type tree struct {
	fset    *token.FileSet
	files   []file
	excused map[string]bool // "rule name" → needed
}

// file is one Go file of the module.
type file struct {
	path      string // internal/org/org.go
	dir       string // internal/org
	syntax    *ast.File
	lines     int
	generated bool
	test      bool
}

// TestTree holds every rule of the house against the source.
func TestTree(t *testing.T) {
	tr := read(t)
	for _, rule := range []struct {
		name string
		hold func(t *testing.T, tr *tree)
	}{
		{"a package imports only packages above it", importsGoUp},
		{"pages are drawn by web packages only", pagesStayInWeb},
		{"files and functions stay small", sizes},
		{"each table has one owner", tableOwners},
		{"migrations have their own numbers", migrationNumbers},
		{"every message that is said exists", messagesExist},
		{"every act has a message for the trail", actsAreNamed},
		{"every message is said somewhere", messagesAreUsed},
		{"generated code is fresh", generatedFresh},
		{"templates hold no script or style", templatesArePure},
		{"packages tell their story and hold no state", habits},
		{"the glossary names things that exist", glossary},
		{"the list of capabilities is whole and true", capabilities},
	} {
		t.Run(rule.name, func(t *testing.T) { rule.hold(t, tr) })
	}
	for name, needed := range tr.excused {
		if !needed {
			t.Errorf("exceptions.csv: %q is no longer needed", name)
		}
	}
}

// read parses every Go file of the module.
func read(t *testing.T) *tree {
	t.Helper()
	tr := &tree{fset: token.NewFileSet(), excused: map[string]bool{}}
	for _, row := range readCSV(t, "internal/arch/exceptions.csv", "rule", "name", "reason") {
		tr.excused[row[0]+" "+row[1]] = false
	}
	for _, path := range find(t, ".go") {
		text := readFile(t, path)
		syntax, err := parser.ParseFile(tr.fset, path, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		tr.files = append(tr.files, file{path: path, dir: filepath.Dir(path), syntax: syntax,
			lines: strings.Count(text, "\n"), generated: ast.IsGenerated(syntax), test: strings.HasSuffix(path, "_test.go")})
	}
	return tr
}

// excuse reports whether the exception stands in exceptions.csv, whole or as
// the beginning before a star, and notes that it is needed.
func (tr *tree) excuse(rule, name string) bool {
	for row := range tr.excused {
		start, many := strings.CutSuffix(row, "*")
		if row == rule+" "+name || many && strings.HasPrefix(rule+" "+name, start) {
			tr.excused[row] = true
			return true
		}
	}
	return false
}

// find lists the files of the module whose names end so, without test data.
func find(t *testing.T, ending string) []string {
	t.Helper()
	var paths []string
	for _, top := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case !d.IsDir() && strings.HasSuffix(path, ending):
				inModule, err := filepath.Rel(root, path)
				paths = append(paths, filepath.ToSlash(inModule))
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readCSV returns the rows below the heading, which must be as named, with no
// empty cell in the first two columns.
func readCSV(t *testing.T, path string, heading ...string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(readFile(t, path))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	if !slices.Equal(rows[0], heading) {
		t.Fatalf("%s: heading is %q, want %q", path, rows[0], heading)
	}
	for _, row := range rows[1:] {
		if row[0] == "" || row[1] == "" {
			t.Errorf("%s: %q lacks a cell", path, row)
		}
	}
	return rows[1:]
}

// house returns the house of a folder: kit, org, roster (also for
// roster/rosterweb), app, cmd.
func house(dir string) string {
	parts := strings.Split(dir, "/")
	if parts[0] == "cmd" || len(parts) == 1 {
		return parts[0]
	}
	return parts[1]
}

// part returns which part of its house a folder is: "" for the house itself,
// "web", "api" or "test" for the folders below it that are named so, such as
// roster/listweb and kit/db/dbtest.
func part(dir string) string {
	own := []string{"web", "api", "test"}
	if house(dir) == "kit" {
		own = []string{"test"}
	}
	for _, ending := range own {
		if strings.Count(dir, "/") > 1 && strings.HasSuffix(dir, ending) {
			return ending
		}
	}
	return ""
}

// literal returns the text of a string literal, "" for other expressions.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}

// at says where a node stands.
func (tr *tree) at(n ast.Node) string {
	p := tr.fset.Position(n.Pos())
	return p.Filename + ":" + strconv.Itoa(p.Line)
}
