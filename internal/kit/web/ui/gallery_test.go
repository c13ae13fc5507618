package ui

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/assets"
)

// sampleFrame is a frame with everything that a frame may show.
func sampleFrame(theme string) Frame {
	return Frame{
		Theme:   theme,
		Agency:  Agency{Code: "pontianak", Name: "Kota Pontianak", Office: "BKPSDM", ColourURL: "/c.css"},
		Nav:     []NavItem{{Icon: "users", Label: "Orang", Href: "/", Current: true}},
		Help:    NavItem{Icon: "circle-help", Label: "Bantuan", Href: "/bantuan"},
		User:    User{Name: "Sri Mulyani Astuti, S.E., M.M.", Role: "Panitia", Initials: "SM"},
		Menu:    []NavItem{{Icon: "circle-user", Label: "Akun", Href: "/akun"}},
		SignOut: "/keluar", Choose: "/pilih", Here: "/orang?q=ani", Inbox: "/pesan", Unread: 2, Demo: true,
		Flash: &Toast{Text: "Tersimpan", Post: "/urungkan"},
	}
}

func gallery(t *testing.T, lang i18n.Lang) string {
	t.Helper()
	f := sampleFrame("dark")
	f.Lang = lang
	return shown(t, WithFrame(speaking(t, lang), f), Gallery())
}

func TestTheGalleryKeepsTheContentSecurityPolicy(t *testing.T) {
	html := gallery(t, i18n.Indonesian)
	forbidden := map[string]*regexp.Regexp{
		"a style attribute":        regexp.MustCompile(`\sstyle\s*=`),
		"a style element":          regexp.MustCompile(`<style`),
		"an inline script":         regexp.MustCompile(`<script(?:\s[^>]*)?>[^<]`),
		"a script without address": regexp.MustCompile(`<script>`),
		"an event handler":         regexp.MustCompile(`<[^>]*\son[a-z]+\s*=`),
		"an address of a script":   regexp.MustCompile(`javascript:`),
	}
	for name, pattern := range forbidden {
		t.Run("there is not "+name, func(t *testing.T) {
			if at := pattern.FindStringIndex(html); at != nil {
				t.Errorf("found %q", html[max(0, at[0]-60):min(len(html), at[1]+60)])
			}
		})
	}
	if n := strings.Count(html, "<script "); n != 1 {
		t.Errorf("%d scripts, want only our own", n)
	}
}

func TestEveryPartSpeaksBothLanguages(t *testing.T) {
	unsaid := regexp.MustCompile(`\bui\.[a-z_]+(\.[a-zA-Z_]+)*`)
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		t.Run("nothing is said as its key in "+string(lang), func(t *testing.T) {
			if found := unsaid.FindAllString(gallery(t, lang), 5); found != nil {
				t.Errorf("without words: %v", found)
			}
		})
	}
}

// keys are the messages that the sources ask for, whole or by beginning.
var keys = regexp.MustCompile(`"(ui\.[a-z_.]*[a-zA-Z_.])"`)

func TestMessagesAndSourcesAgree(t *testing.T) {
	catalogue, err := i18n.NewCatalogue(Messages)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	sources, _ := filepath.Glob("*.templ")
	more, _ := filepath.Glob("*.go")
	for _, file := range append(sources, more...) {
		if strings.HasSuffix(file, "_templ.go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keys.FindAllStringSubmatch(string(text), -1) {
			asked[m[1]] = true
		}
	}
	for key := range asked {
		if !strings.HasSuffix(key, ".") && !catalogue.Has(key) {
			t.Errorf("%s is asked for and has no words", key)
		}
	}
	for _, key := range catalogue.Keys() {
		begun := false
		for prefix := range asked {
			begun = begun || strings.HasSuffix(prefix, ".") && strings.HasPrefix(key, prefix)
		}
		if !asked[key] && !begun {
			t.Errorf("%s has words that nobody asks for", key)
		}
	}
}

func TestEveryStateAndMarkHasALook(t *testing.T) {
	ctx := speaking(t, i18n.English)
	for s := range stateLooks {
		if tag := s.Tag(ctx); strings.HasPrefix(tag.Label, "ui.") || symbols()[tag.Icon] == "" {
			t.Errorf("state %s: %+v", s, tag)
		}
	}
	for _, m := range Marks() {
		if html := shown(t, ctx, m); strings.Contains(html, "ui.") || html == "" {
			t.Errorf("mark %s: %q", m, html)
		}
	}
	for _, b := range Bands() {
		if bands[b] == "" {
			t.Errorf("band %s has no tile", b)
		}
	}
}

// firstVisit is the most that a first visit may weigh, compressed, in bytes.
const firstVisit = 60 * 1024

func TestAFirstVisitIsLight(t *testing.T) {
	ctx := WithFrame(speaking(t, i18n.Indonesian), sampleFrame(""))
	form := templ.Join(Input(Field{Name: "nip", Label: "NIP"}), Input(Field{Name: "secret", Label: "Kata sandi", Type: "password"}), Button{Label: "Masuk", Kind: Main})
	cases := map[string]struct {
		page string
		live bool
	}{
		"signing in":                      {shown(t, with(form, ctx), Plain(PlainHead{Title: "Masuk"})), false},
		"the gallery, by far the largest": {shown(t, ctx, Gallery()), false},
		"a live page with a matrix":       {shown(t, with(galleryMatrix(), ctx), Page(PageHead{Title: "Papan hari ini"})), true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			weight := squeezed(t, []byte(c.page)) + packed(assets.Style) + packed(assets.Script) + packed(assets.Font)
			if c.live {
				weight += packed(assets.HTMX)
			}
			t.Logf("%d bytes", weight)
			if weight > firstVisit {
				t.Errorf("%d bytes, want at most %d", weight, firstVisit)
			}
		})
	}
}

// packed is the size of an asset as it is sent.
func packed(name string) int {
	f := assets.Read(name)
	if f.Gzipped != nil {
		return len(f.Gzipped)
	}
	return len(f.Body)
}

func squeezed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func BenchmarkGallery(b *testing.B) {
	c, err := i18n.NewCatalogue(Messages)
	if err != nil {
		b.Fatal(err)
	}
	ctx := WithFrame(i18n.With(context.Background(), c.Speaker(i18n.Indonesian)), sampleFrame(""))
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Gallery().Render(ctx, &out); err != nil {
			b.Fatal(err)
		}
	}
}
