package actualization_test

import (
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// place is a batch in the second week at work; its first participant has a
// mentor who came by a link.
type place struct {
	*scheduletest.Desk
	desk   *actualization.Desk
	batch  training.Batch
	seats  []training.Seat
	weeks  []actualization.Week
	mentor access.Actor
}

func each(t *testing.T, f func(t *testing.T, p place)) {
	t.Helper()
	dbtest.Each(t, append(scheduletest.Schemas(), actualization.Schema), func(t *testing.T, d *db.DB) {
		desk := scheduletest.New(t, d)
		p := place{Desk: desk, desk: &actualization.Desk{DB: d, Clock: desk.Clock}, batch: desk.Batch(t, 24)}
		p.seats = desk.Seats(t, p.batch.ID)
		course, err := p.desk.Course(t.Context(), desk.Actor, desk.Agency, p.batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		p.weeks = course.Weeks
		if len(p.weeks) < 4 {
			t.Fatalf("%d weeks at work", len(p.weeks))
		}
		p.on(p.weeks[1].Days[0])
		if err := desk.Schedule.Bind(t.Context(), desk.Actor, desk.Agency, schedule.Mentoring{Mentor: schedule.Mentor{Name: "drg. Achmad Fauzan", Phone: "081200000901"}, Person: p.seats[0].Person}); err != nil {
			t.Fatal(err)
		}
		guides, err := schedule.Guides(t.Context(), d, desk.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		scope := guides[p.seats[0].Person].Scope()
		p.mentor = access.LinkActor(string(scope), []access.Grant{{Role: access.Mentor, Agency: string(desk.Agency.ID), Scope: scope}})
		f(t, p)
	})
}

// on makes it the morning of a day.
func (p place) on(day clock.Date) { p.Clock.Set(day.Time().Add(2 * time.Hour)) }

func (p place) writer(person roster.PersonID) access.Actor {
	return trainingtest.Holding(string(p.Agency.ID), access.Participant, access.PersonScope(string(person)))
}

// report reports a week for the first participant.
func (p place) report(t *testing.T, week int, body string) actualization.ReportID {
	t.Helper()
	r, err := p.desk.Report(t.Context(), p.writer(p.seats[0].Person), p.Agency, p.weeks[week].Monday, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// states are those of the weeks of the first participant, as they see them.
func (p place) states(t *testing.T) []actualization.State {
	t.Helper()
	own, err := p.desk.Own(t.Context(), p.writer(p.seats[0].Person), p.Agency)
	if err != nil {
		t.Fatal(err)
	}
	var list []actualization.State
	for _, w := range own[:3] {
		list = append(list, w.State(p.Agency.Today(p.Clock.Now())))
	}
	return list
}

func (p place) want(t *testing.T, want ...actualization.State) {
	t.Helper()
	got := p.states(t)
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("the weeks are %v, want %v", got, want)
		}
	}
}

func TestAMentorApprovesAndReturnsByOnePress(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		ctx := t.Context()
		p.want(t, actualization.Due, actualization.Due, actualization.Ahead)
		first, second := p.report(t, 0, "Menyusun alur"), p.report(t, 1, "  Menguji alur \n")
		p.want(t, actualization.Sent, actualization.Sent, actualization.Ahead)

		lines, err := p.desk.Guided(ctx, p.mentor, p.Agency)
		if err != nil || len(lines) != 1 || lines[0].Weeks[1].Report.Body != "Menguji alur" {
			t.Fatalf("the mentor sees %+v, %v", lines, err)
		}
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, first, actualization.Decision{Approve: true}); err != nil {
			t.Fatal(err)
		}
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, second, actualization.Decision{Note: "Tambahkan keluaran"}); err != nil {
			t.Fatal(err)
		}
		p.want(t, actualization.Approved, actualization.Returned, actualization.Ahead)

		again := p.report(t, 1, "Menguji alur; keluaran: daftar periksa")
		p.want(t, actualization.Approved, actualization.Sent, actualization.Ahead)
		own, err := p.desk.Own(ctx, p.writer(p.seats[0].Person), p.Agency)
		if err != nil || len(own[1].Past) != 1 || own[1].Past[0].Note != "Tambahkan keluaran" {
			t.Errorf("what was returned is lost: %+v, %v", own[1], err)
		}
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, again, actualization.Decision{Approve: true}); err != nil {
			t.Fatal(err)
		}
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, again, actualization.Decision{Note: "Ternyata belum lengkap"}); err != nil {
			t.Errorf("an approval cannot be taken back: %v", err)
		}
		p.want(t, actualization.Approved, actualization.Returned, actualization.Ahead)
		found, err := p.desk.Read(ctx, p.mentor, p.Agency, again)
		if err != nil || found.By != p.mentor.Ref() || !found.Decides || found.Newer {
			t.Errorf("read by the mentor: %+v, %v", found, err)
		}
	})
}

func TestReportsAndDecisionsThatAreRefused(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		ctx, id := t.Context(), string(p.Agency.ID)
		sent := p.report(t, 0, "Menyusun alur")
		approved := p.report(t, 1, "Menguji alur")
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, approved, actualization.Decision{Approve: true}); err != nil {
			t.Fatal(err)
		}
		writer, approve := p.writer(p.seats[0].Person), actualization.Decision{Approve: true}
		for name, c := range map[string]struct {
			do   func() error
			kind fault.Kind
			key  string
		}{
			"a report without words": {func() error { _, err := p.desk.Report(ctx, writer, p.Agency, p.weeks[0].Monday, "  "); return err }, fault.KindInvalid, "actualization.no_body"},
			"a report that is too long": {func() error {
				_, err := p.desk.Report(ctx, writer, p.Agency, p.weeks[0].Monday, strings.Repeat("ä", 4001))
				return err
			}, fault.KindInvalid, "actualization.long_body"},
			"a week that has not begun": {func() error { _, err := p.desk.Report(ctx, writer, p.Agency, p.weeks[2].Monday, "Sudah"); return err }, fault.KindConflict, "actualization.refused.ahead"},
			"a week that was approved":  {func() error { _, err := p.desk.Report(ctx, writer, p.Agency, p.weeks[1].Monday, "Lain"); return err }, fault.KindConflict, "actualization.refused.approved"},
			"a week of another course":  {func() error { _, err := p.desk.Report(ctx, writer, p.Agency, "2020-01-06", "Lain"); return err }, fault.KindNotFound, "actualization.no_week"},
			"a report by who is no participant": {func() error {
				_, err := p.desk.Report(ctx, p.Actor, p.Agency, p.weeks[0].Monday, "Lain")
				return err
			}, fault.KindForbidden, ""},
			"a return without a note":    {func() error { return p.desk.Decide(ctx, p.mentor, p.Agency, sent, actualization.Decision{Note: " "}) }, fault.KindInvalid, "actualization.no_note"},
			"an approval said twice":     {func() error { return p.desk.Decide(ctx, p.mentor, p.Agency, approved, approve) }, fault.KindConflict, "actualization.decided"},
			"an approval by the officer": {func() error { return p.desk.Decide(ctx, p.Actor, p.Agency, sent, approve) }, fault.KindForbidden, ""},
			"an approval by the writer":  {func() error { return p.desk.Decide(ctx, writer, p.Agency, sent, approve) }, fault.KindForbidden, ""},
			"an approval by another guide": {func() error {
				return p.desk.Decide(ctx, trainingtest.Holding(id, access.Mentor, access.PersonScope(string(p.seats[1].Person))), p.Agency, sent, approve)
			}, fault.KindNotFound, ""},
			"another participant who reads": {func() error { _, err := p.desk.Read(ctx, p.writer(p.seats[1].Person), p.Agency, sent); return err }, fault.KindNotFound, ""},
		} {
			if err := c.do(); fault.KindOf(err) != c.kind || c.key != "" && !says(err, c.key) {
				t.Errorf("%s: %v", name, err)
			}
		}
		p.want(t, actualization.Sent, actualization.Approved, actualization.Ahead)

		p.report(t, 0, "Menyusun alur, lengkap")
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, sent, approve); fault.Of(err).Key != "actualization.newer" {
			t.Errorf("a report was approved that its writer has replaced: %v", err)
		}
	})
}

func TestALineBreakIsOneLetter(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		full := strings.Repeat("Kerja\r\n", 666) + "Usai" // 4,000 letters as the field counts them
		report := p.report(t, 0, full)
		if err := p.desk.Decide(t.Context(), p.mentor, p.Agency, report, actualization.Decision{Note: strings.Repeat("ya\r\n", 333) + "a"}); err != nil {
			t.Errorf("a note that the field let pass: %v", err)
		}
		own, err := p.desk.Own(t.Context(), p.writer(p.seats[0].Person), p.Agency)
		if err != nil || strings.Contains(own[0].Report.Body+own[0].Report.Note, "\r") {
			t.Errorf("kept as %q, %v", own[0].Report.Body, err)
		}
	})
}

// says reports whether an error has a key, in itself or at a field.
func says(err error, key string) bool {
	f := fault.Of(err)
	if f.Key == key {
		return true
	}
	for _, one := range f.Fields {
		if one.Key == key {
			return true
		}
	}
	return false
}

func TestTheCommitteeSeesForWhomItWaits(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		p.report(t, 0, "Menyusun alur")
		course, err := p.desk.Course(t.Context(), p.Actor, p.Agency, p.batch.ID)
		if err != nil || len(course.Lines) != 24 {
			t.Fatalf("%d lines, %v", len(course.Lines), err)
		}
		today, sent, due := p.Agency.Today(p.Clock.Now()), 0, 0
		for _, l := range course.Lines {
			sent += l.Count(actualization.Sent, today)
			due += l.Count(actualization.Due, today)
		}
		if sent != 1 || due != 47 {
			t.Errorf("%d wait for mentors and %d are owed, want 1 and 47", sent, due)
		}
		if course.Lines[0].Mentor == nil && course.Lines[1].Mentor == nil {
			t.Error("nobody has a mentor")
		}
		_, err = p.desk.Course(t.Context(), p.mentor, p.Agency, p.batch.ID)
		if fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the mentor sees the whole batch: %v", err)
		}
	})
}
