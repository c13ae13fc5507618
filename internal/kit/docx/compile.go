package docx

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
)

// step is one step of writing a part: bytes as they are, a tag, or steps that
// a tag repeats or keeps.
type step struct {
	kind stepKind
	raw  []byte
	seen bool // the bytes hold words
	tag  *tag
	body []step
	rest []step // of a condition
}

type stepKind byte

const (
	stepRaw stepKind = iota
	stepTag
	stepSpan
	stepLine  // a paragraph that is left out when nothing in it is seen
	stepCell  // a cell, which must end with a paragraph
	stepTable // a table, which must have a row
)

// plan collects the steps of a part.
type plan struct {
	steps []step
	raw   bytes.Buffer
	seen  bool
	deep  int // spans around
}

func (p *plan) flush() {
	if p.raw.Len() > 0 {
		p.steps = append(p.steps, step{kind: stepRaw, raw: bytes.Clone(p.raw.Bytes()), seen: p.seen})
		p.raw.Reset()
	}
	p.seen = false
}

// inner plans some nodes by themselves.
func (p *plan) inner(nodes []*node, deeper int) []step {
	sub := &plan{deep: p.deep + deeper}
	for _, n := range nodes {
		sub.add(n)
	}
	sub.flush()
	return sub.steps
}

func (p *plan) push(s step) {
	p.flush()
	p.steps = append(p.steps, s)
}

// add plans one node.
func (p *plan) add(n *node) {
	switch {
	case n.drop, n.name == "w:proofErr", n.name == "w:lastRenderedPageBreak":
	case p.deep > 0 && strings.HasPrefix(n.name, "w:bookmark"):
		// a bookmark stands once in a document
	case n.span != nil:
		p.push(step{kind: stepSpan, tag: n.span.open, body: p.inner(n.kids, 1), rest: p.inner(n.span.rest, 1)})
	case n.tag != nil && (n.name == "" || n.tag.verb == verbPicture):
		p.push(step{kind: stepTag, tag: n.tag})
	case n.tag != nil: // opens or closes what lies around
	case n.name == "":
		p.seen = p.seen || strings.TrimSpace(n.text) != ""
		xml.EscapeText(&p.raw, []byte(n.text))
	case n.name == "w:p" && !n.only && tagged(n) && silent(n, func(*tag) bool { return true }):
		n.only = true
		p.push(step{kind: stepLine, body: p.inner([]*node{n}, 0)})
	case n.name == "w:tbl" && !n.only && slices.ContainsFunc(n.kids, tagged):
		n.only = true
		p.push(step{kind: stepTable, body: p.inner([]*node{n}, 0)})
	case n.name == "w:tc", n.name == "w:txbxContent":
		n.start(&p.raw)
		p.push(step{kind: stepCell, body: p.inner(n.kids, 0)})
		n.end(&p.raw)
	default:
		n.start(&p.raw)
		for _, k := range n.kids {
			p.add(k)
		}
		n.end(&p.raw)
	}
}

// tagged reports whether a tag or a span lies in or below a node.
func tagged(n *node) bool {
	found := false
	n.walk(func(k *node) bool {
		found = found || k.tag != nil || k.span != nil
		return !found
	})
	return found
}

// compile plans a part of a document. Nothing is planned for a part without
// tags: it is copied.
func compile(root *node, part Part) ([]step, error) {
	(&survey{part: part}).place(root)
	for _, story := range stories(root) {
		if err := pair(story); err != nil {
			return nil, err
		}
	}
	if !tagged(root) {
		return nil, nil
	}
	p := &plan{}
	p.add(root)
	p.flush()
	return p.steps, nil
}
