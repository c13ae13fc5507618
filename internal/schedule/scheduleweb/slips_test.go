package scheduleweb_test

import (
	"net/http"
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/web"
	"pamong/internal/notify"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training/trainingtest"
)

func TestSlipsHoldNoLinkThatOpensPeopleOfOthers(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t, append(scheduletest.Schemas(), web.Schema, notify.Schema)...))
	ctx, seats := t.Context(), s.Seats(t, s.Batch(t, 40).ID)
	for _, seat := range seats[:2] {
		if err := s.Schedule.Bind(ctx, s.Actor, s.Agency, schedule.Mentoring{Mentor: schedule.Mentor{NIP: "198001012005011901", Name: "drg. Achmad Fauzan"}, Person: seat.Person}); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Schedule.LinkAll(ctx, s.Actor, s.Agency); err != nil || n != 1 {
		t.Fatalf("%d links, %v", n, err)
	}
	s.actor = trainingtest.Holding(string(s.Agency.ID), access.Committee, access.PersonScope(string(seats[0].Person)))
	if w := s.office("/mentors/slips.pdf"); w.Code != http.StatusConflict {
		t.Errorf("slips for one of the mentor's two people answer %d: they open the other too", w.Code)
	}
	s.actor = s.Actor
	if w := s.office("/mentors/slips.pdf"); w.Code != http.StatusOK {
		t.Errorf("slips for both answer %d: %.200s", w.Code, w.Body)
	}
}
