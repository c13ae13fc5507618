package pdf

// Outline is a list in parts with amounts, such as subjects with their hours.
type Outline []OutlinePart

// OutlinePart is one part with its lines.
type OutlinePart struct {
	Title  string
	Amount string
	Lines  [][2]string // what, and how much
}

// Outline writes the parts in two columns between two sides of the page, none
// of them parted, and moves below the longer column. The words are as large as
// given, or smaller where the columns would be higher than high millimetres.
func (d *Doc) Outline(o Outline, points, high float64, c Colour) {
	page, _ := d.f.GetPageSize()
	const side, between, least = 26.0, 12.0, 5.0
	wide := (page - 2*side - between) / 2
	split, tall := d.halves(o, points, wide)
	for tall > high && points > least {
		points -= .3
		split, tall = d.halves(o, points, wide)
	}
	top, end := d.f.GetY(), 0.0
	for i, p := range o {
		x := side
		if i >= split {
			x += wide + between
		}
		if i == split {
			d.f.SetY(top)
		}
		d.outlinePart(p, points, x, wide, c, true)
		end = max(end, d.f.GetY())
	}
	d.f.SetY(end)
	d.font("", 10)
}

// halves returns which part begins the second column, and how high the higher
// column is.
func (d *Doc) halves(o Outline, points, wide float64) (split int, tall float64) {
	heights, total := make([]float64, len(o)), 0.0
	for i, p := range o {
		heights[i] = d.outlinePart(p, points, 0, wide, Colour{}, false)
		total += heights[i]
	}
	split, tall = len(o), total
	first := 0.0
	for i, h := range heights {
		if now := max(first, total-first); i > 0 && now < tall {
			split, tall = i, now
		}
		first += h
	}
	return split, tall
}

// outlinePart writes one part and returns its height; without ink it only
// measures.
func (d *Doc) outlinePart(p OutlinePart, points, x, wide float64, c Colour, ink bool) float64 {
	high := d.outlineLine(p.Title, p.Amount, "B", points+.4, x, wide, ink)
	if ink {
		y := d.f.GetY() + .5
		d.stroke(c, .3)
		d.f.Line(x, y, x+wide, y)
		d.stroke(Colour{}, .2)
		d.Gap(1.3)
	}
	high += 1.3
	for _, l := range p.Lines {
		high += d.outlineLine(l[0], l[1], "", points, x+3, wide-3, ink)
	}
	if ink {
		d.Gap(3)
	}
	return high + 3
}

func (d *Doc) outlineLine(what, much, style string, points, x, wide float64, ink bool) float64 {
	const amount = 18.0
	d.font(style, points)
	lines := d.wrap(what, wide-amount)
	if ink {
		y := d.f.GetY()
		d.put(much, x+wide-amount, amount, "R")
		d.f.SetY(y)
		for _, l := range lines {
			d.put(l, x, wide-amount, "L")
		}
		d.Gap(.5)
	}
	return float64(len(lines))*d.line() + .5
}
