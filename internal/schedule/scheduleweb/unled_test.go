package scheduleweb_test

import (
	"strings"
	"testing"

	"pamong/internal/schedule"
)

func TestSessionsWithoutATrainerAreCounted(t *testing.T) {
	s, batch := planned(t)
	pages := []string{"/p/" + string(batch.Programme), "/p/" + string(batch.Programme) + "/publish", "/b/" + string(batch.ID)}
	for _, path := range pages {
		if strings.Contains(s.get(path).Body.String(), "sesi belum punya pengajar") {
			t.Errorf("%s counts sessions although nobody has been chosen at all", path)
		}
	}
	_, err := s.Schedule.Assign(t.Context(), s.Actor, s.Agency.ID, batch.ID, schedule.Assignment{Lead: "coach", Group: 1, Trainer: "Dr. Rahma"})
	if err != nil {
		t.Fatal(err)
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
}
