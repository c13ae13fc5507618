package app

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// form is a form of a page, as a browser would send it.
type form struct {
	seat   seat
	page   string // where it stands
	action string
	upload bool
	fields []field
}

// field is one control of a form.
type field struct {
	name, value string
	kind        string // of an input, or "textarea", "select"
}

// typed reports whether people write into the field.
func (f field) typed() bool {
	return slices.Contains([]string{"", "text", "textarea", "date", "number", "email", "tel", "search", "url"}, f.kind)
}

// nonsense is what no field of the product wants.
var nonsense = map[string]string{
	"markup":          `"><script>alert(1)</script>&amp;`,
	"a long text":     strings.Repeat("panjang ", 800),
	"a huge number":   "-99999999999999999999",
	"no day":          "2025-02-30",
	"foreign figures": "\u202e٣²𝟓½",
}

// TestNonsense sends nonsense through every form of the product: no page may
// break, and what was typed stands in the form again when it is refused.
func TestNonsense(t *testing.T) {
	e := newExercise(t)
	var forms []form
	known := map[string]bool{}
	for _, s := range e.seats {
		e.stroll(s, func(address, page string) {
			for _, f := range formsOf(t, page) {
				f.seat, f.page = s, address
				kind := e.pattern(http.MethodPost, f.action) + " " + strings.Join(f.names(), " ")
				if e.pattern(http.MethodPost, f.action) == "" || known[kind] || strings.HasSuffix(f.action, "/lock") { // who is locked out fills in nothing more
					continue
				}
				known[kind] = true
				forms = append(forms, f)
			}
		})
	}
	if len(forms) < 40 {
		t.Fatalf("%d forms only", len(forms))
	}
	for name, text := range nonsense {
		for _, f := range forms {
			if f.asks() {
				e.refuses(f, name, text)
			}
		}
	}
}

// asks reports whether somebody types into the form.
func (f form) asks() bool { return slices.ContainsFunc(f.fields, field.typed) }

// names are the names of the fields, each once; the numbers of rows are left
// out.
func (f form) names() []string {
	var list []string
	for _, one := range f.fields {
		list = append(list, strings.TrimRight(one.name, "0123456789abcdef-"))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// refuses types a text into every field of the form and sends it.
func (e *exercise) refuses(f form, name, text string) {
	e.t.Helper()
	values := url.Values{}
	for _, one := range f.fields {
		switch {
		case one.name == "_once":
		case one.typed():
			values.Add(one.name, text)
		case one.kind == "select" || one.kind == "radio":
			values.Set(one.name, text)
		case one.kind != "file":
			values.Add(one.name, one.value)
		}
	}
	answer := e.post(f, values)
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	if answer.StatusCode >= http.StatusInternalServerError {
		e.t.Errorf("%s: %s on %s as %s answers %d", name, f.action, f.page, f.seat, answer.StatusCode)
	}
	if strings.Contains(string(body), "<script>alert") {
		e.t.Errorf("%s: %s on %s writes markup that was typed", name, f.action, f.page)
	}
	if answer.StatusCode != http.StatusUnprocessableEntity || f.upload {
		return
	}
	for _, again := range formsOf(e.t, string(body)) {
		if again.action != f.action {
			continue
		}
		for _, one := range again.fields {
			was := slices.ContainsFunc(f.fields, func(b field) bool { return b.name == one.name && b.typed() })
			if was && strings.TrimSpace(one.value) != strings.TrimSpace(text) {
				e.t.Errorf("%s: %s on %s as %s loses what was typed into %s: %.60q", name, f.action, f.page, f.seat, one.name, one.value)
			}
		}
	}
}

// post sends a form as a browser does.
func (e *exercise) post(f form, values url.Values) *http.Response {
	if !f.upload {
		return e.send(f.seat, http.MethodPost, f.action, values.Encode())
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			w.WriteField(name, v)
		}
	}
	for _, one := range f.fields {
		if one.kind == "file" {
			part, err := w.CreateFormFile(one.name, "daftar.xlsx")
			if err != nil {
				e.t.Fatal(err)
			}
			io.WriteString(part, "ini bukan daftar")
		}
	}
	w.Close()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+f.action, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.AddCookie(f.seat.cookie)
	answer := httptest.NewRecorder()
	e.handler.ServeHTTP(answer, r)
	return answer.Result()
}

// formsOf reads the forms of a page that are posted.
func formsOf(t *testing.T, page string) []form {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []form
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && strings.EqualFold(attribute(n, "method"), "post") {
			list = append(list, form{action: attribute(n, "action"), upload: attribute(n, "enctype") != "", fields: fieldsOf(n)})
		}
	}
	return list
}

func fieldsOf(root *html.Node) []field {
	var list []field
	for n := range root.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			list = append(list, field{name, attribute(n, "value"), attribute(n, "type")})
		case "select":
			list = append(list, field{name, "", "select"})
		case "textarea":
			text := ""
			if n.FirstChild != nil {
				text = n.FirstChild.Data
			}
			list = append(list, field{name, text, "textarea"})
		}
	}
	return list
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
