package regulation

import (
	"reflect"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
)

// Edit returns a copy of the pack under another id, with the changes of an
// author who names a date and a legal basis, from the pack itself unless the
// edition names another origin. Each change is a row as Rows
// gives it, with another value, grade or source; evidence that several rows
// share changes for all of them. The copy is checked as a whole, and every
// problem stands beside its place. The pack itself stays as it is.
func (p *Pack) Edit(id string, by Edition, changes []Row) (*Pack, error) {
	edited, err := p.copyAs(id, by)
	if err != nil {
		return nil, err
	}
	w := walker{}
	w.walk(reflect.ValueOf(edited).Elem(), "", reflect.Value{})
	places := map[string]place{}
	for i, r := range w.rows {
		places[r.Path] = w.places[i]
	}
	var f fault.Fields
	for _, c := range changes {
		at, ok := places[c.Path]
		switch {
		case !ok || c.Path == "id" || strings.HasPrefix(c.Path, "edition."):
			f.Add(c.Path, "regulation.fault.no_place")
		case !set(at.value, c.Value):
			f.Add(c.Path, "regulation.fault.value", "Text", c.Value)
		case at.evidence.IsValid():
			at.evidence.Set(reflect.ValueOf(c.Evidence))
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	if err := edited.Check(); err != nil {
		return nil, err
	}
	return edited, nil
}

// copyAs returns a copy of the pack as an edition with an id of its own.
func (p *Pack) copyAs(id string, by Edition) (*Pack, error) {
	text, err := p.YAML()
	if err != nil {
		return nil, err
	}
	c, err := Parse(text)
	if err != nil {
		return nil, err
	}
	if by.From == "" {
		by.From = p.ID
	}
	c.ID, c.Edition = id, &by
	return c, nil
}

// set writes text into a value of a pack and reports whether it fits.
func set(v reflect.Value, text string) bool {
	text = strings.TrimSpace(text)
	switch v.Kind() {
	case reflect.Int:
		return setNumber(v, text)
	case reflect.Bool:
		yes, err := strconv.ParseBool(text)
		v.SetBool(yes)
		return err == nil
	case reflect.Slice:
		return setList(v, text)
	}
	if v.Type() == reflect.TypeFor[clock.Date]() && !clock.Date(text).Valid() {
		return false
	}
	v.SetString(text)
	return true
}

func setNumber(v reflect.Value, text string) bool {
	if v.Type() == reflect.TypeFor[Hundredths]() {
		n, err := ParseHundredths(text)
		v.SetInt(int64(n))
		return err == nil
	}
	n, err := strconv.Atoi(text)
	v.SetInt(int64(n))
	return err == nil
}

// setList reads the elements of a list parted by commas.
func setList(v reflect.Value, text string) bool {
	v.SetLen(0)
	if text == "" {
		return true
	}
	for part := range strings.SplitSeq(text, ",") {
		element := reflect.New(v.Type().Elem()).Elem()
		if !set(element, part) {
			return false
		}
		v.Set(reflect.Append(v, element))
	}
	return true
}
