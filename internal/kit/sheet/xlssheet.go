package sheet

import (
	"encoding/binary"
	"math"
)

// xlsSheet is one sheet of an xls file.
type xlsSheet struct {
	book  *xlsBook
	start int

	yield   func(Row) bool
	b       builder
	hidden  map[int]bool // rows from 0
	row     int          // the row being gathered, -1 before the first
	stopped bool
	pending Cell // a formula whose text follows in the next record
	column  int
	waiting bool
}

// read streams the rows. What is hidden or merged stands elsewhere in the
// sheet, so it is gathered first.
func (s *xlsSheet) read(yield func(Row) bool) error {
	s.yield, s.row, s.stopped, s.waiting = yield, -1, false, false
	s.hidden = map[int]bool{}
	var ranges []merged
	err := s.each(func(kind int, body []byte) error {
		switch {
		case kind == recordRow && len(body) >= 16:
			if body[12]&0x20 != 0 {
				s.hidden[int(binary.LittleEndian.Uint16(body))] = true
			}
		case kind == recordMerged && len(body) >= 2:
			for b := body[2:]; len(b) >= 8; b = b[8:] {
				word := func(i int) int32 { return int32(binary.LittleEndian.Uint16(b[i:])) }
				ranges = append(ranges, merged{word(0) + 1, word(2) + 1, word(4), word(6)})
			}
			if len(ranges) > maxMerges {
				return refuse("sheet.merges", "N", maxMerges)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.b = builder{limits: s.book.limits, merges: newMerges(ranges)}
	if err := s.each(s.cell); err != nil {
		return err
	}
	s.emit()
	return nil
}

// each walks the records of the sheet, without charts that stand in it.
func (s *xlsSheet) each(visit func(kind int, body []byte) error) error {
	depth := 0
	for i := s.start; !s.stopped; {
		kind, body, next, err := s.book.record(i)
		if err != nil {
			return err
		}
		if i == s.start && kind != recordBOF {
			return errRecord
		}
		i = next
		switch kind {
		case recordBOF:
			depth++
		case recordEOF:
			if depth--; depth == 0 {
				return nil
			}
		default:
			if depth == 1 {
				if err := visit(kind, body); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// emit yields the gathered row.
func (s *xlsSheet) emit() {
	if s.row < 0 || s.stopped {
		return
	}
	if row, ok := s.b.finish(); ok {
		s.stopped = !s.yield(row)
	}
}

// cell takes a record that holds cells.
func (s *xlsSheet) cell(kind int, body []byte) error {
	if kind == recordString {
		if !s.waiting {
			return nil
		}
		s.waiting = false
		text, err := shortText(body, 2)
		if err != nil {
			return err
		}
		s.pending.Text = text
		return s.b.put(s.column, s.pending)
	}
	switch kind {
	case recordLabelSST, recordLabel, recordRString, recordNumber, recordRK, recordMulRK, recordFormula, recordBoolErr:
	default:
		return nil
	}
	if len(body) < 8 {
		return errRecord
	}
	if row := int(binary.LittleEndian.Uint16(body)); row != s.row {
		if s.emit(); s.stopped {
			return nil
		}
		s.row = row
		s.b.row(row+1, s.hidden[row])
	}
	s.waiting = false
	return s.value(kind, int(binary.LittleEndian.Uint16(body[2:])), body)
}

// value sets the cell or cells of a record.
func (s *xlsSheet) value(kind, column int, body []byte) error {
	xf := int(binary.LittleEndian.Uint16(body[4:]))
	rest := body[6:]
	switch kind {
	case recordLabelSST:
		if len(rest) < 4 || int64(binary.LittleEndian.Uint32(rest)) >= int64(len(s.book.strings)) {
			return errRecord
		}
		return s.b.put(column, Cell{Text: s.book.strings[binary.LittleEndian.Uint32(rest)], Kind: Text})
	case recordLabel, recordRString:
		text, err := shortText(rest, 2)
		if err != nil {
			return err
		}
		return s.b.put(column, Cell{Text: text, Kind: Text})
	case recordNumber:
		if len(rest) < 8 {
			return errRecord
		}
		return s.number(column, xf, math.Float64frombits(binary.LittleEndian.Uint64(rest)), false)
	case recordRK:
		if len(rest) < 4 {
			return errRecord
		}
		return s.number(column, xf, unpackRK(binary.LittleEndian.Uint32(rest)), false)
	case recordMulRK:
		for b := body[4:]; len(b) >= 8; b = b[6:] { // the last two bytes name the last column
			err := s.number(column, int(binary.LittleEndian.Uint16(b)), unpackRK(binary.LittleEndian.Uint32(b[2:])), false)
			if err != nil {
				return err
			}
			column++
		}
		return nil
	case recordBoolErr:
		return s.b.put(column, truthOrError(rest[0], rest[1] != 0, false))
	}
	return s.formula(column, xf, rest)
}

// formula sets the stored result of a formula.
func (s *xlsSheet) formula(column, xf int, rest []byte) error {
	if len(rest) < 8 {
		return errRecord
	}
	if rest[6] != 0xFF || rest[7] != 0xFF {
		return s.number(column, xf, math.Float64frombits(binary.LittleEndian.Uint64(rest)), true)
	}
	switch rest[0] {
	case 0:
		s.column, s.pending, s.waiting = column, Cell{Kind: Text, Formula: true}, true
	case 1, 2:
		return s.b.put(column, truthOrError(rest[2], rest[0] == 2, true))
	}
	return nil
}

func (s *xlsSheet) number(column, xf int, f float64, formula bool) error {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return errRecord
	}
	st := styleNumber
	if xf < len(s.book.styles) {
		st = s.book.styles[xf]
	}
	text, kind := floatCell(f, st, s.book.from1904)
	return s.b.put(column, Cell{Text: text, Kind: kind, Formula: formula})
}

// unpackRK reads a number packed into 30 bits.
func unpackRK(rk uint32) float64 {
	f := math.Float64frombits(uint64(rk&^3) << 32)
	if rk&2 != 0 {
		f = float64(int32(rk) >> 2)
	}
	if rk&1 != 0 {
		f /= 100
	}
	return f
}

func truthOrError(code byte, isError, formula bool) Cell {
	if !isError {
		text := "FALSE"
		if code != 0 {
			text = "TRUE"
		}
		return Cell{Text: text, Kind: Bool, Formula: formula}
	}
	names := map[byte]string{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
		0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
	name := names[code]
	if name == "" {
		name = "#ERR!"
	}
	return Cell{Text: name, Kind: Error, Formula: formula}
}
