package walk

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder keeps what a walk complains about.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

// page wraps a body into a sound page.
func page(body string) string {
	return `<!doctype html><html lang="id"><head><title>Uji</title><link rel="icon" href="data:,"></head><body><h1>Uji</h1>` + body + `</body></html>`
}

// site serves bodies by path under the content policy of the product.
func site(t *testing.T, bodies map[string]string) *System {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:; form-action 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Method == http.MethodPost {
			io.WriteString(w, page("<p>"+received(r)+"</p>"))
			return
		}
		body, ok := bodies[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		io.WriteString(w, page(body))
	}))
	t.Cleanup(srv.Close)
	return &System{URL: srv.URL, t: t, chrome: newChrome(t)}
}

// received says what a form brought.
func received(r *http.Request) string {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return err.Error()
	}
	f, h, err := r.FormFile("berkas")
	if err != nil {
		return err.Error()
	}
	content, err := io.ReadAll(f)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s %s %s %s: %s", r.FormValue("nama"), r.FormValue("lahir"), r.FormValue("zona"), h.Filename, content)
}

func TestAWalkSeesWhatNoPageMayHave(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, path, body, want string }{
		{"a sound page has no faults", "/sound", `<label for="a">Nama</label><input id="a">`, ""},
		{"a page wider than a phone", "/wide", `<svg width="700" height="10"></svg>`, "wider than 360 px"},
		{"a style attribute, which the policy also refuses", "/style", `<p style="color:red">Merah</p>`, "style attribute"},
		{"an inline script", "/script", `<script>document.title = "x"</script>`, "inline style or script"},
		{"a complaint of the content policy", "/policy", `<img alt="Lambang" src="/crest.png">`, "security"},
		{"a field without a label", "/field", `<input name="nama">`, "field without label"},
		{"a button that says nothing", "/button", `<button></button>`, "nothing says what this does"},
		{"an id that stands twice", "/twice", `<p id="a"></p><p id="a"></p>`, "id stands twice"},
		{"two headings of the first level", "/heading", `<h1>Dua</h1>`, "headings of the first level"},
		{"an image without alt", "/image", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`, "image without alt"},
	}
	bodies := map[string]string{}
	for _, c := range cases {
		bodies[c.path] = c.body
	}
	w := site(t, bodies).Desk()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			seen := &recorder{TB: t}
			w.t = seen
			w.Open(c.path)
			all := strings.Join(seen.said, "\n")
			if c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("the walk said %q, want %q", all, c.want)
			}
		})
	}
}

func TestAWalkFillsAFormAsAPersonDoes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sk.txt")
	if err := os.WriteFile(file, []byte("isi berkas"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := site(t, map[string]string{"/": `<form method="post" enctype="multipart/form-data">
		<label for="n">Nama lengkap</label><input id="n" name="nama" value="lama">
		<label for="l">Tanggal lahir</label><input id="l" name="lahir" type="date">
		<label for="z">Zona</label><select id="z" name="zona"><option value="7">WIB</option><option value="8">WITA</option></select>
		<label for="b">Berkas SK</label><input id="b" name="berkas" type="file">
		<button>Simpan</button></form>`}).Phone()
	w.Open("/")
	w.Fill("Nama lengkap", "Rani")
	w.Fill("Tanggal lahir", "1998-02-03")
	w.Fill("Zona", "WITA")
	w.Upload("Berkas SK", file)
	w.Click("Simpan")
	w.See("Rani 1998-02-03 8 sk.txt: isi berkas")
	w.SeeNot("lama")
	if at := w.At(); at != "/" {
		t.Errorf("the walk ended at %q", at)
	}
}

func TestASweepSeesWhatWCAGRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, path, body, want string }{
		{"a sound page has no faults", "/sound", `<h2>Bagian</h2><table><tr><th scope="col">Nama</th></tr><tr><td>Rani</td></tr></table><p><a href="/sound">Beranda</a></p>`, ""},
		{"a text that is too pale", "/pale", `<p><font color="#aaaaaa">Pucat</font></p>`, "contrast 2.3"},
		{"a heading that jumps a level", "/jump", `<h3>Bagian</h3>`, "heading jumps from level 1"},
		{"a table without heads", "/heads", `<table><tr><td>Rani</td></tr></table>`, "table without heads"},
		{"a head that says no direction", "/scope", `<table><tr><th>Nama</th></tr></table>`, "head without scope"},
		{"a description that is not there", "/described", `<label>Nama <input aria-describedby="a"></label>`, "aria-describedby names nothing"},
		{"a drawing that nothing names", "/drawing", `<svg role="img" width="9" height="9"></svg>`, "drawing without name"},
		{"a choice outside of a group", "/choice", `<label><input type="radio" name="a"> Ya</label>`, "choice outside of a named group"},
		{"targets too small and too close", "/small", `<p><button>a</button><button>b</button></p>`, "close to another"},
		{"a second main part", "/main", `<main></main>`, "2 main parts"},
	}
	bodies := map[string]string{}
	for _, c := range cases {
		bodies[c.path] = "<main>" + c.body + "</main>"
	}
	w := site(t, bodies).Phone()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w.visit(c.path)
			all := strings.Join(w.inspect(), "\n")
			if c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("the sweep said %q, want %q", all, c.want)
			}
		})
	}
}

func TestASweepHearsTheWrongWords(t *testing.T) {
	t.Parallel()
	all := readWords(t)
	cases := []struct{ name, lang, text, want string }{
		{"an English word on an English page", "en", "Participants", ""},
		{"an Indonesian word on an English page", "en", "Masa percobaan", "Indonesian on an English page"},
		{"an Indonesian word on an Indonesian page", "id", "Masa percobaan", ""},
		{"an Indonesian sentence with a name in it", "en", "12 orang dalam daftar ini", "roster.export_n"},
		{"a key", "id", "probation.title", "the key probation.title"},
		{"a hole that nobody filled", "en", "{{.N}} people", "a placeholder"},
		{"a format that went wrong", "en", "%!d(string=a) people", "a placeholder"},
		{"a word that somebody's list said", "en", "Memuaskan", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(all.faults(c.lang, []string{c.text}), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("the sweep said %q, want %q", got, c.want)
			}
		})
	}
}
