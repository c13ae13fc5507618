package scheduleweb_test

import (
	"net/url"
	"strings"
	"testing"

	"pamong/internal/roster"
	"pamong/internal/training"
)

func TestWhoWasDeferredStandsOnTheWaitingList(t *testing.T) {
	s, batch := planned(t)
	seat := s.Seats(t, batch.ID)[0]
	person, err := roster.ByID(t.Context(), s.DB, s.Agency.ID, seat.Person)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.get("/waiting").Body.String(), person.Name) {
		t.Fatal("who sits in a batch waits")
	}
	if err := s.Planner.Defer(t.Context(), s.Actor, s.Agency.ID, seat.ID, training.Note{Date: "2025-07-08", Reason: "Melahirkan"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/waiting", "/waiting?q=" + url.QueryEscape(person.Name)} {
		page := s.get(path).Body.String()
		if !strings.Contains(page, person.Name) || !strings.Contains(page, "Melahirkan") || !strings.Contains(page, "/b/"+string(batch.ID)+"/reenter") {
			t.Errorf("%s does not lead to who may come back", path)
		}
	}
	if strings.Contains(s.get("/waiting?q=xyz").Body.String(), person.Name) {
		t.Error("a search for others finds them")
	}
}
