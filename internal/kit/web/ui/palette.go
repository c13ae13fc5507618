package ui

import (
	"fmt"
	"math"
	"strings"
)

// colour is a colour in oklch: lightness 0 to 1, chroma, hue in degrees.
type colour struct{ l, c, h float64 }

// accents are the five accent tokens of an agency. Lightness is fixed, chroma
// is the most that is wanted: colours outside sRGB lose chroma until they fit.
var accents = []struct {
	name        string
	light, dark colour
}{
	{"accent", colour{.455, .125, 0}, colour{.80, .11, 0}},
	{"accent-deep", colour{.34, .10, 0}, colour{.87, .09, 0}},
	{"accent-soft", colour{.953, .026, 0}, colour{.30, .045, 0}},
	{"accent-line", colour{.835, .055, 0}, colour{.46, .07, 0}},
	{"on-accent", colour{1, 0, 0}, colour{.20, .035, 0}},
}

// HueAllowed reports whether an agency may take the hue, in degrees. The
// reds, ambers and greens of the states are refused.
func HueAllowed(hue int) bool {
	return hue > 60 && hue < 360 && (hue < 130 || hue > 155)
}

// Palette returns the stylesheet with the accent colours of an agency for the
// whole page, light and dark. It refuses a hue that belongs to a state.
func Palette(hue int) (string, error) { return palette("", hue) }

// ScopedPalette returns the same colours for elements with the data-agency
// code only: for the one page that shows several agencies.
func ScopedPalette(code string, hue int) (string, error) {
	return palette(` [data-agency="`+code+`"]`, hue)
}

// palette writes the tokens for the elements that the selector finds below
// the root, or for the root itself.
func palette(below string, hue int) (string, error) {
	if !HueAllowed(hue) {
		return "", fmt.Errorf("make palette: hue %d belongs to a state; 61-129 and 156-359 are free", hue)
	}
	var b strings.Builder
	fmt.Fprintf(&b, ":root%s{%s}\n", below, tokens(hue, false))
	fmt.Fprintf(&b, "@media (prefers-color-scheme:dark){:root:not([data-theme=\"light\"])%s{%s}}\n", below, tokens(hue, true))
	fmt.Fprintf(&b, ":root[data-theme=\"dark\"]%s{%s}\n", below, tokens(hue, true))
	return b.String(), nil
}

func tokens(hue int, dark bool) string {
	var b strings.Builder
	for _, a := range accents {
		c := a.light
		if dark {
			c = a.dark
		}
		c.h = float64(hue)
		fmt.Fprintf(&b, "--%s:%s;", a.name, c.hex())
	}
	return b.String()
}

// hex returns the nearest colour of sRGB that keeps lightness and hue.
func (c colour) hex() string {
	for !fits(c.linear()) {
		c.c -= .001
	}
	var out [3]int
	for i, v := range c.linear() {
		out[i] = int(math.Round(255 * gamma(min(max(v, 0), 1))))
	}
	return fmt.Sprintf("#%02x%02x%02x", out[0], out[1], out[2])
}

// linear converts oklch to linear sRGB, by Björn Ottosson's matrices.
func (c colour) linear() [3]float64 {
	a, b := c.c*math.Cos(c.h*math.Pi/180), c.c*math.Sin(c.h*math.Pi/180)
	l := cube(c.l + .3963377774*a + .2158037573*b)
	m := cube(c.l - .1055613458*a - .0638541728*b)
	s := cube(c.l - .0894841775*a - 1.2914855480*b)
	return [3]float64{
		4.0767416621*l - 3.3077115913*m + .2309699292*s,
		-1.2684380046*l + 2.6097574011*m - .3413193965*s,
		-.0041960863*l - .7034186147*m + 1.7076147010*s,
	}
}

func fits(rgb [3]float64) bool {
	for _, v := range rgb {
		if v < -.0005 || v > 1.0005 {
			return false
		}
	}
	return true
}

func cube(x float64) float64 { return x * x * x }

func gamma(x float64) float64 {
	if x <= .0031308 {
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - .055
}

// AccentOf returns the accent colour of a hue on light pages as #rrggbb, for
// a page that lets one choose.
func AccentOf(hue int) string {
	c := accents[0].light
	c.h = float64(hue)
	return c.hex()
}
