// Package walk goes through the product as people do: a real program on an
// empty database, a real browser, words that people read.
//
// Whoever changes a page walks it here. A walk says what a person presses,
// fills in and expects to read; it names things by their words on the page,
// never by their place in the document. On the way each page is held against
// what no page may have: an error of the browser or of the content policy,
// something wider than a phone of 360 pixels, a field without a label, a style
// attribute. With PAMONG_WALK_SHOTS=FOLDER the walks leave pictures there.
package walk

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// How long a walk waits for what it expects; a busy machine takes its time.
const patience = 60 * time.Second

// pageScript evaluates to the functions by which a walk finds things.
//
//go:embed page.js
var pageScript string

// Walker is one person at one browser.
type Walker struct {
	t     testing.TB
	ctx   context.Context
	base  string // address of the system
	width int64
	watch *watch
}

// Open goes to an address: a path of the system, or a whole address that the
// system printed.
func (w *Walker) Open(address string) {
	w.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = w.base + address
	}
	w.do("open "+address, chromedp.Navigate(address))
	w.look()
}

// Click presses the link, button or choice with these words.
func (w *Walker) Click(words string) {
	w.t.Helper()
	var spot struct {
		Missing bool
		X, Y    float64
		Over    string
	}
	w.until("press “"+words+"”", func() string {
		spot.Missing, spot.Over = false, ""
		w.ask(&spot, "spot", words)
		switch {
		case spot.Missing:
			return "it is not on the page"
		case spot.Over != "":
			return "it is covered by " + spot.Over
		}
		return ""
	})
	w.do("press “"+words+"”", chromedp.MouseClickXY(spot.X, spot.Y))
	w.look()
}

// Fill types into the field with this label, or chooses the option with these
// words in a list. Dates are YYYY-MM-DD.
func (w *Walker) Fill(label, value string) {
	w.t.Helper()
	var field struct {
		Missing, Type bool
		Problem       string
	}
	w.until("fill in “"+label+"”", func() string {
		field.Missing = false
		w.ask(&field, "enter", label, value)
		if field.Missing {
			return "there is no such field"
		}
		return field.Problem
	})
	if field.Type {
		w.do("type into “"+label+"”", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: value})
			return err
		}))
	}
}

// codes are the numbers of keys, as browsers want them.
var codes = map[string]int64{"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Enter": 13, "Escape": 27}

// Key presses a key, "Alt+ArrowDown" one with another held, where the person is
// on the page.
func (w *Walker) Key(key string) {
	w.t.Helper()
	p := input.DispatchKeyEventParams{Type: "rawKeyDown"}
	if key, held := strings.CutPrefix(key, "Alt+"); held {
		p.Key, p.Modifiers = key, 1
	} else {
		p.Key = key
	}
	p.Code, p.WindowsVirtualKeyCode = p.Key, codes[p.Key]
	w.do("press "+key, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, p); err != nil {
			return err
		}
		p.Type = "keyUp"
		_, err := chromedp.Call(ctx, input.DispatchKeyEvent, p)
		return err
	}))
	w.look()
}

// Upload gives files to the field with this label.
func (w *Walker) Upload(label string, files ...string) {
	w.t.Helper()
	var whole []string
	for _, file := range files {
		path, err := filepath.Abs(file)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		whole = append(whole, path)
	}
	w.do("upload into “"+label+"”", chromedp.SetUploadFiles(chromedp.JSPath(call("field", label)), whole))
	w.look()
}

// See waits until every text stands on the page, in its title or in a field.
func (w *Walker) See(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		w.until("see “"+text+"”", func() string {
			if strings.Contains(strings.ToLower(w.Text()), strings.ToLower(text)) {
				return ""
			}
			return "it is not on the page"
		})
	}
}

// SeeNot fails if the text stands on the page.
func (w *Walker) SeeNot(text string) {
	w.t.Helper()
	if strings.Contains(strings.ToLower(w.Text()), strings.ToLower(text)) {
		w.fail("“" + text + "” stands on the page")
	}
}

// Text returns what the page says, with single spaces.
func (w *Walker) Text() string {
	w.t.Helper()
	var text string
	w.ask(&text, "text")
	return text
}

// At returns the path and query of the page.
func (w *Walker) At() string {
	w.t.Helper()
	address, err := chromedp.Run(w.ctx, chromedp.Location())
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.TrimPrefix(address, w.base)
}

// shotsVariable names the folder into which walks put pictures; with
// looksVariable they are of a phone and of a desk, in light and in dark.
const (
	shotsVariable = "PAMONG_WALK_SHOTS"
	looksVariable = "PAMONG_WALK_LOOKS"
)

// Shot leaves a picture of the whole page, if pictures are wanted.
func (w *Walker) Shot(name string) {
	w.t.Helper()
	folder := os.Getenv(shotsVariable)
	if folder == "" {
		return
	}
	if os.Getenv(looksVariable) == "" {
		w.picture(folder, name, w.width)
		return
	}
	for _, width := range []int64{phone, desk} {
		w.resize(width)
		for _, scheme := range []string{"light", "dark"} {
			w.prefer(scheme)
			w.picture(folder, name+"-"+scheme, width)
		}
	}
	w.prefer("")
	w.resize(w.width)
}

// prefer says whether the person likes light or dark.
func (w *Walker) prefer(scheme string) {
	w.t.Helper()
	// Colours turn slowly.
	defer time.Sleep(300 * time.Millisecond)
	liking := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: liking}); err != nil {
		w.t.Fatal(err)
	}
}

// picture leaves one picture of the whole page.
func (w *Walker) picture(folder, name string, width int64) {
	w.t.Helper()
	picture, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		w.t.Fatal(err)
	}
	kind := strings.NewReplacer("/", "-", " ", "_").Replace(w.t.Name())
	file := filepath.Join(folder, fmt.Sprintf("%s-%s-%d.png", kind, name, width))
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// do runs one step of the browser.
func (w *Walker) do(what string, step chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, step); err != nil {
		w.fail(what + ": " + err.Error())
	}
}

// until repeats a question until it has no objection.
func (w *Walker) until(what string, objection func() string) {
	w.t.Helper()
	last := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if last = objection(); last == "" {
			return
		}
	}
	w.fail(what + ": " + last)
}

// call is the script that calls a function of page.js.
func call(function string, args ...any) string {
	words, err := json.Marshal(args)
	if err != nil {
		panic(err) // arguments are texts
	}
	return "(" + strings.TrimSpace(pageScript) + ")." + function + "(..." + string(words) + ")"
}

// ask calls a function of page.js on the page. While one page goes and the
// next comes there is nobody to answer: then it asks again.
func (w *Walker) ask(answer any, function string, args ...any) {
	w.t.Helper()
	if args == nil {
		args = []any{}
	}
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var raw json.RawMessage
		raw, err = chromedp.Run(w.ctx, chromedp.Evaluate[json.RawMessage](call(function, args...)))
		if err == nil {
			if err = json.Unmarshal(raw, answer); err == nil {
				return
			}
		}
	}
	w.t.Fatalf("ask %s: %v", function, err)
}

// fail ends the walk with what the page says.
func (w *Walker) fail(why string) {
	w.t.Helper()
	w.Shot("failed")
	text := []rune(w.Text())
	if len(text) > 1500 {
		text = text[:1500]
	}
	w.t.Fatalf("%s\nat %s, where the page says:\n%s", why, w.At(), string(text))
}
