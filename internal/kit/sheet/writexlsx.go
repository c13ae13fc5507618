package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pamong/internal/kit/clock"
)

// The cell formats of stylesXML, by their place there.
const (
	formatPlain = iota
	formatHeader
	formatText
	formatGuarded // text that begins like a formula
	formatDate
	formatHundredths
	formatMoment
	formatTime
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	docNS   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packNS  = `http://schemas.openxmlformats.org/package/2006`
	mime    = `application/vnd.openxmlformats-officedocument.spreadsheetml.`

	stylesXML = xmlHead + `<styleSheet xmlns="` + mainNS + `">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/></patternFill></fill></fills>` +
		`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8">` +
		`<xf numFmtId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="1" fillId="2" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
		`<xf numFmtId="49" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" xfId="0" applyNumberFormat="1" quotePrefix="1"/>` +
		`<xf numFmtId="14" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="2" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="22" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="21" xfId="0" applyNumberFormat="1"/>` +
		`</cellXfs></styleSheet>`
)

// xlsxWriter writes the parts one after the other.
type xlsxWriter struct {
	zip  *zip.Writer
	out  *bufio.Writer
	line []byte // one row, used again
}

// part writes a short part.
func (x *xlsxWriter) part(name, text string) error {
	w, err := x.zip.Create(name)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	return err
}

// parts writes what stands before the sheets.
func (x *xlsxWriter) parts(names []string) error {
	var types, rels strings.Builder
	types.WriteString(xmlHead + `<Types xmlns="` + packNS + `/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + mime + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + mime + `styles+xml"/>`)
	rels.WriteString(xmlHead + `<Relationships xmlns="` + packNS + `/relationships">` +
		`<Relationship Id="rId0" Type="` + docNS + `/styles" Target="styles.xml"/>`)
	for i := range names {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, mime)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, docNS, i+1)
	}
	types.WriteString(`</Types>`)
	rels.WriteString(`</Relationships>`)
	root := xmlHead + `<Relationships xmlns="` + packNS + `/relationships">` +
		`<Relationship Id="rId1" Type="` + docNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	for _, p := range [][2]string{{"[Content_Types].xml", types.String()}, {"_rels/.rels", root},
		{"xl/_rels/workbook.xml.rels", rels.String()}, {"xl/styles.xml", stylesXML}} {
		if err := x.part(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// workbookXML lists the sheets, and the filtered range of each.
func workbookXML(names, ranges []string) string {
	var sheets, filters []byte
	for i, name := range names {
		sheets = append(sheets, `<sheet name="`...)
		sheets = appendXML(sheets, name)
		sheets = fmt.Appendf(sheets, `" sheetId="%d" r:id="rId%d"/>`, i+1, i+1)
		if ranges[i] == "" {
			continue
		}
		filters = fmt.Appendf(filters, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">`, i)
		filters = appendXML(filters, "'"+strings.ReplaceAll(name, "'", "''")+"'!"+ranges[i])
		filters = append(filters, `</definedName>`...)
	}
	if len(filters) > 0 {
		filters = append(append([]byte(`<definedNames>`), filters...), `</definedNames>`...)
	}
	return xmlHead + `<workbook xmlns="` + mainNS + `" xmlns:r="` + docNS + `"><sheets>` + string(sheets) + `</sheets>` +
		string(filters) + `</workbook>`
}

// sheet writes a list and returns its range with absolute references.
func (x *xlsxWriter) sheet(name string, l List, first bool) (string, error) {
	w, err := x.zip.Create(name)
	if err != nil {
		return "", err
	}
	x.out.Reset(w)
	x.out.WriteString(sheetHead(l.Columns, first))
	heads := make([]Cell, len(l.Columns))
	for i, c := range l.Columns {
		heads[i] = TextCell(c.Title)
	}
	row := 1
	if err := x.row(row, heads, true); err != nil {
		return "", err
	}
	for cells, err := range l.Rows {
		if err != nil {
			return "", err
		}
		if row++; row > maxXLSXRows {
			return "", fmt.Errorf("more than %d rows", maxXLSXRows)
		}
		if err := x.row(row, cells, false); err != nil {
			return "", err
		}
	}
	x.out.WriteString(`</sheetData>`)
	absolute := ""
	if len(l.Columns) > 0 {
		last := string(appendColumn(nil, len(l.Columns)-1))
		absolute = fmt.Sprintf("$A$1:$%s$%d", last, row)
		fmt.Fprintf(x.out, `<autoFilter ref="A1:%s%d"/>`, last, row)
	}
	x.out.WriteString(`</worksheet>`)
	return absolute, x.out.Flush() // bufio keeps the first error until here
}

// sheetHead freezes the header and sets the widths.
func sheetHead(columns []Heading, first bool) string {
	selected := ""
	if first {
		selected = ` tabSelected="1"`
	}
	var b strings.Builder
	b.WriteString(xmlHead + `<worksheet xmlns="` + mainNS + `"><sheetViews><sheetView` + selected + ` workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	for i, c := range columns {
		if i == 0 {
			b.WriteString(`<cols>`)
		}
		style := formatPlain
		if c.Kind == Text {
			style = formatText
		}
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%.1f" style="%d" customWidth="1"/>`, i+1, i+1, c.width(), style)
		if i == len(columns)-1 {
			b.WriteString(`</cols>`)
		}
	}
	b.WriteString(`<sheetData>`)
	return b.String()
}

// row writes one row.
func (x *xlsxWriter) row(number int, cells []Cell, header bool) error {
	b := append(x.line[:0], `<row r="`...)
	b = append(strconv.AppendInt(b, int64(number), 10), `">`...)
	for i, c := range cells {
		if c.Kind == Empty {
			continue
		}
		if utf8.RuneCountInString(c.Text) > maxXLSXChars {
			return fmt.Errorf("cell %s%d has more than %d characters", appendColumn(nil, i), number, maxXLSXChars)
		}
		b = append(b, `<c r="`...)
		b = appendColumn(b, i)
		b = strconv.AppendInt(b, int64(number), 10)
		b = append(b, '"')
		b = appendCell(b, c, header)
	}
	x.line = append(b, `</row>`...)
	_, err := x.out.Write(x.line)
	return err
}

// appendCell appends the rest of a cell after its reference.
func appendCell(b []byte, c Cell, header bool) []byte {
	value, format, ok := storedNumber(c)
	if !ok {
		switch format = formatText; {
		case header:
			format = formatHeader
		case runs(c.Text):
			format = formatGuarded
		}
		b = fmt.Appendf(b, ` s="%d" t="inlineStr"><is><t xml:space="preserve">`, format)
		// What looks like an escape of xlsx is escaped itself.
		b = appendXML(b, strings.ReplaceAll(clean(c.Text), "_x", "_x005F_x"))
		return append(b, `</t></is></c>`...)
	}
	if format != formatPlain {
		b = fmt.Appendf(b, ` s="%d"`, format)
	}
	if c.Kind == Bool {
		b = append(b, ` t="b"`...)
	}
	b = append(b, `><v>`...)
	b = append(b, value...)
	return append(b, `</v></c>`...)
}

// storedNumber returns how xlsx stores the value as a number; false for text
// and for what claims to be a number or date and is none.
func storedNumber(c Cell) (value string, format int, ok bool) {
	switch c.Kind {
	case Number:
		_, decimals, _ := strings.Cut(c.Text, ".")
		if len(decimals) == 2 {
			format = formatHundredths
		}
		f, err := strconv.ParseFloat(c.Text, 64)
		plain := strings.Trim(c.Text, "+-.0123456789eE") == ""
		return c.Text, format, err == nil && plain && !math.IsInf(f, 0)
	case Bool:
		if c.Text == "TRUE" {
			return "1", formatPlain, true
		}
		return "0", formatPlain, true
	case Date:
		return storedDate(c)
	case Time:
		seconds, ok := secondsOf(c.Text)
		return strconv.FormatFloat(float64(seconds)/86_400, 'g', 15, 64), formatTime, ok
	}
	return "", 0, false
}

// storedDate returns the serial day; dates before March 1900, where the count
// of xlsx is false, stay text.
func storedDate(c Cell) (string, int, bool) {
	day, ok := c.Date()
	if !ok || day < "1900-03-01" {
		return "", 0, false
	}
	serial := clock.Date("1899-12-30").DaysUntil(day)
	if len(c.Text) == len(day) {
		return strconv.Itoa(serial), formatDate, true
	}
	seconds, ok := secondsOf(c.Text[len(day)+1:])
	return strconv.FormatFloat(float64(serial)+float64(seconds)/86_400, 'g', 15, 64), formatMoment, ok
}

// secondsOf reads HH:MM:SS as seconds of the day.
func secondsOf(s string) (int, bool) {
	t, err := time.Parse(time.TimeOnly, s)
	return t.Hour()*3600 + t.Minute()*60 + t.Second(), err == nil
}

// appendColumn appends the letters of a column counted from 0.
func appendColumn(b []byte, column int) []byte {
	if column >= 26 {
		b = appendColumn(b, column/26-1)
	}
	return append(b, byte('A'+column%26))
}

// appendXML appends text with what XML reserves written as entities.
func appendXML(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&quot;"...)
		case '\r':
			b = append(b, "&#13;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
