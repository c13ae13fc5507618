package moving_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

func TestAMoveIsNotTakenBackFromUnderWhatWasBuilt(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx := t.Context()
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, files(t, 4, crew(1, 16)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.move.Enter(ctx, w.Actor, w.agency, move, false); err != nil {
			t.Fatal(err)
		}
		batches, err := training.AllBatches(ctx, w.DB, w.agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		committee := access.AccountActor("acc", []access.Grant{{Role: access.Committee, Agency: string(w.agency.ID), Scope: access.Whole}})
		seats, err := training.Seats(ctx, w.DB, batches[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		before := w.count(t)
		mark := evaluation.NewMark{Seat: seats[0].ID, Component: "elearning", Marker: evaluation.Organiser, Value: regulation.Hundredths(8000)}
		if _, err := w.board.Enter(ctx, committee, w.agency, batches[0].ID, []evaluation.NewMark{mark}, ""); err != nil {
			t.Fatal(err)
		}
		before["evaluation_mark"]++
		err = w.move.Undo(ctx, w.Actor, w.agency, move)
		if f := fault.Of(err); f == nil || f.Key != "evaluation.back.marks" {
			t.Errorf("refused with %v", err)
		}
		if diff := cmp.Diff(before, w.count(t)); diff != "" {
			t.Errorf("a refused undo has touched (-before +after):\n%s", diff)
		}
	})
}

// What participants wrote of their weeks at work would be reports of a batch
// that is not there.
func TestAReportOfAWeekAtWorkKeepsTheMoveIn(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx := t.Context()
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, files(t, 4, crew(1, 16)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.move.Enter(ctx, w.Actor, w.agency, move, false); err != nil {
			t.Fatal(err)
		}
		batches, err := training.AllBatches(ctx, w.DB, w.agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		work := &actualization.Desk{DB: w.DB, Clock: w.Clock}
		course, err := work.Course(ctx, w.Actor, w.agency, batches[0].ID)
		if err != nil || len(course.Weeks) == 0 {
			t.Fatalf("%d weeks at work, %v", len(course.Weeks), err)
		}
		w.Clock.Set(course.Weeks[0].Days[0].Time().Add(2 * time.Hour))
		writer := access.LinkActor("link", []access.Grant{{Role: access.Participant, Agency: string(w.agency.ID), Scope: access.PersonScope(string(course.Lines[0].Person.ID))}})
		if _, err := work.Report(ctx, writer, w.agency, course.Weeks[0].Monday, "Menyusun alur"); err != nil {
			t.Fatal(err)
		}
		before := w.count(t)
		if f := fault.Of(w.move.Undo(ctx, w.Actor, w.agency, move)); f == nil || f.Key != "actualization.back.reports" {
			t.Errorf("refused with %v", f)
		}
		if diff := cmp.Diff(before, w.count(t)); diff != "" {
			t.Errorf("a refused undo has touched (-before +after):\n%s", diff)
		}
	})
}

func TestARatingThatCameLaterKeepsTheMoveIn(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx := t.Context()
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, files(t, 4, crew(1, 16)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.move.Enter(ctx, w.Actor, w.agency, move, false); err != nil {
			t.Fatal(err)
		}
		people, err := roster.All(ctx, w.DB, w.agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.move.Probation.Evaluate(ctx, w.Actor, w.agency, string(people[0].ID), "2025-Q3", regulation.Meets, regulation.Meets, ""); err != nil {
			t.Fatal(err)
		}
		before := w.count(t)
		if f := fault.Of(w.move.Undo(ctx, w.Actor, w.agency, move)); f == nil || f.Key != "moving.back_paper" {
			t.Errorf("refused with %v", f)
		}
		if diff := cmp.Diff(before, w.count(t)); diff != "" {
			t.Errorf("a refused undo has touched (-before +after):\n%s", diff)
		}
	})
}

// What a mentor has opened stands in the way before ratings, papers and STTP go.
func TestAMentorWhoOpenedTheirLinkKeepsTheMoveIn(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx := t.Context()
		people := crew(1, 16)
		lines := []string{"NIP;Nama;Nama Mentor;NIP Mentor;Jabatan Mentor;No WA Mentor"}
		for _, p := range people {
			lines = append(lines, "'"+p.nip+";"+p.name+";drg. Achmad Fauzan;'198001012005011901;Kepala Bidang;081200000901")
		}
		text := strings.Join(lines, "\n")
		list := append(files(t, 4, people), roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "mentor.csv"})
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, list)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := w.move.Enter(ctx, w.Actor, w.agency, move, false); err != nil || r.Mentors != len(people) {
			t.Fatalf("%d mentors were bound, %v; want %d", r.Mentors, err, len(people))
		}
		mentors, err := schedule.Mentors(ctx, w.DB, w.agency.ID)
		if err != nil || len(mentors) != 1 {
			t.Fatalf("%d mentors, %v; want 1", len(mentors), err)
		}
		pass, err := w.Schedule.Link(ctx, w.Actor, w.agency, mentors[0].ID, "")
		if err != nil {
			t.Fatal(err)
		}
		secret, err := w.Schedule.Links.PassSecret(pass.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Schedule.Links.OpenPass(ctx, secret, "phone"); err != nil {
			t.Fatal(err)
		}
		before := w.count(t)
		if f := fault.Of(w.move.Undo(ctx, w.Actor, w.agency, move)); f == nil || f.Key != "schedule.mentor.built" {
			t.Errorf("refused with %v", f)
		}
		if diff := cmp.Diff(before, w.count(t)); diff != "" {
			t.Errorf("a refused undo has touched (-before +after):\n%s", diff)
		}
	})
}
