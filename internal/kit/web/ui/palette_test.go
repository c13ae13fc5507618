package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// The grounds on which accents stand, from the stylesheet.
const (
	lightPaper, lightSheet, lightSunken = "#f3f7f7", "#ffffff", "#eaf0f1"
	darkPaper, darkSheet, darkSunken    = "#0d1417", "#151d21", "#1e272b"
)

func token(t *testing.T, hue int, dark bool, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(tokens(hue, dark), "--"+name+":")
	if !ok {
		t.Fatalf("no token %s", name)
	}
	return rest[:7]
}

func luminance(hex string) float64 {
	n, _ := strconv.ParseUint(hex[1:], 16, 32)
	part := func(shift uint) float64 {
		v := float64(n>>shift&255) / 255
		if v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	}
	return .2126*part(16) + .7152*part(8) + .0722*part(0)
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func TestEveryAllowedHueCanBeRead(t *testing.T) {
	for hue := range 360 {
		if !HueAllowed(hue) {
			continue
		}
		for _, dark := range []bool{false, true} {
			grounds := []string{lightPaper, lightSheet, lightSunken}
			if dark {
				grounds = []string{darkPaper, darkSheet, darkSunken}
			}
			accent, deep := token(t, hue, dark, "accent"), token(t, hue, dark, "accent-deep")
			soft, on := token(t, hue, dark, "accent-soft"), token(t, hue, dark, "on-accent")
			pairs := [][2]string{{on, accent}, {on, deep}, {accent, soft}, {deep, soft}}
			for _, g := range grounds {
				pairs = append(pairs, [2]string{accent, g})
			}
			for _, p := range pairs {
				if c := contrast(p[0], p[1]); c < 4.5 {
					t.Errorf("hue %d dark %v: %s on %s is %.2f, want 4.5", hue, dark, p[0], p[1], c)
				}
			}
		}
	}
}

func TestHuesOfStatesAreRefused(t *testing.T) {
	cases := map[string]struct {
		hue  int
		free bool
	}{
		"red belongs to what is wrong":         {27, false},
		"amber belongs to what is late":        {60, false},
		"green belongs to what is well":        {152, false},
		"Pontianak's green is beside it":       {170, true},
		"Bontang's blue is free":               {256, true},
		"a hue beyond the circle is no hue":    {360, false},
		"a hue below the circle is no hue":     {-10, false},
		"the last hue of the refused is 155":   {155, false},
		"the first hue after the red is 61":    {61, true},
		"the last hue before the green is 129": {129, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			css, err := Palette(c.hue)
			if (err == nil) != c.free {
				t.Fatalf("hue %d: %v", c.hue, err)
			}
			if c.free && strings.Count(css, "--accent:#") != 3 {
				t.Errorf("want the accent for light, dark by device and dark by choice:\n%s", css)
			}
		})
	}
}

func TestKnownPalettesAreKept(t *testing.T) {
	cases := []struct {
		hue  int
		dark bool
		name string
		want string // of look/tokens.css
	}{
		{170, false, "accent", "#00664f"},
		{170, true, "accent", "#6cd5b3"},
		{256, false, "accent", "#20569a"},
		{256, true, "accent", "#91c3f6"},
		{170, false, "accent-soft", "#dff6ed"},
		{256, false, "accent-deep", "#103569"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s of hue %d, dark %v", c.name, c.hue, c.dark), func(t *testing.T) {
			if got := token(t, c.hue, c.dark, c.name); distance(got, c.want) > 14 {
				t.Errorf("%s is far from %s", got, c.want)
			}
		})
	}
}

// distance is the largest difference of a channel, of 255.
func distance(a, b string) float64 {
	x, _ := strconv.ParseUint(a[1:], 16, 32)
	y, _ := strconv.ParseUint(b[1:], 16, 32)
	far := 0.
	for _, shift := range []uint{16, 8, 0} {
		far = max(far, math.Abs(float64(x>>shift&255)-float64(y>>shift&255)))
	}
	return far
}
