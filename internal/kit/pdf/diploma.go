package pdf

import (
	"math"
	"strconv"
	"strings"
)

// Colour is a colour of print, each part from 0 to 255.
type Colour struct{ R, G, B int }

// ParseColour reads a colour such as #00664f; anything else is black.
func ParseColour(hex string) Colour {
	if len(hex) != len("#rrggbb") {
		return Colour{}
	}
	r, g, b := channels(hex)
	return Colour{r, g, b}
}

// tint mixes a colour with white: 0 is white, 1 the colour.
func (c Colour) tint(part float64) Colour {
	mix := func(v int) int { return 255 - int(part*float64(255-v)) }
	return Colour{mix(c.R), mix(c.G), mix(c.B)}
}

// Face is how words on a certificate look.
type Face struct {
	Points  float64
	Heavy   bool
	Display bool    // the large face of titles and names
	Apart   float64 // millimetres between letters beyond the usual
	Colour  Colour
}

func (d *Doc) use(f Face) {
	style := ""
	switch {
	case f.Display:
		style = display
	case f.Heavy:
		style = "B"
	}
	d.font(style, f.Points)
}

// Middle writes words in the middle of the page, over lines of about the same
// length that are at most wide millimetres, and moves below them.
func (d *Doc) Middle(f Face, s string, wide float64) {
	if s == "" {
		return
	}
	d.use(f)
	letters := float64(len([]rune(s)))
	for _, l := range d.balanced(s, wide-f.Apart*letters) {
		d.middle(f, l)
	}
}

func (d *Doc) stroke(c Colour, thick float64) {
	d.f.SetDrawColor(c.R, c.G, c.B)
	d.f.SetLineWidth(thick)
}

// Fitted writes words in the middle of the page on one line, smaller where
// they are long. What does not fit at two thirds of the size takes more lines.
func (d *Doc) Fitted(f Face, s string, wide float64) {
	least := f.Points * 2 / 3
	for d.use(f); d.measure(s) > wide && f.Points > least; d.use(f) {
		f.Points -= .5
	}
	d.Middle(f, s, wide)
}

// middle writes one line in the middle of the page.
func (d *Doc) middle(f Face, s string) {
	page, _ := d.f.GetPageSize()
	wide := d.measure(s) + f.Apart*float64(len([]rune(s))-1)
	y, h := d.f.GetY(), d.line()
	_, size := d.f.GetFontSize()
	d.f.SetTextColor(f.Colour.R, f.Colour.G, f.Colour.B)
	if f.Apart > 0 {
		d.f.RawWriteStr(strconv.FormatFloat(f.Apart*pointsPerMM, 'f', 3, 64) + " Tc")
	}
	d.write((page-wide)/2, y+(h+size*.7)/2, s)
	if f.Apart > 0 {
		d.f.RawWriteStr("0 Tc")
	}
	d.f.SetTextColor(0, 0, 0)
	d.f.SetY(y + h)
}

const pointsPerMM = 72 / 25.4

// Seal draws a coat of arms in the middle of the page and moves below it.
func (d *Doc) Seal(c *Crest, high float64) {
	if c == nil {
		return
	}
	page, _ := d.f.GetPageSize()
	y := d.f.GetY()
	d.crest(c, (page-high)/2, y, high, high)
	d.f.SetY(y + high)
}

// MiddleFacts writes terms with colons as a block in the middle of the page,
// as wide as its longest line and at most the given width.
func (d *Doc) MiddleFacts(points, wide float64, facts ...Fact) {
	page, _ := d.f.GetPageSize()
	term, text := 0.0, 0.0
	for _, f := range facts {
		d.font("", points)
		term = max(term, d.measure(f.Term)+5)
		d.font("B", points)
		text = max(text, d.measure(f.Text)+2)
	}
	wide = min(wide, term+text)
	x := (page - wide) / 2
	for _, f := range facts {
		d.font("", points)
		y := d.f.GetY()
		d.put(f.Term, x, term, "L")
		d.f.SetY(y)
		d.put(":", x+term-2.5, 2, "L")
		d.f.SetY(y)
		d.font("B", points)
		for _, l := range d.wrap(f.Text, wide-term-1) {
			d.put(l, x+term+1, wide-term-1, "L")
		}
		d.Gap(.4)
	}
	d.font("", 10)
}

// Y returns how far down the page the next line is written, in millimetres.
func (d *Doc) Y() float64 { return d.f.GetY() }

// SignatureAbove writes one block so that it ends at a height of the page, for
// papers whose signature does not stand where the words end. It returns where
// the block begins; without ink it only measures.
func (d *Doc) SignatureAbove(s Signature, x, bottom, wide float64, ink bool) float64 {
	d.font("", 9)
	head := max(8, float64(len(d.wrap(s.Place, wide))+len(d.wrap(s.Role, wide)))*d.line())
	d.font("B", 9)
	foot := float64(len(d.wrap(s.Name, wide))+1) * d.line()
	top := bottom - head - signatureRoom - foot
	if ink {
		d.f.SetY(top)
		d.signature(s, x, wide)
	}
	d.font("", 10)
	return top
}

// Small writes lines of small words from a place of the page downwards.
func (d *Doc) Small(points, x, y, wide float64, lines ...string) {
	d.font("", points)
	d.f.SetY(y)
	for _, s := range lines {
		for _, l := range d.wrap(s, wide) {
			d.put(l, x, wide, "L")
		}
	}
	d.font("", 10)
}

// The border of a certificate, in millimetres from the edge of the page.
const (
	frameOut  = 8.0  // outer line
	frameIn   = 15.0 // inner line
	frameKnot = 7.0  // one knot of the woven band
)

// Frame is the border of a certificate, drawn once for any number of pages:
// two lines and a woven band between them, and behind the words a rosette of
// hairlines, which a photocopy does not keep. The back has the lines alone.
type Frame struct{ front, back string }

// NewFrame draws the border of landscape pages in a colour.
func NewFrame(c Colour) Frame {
	const w, h = 297.0, 210.0
	lines := &brush{high: h}
	lines.line(c, .9)
	lines.box(frameOut, w, h)
	lines.line(c, .25)
	lines.box(frameIn, w, h)
	lines.box(frameIn+1.2, w, h)
	woven := &brush{high: h}
	woven.rosette(c.tint(.13), w/2, h/2)
	const mid = (frameOut + frameIn) / 2
	for _, side := range [][4]float64{{mid, mid, w - mid, mid}, {mid, h - mid, w - mid, h - mid}, {mid, mid, mid, h - mid}, {w - mid, mid, w - mid, h - mid}} {
		woven.band(c, side[0], side[1], side[2], side[3])
	}
	return Frame{"q " + woven.ops.String() + lines.ops.String() + "Q", "q " + lines.ops.String() + "Q"}
}

// Frame puts the border on this page.
func (d *Doc) Frame(f Frame) { d.f.RawWriteStr(f.front) }

// BackFrame puts the border of the back on this page.
func (d *Doc) BackFrame(f Frame) { d.f.RawWriteStr(f.back) }

// brush writes the drawing operators of a page that is so many millimetres
// high.
type brush struct {
	ops  strings.Builder
	high float64
}

// put writes numbers and an operator.
func (b *brush) put(op string, numbers ...float64) {
	for _, n := range numbers {
		b.ops.WriteString(strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(n, 'f', 2, 64), "0"), "."))
		b.ops.WriteByte(' ')
	}
	b.ops.WriteString(op + "\n")
}

// at brings a place of the page, from its upper left corner in millimetres,
// into points from the lower left one.
func (b *brush) at(x, y float64) (float64, float64) {
	return x * pointsPerMM, (b.high - y) * pointsPerMM
}

func (b *brush) line(c Colour, thick float64) {
	b.put("RG", part(c.R), part(c.G), part(c.B))
	b.put("w", thick*pointsPerMM)
}

func (b *brush) fill(c Colour) { b.put("rg", part(c.R), part(c.G), part(c.B)) }

func part(v int) float64 { return float64(v) / 255 }

// box draws a rectangle so far from the edges of the page.
func (b *brush) box(in, w, h float64) {
	x, y := b.at(in, h-in)
	b.put("re", x, y, (w-2*in)*pointsPerMM, (h-2*in)*pointsPerMM)
	b.put("S")
}

// band draws knots from one corner to another, one on each, and small diamonds
// between them: each colour at one go.
func (b *brush) band(c Colour, x0, y0, x1, y1 float64) {
	n := int(math.Round(math.Hypot(x1-x0, y1-y0) / frameKnot))
	row := func(c Colour, r, shift float64, count int) {
		b.fill(c)
		for i := range count {
			at := (float64(i) + shift) / float64(n)
			b.diamond(x0+(x1-x0)*at, y0+(y1-y0)*at, r)
		}
		b.put("f")
	}
	row(c.tint(.55), .8, .5, n)
	row(c, 2.6, 0, n+1)
	row(Colour{255, 255, 255}, 1.77, 0, n+1)
	row(c, .94, 0, n+1)
}

func (b *brush) diamond(x, y, r float64) {
	for i, p := range [][2]float64{{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}} {
		px, py := b.at(p[0], p[1])
		b.put([]string{"m", "l", "l", "l"}[i], px, py)
	}
	b.put("h")
}

// rosette draws turned ellipses around a point.
func (b *brush) rosette(c Colour, x, y float64) {
	const turns, long, wide = 24, 74.0, 30.0
	const bend = .5523 // of a Bézier curve that is a quarter of an ellipse
	b.line(c, .12)
	quarter := [][2]float64{{1, 0}, {1, bend}, {bend, 1}, {0, 1}, {-bend, 1}, {-1, bend}, {-1, 0}, {-1, -bend}, {-bend, -1}, {0, -1}, {bend, -1}, {1, -bend}, {1, 0}}
	for i := range turns {
		sin, cos := math.Sincos(float64(i) * math.Pi / turns)
		place := func(k int) (float64, float64) {
			u, v := quarter[k][0]*long, quarter[k][1]*wide
			return b.at(x+u*cos-v*sin, y+u*sin+v*cos)
		}
		px, py := place(0)
		b.put("m", px, py)
		for k := 1; k < len(quarter); k += 3 {
			ax, ay := place(k)
			bx, by := place(k + 1)
			cx, cy := place(k + 2)
			b.put("c", ax, ay, bx, by, cx, cy)
		}
	}
	b.put("S")
}
