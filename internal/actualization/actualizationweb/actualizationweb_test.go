package actualizationweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/actualization/actualizationweb"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
)

// site is the pages of this house around a batch in its first week at work.
type site struct {
	*scheduletest.Desk
	handler http.Handler
	actor   access.Actor // who asks
	batch   training.Batch
	seats   []training.Seat
	weeks   []actualization.Week
}

func each(t *testing.T, f func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, append(scheduletest.Schemas(), actualization.Schema), func(t *testing.T, d *db.DB) {
		s := &site{Desk: scheduletest.New(t, d)}
		s.batch = s.Batch(t, 24)
		s.seats = s.Seats(t, s.batch.ID)
		desk := &actualization.Desk{DB: d, Clock: s.Clock}
		course, err := desk.Course(t.Context(), s.Actor, s.Agency, s.batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		s.weeks = course.Weeks
		s.on(s.weeks[0].Days[0])
		catalogue, err := i18n.NewCatalogue(web.Messages, ui.Messages, access.Messages, actualization.Messages)
		if err != nil {
			t.Fatal(err)
		}
		server := &web.Server{DB: d, Clock: s.Clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/sign-in",
			Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
				ctx := i18n.With(r.Context(), catalogue.Speaker(i18n.Indonesian))
				return access.With(org.With(ctx, s.Agency), s.actor), nil
			},
			SignedIn: func(context.Context) bool { return true },
			Trouble:  func(_ context.Context, t web.Trouble) templ.Component { return ui.Text(t.Text) },
		}
		s.handler = server.Handler(actualizationweb.Routes(desk), nil)
		f(t, s)
	})
}

// on makes it the morning of a day.
func (s *site) on(day clock.Date) { s.Clock.Set(day.Time().Add(2 * time.Hour)) }

// as makes somebody with these roles ask, each over the scope beside it.
func (s *site) as(roles map[access.Role]access.Scope) {
	var grants []access.Grant
	for role, scope := range roles {
		grants = append(grants, access.Grant{Role: role, Agency: string(s.Agency.ID), Scope: scope})
	}
	s.actor = access.AccountActor("somebody", grants)
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, s.Agency.Path("actualization"+path), nil))
	return w
}

func (s *site) post(path string, form url.Values) *httptest.ResponseRecorder {
	form.Set("form_key", id.New())
	r := httptest.NewRequest(http.MethodPost, s.Agency.Path("actualization"+path), strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func TestWhoHasTwoRolesFindsBothPages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		self, other := access.PersonScope(string(s.seats[0].Person)), access.PersonScope(string(s.seats[1].Person))
		batches, own := "/batches/"+string(s.batch.ID), s.Agency.Path("actualization/me")
		for name, c := range map[string]struct {
			roles map[access.Role]access.Scope
			want  []string
		}{
			"a mentor who is of the committee finds the batches": {map[access.Role]access.Scope{access.Mentor: other, access.Committee: access.Whole}, []string{batches, "laporan menunggu Anda"}},
			"a mentor who takes part finds the own reports":      {map[access.Role]access.Scope{access.Mentor: other, access.Participant: self}, []string{own, "laporan menunggu Anda"}},
			"an officer who takes part finds both":               {map[access.Role]access.Scope{access.Officer: access.Whole, access.Participant: self}, []string{own, batches}},
		} {
			s.as(c.roles)
			page := s.get("").Body.String()
			for _, want := range c.want {
				if !strings.Contains(page, want) {
					t.Errorf("%s: no %s", name, want)
				}
			}
		}
		s.as(map[access.Role]access.Scope{access.Mentor: other})
		if page := s.get("").Body.String(); strings.Contains(page, "/batches/") {
			t.Error("a mentor is led to batches")
		}
	})
}

func TestARefusedReportKeepsWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.as(map[access.Role]access.Scope{access.Participant: access.PersonScope(string(s.seats[0].Person))})
		week := "/me/" + string(s.weeks[0].Monday)
		long := strings.Repeat("<script>", 501)
		answer := s.post(week, url.Values{"body": {long}})
		page := answer.Body.String()
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(page, "Terlalu panjang: 4.008 huruf") || strings.Count(page, "&lt;script&gt;") != 501 || strings.Contains(page, "<script>") {
			t.Errorf("answered %d with %d of the 501 words", answer.Code, strings.Count(page, "&lt;script&gt;"))
		}
		if answer = s.post(week, url.Values{"body": {"=1+1"}}); answer.Code != http.StatusSeeOther {
			t.Errorf("a report is answered %d", answer.Code)
		}
		if answer = s.post("/me/2020-01-06", url.Values{"body": {"Lain"}}); answer.Code != http.StatusNotFound {
			t.Errorf("a week of another course is answered %d", answer.Code)
		}
		if answer = s.get("/reports/1"); answer.Code != http.StatusNotFound {
			t.Errorf("a report that is none is answered %d", answer.Code)
		}
	})
}
