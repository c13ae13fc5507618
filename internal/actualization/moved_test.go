package actualization_test

import (
	"slices"
	"testing"

	"pamong/internal/actualization"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// postpone moves the stage at work so that it begins on a day.
func (p place) postpone(t *testing.T, start clock.Date) {
	t.Helper()
	p.decide(t, regulation.StageChange{Start: start})
}

// decide decides the stage at work otherwise than the pack.
func (p place) decide(t *testing.T, change regulation.StageChange) {
	t.Helper()
	stages, err := training.Stages(t.Context(), p.DB, p.batch.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(stages, func(s training.Stage) bool { return s.Kind == regulation.StageWorkplace })
	if err := p.Planner.SetStage(t.Context(), p.Actor, p.Agency.ID, p.batch.ID, stages[i].Key, change, "Libur bersama"); err != nil {
		t.Fatal(err)
	}
}

// body is what was reported of a week, "" for nothing.
func body(weeks []actualization.Week, monday clock.Date) string {
	i := slices.IndexFunc(weeks, func(w actualization.Week) bool { return w.Monday == monday && w.Report != nil })
	if i < 0 {
		return ""
	}
	return weeks[i].Report.Body
}

func TestReportsStayWhenTheStageMovesAway(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		ctx, monday := t.Context(), p.weeks[0].Monday
		report := p.report(t, 0, "Menyusun alur")
		p.postpone(t, p.weeks[2].Days[0])

		own, err := p.desk.Own(ctx, p.writer(p.seats[0].Person), p.Agency)
		if err != nil || body(own, monday) != "Menyusun alur" || own[0].Takes(p.Agency.Today(p.Clock.Now())) {
			t.Errorf("the writer sees %+v, %v", own, err)
		}
		lines, err := p.desk.Guided(ctx, p.mentor, p.Agency)
		if err != nil || len(lines) != 1 || body(lines[0].Weeks, monday) != "Menyusun alur" {
			t.Errorf("the mentor sees %+v, %v", lines, err)
		}
		course, err := p.desk.Course(ctx, p.Actor, p.Agency, p.batch.ID)
		if err != nil || course.Weeks[0].Monday != p.weeks[2].Monday || !slices.ContainsFunc(course.Lines, func(l actualization.Line) bool { return body(l.Weeks, monday) != "" }) {
			t.Errorf("the committee sees weeks from %s without the report: %v", course.Weeks[0].Monday, err)
		}
		if err := p.desk.Decide(ctx, p.mentor, p.Agency, report, actualization.Decision{Note: "Tambahkan keluaran"}); err != nil {
			t.Error(err)
		}
		if _, err := p.desk.Report(ctx, p.writer(p.seats[0].Person), p.Agency, monday, "Lagi"); fault.Of(err).Key != "actualization.no_week" {
			t.Errorf("a report of a week that left the stage: %v", err)
		}
	})
}

func TestABatchStaysListedWhenItsStageIsLeftOut(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		ctx, none := t.Context(), 0
		p.report(t, 0, "Menyusun alur")
		p.decide(t, regulation.StageChange{Days: &none})
		list, err := p.desk.Batches(ctx, p.Actor, p.Agency)
		if err != nil || len(list) != 1 {
			t.Errorf("the committee finds %d batches, %v", len(list), err)
		}
		course, err := p.desk.Course(ctx, p.Actor, p.Agency, p.batch.ID)
		if err != nil || len(course.Weeks) != 0 || !slices.ContainsFunc(course.Lines, func(l actualization.Line) bool { return body(l.Weeks, p.weeks[0].Monday) != "" }) {
			t.Errorf("%d weeks, %v", len(course.Weeks), err)
		}
	})
}

func TestReportsFollowWhoIsMovedToAnotherBatch(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		ctx := t.Context()
		for _, s := range p.seats {
			if _, err := p.desk.Report(ctx, p.writer(s.Person), p.Agency, p.weeks[0].Monday, "Menyusun alur"); err != nil {
				t.Fatal(err)
			}
		}
		made, err := p.Planner.SplitBatch(ctx, p.Actor, p.Agency.ID, p.batch.ID, training.Note{Date: p.weeks[1].Days[0], Reason: "Terlalu besar"})
		if err != nil {
			t.Fatal(err)
		}
		course, err := p.desk.Course(ctx, p.Actor, p.Agency, made)
		if err != nil || len(course.Lines) == 0 {
			t.Fatalf("%d lines, %v", len(course.Lines), err)
		}
		for _, l := range course.Lines {
			if body(l.Weeks, p.weeks[0].Monday) == "" {
				t.Errorf("the report of %s is lost to the new batch", l.Person.Name)
			}
		}
	})
}

func TestReportsStayOfWhoLeavesTheBatch(t *testing.T) {
	each(t, func(t *testing.T, p place) {
		ctx, monday := t.Context(), p.weeks[0].Monday
		p.report(t, 0, "Menyusun alur")
		if err := p.Planner.Defer(ctx, p.Actor, p.Agency.ID, p.seats[0].ID, training.Note{Date: p.weeks[1].Days[0], Reason: "Sakit"}); err != nil {
			t.Fatal(err)
		}
		own, err := p.desk.Own(ctx, p.writer(p.seats[0].Person), p.Agency)
		if err != nil || len(own) != 1 || body(own, monday) == "" {
			t.Errorf("the writer sees %+v, %v", own, err)
		}
		lines, err := p.desk.Guided(ctx, p.mentor, p.Agency)
		if err != nil || len(lines) != 1 || body(lines[0].Weeks, monday) == "" {
			t.Errorf("the mentor sees %+v, %v", lines, err)
		}
		course, err := p.desk.Course(ctx, p.Actor, p.Agency, p.batch.ID)
		if err != nil || len(course.Lines) != 24 {
			t.Fatalf("%d lines, %v", len(course.Lines), err)
		}
		if last := course.Lines[23]; !last.Left || last.Person.ID != p.seats[0].Person || body(last.Weeks, monday) == "" {
			t.Errorf("the committee sees %+v", last)
		}
		if _, err := p.desk.Report(ctx, p.writer(p.seats[0].Person), p.Agency, monday, "Lagi"); err == nil {
			t.Error("who has left the batch reports")
		}
	})
}
