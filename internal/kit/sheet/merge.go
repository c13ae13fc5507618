package sheet

import (
	"slices"
)

// maxMerges bounds the merged ranges of a sheet.
const maxMerges = 200_000

// merged is a range of merged cells; rows from 1, columns from 0, both ends
// within.
type merged struct {
	top, bottom int32
	left, right int32
}

// merges repeats the value of the first of merged cells in the others.
type merges struct {
	ranges []merged // by top row
	next   int      // the first range not yet reached
	open   []openMerge
}

type openMerge struct {
	merged
	value Cell
}

func newMerges(ranges []merged) *merges {
	slices.SortFunc(ranges, func(a, b merged) int { return int(a.top) - int(b.top) })
	return &merges{ranges: ranges}
}

// apply fills the row of the builder.
func (m *merges) apply(b *builder) {
	row := int32(b.number)
	for m.next < len(m.ranges) && m.ranges[m.next].top <= row {
		r := m.ranges[m.next]
		m.next++
		// Ranges never overlap, so more than one a column is a damaged file.
		if r.bottom < row || len(m.open) >= b.limits.Columns || int(r.left) >= b.limits.Columns {
			continue
		}
		m.add(openMerge{merged: r}, b)
	}
	m.open = slices.DeleteFunc(m.open, func(o openMerge) bool { return o.bottom < row })
	for _, o := range m.open {
		if o.value.Kind == Empty {
			continue
		}
		for column := o.left; column <= min(o.right, int32(b.limits.Columns)-1); column++ {
			if o.top == row && column == o.left {
				continue
			}
			if b.grow(int(column)) == nil {
				b.cells[column] = o.value
			}
		}
	}
}

func (m *merges) add(o openMerge, b *builder) {
	if int(o.top) == b.number && int(o.left) < len(b.cells) {
		o.value = b.cells[o.left]
		o.value.Merged = true
	}
	m.open = append(m.open, o)
}
