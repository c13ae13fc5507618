package schedule_test

import (
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"

	ics "github.com/arran4/golang-ical"
)

// calendarOf draws up the calendar of an owner and reads it as a program does.
func calendarOf(t *testing.T, d *scheduletest.Desk, owner schedule.FeedOwner) map[string]*ics.VEvent {
	t.Helper()
	words, err := i18n.NewCatalogue(schedule.Messages, training.Messages, regulation.Messages)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Schedule.Calendar(t.Context(), schedule.Feed{Agency: d.Agency.ID, Owner: owner}, words)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ics.ParseCalendar(strings.NewReader(c.Body))
	if err != nil {
		t.Fatalf("%v in\n%s", err, c.Body)
	}
	events := map[string]*ics.VEvent{}
	for _, e := range read.Events() {
		if events[e.Id()] != nil {
			t.Fatalf("%s stands twice", e.Id())
		}
		events[e.Id()] = e
	}
	return events
}

func uid(s schedule.Session) string { return string(s.ID) + "@pontianak.pamong" }

func value(e *ics.VEvent, p ics.ComponentProperty) string {
	if v := e.GetProperty(p); v != nil {
		return v.Value
	}
	return ""
}

func TestACalendarFollowsEveryPublication(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 24)
		owner := schedule.BatchFeed(batch.ID)
		sessions := d.Sessions(t, batch.ID)
		events := calendarOf(t, d, owner)
		if len(events) != len(sessions) {
			t.Fatalf("%d events of %d sessions", len(events), len(sessions))
		}
		var one, other schedule.Session
		for _, s := range sessions {
			if s.Kind == regulation.Classroom && s.Group == 0 && one.ID == "" {
				one = s
			} else if s.Kind == regulation.Classroom && s.Group == 0 {
				other = s
			}
		}
		e := events[uid(one)]
		start, err := e.GetStartAt()
		if err != nil || !start.Equal(one.Day.Time().Add(time.Duration(one.Start-7*60)*time.Minute)) {
			t.Errorf("%s %d begins at %s in WIB, %v", one.Day, one.Start, start, err)
		}
		if value(e, ics.ComponentPropertySequence) != "0" || value(e, ics.ComponentPropertyStatus) != "CONFIRMED" {
			t.Errorf("a new session: %v", e)
		}

		place := schedule.Edit{Day: one.Day, Start: one.Start, End: one.End, JP: one.JP, Place: "Aula BKPSDM"}
		if err := d.Schedule.Change(ctx, d.Actor, d.Agency.ID, batch.ID, one.ID, place); err != nil {
			t.Fatal(err)
		}
		if events := calendarOf(t, d, owner); value(events[uid(one)], ics.ComponentPropertyLocation) == "Aula BKPSDM" {
			t.Error("a draft is told")
		}
		d.Clock.Set(d.Clock.Now().Add(time.Hour))
		d.Publish(t, "Ruang lain", batch.ID)
		events = calendarOf(t, d, owner)
		if e := events[uid(one)]; value(e, ics.ComponentPropertyLocation) != "Aula BKPSDM" || value(e, ics.ComponentPropertySequence) != "1" {
			t.Errorf("a changed session: %v", e)
		}
		if e := events[uid(other)]; value(e, ics.ComponentPropertySequence) != "0" {
			t.Errorf("a session that stayed: %v", e)
		}
		if err := d.Schedule.Remove(ctx, d.Actor, d.Agency.ID, batch.ID, other.ID); err != nil {
			t.Fatal(err)
		}
		again := other
		again.ID = ""
		if err := d.Schedule.Add(ctx, d.Actor, d.Agency.ID, batch.ID, again); err != nil {
			t.Fatal(err)
		}
		d.Clock.Set(d.Clock.Now().Add(time.Hour))
		d.Publish(t, "Diganti", batch.ID)
		events = calendarOf(t, d, owner)
		if e := events[uid(other)]; value(e, ics.ComponentPropertyStatus) != "CANCELLED" || value(e, ics.ComponentPropertySequence) != "1" || len(events) != len(sessions)+1 {
			t.Errorf("of %d events one that was taken out: %v", len(events), e)
		}
		if rooms := calendarOf(t, d, schedule.RoomFeed("Aula BKPSDM")); len(rooms) != 1 || rooms[uid(one)] == nil {
			t.Errorf("the room holds %d sessions", len(rooms))
		}
	})
}

func TestACalendarIsItsOwners(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 24)
		seats := d.Seats(t, batch.ID)
		coach := trainingtest.Holding(string(d.Agency.ID), access.Coach, access.GroupScope(string(seats[0].Group)))
		for name, c := range map[string]struct {
			actor access.Actor
			owner schedule.FeedOwner
			kind  fault.Kind // 0 for allowed
		}{
			"one's own":                    {coach, schedule.OwnFeed(coach), 0},
			"somebody else's":              {coach, schedule.OwnFeed(d.Actor), fault.KindNotFound},
			"a batch by its planner":       {d.Actor, schedule.BatchFeed(batch.ID), 0},
			"a batch by a coach":           {coach, schedule.BatchFeed(batch.ID), fault.KindForbidden},
			"a batch that is not there":    {d.Actor, schedule.BatchFeed("b0"), fault.KindNotFound},
			"a room by the office":         {d.Actor, schedule.RoomFeed("Aula"), 0},
			"a room by a coach":            {coach, schedule.RoomFeed("Aula"), fault.KindForbidden},
			"nobody's":                     {d.Actor, "", fault.KindNotFound},
			"one's own in another agency":  {trainingtest.Holding("elsewhere", access.Coach, access.Whole), schedule.OwnFeed(coach), fault.KindNotFound},
			"who only looks by other eyes": {access.EyesOf("acc-coach", coach.Grants(), "acc-admin", d.Clock.Now().Add(time.Hour)), schedule.OwnFeed(coach), fault.KindNotFound},
		} {
			_, err := d.Schedule.MakeFeed(ctx, c.actor, d.Agency.ID, c.owner)
			if (err == nil) != (c.kind == 0) || err != nil && fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestARenewedAddressIsGone(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 24)
		d.Schedule.Key = []byte("a key of an installation")
		owner := schedule.BatchFeed(batch.ID)
		first, err := d.Schedule.MakeFeed(ctx, d.Actor, d.Agency.ID, owner)
		if err != nil {
			t.Fatal(err)
		}
		secret, err := d.Schedule.FeedSecret(first)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := d.Schedule.FeedBy(ctx, secret); err != nil || f.Owner != owner || !f.Ended.IsZero() {
			t.Fatalf("%+v, %v", f, err)
		}
		second, err := d.Schedule.MakeFeed(ctx, d.Actor, d.Agency.ID, owner)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := d.Schedule.FeedBy(ctx, secret); err != nil || f.Ended.IsZero() {
			t.Errorf("the old address stands as %+v, %v", f, err)
		}
		made, err := d.Schedule.Feeds(ctx, d.Actor, d.Agency.ID)
		if err != nil || len(made) != 1 || made[owner].ID != second.ID {
			t.Errorf("in force are %+v, %v", made, err)
		}
		if err := d.Schedule.EndFeed(ctx, d.Actor, d.Agency.ID, owner); err != nil {
			t.Fatal(err)
		}
		if made, err := d.Schedule.Feeds(ctx, d.Actor, d.Agency.ID); err != nil || len(made) != 0 {
			t.Errorf("after the end are %+v, %v", made, err)
		}
		stranger := *d.Schedule
		stranger.Key = []byte("another key")
		forged, err := stranger.FeedSecret(first)
		if err != nil {
			t.Fatal(err)
		}
		for _, guess := range []string{forged, "", "x", secret + "A", secret[:len(secret)-2], string(first.ID)} {
			if _, err := d.Schedule.FeedBy(ctx, guess); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("guessed address %q: %v, want unknown", guess, err)
			}
		}
	})
}
