package scheduleweb_test

import (
	"net/http"
	"regexp"
	"testing"

	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/web"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training/trainingtest"
)

// A province has more batches than a page checks session by session. It publishes
// them from the page all the same, and what changed since it was shown is refused.
func TestAProvincePublishesFromThePage(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t, append(scheduletest.Schemas(), web.Schema)...))
	s.People(t, 0, 130)
	o := trainingtest.Order("Latsar 2025")
	o.Cap, o.Least, o.Groups, o.Waves = 2, 2, 1, 1
	programme := s.Programme(t, o)
	batches := s.Batches(t, programme)
	if len(batches) < 61 {
		t.Fatalf("%d batches are not many", len(batches))
	}
	at := "/p/" + string(programme) + "/publish"
	page := s.get(at).Body.String()
	form := []string{"batch", string(batches[0].ID), "batch", string(batches[1].ID)}
	for _, field := range regexp.MustCompile(`name="(seen_[^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form = append(form, field[1], field[2])
	}
	v, err := schedule.Look(t.Context(), s.DB, s.Agency.ID, batches[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Schedule.Lock(t.Context(), s.Actor, s.Agency.ID, batches[1].ID, v.Sessions[0].ID, true); err != nil {
		t.Fatal(err)
	}
	if w := s.post(at, form...); w.Code != http.StatusConflict {
		t.Errorf("what changed since it was shown answers %d", w.Code)
	}
	if w := s.post(at, append([]string{"batch", string(batches[0].ID)}, form[4:]...)...); w.Code != http.StatusSeeOther {
		t.Errorf("publishing answers %d: %.300s", w.Code, w.Body)
	}
	if len(s.Sessions(t, batches[0].ID)) == 0 || len(s.Sessions(t, batches[1].ID)) > 0 {
		t.Error("another batch is in force than the one that was seen")
	}
}
