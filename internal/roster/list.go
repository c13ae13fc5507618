package roster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// ListField is one column that a list of the office may have, with the titles
// under which offices keep it.
type ListField struct {
	Key    string
	Titles []string
	Needed bool // a sheet without it is not this list
	Again  bool // a number may stand again with another text here
}

// ListRow is one row of a list about people who are on the roster already.
type ListRow struct {
	Sheet    string
	Row      int // number in the file, from 1
	NIP      string
	Name     string // as the list has it
	Person   PersonID
	Values   map[string]string
	Problems []ListProblem
	Becomes  i18n.Line // what a sound row becomes, where its list says so
}

// ListProblem is what is wrong, or doubtful, with one row.
type ListProblem struct {
	Field   string
	Key     string
	Args    []any
	Warning bool // doubtful only: the row can be entered
}

// Bad notes a problem beside a field: the row cannot be entered.
func (r *ListRow) Bad(field, key string, args ...any) {
	r.Problems = append(r.Problems, ListProblem{Field: field, Key: key, Args: args})
}

// Doubt notes something beside a field that a person should look at.
func (r *ListRow) Doubt(field, key string, args ...any) {
	r.Problems = append(r.Problems, ListProblem{Field: field, Key: key, Args: args, Warning: true})
}

// Sound reports whether the row can be entered.
func (r *ListRow) Sound() bool {
	for _, p := range r.Problems {
		if !p.Warning {
			return false
		}
	}
	return true
}

// Sound counts the rows of a list that can be entered.
func Sound(rows []ListRow) int {
	n := 0
	for i := range rows {
		if rows[i].Sound() {
			n++
		}
	}
	return n
}

// Severity is "ok", "warning" or "error".
func (r *ListRow) Severity() string {
	switch {
	case len(r.Problems) == 0:
		return "ok"
	case r.Sound():
		return "warning"
	}
	return "error"
}

// Date reads a date of the row in the ways in which lists write one; nonsense
// is noted. An empty cell is the empty date.
func (r *ListRow) Date(field string) clock.Date {
	text := r.Values[field]
	if text == "" {
		return ""
	}
	d, ok := sheet.ReadDay(text)
	if !ok {
		r.Bad(field, "roster.list.bad_date", "Text", text)
	}
	return d
}

// File is a spreadsheet as it was handed in.
type File struct {
	io.ReaderAt
	Size int64
	Name string
}

// Hash returns the SHA-256 of the content in hexadecimal digits.
func (f File) Hash() (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(f, 0, f.Size)); err != nil {
		return "", fmt.Errorf("read file: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// nipField is the column that every such list has.
var nipField = ListField{Key: "nip", Titles: []string{"nip", "nip baru", "no identitas", "nomor induk pegawai"}, Needed: true}

var nameField = ListField{Key: "name", Titles: []string{"nama", "nama lengkap", "nama peserta", "nama pegawai", "name"}}

// ReadList reads a list keyed by NIP from a spreadsheet and finds its people
// in the agency: every visible sheet that has the needed columns, below any
// title rows. Summary lines are passed over. A number stands once: the later
// row is at fault. The caller judges the values of its own columns.
func ReadList(ctx context.Context, q db.Q, agency org.AgencyID, file File, fields []ListField) ([]ListRow, error) {
	people, err := All(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	byNIP := map[string]Person{}
	for _, p := range people {
		byNIP[p.NIP] = p
	}
	seen := map[string]int{}
	return readSheets(file, append([]ListField{nipField, nameField}, fields...), func(r *ListRow, lost bool) { r.judge(byNIP, seen, r.place(fields), lost) })
}

// ReadRows reads a list of the office about others than the people of the
// roster: trainers, rooms. A row without the columns "nip" and "name" is passed
// over; a number that the spreadsheet has rounded is noted beside it.
func ReadRows(file File, fields []ListField) ([]ListRow, error) {
	return readSheets(file, fields, func(r *ListRow, lost bool) {
		if lost {
			r.Bad("nip", "roster.list.number_cell")
		}
	})
}

// readSheets reads the rows of every visible sheet that has the needed columns.
func readSheets(file File, fields []ListField, judge func(r *ListRow, lost bool)) ([]ListRow, error) {
	book, err := sheet.Open(file, file.Size, file.Name, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	known := titles(fields)
	var list []ListRow
	missing := ""
	for _, s := range book.Sheets {
		if s.Hidden {
			continue
		}
		t, err := sheet.FindTable(s, known)
		if fault.KindOf(err) == fault.KindInvalid {
			continue
		}
		if err != nil {
			return nil, err
		}
		if m := lacks(t, fields); m != "" {
			missing = m
			continue
		}
		rows, err := readRows(t, s.Name, judge)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	switch {
	case len(list) > 0:
		return list, nil
	case missing != "":
		return nil, fault.Invalid("roster.list.lacks", "Title", missing)
	}
	return nil, fault.Invalid("roster.list.none")
}

// titles returns how a header text is recognised.
func titles(fields []ListField) func(string) (string, bool) {
	byTitle := map[string]string{}
	for _, f := range fields {
		for _, t := range f.Titles {
			byTitle[org.Fold(t)] = f.Key
		}
	}
	return func(text string) (string, bool) {
		key, ok := byTitle[org.Fold(text)]
		return key, ok
	}
}

// lacks returns the title of a needed column that the table does not have.
func lacks(t *sheet.Table, fields []ListField) string {
	have := map[string]bool{}
	for _, c := range t.Columns {
		have[c.Key] = true
	}
	for _, f := range fields {
		if f.Needed && !have[f.Key] {
			return f.Titles[0]
		}
	}
	return ""
}

func readRows(t *sheet.Table, sheetName string, judge func(r *ListRow, lost bool)) ([]ListRow, error) {
	var list []ListRow
	for line, err := range t.Lines() {
		if err != nil {
			return nil, err
		}
		if line.Mark != sheet.Plain {
			continue
		}
		r := ListRow{Sheet: sheetName, Row: line.Number, Values: map[string]string{}}
		lost := false
		for i, c := range t.Columns {
			if c.Key == "" {
				continue
			}
			cell := line.Cell(i)
			r.Values[c.Key] = strings.TrimSpace(cell.Text)
			lost = lost || c.Key == "nip" && cell.Kind == sheet.Number
		}
		r.NIP, r.Name = regulation.CleanNIP(r.Values["nip"]), r.Values["name"]
		if r.NIP == "" && r.Name == "" {
			continue
		}
		judge(&r, lost)
		list = append(list, r)
	}
	return list, nil
}

// place is what no other row of the list may say too: the number, and the texts
// of the columns with which it may stand again.
func (r *ListRow) place(fields []ListField) string {
	key := r.NIP
	for _, f := range fields {
		if f.Again {
			key += "\n" + r.Values[f.Key]
		}
	}
	return key
}

func (r *ListRow) judge(people map[string]Person, seen map[string]int, place string, lost bool) {
	switch person, ok := people[r.NIP]; {
	case lost:
		r.Bad("nip", "roster.list.number_cell")
	case len(r.NIP) != 18:
		r.Bad("nip", "roster.list.nip_length", "N", len(r.NIP))
	case !ok:
		r.Bad("nip", "roster.list.unknown")
	case seen[place] > 0:
		r.Bad("nip", "roster.list.twice", "Row", seen[place])
	default:
		r.Person = person.ID
		seen[place] = r.Row
		if r.Name != "" && !sameName(r.Name, person.Name) {
			r.Doubt("name", "roster.list.other_name", "Name", person.Name)
		}
	}
}

// sameName reports whether the words of the shorter name all stand in the
// longer one: lists leave titles out or write them elsewhere.
func sameName(a, b string) bool {
	first, second := strings.Fields(org.Fold(a)), strings.Fields(org.Fold(b))
	if len(first) > len(second) {
		first, second = second, first
	}
	for _, w := range first {
		if !slices.Contains(second, w) {
			return false
		}
	}
	return len(first) > 0
}
