package evaluation_test

import (
	"io/fs"
	"testing"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training/trainingtest"
)

// BenchmarkResults reads and computes the results of 338 people who have all
// marks, each with the parts that make it, without anything kept.
func BenchmarkResults(b *testing.B) {
	d := dbtest.SQLite(b, append(scheduletest.Schemas(), []fs.FS{attendance.Schema, evaluation.Schema}...)...)
	desk := scheduletest.New(b, d)
	desk.People(b, 118, 220)
	committee := trainingtest.Holding(string(desk.Agency.ID), access.Committee, access.Whole)
	board := &evaluation.Board{DB: d, Clock: desk.Clock}
	batches := desk.Batches(b, desk.Programme(b, trainingtest.Order("Latsar 2025")))
	for _, batch := range batches {
		var marks []evaluation.NewMark
		for _, seat := range desk.Seats(b, batch.ID) {
			for _, m := range full {
				m.Seat = seat.ID
				marks = append(marks, m)
			}
		}
		if _, err := board.Enter(b.Context(), committee, desk.Agency, batch.ID, marks, ""); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		board, people := &evaluation.Board{DB: d, Clock: desk.Clock}, 0
		for _, batch := range batches {
			t, err := board.Table(b.Context(), committee, desk.Agency, batch.ID)
			if err != nil {
				b.Fatal(err)
			}
			people += t.Complete()
		}
		if people != 338 {
			b.Fatalf("%d people have a result, want 338", people)
		}
	}
}
