package schedule_test

import (
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"

	ics "github.com/arran4/golang-ical"
)

// TestACalendarIsRightInTheZoneOfThePlace reads the first session of a batch as
// the same hour of the clock in each zone, which is another instant.
func TestACalendarIsRightInTheZoneOfThePlace(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		batch := d.Batch(t, 24)
		session := d.Sessions(t, batch.ID)[0]
		for zone, place := range map[org.Zone]struct {
			name   string
			behind time.Duration
		}{org.WIB: {"Asia/Jakarta", 7 * time.Hour}, org.WITA: {"Asia/Makassar", 8 * time.Hour}, org.WIT: {"Asia/Jayapura", 9 * time.Hour}} {
			d.Agency.Zone = zone
			if err := d.Org.ChangeAgency(t.Context(), access.System("test"), d.Agency); err != nil {
				t.Fatal(err)
			}
			e := calendarOf(t, d, schedule.BatchFeed(batch.ID))[uid(session)]
			if got := e.GetProperty(ics.ComponentPropertyDtStart).ICalParameters["TZID"]; len(got) != 1 || got[0] != place.name {
				t.Errorf("%s: the zone is %v", zone, got)
			}
			at, err := e.GetStartAt()
			if err != nil {
				t.Fatal(err)
			}
			want, _ := time.Parse(time.DateOnly, string(session.Day))
			want = want.Add(time.Duration(session.Start)*time.Minute - place.behind)
			if !at.Equal(want) {
				t.Errorf("%s: it begins at %s, want %s", zone, at.UTC(), want)
			}
		}
	})
}
