package sheet

import (
	"strings"
)

// builder gathers one row after the other in memory that is used again. Text
// comes in pieces; the pieces of a row become one string, cut into cells.
type builder struct {
	limits Limits
	merges *merges
	cells  []Cell
	spans  []span
	arena  []byte
	number int
	hidden bool
	begun  int // where the text of the current cell begins
}

// span is where the text of a cell stands in the arena; a cell without one has
// its text already.
type span struct{ from, to int }

// row begins a row; number counts from 1.
func (b *builder) row(number int, hidden bool) {
	b.number, b.hidden = number, hidden
	b.cells, b.spans, b.arena = b.cells[:0], b.spans[:0], b.arena[:0]
}

// begin begins the text of a cell; write adds to it.
func (b *builder) begin() { b.begun = len(b.arena) }

func (b *builder) write(text []byte) error {
	if len(b.arena)-b.begun+len(text) > maxText {
		return refuse("sheet.text", "Row", b.number)
	}
	b.arena = append(b.arena, text...)
	return nil
}

// current returns the text written since begin.
func (b *builder) current() []byte { return b.arena[b.begun:] }

// take makes the text since begin the cell of a column.
func (b *builder) take(column int, kind Kind, formula bool) error {
	if blank(b.current()) {
		return nil
	}
	if err := b.grow(column); err != nil {
		return err
	}
	b.cells[column] = Cell{Kind: kind, Formula: formula}
	b.spans[column] = span{b.begun, len(b.arena)}
	return nil
}

// put sets a cell whose text is at hand.
func (b *builder) put(column int, c Cell) error {
	if blank(c.Text) {
		return nil
	}
	if err := b.grow(column); err != nil {
		return err
	}
	b.cells[column] = c
	b.spans[column] = span{}
	return nil
}

func (b *builder) grow(column int) error {
	if column < 0 || column >= b.limits.Columns {
		return refuse("sheet.columns", "N", b.limits.Columns, "Row", b.number)
	}
	for len(b.cells) <= column {
		b.cells = append(b.cells, Cell{})
		b.spans = append(b.spans, span{})
	}
	return nil
}

// finish returns the row, false when it has no filled cell of its own.
func (b *builder) finish() (Row, bool) {
	own := false
	if len(b.cells) > 0 {
		all := string(b.arena)
		for i, s := range b.spans {
			c := &b.cells[i]
			if s.to > s.from {
				c.Text = all[s.from:s.to]
			}
			if c.Text = clean(c.Text); blank(c.Text) {
				*c = Cell{} // nothing but control characters
			}
			own = own || c.Kind != Empty
		}
	}
	if b.merges != nil {
		b.merges.apply(b)
	}
	for n := len(b.cells); n > 0 && b.cells[n-1].Kind == Empty; n-- {
		b.cells = b.cells[:n-1]
	}
	return Row{Number: b.number, Hidden: b.hidden, Cells: b.cells}, own
}

func blank[T string | []byte](text T) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ', c == '\t', c == '\n', c == '\r':
		case c < 0x80:
			return false
		default:
			return strings.TrimSpace(string(text[i:])) == ""
		}
	}
	return true
}
