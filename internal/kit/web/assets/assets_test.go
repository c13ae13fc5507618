package assets

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFilesAreServedByTheirHash(t *testing.T) {
	cases := map[string]struct {
		path   string
		status int
	}{
		"the stylesheet":                   {URL(Style), 200},
		"the font":                         {URL(Font), 200},
		"htmx":                             {URL(HTMX), 200},
		"an old hash is gone":              {Prefix + "000000000000/" + Style, 404},
		"a file without hash is not there": {Prefix + Style, 404},
		"an unknown file is not there":     {URL("secret.txt"), 404},
		"a way out is not there":           {Prefix + "../go.mod", 404},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			Handler().ServeHTTP(w, httptest.NewRequest("GET", c.path, nil))
			if w.Code != c.status {
				t.Fatalf("%s answers %d, want %d", c.path, w.Code, c.status)
			}
			if c.status == 200 && !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
				t.Error("not kept by the browser")
			}
		})
	}
}

func TestCompressedAndPlainAreTheSame(t *testing.T) {
	r := httptest.NewRequest("GET", URL(Style), nil)
	r.Header.Set("Accept-Encoding", "br, gzip")
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", w.Header())
	}
	zip, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(zip)
	if err != nil || string(body) != string(Read(Style).Body) {
		t.Errorf("%d bytes, want %d: %v", len(body), len(Read(Style).Body), err)
	}
}

func TestABrowserThatHasTheFileGetsNothing(t *testing.T) {
	r := httptest.NewRequest("GET", URL(Font), nil)
	r.Header.Set("If-None-Match", `"`+Read(Font).Hash+`"`)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
}

func TestTheStylesheetIsWhole(t *testing.T) {
	css := string(Read(Style).Body)
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("a brace is missing")
	}
	for name, bad := range map[string]string{"a comment": "/*", "the name of the font without its hash": `url("plus`, "an address elsewhere": "http"} {
		if strings.Contains(css, bad) {
			t.Errorf("%s stands in the stylesheet", name)
		}
	}
	if !strings.Contains(css, URL(Font)) {
		t.Error("the font is not asked for by its address")
	}
}
