package certificate

import (
	"strconv"
	"strings"

	"pamong/internal/evaluation"
	"pamong/internal/kit/pdf"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Places on the page of an STTP, in millimetres.
const (
	wordsWide = 236.0
	factsWide = 190.0
	backTop   = 24.0
	backHigh  = 134.0 // of the subjects on the back
	signLeft  = 184.0
	signWide  = 84.0
	signEnd   = 190.5
	signAway  = 4.0 // from the words above it
)

// certificate makes one STTP: in front who has passed what, where and when,
// with number, signature and QR code; on the back the subjects and their JP.
// Long names and offices make the words smaller until they fit.
func (l *press) certificate(row *evaluation.Row, p Paper) ([]byte, error) {
	size, top := 1.12, 19.0
	doc, room := l.front(size, top, row, p)
	for ; room < signAway && size > .6; doc, room = l.front(size, top, row, p) {
		size *= .96
	}
	if spare := room - signAway; spare > 3 { // a short one does not hang at the top
		doc, _ = l.front(size, top+spare*.5, row, p)
	}
	l.ending(doc, p)
	doc.Page()
	l.back(doc, row, p)
	return doc.Bytes()
}

// front writes all but the ending of the front in a size, from a height on, and
// returns how many millimetres it leaves above the signature; fewer than none
// when it is too long.
func (l *press) front(size, top float64, row *evaluation.Row, p Paper) (*pdf.Doc, float64) {
	doc := pdf.New(pdf.Options{Title: l.title() + " " + p.Number, Author: l.basis.Institute, Created: p.IssuedOn.Time(), Landscape: true, Bare: true, Speaker: l.speak})
	doc.Frame(l.frame)
	doc.At(top)
	l.heading(doc, size, p)
	l.words(doc, size, row, p)
	return doc, doc.SignatureAbove(l.signature(p), signLeft, signEnd, signWide, false) - doc.Y()
}

// heading is what stands above the name: coat of arms, who issues, and the
// title with its number.
func (l *press) heading(doc *pdf.Doc, size float64, p Paper) {
	s := l.speak
	doc.Seal(l.crest, 18*size)
	doc.Gap(1.4 * size)
	doc.Middle(pdf.Face{Points: 9.5, Heavy: true, Apart: .5}, strings.ToUpper(s.T("app.government", "Name", l.agency.Name)), wordsWide)
	doc.Middle(pdf.Face{Points: 11.5 * size, Heavy: true}, l.basis.Institute, wordsWide)
	doc.Middle(pdf.Face{Points: 7.8}, s.T("certificate.sttp_basis", "Number", l.basis.Number, "On", s.Date(l.basis.Dated)), wordsWide)
	doc.Gap(2 * size)
	doc.Fitted(pdf.Face{Points: 27, Display: true, Apart: .6, Colour: l.accent}, strings.ToUpper(l.title()), wordsWide)
	doc.Middle(pdf.Face{Points: 10}, s.T("certificate.number", "Number", p.Number), wordsWide)
	doc.Gap(2 * size)
}

// words is what the paper says.
func (l *press) words(doc *pdf.Doc, size float64, row *evaluation.Row, p Paper) {
	s := l.speak
	doc.Middle(pdf.Face{Points: 10.2 * size}, l.opening(), wordsWide)
	doc.Gap(1.6 * size)
	doc.Fitted(pdf.Face{Points: 25 * size, Display: true}, row.Person.Name, wordsWide)
	doc.Gap(1.4 * size)
	doc.MiddleFacts(9.4*size, factsWide, l.identity(row.Person)...)
	doc.Gap(1.4 * size)
	doc.Middle(pdf.Face{Points: 17 * size, Display: true, Apart: 1.6, Colour: l.accent}, s.T("certificate.sttp_passed"), wordsWide)
	if c := l.table.Pack.Training.Certificate; c == nil || c.Predicate.Value {
		doc.Middle(pdf.Face{Points: 10.2 * size, Heavy: true}, s.T("certificate.sttp_predicate", "Predicate", row.Verdict.Predicate), wordsWide)
	}
	doc.Gap(1 * size)
	doc.Middle(pdf.Face{Points: 10.2 * size}, l.course(row.Person, p), wordsWide)
}

// ending is the QR code with its words on the left and the signature on the
// right.
func (l *press) ending(doc *pdf.Doc, p Paper) {
	s := l.speak
	doc.QR(l.check+p.Code, 26, 159, 27)
	doc.Small(7, 28, 186.4, 60, s.T("certificate.code", "Code", p.code()))
	notes := []string{s.T("certificate.how_to_check")}
	if old := l.replaced[p.Replaces]; old != "" {
		notes = append([]string{s.T("certificate.replaces", "Number", old)}, notes...)
	}
	doc.Small(7.2, 55, 161, 88, notes...)
	doc.SignatureAbove(l.signature(p), signLeft, signEnd, signWide, true)
}

func (l *press) signature(p Paper) pdf.Signature {
	return pdf.Signature{Place: l.basis.Place + ", " + l.speak.Date(p.IssuedOn), Role: l.basis.Position, Name: l.basis.Signer, NIP: spaced(l.basis.SignerNIP)}
}

// title names the paper as the rule pack does.
func (l *press) title() string {
	if c := l.table.Pack.Training.Certificate; c != nil {
		return c.Title.In(l.speak.Lang)
	}
	return l.speak.T("certificate.sttp_title")
}

// opening names the regulation on which the training rests.
func (l *press) opening() string {
	basis := ""
	if c := l.table.Pack.Citations; len(c) > 0 {
		basis = c[0].Text
	}
	return l.speak.T("certificate.sttp_opening", "Basis", basis)
}

func (l *press) identity(p roster.Person) []pdf.Fact {
	s := l.speak
	rank := p.Golongan
	if name := l.ranks[p.Golongan]; name != "" {
		rank = name + ", " + p.Golongan
	}
	office := s.T("app.government", "Name", l.agency.Name)
	if unit := l.tree.Office(p.Unit).Name; unit != "" {
		office = unit + ", " + office
	}
	born := pdf.Fact{Term: s.T("certificate.born"), Text: s.Date(p.Born)}
	if place := l.places[p.ID]; place != "" {
		born = pdf.Fact{Term: s.T("certificate.born_at"), Text: place + ", " + s.Date(p.Born)}
	}
	var list []pdf.Fact
	for _, f := range []pdf.Fact{{Term: "NIP", Text: spaced(p.NIP)}, born, {Term: s.T("certificate.rank"), Text: rank}, {Term: s.T("certificate.position"), Text: p.Position}, {Term: s.T("certificate.office"), Text: office}} {
		if f.Text != "" {
			list = append(list, f)
		}
	}
	return list
}

// course says which training was passed, where and when, and how long it was.
func (l *press) course(person roster.Person, p Paper) string {
	b := l.table.Batch
	class := b.Class
	if class == training.Mixed {
		class = training.ClassOf(person.Golongan)
	}
	return l.speak.T("certificate.sttp_course", "Class", string(class), "Batch", b.Label, "Year", strconv.Itoa(b.Start.Year()), "Institute", l.basis.Institute, "Place", l.basis.Place,
		"From", l.speak.Date(b.Start), "Until", l.speak.Date(b.End), "Days", p.Days, "JP", p.JP)
}

// back lists the subjects and their JP.
func (l *press) back(doc *pdf.Doc, row *evaluation.Row, p Paper) {
	s := l.speak
	doc.BackFrame(l.frame)
	doc.At(backTop)
	doc.Middle(pdf.Face{Points: 15, Display: true, Colour: l.accent}, s.T("certificate.sttp_back"), wordsWide)
	doc.Middle(pdf.Face{Points: 9.2}, row.Person.Name+" · NIP "+spaced(row.Person.NIP)+" · "+s.T("certificate.number", "Number", p.Number), wordsWide)
	doc.Gap(4)
	doc.Outline(l.outline, 10, backHigh, l.accent)
	doc.Middle(pdf.Face{Points: 10.5, Heavy: true}, s.T("certificate.sttp_total", "Days", p.Days, "JP", p.JP), wordsWide)
	doc.Gap(1)
	doc.Middle(pdf.Face{Points: 7.8}, s.T("certificate.sttp_rules", "Pack", l.table.Pack.Title.In(s.Lang), "Minutes", l.table.Pack.Training.Hours.MinutesPerJP.Value), wordsWide)
}

// subjects lists the curriculum with the JP of each subject. What no source
// gives JP for stands without. A stage whose JP no subject explains stands
// with its own at the end, so that the sum is that of the course.
func (l *press) subjects() (pdf.Outline, error) {
	t := l.table.Pack.Training
	mode, err := t.Mode(l.table.Mode)
	if err != nil {
		return nil, err
	}
	jp, say := t.SubjectJP(mode), l.speak
	var list pdf.Outline
	whole, counted := 0, 0
	for _, st := range mode.Stages {
		whole += st.JP.Value
	}
	for _, a := range t.Curriculum {
		part := pdf.OutlinePart{Title: a.Title.In(say.Lang)}
		sum := 0
		for _, sub := range a.Subjects {
			line := [2]string{sub.Title.In(say.Lang), ""}
			if n := jp[sub.Key]; n > 0 {
				line[1] = strconv.Itoa(n) + " JP"
				sum += n
			}
			part.Lines = append(part.Lines, line)
		}
		if sum > 0 {
			part.Amount = strconv.Itoa(sum) + " JP"
		}
		counted += sum
		list = append(list, part)
	}
	if rest := whole - counted; rest > 0 {
		list = append(list, pdf.OutlinePart{Title: say.T("certificate.sttp_rest"), Amount: strconv.Itoa(rest) + " JP"})
	}
	return list, nil
}

// spaced writes an NIP in its four groups.
func spaced(nip string) string {
	if len(nip) != 18 {
		return nip
	}
	return nip[:8] + " " + nip[8:14] + " " + nip[14:15] + " " + nip[15:]
}
