package arch

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// habits holds the small rules of the house style.
func habits(t *testing.T, tr *tree) {
	story := map[string]string{}
	for _, f := range tr.files {
		if f.generated {
			continue
		}
		vagueName(t, f)
		leftovers(t, tr, f)
		if f.test {
			continue
		}
		story[f.dir] += f.syntax.Doc.Text()
		noInit(t, tr, f)
		noPrinting(t, tr, f)
		noState(t, tr, f)
	}
	for dir, text := range story {
		if len(text) < 60 {
			t.Errorf("%s: the package comment does not tell its story", dir)
		}
	}
}

// vagueName refuses packages whose name says nothing about what they do.
func vagueName(t *testing.T, f file) {
	vague := []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "base", "manager", "service", "services", "misc", "lib"}
	if slices.Contains(vague, filepath.Base(f.dir)) {
		t.Errorf("%s: the name of the package says nothing", f.path)
	}
}

// leftovers refuses what belongs to the day of writing, and paths of the
// machine it was written on.
func leftovers(t *testing.T, tr *tree, f file) {
	note := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b|/work/` + `(shared|main)`)
	for _, group := range f.syntax.Comments {
		for _, c := range group.List {
			if note.MatchString(c.Text) {
				t.Errorf("%s: %s", tr.at(c), c.Text)
			}
		}
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.Contains(literal(lit), "/work/"+"shared") {
			t.Errorf("%s: nothing is read from %s", tr.at(lit), literal(lit))
		}
		return true
	})
}

// noInit refuses code that runs by being imported.
func noInit(t *testing.T, tr *tree, f file) {
	for _, d := range f.syntax.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "init" && fn.Recv == nil {
			t.Errorf("%s: wiring is done in app, not in init", tr.at(fn))
		}
	}
}

// noPrinting refuses output that no caller asked for.
func noPrinting(t *testing.T, tr *tree, f file) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fn := call.Fun.(type) {
		case *ast.Ident:
			if fn.Name == "println" || fn.Name == "print" {
				t.Errorf("%s: prints", tr.at(call))
			}
		case *ast.SelectorExpr:
			from, ok := fn.X.(*ast.Ident)
			if ok && (from.Name == "fmt" || from.Name == "log") && strings.HasPrefix(fn.Sel.Name, "Print") {
				t.Errorf("%s: prints", tr.at(call))
			}
		}
		return true
	})
}

// noState refuses package variables other than errors, embedded files and
// tables that nobody changes.
func noState(t *testing.T, tr *tree, f file) {
	for _, d := range f.syntax.Decls {
		vars, ok := d.(*ast.GenDecl)
		if !ok || vars.Tok != token.VAR {
			continue
		}
		for _, s := range vars.Specs {
			v := s.(*ast.ValueSpec)
			embedded := strings.Contains(rawDoc(vars.Doc)+rawDoc(v.Doc), "go:embed")
			if embedded || v.Names[0].Name == "_" || slices.ContainsFunc(v.Values, constant) {
				continue
			}
			if !tr.excuse("variable", f.dir+"."+v.Names[0].Name) {
				t.Errorf("%s: the package variable %s is neither an error, an embed nor a table", tr.at(v), v.Names[0].Name)
			}
		}
	}
}

// constant reports whether a value is an error, a table, or something computed
// once that nobody changes.
func constant(e ast.Expr) bool {
	fixed := []string{"errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer", "sync.OnceValue", "sync.OnceValues"}
	switch v := e.(type) {
	case *ast.CompositeLit, *ast.BasicLit:
		return true
	case *ast.UnaryExpr:
		return v.Op == token.AND && constant(v.X)
	case *ast.CallExpr:
		fn, ok := v.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		from, ok := fn.X.(*ast.Ident)
		return ok && slices.Contains(fixed, from.Name+"."+fn.Sel.Name)
	}
	return false
}

// rawDoc returns a comment with its directives, which Text leaves out.
func rawDoc(c *ast.CommentGroup) string {
	var b strings.Builder
	if c != nil {
		for _, line := range c.List {
			b.WriteString(line.Text + "\n")
		}
	}
	return b.String()
}
