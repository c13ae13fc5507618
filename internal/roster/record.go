package roster

import (
	"net/mail"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// line reads one row by the meaning of its columns and notes what cannot be
// read.
type line struct {
	row      *Row
	at       map[Field]int
	findings []Finding
}

// columnsByField finds the cell of each field of a table.
func (t *Table) columnsByField() map[Field]int {
	at := map[Field]int{}
	for i, c := range t.Columns {
		if c.Field != "" && c.Field != FieldIgnored {
			at[c.Field] = i
		}
	}
	return at
}

func (l *line) cell(f Field) Cell {
	i, ok := l.at[f]
	if !ok || i >= len(l.row.Cells) {
		return Cell{}
	}
	return l.row.Cells[i]
}

// text returns a value; what offices write for "nothing" is nothing.
func (l *line) text(f Field) string {
	t := tidy(l.cell(f).Text)
	if t == "-" || t == "–" || t == "0" && f != FieldNumber {
		return ""
	}
	return t
}

func (l *line) warn(code string, f Field, args ...any) {
	l.findings = append(l.findings, Finding{regulation.SeverityWarning, code, f, args})
}

func (l *line) fail(code string, f Field, args ...any) {
	l.findings = append(l.findings, Finding{regulation.SeverityError, code, f, args})
}

// date reads a day in the ways in which lists write one; one that cannot be
// read is left out with a warning.
func (l *line) date(f Field) clock.Date {
	text := l.text(f)
	if text == "" {
		return ""
	}
	if d, ok := sheet.ParseDay(text); ok && l.cell(f).Kind != sheet.Number {
		return d
	}
	l.warn(CodeDateUnread, f, "Text", text)
	return ""
}

// sexWords says what lists write for L and P.
var sexWords = map[string]regulation.Sex{"l": regulation.Male, "m": regulation.Male, "laki laki": regulation.Male, "pria": regulation.Male, "male": regulation.Male, "lk": regulation.Male, "lakilaki": regulation.Male,
	"p": regulation.Female, "f": regulation.Female, "perempuan": regulation.Female, "wanita": regulation.Female, "female": regulation.Female, "pr": regulation.Female, "w": regulation.Female}

func (l *line) sex() regulation.Sex {
	text := l.text(FieldSex)
	s, ok := sexWords[org.Fold(text)]
	if !ok && text != "" {
		l.warn(CodeSexUnread, FieldSex, "Text", text)
	}
	return s
}

// Email and phone are used to reach people, so that a wrong one is left out.

func (l *line) email(f Field) string {
	text := l.text(f)
	clean, ok := CleanEmail(text)
	if !ok {
		l.warn(CodeEmail, f, "Text", text)
	}
	return clean
}

// CleanEmail returns an address in small letters, and whether it is one or
// empty.
func CleanEmail(text string) (string, bool) {
	if text == "" {
		return "", true
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || !strings.Contains(text[strings.LastIndex(text, "@")+1:], ".") {
		return "", false
	}
	return strings.ToLower(text), true
}

func (l *line) phone() string {
	text := l.text(FieldPhone)
	clean, ok := CleanPhone(text)
	if !ok {
		l.warn(CodePhone, FieldPhone, "Text", text)
	}
	return clean
}

// The shortest and longest phone number in digits, with its leading 0.
const shortestPhone, longestPhone = 9, 15

// CleanPhone returns a number as 0812…, and whether it is one or empty. A
// number cell has lost its leading 0, which comes back here.
func CleanPhone(text string) (string, bool) {
	if text == "" {
		return "", true
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.()+'’\u00a0", r) {
			return -1
		}
		return r
	}, text)
	digits = strings.TrimPrefix(digits, "62")
	if !strings.HasPrefix(digits, "0") {
		digits = "0" + digits
	}
	if digitsIn(digits) != len(digits) || len(digits) < shortestPhone || len(digits) > longestPhone {
		return "", false
	}
	return digits, true
}

// name returns the printed name; a formula that somebody typed stays text.
func (l *line) name() string {
	name := l.text(FieldName)
	if name == "" {
		l.fail(CodeNameMissing, FieldName)
		return ""
	}
	if strings.ContainsAny(name[:1], "=+-@") {
		l.warn(CodeNameFormula, FieldName)
		return name
	}
	return PrintName(l.text(FieldFront), name, l.text(FieldBack))
}

// golongan reads III/a, III/A, "Penata Muda (III/a)" or the SIASN id.
func (l *line) golongan(ranks *ranks) string {
	text := l.text(FieldGolongan)
	if text == "" {
		if g, ok := ranks.byID[l.text(FieldGolonganID)]; ok {
			return g
		}
		suggestion := ranks.byEducation[org.Fold(l.text(FieldLevel))]
		l.warn(CodeGolonganMissing, FieldGolongan, "Suggestion", suggestion)
		return ""
	}
	if g, ok := ranks.read(text); ok {
		return g
	}
	l.fail(CodeGolonganUnknown, FieldGolongan, "Text", text)
	return ""
}

// ranks knows the golongan that exist.
type ranks struct {
	known       map[string]string // folded, such as "iii a"
	byID        map[string]string
	byEducation map[string]string
}

func newRanks() (*ranks, error) {
	codes, err := regulation.SIASNCodes("golonganPns")
	if err != nil {
		return nil, err
	}
	entry, err := regulation.EntryRanks()
	if err != nil {
		return nil, err
	}
	r := &ranks{known: map[string]string{}, byID: map[string]string{}, byEducation: map[string]string{}}
	for _, c := range codes {
		r.known[org.Fold(c.Name)] = c.Name
		r.byID[c.ID] = c.Name
	}
	for _, e := range entry {
		r.byEducation[org.Fold(e.Education)] = e.Golongan
	}
	return r, nil
}

// read finds the golongan in a text such as "Penata Muda (III/a)".
func (r *ranks) read(text string) (string, bool) {
	words := strings.Fields(org.Fold(text))
	for i := len(words) - 2; i >= 0; i-- {
		if g, ok := r.known[words[i]+" "+words[i+1]]; ok {
			return g, true
		}
	}
	if len(words) == 1 && len(words[0]) > 1 { // "IIIa"
		g, ok := r.known[words[0][:len(words[0])-1]+" "+words[0][len(words[0])-1:]]
		return g, ok
	}
	return "", false
}
