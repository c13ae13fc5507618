package scheduleweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/schedule/scheduleweb"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/training/trainingweb"
	"pamong/internal/venue"
)

// site is the pages of both houses around a database.
type site struct {
	*scheduletest.Desk
	handler http.Handler
	actor   access.Actor // who asks
	lang    i18n.Lang
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{Desk: scheduletest.New(t, d), lang: i18n.Indonesian}
	s.actor = s.Actor
	catalogue, err := i18n.NewCatalogue(web.Messages, ui.Messages, access.Messages, regulation.Messages, org.Messages, roster.Messages, training.Messages, trainer.Messages, venue.Messages, schedule.Messages)
	if err != nil {
		t.Fatal(err)
	}
	people := &roster.Desk{DB: d, Clock: s.Clock, Org: s.Org, Rules: s.Planner.Rules}
	server := &web.Server{DB: d, Clock: s.Clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/sign-in",
		Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
			ctx := i18n.With(r.Context(), catalogue.Speaker(s.lang))
			agency, err := org.AgencyByCode(ctx, d, strings.Split(r.URL.Path, "/")[2])
			if err == nil && s.actor.Known() && !s.actor.Within(string(agency.ID)) {
				err = fault.NotFound("org.no_agency")
			}
			return access.With(org.With(ctx, agency), s.actor), err
		},
		SignedIn: func(ctx context.Context) bool { return access.From(ctx).Known() },
		Trouble:  func(_ context.Context, t web.Trouble) templ.Component { return ui.Text(t.Text) },
	}
	s.handler = server.Handler(append(trainingweb.Routes(s.Planner, people, d), scheduleweb.Routes(s.Schedule, s.Planner, &trainer.Desk{DB: d, Clock: s.Clock}, d, nil, func(secret string) string { return "https://pamong.example/t/" + secret })...), nil)
	return s
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a/pontianak/training"+path, nil))
	return w
}

func (s *site) post(path string, pairs ...string) *httptest.ResponseRecorder {
	return s.office("/training"+path, pairs...)
}

// office posts to a page of the agency.
func (s *site) office(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{"_once": {id.New()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/a/pontianak"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// planned makes a site with one published batch of 40 people.
func planned(t *testing.T) (*site, training.Batch) {
	t.Helper()
	s := newSite(t, dbtest.SQLite(t, append(scheduletest.Schemas(), web.Schema)...))
	return s, s.Batch(t, 40)
}

func TestWhoMaySeeWhichPage(t *testing.T) {
	s, batch := planned(t)
	ptk, at := string(s.Agency.ID), "/b/"+string(batch.ID)
	seat := s.Seats(t, batch.ID)[0]
	session := s.Sessions(t, batch.ID)[0]
	waves, err := training.Waves(t.Context(), s.DB, batch.Programme)
	if err != nil {
		t.Fatal(err)
	}
	programme := "/p/" + string(batch.Programme)
	read := []string{"", programme, at, at + "/days"}
	own := []string{"", at, at + "/days", at + "/people.xlsx", at + "/days.xlsx"}
	write := []string{"/new", programme + "/publish", programme + "/holidays", "/w/" + string(waves[0].ID) + "/start", at + "/stage/elearning_1", at + "/split", at + "/merge", at + "/reenter", at + "/smartbangkom",
		at + "/smartbangkom.xlsx", at + "/trainers", at + "/sessions/new", at + "/sessions/" + string(session.ID), at + "/sessions/" + string(session.ID) + "/remove", "/s/" + string(seat.ID) + "/move", "/s/" + string(seat.ID) + "/group", "/s/" + string(seat.ID) + "/defer", "/s/" + string(seat.ID) + "/withdraw"}
	person := access.PersonScope(string(seat.Person))
	cases := map[string]struct {
		actor  access.Actor
		paths  []string
		status int
	}{
		"nobody is sent to sign in":             {access.Actor{}, append(read, write...), http.StatusSeeOther},
		"another agency's officer finds none":   {trainingtest.Holding("other", access.Officer, access.Whole), append(read, write...), http.StatusNotFound},
		"the officer sees and changes all":      {s.Actor, append(read, write...), http.StatusOK},
		"the leader reads":                      {trainingtest.Holding(ptk, access.Leader, access.Whole), read, http.StatusOK},
		"the auditor reads":                     {trainingtest.Holding(ptk, access.Auditor, access.Whole), read, http.StatusOK},
		"the participant sees the own batch":    {trainingtest.Holding(ptk, access.Participant, person), own, http.StatusOK},
		"the mentor sees the batch":             {trainingtest.Holding(ptk, access.Mentor, person), own, http.StatusOK},
		"the coach sees the batch of the group": {trainingtest.Holding(ptk, access.Coach, access.GroupScope(string(seat.Group))), own, http.StatusOK},
		"a participant of none sees none":       {trainingtest.Holding(ptk, access.Participant, access.PersonScope("x")), own[1:], http.StatusNotFound},
		"the participant sees no whole plan":    {trainingtest.Holding(ptk, access.Participant, person), []string{programme}, http.StatusNotFound},
		"unknown things are not found":          {s.Actor, []string{"/p/x", "/b/x", "/b/x/days", "/s/x/move", "/w/x/start", at + "/stage/night", at + "/sessions/x", "/s/" + string(seat.ID) + "/fire"}, http.StatusNotFound},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s.actor = c.actor
			for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
				s.lang = lang
				for _, path := range c.paths {
					w := s.get(path)
					if w.Code != c.status {
						t.Errorf("%s answers %d, want %d: %.200s", path, w.Code, c.status, w.Body)
					}
					if w.Code == http.StatusOK && strings.Contains(w.Header().Get("Content-Type"), "html") {
						for _, house := range []string{"training.", "schedule.", "regulation.", "ui."} {
							if i := strings.Index(w.Body.String(), ">"+house); i >= 0 {
								t.Errorf("%s says a key: %.60s", path, w.Body.String()[i:])
							}
						}
					}
				}
			}
		})
	}
	s.actor = trainingtest.Holding(ptk, access.Leader, access.Whole)
	for _, path := range write {
		want := http.StatusForbidden
		if path == programme+"/holidays" {
			want = http.StatusOK // it says what would move; agreeing is another matter
		}
		if w := s.get(path); w.Code != want {
			t.Errorf("a leader gets %d from %s, want %d", w.Code, path, want)
		}
	}
}

func TestParticipantsSeeNoNumbersOfOthers(t *testing.T) {
	s, batch := planned(t)
	seat := s.Seats(t, batch.ID)[0]
	s.actor = trainingtest.Holding(string(s.Agency.ID), access.Participant, access.PersonScope(string(seat.Person)))
	other, err := roster.ByID(t.Context(), s.DB, s.Agency.ID, s.Seats(t, batch.ID)[1].Person)
	if err != nil {
		t.Fatal(err)
	}
	page := s.get("/b/" + string(batch.ID)).Body.String()
	if !strings.Contains(page, other.Name) || strings.Contains(page, other.NIP) {
		t.Error("a participant should see the names of the batch and no NIP")
	}
}

func TestLeadersMayNotAct(t *testing.T) {
	s, batch := planned(t)
	s.actor = trainingtest.Holding(string(s.Agency.ID), access.Leader, access.Whole)
	at := "/b/" + string(batch.ID)
	seat := s.Seats(t, batch.ID)[0]
	for _, path := range []string{"/new", "/p/" + string(batch.Programme) + "/publish", at + "/split", at + "/merge", at + "/reenter", at + "/trainers", at + "/sessions/new", at + "/stage/elearning_1", "/s/" + string(seat.ID) + "/move", "/s/" + string(seat.ID) + "/withdraw"} {
		if w := s.post(path, "date", "2025-07-21", "reason", "x", "do", "open", "name", "X", "start", "2025-09-01"); w.Code != http.StatusForbidden {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
}

func TestAProgrammeIsPreviewedThenOpenedAndPublished(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t, append(scheduletest.Schemas(), web.Schema)...))
	s.People(t, 0, 80)
	form := []string{"name", "Latsar 2025", "start", "2025-07-07", "waves", "2", "wave_start_2", "2025-08-04"}
	if w := s.post("/new", append(form, "do", "preview")...); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "80 orang dalam 2 gelombang, 2 angkatan.") {
		t.Fatalf("the preview answers %d", w.Code)
	}
	if all, err := training.Programmes(t.Context(), s.DB, s.Agency.ID); err != nil || len(all) != 0 {
		t.Fatalf("a preview stored something: %v, %v", all, err)
	}
	if w := s.post("/new", append(form, "do", "open", "cap", "1")...); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="2025-08-04"`) {
		t.Errorf("a refused form answers %d or has lost what was typed", w.Code)
	}
	w := s.post("/new", append(form, "do", "open")...)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("opening answers %d: %.300s", w.Code, w.Body)
	}
	programme := strings.TrimPrefix(w.Header().Get("Location"), "/a/pontianak/training")
	if page := s.get(programme); !strings.Contains(page.Body.String(), "2 gelombang, 2 angkatan") || !strings.Contains(page.Body.String(), "647 JP tiap angkatan") {
		t.Error("the plan does not show what was opened")
	}
	all, err := training.Programmes(t.Context(), s.DB, s.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	batches := s.Batches(t, all[0].ID)
	if w := s.post(programme+"/publish", "batch", string(batches[0].ID), "batch", string(batches[1].ID)); w.Code != http.StatusSeeOther {
		t.Fatalf("publishing answers %d", w.Code)
	}
	if len(s.Sessions(t, batches[1].ID)) == 0 {
		t.Error("nothing is in force")
	}
	at := "/b/" + string(batches[0].ID)
	session := s.Sessions(t, batches[0].ID)[0]
	if w := s.post(at+"/sessions/"+string(session.ID), "day", string(session.Day), "start", "08:00", "end", "07:00", "jp", "5"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an impossible time answers %d", w.Code)
	}
	if w := s.post(at+"/sessions/"+string(session.ID), "day", string(session.Day), "start", "08:00", "end", "11:45", "jp", "5", "place", "Ruang Kapuas"); w.Code != http.StatusSeeOther {
		t.Errorf("a change answers %d", w.Code)
	}
	if page := s.get(at); !strings.Contains(page.Body.String(), "Peserta masih melihat jadwal yang lama.") {
		t.Error("the page does not say that a change waits")
	}
}
