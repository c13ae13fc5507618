// Package pdf prints: A4 documents with the letterhead of an office, facts,
// tables, signatures and QR codes.
//
// Houses that hand out papers use it: attendance lists, minutes, transcripts,
// certificates. A document is the same bytes for the same content and the
// same time of creation, so that its hash can be frozen before it is signed.
// The fonts are inside the program; text is real text that can be searched
// and copied. The package knows what a letter looks like and nothing of what
// it says.
package pdf

import (
	"bytes"
	_ "embed"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"pamong/internal/kit/i18n"
)

// Messages are the words of the foot, for i18n.NewCatalogue.
//
//go:embed messages.csv
var Messages string

// The margins of a page and its foot, in millimetres.
const (
	marginLeft   = 20.0
	marginRight  = 16.0
	marginTop    = 14.0
	marginBottom = 20.0
	footHeight   = 12.0
)

// Options say what a document is before anything is written on it.
type Options struct {
	Title     string    // in the properties of the file
	Author    string    // the office
	Number    string    // of the document, in the foot; "" for none
	Foot      string    // more words in the foot
	Created   time.Time // printed nowhere; decides the bytes together with the content
	Landscape bool
	Bare      bool          // pages without a foot: certificates say in their frame what it would
	Speaker   *i18n.Speaker // says "Halaman 1 dari 2"; nil for no page numbers
	FootQR    string        // what a small QR code in the foot of every page holds; "" for none
}

// Doc is a document that is being written from top to bottom. The first
// error stops all writing and comes back from Bytes.
type Doc struct {
	f       *fpdf.Fpdf
	o       Options
	width   float64 // between the margins
	running func()  // written again after a page break: the head of a table
	style   string  // weight and size of what is written next
	points  float64
	set     chosen          // the face that was set for them
	added   map[string]bool // families in the document beside the narrow one
	err     error
}

// allPages stands for the number of pages until it is known.
const allPages = "{nb}"

// New begins a document on its first page.
func New(o Options) *Doc {
	orientation := "P"
	if o.Landscape {
		orientation = "L"
	}
	f := fpdf.New(orientation, "mm", "A4", "")
	f.SetCompression(true)
	f.SetCatalogSort(true)
	f.SetCreationDate(o.Created.UTC())
	f.SetModificationDate(o.Created.UTC())
	f.SetTitle(o.Title, true)
	f.SetAuthor(o.Author, true)
	f.SetProducer("Pamong", true)
	f.SetMargins(marginLeft, marginTop, marginRight)
	f.SetAutoPageBreak(false, marginBottom)
	f.SetCellMargin(0)
	f.AliasNbPages(allPages)
	f.AddFontFromBytes(narrowFace, "", narrowRegular, narrowRegularFile)
	f.AddFontFromBytes(narrowFace, "B", narrowBold, narrowBoldFile)
	w, _ := f.GetPageSize()
	d := &Doc{f: f, o: o, width: w - marginLeft - marginRight, added: map[string]bool{}}
	if o.Speaker != nil {
		f.SetLang(string(o.Speaker.Lang))
	}
	if !o.Bare {
		f.SetFooterFunc(d.foot)
	}
	f.AddPage()
	d.font("", 10)
	return d
}

// Bytes ends the document and returns it.
func (d *Doc) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	var b bytes.Buffer
	if err := d.f.Output(&b); err != nil {
		return nil, fmt.Errorf("print %q: %w", d.o.Title, err)
	}
	return b.Bytes(), nil
}

// fail keeps the first error.
func (d *Doc) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// Pages returns the number of pages so far.
func (d *Doc) Pages() int { return d.f.PageCount() }

// Page begins a new page.
func (d *Doc) Page() {
	d.f.AddPage()
	if d.running != nil {
		d.running()
	}
}

// Left returns how many millimetres are free above the foot of this page.
func (d *Doc) Left() float64 {
	_, h := d.f.GetPageSize()
	return h - marginBottom - d.f.GetY()
}

// room begins a new page when less than the given millimetres are left.
func (d *Doc) room(h float64) {
	if d.Left() < h {
		d.Page()
	}
}

// Gap moves down.
func (d *Doc) Gap(mm float64) { d.f.SetY(d.f.GetY() + mm) }

// At moves to a height on the page, in millimetres from its top.
func (d *Doc) At(mm float64) { d.f.SetY(mm) }

// Width returns the millimetres between the margins.
func (d *Doc) Width() float64 { return d.width }

// foot writes number, words, page of pages and the QR code. The font goes
// back to what it was, as fpdf does when a page ends.
func (d *Doc) foot() {
	style, points, set := d.style, d.points, d.set
	defer func() { d.style, d.points, d.set = style, points, set }()
	_, h := d.f.GetPageSize()
	y := h - footHeight
	d.font("", 7.5)
	words := d.o.Number
	if words != "" && d.o.Foot != "" {
		words += " · "
	}
	words += d.o.Foot
	d.write(marginLeft, y, words)
	if d.o.Speaker != nil {
		d.write(marginLeft, y+3.6, d.o.Speaker.T("pdf.page", "Page", d.f.PageNo(), "Pages", allPages))
	}
	if d.o.FootQR != "" {
		d.QR(d.o.FootQR, marginLeft+d.width-14, y-8, 14)
	}
}
