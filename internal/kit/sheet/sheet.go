// Package sheet reads spreadsheets as offices really keep them (xlsx, xls, ods
// and csv) and writes xlsx and csv. It knows no domain word.
//
// Houses that import or export lists use it. A file is recognised by its
// content, never by its name; rows are streamed, so that a list of 100,000
// lines needs little memory; every cell says what kind of value it is, so that
// the caller can tell a long number typed as text from one whose last digits
// the spreadsheet program has lost. Nothing is ever computed or fetched: of a
// formula the stored result is read, and the cell says that it was a formula.
//
// Files are strangers. Macros, links to other workbooks, passwords, entity
// definitions, bombs and damaged files are refused with a fault.Invalid whose
// message tells an officer what to do; the keys stand in messages.csv.
package sheet

import (
	_ "embed"
	"iter"

	"pamong/internal/kit/clock"
)

// Messages holds the texts of this package for the catalogue.
//
//go:embed messages.csv
var Messages string

// Kind says what a cell holds.
type Kind uint8

// The kinds of cells.
const (
	Empty  Kind = iota // nothing, or only blanks
	Text               // text as typed
	Number             // a number in plain decimals; only 15 digits are true
	Date               // a date or a date with a time, see Cell.Date
	Time               // a time of day, "15:04:05"
	Bool               // "TRUE" or "FALSE"
	Error              // an error of a formula, such as "#N/A"
)

// Cell is one cell of a row.
type Cell struct {
	// Text is the value: text unchanged, numbers in plain decimals with at
	// most 15 significant digits, dates as YYYY-MM-DD, followed by a blank
	// and HH:MM:SS where the time of day is not midnight.
	Text    string
	Kind    Kind
	Formula bool // Text is the stored result of a formula
	Merged  bool // Text repeats the first cell of the merged cells
}

// Date returns the day of a Date cell, without its time of day, and whether
// the cell holds one.
func (c Cell) Date() (clock.Date, bool) {
	if c.Kind != Date || len(c.Text) < len("2006-01-02") {
		return "", false
	}
	d, err := clock.ParseDate(c.Text[:len("2006-01-02")])
	return d, err == nil
}

// Row is one row that has at least one filled cell.
type Row struct {
	Number int    // as the office sees it, from 1
	Hidden bool   // hidden by hand or by a filter
	Cells  []Cell // from column A to the last filled one; valid until the next row
}

// Cell returns the cell of the column, counted from 0, an empty one when the
// row is shorter.
func (r Row) Cell(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Book is an opened file. Its sheets are read from the file given to Open,
// which must stay open meanwhile; one goroutine at a time.
type Book struct {
	Format Format
	Sheets []*Sheet // in the order of the tabs; at least one
}

// Format is the kind of file found by content.
type Format string

// The formats that are read.
const (
	XLSX Format = "xlsx"
	XLS  Format = "xls"
	ODS  Format = "ods"
	CSV  Format = "csv"
)

// Sheet is one sheet of a book.
type Sheet struct {
	Name   string // empty for csv
	Hidden bool

	limits Limits
	read   func(yield func(Row) bool) error
}

// Rows streams the rows that have a filled cell, in the order of the file. An
// error, if any, comes last. The cells of a row are valid until the next one.
// Rows may be called again; each call reads the file anew.
func (s *Sheet) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		stopped := false
		kept := 0
		tooMany := false
		err := s.read(func(r Row) bool {
			if kept++; kept > s.limits.Rows {
				tooMany = true
				return false
			}
			stopped = !yield(r, nil)
			return !stopped
		})
		if tooMany {
			err = refuse("sheet.rows", "N", s.limits.Rows)
		}
		if err != nil && !stopped {
			yield(Row{}, err)
		}
	}
}

// Limits bound what a file may cost. The zero value of each takes its default.
type Limits struct {
	Bytes    int64 // size of the file; 10 MB
	Unpacked int64 // size of all parts of a packed file together; 400 MB
	Sheets   int   // 100
	Rows     int   // filled rows of a sheet; 200,000
	Columns  int   // filled columns of a sheet; 400
}

func (l Limits) filled() Limits {
	if l.Bytes == 0 {
		l.Bytes = 10 << 20
	}
	if l.Unpacked == 0 {
		l.Unpacked = 400 << 20
	}
	if l.Sheets == 0 {
		l.Sheets = 100
	}
	if l.Rows == 0 {
		l.Rows = 200_000
	}
	if l.Columns == 0 {
		l.Columns = 400
	}
	return l
}

// maxText bounds one cell in bytes; spreadsheet programs stop at 32,767
// characters.
const maxText = 4 * 32_767
