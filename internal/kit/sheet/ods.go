package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

const (
	odsContent = "content.xml"
	// maxRepeat bounds the repetition counts; the sheets of LibreOffice end
	// far before.
	maxRepeat = 1 << 24
)

var errRepeat = errors.New("ods: broken count")

// openODS lists the sheets. All of them stand in one part.
func openODS(a *archive) (*Book, error) {
	if err := checkODS(a); err != nil {
		return nil, err
	}
	book := &Book{Format: ODS}
	hidden := map[string]bool{} // styles of hidden sheets
	styleName := ""
	err := a.scan(odsContent, func(s *scanner, t token) (bool, error) {
		if t != tokenStart {
			return true, nil
		}
		switch string(s.name) {
		case "style":
			styleName = s.attr("style:name")
		case "table-properties":
			hidden[styleName] = s.attr("table:display") == "false"
		case "table-source", "dde-links":
			return false, refuse("sheet.links")
		case "table":
			if len(book.Sheets) == a.limits.Sheets {
				return false, refuse("sheet.sheets", "N", a.limits.Sheets)
			}
			o := &odsTable{archive: a, index: len(book.Sheets)}
			book.Sheets = append(book.Sheets, &Sheet{
				Name: s.attr("table:name"), Hidden: hidden[s.attr("table:style-name")],
				limits: a.limits, read: o.read,
			})
		}
		return true, nil
	})
	if err == nil && len(book.Sheets) == 0 {
		err = refuse("sheet.none")
	}
	return book, err
}

// checkODS refuses locked files and other documents of the same family.
func checkODS(a *archive) error {
	kind, err := a.beginning("mimetype")
	if err != nil {
		return err
	}
	if len(kind) > 0 && !bytes.Contains(kind, []byte("opendocument.spreadsheet")) {
		return refuse("sheet.document")
	}
	manifest, err := a.beginning("META-INF/manifest.xml")
	if err != nil {
		return err
	}
	if bytes.Contains(manifest, []byte("encryption-data")) {
		return refuse("sheet.password")
	}
	return nil
}

// beginning returns the first megabyte of a part, nothing when it is missing.
func (a *archive) beginning(name string) ([]byte, error) {
	if a.parts[name] == nil {
		return nil, nil
	}
	rc, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(io.LimitReader(rc, 1<<20))
}

// odsTable is one sheet of an ods file.
type odsTable struct {
	archive *archive
	index   int
}

func (o *odsTable) read(yield func(Row) bool) error {
	p := &odsParser{index: o.index, table: -1, yield: yield}
	p.b.limits = o.archive.limits
	p.b.merges = &merges{}
	return o.archive.scan(odsContent, p.visit)
}

// odsParser follows the tokens of all sheets and yields the rows of one.
type odsParser struct {
	index, table int
	b            builder
	yield        func(Row) bool

	row        int // the next row, from 1
	rowRepeat  int
	inRow      bool
	column     int
	cellDepth  int // depth of the current cell, 0 outside
	cellRepeat int
	cell       Cell
	fixed      bool // the value came with the attributes
	covered    bool
	paragraphs int
	inText     bool
}

func (p *odsParser) visit(s *scanner, t token) (bool, error) {
	if t == tokenText {
		if p.inText {
			return true, p.b.write(s.text)
		}
		return true, nil
	}
	name := string(s.name)
	if name == "table" {
		if t == tokenStart {
			p.table++
			p.row = 1
		}
		return t == tokenStart || p.table < p.index, nil
	}
	if p.table != p.index {
		return true, nil
	}
	if t == tokenStart {
		return true, p.start(s, name)
	}
	return p.end(s, name)
}

func (p *odsParser) start(s *scanner, name string) error {
	if p.cellDepth > 0 {
		return p.inside(s, name)
	}
	switch name {
	case "table-row":
		hidden := s.attr("table:visibility")
		n, err := repeat(s, "table:number-rows-repeated")
		if err != nil || p.row+n > maxRepeat {
			return damaged(errRepeat)
		}
		p.rowRepeat, p.column, p.inRow = n, 0, true
		p.b.row(p.row, hidden == "collapse" || hidden == "filter")
	case "table-cell", "covered-table-cell":
		if p.inRow {
			return p.startCell(s, name)
		}
	}
	return nil
}

// inside takes what stands in a cell: its own paragraphs, not those of notes
// and drawings.
func (p *odsParser) inside(s *scanner, name string) error {
	switch {
	case name == "p" && s.depth == p.cellDepth+1:
		p.inText = !p.fixed
		if p.paragraphs++; p.paragraphs > 1 && p.inText {
			return p.b.write([]byte("\n"))
		}
	case !p.inText:
	case name == "s":
		n, err := repeat(s, "text:c")
		if err != nil {
			return err
		}
		return p.b.write(bytes.Repeat([]byte(" "), min(n, 1000)))
	case name == "tab":
		return p.b.write([]byte("\t"))
	case name == "line-break":
		return p.b.write([]byte("\n"))
	}
	return nil
}

func (p *odsParser) startCell(s *scanner, name string) error {
	n, err := repeat(s, "table:number-columns-repeated")
	if err != nil || p.column+n > maxRepeat {
		return damaged(errRepeat)
	}
	p.cellRepeat, p.cellDepth, p.paragraphs = n, s.depth, 0
	p.covered = name == "covered-table-cell"
	p.cell, p.fixed = odsValue(s)
	p.fixed = p.fixed || p.covered
	p.b.begin()
	wide, err := repeat(s, "table:number-columns-spanned")
	if err != nil {
		return err
	}
	high, err := repeat(s, "table:number-rows-spanned")
	if err != nil {
		return err
	}
	if (wide > 1 || high > 1) && p.column < p.b.limits.Columns {
		p.b.merges.ranges = append(p.b.merges.ranges, merged{int32(p.row), int32(p.row + high - 1),
			int32(p.column), int32(p.column + wide - 1)})
	}
	return nil
}

func (p *odsParser) end(s *scanner, name string) (bool, error) {
	switch {
	case p.cellDepth > 0 && s.depth == p.cellDepth && name == "p":
		p.inText = false
	case p.cellDepth > 0 && s.depth == p.cellDepth-1:
		p.cellDepth = 0
		return true, p.endCell()
	case name == "table-row" && p.inRow:
		p.inRow = false
		return p.endRow(), nil
	}
	return true, nil
}

// endCell sets the cell as often as it is repeated.
func (p *odsParser) endCell() error {
	first := p.column
	p.column += p.cellRepeat
	if p.covered || !p.fixed && blank(p.b.current()) || p.fixed && blank(p.cell.Text) {
		return nil
	}
	if p.column > p.b.limits.Columns {
		return refuse("sheet.columns", "N", p.b.limits.Columns, "Row", p.row)
	}
	for column := first; column < p.column; column++ {
		var err error
		if p.fixed {
			err = p.b.put(column, p.cell)
		} else {
			err = p.b.take(column, p.cell.Kind, p.cell.Formula)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// endRow yields the row as often as it is repeated.
func (p *odsParser) endRow() bool {
	row, ok := p.b.finish()
	p.b.merges.ranges, p.b.merges.next = p.b.merges.ranges[:0], 0
	for n := range p.rowRepeat {
		if !ok {
			break
		}
		row.Number = p.row + n
		if !p.yield(row) {
			return false
		}
	}
	p.row += p.rowRepeat
	return true
}

// odsValue reads the value that the attributes of a cell give; false when it
// stands in the paragraphs.
func odsValue(s *scanner) (Cell, bool) {
	c := Cell{Kind: Text, Formula: s.raw("table:formula") != nil}
	if s.attr("calcext:value-type") == "error" {
		c.Kind = Error
		return c, false
	}
	switch s.attr("office:value-type") {
	case "float", "percentage", "currency":
		c.Text, c.Kind = serialCell(s.attr("office:value"), styleNumber, false)
	case "date":
		c.Text, c.Kind = isoCell(s.attr("office:date-value"))
	case "time":
		c.Text, c.Kind = odsTime(s.attr("office:time-value"))
	case "boolean":
		c.Text, c.Kind = strings.ToUpper(s.attr("office:boolean-value")), Bool
	case "string":
		c.Text = s.attr("office:string-value")
		return c, c.Text != "" && len(c.Text) <= maxText
	default:
		return c, false
	}
	return c, true
}

// odsTime reads a time of day written PT07H30M00S.
func odsTime(raw string) (string, Kind) {
	d, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(raw, "PT")))
	if err != nil || d < 0 || d >= 24*time.Hour {
		return raw, Text
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60), Time
}

// repeat reads a count, 1 when it is not given.
func repeat(s *scanner, name string) (int, error) {
	raw := s.raw(name)
	if raw == nil {
		return 1, nil
	}
	n, err := strconv.Atoi(string(raw))
	if err != nil || n < 1 || n > maxRepeat {
		return 0, damaged(errRepeat)
	}
	return n, nil
}
