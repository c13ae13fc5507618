package roster

import (
	"strings"

	"pamong/internal/org"
)

// Place is where a list says that somebody serves: an office and, when
// somebody serves below it, a unit.
type Place struct {
	Office string
	Unit   string // "" for the office itself
}

// String says the place as lists do: "unit, office".
func (p Place) String() string {
	if p.Unit == "" {
		return p.Office
	}
	return p.Unit + ", " + p.Office
}

// officeWords begin the names of offices; they decide where "unit, office" is
// cut.
var officeWords = []string{"dinas ", "badan ", "kecamatan ", "sekretariat ", "inspektorat", "satuan polisi", "satpol"}

// places reads the columns of units of all rows: office and unit, or one text
// "unit, office". Names of offices have commas too ("Dinas Pangan, Pertanian
// dan Perikanan"), so that a text is cut only where what follows is an office:
// one of the agency's, one that stands alone elsewhere, or one by its first
// word.
type places struct {
	tree  *org.Tree
	alone map[string]bool // folded texts of the column Place that have no comma, or begin as offices do
}

func newPlaces(tree *org.Tree, texts []string) *places {
	p := &places{tree: tree, alone: map[string]bool{}}
	for _, t := range texts {
		if !strings.Contains(t, ",") || isOffice(t) {
			p.alone[org.Fold(t)] = true
		}
	}
	return p
}

func isOffice(name string) bool {
	name = strings.ToLower(name)
	for _, w := range officeWords {
		if strings.HasPrefix(name, w) {
			return true
		}
	}
	return false
}

func (p *places) known(name string) bool {
	if _, ok := p.tree.Child("", name); ok {
		return true
	}
	return p.alone[org.Fold(name)]
}

// read returns the place of a row.
func (p *places) read(l *line) Place {
	office, unit, both := l.text(FieldOffice), l.text(FieldUnit), l.text(FieldPlace)
	switch {
	case office == "" && both == "":
		return Place{Office: unit}
	case office == "":
		place := p.cut(both)
		if place.Unit == "" && unit != "" && org.Fold(unit) != org.Fold(place.Office) {
			place.Unit = unit
		}
		return place
	case unit == "":
		unit = both
	}
	if org.Fold(unit) == org.Fold(office) {
		unit = ""
	}
	if rest, ok := cutOffice(unit, office); ok {
		unit = rest
	}
	return Place{Office: office, Unit: unit}
}

// cutOffice takes the office off the end of "unit, office".
func cutOffice(unit, office string) (string, bool) {
	if i := strings.LastIndex(unit, ","); i > 0 && org.Fold(unit[i:]) == org.Fold(office) {
		return strings.TrimSpace(unit[:i]), true
	}
	return "", false
}

func (p *places) cut(text string) Place {
	if _, whole := p.tree.Child("", text); whole || isOffice(text) || !strings.Contains(text, ",") {
		return Place{Office: text}
	}
	for i, r := range text {
		if r != ',' {
			continue
		}
		if tail := strings.TrimSpace(text[i+1:]); isOffice(tail) || p.known(tail) {
			return Place{Office: tail, Unit: strings.TrimSpace(text[:i])}
		}
	}
	return Place{Office: text}
}
