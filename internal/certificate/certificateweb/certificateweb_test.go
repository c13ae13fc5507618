package certificateweb

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/certificate/certificatetest"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/training"
)

// house is a server with the pages of certificates, as somebody sees them.
type house struct {
	*certificatetest.Desk
	t      *testing.T
	batch  training.Batch
	actor  access.Actor
	handle http.Handler
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, append(certificatetest.Schemas(), web.Schema), func(t *testing.T, d *db.DB) {
		desk, batches := certificatetest.New(t, d, 8, 8)
		h := &house{Desk: desk, t: t, batch: batches[0]}
		words, err := i18n.NewCatalogue(certificate.Messages, evaluation.Messages, sheet.Messages, web.Messages, ui.Messages, access.Messages, org.Messages)
		if err != nil {
			t.Fatal(err)
		}
		s := &web.Server{DB: d, Clock: desk.Clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), SignIn: "/sign-in",
			SignedIn: func(ctx context.Context) bool { return access.From(ctx).Known() },
			Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
				ctx := i18n.With(r.Context(), words.Speaker(i18n.Indonesian))
				return ui.WithFrame(org.With(access.With(ctx, h.actor), h.Agency), ui.Frame{Lang: i18n.Indonesian}), nil
			},
			Trouble: func(_ context.Context, trouble web.Trouble) templ.Component { return templ.Raw(trouble.Text) },
		}
		h.handle = s.Handler(Routes(desk.Registry, desk.Registry.Files, func(a org.Agency, task jobs.TaskID) string { return a.Path("jobs/" + string(task)) }), nil)
		h.as(access.Committee, access.Whole)
		f(t, h)
	})
}

func (h *house) as(role access.Role, scope access.Scope) {
	h.actor = access.AccountActor(string(role), []access.Grant{{Role: role, Agency: string(h.Agency.ID), Scope: scope}})
}

func (h *house) send(r *http.Request) (int, string, string) {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.handle.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

func (h *house) get(path string) (int, string) {
	h.t.Helper()
	code, _, body := h.send(httptest.NewRequest(http.MethodGet, path, nil))
	return code, body
}

func (h *house) post(path string, pairs ...string) (int, string, string) {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(r)
}

// compare hands a file to the check page of a paper.
func (h *house) compare(code string, content []byte) string {
	h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("copy", "sttp.pdf")
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/c/"+code, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	_, _, page := h.send(r)
	return page
}

func (h *house) sttp() []certificate.Paper {
	h.t.Helper()
	list, err := certificate.Register(h.t.Context(), h.DB, h.Agency.ID, certificate.Own)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// has expects texts in a page.
func (h *house) has(what, page string, texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			h.t.Errorf("%s lacks %q", what, text)
		}
	}
}

const at = "/a/pontianak/certificates"

func TestSwitchingTheOwnIssueOnAndOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Lock(h.t, h.batch.ID, 0)
		if _, page := h.get(at + "/b/" + string(h.batch.ID)); strings.Contains(page, "Terbitkan untuk seangkatan") {
			t.Error("the button is there while the own issue is off")
		}
		h.as(access.Admin, access.Whole)
		code, _, page := h.post(at+"/settings", "institute", "Balai Diklat", "dated", "2030-01-01", "until", "kapan", "form", "{nomor}")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("a wrong form answers %d", code)
		}
		h.has("the refused form", page, "Balai Diklat", "{nomor}")
		good := []string{"institute", "Balai Diklat", "number", "7/K.1", "dated", "2024-03-04", "until", "2027-03-04", "signer", "Siti", "position", "Kepala Balai", "place", "Pontianak", "form", "{nomor:6}/{tahun}"}
		if code, to, _ := h.post(at+"/settings", good...); code != http.StatusSeeOther || to != at+"/settings" {
			t.Errorf("a right form answers %d %s", code, to)
		}
		h.as(access.Committee, access.Whole)
		_, page = h.get(at + "/b/" + string(h.batch.ID))
		h.has("the batch", page, "Terbitkan untuk seangkatan (16 lembar)", "Balai Diklat")
		if code, to, _ := h.post(at + "/b/" + string(h.batch.ID)); code != http.StatusSeeOther || !strings.HasPrefix(to, "/a/pontianak/jobs/") {
			t.Errorf("the press answers %d %s", code, to)
		}
		h.as(access.Officer, access.Whole)
		if code, _, _ := h.post(at+"/settings/off", "reason", ""); code != http.StatusUnprocessableEntity {
			t.Errorf("switched off without a reason: %d", code)
		}
		if code, _, _ := h.post(at+"/settings/off", "reason", "Akreditasi dibekukan"); code != http.StatusSeeOther {
			t.Errorf("switching off answers %d", code)
		}
		if code, _, _ := h.post(at+"/settings/off", "reason", "Lagi"); code != http.StatusConflict {
			t.Errorf("switching off twice answers %d", code)
		}
	})
}

func TestWhoMaySeeAndEndAPaper(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Lock(h.t, h.batch.ID, 0)
		h.Accredit(h.t)
		h.Issue(h.t, h.batch.ID)
		paper, other := h.sttp()[0], h.sttp()[1]
		own := access.PersonScope(string(paper.Person))
		cases := []struct {
			name   string
			role   access.Role
			scope  access.Scope
			page   int // the page of the paper
			file   int // its PDF
			revoke int // a revocation without its reason
		}{
			{"the committee", access.Committee, access.Whole, 200, 200, 422},
			{"an officer", access.Officer, access.Whole, 200, 200, 422},
			{"the leader reads only", access.Leader, access.Whole, 200, 200, 403},
			{"an auditor reads only", access.Auditor, access.Whole, 200, 200, 403},
			{"an administrator does not", access.Admin, access.Whole, 403, 403, 403},
			{"the person has the file", access.Participant, own, 403, 200, 403},
			{"a coach does not", access.Coach, access.Whole, 403, 403, 403},
		}
		for _, c := range cases {
			h.as(c.role, c.scope)
			page, _ := h.get(at + "/p/" + paper.Code)
			file, _ := h.get(at + "/" + paper.Code + ".pdf")
			revoke, _, _ := h.post(at + "/p/" + paper.Code + "/revoke")
			if page != c.page || file != c.file || revoke != c.revoke {
				t.Errorf("%s: page %d, file %d, revoke %d; want %d, %d, %d", c.name, page, file, revoke, c.page, c.file, c.revoke)
			}
		}
		h.as(access.Participant, own)
		if code, _ := h.get(at + "/" + other.Code + ".pdf"); code != http.StatusNotFound {
			t.Errorf("somebody else's STTP answers %d", code)
		}
	})
}

func TestTheCheckPageTellsAndNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		seats := h.Lock(h.t, h.batch.ID, 0)
		h.Accredit(h.t)
		h.Issue(h.t, h.batch.ID)
		paper := h.sttp()[7]
		table, err := h.Board.Table(h.t.Context(), h.Committee, h.Agency, h.batch.ID)
		if err != nil || len(seats) != 8 {
			t.Fatal(err)
		}
		code, file := h.get(at + "/" + paper.Code + ".pdf")
		if code != http.StatusOK {
			t.Fatalf("the file answers %d", code)
		}
		h.actor = access.Actor{}
		_, page := h.get("/c/" + strings.ToLower(paper.Code))
		h.has("the check page", page, "Dokumen ini tercatat", paper.Number, "STTP", paper.Hash[:16])
		for _, row := range table.Rows {
			if strings.Contains(page, row.Person.Name) || strings.Contains(page, row.Person.NIP) {
				t.Errorf("the check page names %s", row.Person.Name)
			}
		}
		h.has("the comparison with the file", h.compare(paper.Code, []byte(file)), "Berkas Anda sama")
		h.has("the comparison with another", h.compare(paper.Code, []byte(file+" ")), "Berkas Anda berbeda")
		h.as(access.Committee, access.Whole)
		if code, to, _ := h.post(at+"/p/"+paper.Code+"/replace", "reason", "Gelar belum tertulis"); code != http.StatusSeeOther || !strings.HasPrefix(to, at+"/p/") {
			t.Fatalf("the replacement answers %d %s", code, to)
		}
		next := h.sttp()[0]
		h.actor = access.Actor{}
		_, page = h.get("/c/" + paper.Code)
		h.has("the check page of the old one", page, "sudah diganti", "Gelar belum tertulis", "/c/"+next.Code, next.Number)
		_, page = h.get("/c/" + next.Code)
		h.has("the check page of the new one", page, "Dokumen ini tercatat", "Menggantikan", paper.Number)
		if code, page = h.get("/c/ABCDEFGH2345"); code != http.StatusNotFound {
			t.Errorf("an unknown code answers %d", code)
		}
		h.has("an unknown code", page, "tidak tercatat")
	})
}

func TestTheRegisterIsSearchedAndWritten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Lock(h.t, h.batch.ID, 0)
		h.Accredit(h.t)
		h.Issue(h.t, h.batch.ID)
		list := h.sttp()
		if err := h.Registry.Revoke(h.t.Context(), h.Committee, h.Agency, list[3].ID, "Terbit keliru"); err != nil {
			t.Fatal(err)
		}
		_, page := h.get(at)
		h.has("the register", page, list[0].Number, list[7].Number, "tidak ada nomor yang terlewat", "Terbit keliru")
		_, page = h.get(at + "?state=revoked")
		if !strings.Contains(page, list[3].Number) || strings.Contains(page, list[0].Number) {
			t.Error("the filter of revoked papers shows others")
		}
		_, page = h.get(at + "?q=" + url.QueryEscape(list[5].Number))
		if !strings.Contains(page, list[5].Number) || strings.Contains(page, list[4].Number) {
			t.Error("the search for a number shows others")
		}
		_, file := h.get(at + "/register.xlsx?state=valid")
		book, err := sheet.Open(strings.NewReader(file), int64(len(file)), "a.xlsx", sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, err := range book.Sheets[0].Rows() {
			if err != nil {
				t.Fatal(err)
			}
			rows++
		}
		if rows != 8 {
			t.Errorf("%d rows in the file, want a head and 7", rows)
		}
		if code, body := h.get(at + "/b/" + string(h.batch.ID) + "/sttp.zip"); code != http.StatusOK || !strings.HasPrefix(body, "PK") {
			t.Errorf("the archive answers %d", code)
		}
	})
}
