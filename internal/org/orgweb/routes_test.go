package orgweb

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

func TestWhoMayNot(t *testing.T) {
	d := dbtest.SQLite(t, []fs.FS{web.Schema, audit.Schema, access.Schema, org.Schema}...)
	words, err := i18n.NewCatalogue(web.Messages, ui.Messages, access.Messages, org.Messages)
	if err != nil {
		t.Fatal(err)
	}
	c := clock.At(time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC))
	desk := &org.Desk{DB: d, Clock: c}
	id, err := desk.CreateAgency(t.Context(), access.System("test"), org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB})
	if err != nil {
		t.Fatal(err)
	}
	agency, err := org.AgencyByID(t.Context(), d, id)
	if err != nil {
		t.Fatal(err)
	}
	unit, err := desk.AddUnit(t.Context(), access.System("test"), org.Unit{Agency: id, Name: "Dinas Uji", From: "2025-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	var actor access.Actor
	routes := Routes(desk, func(context.Context, db.Q, org.AgencyID) (map[org.UnitID]int, error) { return nil, nil }, func(context.Context, db.Q) (map[org.AgencyID]int, error) { return nil, nil })
	s := &web.Server{DB: d, Clock: c, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/sign-in",
		SignedIn: func(ctx context.Context) bool { return access.From(ctx).Known() },
		Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
			ctx := i18n.With(r.Context(), words.Speaker(i18n.Indonesian))
			return ui.WithFrame(org.With(access.With(ctx, actor), agency), ui.Frame{Lang: i18n.Indonesian}), nil
		},
		Trouble: func(_ context.Context, trouble web.Trouble) templ.Component { return templ.Raw(trouble.Text) },
	}
	handle := s.Handler(routes, nil)
	reading := map[string]bool{"GET /units": true, "GET /units/{unit}": true}
	cases := map[string]struct {
		role   access.Role
		agency string
		want   func(route string) int
	}{
		"an officer of another agency finds nothing": {access.Officer, "elsewhere", func(string) int { return http.StatusNotFound }},
		"a participant may nothing":                  {access.Participant, string(id), func(string) int { return http.StatusForbidden }},
		"an auditor reads the units only": {access.Auditor, string(id), func(route string) int {
			if reading[route] {
				return http.StatusOK
			}
			return http.StatusForbidden
		}},
	}
	for name, one := range cases {
		t.Run(name, func(t *testing.T) {
			actor = access.AccountActor("a", []access.Grant{{Role: one.role, Agency: one.agency, Scope: access.Whole}})
			for _, r := range routes {
				path := strings.NewReplacer("{agency}", "pontianak", "{unit}", string(unit)).Replace(r.Path)
				req := httptest.NewRequest(r.Method, path, strings.NewReader("name=x"))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				w := httptest.NewRecorder()
				handle.ServeHTTP(w, req)
				route := r.Method + " " + strings.TrimPrefix(r.Path, "/a/{agency}")
				want := one.want(route)
				if strings.HasPrefix(r.Path, "/agencies") {
					want = http.StatusNotFound // the operator's alone
				}
				if w.Code != want {
					t.Errorf("%s: %d, want %d", route, w.Code, want)
				}
			}
		})
	}
}
