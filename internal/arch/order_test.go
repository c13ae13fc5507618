package arch

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "pamong/"

// order reads the places of the houses in the story.
func order(t *testing.T) map[string]int {
	t.Helper()
	places := map[string]int{}
	for i, row := range strings.Split(readFile(t, "internal/arch/order.txt"), "\n") {
		if row != "" && !strings.HasPrefix(row, "#") {
			places[row] = i
		}
	}
	return places
}

// imports returns the folders of this module that a file imports.
func (f file) imports() []string {
	var dirs []string
	for _, spec := range f.syntax.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if dir, ok := strings.CutPrefix(path, module); ok {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// importsGoUp holds that a file imports only houses that stand above its own;
// within a house the pages import the acts, and only tests import builders.
func importsGoUp(t *testing.T, tr *tree) {
	places := order(t)
	for _, f := range tr.files {
		own, known := places[house(f.dir)]
		if !known {
			t.Errorf("%s: the house %q is not in order.txt", f.path, house(f.dir))
			continue
		}
		for _, dir := range f.imports() {
			switch {
			case house(dir) == house(f.dir):
				if part(f.dir) == "" && part(dir) != "" && !f.test && house(dir) != "kit" {
					t.Errorf("%s: a house does not import its own %s", f.path, dir)
				}
			case places[house(dir)] > own:
				t.Errorf("%s: imports %s, which stands below it", f.path, dir)
			case part(dir) == "test" && !f.test && part(f.dir) != "test":
				t.Errorf("%s: only tests import %s", f.path, dir)
			}
		}
	}
}

// pagesStayInWeb holds that acts and rules know nothing of pages: only the web
// and api packages of a house, and app, import kit/web.
func pagesStayInWeb(t *testing.T, tr *tree) {
	drawing := []string{"web", "api"}
	for _, f := range tr.files {
		h := house(f.dir)
		if f.test || h == "kit" || h == "app" || slices.Contains(drawing, part(f.dir)) {
			continue
		}
		for _, dir := range f.imports() {
			if strings.HasPrefix(dir, "internal/kit/web") || slices.Contains(drawing, part(dir)) && house(dir) != "kit" {
				t.Errorf("%s: imports %s, but draws no pages", f.path, dir)
			}
		}
	}
}
