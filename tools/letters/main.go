// Command letters makes the templates of letters that ship with the product,
// as Word documents with tags: run it from the top of the source after a change
// of a text (go run ./tools/letters). Agencies replace them by their own.
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	for name, body := range letters() {
		content, err := document(body)
		if err == nil {
			err = os.WriteFile(filepath.Join("internal", "document", "letters", name+".docx"), content, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "letters:", err)
			os.Exit(1)
		}
	}
}

// Paper is that of offices, F4 (215 by 330 mm), in twentieths of a point.
const (
	wide   = 12190
	high   = 18709
	left   = 1420
	right  = 1134
	top    = 850
	bottom = 1134
	column = wide - left - right
)

const styles = `<?xml version="1.0" encoding="UTF-8"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="id-ID"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="60" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`

const footer = `<?xml version="1.0" encoding="UTF-8"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve">Halaman </w:t></w:r><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`

// document packs a body into a Word document.
func document(body string) ([]byte, error) {
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const kind = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
	sect := fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>`, wide, high, top, right, bottom, left)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="` + kind + `document.main+xml"/><Override PartName="/word/styles.xml" ContentType="` + kind + `styles+xml"/><Override PartName="/word/footer1.xml" ContentType="` + kind + `footer+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<w:document ` + w + `><w:body>` + body + sect + `</w:body></w:document>`},
		{"word/styles.xml", styles},
		{"word/footer1.xml", footer},
	} {
		out, err := z.CreateHeader(&zip.FileHeader{Name: f[0], Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := out.Write([]byte(f[1])); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// look is how a paragraph looks.
type look struct {
	bold, under, caps, small, large, keep bool
	page                                  bool   // begins a page
	jc                                    string // "", center, both, right
	in, hang                              int    // indents
	before, after                         int    // spaces; -1 for none
}

func (l look) run() string {
	s := ""
	if l.bold {
		s += "<w:b/>"
	}
	if l.caps {
		s += "<w:caps/>"
	}
	if l.small {
		s += `<w:sz w:val="18"/><w:szCs w:val="18"/>`
	}
	if l.large {
		s += `<w:sz w:val="28"/><w:szCs w:val="28"/>`
	}
	if l.under {
		s += `<w:u w:val="single"/>`
	}
	return "<w:rPr>" + s + "</w:rPr>"
}

func (l look) paragraph() string {
	s := ""
	if l.keep {
		s += "<w:keepNext/><w:keepLines/>"
	}
	if l.page {
		s += "<w:pageBreakBefore/>"
	}
	space := ""
	if l.before != 0 {
		space += fmt.Sprintf(` w:before="%d"`, max(0, l.before))
	}
	if l.after != 0 {
		space += fmt.Sprintf(` w:after="%d"`, max(0, l.after))
	}
	if space != "" {
		s += "<w:spacing" + space + "/>"
	}
	if l.in != 0 || l.hang != 0 {
		s += fmt.Sprintf(`<w:ind w:left="%d" w:hanging="%d"/>`, l.in, l.hang)
	}
	if l.jc != "" {
		s += `<w:jc w:val="` + l.jc + `"/>`
	}
	return "<w:pPr>" + s + "</w:pPr>"
}

// par is a paragraph; a tab stands for itself.
func par(l look, text string) string {
	var b strings.Builder
	b.WriteString("<w:p>" + l.paragraph())
	for i, part := range strings.Split(text, "\t") {
		if i > 0 {
			b.WriteString("<w:r>" + l.run() + "<w:tab/></w:r>")
		}
		if part != "" {
			b.WriteString("<w:r>" + l.run() + `<w:t xml:space="preserve">` + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(part) + "</w:t></w:r>")
		}
	}
	return b.String() + "</w:p>"
}

// text is a paragraph of running text.
func text(s string) string { return par(look{jc: "both", after: 120}, s) }

// cell is one cell of a table: its width, look and text, each line a paragraph.
type cell struct {
	width int
	look  look
	text  string
}

// table is a table with lines; head is repeated on each page.
func table(lines bool, head []cell, rows ...[]cell) string {
	border := `<w:tblLayout w:type="fixed"/>`
	if lines {
		border = ""
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			border += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`
		}
		border = `<w:tblBorders>` + border + `</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>`
	}
	all, sum, grid := rows, 0, ""
	if head != nil {
		all = append([][]cell{head}, rows...)
	}
	for _, c := range all[0] {
		sum += c.width
		grid += fmt.Sprintf(`<w:gridCol w:w="%d"/>`, c.width)
	}
	s := fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/>%s</w:tblPr><w:tblGrid>%s</w:tblGrid>`, sum, border, grid)
	for i, r := range all {
		s += "<w:tr><w:trPr><w:cantSplit/>"
		if head != nil && i == 0 {
			s += "<w:tblHeader/>"
		}
		s += "</w:trPr>"
		for _, c := range r {
			s += fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>`, c.width, map[bool]string{true: "center", false: "top"}[lines])
			for _, line := range strings.Split(c.text, "\n") {
				s += par(c.look, line)
			}
			s += "</w:tc>"
		}
		s += "</w:tr>"
	}
	return s + "</w:tbl>"
}
