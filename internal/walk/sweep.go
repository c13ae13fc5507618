package walk

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// soundScript evaluates to the functions that hold a page against WCAG 2.2.
//
//go:embed sound.js
var soundScript string

// gallery shows the parts of pages with samples: Indonesian words, and forms
// and links that lead nowhere.
const gallery = "GET /_/components"

// spoken is what a page says.
type spoken struct {
	Lang, Title string
	Texts       []string
}

// sweep holds each page against what every page must be, in two windows at a
// time, and returns the routes of each title.
func (s *System) sweep(pages []sight, all *words) map[string]map[string]bool {
	s.t.Helper()
	queue, titles := make(chan sight), map[string]map[string]bool{}
	var mu sync.Mutex
	var tabs sync.WaitGroup
	for range 2 {
		mobile, desk := s.Phone(), s.Desk()
		mobile.WithoutScript()
		mobile.scheme("light")
		desk.scheme("light")
		tabs.Go(func() {
			for x := range queue {
				title, faults := mobile.plainly(x, all)
				for _, f := range desk.lively(x, all) {
					faults = append(faults, "at a desk: "+f)
				}
				if len(faults) > 0 {
					s.t.Errorf("%s as %s:\n  %s", x.address, x.guest.name, strings.Join(faults, "\n  "))
				}
				mu.Lock()
				if titles[title] == nil {
					titles[title] = map[string]bool{}
				}
				titles[title][x.route] = true
				mu.Unlock()
			}
		})
	}
	for _, x := range pages {
		queue <- x
	}
	close(queue)
	tabs.Wait()
	return titles
}

// become makes the window that of a guest who reads a language.
func (w *Walker) become(g guest, lang string) {
	w.t.Helper()
	for name, value := range map[string]string{"pamong_session": g.secret, "pamong_lang": lang} {
		if _, err := chromedp.Call(w.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: w.base}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// scheme shows pages light or dark, and still.
func (w *Walker) scheme(name string) {
	w.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		w.t.Fatal(err)
	}
}

// visit goes to an address and waits for nothing but the page itself.
func (w *Walker) visit(address string) {
	w.t.Helper()
	w.do("open "+address, chromedp.Navigate(w.base+address))
}

// sound asks functions of sound.js for faults.
func (w *Walker) sound(functions ...string) []string {
	w.t.Helper()
	calls := make([]string, len(functions))
	for i, f := range functions {
		calls[i] = "s." + f + "()"
	}
	var faults []string
	w.eval(&faults, "(s => [].concat("+strings.Join(calls, ",")+"))("+strings.TrimSpace(soundScript)+")")
	return faults
}

// eval reads the value of a script.
func (w *Walker) eval(value any, script string) {
	w.t.Helper()
	raw, err := chromedp.Run(w.ctx, chromedp.Evaluate[json.RawMessage](script))
	if err == nil {
		err = json.Unmarshal(raw, value)
	}
	if err != nil {
		w.t.Fatalf("at %s: %v", w.At(), err)
	}
}

// read returns what the page says.
func (w *Walker) read() spoken {
	w.t.Helper()
	var s spoken
	w.eval(&s, "("+strings.TrimSpace(soundScript)+").words()")
	return s
}

// plainly holds a page in Indonesian, on a phone without script, against what
// every page must be, light and dark.
func (w *Walker) plainly(x sight, all *words) (title string, faults []string) {
	w.t.Helper()
	w.become(x.guest, "id")
	w.visit(x.address)
	says := w.read()
	faults = all.faults("id", says.Texts)
	if says.Lang != "id" {
		faults = append(faults, "the page calls itself "+says.Lang)
	}
	faults = append(faults, w.inspect()...)
	if x.route != gallery && w.refused() {
		for _, f := range append(w.inspect(), all.faults("id", w.read().Texts)...) {
			faults = append(faults, "refused: "+f)
		}
	}
	return says.Title, faults
}

// inspect holds the page on the phone against what every page must be.
func (w *Walker) inspect() (faults []string) {
	w.t.Helper()
	w.ask(&faults, "faults")
	faults = append(faults, w.wider()...)
	faults = append(faults, w.sound("contrast", "order", "targets", "boxes", "focus")...)
	w.scheme("dark")
	for _, f := range w.sound("contrast") {
		faults = append(faults, "dark: "+f)
	}
	w.scheme("light")
	return append(faults, w.watch.take()...)
}

// refused sends the form of the page empty, if it has one that needs
// something, and waits for the page that says what is missing.
func (w *Walker) refused() bool {
	w.t.Helper()
	var sent bool
	w.eval(&sent, "document.documentElement.dataset.old = 1, ("+strings.TrimSpace(soundScript)+").refuse()")
	if sent {
		w.until("wait for the refusal", func() string {
			there, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && !document.documentElement.dataset.old"))
			if err != nil || !there { // while one page goes there is nobody to answer
				return "the form stays"
			}
			return ""
		})
	}
	return sent
}

// lively holds a page in English, at a desk with scripts, against what every
// page must be.
func (w *Walker) lively(x sight, all *words) (faults []string) {
	w.t.Helper()
	w.become(x.guest, "en")
	w.visit(x.address)
	time.Sleep(30 * time.Millisecond) // what scripts begin when the page is there
	says := w.read()
	if x.route != gallery {
		faults = all.faults("en", says.Texts)
	}
	if says.Lang != "en" {
		faults = append(faults, "the page calls itself "+says.Lang)
	}
	faults = append(faults, w.wider()...)
	faults = append(faults, w.sound("contrast", "boxes")...)
	return append(faults, w.watch.take()...)
}
