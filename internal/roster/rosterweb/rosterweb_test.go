package rosterweb

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

var tables = []fs.FS{web.Schema, audit.Schema, access.Schema, regulation.Schema, org.Schema, roster.Schema}

// house is a server with the pages of the roster, as somebody sees them.
type house struct {
	t      *testing.T
	desk   *roster.Desk
	agency org.Agency
	actor  access.Actor
	handle http.Handler
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	words, err := i18n.NewCatalogue(sheet.Messages, web.Messages, ui.Messages, access.Messages, org.Messages, roster.Messages)
	if err != nil {
		t.Fatal(err)
	}
	c := clock.At(time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC))
	rules, err := regulation.NewLibrary(d, c)
	if err != nil {
		t.Fatal(err)
	}
	same := func(s string) (string, error) { return s, nil }
	h := &house{t: t, desk: &roster.Desk{DB: d, Clock: c, Org: &org.Desk{DB: d, Clock: c}, Rules: rules, Vault: roster.Vault{Seal: same, Open: same}}}
	id, err := h.desk.Org.CreateAgency(t.Context(), access.System("test"), org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB})
	if err != nil {
		t.Fatal(err)
	}
	if h.agency, err = org.AgencyByID(t.Context(), d, id); err != nil {
		t.Fatal(err)
	}
	s := &web.Server{DB: d, Clock: c, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/sign-in",
		SignedIn: func(ctx context.Context) bool { return access.From(ctx).Known() },
		Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
			ctx := i18n.With(r.Context(), words.Speaker(i18n.Indonesian))
			return ui.WithFrame(org.With(access.With(ctx, h.actor), h.agency), ui.Frame{Lang: i18n.Indonesian}), nil
		},
		Trouble: func(_ context.Context, trouble web.Trouble) templ.Component { return templ.Raw(trouble.Text) },
	}
	h.handle = s.Handler(Routes(h.desk, noTask), nil)
	h.as(access.Admin, string(id), access.Whole)
	return h
}

func (h *house) as(role access.Role, agency string, scope access.Scope) {
	h.actor = access.AccountActor(string(role), []access.Grant{{Role: role, Agency: agency, Scope: scope}})
}

func (h *house) send(r *http.Request) (int, string, string) {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.handle.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

func (h *house) get(path string) (int, string, string) {
	return h.send(httptest.NewRequest(http.MethodGet, "/a/pontianak/people"+path, nil))
}

func (h *house) post(path string, pairs ...string) (int, string, string) {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/a/pontianak/people"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(r)
}

// upload drops one of the invented lists.
func (h *house) upload(name string, content []byte) (int, string, string) {
	h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/a/pontianak/people/import", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return h.send(r)
}

// imported puts a list on the roster through the pages and returns its id.
func (h *house) imported(name string) string {
	h.t.Helper()
	content, err := os.ReadFile("../../demo/data/" + name)
	if err != nil {
		h.t.Fatal(err)
	}
	code, to, _ := h.upload(name, content)
	if code != http.StatusSeeOther {
		h.t.Fatalf("upload of %s: %d", name, code)
	}
	u, err := url.Parse(to)
	if err != nil {
		h.t.Fatal(err)
	}
	return u.Query().Get("list")
}

func (h *house) person() roster.Person {
	h.t.Helper()
	people, err := roster.All(h.t.Context(), h.desk.DB, h.agency.ID)
	if err != nil || len(people) == 0 {
		h.t.Fatalf("%d people, %v", len(people), err)
	}
	return people[0]
}

func wants(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func TestAListComesInByFourSteps(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		_, _, body := h.get("")
		wants(t, body, "Belum ada orang", "Impor daftar")
		list := h.imported("roster-with-faults.xlsx")
		code, _, body := h.get("/import/columns?list=" + list)
		wants(t, body, "(cacat)", "Nomor urut")
		if code != http.StatusOK {
			t.Fatalf("columns: %d", code)
		}
		_, _, body = h.get("/import/check?list=" + list)
		wants(t, body, "15 baris dibaca", "Masukkan 8 orang", "Unduh 7 baris salah", "Baru 17 digit; NIP selalu 18 digit.", "Pakai saran", "cell-bad", "=HYPERLINK(&#34;http://127.0.0.1&#34;,&#34;klik&#34;)")
		_, _, body = h.get("/import/check?show=warning&list=" + list)
		if strings.Contains(body, "Baru 17 digit") {
			t.Error("the filter shows faulty rows")
		}
		if code, to, _ := h.post("/import/suggest", "list", list, "row", "11", "back", "https://elsewhere.example/"); code != http.StatusSeeOther || strings.Contains(to, "elsewhere") {
			t.Errorf("suggestion: %d to %s", code, to)
		}
		_, _, body = h.get("/import/check?list=" + list)
		if strings.Contains(body, "Pakai saran") {
			t.Error("the suggestion is still offered")
		}
		if code, to, _ := h.post("/import/enter", "list", list); code != http.StatusSeeOther || !strings.Contains(to, "/done") {
			t.Fatalf("enter: %d to %s", code, to)
		}
		_, _, body = h.get("/import/done?list=" + list)
		wants(t, body, "orang baru", "7 baris salah tidak ikut masuk", "Urungkan impor")
		if code, to, _ := h.post("/import/enter", "list", list); code != http.StatusSeeOther || !strings.Contains(to, "/done") {
			t.Errorf("entering again: %d to %s", code, to)
		}
		_, _, body = h.get("?q=maya")
		if wants(t, body, "Maya Sri Kurniawan"); strings.Contains(body, "Dian Desi") {
			t.Error("the search shows others")
		}
		if code, to, _ := h.post("/import/undo", "list", list); code != http.StatusSeeOther || !strings.HasSuffix(to, "/import") {
			t.Errorf("undo: %d to %s", code, to)
		}
		_, _, body = h.get("")
		wants(t, body, "Belum ada orang")
	})
}

func TestAnUnknownColumnIsPointedAt(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t, tables...))
	code, to, _ := h.upload("a.csv", []byte("Nomor Pegawai;Nama;Gol\n199904272025052901;Ani;III/a\n"))
	if code != http.StatusSeeOther || !strings.Contains(to, "/columns") {
		t.Fatalf("%d to %s", code, to)
	}
	list := to[strings.Index(to, "list=")+len("list="):]
	_, _, body := h.get("/import/columns?list=" + list)
	wants(t, body, "Kolom NIP tidak ditemukan")
	code, _, body = h.post("/import/columns", "list", list, "column-0-0", "name")
	wants(t, body, "tidak dapat berarti hal yang sama")
	if code != http.StatusUnprocessableEntity {
		t.Errorf("two columns for the name: %d", code)
	}
	if code, to, _ := h.post("/import/columns", "list", list, "column-0-0", "nip", "column-0-1", "name", "column-0-2", "golongan"); code != http.StatusSeeOther || !strings.Contains(to, "/check") {
		t.Fatalf("%d to %s", code, to)
	}
	_, _, body = h.get("/import/check?list=" + list)
	wants(t, body, "Masukkan 1 orang")
}

func TestFilesThatAreNoListAreRefusedBesideTheField(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t, tables...))
	for name, content := range map[string]string{"a.pdf": "%PDF-1.7 x", "kosong.xlsx": "", "rapat.csv": "Selamat pagi\n", "peserta.csv": "NIP,Nama\n"} {
		code, _, body := h.upload(name, []byte(content))
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#f-file"`) {
			t.Errorf("%s: %d", name, code)
		}
	}
}

func TestFormsKeepWhatWasTyped(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t, tables...))
	code, _, body := h.post("/new", "nip", "123", "name", "Ani \"Lestari\"", "golongan", "X/z", "email", "bukan", "phone", "abc")
	if code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", code)
	}
	wants(t, body, "Baru 3 digit; NIP selalu 18 digit.", "Ani &#34;Lestari&#34;", "Tidak ada golongan “X/z”", `value="bukan"`, `value="abc"`, "Tulis nomor telepon")
	code, to, _ := h.post("/new", "nip", "19990427 202505 2 901", "name", "ANI LESTARI", "golongan", "III/a")
	if code != http.StatusSeeOther {
		t.Fatalf("%d", code)
	}
	_, _, body = h.send(httptest.NewRequest(http.MethodGet, to, nil))
	wants(t, body, "199904272025052901", "27 April 1999", "perempuan", "1 Mei 2025")
	p := h.person()
	at := "/" + string(p.ID)
	for path, text := range map[string]string{"/correct": "Tulis alasannya", "/nip": "NIP belum diisi", "/move": "Pilih unit kerja", "/merge": "Tidak ada orang dengan NIP ini", "/withdraw": "Tulis alasannya"} {
		code, _, body := h.post(at+path, "version", "1")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, code)
		}
		wants(t, body, text)
	}
	code, _, body = h.post(at+"/contact", "phone", "abc", "email", "x")
	if wants(t, body, "Tulis nomor telepon", `value="abc"`); code != http.StatusUnprocessableEntity {
		t.Errorf("contact: %d", code)
	}
}

func TestTwoOfficersCorrectingOnePersonLoseNothing(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t, tables...))
	h.post("/import/enter", "list", h.imported("roster-with-faults.xlsx"))
	p := h.person()
	at := "/" + string(p.ID) + "/correct"
	form := func(version, name, position string) []string {
		return []string{"version", version, "name", name, "sex", p.Sex, "born", string(p.Born), "golongan", p.Golongan, "position", position, "tmt", string(p.TMT), "education", p.Education, "phone", p.Phone, "email", p.Email, "from", "2025-07-01", "reason", "SK"}
	}
	if code, _, _ := h.post(at, form("1", p.Name, "Analis Hukum")...); code != http.StatusSeeOther {
		t.Fatalf("first: %d", code)
	}
	code, _, body := h.post(at, form("1", "Nama Lain", p.Position)...)
	if code != http.StatusConflict {
		t.Fatalf("second: %d", code)
	}
	wants(t, body, "baru saja diubah oleh orang lain", "Analis Hukum", `value="Nama Lain"`, `name="version" value="2"`)
	if code, _, _ := h.post(at, form("2", "Nama Lain", "Analis Hukum")...); code != http.StatusSeeOther {
		t.Errorf("after looking: %d", code)
	}
	_, _, body = h.get("/" + string(p.ID) + "/facts")
	wants(t, body, "Riwayat perubahan", p.Position+" → Analis Hukum", "berlaku mulai 1 Juli 2025")
}

func TestTheListCanBeTakenAway(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t, tables...))
	h.post("/import/enter", "list", h.imported("pontianak-daftar-peserta.xlsx"))
	_, _, body := h.get("?golongan=II&page=3")
	wants(t, body, "Golongan II", "118")
	_, _, body = h.get("/share?golongan=II")
	wants(t, body, "118. ", "Daftar CPNS Kota Pontianak")
	if strings.Contains(body, "20250519") {
		t.Error("the text for WhatsApp holds an NIP")
	}
	code, _, file := h.send(httptest.NewRequest(http.MethodGet, "/a/pontianak/people.xlsx?golongan=II&col=nip&col=name", nil))
	book, err := sheet.Open(strings.NewReader(file), int64(len(file)), "a.xlsx", sheet.Limits{})
	if code != http.StatusOK || err != nil {
		t.Fatalf("%d, %v", code, err)
	}
	rows := 0
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows > 1 && (len(row.Cells) != 2 || row.Cells[1].Kind != sheet.Text || len(row.Cells[1].Text) != 18) {
			t.Fatalf("row %v", row.Cells)
		}
	}
	if rows != 119 {
		t.Errorf("%d rows", rows)
	}
}

func TestWhoMayNot(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t, tables...))
	list := h.imported("roster-with-faults.xlsx")
	h.post("/import/enter", "list", list)
	p := h.person()
	routes := Routes(h.desk, noTask)
	request := func(r web.Route) (int, string) {
		path := strings.NewReplacer("{agency}", "pontianak", "{person}", string(p.ID)).Replace(r.Path) + "?list=" + list
		req := httptest.NewRequest(r.Method, path, strings.NewReader("list="+list))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		code, to, _ := h.send(req)
		return code, to
	}
	reading := map[string]bool{"/people": true, "/people.xlsx": true, "/people/export": true, "/people/share": true, "/people/{person}/facts": true}
	for _, r := range routes {
		short := strings.TrimPrefix(r.Path, "/a/{agency}")
		h.actor = access.Actor{}
		if code, to := request(r); code != http.StatusSeeOther && code != http.StatusUnauthorized || code == http.StatusSeeOther && !strings.HasPrefix(to, "/sign-in") {
			t.Errorf("%s %s without signing in: %d to %s", r.Method, short, code, to)
		}
		h.as(access.Officer, "elsewhere", access.Whole)
		if code, _ := request(r); code != http.StatusNotFound {
			t.Errorf("%s %s for an officer of another agency: %d", r.Method, short, code)
		}
		h.as(access.Leader, string(h.agency.ID), access.Whole)
		if code, _ := request(r); reading[short] != (code == http.StatusOK) {
			t.Errorf("%s %s for a leader: %d", r.Method, short, code)
		}
		h.as(access.Mentor, string(h.agency.ID), access.UnitScope("nowhere"))
		if code, _ := request(r); code == http.StatusOK && strings.Contains(short, "{person}") {
			t.Errorf("%s %s for a mentor of another unit: %d", r.Method, short, code)
		}
	}
}

// noTask stands where no list is long enough for a job.
func noTask(org.Agency, jobs.TaskID) string { return "" }
