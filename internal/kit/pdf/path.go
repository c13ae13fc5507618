package pdf

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

type point struct{ x, y float64 }

func (p point) plus(q point) point { return point{p.x + q.x, p.y + q.y} }

// move is one step of a path: M, L, C (with two control points) or Z.
type move struct {
	kind       byte
	to, c1, c2 point
}

// path reads the d attribute of an SVG path.
type path struct {
	rest  string
	moves []move
	now   point // where the pen is
	start point // where this part began
	last  point // the last control point, for S and T
	prev  byte  // the last command, upper case
}

// readPath reads lines and curves of an SVG path, absolute and relative. It
// refuses elliptical arcs.
func readPath(d string) ([]move, error) {
	p := &path{rest: d}
	command := byte(0)
	for {
		p.rest = strings.TrimLeft(p.rest, " \t\r\n,")
		if p.rest == "" {
			return p.moves, nil
		}
		if c := p.rest[0]; unicode.IsLetter(rune(c)) {
			command, p.rest = c, p.rest[1:]
		} else if command == 'M' {
			command = 'L'
		} else if command == 'm' {
			command = 'l'
		} else if command == 'Z' || command == 'z' {
			return nil, fmt.Errorf("read SVG path: figure after the end of a part")
		}
		if err := p.step(command); err != nil {
			return nil, err
		}
	}
}

// step reads the figures of one command and makes its move.
func (p *path) step(command byte) error {
	kind := command &^ 0x20 // upper case
	from := point{}
	if command != kind {
		from = p.now
	}
	n, known := map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'Z': 0}[kind]
	if !known {
		return fmt.Errorf("read SVG path: command %q cannot be printed; upload a PNG", command)
	}
	a, err := p.figures(n)
	if err != nil {
		return err
	}
	at := func(i int) point { return from.plus(point{a[i], a[i+1]}) }
	switch kind {
	case 'M':
		p.start = at(0)
		p.add(move{kind: 'M', to: p.start})
	case 'L':
		p.add(move{kind: 'L', to: at(0)})
	case 'H':
		p.add(move{kind: 'L', to: point{from.x + a[0], p.now.y}})
	case 'V':
		p.add(move{kind: 'L', to: point{p.now.x, from.y + a[0]}})
	case 'C':
		p.curve(at(0), at(2), at(4))
	case 'S':
		p.curve(p.mirror('C', 'S'), at(0), at(2))
	case 'Q':
		p.quadratic(at(0), at(2))
	case 'T':
		p.quadratic(p.mirror('Q', 'T'), at(0))
	case 'Z':
		p.moves = append(p.moves, move{kind: 'Z', to: p.start})
		p.now = p.start
	}
	p.prev = kind
	return nil
}

func (p *path) add(m move) {
	p.moves = append(p.moves, m)
	p.now, p.last = m.to, m.to
}

func (p *path) curve(c1, c2, to point) {
	p.add(move{kind: 'C', c1: c1, c2: c2, to: to})
	p.last = c2
}

// quadratic draws a curve of one control point as one of two.
func (p *path) quadratic(c, to point) {
	third := func(a, b point) point { return point{a.x + (b.x-a.x)*2/3, a.y + (b.y-a.y)*2/3} }
	p.add(move{kind: 'C', c1: third(p.now, c), c2: third(to, c), to: to})
	p.last = c
}

// mirror is the control point of a smooth curve: the last one on the other
// side of the pen, or the pen itself after anything else.
func (p *path) mirror(after ...byte) point {
	for _, k := range after {
		if p.prev == k {
			return point{2*p.now.x - p.last.x, 2*p.now.y - p.last.y}
		}
	}
	return p.now
}

// figures reads n numbers, which may stand without spaces: "1.5-2".
func (p *path) figures(n int) ([]float64, error) {
	out := make([]float64, 0, n)
	for range n {
		p.rest = strings.TrimLeft(p.rest, " \t\r\n,")
		end, dot, exp := 0, false, false
		for end < len(p.rest) {
			c := p.rest[end]
			sign := (c == '-' || c == '+') && (end == 0 || p.rest[end-1] == 'e' || p.rest[end-1] == 'E')
			point := c == '.' && !dot && !exp
			power := (c == 'e' || c == 'E') && !exp && end > 0
			if !(c >= '0' && c <= '9' || sign || point || power) {
				break
			}
			dot, exp = dot || point, exp || power
			end++
		}
		f, err := strconv.ParseFloat(p.rest[:end], 64)
		if err != nil {
			return nil, fmt.Errorf("read SVG path: want a figure at %.12q", p.rest)
		}
		out, p.rest = append(out, f), p.rest[end:]
	}
	return out, nil
}

// box is a rectangle as a path.
func box(x, y, w, h float64) []move {
	return []move{{kind: 'M', to: point{x, y}}, {kind: 'L', to: point{x + w, y}}, {kind: 'L', to: point{x + w, y + h}}, {kind: 'L', to: point{x, y + h}}, {kind: 'Z'}}
}

// ring is a circle as four curves.
func ring(x, y, r float64) []move {
	const k = .5522847498
	c := func(ax, ay, bx, by, tx, ty float64) move {
		return move{kind: 'C', c1: point{x + ax*r, y + ay*r}, c2: point{x + bx*r, y + by*r}, to: point{x + tx*r, y + ty*r}}
	}
	return []move{{kind: 'M', to: point{x + r, y}}, c(1, k, k, 1, 0, 1), c(-k, 1, -1, k, -1, 0), c(-1, -k, -k, -1, 0, -1), c(k, -1, 1, -k, 1, 0), {kind: 'Z'}}
}
