package scheduleweb_test

import (
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/schedule"
	"pamong/internal/training/trainingtest"
)

func TestSessionsWithoutATrainerAreCounted(t *testing.T) {
	s, batch := planned(t)
	pages := []string{"/p/" + string(batch.Programme), "/p/" + string(batch.Programme) + "/publish", "/b/" + string(batch.ID)}
	for _, path := range pages {
		if strings.Contains(s.get(path).Body.String(), "sesi belum punya pengajar") {
			t.Errorf("%s counts sessions although nobody has been chosen at all", path)
		}
	}
	for n := range 9 { // more than the plan shows of their loads at once
		a := schedule.Assignment{Lead: []string{"coach", "examiner", "tutor"}[n/3], Group: 1 + n%3, Trainer: "Dr. Rahma " + string(rune('A'+n))}
		if _, err := s.Schedule.Assign(t.Context(), s.Actor, s.Agency.ID, batch.ID, a); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range pages {
		page := s.get(path).Body.String()
		if !strings.Contains(page, "sesi belum punya pengajar") || !strings.Contains(page, "/planner") {
			t.Errorf("%s does not say that sessions have nobody to lead them", path)
		}
		if strings.Contains(page, "semua kelompok</") || strings.Contains(page, "Semua aturan terpenuhi") {
			t.Errorf("%s says that all groups have a trainer", path)
		}
	}
	if page := s.get(pages[0]).Body.String(); !strings.Contains(page, "3 pengampu lain") || strings.Count(page, "Dr. Rahma ") != 9 {
		t.Error("the plan does not name all nine trainers")
	}
	s.Publish(t, "Pengampu ditetapkan", batch.ID)
	s.actor = trainingtest.Holding(string(s.Agency.ID), access.Coach, access.GroupScope(string(s.Seats(t, batch.ID)[0].Group)))
	if page := s.get(pages[2]).Body.String(); !strings.Contains(page, "sesi belum punya pengajar") || strings.Contains(page, "/planner") {
		t.Error("a coach is led to a planner that they may not see")
	}
}
