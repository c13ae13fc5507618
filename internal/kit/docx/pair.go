package docx

import (
	"slices"
	"strings"
)

// survey counts the paragraphs and tables of a part as a reader does.
type survey struct {
	part               Part
	box                bool
	paragraphs, tables int
}

// place notes where each paragraph below n stands.
func (s *survey) place(n *node) {
	for _, k := range n.kids {
		switch k.name {
		case "w:p":
			s.paragraphs++
			s.note(k, Place{Part: s.part, Box: s.box, Paragraph: s.paragraphs})
		case "w:tbl":
			s.tables++
			s.rows(k)
		default:
			s.place(k)
		}
	}
}

// note places a paragraph and the text boxes that hang on it.
func (s *survey) note(p *node, at Place) {
	p.at = at
	for _, k := range p.kids {
		k.walk(func(n *node) bool {
			if n.name != "w:txbxContent" {
				return true
			}
			(&survey{part: s.part, box: true}).place(n)
			return false
		})
	}
}

func (s *survey) rows(table *node) {
	row := 0
	table.walk(func(n *node) bool {
		if n.name != "w:tr" {
			return true
		}
		row++
		cell := 0
		n.walk(func(c *node) bool {
			if c.name != "w:tc" {
				return true
			}
			cell++
			at := Place{Part: s.part, Box: s.box, Table: s.tables, Row: row, Cell: cell}
			c.walk(func(p *node) bool {
				if p.name == "w:p" {
					s.note(p, at)
				}
				return p.name != "w:p"
			})
			return false
		})
		return false
	})
}

// stories returns the texts of a part that run on by themselves: the part and
// each of its text boxes, as lists of paragraphs.
func stories(root *node) [][]*node {
	var all [][]*node
	var read func(n *node)
	read = func(n *node) {
		var own, boxes []*node
		for _, k := range n.kids {
			k.walk(func(d *node) bool {
				if d.name == "w:p" {
					own = append(own, d)
				}
				if d.name == "w:txbxContent" {
					boxes = append(boxes, d)
					return false
				}
				return true
			})
		}
		all = append(all, own)
		for _, b := range boxes {
			read(b)
		}
	}
	read(root)
	return all
}

// opened is a tag that waits to be closed.
type opened struct{ run, divide *node }

// pair finds what the tags of a story enclose and puts a span around it.
func pair(paragraphs []*node) error {
	var stack []opened
	order := map[*tag]int{}
	for _, p := range paragraphs {
		runs, err := join(p)
		if err != nil {
			return err
		}
		for _, r := range runs {
			t := r.tag
			order[t] = len(order)
			switch top := len(stack) - 1; t.verb {
			case verbList, verbIf:
				stack = append(stack, opened{run: r})
			case verbElse:
				if top < 0 || stack[top].run.tag.verb != verbIf || stack[top].divide != nil {
					return refuse("docx.else_alone", t.raw, t.at)
				}
				stack[top].divide = r
			case verbEnd:
				if top < 0 {
					return refuse("docx.unopened", t.raw, t.at)
				}
				if open := stack[top].run.tag; t.name != "" && t.name != open.name {
					return refuse("docx.crossed", t.raw, t.at, "Open", open.raw)
				}
				if err := enclose(stack[top], r, order); err != nil {
					return err
				}
				stack = stack[:top]
			}
		}
	}
	if n := len(stack); n > 0 {
		t := stack[n-1].run.tag
		return refuse("docx.unclosed", t.raw, t.at)
	}
	return nil
}

// meet returns the nearest node above both.
func meet(a, b *node) *node {
	above := map[*node]bool{}
	for n := a; n != nil; n = n.parent {
		above[n] = true
	}
	for n := b; n != nil; n = n.parent {
		if above[n] {
			return n
		}
	}
	return nil
}

// toward returns the child of a that is or holds n, nil if a does not hold it.
func toward(a, n *node) *node {
	for n != nil && n.parent != a {
		n = n.parent
	}
	return n
}

// enclose puts a span around what stands between two tags: runs of one line,
// whole paragraphs, or rows of a table.
func enclose(o opened, end *node, order map[*tag]int) error {
	t := o.run.tag
	a := meet(o.run, end)
	from, to := toward(a, o.run), toward(a, end)
	for a.span != nil || a.name == "w:tr" {
		if a.name == "w:tr" && o.divide != nil {
			return refuse("docx.split_else", t.raw, t.at)
		}
		from, to, a = a, a, a.parent
	}
	inline := from == o.run && to == end
	switch {
	case from != to && (from.name == "w:tbl" || to.name == "w:tbl"):
		return refuse("docx.across", t.raw, t.at)
	case from.span != nil && order[t] > order[from.span.open],
		!inline && from != to && (from.name == "w:r" || to.name == "w:r"):
		return refuse("docx.split_else", t.raw, t.at)
	}
	var at *node
	if o.divide != nil {
		at = toward(a, o.divide)
		if at == nil || at == from || at == to || !inline && !bare(at) {
			return refuse("docx.split_else", t.raw, t.at)
		}
	}
	if !inline && from != to {
		for _, n := range []*node{from, at, to} {
			if n != nil && n.span == nil && bare(n) {
				n.drop = true
			}
		}
	}
	i, j := from.index(), to.index()
	kids, rest := slices.Clone(a.kids[i:j+1]), []*node(nil)
	if at != nil {
		k := slices.Index(kids, at)
		kids, rest = kids[:k], kids[k:]
	}
	if inline {
		kids = kids[1:]
		if at != nil {
			rest = rest[1:]
			rest = rest[:len(rest)-1]
		} else {
			kids = kids[:len(kids)-1]
		}
	}
	s := &node{span: &span{open: t, rest: rest}, parent: a}
	s.adopt(kids)
	for _, n := range rest {
		n.parent = s
	}
	a.kids = slices.Replace(a.kids, i, j+1, s)
	return nil
}

// visible are elements that a reader sees or that the page needs.
var visible = []string{"w:drawing", "w:pict", "w:object", "w:sectPr", "w:fldChar", "w:sym", "w:br", "w:tab", "w:footnoteReference", "mc:AlternateContent"}

// bare reports whether a paragraph or a row holds nothing but tags that open,
// divide or close.
func bare(n *node) bool { return silent(n, (*tag).controls) }

// silent reports whether nothing below n is seen apart from some tags; what
// spans enclose is left out of account.
func silent(n *node, but func(*tag) bool) bool {
	still := true
	n.walk(func(k *node) bool {
		switch {
		case k.span != nil:
			still = still && but(k.span.open)
			return false
		case k.tag != nil:
			still = still && but(k.tag)
			return false
		case k.name == "w:pPr":
			still = still && k.child("w:sectPr") == nil
			return false
		case slices.Contains(visible, k.name) || strings.TrimSpace(k.text) != "":
			still = false
		}
		return still
	})
	return still
}
