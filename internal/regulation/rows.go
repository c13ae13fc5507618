package regulation

import (
	"fmt"
	"reflect"
	"strings"
)

// Row is one value of a pack with its place, for reading and comparing packs.
// Names (keys, titles, kinds) have no evidence of their own.
type Row struct {
	Path  string // for instance training.modes[blended].stages[classical].days
	Value string
	Evidence
}

// Rows returns every value of the pack in its own order.
func (p *Pack) Rows() []Row {
	w := walker{}
	w.walk(reflect.ValueOf(p).Elem(), "", reflect.Value{})
	return w.rows
}

// Unverified returns the values of grade U. A verdict that rests on one of
// them is confirmed by a person once per batch.
func (p *Pack) Unverified() []Row {
	var found []Row
	for _, r := range p.Rows() {
		if r.Grade == GradeUnverified {
			found = append(found, r)
		}
	}
	return found
}

// Difference is one place at which two packs differ. Before or After is nil
// where only the other pack has the place.
type Difference struct {
	Path          string
	Before, After *Row
}

// Diff returns the places at which b differs from a, in value, grade or
// source: those of a in its order, then those that only b has.
func Diff(a, b *Pack) []Difference {
	before, after := a.Rows(), b.Rows()
	inAfter := map[string]*Row{}
	for i := range after {
		inAfter[after[i].Path] = &after[i]
	}
	var found []Difference
	inBefore := map[string]bool{}
	for i := range before {
		r := &before[i]
		inBefore[r.Path] = true
		if other := inAfter[r.Path]; other == nil || *other != *r {
			found = append(found, Difference{Path: r.Path, Before: r, After: other})
		}
	}
	for i := range after {
		if !inBefore[after[i].Path] {
			found = append(found, Difference{Path: after[i].Path, After: &after[i]})
		}
	}
	return found
}

// walker flattens a pack into rows, and notes the places whose evidence or
// whose wording in one of the languages is missing.
type walker struct {
	rows     []Row
	places   []place // beside each row
	unproven []string
	unworded []string
	proof    string // path of the nearest evidence
}

// place is where a row was found: the value itself and the evidence around
// it, invalid where there is none, with the path of what the evidence is for.
type place struct {
	value, evidence reflect.Value
	proof           string
}

// walk visits v at path; evidence is the nearest one around it.
func (w *walker) walk(v reflect.Value, path string, evidence reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			w.walk(v.Elem(), path, evidence)
		}
	case reflect.Struct:
		w.fields(v, path, evidence)
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Struct {
			w.row(path, list(v), v, evidence)
			return
		}
		for i := range v.Len() {
			w.walk(v.Index(i), fmt.Sprintf("%s[%s]", path, name(v.Index(i), i)), evidence)
		}
	default:
		w.row(path, fmt.Sprint(v.Interface()), v, evidence)
	}
}

// fields visits the fields of a struct, under its own evidence if it has one.
// The field "value" of a Value adds nothing to the path.
func (w *walker) fields(v reflect.Value, path string, evidence reflect.Value) {
	if f := v.FieldByName("Evidence"); f.IsValid() {
		outer := w.proof
		defer func() { w.proof = outer }()
		evidence, w.proof = f, path
		if e := f.Interface().(Evidence); !e.complete() {
			w.unproven = append(w.unproven, path)
		}
	}
	if v.Type() == reflect.TypeFor[Text]() && (strings.TrimSpace(v.Field(0).String()) == "" || strings.TrimSpace(v.Field(1).String()) == "") {
		w.unworded = append(w.unworded, path)
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case field.Name == "Evidence":
		case tag == "value":
			w.walk(v.Field(i), path, evidence)
		case path == "":
			w.walk(v.Field(i), tag, evidence)
		default:
			w.walk(v.Field(i), path+"."+tag, evidence)
		}
	}
}

func (w *walker) row(path, text string, value, evidence reflect.Value) {
	r := Row{Path: path, Value: text}
	if evidence.IsValid() {
		r.Evidence = evidence.Interface().(Evidence)
	}
	w.rows = append(w.rows, r)
	w.places = append(w.places, place{value, evidence, w.proof})
}

// name returns the key of an element, its number where it has none.
func name(v reflect.Value, i int) string {
	if f := v.FieldByName("Key"); f.IsValid() {
		return f.String()
	}
	return fmt.Sprint(i + 1)
}

// list writes the elements of a list in one line.
func list(v reflect.Value) string {
	texts := make([]string, v.Len())
	for i := range texts {
		texts[i] = fmt.Sprint(v.Index(i).Interface())
	}
	return strings.Join(texts, ", ")
}
