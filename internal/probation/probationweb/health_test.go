package probationweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/probation/probationweb"
	"pamong/internal/roster"
	"pamong/internal/schedule/scheduletest"
)

// Somebody is taken out of the roster after they were given a day: the line of
// the day still says who that is.
func TestTheDayOfWhoHasLeftNamesThem(t *testing.T) {
	schemas := append(scheduletest.Schemas(), document.Schema, attendance.Schema, evaluation.Schema, certificate.Schema, notify.Schema, probation.Schema)
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := t.Context(), scheduletest.New(t, d)
		desk.Clock.Set(time.Date(2026, 2, 4, 3, 0, 0, 0, time.UTC))
		rules := desk.Planner.Rules
		people := &roster.Desk{DB: d, Clock: desk.Clock, Org: desk.Org, Rules: rules}
		office := &probation.Office{DB: d, Clock: desk.Clock, Rules: rules, Papers: &document.Cabinet{DB: d, Clock: desk.Clock, Rules: rules}, People: people, Post: &notify.Post{DB: d, Clock: desk.Clock}}
		gone, err := roster.ByID(ctx, d, desk.Agency.ID, desk.People(t, 0, 3)[0])
		if err != nil {
			t.Fatal(err)
		}
		exam, err := office.PlanExam(ctx, desk.Actor, desk.Agency, probation.Exam{Hospital: "RSUD Taman Husada", FirstDay: "2026-02-12", Quota: 12})
		if err == nil {
			_, err = office.SeatExam(ctx, desk.Actor, desk.Agency, exam, nil)
		}
		if err == nil {
			err = people.Withdraw(ctx, desk.Actor, desk.Agency.ID, gone.ID, gone.Version, "Mengundurkan diri")
		}
		if err != nil {
			t.Fatal(err)
		}
		catalogue, err := i18n.NewCatalogue(web.Messages, ui.Messages, access.Messages, org.Messages, roster.Messages, document.Messages, probation.Messages)
		if err != nil {
			t.Fatal(err)
		}
		server := &web.Server{DB: d, Clock: desk.Clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/sign-in",
			Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
				ctx := i18n.With(r.Context(), catalogue.Speaker(i18n.Indonesian))
				return access.With(org.With(ctx, desk.Agency), desk.Actor), nil
			},
			SignedIn: func(context.Context) bool { return true },
			Trouble:  func(_ context.Context, t web.Trouble) templ.Component { return ui.Text(t.Text) },
		}
		answer := httptest.NewRecorder()
		server.Handler(probationweb.Routes(office), nil).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, desk.Agency.Path("probation/health/"+string(exam)), nil))
		page := answer.Body.String()
		if answer.Code != http.StatusOK || !strings.Contains(page, gone.Name) || !strings.Contains(page, gone.NIP) {
			t.Errorf("answered %d; %s, %s is not named", answer.Code, gone.Name, gone.NIP)
		}
	})
}
