package pdf

// Align says where the text of a column stands.
type Align string

// The alignments.
const (
	Left   Align = "L"
	Right  Align = "R"
	Centre Align = "C"
)

// Col is one column. Width is in millimetres; columns of width 0 share what
// is left equally.
type Col struct {
	Title string
	Width float64
	Align Align
}

// Table is rows under repeated heads. A cell may have several lines: it
// breaks by itself, and at \n.
type Table struct {
	Cols   []Col
	Rows   [][]string
	Total  []string // a last row in bold; nil for none
	Size   float64  // of the text in points; 8.4 when 0
	Height float64  // least height of a row, for signatures by hand; 0 for what the text needs
	Signed bool     // the last two columns are for signatures by hand: odd rows sign in the first, even in the second, over two rows' height; the title of the first stands over both
}

// pad is the room between text and line in a cell, in millimetres.
const pad = 1.4

// grid is a table with its widths worked out.
type grid struct {
	Table
	d      *Doc
	widths []float64
	titles [][]string
}

// Table writes a table over as many pages as it needs, with its head on each.
func (d *Doc) Table(t Table) {
	if t.Size == 0 {
		t.Size = 8.4
	}
	g := &grid{Table: t, d: d}
	g.measure()
	d.room(24)
	g.head()
	d.running = g.head
	for i, row := range t.Rows {
		if t.Signed {
			g.signedRow(i, row)
		} else {
			g.row(row, "")
		}
	}
	if t.Total != nil {
		g.row(t.Total, "B")
	}
	d.running = nil
	d.Gap(3)
	d.font("", 10)
}

func (g *grid) measure() {
	left, sharing := g.d.width, 0
	for _, c := range g.Cols {
		left -= c.Width
		if c.Width == 0 {
			sharing++
		}
	}
	g.d.font("B", g.Size)
	for _, c := range g.Cols {
		w := c.Width
		if w == 0 {
			w = left / float64(sharing)
		}
		g.widths = append(g.widths, w)
		g.titles = append(g.titles, g.d.wrap(c.Title, w-2*pad))
	}
}

func (g *grid) head() {
	g.d.font("B", g.Size)
	h := g.height(g.titles, 0)
	x, y := marginLeft, g.d.f.GetY()
	g.d.f.SetFillColor(238, 238, 238)
	for i, lines := range g.titles {
		w := g.widths[i]
		if g.Signed && i == len(g.titles)-2 {
			w += g.widths[i+1] // one head over both columns of signatures
		}
		g.d.f.Rect(x, y, w, h, "FD")
		g.lines(lines, x, y, w, h, Centre)
		x += w
		if w != g.widths[i] {
			break
		}
	}
	g.d.f.SetY(y + h)
}

// height is what the highest cell of a row needs, at least the given.
func (g *grid) height(cells [][]string, least float64) float64 {
	most := 1
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return max(float64(most)*g.d.line()+2*.9, least)
}

// lines writes the lines of a cell in the middle of its height.
func (g *grid) lines(lines []string, x, y, w, h float64, a Align) {
	line := g.d.line()
	g.d.f.SetY(y + (h-float64(len(lines))*line)/2)
	for _, l := range lines {
		g.d.put(l, x+pad, w-2*pad, string(a))
	}
}

func (g *grid) wrapped(row []string, columns int) [][]string {
	cells := make([][]string, columns)
	for i := range cells {
		if i < len(row) {
			cells[i] = g.d.wrap(row[i], g.widths[i]-2*pad)
		}
	}
	return cells
}

func (g *grid) row(row []string, style string) {
	g.d.font(style, g.Size)
	cells := g.wrapped(row, len(g.Cols))
	h := g.height(cells, g.Height)
	if g.d.Left() < h {
		g.d.Page()
		g.d.font(style, g.Size)
	}
	g.cells(cells, marginLeft, h)
}

// cells draws the cells of a row and moves below it.
func (g *grid) cells(cells [][]string, x, h float64) {
	y := g.d.f.GetY()
	for i, lines := range cells {
		g.d.f.Rect(x, y, g.widths[i], h, "D")
		g.lines(lines, x, y, g.widths[i], h, g.align(i))
		x += g.widths[i]
	}
	g.d.f.SetY(y + h)
}

func (g *grid) align(i int) Align {
	if g.Cols[i].Align == "" {
		return Left
	}
	return g.Cols[i].Align
}

// signedRow draws row i and, at every odd row, the two boxes in which it and
// the next row sign. A pair is never parted by a page.
func (g *grid) signedRow(i int, row []string) {
	least := max(g.Height, 7.7)
	g.d.font("", g.Size)
	n := len(g.Cols) - 2
	cells := g.wrapped(row, n)
	h := g.height(cells, least)
	if i%2 == 0 {
		pair := h
		if i+1 < len(g.Rows) {
			pair += g.height(g.wrapped(g.Rows[i+1], n), least)
		}
		if g.d.Left() < pair {
			g.d.Page()
			g.d.font("", g.Size)
		}
		g.boxes(i, pair)
	}
	g.d.font("", g.Size)
	g.cells(cells, marginLeft, h)
}

func (g *grid) boxes(i int, h float64) {
	x, y, n := marginLeft, g.d.f.GetY(), len(g.Cols)-2
	for _, w := range g.widths[:n] {
		x += w
	}
	g.d.font("", 7.5)
	for k := range 2 {
		g.d.f.Rect(x, y, g.widths[n+k], h, "D")
		if i+k < len(g.Rows) {
			g.d.write(x+1, y+3.2, itoa(i+k+1)+".")
		}
		x += g.widths[n+k]
	}
	g.d.f.SetY(y)
}
