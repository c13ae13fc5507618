package pdf

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// The families of the two faces. Both are Noto Sans and look alike: the
// narrow one holds the 218 characters of Windows-1252 and costs nothing to
// set up, the wide one holds all of covered and costs ten milliseconds a
// document, so that it comes only where a name needs it.
const (
	narrowFace = "noto"
	wideFace   = "notowide"
)

// display is the style in which certificates write what one reads from afar:
// Noto Serif Display, in a narrow and a wide face too. Both come only where
// something is written in them.
const (
	display           = "D"
	narrowDisplayFace = "notodisplay"
	wideDisplayFace   = "notodisplaywide"
)

// The fonts are subsets made with hb-subset: the wide ones of the ranges
// below; the narrow ones of Windows-1252, with the definitions that fpdf's
// makefont writes for cp1252.map.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	wideRegular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	wideBold []byte
	//go:embed fonts/NotoSans-Regular.json
	narrowRegular []byte
	//go:embed fonts/NotoSans-Regular.z
	narrowRegularFile []byte
	//go:embed fonts/NotoSans-Bold.json
	narrowBold []byte
	//go:embed fonts/NotoSans-Bold.z
	narrowBoldFile []byte
	//go:embed fonts/NotoSerifDisplay-Bold.ttf
	wideDisplay []byte
	//go:embed fonts/NotoSerifDisplay-Bold.json
	narrowDisplay []byte
	//go:embed fonts/NotoSerifDisplay-Bold.z
	narrowDisplayFile []byte
)

// covered are the characters that the fonts can write: Latin with all
// accents that names of Indonesia and its transcriptions use, dashes,
// quotation marks, arrows and a few signs.
var covered = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x20, Hi: 0x7e, Stride: 1}, {Lo: 0xa0, Hi: 0x17f, Stride: 1},
	{Lo: 0x18f, Hi: 0x192, Stride: 3}, {Lo: 0x218, Hi: 0x21b, Stride: 1}, {Lo: 0x259, Hi: 0x259, Stride: 1},
	{Lo: 0x2bb, Hi: 0x2bc, Stride: 1}, {Lo: 0x1e00, Hi: 0x1e01, Stride: 1}, {Lo: 0x1e0c, Hi: 0x1e0d, Stride: 1},
	{Lo: 0x1e24, Hi: 0x1e25, Stride: 1}, {Lo: 0x1e32, Hi: 0x1e33, Stride: 1}, {Lo: 0x1e36, Hi: 0x1e37, Stride: 1},
	{Lo: 0x1e42, Hi: 0x1e47, Stride: 1}, {Lo: 0x1e5a, Hi: 0x1e63, Stride: 1}, {Lo: 0x1e6c, Hi: 0x1e6d, Stride: 1},
	{Lo: 0x1e92, Hi: 0x1e93, Stride: 1}, {Lo: 0x2010, Hi: 0x2015, Stride: 1}, {Lo: 0x2018, Hi: 0x201e, Stride: 1},
	{Lo: 0x2020, Hi: 0x2022, Stride: 1}, {Lo: 0x2026, Hi: 0x2026, Stride: 1}, {Lo: 0x2030, Hi: 0x2030, Stride: 1},
	{Lo: 0x2032, Hi: 0x2033, Stride: 1}, {Lo: 0x2039, Hi: 0x203a, Stride: 1}, {Lo: 0x20ac, Hi: 0x20ac, Stride: 1},
	{Lo: 0x2122, Hi: 0x2122, Stride: 1}, {Lo: 0x2212, Hi: 0x2212, Stride: 1}, {Lo: 0x2260, Hi: 0x2264, Stride: 4},
	{Lo: 0x2265, Hi: 0x2265, Stride: 1},
}, LatinOffset: 2}

// known returns s with every character that the fonts cannot write replaced:
// by its letter without accent where it has one, otherwise by a question
// mark, which a reader notices. Letters of two code points become one.
func known(s string) string {
	if plain(s) {
		return s
	}
	return strings.Map(writable, norm.NFC.String(s))
}

func writable(r rune) rune {
	switch {
	case unicode.Is(covered, r):
		return r
	case r == '\t' || r == '\n' || unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn):
		return -1
	}
	base := []rune(norm.NFD.String(string(r)))[0]
	if base != r && unicode.Is(covered, base) {
		return base
	}
	return '?'
}

// font chooses weight ("" or "B", or display) and size in points.
func (d *Doc) font(style string, points float64) {
	d.style, d.points = style, points
	d.face("")
}

// face sets the face that can write s, and returns s in the form that it
// takes.
func (d *Doc) face(s string) string {
	s = known(s)
	family, style, written := narrowFace, d.style, s
	if style == display {
		family, style = narrowDisplayFace, ""
	}
	if n, ok := narrowed(s); ok {
		written = n
	} else if family == narrowFace {
		family = wideFace
	} else {
		family = wideDisplayFace
	}
	if now := (chosen{family, style, d.points}); d.set != now {
		d.add(family)
		d.f.SetFont(family, style, d.points)
		d.set = now
	}
	return written
}

// chosen is a face as it was last set on the present page.
type chosen struct {
	family, style string
	points        float64
}

// add brings a family into the document where it is not in it yet.
func (d *Doc) add(family string) {
	if family == narrowFace || d.added[family] {
		return
	}
	d.added[family] = true
	switch family {
	case wideFace:
		d.f.AddUTF8FontFromBytes(wideFace, "", wideRegular)
		d.f.AddUTF8FontFromBytes(wideFace, "B", wideBold)
	case wideDisplayFace:
		d.f.AddUTF8FontFromBytes(wideDisplayFace, "", wideDisplay)
	case narrowDisplayFace:
		d.f.AddFontFromBytes(narrowDisplayFace, "", narrowDisplay, narrowDisplayFile)
	}
}

// narrowed encodes s in Windows-1252, where it can be.
func narrowed(s string) (string, bool) {
	if plain(s) {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	return string(b), true
}

// plain reports whether s is only printable ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// measure returns the width of s in the present weight and size.
func (d *Doc) measure(s string) float64 { return d.f.GetStringWidth(d.face(s)) }

// line returns the height of a line of the present size, in millimetres.
func (d *Doc) line() float64 {
	_, mm := d.f.GetFontSize()
	return 1.28 * mm
}

// wrap breaks text into lines that fit the width, at spaces, and in the
// middle of a word only where the word alone is too long.
func (d *Doc) wrap(s string, width float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(s, "\n") {
		lines = append(lines, d.fill(known(paragraph), width)...)
	}
	return lines
}

// balanced breaks text into as few lines as fit the width, each about as
// long as the others.
func (d *Doc) balanced(s string, width float64) []string {
	lines := d.wrap(s, width)
	for narrower := width * .95; len(lines) > 1 && narrower > width/3; narrower *= .95 {
		next := d.wrap(s, narrower)
		if len(next) > len(lines) {
			break
		}
		lines = next
	}
	return lines
}

func (d *Doc) fill(s string, width float64) []string {
	if d.measure(s) <= width {
		return []string{s}
	}
	var lines []string
	now := ""
	for _, word := range strings.Fields(s) {
		for d.measure(word) > width {
			if now != "" {
				lines, now = append(lines, now), ""
			}
			n := d.fits(word, width)
			lines, word = append(lines, word[:n]), word[n:]
		}
		switch {
		case now == "":
			now = word
		case d.measure(now+" "+word) <= width:
			now += " " + word
		default:
			lines, now = append(lines, now), word
		}
	}
	return append(lines, now)
}

// fits returns how many bytes of a word fit the width, at least one letter.
func (d *Doc) fits(word string, width float64) int {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && d.measure(word[:next]) > width {
			break
		}
		end = next
	}
	return end
}
