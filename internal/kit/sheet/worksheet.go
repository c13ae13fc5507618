package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// worksheet is one sheet of an xlsx file.
type worksheet struct {
	book   *workbook
	part   string
	ranges []merged // known after the first reading
	known  bool
}

// read streams the rows. The list of merged cells stands behind the rows, so
// the part is searched for it beforehand.
func (x *worksheet) read(yield func(Row) bool) error {
	if !x.known {
		ranges, err := x.findMerges()
		if err != nil {
			return err
		}
		x.ranges, x.known = ranges, true
	}
	p := &rowParser{book: x.book, yield: yield}
	p.b.limits = x.book.limits
	if len(x.ranges) > 0 {
		p.b.merges = newMerges(x.ranges)
	}
	return x.book.scan(x.part, p.visit)
}

// rowParser follows the tokens of a sheet.
type rowParser struct {
	book  *workbook
	b     builder
	yield func(Row) bool

	row, column int
	kind        byte // first letter of the type, 'i' for inline, 'f' for text of a formula
	style       int
	formula     bool
	inValue     bool // text belongs to the cell
	inCell      bool
	phonetic    bool
}

var errCell = errors.New("xlsx: broken cell")

func (p *rowParser) visit(s *scanner, t token) (bool, error) {
	switch t {
	case tokenText:
		if p.inValue && !p.phonetic {
			return true, p.b.write(s.text)
		}
		return true, nil
	case tokenStart:
		return true, p.start(s)
	}
	switch string(s.name) {
	case "v", "t":
		p.inValue = false
	case "rPh":
		p.phonetic = false
	case "c":
		p.inCell = false
		return true, p.cell()
	case "row":
		if row, ok := p.b.finish(); ok {
			return p.yield(row), nil
		}
	case "sheetData":
		return false, nil
	}
	return true, nil
}

func (p *rowParser) start(s *scanner) error {
	switch string(s.name) {
	case "row":
		p.row++
		if r := s.raw("r"); r != nil {
			n, err := strconv.Atoi(string(r))
			if err != nil || n < 1 || n > 1<<20 {
				return damaged(errCell)
			}
			p.row = n
		}
		p.column = -1
		p.b.row(p.row, isTrue(s.attr("hidden")))
	case "c":
		return p.startCell(s)
	case "v":
		p.inValue = p.inCell
	case "t":
		p.inValue = p.inCell && p.kind == 'i'
	case "rPh":
		p.phonetic = true
	case "f":
		p.formula = true
	}
	return nil
}

func (p *rowParser) startCell(s *scanner) error {
	p.column++
	p.kind, p.style, p.formula, p.inCell = 'n', 0, false, true
	for _, a := range s.attrs {
		switch string(a.name) {
		case "r":
			column, _, ok := reference(a.value)
			if !ok {
				return damaged(errCell)
			}
			p.column = column
		case "s":
			p.style, _ = strconv.Atoi(string(a.value))
		case "t":
			p.kind = kindLetter(a.value)
		}
	}
	p.b.begin()
	return nil
}

// kindLetter shortens the type of a cell: s shared, i inline, f text of a
// formula, b, e, d and n.
func kindLetter(t []byte) byte {
	switch string(t) {
	case "str":
		return 'f'
	case "inlineStr":
		return 'i'
	case "":
		return 'n'
	}
	return t[0]
}

// cell ends the current cell.
func (p *rowParser) cell() error {
	raw := p.b.current()
	if len(raw) == 0 {
		return nil
	}
	switch p.kind {
	case 's':
		i, ok := index(raw)
		if !ok || i >= p.book.strings.count {
			return damaged(errCell)
		}
		return p.b.put(p.column, Cell{Text: p.book.strings.get(i), Kind: Text, Formula: p.formula})
	case 'i', 'f':
		p.b.arena = p.b.arena[:p.b.begun+len(unescapeCodes(raw))]
		return p.b.take(p.column, Text, p.formula)
	case 'b':
		text := "FALSE"
		if isTrue(string(raw)) {
			text = "TRUE"
		}
		return p.b.put(p.column, Cell{Text: text, Kind: Bool, Formula: p.formula})
	case 'e':
		return p.b.take(p.column, Error, p.formula)
	case 'd':
		text, kind := isoCell(string(raw))
		return p.b.put(p.column, Cell{Text: text, Kind: kind, Formula: p.formula})
	}
	return p.number(raw)
}

func (p *rowParser) number(raw []byte) error {
	st := styleNumber
	if p.style >= 0 && p.style < len(p.book.styles) {
		st = p.book.styles[p.style]
	}
	if st == styleNumber && isShortInteger(string(raw)) {
		return p.b.take(p.column, Number, p.formula)
	}
	text, kind := serialCell(string(bytes.TrimSpace(raw)), st, p.book.from1904)
	return p.b.put(p.column, Cell{Text: text, Kind: kind, Formula: p.formula})
}

// index reads a small whole number.
func index(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' || n > maxStrings {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

// reference reads A1 into a column from 0 and a row from 1.
func reference(b []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(b) && b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z'; i++ {
		if column = column*26 + int(b[i]|0x20-'a') + 1; column > 16_384 {
			return 0, 0, false
		}
	}
	digits := i
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9' && row <= 1<<20; i++ {
		row = row*10 + int(b[i]-'0')
	}
	return column - 1, row, digits > 0 && i > digits && i == len(b)
}

// findMerges searches the part for its merged ranges. It reads to the end, so
// it also notices a part that breaks off.
func (x *worksheet) findMerges() ([]merged, error) {
	rc, err := x.book.open(x.part)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	var found []merged
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := rc.Read(buf[kept:])
		chunk := buf[:kept+n]
		used := 0
		for {
			at := bytes.Index(chunk[used:], []byte("mergeCell "))
			if at < 0 || used+at+200 > len(chunk) && err == nil {
				break
			}
			if r, ok := mergeAt(chunk, used+at); ok {
				found = append(found, r)
			}
			used += at + len("mergeCell ")
		}
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if len(found) > maxMerges {
			return nil, refuse("sheet.merges", "N", maxMerges)
		}
		from := max(used, len(chunk)-256)
		kept = copy(buf, chunk[from:])
	}
}

// mergeAt reads <mergeCell ref="A1:B2"/> whose name stands at i.
func mergeAt(chunk []byte, i int) (merged, bool) {
	open := bytes.LastIndexByte(chunk[max(0, i-20):i], '<')
	if open < 0 {
		return merged{}, false
	}
	tag, _, ok := bytes.Cut(chunk[i:min(len(chunk), i+200)], []byte(">"))
	_, ref, found := bytes.Cut(tag, []byte(`ref="`))
	ref, _, closed := bytes.Cut(ref, []byte(`"`))
	from, to, isRange := bytes.Cut(ref, []byte(":"))
	if !ok || !found || !closed || !isRange {
		return merged{}, false
	}
	left, top, fine := reference(from)
	right, bottom, alsoFine := reference(to)
	return merged{int32(top), int32(bottom), int32(left), int32(right)}, fine && alsoFine
}
