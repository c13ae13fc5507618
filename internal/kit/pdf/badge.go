package pdf

import (
	"bytes"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// Badge is a tag that somebody wears: who they are, in letters that are read
// across a table.
type Badge struct {
	Head  string // small words above: the office
	Kind  string // "PESERTA"
	Name  string
	Lines []string // below the name, "" for none
	Photo *Crest   // made ready by ReadCrest; nil for none
	QR    string
}

// BadgeSize is the size of a tag, and how many stand on a page beside and under
// each other.
type BadgeSize struct {
	Wide, High float64 // millimetres
	Columns    int
	Rows       int
}

// The sizes of tags: that of a bank card, ten on a page, and A6, four on a page.
var (
	CardBadge = BadgeSize{85.6, 54, 2, 5}
	A6Badge   = BadgeSize{105, 148, 2, 2}
)

// Badges writes tags on pages of their own, with hairlines along which they are
// cut. The document has to be bare.
func (d *Doc) Badges(size BadgeSize, all []Badge) {
	page, tall := d.f.GetPageSize()
	left, top := (page-size.Wide*float64(size.Columns))/2, (tall-size.High*float64(size.Rows))/2
	each := size.Columns * size.Rows
	for i, b := range all {
		if i > 0 && i%each == 0 {
			d.Page()
		}
		at := i % each
		d.badge(b, left+float64(at%size.Columns)*size.Wide, top+float64(at/size.Columns)*size.High, size, i)
	}
}

// badge writes one tag. Everything grows with its width.
func (d *Doc) badge(b Badge, x, y float64, size BadgeSize, n int) {
	u := size.Wide / CardBadge.Wide
	d.stroke(Colour{160, 160, 160}, .1)
	d.f.Rect(x, y, size.Wide, size.High, "D")
	pad := 4 * u
	d.font("", 7*u)
	d.fitAt(b.Head, x+pad, y+6*u, size.Wide-2*pad, 7*u, "")
	d.stroke(Colour{}, .5)
	d.f.Line(x+pad, y+8*u, x+size.Wide-pad, y+8*u)
	d.stroke(Colour{}, .15)
	d.f.Line(x+pad, y+9*u, x+size.Wide-pad, y+9*u)
	text, wide := x+pad, size.Wide-2*pad
	below := y + 12*u
	if size.High > size.Wide {
		d.tallBadge(b, x, below, y+size.High-4, size, n)
		return
	}
	if b.Photo != nil && b.Photo.picture != nil {
		d.photo(b.Photo, n, x+pad, below, 18*u, 24*u)
		text, wide = text+21*u, wide-21*u
	}
	d.font("B", 8*u)
	d.write(text, below+3*u, strings.ToUpper(b.Kind))
	d.font("B", 13*u)
	row := below + 9*u
	for _, l := range d.wrap(b.Name, wide) {
		d.write(text, row, l)
		row += 5.4 * u
	}
	row += .6 * u
	for _, l := range b.Lines {
		if l != "" {
			d.fitAt(l, text, row, wide, 8.5*u, "")
			row += 4 * u
		}
	}
	if b.QR != "" {
		side := 16 * u
		d.QR(b.QR, x+size.Wide-pad-side, y+size.High-pad*.6-side, side)
	}
}

// tallBadge writes the rest of a tag that is higher than wide: everything in the
// middle, the photograph first.
func (d *Doc) tallBadge(b Badge, x, y, bottom float64, size BadgeSize, n int) {
	const pad, wide, high, side = 6, 42.0, 56.0, 30.0
	middle := func(s string, at float64) { d.write(x+(size.Wide-d.measure(s))/2, at, s) }
	if b.Photo != nil && b.Photo.picture != nil {
		d.photo(b.Photo, n, x+(size.Wide-wide)/2, y, wide, high)
		y += high + 2
	} else {
		y += high / 4
	}
	d.font("B", 11)
	middle(strings.ToUpper(b.Kind), y+6)
	d.font("B", 20)
	row := y + 16
	for _, l := range d.balanced(b.Name, size.Wide-2*pad) {
		middle(l, row)
		row += 8
	}
	d.font("", 11)
	for _, l := range b.Lines {
		if l != "" {
			middle(l, row)
			row += 5
		}
	}
	if b.QR != "" {
		d.QR(b.QR, x+(size.Wide-side)/2, bottom-side, side)
	}
}

// fitAt writes words on one line, smaller where they are long.
func (d *Doc) fitAt(s string, x, y, wide, points float64, style string) {
	for d.font(style, points); d.measure(s) > wide && points > 4; d.font(style, points) {
		points -= .25
	}
	d.write(x, y, s)
}

// photo draws a photograph within a box, cut to it from the middle.
func (d *Doc) photo(c *Crest, n int, x, y, w, h float64) {
	o := fpdf.ImageOptions{ImageType: "PNG"}
	name := "photo" + strconv.Itoa(n)
	info := d.f.RegisterImageOptionsReader(name, o, bytes.NewReader(c.picture))
	if d.f.Err() {
		return // Bytes says it
	}
	scale := max(w/info.Width(), h/info.Height())
	wide, high := info.Width()*scale, info.Height()*scale
	d.f.ClipRect(x, y, w, h, false)
	d.f.ImageOptions(name, x+(w-wide)/2, y+(h-high)/2, wide, high, false, o, 0, "")
	d.f.ClipEnd()
}
