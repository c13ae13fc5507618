package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"pamong/internal/kit/clock"
)

// MediaType is the kind of an xlsx file.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// List is a table to be written: one sheet of an xlsx file, or a csv file.
type List struct {
	Name    string // of the sheet; what xlsx forbids in it is replaced
	Columns []Heading
	Rows    iter.Seq2[[]Cell, error] // an error ends the writing
}

// Heading is the title of a column to be written.
type Heading struct {
	Title string
	Width float64 // in characters; 0 takes the width of the title
	Kind  Kind    // Text keeps what people type below as text
}

// TextCell returns a cell that stays text, so that an NIP keeps its digits and
// a leading = is never run.
func TextCell(s string) Cell {
	if blank(s) {
		return Cell{}
	}
	return Cell{Text: s, Kind: Text}
}

// IntCell returns a cell with a whole number.
func IntCell(n int) Cell { return Cell{Text: strconv.Itoa(n), Kind: Number} }

// HundredthsCell returns a cell with a number of two decimals, given in
// hundredths.
func HundredthsCell(n int) Cell {
	sign, a := "", n
	if n < 0 {
		sign, a = "-", -n
	}
	return Cell{Text: fmt.Sprintf("%s%d.%02d", sign, a/100, a%100), Kind: Number}
}

// DateCell returns a cell with a date, an empty one for the empty date.
func DateCell(d clock.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{Text: string(d), Kind: Date}
}

const (
	maxXLSXRows  = 1 << 20
	maxXLSXChars = 32_767
)

// Write writes one xlsx file with a sheet for each list, row by row. The header
// is bold, stays in view and carries filters. At least one list is needed.
func Write(w io.Writer, lists ...List) error {
	if len(lists) == 0 {
		return fmt.Errorf("write xlsx: no list")
	}
	z := zip.NewWriter(w)
	names := sheetNames(lists)
	book := &xlsxWriter{zip: z, out: bufio.NewWriterSize(nil, 64<<10)}
	if err := book.parts(names); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	ranges := make([]string, len(lists))
	for i, l := range lists {
		var err error
		if ranges[i], err = book.sheet(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), l, i == 0); err != nil {
			return fmt.Errorf("write sheet %q: %w", l.Name, err)
		}
	}
	if err := book.part("xl/workbook.xml", workbookXML(names, ranges)); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}

// sheetNames makes the names of the lists such that xlsx takes them: at most 31
// characters, none of []:*?/\, all different.
func sheetNames(lists []List) []string {
	names := make([]string, len(lists))
	taken := map[string]bool{}
	for i, l := range lists {
		name := strings.Trim(strings.Map(func(r rune) rune {
			if strings.ContainsRune(`[]:*?/\`, r) || isControl(r) || r == '\n' || r == '\t' || r == '\r' {
				return '-'
			}
			return r
		}, strings.ToValidUTF8(l.Name, "-")), "' ")
		if name == "" {
			name = fmt.Sprintf("Sheet%d", i+1)
		}
		full := cut(name, 31)
		for n := 2; taken[strings.ToLower(full)]; n++ {
			suffix := fmt.Sprintf(" (%d)", n)
			full = cut(name, 31-len(suffix)) + suffix
		}
		taken[strings.ToLower(full)] = true
		names[i] = full
	}
	return names
}

// cut returns the first n characters.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// WriteCSV writes the list as csv with commas in UTF-8. The mark at the
// beginning makes Excel read it as such. Text that a spreadsheet program would
// run as a formula gets an apostrophe before it, which Open takes off again.
func WriteCSV(w io.Writer, l List, mark bool) error {
	if mark {
		if _, err := io.WriteString(w, "\xEF\xBB\xBF"); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out := csv.NewWriter(w)
	record := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		record[i] = guard(Cell{Text: c.Title, Kind: Text})
	}
	if err := out.Write(record); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	for cells, err := range l.Rows {
		if err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
		record = record[:0]
		for _, c := range cells {
			record = append(record, guard(c))
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// guard keeps text from being run as a formula.
func guard(c Cell) string {
	text := clean(c.Text)
	if c.Kind != Number && runs(text) {
		return "'" + text
	}
	return text
}

// width returns the width of a column in characters.
func (h Heading) width() float64 {
	if h.Width > 0 {
		return h.Width
	}
	return float64(min(max(utf8.RuneCountInString(h.Title)+4, 10), 60)) // room for the filter button
}
