package ui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pamong/internal/kit/i18n"
)

func TestARibbonShowsWhereTheCourseStands(t *testing.T) {
	ctx := speaking(t, i18n.Indonesian)
	cases := map[string]struct {
		day                int
		past, today, ahead int
		words              string
	}{
		"before the first day all is ahead":  {0, 0, 0, 64, "Belum mulai, 64 hari"},
		"day 17 is drawn in ink":             {17, 16, 1, 47, "Hari ke-17 dari 64"},
		"the last day has nothing ahead":     {64, 63, 1, 0, "Hari ke-64 dari 64"},
		"after the last day all is complete": {65, 64, 0, 0, "Selesai, 64 hari"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			html := shown(t, ctx, galleryRibbon(c.day))
			got := [3]int{strings.Count(html, `"f-accent"`), strings.Count(html, `<rect class="f-ink"`), strings.Count(html, `"f-aline"`)}
			if got != [3]int{c.past, c.today, c.ahead} || !strings.Contains(html, c.words) {
				t.Errorf("past, today, ahead are %v, want %d %d %d and %q", got, c.past, c.today, c.ahead, c.words)
			}
		})
	}
}

func TestAPointStandsWithinTheTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := Timeline{Today: "2026-02-04"}
		for i := range rapid.IntRange(0, 8).Draw(t, "points") {
			p := Point{Kind: PointOpen, Title: "x"}
			if i < 5 {
				p.At = line.Today.AddDays(rapid.IntRange(-700, 700).Draw(t, "days"))
			}
			line.Points = append(line.Points, p)
		}
		at, places := line.place()
		for _, x := range append(places, at(line.Today)) {
			if x < 0 || x > 100 {
				t.Fatalf("a point stands at %.1f %%", x)
			}
		}
	})
}

func TestThePartsOfABarFillIt(t *testing.T) {
	html := shown(t, speaking(t, i18n.Indonesian), AnswerBar{Parts: []Part{{Label: "siap", N: 3, Tone: Ok}, {Label: "kosong"}, {Label: "salah", N: 1, Tone: Wrong}}})
	for _, want := range []string{`x="0%" y="0" width="74.5%"`, `x="75%" y="0" width="25%"`, `aria-label="3 siap, 0 kosong, 1 salah"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if n := strings.Count(html, "<rect"); n != 2 {
		t.Errorf("%d parts are drawn, want 2: an empty one is not", n)
	}
}

func TestALimitColoursItsCounter(t *testing.T) {
	cases := map[string]struct {
		n    int
		max  int
		want string
	}{
		"nothing is quiet":           {0, 6, "n n0"},
		"below the limit is plain":   {5, 6, "n"},
		"at the limit is amber":      {6, 6, "n c-late lim"},
		"above the limit is red":     {7, 6, "n c-bad lim"},
		"without limit stays plain":  {99, -1, "n"},
		"one is above a zero limit":  {1, 0, "n c-bad lim"},
		"zero at a limit of nothing": {0, 0, "n n0"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := countClass(c.n, Limit{Max: c.max}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatsAppAddresses(t *testing.T) {
	cases := map[string]struct{ phone, want string }{
		"a leading 0 becomes the country code": {"0812-0000-0901", "https://wa.me/6281200000901?text=a%20%26%20b"},
		"a country code stays":                 {"+62 812 0000 0901", "https://wa.me/6281200000901?text=a%20%26%20b"},
		"without number the sender chooses":    {"", "https://wa.me/?text=a%20%26%20b"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := WhatsApp(c.phone, "a & b"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
