package trainer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/clock"
	"pamong/internal/training"
)

func TestOwnTrainersArePaidAboveTheirDuty(t *testing.T) {
	trainers := []Trainer{{ID: "own", Name: "Dr. Rahma Putri", DutyJP: 10}, {ID: "guest", Name: "Dr. Tamu", Employer: "BPSDM"}}
	led := []Led{
		{Trainer: "own", Batch: "b2", Day: "2025-07-20", JP: 6},
		{Trainer: "own", Batch: "b1", Day: "2025-07-10", JP: 8},
		{Name: "DR RAHMA PUTRI", Batch: "b1", Day: "2025-08-01", JP: 3},
		{Trainer: "guest", Batch: "b1", Day: "2025-07-10", JP: 4},
		{Name: "Orang Lain", Batch: "b1", Day: "2025-07-10", JP: 4},
	}
	want := []Hours{
		{Trainer: "own", Batch: "b1", Month: "2025-07", Fund: "APBD", JP: 8, Duty: 8, Sessions: 1},
		{Trainer: "own", Batch: "b2", Month: "2025-07", JP: 6, Duty: 2, Sessions: 1},
		{Trainer: "guest", Batch: "b1", Month: "2025-07", Fund: "APBD", JP: 4, Sessions: 1},
		{Trainer: "own", Batch: "b1", Month: "2025-08", Fund: "APBD", JP: 3, Duty: 3, Sessions: 1},
	}
	if diff := cmp.Diff(want, HoursOf(trainers, led, map[training.BatchID]string{"b1": "APBD"})); diff != "" {
		t.Error(diff)
	}
}

func TestHoursKeepWhatIsLed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trainers := []Trainer{{ID: "a", DutyJP: rapid.IntRange(0, 20).Draw(t, "duty")}, {ID: "b"}}
		var led []Led
		jp := 0
		for range rapid.IntRange(0, 30).Draw(t, "sessions") {
			s := Led{Trainer: rapid.SampledFrom([]ID{"a", "b"}).Draw(t, "trainer"), Batch: rapid.SampledFrom([]training.BatchID{"x", "y"}).Draw(t, "batch"),
				Day: clock.Date("2025-07-01").AddDays(rapid.IntRange(0, 90).Draw(t, "day")), JP: rapid.IntRange(0, 12).Draw(t, "jp")}
			jp += s.JP
			led = append(led, s)
		}
		sum, duty := 0, map[string]int{}
		for _, h := range HoursOf(trainers, led, nil) {
			sum += h.JP
			if h.Duty < 0 || h.Duty > h.JP || h.Trainer == "b" && h.Duty > 0 {
				t.Fatalf("duty of %+v", h)
			}
			duty[h.Month] += h.Duty
		}
		if sum != jp {
			t.Fatalf("%d JP of %d", sum, jp)
		}
		for month, n := range duty {
			if n > trainers[0].DutyJP {
				t.Fatalf("%d JP of duty in %s, owed %d", n, month, trainers[0].DutyJP)
			}
		}
	})
}
