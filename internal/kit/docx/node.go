package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// node is an element of a part, a text in it, or a span of elements that a
// pair of tags repeats or keeps.
type node struct {
	name   string // with its prefix: "w:p"; "" for a text or a span
	attrs  []xml.Attr
	kids   []*node
	parent *node
	text   string
	tag    *tag  // of a run or a text that is nothing but this tag
	span   *span // of a span
	at     Place // of a paragraph
	only   bool  // of a paragraph: nothing but tags is in it
	drop   bool  // of a paragraph or row: it holds only tags that work on its neighbours
}

// span is what a pair of tags encloses.
type span struct {
	open *tag
	rest []*node // what follows {{:}}
}

// Bounds of one part.
const (
	mostDepth = 300
	mostNodes = 1_500_000
)

var errXML = errors.New("malformed part")

// parse reads a part. Names keep their prefixes; comments and processing
// instructions are dropped, a document type is refused.
func parse(r io.Reader) (*node, error) {
	d := xml.NewDecoder(r)
	root := &node{}
	at, depth, count := root, 0, 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errXML
		}
		if count++; count > mostNodes {
			return nil, errXML
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > mostDepth {
				return nil, errXML
			}
			n := &node{name: prefixed(t.Name), attrs: slices.Clone(t.Attr), parent: at}
			at.kids = append(at.kids, n)
			at = n
		case xml.EndElement:
			if at == root || at.name != prefixed(t.Name) {
				return nil, errXML
			}
			at = at.parent
			depth--
		case xml.CharData:
			if at != root {
				at.kids = append(at.kids, &node{text: string(t), parent: at})
			}
		case xml.Directive:
			return nil, errXML
		}
	}
	if at != root || len(root.kids) != 1 {
		return nil, errXML
	}
	root.kids[0].parent = nil
	return root.kids[0], nil
}

func prefixed(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// index is the place of a node among its parent's.
func (n *node) index() int { return slices.Index(n.parent.kids, n) }

// child returns the first child of a name.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// words is the text of a node and all below.
func (n *node) words() string {
	var b strings.Builder
	n.walk(func(k *node) bool {
		b.WriteString(k.text)
		return true
	})
	return b.String()
}

// walk visits a node and what lies below it, as long as visit says so.
func (n *node) walk(visit func(*node) bool) {
	if !visit(n) {
		return
	}
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// adopt makes some nodes the children of n.
func (n *node) adopt(kids []*node) {
	n.kids = kids
	for _, k := range kids {
		k.parent = n
	}
}

// copyOf copies a node and what lies below.
func (n *node) copyOf() *node {
	c := &node{name: n.name, attrs: n.attrs, text: n.text, tag: n.tag}
	for _, k := range n.kids {
		kid := k.copyOf()
		kid.parent = c
		c.kids = append(c.kids, kid)
	}
	return c
}

// volatile are attributes that name a paragraph once and for all: a repeated
// paragraph may not keep them.
var volatile = []string{"w14:paraId", "w14:textId"}

func (n *node) start(b *bytes.Buffer) {
	b.WriteByte('<')
	b.WriteString(n.name)
	for _, a := range n.attrs {
		name := prefixed(a.Name)
		if slices.Contains(volatile, name) {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(name)
		b.WriteString(`="`)
		xml.EscapeText(b, []byte(a.Value))
		b.WriteByte('"')
	}
	if len(n.kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
}

func (n *node) end(b *bytes.Buffer) {
	if len(n.kids) > 0 {
		b.WriteString("</" + n.name + ">")
	}
}
