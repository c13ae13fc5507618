package pdf

import "strings"

// Letterhead is the kop of an office.
type Letterhead struct {
	Crest      *Crest // coat of arms; nil for none
	Government string // "Pemerintah Kota Pontianak"
	Office     string // "Badan Kepegawaian dan ..."
	Address    string // one line, or two with \n
}

// Letterhead writes the kop with its double rule.
func (d *Doc) Letterhead(l Letterhead) {
	top, left, wide := d.f.GetY(), marginLeft, d.width
	if l.Crest != nil {
		d.crest(l.Crest, left, top, 18, 21)
		left, wide = left+21, wide-21-6
	}
	d.f.SetY(top)
	d.font("B", 12)
	d.centre(strings.ToUpper(l.Government), left, wide)
	d.font("B", 13.5)
	d.centre(strings.ToUpper(l.Office), left, wide)
	d.font("", 8)
	d.centre(l.Address, left, wide)
	y := d.f.GetY() + 2
	if l.Crest != nil {
		y = max(y, top+23)
	}
	d.rule(y, .9)
	d.rule(y+1.5, .3)
	d.f.SetY(y + 6)
	d.font("", 10)
}

func (d *Doc) rule(y, thick float64) {
	d.f.SetLineWidth(thick)
	d.f.Line(marginLeft, y, marginLeft+d.width, y)
	d.f.SetLineWidth(.2)
}

// centre writes lines in the middle of a width and moves below them.
func (d *Doc) centre(s string, left, wide float64) {
	if s == "" {
		return
	}
	for _, l := range d.balanced(s, wide) {
		d.put(l, left, wide, "C")
	}
}

// write writes words from a point on their base line.
func (d *Doc) write(x, y float64, s string) { d.f.Text(x, y, d.face(s)) }

// put writes one line that fits and moves below it.
func (d *Doc) put(s string, left, wide float64, align string) {
	y, h := d.f.GetY(), d.line()
	d.f.SetXY(left, y)
	d.f.CellFormat(wide, h, d.face(s), "", 0, align+"M", false, 0, "")
	d.f.SetY(y + h)
}

// Title writes the name of the document in capitals, and lines below it such
// as its number.
func (d *Doc) Title(name string, below ...string) {
	d.font("B", 12.5)
	d.centre(strings.ToUpper(name), marginLeft, d.width)
	d.font("", 10)
	for _, b := range below {
		d.centre(b, marginLeft, d.width)
	}
	d.Gap(4)
}

// Heading writes a small heading and keeps it with what follows.
func (d *Doc) Heading(s string) {
	d.room(20)
	d.Gap(3)
	d.font("B", 10.5)
	for _, l := range d.wrap(s, d.width) {
		d.put(l, marginLeft, d.width, "L")
	}
	d.Gap(1.5)
	d.font("", 10)
}

// Text writes a paragraph.
func (d *Doc) Text(s string) {
	d.font("", 10)
	for _, l := range d.wrap(s, d.width) {
		d.room(d.line())
		d.put(l, marginLeft, d.width, "L")
	}
	d.Gap(2)
}

// Words writes one centred paragraph in a size of its own, as certificates
// have; bold writes it heavier.
func (d *Doc) Words(s string, points float64, heavy bool) {
	style := ""
	if heavy {
		style = "B"
	}
	d.font(style, points)
	d.centre(s, marginLeft, d.width)
	d.font("", 10)
}

// Fact is a term and what it is.
type Fact struct{ Term, Text string }

// Facts writes terms with colons, in one or two columns.
func (d *Doc) Facts(columns int, facts ...Fact) {
	d.font("", 9)
	columns = max(1, columns)
	wide := d.width / float64(columns)
	term := 0.0
	for _, f := range facts {
		term = max(term, d.measure(f.Term)+4)
	}
	for i := 0; i < len(facts); i += columns {
		end, top := 0.0, d.f.GetY()
		for j := range min(columns, len(facts)-i) {
			d.f.SetY(top)
			d.fact(facts[i+j], marginLeft+float64(j)*wide, wide-3, term)
			end = max(end, d.f.GetY())
		}
		d.f.SetY(end + .6)
	}
	d.Gap(3)
	d.font("", 10)
}

func (d *Doc) fact(f Fact, x, wide, term float64) {
	d.font("", 9)
	y := d.f.GetY()
	d.put(f.Term, x, term, "L")
	d.f.SetY(y)
	d.put(":", x+term-2, 2, "L")
	d.f.SetY(y)
	d.font("B", 9)
	for _, l := range d.wrap(f.Text, wide-term-1) {
		d.put(l, x+term+1, wide-term-1, "L")
	}
}

// Signature is one block: where and when, as whom, the name underlined, and
// the NIP.
type Signature struct {
	Place string // "Pontianak, 29 Juli 2025", or "Mengetahui,"
	Role  string
	Name  string
	NIP   string
	QR    string // electronic signature shown as a QR code in the room for the hand; "" for none
}

// Signatures writes blocks beside each other, at most three, kept together
// on one page.
func (d *Doc) Signatures(blocks ...Signature) {
	if len(blocks) == 0 {
		return
	}
	d.running = nil
	d.room(46)
	d.Gap(5)
	top, end := d.f.GetY(), 0.0
	places := max(2, len(blocks))
	wide := d.width / float64(places)
	for i, s := range blocks {
		d.f.SetY(top)
		d.signature(s, marginLeft+wide*float64(places-len(blocks)+i), wide-6)
		end = max(end, d.f.GetY())
	}
	d.f.SetY(end)
	d.font("", 10)
}

// signatureRoom is the room for the hand between role and name, in millimetres.
const signatureRoom = 19.0

func (d *Doc) signature(s Signature, x, wide float64) {
	d.font("", 9)
	top := d.f.GetY()
	for _, l := range append(d.wrap(s.Place, wide), d.wrap(s.Role, wide)...) {
		d.put(l, x, wide, "L")
	}
	if s.QR != "" {
		d.QR(s.QR, x, d.f.GetY()+1, 17)
	}
	d.f.SetY(max(top+8, d.f.GetY()) + signatureRoom)
	d.font("B", 9)
	for _, l := range d.wrap(s.Name, wide) {
		y := d.f.GetY() + d.line() - .3
		d.put(l, x, wide, "L")
		d.f.Line(x, y, x+d.measure(l), y)
	}
	d.font("", 9)
	if s.NIP != "" {
		d.put("NIP "+s.NIP, x, wide, "L")
	}
}

// Cut draws a dashed line across the page, along which one cuts.
func (d *Doc) Cut(y float64) {
	w, _ := d.f.GetPageSize()
	d.f.SetDashPattern([]float64{2, 2}, 0)
	d.f.SetLineWidth(.2)
	d.f.Line(8, y, w-8, y)
	d.f.SetDashPattern(nil, 0)
}
