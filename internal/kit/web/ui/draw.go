package ui

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// drawing collects the parts of one SVG. Places along the width are given in
// percent (pct), so that a drawing fits any width without shrinking its
// words; heights are pixels.
type drawing struct{ b strings.Builder }

// pct writes a place as a percentage of the width.
func pct(x float64) string { return hundredth(x) + "%" }

// px writes a place in pixels.
func px(x float64) string { return hundredth(x) }

// hundredth writes a number to two places, without zeros at its end.
func hundredth(x float64) string {
	return strconv.FormatFloat(float64(int(x*100+.5))/100, 'f', -1, 64)
}

func (d *drawing) raw(parts ...string) {
	for _, p := range parts {
		d.b.WriteString(p)
	}
}

func (d *drawing) rect(class, x string, y float64, w string, h, round float64) {
	d.raw(`<rect class="`, class, `" x="`, x, `" y="`, px(y), `" width="`, w, `" height="`, px(h), `"`)
	if round > 0 {
		d.raw(` rx="`, px(round), `"`)
	}
	d.raw(`></rect>`)
}

func (d *drawing) line(class, x1 string, y1 float64, x2 string, y2 float64, attrs string) {
	fmt.Fprintf(&d.b, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s" %s></line>`, class, x1, px(y1), x2, px(y2), attrs)
}

func (d *drawing) circle(class, x string, y, r float64, attrs string) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%s" cy="%s" r="%s" %s></circle>`, class, x, px(y), px(r), attrs)
}

// path draws d with its origin at x, y.
func (d *drawing) path(class, x string, y float64, path string) {
	fmt.Fprintf(&d.b, `<svg x="%s" y="%s" overflow="visible"><path class="%s" d="%s"></path></svg>`, x, px(y), class, path)
}

// word is a piece of writing in a drawing.
type word struct {
	class  string
	size   float64
	weight int    // 0 for 400
	anchor string // "" start, "middle", "end"
}

func (d *drawing) text(k word, x string, y float64, s string) {
	fmt.Fprintf(&d.b, `<text class="%s" x="%s" y="%s" font-size="%s"`, k.class, x, px(y), px(k.size))
	if k.weight > 0 {
		fmt.Fprintf(&d.b, ` font-weight="%d"`, k.weight)
	}
	if k.anchor != "" {
		fmt.Fprintf(&d.b, ` text-anchor="%s"`, k.anchor)
	}
	fmt.Fprintf(&d.b, `>%s</text>`, templ.EscapeString(s))
}

// show writes the drawing as wide as its place and as high as given, with
// its meaning in words.
func (d *drawing) show(height float64, meaning string) templ.Component {
	return d.svg(fmt.Sprintf(`width="100%%" height="%s"`, px(height)), meaning)
}

// scaled writes a drawing that was made in pixels and scales with its place.
func (d *drawing) scaled(width, height float64, meaning string) templ.Component {
	return d.svg(fmt.Sprintf(`viewBox="0 0 %s %s"`, px(width), px(height)), meaning)
}

func (d *drawing) svg(size, meaning string) templ.Component {
	says := `aria-hidden="true"`
	if meaning != "" {
		says = `role="img" aria-label="` + templ.EscapeString(meaning) + `"`
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		return markup(w, `<svg class="chart" %s %s>%s</svg>`, size, says, d.b.String())
	})
}

// share returns part of whole in percent; 0 when there is no whole.
func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return 100 * min(max(part/whole, 0), 1)
}
