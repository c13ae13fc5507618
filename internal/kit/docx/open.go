package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"pamong/internal/kit/fault"
)

// Bounds of a template.
const (
	mostEntries  = 1000
	mostUnpacked = 100 << 20 // bytes of all parts
	mostPart     = 20 << 20  // bytes of one part with text
	mostPicture  = 4 << 20   // bytes of one picture
)

// Template is a document with tags, read once. It may be filled by several
// goroutines at once.
type Template struct {
	entries []*zip.File
	parts   map[string]part // those with tags, by their names
	types   []byte          // the list of content types, with those of pictures
}

// part is a part of the document with tags.
type part struct {
	name  string
	steps []step
	links []byte // its relations, without the end; nil where it has none
}

const typesName = "[Content_Types].xml"

// Open reads a template. It refuses, with a fault that says what to do, what
// is no Word document, is too large, or holds macros, other files or content
// from outside, and tags that are broken.
func Open(content []byte) (*Template, error) {
	if bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) { // the old format, or one with a password
		if bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e")) {
			return nil, fault.Invalid("docx.password")
		}
		return nil, fault.Invalid("docx.not_word")
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fault.Invalid("docx.not_word").Because(err)
	}
	t := &Template{entries: z.File, parts: map[string]part{}}
	if err := t.inspect(); err != nil {
		return nil, err
	}
	for _, f := range t.entries {
		if err := t.read(f); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// inspect looks at the list of parts before any is read.
func (t *Template) inspect() error {
	names, unpacked := map[string]bool{}, uint64(0)
	for _, f := range t.entries {
		if f.Flags&1 != 0 {
			return fault.Invalid("docx.password")
		}
		name, lower := f.Name, strings.ToLower(f.Name)
		if unpacked += f.UncompressedSize64; unpacked > mostUnpacked || f.UncompressedSize64 > mostUnpacked || len(t.entries) > mostEntries {
			if !isPicture(lower) {
				return fault.Invalid("docx.too_large", "MB", mostUnpacked>>20)
			}
		}
		switch {
		case names[lower] || strings.Contains(name, "..") || strings.HasPrefix(name, "/"):
			return fault.Invalid("docx.damaged")
		case strings.Contains(lower, "vbaproject") || strings.Contains(lower, "vbadata") || strings.HasPrefix(lower, "word/activex"):
			return fault.Invalid("docx.macro")
		case strings.HasPrefix(lower, "word/embeddings/") || strings.Contains(lower, "oleobject") || strings.Contains(lower, "afchunk"):
			return fault.Invalid("docx.embedded", "Name", path.Base(name))
		case isPicture(lower) && f.UncompressedSize64 > mostPicture:
			return fault.Invalid("docx.picture_large", "Name", path.Base(name), "MB", int(f.UncompressedSize64>>20), "Most", mostPicture>>20)
		}
		names[lower] = true
	}
	if !names["word/document.xml"] || !names[strings.ToLower(typesName)] {
		return fault.Invalid("docx.not_word")
	}
	return nil
}

func isPicture(name string) bool { return strings.HasPrefix(name, "word/media/") }

// partOf returns which part of the document a file is, "" for none with text.
func partOf(name string) Part {
	base := strings.TrimSuffix(strings.TrimPrefix(name, "word/"), ".xml")
	switch {
	case !strings.HasPrefix(name, "word/") || !strings.HasSuffix(name, ".xml") || strings.Contains(base, "/"):
		return ""
	case base == "document":
		return Body
	case strings.HasPrefix(base, "header"):
		return Header
	case strings.HasPrefix(base, "footer"):
		return Footer
	case base == "footnotes" || base == "endnotes":
		return Notes
	}
	return ""
}

// read reads one file of the package. Those without text are unpacked too, so
// that none is larger than it says.
func (t *Template) read(f *zip.File) error {
	switch {
	case strings.HasSuffix(f.Name, ".rels"):
		body, err := unpack(f, mostPart)
		if err != nil {
			return err
		}
		return relations(body)
	case f.Name == typesName:
		body, err := unpack(f, mostPart)
		if err != nil {
			return err
		}
		if bytes.Contains(body, []byte("macroEnabled")) {
			return fault.Invalid("docx.macro")
		}
		t.types = withPictures(body)
		return nil
	}
	kind := partOf(f.Name)
	if kind == "" {
		_, err := unpack(f, mostUnpacked)
		return err
	}
	body, err := unpack(f, mostPart)
	if err != nil {
		return err
	}
	root, err := parse(bytes.NewReader(body))
	if err != nil {
		return fault.Invalid("docx.damaged").Because(err)
	}
	if err := instructions(root); err != nil {
		return err
	}
	steps, err := compile(root, kind)
	if err != nil || steps == nil {
		return err
	}
	p := part{name: f.Name, steps: steps}
	if i := slices.IndexFunc(t.entries, func(e *zip.File) bool { return e.Name == linksOf(f.Name) }); i >= 0 {
		if body, err = unpack(t.entries[i], mostPart); err != nil {
			return err
		}
		p.links, _, _ = bytes.Cut(body, []byte("</Relationships>"))
		if bytes.HasSuffix(bytes.TrimSpace(body), []byte("/>")) {
			p.links = nil // a list without any relation
		}
	}
	t.parts[f.Name] = p
	return nil
}

// linksOf is the name of the relations of a part.
func linksOf(name string) string {
	return path.Dir(name) + "/_rels/" + path.Base(name) + ".rels"
}

// unpack reads a file of the package, at most so many bytes.
func unpack(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.Invalid("docx.damaged").Because(err)
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fault.Invalid("docx.damaged").Because(err)
	}
	if int64(len(body)) > most {
		return nil, fault.Invalid("docx.too_large", "MB", int(most>>20))
	}
	return body, nil
}

// relations refuses relations that lead out of the document; those that a
// reader follows by a press may stay.
func relations(body []byte) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Invalid("docx.damaged").Because(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			continue
		}
		value := map[string]string{}
		for _, a := range e.Attr {
			value[a.Name.Local] = a.Value
		}
		kind := path.Base(value["Type"])
		switch {
		case slices.Contains([]string{"oleObject", "package", "aFChunk", "control"}, kind):
			return fault.Invalid("docx.embedded", "Name", path.Base(value["Target"]))
		case kind == "vbaProject":
			return fault.Invalid("docx.macro")
		case value["TargetMode"] == "External" && kind != "hyperlink":
			return fault.Invalid("docx.external", "Target", near(value["Target"], true))
		}
	}
}

// fetching are instructions of fields that take content from elsewhere.
var fetching = regexp.MustCompile(`(?i)^\s*(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT|DATABASE|RD)\b`)

// instructions refuses fields that take content from elsewhere.
func instructions(root *node) error {
	var err error
	root.walk(func(n *node) bool {
		text := ""
		switch n.name {
		case "w:instrText":
			text = n.words()
		case "w:fldSimple":
			for _, a := range n.attrs {
				if prefixed(a.Name) == "w:instr" {
					text = a.Value
				}
			}
		}
		if fetching.MatchString(text) {
			err = fault.Invalid("docx.external", "Target", near(strings.TrimSpace(text), true))
		}
		return err == nil
	})
	return err
}

// withPictures adds the types of pictures to the list of types.
func withPictures(body []byte) []byte {
	for _, kind := range []string{"png", "jpeg"} {
		if !bytes.Contains(body, []byte(`Extension="`+kind+`"`)) {
			end := []byte("</Types>")
			body = bytes.Replace(body, end, []byte(`<Default Extension="`+kind+`" ContentType="image/`+kind+`"/></Types>`), 1)
		}
	}
	return body
}
