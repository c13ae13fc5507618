package training_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

func TestWhatIsKnownOfPeopleIsHeeded(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		people := d.People(t, 0, 80)
		known := []training.Known{
			{Kind: training.KnownKind(training.Pregnancy), Person: people[0], From: "2025-07-01", Until: "2025-07-31", Reason: "tidak perlu dicatat", Document: "445/12/2025"},
			{Kind: training.KnownTogether, Person: people[2], Other: people[1], Reason: "Suami istri"},
			{Kind: training.KnownApart, Person: people[3], Other: people[4], Reason: "Dua bidan satu puskesmas"},
			{Kind: training.KnownWave, Person: people[3], Wave: 2},
		}
		if n, err := d.Planner.Know(ctx, d.Actor, agency, known); err != nil || n != 4 {
			t.Fatalf("%d entered: %v", n, err)
		}
		if n, err := d.Planner.Know(ctx, d.Actor, agency, known); err != nil || n != 0 {
			t.Errorf("the same list again enters %d: %v", n, err)
		}
		all, err := training.KnownOf(ctx, d.DB, agency)
		if err != nil || len(all) != 4 || slices.ContainsFunc(all, func(k training.Known) bool { return k.IsBar() && k.Reason != "" }) {
			t.Errorf("kept %+v: %v", all, err)
		}
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 2
		o.WaveStarts = map[int]clock.Date{2: "2025-08-04"}
		prop, err := d.Planner.Propose(ctx, d.DB, d.Actor, agency, o)
		if err != nil {
			t.Fatal(err)
		}
		at := map[roster.PersonID]int{}
		batch := map[roster.PersonID]int{}
		for _, w := range prop.Division.Waves {
			for _, b := range w.Batches {
				for _, c := range slices.Concat(b.Groups...) {
					at[c.Person], batch[c.Person] = w.Number, b.Number
				}
			}
		}
		if at[people[0]] != 2 || at[people[3]] != 2 || at[people[4]] != 1 || batch[people[1]] != batch[people[2]] {
			t.Errorf("waves are %d, %d, %d; the couple is in batches %d and %d", at[people[0]], at[people[3]], at[people[4]], batch[people[1]], batch[people[2]])
		}
		if err := d.Planner.Unknow(ctx, d.Actor, agency, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if left, _ := training.KnownOf(ctx, d.DB, agency); len(left) != len(all)-1 || left[0].ID == all[0].ID {
			t.Errorf("%d left", len(left))
		}
		coach := trainingtest.Holding(string(agency), access.Coach, access.Whole)
		if _, err := d.Planner.Know(ctx, coach, agency, known); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a coach may: %v", err)
		}
		_, err = d.Planner.Know(ctx, d.Actor, agency, []training.Known{{Kind: training.KnownTogether, Person: people[1], Other: people[1]}})
		refused(t, err, "training.fault.pair")
		_, err = d.Planner.Know(ctx, d.Actor, agency, []training.Known{{Kind: "rumour", Person: people[1]}})
		refused(t, err, "training.fault.kind")
		for _, id := range people {
			p, err := roster.ByID(ctx, d.DB, agency, id)
			if err != nil {
				t.Fatal(err)
			}
			if p.Sex == "L" {
				_, err = d.Planner.Know(ctx, d.Actor, agency, []training.Known{{Kind: training.KnownKind(training.Pregnancy), Person: id, From: "2025-07-01"}})
				refused(t, err, "training.fault.no_pregnancy")
				break
			}
		}
	})
}

func TestWhatIsKnownIsForgottenInTime(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		people := d.People(t, 0, 40)
		_, err := d.Planner.Know(ctx, d.Actor, agency, []training.Known{
			{Kind: training.KnownKind(training.OnLeave), Person: people[0], From: "2025-07-01", Until: "2025-07-31"},
			{Kind: training.KnownKind(training.OnLeave), Person: people[1], From: "2025-07-01"},
			{Kind: training.KnownApart, Person: people[3], Other: people[4]},
		})
		if err != nil {
			t.Fatal(err)
		}
		d.Programme(t, trainingtest.Order("Latsar 2025"))
		left := func() int {
			t.Helper()
			if err := d.Planner.Expire(ctx); err != nil {
				t.Fatal(err)
			}
			all, err := training.KnownOf(ctx, d.DB, agency)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if n := left(); n != 3 {
			t.Fatalf("%d left at once", n)
		}
		d.Clock.Set(time.Date(2025, 9, 1, 2, 0, 0, 0, time.UTC))
		if n := left(); n != 2 {
			t.Errorf("%d left a month after the leave", n)
		}
		err = d.DB.InTx(ctx, func(tx *db.Tx) error {
			return training.Conclude(ctx, tx, agency, training.Outcome{Person: people[4], Result: regulation.Passed, On: "2025-09-01", Source: "sttp:1"}, d.Clock)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := left(); n != 1 {
			t.Errorf("%d left after the training of one of a pair is over", n)
		}
		trail, err := audit.List(ctx, d.DB, audit.Filter{Agency: string(agency), Act: "training.unknow", Actor: "system:expiry", Limit: 10})
		if err != nil || len(trail) != 2 || !strings.Contains(trail[1].Before, "bar") {
			t.Errorf("the trail of what was forgotten is %+v, %v", trail, err)
		}
	})
}

func TestAFarUnitSendsItsPeopleTogether(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		people := d.People(t, 0, 80)
		person, err := roster.ByID(ctx, d.DB, agency, people[3])
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Planner.SetFar(ctx, d.Actor, agency, person.Unit, 150); err != nil {
			t.Fatal(err)
		}
		prop, err := d.Planner.Propose(ctx, d.DB, d.Actor, agency, trainingtest.Order("Latsar 2025"))
		if err != nil {
			t.Fatal(err)
		}
		batches := map[int]bool{}
		for _, b := range prop.Division.Batches() {
			for _, c := range slices.Concat(b.Groups...) {
				if c.Far != "" {
					batches[b.Number] = true
				}
			}
		}
		if len(batches) != 1 {
			t.Errorf("the 16 people of the far unit are in batches %v", batches)
		}
		refused(t, d.Planner.SetFar(ctx, d.Actor, agency, person.Unit, -1), "training.fault.range")
		if err := d.Planner.SetFar(ctx, d.Actor, agency, person.Unit, 0); err != nil {
			t.Fatal(err)
		}
		if far, err := training.FarUnits(ctx, d.DB, agency); err != nil || len(far) != 0 {
			t.Errorf("far units: %v, %v", far, err)
		}
	})
}

func TestWhoWaitsIsOnTheListWithTheReason(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		d.People(t, 0, 90)
		o := trainingtest.Order("Latsar 2025")
		o.Quota = 80
		programme := d.Programme(t, o)
		list, err := training.WaitingList(ctx, d.DB, agency)
		if err != nil || len(list) != 10 || list[0].Reason != "training.wait.quota" || list[0].Programme != programme {
			t.Fatalf("%d wait: %+v, %v", len(list), list, err)
		}
		o = trainingtest.Order("Latsar 2025 susulan")
		o.Least, o.Groups = 10, 2
		again, err := d.Planner.Propose(ctx, d.DB, d.Actor, agency, o)
		if err != nil || len(again.Excluded) != 80 || again.Excluded[0].Reason != "training.out.seated" {
			t.Fatalf("%d excluded: %v", len(again.Excluded), err)
		}
		d.Programme(t, o)
		if list, err = training.WaitingList(ctx, d.DB, agency); err != nil || len(list) != 0 {
			t.Errorf("%d still wait: %v", len(list), err)
		}
	})
}

// A deferral with date, reason, letter and authority uses no attempt up; a
// withdrawal does.
func TestADeferralUsesNoAttemptUp(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		d.People(t, 0, 70)
		batches := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))
		seat := d.Seats(t, batches[0].ID)[0]
		note := training.Note{Date: "2025-07-10", Reason: "Melahirkan", Document: "800/77/2025", Authority: "Kepala BKPSDM"}
		if err := d.Planner.Defer(ctx, d.Actor, agency, seat.ID, note); err != nil {
			t.Fatal(err)
		}
		back := training.Note{Date: "2025-07-14", Reason: "Cuti selesai", Authority: "Sekretaris Daerah"}
		if err := d.Planner.Reenter(ctx, d.Actor, agency, seat.Person, batches[1].ID, 0, back); err != nil {
			t.Fatal(err)
		}
		seats, err := training.SeatsOf(ctx, d.DB, seat.Person)
		if err != nil || len(seats) != 2 {
			t.Fatalf("%d seats: %v", len(seats), err)
		}
		if old := seats[0]; old.Until != "2025-07-10" || old.Batch != batches[0].ID || old.Ended.Who != "Kepala BKPSDM" || old.Ended.Document != "800/77/2025" {
			t.Errorf("the old seat is %+v", old)
		}
		if now := seats[1]; now.Attempt != 1 || now.Began.Who != "Sekretaris Daerah" || now.From != "2025-07-14" {
			t.Errorf("the new seat is %+v", now)
		}
	})
}

func TestOnlyTheProposalThatWasSeenIsOpened(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		people := d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		seen, err := d.Planner.Propose(ctx, d.DB, d.Actor, agency, o)
		if err != nil {
			t.Fatal(err)
		}
		// Somebody else notes a bar in the meantime.
		bar := []training.Known{{Kind: training.KnownWave, Person: people[0], Wave: 2}, {Kind: training.KnownWave, Person: people[1], Wave: 1}}
		if _, err := d.Planner.Know(ctx, d.Actor, agency, bar); err != nil {
			t.Fatal(err)
		}
		o.Seen = seen.Mark()
		_, now, err := d.Planner.CreateProgramme(ctx, d.Actor, agency, o)
		refused(t, err, "training.fault.changed")
		if now.Mark() == seen.Mark() || now.People() != 80 {
			t.Errorf("the new proposal seats %d under mark %s", now.People(), now.Mark())
		}
		o.Seen = now.Mark()
		if _, _, err := d.Planner.CreateProgramme(ctx, d.Actor, agency, o); err != nil {
			t.Fatal(err)
		}
	})
}

// A move, a split and a merge say who decided, and leave what was attended
// where it was.
func TestEveryChangeOfASeatSaysWhoDecided(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, agency := t.Context(), d.Agency.ID
		d.People(t, 0, 76)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := d.Batches(t, d.Programme(t, o))
		seat := d.Seats(t, batches[0].ID)[0]
		note := training.Note{Date: "2025-07-21", Reason: "Beban kerja", Document: "800/5/2025", Authority: "Kepala BKPSDM"}
		if err := d.Planner.MoveSeat(ctx, d.Actor, agency, seat.ID, batches[1].ID, 0, note); err != nil {
			t.Fatal(err)
		}
		seats, err := training.SeatsOf(ctx, d.DB, seat.Person)
		if err != nil || len(seats) != 2 || seats[0].Ended.Who != "Kepala BKPSDM" || seats[1].Began.Who != "Kepala BKPSDM" || seats[1].Began.Document != "800/5/2025" {
			t.Fatalf("%+v, %v", seats, err)
		}
		if seats[0].Batch != batches[0].ID || seats[0].Until != "2025-07-21" || seats[0].GroupOn("2025-07-18") != seat.GroupNumber {
			t.Errorf("what was attended moved: %+v", seats[0])
		}
		made, err := d.Planner.SplitBatch(ctx, d.Actor, agency, batches[0].ID, note)
		if err != nil {
			t.Fatal(err)
		}
		half := d.Seats(t, made)
		if half[0].Began.Who != "Kepala BKPSDM" {
			t.Errorf("the split says %+v", half[0].Began)
		}
		note.Date = "2025-07-22"
		if err := d.Planner.MergeBatches(ctx, d.Actor, agency, made, batches[0].ID, note); err != nil {
			t.Fatal(err)
		}
		if left, err := training.PastSeats(ctx, d.DB, made); err != nil || len(left) != len(half) || left[0].Ended.Who != "Kepala BKPSDM" {
			t.Errorf("%d left the merged batch: %v", len(left), err)
		}
	})
}
