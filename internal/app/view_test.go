package app

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/db"
)

// TestNobodyActsWithTheEyesOfAnother looks as each role of Pontianak: its pages
// open with the announcement above them and without secret links, every other
// route of the product is refused, and nothing is written.
func TestNobodyActsWithTheEyesOfAnother(t *testing.T) {
	e := newExercise(t)
	admin := e.seat(access.Admin)
	for _, s := range e.seats {
		if s.city != "pontianak" || s.role == access.Admin || s.account == "" {
			continue
		}
		t.Run(string(s.role), func(t *testing.T) {
			e.t = t
			form := "reason=" + url.QueryEscape("tidak menemukan tombolnya")
			if answer := e.send(admin, http.MethodPost, "/a/pontianak/views/"+s.account, form); answer.StatusCode != http.StatusSeeOther {
				t.Fatalf("the look begins with %d", answer.StatusCode)
			}
			eyes := seat{s.city, s.role, s.account, admin.cookie}
			before := e.rows()
			pages := e.stroll(eyes, func(address, page string) {
				if !strings.Contains(page, "Anda melihat sebagai") {
					t.Errorf("%s does not say that somebody looks", address)
				}
				if strings.Contains(page, e.house.publicURL()+identity.PassPath("")) || strings.Contains(page, "/activate/") {
					t.Errorf("%s shows a secret link", address)
				}
			})
			if pages < 3 {
				t.Errorf("%d pages opened only", pages)
			}
			values := e.values()
			for _, r := range e.list {
				if r.Method == http.MethodGet || r.Path == identityweb.EndViewPath {
					continue
				}
				answer := e.send(eyes, r.Method, fill(r.Path, values), "")
				body, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatal(err)
				}
				foreign := answer.StatusCode == http.StatusNotFound && strings.HasPrefix(r.Path, "/a/")
				if !foreign && (answer.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "Selesai melihat")) {
					t.Errorf("%s %s answers %d", r.Method, r.Path, answer.StatusCode)
				}
			}
			for table, n := range e.rows() {
				if n != before[table] && table != "audit_view" && table != "audit_seal" {
					t.Errorf("%s has %d rows, %d before the look", table, n, before[table])
				}
			}
			if answer := e.send(eyes, http.MethodPost, identityweb.EndViewPath, ""); answer.Header.Get("Location") != "/a/pontianak/views" {
				t.Errorf("the end answers %d %s", answer.StatusCode, answer.Header.Get("Location"))
			}
			if answer := e.send(admin, http.MethodGet, "/a/pontianak/members", ""); answer.StatusCode != http.StatusOK {
				t.Errorf("after the look the administrator is answered %d", answer.StatusCode)
			}
			if inbox := e.read(s, "/inbox"); !strings.Contains(inbox, "tidak menemukan tombolnya") {
				t.Error("the one looked at is not told")
			}
		})
	}
}

// seat returns who has a role in Pontianak.
func (e *exercise) seat(role access.Role) seat {
	for _, s := range e.seats {
		if s.city == "pontianak" && s.role == role {
			return s
		}
	}
	e.t.Fatalf("nobody is %s", role)
	return seat{}
}

// read returns a page as somebody sees it.
func (e *exercise) read(s seat, address string) string {
	e.t.Helper()
	body, err := io.ReadAll(e.send(s, http.MethodGet, address, "").Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return string(body)
}

// rows counts the rows of every table.
func (e *exercise) rows() map[string]int {
	e.t.Helper()
	names, err := db.Tables(e.t.Context(), e.house.DB)
	if err != nil {
		e.t.Fatal(err)
	}
	counts := map[string]int{}
	for _, name := range names {
		var n int
		if err := e.house.DB.QueryRow(e.t.Context(), `SELECT COUNT(*) FROM `+name).Scan(&n); err != nil {
			e.t.Fatal(err)
		}
		counts[name] = n
	}
	return counts
}
