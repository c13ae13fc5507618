package docx

import (
	"encoding/xml"
	"slices"
	"strings"

	"pamong/internal/kit/fault"
)

// refuse is a fault about a tag at its place.
func refuse(key, raw string, at Place, more ...any) error {
	return fault.Invalid(key, append([]any{"Tag", raw, "At", at.Line()}, more...)...)
}

// within are the elements through which a line of a paragraph runs on.
var within = []string{"w:hyperlink", "w:ins", "w:moveTo", "w:smartTag", "w:sdt", "w:sdtContent", "w:customXml", "w:fldSimple", "w:bdo", "w:dir"}

// runsOf returns the runs of a paragraph in order, not those of text boxes
// that hang on them.
func runsOf(p *node) []*node {
	var runs []*node
	for _, k := range p.kids {
		switch {
		case k.name == "w:r":
			runs = append(runs, k)
		case slices.Contains(within, k.name):
			runs = append(runs, runsOf(k)...)
		}
	}
	return runs
}

// join brings each tag of a paragraph into one text of one run, that in which
// it begins, and then gives each tag that is no mere text a run of its own. It
// returns those runs in order.
func join(p *node) ([]*node, error) {
	type stretch struct {
		t        *node // a w:t, nil for a tab or a break
		from, to int   // bytes of it within the line
	}
	var line strings.Builder
	var stretches []stretch
	runs := runsOf(p)
	for _, r := range runs {
		for _, k := range r.kids {
			from := line.Len()
			switch k.name {
			case "w:t":
				line.WriteString(k.words())
				stretches = append(stretches, stretch{k, from, line.Len()})
			case "w:tab", "w:br", "w:cr", "w:ptab":
				line.WriteByte('\n')
				stretches = append(stretches, stretch{nil, from, line.Len()})
			}
		}
	}
	text := line.String()
	if !strings.Contains(text, "{{") && !strings.Contains(text, "}}") {
		return nil, nil
	}
	list, bad := pieces(text)
	if bad != nil {
		return nil, refuse(bad.key, strings.ReplaceAll(bad.raw, "\n", " "), p.at)
	}
	// owner is the stretch in which a piece begins; words are cut at the ends
	// of stretches, tags are not.
	parts := map[*node][]*node{}
	at, i := 0, 0
	for _, one := range list {
		size := len(one.words)
		if one.tag != nil {
			size = len(one.tag.raw)
		}
		end := at + size
		for stretches[i].to <= at {
			i++
		}
		if one.tag != nil {
			one.tag.at = p.at
			parts[stretches[i].t] = append(parts[stretches[i].t], &node{text: one.tag.raw, tag: one.tag})
		}
		for j := i; one.tag == nil && j < len(stretches) && stretches[j].from < end; j++ {
			s := stretches[j]
			from, to := max(at, s.from), min(end, s.to)
			if s.t != nil && from < to {
				parts[s.t] = append(parts[s.t], &node{text: text[from:to]})
			}
		}
		at = end
	}
	for _, s := range stretches {
		if s.t != nil {
			s.t.adopt(parts[s.t])
			preserve(s.t)
		}
	}
	var own []*node
	for _, r := range runs {
		own = append(own, split(r)...)
	}
	return own, nil
}

// preserve keeps the spaces at the ends of a text.
func preserve(t *node) {
	t.attrs = []xml.Attr{{Name: xml.Name{Space: "xml", Local: "space"}, Value: "preserve"}}
}

// split gives each tag of a run that is no mere text a run of its own and
// returns those.
func split(r *node) []*node {
	var runs, own []*node
	look := r.child("w:rPr")
	fresh := func(kids ...*node) *node {
		n := &node{name: "w:r", attrs: r.attrs}
		if look != nil {
			kids = append([]*node{look.copyOf()}, kids...)
		}
		n.adopt(kids)
		return n
	}
	var now []*node
	flush := func() {
		if len(now) > 0 {
			runs = append(runs, fresh(now...))
		}
		now = nil
	}
	for _, k := range r.kids {
		if k == look {
			continue
		}
		if k.name != "w:t" {
			now = append(now, k)
			continue
		}
		var words []*node
		keep := func() {
			if len(words) > 0 {
				t := &node{name: "w:t"}
				t.adopt(words)
				preserve(t)
				now = append(now, t)
			}
			words = nil
		}
		for _, part := range k.kids {
			if part.tag == nil || part.tag.verb == verbText {
				words = append(words, part)
				continue
			}
			keep()
			flush()
			n := fresh()
			n.tag = part.tag
			runs, own = append(runs, n), append(own, n)
		}
		keep()
	}
	flush()
	if len(own) == 0 {
		return nil
	}
	i := r.index()
	r.parent.kids = slices.Replace(r.parent.kids, i, i+1, runs...)
	for _, n := range runs {
		n.parent = r.parent
	}
	return own
}
