package regulation

import (
	"reflect"
	"slices"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
)

// Shape says what can be typed for a value.
type Shape string

// The shapes of values.
const (
	ShapeText    Shape = "text"
	ShapeNumber  Shape = "number"  // a whole number
	ShapeDecimal Shape = "decimal" // at most two places
	ShapeDate    Shape = "date"
	ShapeTruth   Shape = "truth" // true or false
	ShapeWord    Shape = "word"  // one of Words
	ShapeList    Shape = "list"  // several, with commas between
)

// Entry is a row as a form offers it.
type Entry struct {
	Row
	Proof string // the place whose grade and source the row shares, "" for none
	Shape Shape
	Words []string // of ShapeWord, and of a ShapeList that knows only some
	Fixed bool     // a name by which other parts find this: no form offers it
}

// Entries returns every value of the pack as a form offers it, in the order of
// Rows.
func (p *Pack) Entries() []Entry {
	w := walker{}
	w.walk(reflect.ValueOf(p).Elem(), "", reflect.Value{})
	entries := make([]Entry, len(w.rows))
	for i, r := range w.rows {
		e := Entry{Row: r, Proof: w.places[i].proof, Fixed: fixed(r.Path)}
		e.Shape, e.Words = shapeOf(w.places[i].value, last(r.Path))
		entries[i] = e
	}
	return entries
}

// last is the last step of a place.
func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// fixed reports whether a row is a name, or says who edited the pack.
func fixed(path string) bool {
	return path == "id" || path == "kind" || last(path) == "key" || strings.HasPrefix(path, "edition.")
}

// vocabulary lists the words of plain texts and lists that know only some, by
// the last step of their place.
var vocabulary = map[string][]string{
	"markers":         {"tutor", "coach", "examiner", "mentor", "organiser", "home_agency", "system"},
	"proof":           {"attendance", "task", "journal", "academic_test", "design", "log", "evidence", "report", "seminar", "score_sheet"},
	"blocking_levels": disciplineLevels,
	"skip":            {calendar.SkipHolidays, calendar.SkipCollective, calendar.SkipSaturday},
	"audience":        {"batch", "group"},
	"lead":            {"tutor", "coach", "examiner", "mentor", "committee", "none"},
	"level":           disciplineLevels,
	"rounding":        {RoundHalfUp},
	"paper":           paperKinds,
	"serves":          purposes,
}

// WordsOf lists the words that a step of a session pattern knows: kind, audience
// or lead.
func WordsOf(step string) []string {
	if step == "kind" {
		return []string{string(Synchronous), string(Asynchronous), string(Classroom), string(Workplace), string(Ceremony)}
	}
	return slices.Clone(vocabulary[step])
}

func shapeOf(v reflect.Value, step string) (Shape, []string) {
	switch v.Interface().(type) {
	case clock.Date:
		return ShapeDate, nil
	case Hundredths:
		return ShapeDecimal, nil
	case calendar.Unit:
		return ShapeWord, []string{string(calendar.Working), string(calendar.Calendar)}
	case StageKind:
		return ShapeWord, []string{string(StageSelfStudy), string(StageOnline), string(StageWorkplace), string(StageClass)}
	case SessionKind:
		return ShapeWord, WordsOf("kind")
	case Outcome:
		return ShapeWord, []string{string(Passed), string(Deferred), string(Failed)}
	case Numbering:
		return ShapeWord, []string{string(Roman), string(Arabic)}
	case GateKind:
		return ShapeWord, []string{string(GateLaw), string(GateDossier), string(GatePractice)}
	case PaperFor:
		return ShapeWord, slices.Clone(paperFors)
	case Anchor:
		return ShapeWord, slices.Clone(anchors)
	case Rating:
		return ShapeWord, []string{string(Above), string(Meets), string(Below)}
	case Basis:
		return ShapeWord, []string{string(Yearly), string(Consecutive)}
	}
	switch v.Kind() {
	case reflect.Int:
		return ShapeNumber, nil
	case reflect.Bool:
		return ShapeTruth, nil
	case reflect.Slice:
		return ShapeList, slices.Clone(vocabulary[step])
	}
	if words := vocabulary[step]; words != nil {
		return ShapeWord, slices.Clone(words)
	}
	return ShapeText, nil
}
