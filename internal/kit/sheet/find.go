package sheet

import (
	"iter"
	"strconv"
	"strings"
)

const (
	searched  = 60  // filled rows in which the header is sought
	maxSparse = 200 // sparse lines held back until a full one follows
)

// Table is a table found in a sheet: a header of one or two rows, perhaps under
// title rows, and the lines below it.
type Table struct {
	Top, Bottom int      // numbers of the first and last row of the header
	Columns     []Column // from column A
	sheet       *Sheet
}

// Column is the title of a column. Of two header rows both texts are joined,
// the group first, unless they are merged into one.
type Column struct {
	Text string
	Key  string // what the caller calls it; empty when not recognised

	heads [2]string // the texts of both header rows, to know them when repeated
}

// Line is one row below the header.
type Line struct {
	Row
	Filled int // filled cells of recognised columns, without merged copies
	Mark   Mark
}

// Mark says what a line seems to be, by its form alone.
type Mark uint8

// The marks of lines.
const (
	Plain    Mark = iota
	Trailing      // one of the sparse lines after the last full one: totals, signatures, notes
	Repeated      // the header once more, as above each printed page, or a row of column numbers
)

// FindTable seeks the header among the first rows of the sheet: the row, or two
// rows, in which the caller recognises the most columns. Texts are given to
// known with their blanks and line breaks reduced to single blanks. A row of
// column numbers (1), (2), (3) below belongs to the header. It is a
// fault.Invalid when nothing is recognised.
func FindTable(s *Sheet, known func(text string) (key string, ok bool)) (*Table, error) {
	rows, err := s.first(searched)
	if err != nil {
		return nil, err
	}
	var best *Table
	bestScore, bestLast := 0, 0
	for i := range rows {
		single, score := header(known, rows[i], Row{})
		if score > bestScore {
			best, bestScore, bestLast = single, score, i
		}
		if i+1 == len(rows) || rows[i+1].Number != rows[i].Number+1 {
			continue
		}
		double, score := header(known, rows[i], rows[i+1])
		if score > bestScore || score > 0 && score == bestScore && bestLast == i && continues(double, rows[i], rows[i+1]) {
			best, bestScore, bestLast = double, score, i+1
		}
	}
	if best == nil {
		return nil, refuse("sheet.header")
	}
	if bestLast+1 < len(rows) && numbering(rows[bestLast+1]) {
		best.Bottom = rows[bestLast+1].Number
	}
	best.sheet = s
	return best, nil
}

// first keeps the first n rows.
func (s *Sheet) first(n int) ([]Row, error) {
	var rows []Row
	for row, err := range s.Rows() {
		if err != nil {
			return nil, err
		}
		row.Cells = append([]Cell(nil), row.Cells...)
		if rows = append(rows, row); len(rows) == n {
			break
		}
	}
	return rows, nil
}

// header makes a header of a row and the row below it, which may be empty, and
// counts the different columns recognised.
func header(known func(string) (string, bool), top, sub Row) (*Table, int) {
	t := &Table{Top: top.Number, Bottom: max(top.Number, sub.Number)}
	keys := map[string]bool{}
	for i := range max(len(top.Cells), len(sub.Cells)) {
		c := title(known, top.Cell(i), sub.Cell(i))
		if c.Key != "" {
			keys[c.Key] = true
		}
		t.Columns = append(t.Columns, c)
	}
	return t, len(keys)
}

// title names one column by its cells in both header rows.
func title(known func(string) (string, bool), top, sub Cell) Column {
	group, own := squeeze(top.Text), squeeze(sub.Text)
	c := Column{Text: group, heads: [2]string{top.Text, sub.Text}}
	ask := func(text string, from Cell) {
		if c.Key == "" && text != "" && !from.Merged {
			if key, ok := known(text); ok {
				c.Key = key
			}
		}
	}
	switch {
	case own == "", sub.Merged && own == group:
		ask(group, top)
		return c
	case group == "":
		c.Text = own
	default:
		c.Text = group + " " + own
		ask(c.Text, sub)
	}
	ask(own, sub)
	ask(group, top)
	return c
}

// squeeze reduces blanks and line breaks to single blanks.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// continues reports whether a recognised title goes on into the row below as a
// merged cell, so that the row below belongs to the header.
func continues(t *Table, top, sub Row) bool {
	for i, c := range t.Columns {
		below := sub.Cell(i)
		if c.Key != "" && below.Merged && below.Text == top.Cell(i).Text {
			return true
		}
	}
	return false
}

// numbering reports whether the row numbers the columns: 1, 2, 3 or (1), (2),
// (3), at least three of them and nothing else.
func numbering(r Row) bool {
	next := 1
	for _, c := range r.Cells {
		if c.Kind == Empty || c.Merged {
			continue
		}
		if strings.Trim(c.Text, "() ") != strconv.Itoa(next) {
			return false
		}
		next++
	}
	return next > 3
}

// Lines streams the rows below the header. Sparse lines, with at most a third
// of what the fullest line so far has filled, are Trailing when no full line
// follows; whether such a line is a total or a broken record is the caller's
// to say. The cells of a line are valid until the next one.
func (t *Table) Lines() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		var held []Line
		fullest := 0
		release := func(mark Mark) bool {
			for _, l := range held {
				if l.Mark == Plain {
					l.Mark = mark
				}
				if !yield(l, nil) {
					return false
				}
			}
			held = held[:0]
			return true
		}
		for row, err := range t.sheet.Rows() {
			if err != nil {
				if release(Plain) {
					yield(Line{}, err)
				}
				return
			}
			if row.Number <= t.Bottom {
				continue
			}
			l := t.line(row)
			if l.Mark == Repeated || l.Filled*3 <= fullest && len(held) < maxSparse {
				l.Cells = append([]Cell(nil), l.Cells...)
				held = append(held, l)
				continue
			}
			fullest = max(fullest, l.Filled)
			if !release(Plain) || !yield(l, nil) {
				return
			}
		}
		release(Trailing)
	}
}

// line counts what is filled and knows a repeated header.
func (t *Table) line(row Row) Line {
	l := Line{Row: row}
	same := 0
	for i, c := range t.Columns {
		cell := row.Cell(i)
		if c.Key == "" || cell.Kind == Empty {
			continue
		}
		if !cell.Merged {
			l.Filled++
		}
		if cell.Text == c.heads[0] || cell.Text == c.heads[1] {
			same++
		}
	}
	if same >= 2 && same*2 >= l.Filled || numbering(row) {
		l.Mark = Repeated
	}
	return l
}
