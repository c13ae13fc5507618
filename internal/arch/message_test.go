package arch

import (
	"encoding/csv"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pamong/internal/app"
	"pamong/internal/kit/i18n"
)

// catalogue is every message of the product. The catalogue itself refuses a
// message that lacks a language.
func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := app.Messages()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range find(t, "messages.csv") {
		r := csv.NewReader(strings.NewReader(readFile(t, file)))
		r.FieldsPerRecord = -1 // the English singular may be left out
		rows, err := r.ReadAll()
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, row := range rows[1:] {
			if !c.Has(row[0]) {
				t.Errorf("%s: app does not load the message %q", file, row[0])
			}
		}
	}
	return c
}

// keyPlace says at which argument the functions that take a message key have
// it.
var keyPlace = map[string]int{
	"T": 1, "say": 1, // i18n.T(ctx, key), say(ctx, key)
	"NotFound": 0, "Forbidden": 0, "Conflict": 0, "Invalid": 0, // fault
	"Add": 1, // fault.Fields
	"Go":  1, // web.Go(path, key)
}

// calledKeys returns the message keys that stand literally in calls, with
// their places.
func (tr *tree) calledKeys() map[string]string {
	keys := map[string]string{}
	for _, f := range tr.files {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := called(call)
			place, ok := keyPlace[name]
			if name == "T" && len(call.Args) > 0 && literal(call.Args[0]) != "" {
				place = 0 // speaker.T(key)
			}
			if ok && place < len(call.Args) {
				if key := literal(call.Args[place]); isKey(key) {
					keys[key] = tr.at(call)
				}
			}
			return true
		})
	}
	return keys
}

// called returns the last name of the function of a call.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// isKey reports whether a text has the shape of a message key and not that of
// the name of a file.
func isKey(text string) bool {
	files := []string{".csv", ".ics", ".pdf", ".png", ".svg", ".txt", ".xlsx", ".zip"}
	return !slices.Contains(files, path.Ext(text)) && regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]*[a-z0-9])+$`).MatchString(text)
}

// messagesExist holds that no page would show a key in place of its text: keys
// in the calls that say messages, and every literal that begins as the keys of
// its house, or of one above it, do. A house whose messages are not written
// yet is left alone.
func messagesExist(t *testing.T, tr *tree) {
	c, places := catalogue(t), order(t)
	keys := c.Keys()
	written := map[string]bool{}
	for _, key := range keys {
		written[first(key)] = true
	}
	for key, at := range tr.calledKeys() {
		_, isHouse := places[first(key)]
		if !c.Has(key) && (written[first(key)] || !isHouse) {
			t.Errorf("%s: the message %q does not exist", at, key)
		}
	}
	for text, at := range tr.literals() {
		known := c.Has(text) || c.Has("act."+text) || begins(keys, text+".")
		below := places[first(text)] > places[house(at)]
		if isKey(text) && written[first(text)] && !known && !below && !tr.excuse("message", text) {
			t.Errorf("%s: %q looks like a message, but neither it nor its act exists", at, text)
		}
	}
}

// first returns the house of a message key.
func first(key string) string {
	house, _, _ := strings.Cut(key, ".")
	return house
}

func begins(keys []string, prefix string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, prefix) })
}

// actsAreNamed holds that the trail can say each act that is written to it.
func actsAreNamed(t *testing.T, tr *tree) {
	c := catalogue(t)
	for _, f := range tr.files {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			name, ok := pair.Key.(*ast.Ident)
			act := literal(pair.Value)
			if ok && name.Name == "Act" && isKey(act) && !c.Has("act."+act) && !tr.excuse("message", act) {
				t.Errorf("%s: the message %q does not exist", tr.at(pair), "act."+act)
			}
			return true
		})
	}
}

// literals returns every string literal outside tests with one of its places.
func (tr *tree) literals() map[string]string {
	all := map[string]string{}
	for _, f := range tr.files {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				all[literal(lit)] = tr.at(lit)
			}
			return true
		})
	}
	return all
}

// prefixes returns the literals to which something is added, such as
// "access.role." + role.
func (tr *tree) prefixes() []string {
	all := map[string]bool{}
	for _, f := range tr.files {
		if f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sum, ok := n.(*ast.BinaryExpr)
			if ok && sum.Op == token.ADD {
				if text := literal(sum.X); strings.Contains(text, ".") {
					all[text] = true
				}
			}
			return true
		})
	}
	return slices.Collect(maps.Keys(all))
}

// messagesAreUsed holds that the files of messages hold nothing that nobody
// says: each key stands literally in the code, begins with a literal to which
// the code adds the rest, is made of two literals ("probation.papers" and
// ".title"), or is the help of a command (help:"x_help").
func messagesAreUsed(t *testing.T, tr *tree) {
	said, prefixes := tr.literals(), tr.prefixes()
	help := map[string]bool{"cmd.pamong": true}
	tag := regexp.MustCompile(`help:"(\w+)_help"`)
	for text := range said {
		for _, m := range tag.FindAllStringSubmatch(text, -1) {
			help[m[1]] = true
		}
	}
	for _, key := range catalogue(t).Keys() {
		rest, isHelp := strings.CutPrefix(key, "cmd.")
		act, isAct := strings.CutPrefix(key, "act.")
		switch {
		case said[key] != "", isHelp && help[strings.ReplaceAll(rest, ".", "_")], isAct && said[act] != "":
		case composed(said, key):
		case slices.ContainsFunc(prefixes, func(p string) bool { return p != "act." && strings.HasPrefix(key, p) }):
		case tr.excuse("unused", key):
		default:
			t.Errorf("nobody says the message %q", key)
		}
	}
}

// composed reports whether both halves of a key stand in the code.
func composed(said map[string]string, key string) bool {
	for i := range key {
		if isKey(key[:i]) && said[key[:i]] != "" && said[key[i:]] != "" {
			return true
		}
	}
	return false
}
