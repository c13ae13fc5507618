package moving_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
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
