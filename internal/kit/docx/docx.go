// Package docx fills the tags of a Word document (mail merge).
//
// An officer types the tags into a letter with any word processor, as plain
// text: {{nama}} for a text, {{#daftar}} … {{/daftar}} around what is repeated,
// {{?syarat}} … {{:}} … {{/}} around what depends on something, {{@foto 30}} for
// a picture. Tags that the word processor has cut into pieces are joined and
// keep their look. Around whole paragraphs they repeat paragraphs, across the
// cells of a table row they repeat the row. They work in the text, in tables,
// headers, footers, notes and text boxes.
//
// A template is opened once and then filled as often as one likes; only the
// parts with tags are written anew, all others are copied as they are packed.
// The package refuses documents with macros, embedded programs, links to other
// files and pictures too large to be copied hundreds of times, and says of a
// faulty tag where it stands. It knows no word of the office: what the tags
// mean is the caller's.
package docx

import (
	_ "embed"

	"pamong/internal/kit/i18n"
)

// Messages holds the texts of this package.
//
//go:embed messages.csv
var Messages string

// Data is what the tags of a template stand for. Names are lower case, with
// digits and underscores. Within a list a name is looked for in its row first,
// then around it; the tag {{no}} is the number of the row.
type Data struct {
	Text     map[string]string  `json:"text,omitempty"`
	Lists    map[string][]Data  `json:"lists,omitempty"`
	Pictures map[string]Picture `json:"pictures,omitempty"`
}

// Picture is a QR code or an image.
type Picture struct {
	QR string `json:"qr,omitempty"` // what the code says
	// Name says which image it is, such as the hash of its file; Read gives the
	// content, PNG or JPEG, and is called once for each letter that shows it.
	Name string                 `json:"name,omitempty"`
	Read func() ([]byte, error) `json:"-"`
}

// Place is where something stands in a document, counted as a person counts:
// from 1, empty paragraphs too.
type Place struct {
	Part      Part
	Box       bool // in a text box
	Paragraph int  // outside of tables
	Table     int  // 0 outside of tables
	Row, Cell int
}

// Part is the part of a document that a person sees as one.
type Part string

// The parts.
const (
	Body   Part = "body"
	Header Part = "header"
	Footer Part = "footer"
	Notes  Part = "notes"
)

// Line says the place: "tabel 1 baris 2 kolom 3".
func (p Place) Line() i18n.Line {
	at := i18n.Say("docx.at.paragraph", "N", p.Paragraph)
	if p.Table > 0 {
		at = i18n.Say("docx.at.cell", "Table", p.Table, "Row", p.Row, "Cell", p.Cell)
	}
	if p.Box {
		at = i18n.Say("docx.at.in", "Where", i18n.Say("docx.part.box"), "At", at)
	}
	if p.Part != Body {
		at = i18n.Say("docx.at.in", "Where", i18n.Say("docx.part."+string(p.Part)), "At", at)
	}
	return at
}
