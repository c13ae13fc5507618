package roster

import (
	"slices"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

// Draft is a list as it was read: the columns that are kept, and the rows.
// Columns that nobody may keep were dropped while reading.
type Draft struct {
	File    string
	Hash    string
	Format  sheet.Format
	Tables  []Table
	Rows    []Row
	Skipped []Skipped // lines that are no person
	Unread  []string  // names of sheets without such a table, and of hidden ones
	Lacking error     // set when no table has an NIP and a name column yet: Remap mends it
}

// Table is one sheet with its kept columns.
type Table struct {
	Sheet   string
	Columns []Column
}

// Column is a kept column.
type Column struct {
	Title  string
	Field  Field  // "" while unknown
	Sample string // the first value, to recognise the column by; none of private ones

	from int // place in the sheet
}

// Row is one person's line. Cells stand under the columns of its table.
type Row struct {
	Number int // from 1, over all sheets
	Table  int
	Line   int // row of the sheet, as the office sees it
	Hidden bool
	Cells  []Cell
}

// Cell is a kept cell.
type Cell struct {
	Text string
	Kind sheet.Kind
}

// Skipped is a line that is no person, with what it says.
type Skipped struct {
	Sheet string
	Line  int
	Text  string
}

// mostSkipped bounds how many skipped lines are told.
const mostSkipped = 50

// Read takes the people's lines out of an opened file. Own is what the agency
// calls its columns, folded; keep lists the private fields that a purpose
// allows. Sheets whose table lacks an NIP or a name column are left out, unless
// there is no other: then Lacking says what the officer must point at. A file
// without any table is refused.
func Read(book *sheet.Book, own map[string]Field, keep []Field) (*Draft, error) {
	d := &Draft{Format: book.Format}
	known := func(text string) (string, bool) {
		f, ok := FieldOf(text, own)
		return string(f), ok
	}
	var whole, partial []*sheet.Table
	var kept, lacking []Table
	missing := error(fault.Invalid("roster.no_rows"))
	for _, s := range book.Sheets {
		if s.Hidden {
			d.Unread = append(d.Unread, s.Name)
			continue
		}
		found, err := sheet.FindTable(s, known)
		if fault.Of(err) != nil {
			d.Unread, missing = append(d.Unread, s.Name), err
			continue
		}
		if err != nil {
			return nil, err
		}
		table := keptColumns(s.Name, found.Columns, keep)
		if err := table.lacking(); err != nil {
			partial, lacking = append(partial, found), append(lacking, table)
			continue
		}
		whole, kept = append(whole, found), append(kept, table)
	}
	if len(whole) == 0 {
		if len(partial) == 0 {
			return nil, missing
		}
		whole, kept, lacking = partial, lacking, nil
		d.Lacking = kept[0].lacking()
	}
	for _, t := range lacking {
		d.Unread = append(d.Unread, t.Sheet)
	}
	d.Tables = kept
	for i, found := range whole {
		if err := d.lines(found, i); err != nil {
			return nil, err
		}
	}
	if len(d.Rows) == 0 {
		return nil, fault.Invalid("roster.no_rows")
	}
	return d, nil
}

// keptColumns leaves out the columns that are dropped at the door. Of two
// columns with one meaning the first counts.
func keptColumns(name string, all []sheet.Column, keep []Field) Table {
	t := Table{Sheet: name}
	seen := map[Field]bool{}
	for i, c := range all {
		f := Field(c.Key)
		if f == FieldIgnored || c.Text == "" || f.private() && !slices.Contains(keep, f) {
			continue
		}
		if f != "" && seen[f] {
			f = ""
		}
		seen[f] = true
		t.Columns = append(t.Columns, Column{Title: c.Text, Field: f, from: i})
	}
	return t
}

// lacking says which of the columns that every list needs is not there.
func (t *Table) lacking() error {
	for _, f := range []Field{FieldNIP, FieldName} {
		if t.column(f) < 0 {
			return fault.Invalid("roster.no_column_"+string(f), "Sheet", t.Sheet)
		}
	}
	return nil
}

// column returns the place of a field among the kept columns, -1 for none.
func (t *Table) column(f Field) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Field == f })
}

// place returns the column of the sheet where a field stands, -1 for none.
func (t *Table) place(f Field) int {
	if i := t.column(f); i >= 0 {
		return t.Columns[i].from
	}
	return -1
}

// ownText leaves out what merging repeats: nobody shares a number or a name.
func ownText(c sheet.Cell) string {
	if c.Merged {
		return ""
	}
	return strings.TrimSpace(c.Text)
}

func (d *Draft) lines(found *sheet.Table, table int) error {
	t := &d.Tables[table]
	nip, name := t.place(FieldNIP), t.place(FieldName)
	for line, err := range found.Lines() {
		if err != nil {
			return err
		}
		if !isPerson(line, ownText(line.Cell(nip)), ownText(line.Cell(name)), d.Lacking != nil) {
			d.skip(t.Sheet, line)
			continue
		}
		row := Row{Number: len(d.Rows) + 1, Table: table, Line: line.Number, Hidden: line.Hidden, Cells: make([]Cell, len(t.Columns))}
		for i := range t.Columns {
			c := line.Cell(t.Columns[i].from)
			row.Cells[i] = Cell{Text: strings.TrimSpace(c.Text), Kind: c.Kind}
			if t.Columns[i].Field == "" && len(row.Cells[i].Text) == nikDigits && digitsIn(row.Cells[i].Text) == nikDigits {
				row.Cells[i] = Cell{} // an NIK under a title that nobody knows
			}
			if t.Columns[i].Sample == "" && !t.Columns[i].Field.private() {
				t.Columns[i].Sample = row.Cells[i].Text
			}
		}
		d.Rows = append(d.Rows, row)
	}
	return nil
}

// isPerson tells a person's line from totals, headings within the table and
// signatures below it.
func isPerson(l sheet.Line, nip, name string, lacking bool) bool {
	word := ""
	for _, c := range l.Cells {
		if c.Kind == sheet.Text {
			word = org.Fold(c.Text)
			break
		}
	}
	isTotal := strings.HasPrefix(word, "jumlah") || strings.HasPrefix(word, "total") || strings.HasPrefix(word, "sub total")
	digits := digitsIn(nip)
	switch {
	case l.Mark == sheet.Repeated, l.Filled == 0, isTotal && digits < 10:
		return false
	case l.Mark == sheet.Trailing:
		return digits >= 10 && !strings.HasPrefix(strings.ToLower(nip), "nip")
	case lacking:
		return true
	}
	return nip != "" || name != "" && l.Filled > 2
}

func digitsIn(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

func (d *Draft) skip(name string, l sheet.Line) {
	if l.Mark == sheet.Repeated || len(d.Skipped) >= mostSkipped {
		return
	}
	var words []string
	for _, c := range l.Cells {
		if c.Text != "" && !c.Merged {
			words = append(words, c.Text)
		}
	}
	if len(words) > 0 {
		d.Skipped = append(d.Skipped, Skipped{Sheet: name, Line: l.Number, Text: strings.Join(words, " ")})
	}
}

// Remap gives columns another meaning, by their titles, folded. It refuses
// two columns with one meaning and a table without an NIP or a name.
func (d *Draft) Remap(meaning map[string]Field) error {
	for i := range d.Tables {
		t := &d.Tables[i]
		seen := map[Field]string{}
		for j := range t.Columns {
			c := &t.Columns[j]
			if f, ok := meaning[org.Fold(c.Title)]; ok && !c.Field.private() {
				c.Field = f
			}
			if first, twice := seen[c.Field]; twice && c.Field != "" && c.Field != FieldIgnored {
				return fault.Invalid("roster.column_twice", "First", first, "Second", c.Title)
			}
			seen[c.Field] = c.Title
		}
		if err := t.lacking(); err != nil {
			return err
		}
	}
	d.Lacking = nil
	return nil
}

// ReadFile opens a file and reads it as Read does.
func ReadFile(file File, limits sheet.Limits, own map[string]Field, keep []Field) (*Draft, error) {
	book, err := sheet.Open(file, file.Size, file.Name, limits)
	if err != nil {
		return nil, err
	}
	d, err := Read(book, own, keep)
	if err != nil {
		return nil, err
	}
	d.File = file.Name
	d.Hash, err = file.Hash()
	return d, err
}

// Strange returns how many columns nobody knows the meaning of.
func (d *Draft) Strange() int {
	n := 0
	for _, t := range d.Tables {
		for _, c := range t.Columns {
			if c.Field == "" {
				n++
			}
		}
	}
	return n
}
