package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// openCSV takes the file as lines of text. Its coding and delimiter are found
// from the content. Every cell is text: csv says nothing about kinds.
func openCSV(src source, head []byte, ext string) (*Book, error) {
	enc, err := src.encoding(head)
	if err != nil {
		return nil, err
	}
	// Long enough for title lines and some of the list, cut at a whole line.
	sample := make([]byte, min(src.size, 64<<10))
	if _, err := src.r.ReadAt(sample, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read head of csv: %w", err)
	}
	text, _, err := transform.Bytes(enc.NewDecoder(), sample)
	if err != nil {
		return nil, damaged(err)
	}
	if hasControl(text) {
		return nil, refuse("sheet.unknown")
	}
	if blank(text) && src.size <= int64(len(sample)) {
		return nil, refuse("sheet.empty")
	}
	comma, lines := sniff(text)
	if lines == 0 && ext != ".csv" && ext != ".txt" && ext != ".tsv" {
		return nil, refuse("sheet.unknown")
	}
	c := &csvFile{source: src, encoding: enc, comma: comma}
	sheet := &Sheet{limits: src.limits, read: c.read}
	return &Book{Format: CSV, Sheets: []*Sheet{sheet}}, nil
}

// encoding finds the coding: by its mark, else UTF-8 when all of it is valid,
// else Windows-1252, in which older programs of offices save.
func (s source) encoding(head []byte) (encoding.Encoding, error) {
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) {
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), nil
	}
	all, err := s.all()
	if err != nil {
		return nil, err
	}
	if utf8.Valid(all) {
		return unicode.UTF8BOM, nil
	}
	return charmap.Windows1252, nil
}

// sniff returns the delimiter that most evenly divides the lines, and how many
// lines it divides.
func sniff(text []byte) (comma rune, lines int) {
	comma = ','
	best := 0
	for _, candidate := range ",;\t|" {
		score, divided := evenness(text, byte(candidate))
		if score > best {
			best, comma, lines = score, candidate, divided
		}
	}
	return comma, lines
}

// evenness scores a delimiter: the lines that have as many of it as the most
// usual line, times that number up to 20. What stands quoted does not count.
func evenness(text []byte, delimiter byte) (score, divided int) {
	usual := map[int]int{}
	count, quoted := 0, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == delimiter:
			count++
		case c == '\n':
			usual[count]++
			count = 0
		}
	}
	usual[count]++
	for n, times := range usual {
		if n > 0 {
			divided += times
			score = max(score, times*min(n, 20))
		}
	}
	return score, divided
}

// csvFile is a csv file with what was found out about it.
type csvFile struct {
	source
	encoding encoding.Encoding
	comma    rune
}

// mostDelimiters is how many delimiters one line may hold, within quotes or not.
// The texts of a cell end long before; a line of delimiters alone would be read
// into memory many times its size before its columns are counted.
const mostDelimiters = 10_000

// narrow reads on as long as lines have a bearable number of delimiters.
type narrow struct {
	r       io.Reader
	comma   byte
	columns int // for the refusal
	row     int
	n       int // delimiters of the line so far
}

// Read passes on what the file holds, or refuses it.
func (g *narrow) Read(p []byte) (int, error) {
	read, err := g.r.Read(p)
	for _, c := range p[:read] {
		switch c {
		case '\n':
			g.row, g.n = g.row+1, 0
		case g.comma:
			if g.n++; g.n > mostDelimiters {
				return 0, refuse("sheet.columns", "N", g.columns, "Row", g.row)
			}
		}
	}
	return read, err
}

func (c *csvFile) read(yield func(Row) bool) error {
	in := transform.NewReader(io.NewSectionReader(c.r, 0, c.size), c.encoding.NewDecoder())
	r := csv.NewReader(&narrow{r: in, comma: byte(c.comma), columns: c.limits.Columns, row: 1})
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = c.comma, true, -1, true
	b := builder{limits: c.limits}
	row, line := 0, 1 // the row and the line that follow the last record
	for {
		fields, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return asFault(fmt.Errorf("csv: %w", err))
		}
		start, _ := r.FieldPos(0)
		row += start - line + 1 // blank lines are rows too
		line = start + 1
		b.row(row, false)
		for i, field := range fields {
			line += strings.Count(field, "\n")
			if len(field) > maxText {
				return refuse("sheet.text", "Row", row)
			}
			if err := b.put(i, Cell{Text: unguard(field), Kind: Text}); err != nil {
				return err
			}
		}
		if full, ok := b.finish(); ok && !yield(full) {
			return nil
		}
	}
}

// unguard takes off the apostrophe that WriteCSV sets before text which a
// spreadsheet program would run as a formula.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && runs(s[1:]) {
		return s[1:]
	}
	return s
}

// runs reports whether a spreadsheet program may take text for a formula.
func runs(s string) bool {
	return s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0
}
