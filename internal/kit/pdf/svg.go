package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// shape is one path of a drawing with its colours.
type shape struct {
	moves  []move
	fill   string // "#rrggbb", "" for none
	stroke string
	width  float64
}

// vector is a drawing: shapes in a box.
type vector struct {
	x, y, w, h float64
	shapes     []shape
}

// shapes draws plain shapes within a box, keeping their proportions.
func (d *Doc) shapes(v vector, x, y, w, h float64) {
	scale := min(w/v.w, h/v.h)
	left, top := x+(w-v.w*scale)/2-v.x*scale, y+(h-v.h*scale)/2-v.y*scale
	at := func(p point) (float64, float64) { return left + p.x*scale, top + p.y*scale }
	for _, s := range v.shapes {
		for _, m := range s.moves {
			ax, ay := at(m.to)
			switch m.kind {
			case 'M':
				d.f.MoveTo(ax, ay)
			case 'L':
				d.f.LineTo(ax, ay)
			case 'C':
				bx, by := at(m.c1)
				cx, cy := at(m.c2)
				d.f.CurveBezierCubicTo(bx, by, cx, cy, ax, ay)
			case 'Z':
				d.f.ClosePath()
			}
		}
		d.paint(s, scale)
	}
	d.f.SetDrawColor(0, 0, 0)
	d.f.SetFillColor(0, 0, 0)
	d.f.SetLineWidth(.2)
}

// paint fills and strokes the path that was just laid.
func (d *Doc) paint(s shape, scale float64) {
	if s.fill != "" {
		d.f.SetFillColor(channels(s.fill))
	}
	if s.stroke != "" {
		d.f.SetDrawColor(channels(s.stroke))
		d.f.SetLineWidth(s.width * scale)
	}
	switch {
	case s.fill != "" && s.stroke != "":
		d.f.DrawPath("FD")
	case s.fill != "":
		d.f.DrawPath("F")
	case s.stroke != "":
		d.f.DrawPath("D")
	}
}

func channels(hex string) (r, g, b int) {
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		return 0, 0, 0
	}
	return int(n >> 16), int(n >> 8 & 255), int(n & 255)
}

// readSVG reads the paths, rectangles, circles and polygons of an SVG. It
// refuses what it would draw wrongly: transforms, gradients, pictures, text.
func readSVG(body []byte) (vector, error) {
	var v vector
	groups := []style{{fill: "#000000", width: 1}}
	x := xml.NewDecoder(bytes.NewReader(body))
	for {
		t, err := x.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return v, fmt.Errorf("read SVG: %w", err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			s := groups[len(groups)-1].with(e)
			groups = append(groups, s)
			if err := v.element(e, s); err != nil {
				return v, err
			}
		case xml.EndElement:
			groups = groups[:len(groups)-1]
		}
	}
	if v.w <= 0 || v.h <= 0 || len(v.shapes) == 0 {
		return v, errors.New("read SVG: no viewBox or no shapes")
	}
	return v, nil
}

// element takes one element into the drawing.
func (v *vector) element(e xml.StartElement, s style) error {
	a := attributes(e)
	if a["transform"] != "" {
		return errors.New("read SVG: transforms cannot be printed; upload a PNG")
	}
	var moves []move
	var err error
	switch e.Name.Local {
	case "svg", "symbol":
		v.viewBox(a["viewBox"])
		return nil
	case "g", "title", "desc", "metadata", "defs":
		return nil
	case "path":
		moves, err = readPath(a["d"])
	case "rect":
		moves = box(number(a["x"]), number(a["y"]), number(a["width"]), number(a["height"]))
	case "circle":
		moves = ring(number(a["cx"]), number(a["cy"]), number(a["r"]))
	case "polygon":
		moves, err = readPath("M" + a["points"] + "Z")
	default:
		return fmt.Errorf("read SVG: %s cannot be printed; upload a PNG", e.Name.Local)
	}
	if err == nil && len(moves) > 0 {
		v.shapes = append(v.shapes, shape{moves: moves, fill: s.fill, stroke: s.stroke, width: s.width})
	}
	return err
}

func (v *vector) viewBox(s string) {
	f := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
	if len(f) == 4 {
		v.x, v.y, v.w, v.h = number(f[0]), number(f[1]), number(f[2]), number(f[3])
	}
}

// style is the colours that an element has or inherits.
type style struct {
	fill, stroke string
	width        float64
}

// with returns the colours inside an element: its own, or those around it.
// Of classes it knows those of our own drawings, printed in black and white.
func (s style) with(e xml.StartElement) style {
	a := attributes(e)
	for _, c := range strings.Fields(a["class"]) {
		switch {
		case c == "f-sheet":
			s.fill = "#ffffff"
		case strings.HasPrefix(c, "f-"):
			s.fill = "#000000"
		case strings.HasPrefix(c, "s-"):
			s.fill, s.stroke = "", "#000000"
		}
	}
	for _, part := range strings.Split(a["style"], ";") {
		if k, val, ok := strings.Cut(part, ":"); ok {
			a[strings.TrimSpace(k)] = strings.TrimSpace(val)
		}
	}
	if f, ok := a["fill"]; ok {
		s.fill = paintColour(f)
	}
	if f, ok := a["stroke"]; ok {
		s.stroke = paintColour(f)
	}
	if w, ok := a["stroke-width"]; ok {
		s.width = number(strings.TrimSuffix(w, "px"))
	}
	return s
}

// paintColour reads #rgb, #rrggbb, none, white and black.
func paintColour(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "none" || s == "transparent":
		return ""
	case s == "white":
		return "#ffffff"
	case len(s) == 4 && s[0] == '#':
		return "#" + strings.Repeat(s[1:2], 2) + strings.Repeat(s[2:3], 2) + strings.Repeat(s[3:4], 2)
	case len(s) == 7 && s[0] == '#':
		return s
	}
	return "#000000"
}

func attributes(e xml.StartElement) map[string]string {
	m := map[string]string{}
	for _, a := range e.Attr {
		m[a.Name.Local] = a.Value
	}
	return m
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return 0
	}
	return f
}
