package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// counterName is the name of the number of a row in any list.
const counterName = "no"

// Fill writes the document that the template makes of the data. The same data
// always makes the same bytes.
func (t *Template) Fill(w io.Writer, data Data) error {
	z := zip.NewWriter(w)
	f := &filler{t: t, media: map[string]int{}}
	links := map[string][]byte{}
	for _, e := range t.entries {
		p, ok := t.parts[e.Name]
		if !ok {
			continue
		}
		body, err := f.part(p, data)
		if err != nil {
			return err
		}
		if err := pack(z, e.Name, body); err != nil {
			return err
		}
		if len(f.links) > 0 {
			links[linksOf(e.Name)] = f.relations(p)
		}
	}
	for _, e := range t.entries {
		_, written := t.parts[e.Name]
		body, again := links[e.Name]
		var err error
		switch {
		case written:
		case again:
			err = pack(z, e.Name, body)
			delete(links, e.Name)
		case e.Name == typesName:
			err = pack(z, e.Name, t.types)
		default:
			err = z.Copy(e)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", e.Name, err)
		}
	}
	for _, p := range t.entries { // relations of parts that had none, in the order of the parts
		if body, ok := links[linksOf(p.Name)]; ok {
			if err := pack(z, linksOf(p.Name), body); err != nil {
				return err
			}
		}
	}
	if err := f.writePictures(z); err != nil {
		return err
	}
	return z.Close()
}

// pack adds one file to the package.
func pack(z *zip.Writer, name string, body []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(body)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// filler writes the parts of one document.
type filler struct {
	t     *Template
	buf   bytes.Buffer
	seen  int       // words and pictures written so far
	scope []Data    // the data, and the rows around the present place
	count []int     // their numbers
	links []drawing // pictures of the present part

	media    map[string]int // places in pictures, by what they show
	pictures []drawing      // all, in order
	drawn    int            // pictures placed so far
}

// part writes one part.
func (f *filler) part(p part, data Data) ([]byte, error) {
	f.buf.Reset()
	f.links = nil
	f.scope, f.count = []Data{data}, []int{0}
	f.buf.WriteString(xml.Header)
	if err := f.write(p.steps); err != nil {
		return nil, err
	}
	return f.buf.Bytes(), nil
}

func (f *filler) write(steps []step) error {
	for i := range steps {
		if err := f.step(&steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// paragraph is an empty paragraph, where one must stand.
const paragraph = "<w:p/>"

func (f *filler) step(s *step) error {
	from, seen := f.buf.Len(), f.seen
	switch s.kind {
	case stepRaw:
		f.buf.Write(s.raw)
		if s.seen {
			f.seen++
		}
	case stepTag:
		return f.tag(s.tag)
	case stepSpan:
		return f.span(s)
	case stepLine:
		err := f.write(s.body)
		if f.seen == seen {
			f.buf.Truncate(from)
		}
		return err
	case stepCell:
		err := f.write(s.body)
		if end := f.buf.Bytes()[from:]; !bytes.HasSuffix(end, []byte("</w:p>")) && !bytes.HasSuffix(end, []byte("<w:p/>")) {
			f.buf.WriteString(paragraph)
		}
		return err
	case stepTable:
		err := f.write(s.body)
		if !bytes.Contains(f.buf.Bytes()[from:], []byte("<w:tr")) {
			f.buf.Truncate(from)
			f.buf.WriteString(paragraph)
		}
		return err
	}
	return nil
}

// span writes what a pair of tags encloses, as often as the data say.
func (f *filler) span(s *step) error {
	name := s.tag.name
	rows, isList := lookup(f.scope, name, func(d Data) []Data { return d.Lists[name] })
	if s.tag.verb == verbIf {
		picture, _ := lookup(f.scope, name, func(d Data) *Picture {
			if p, ok := d.Pictures[name]; ok {
				return &p
			}
			return nil
		})
		if isList && len(rows) > 0 || f.text(name) != "" || picture != nil {
			return f.write(s.body)
		}
		return f.write(s.rest)
	}
	for i, row := range rows {
		f.scope, f.count = append(f.scope, row), append(f.count, i+1)
		err := f.write(s.body)
		f.scope, f.count = f.scope[:len(f.scope)-1], f.count[:len(f.count)-1]
		if err != nil {
			return err
		}
	}
	return nil
}

// lookup finds a value from the innermost row outwards.
func lookup[T any](scope []Data, name string, of func(Data) T) (value T, ok bool) {
	for i := len(scope) - 1; i >= 0; i-- {
		_, text := scope[i].Text[name]
		_, list := scope[i].Lists[name]
		_, picture := scope[i].Pictures[name]
		if text || list || picture {
			return of(scope[i]), true
		}
	}
	return value, false
}

// text is what a name stands for here.
func (f *filler) text(name string) string {
	v, ok := lookup(f.scope, name, func(d Data) string { return d.Text[name] })
	if n := f.count[len(f.count)-1]; !ok && name == counterName && n > 0 {
		return strconv.Itoa(n)
	}
	return strings.TrimSpace(v)
}

func (f *filler) tag(t *tag) error {
	if t.verb == verbPicture {
		return f.picture(t)
	}
	for i, line := range strings.Split(f.text(t.name), "\n") {
		if i > 0 {
			f.buf.WriteString(`</w:t><w:br/><w:t xml:space="preserve">`)
		}
		if line != "" {
			f.seen++
		}
		if err := xml.EscapeText(&f.buf, []byte(line)); err != nil {
			return err
		}
	}
	return nil
}
