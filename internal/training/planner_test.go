package training_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

func each(t *testing.T, f func(t *testing.T, d *trainingtest.Desk)) {
	t.Helper()
	dbtest.Each(t, trainingtest.Schemas(), func(t *testing.T, d *db.DB) { f(t, trainingtest.New(t, d)) })
}

// refused fails unless err is the fault of the key, or has it beside a field.
func refused(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Key != key && !slices.ContainsFunc(f.Fields, func(p fault.Field) bool { return p.Key == key }) {
		t.Fatalf("got %v, want %s", err, key)
	}
}

func covered(t *testing.T, d *trainingtest.Desk, scope access.Scope, person roster.PersonID, day clock.Date) bool {
	t.Helper()
	actor := trainingtest.Holding(string(d.Agency.ID), access.Coach, scope)
	err := access.RequirePerson(t.Context(), d.DB, actor, string(d.Agency.ID), string(person), day, access.Coach)
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		t.Fatal(err)
	}
	return err == nil
}

func TestAProgrammeIsStoredAsProposed(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		people := d.People(t, 45, 60)
		o := trainingtest.Order("Latsar 2025")
		o.Waves, o.WaveStarts = 2, map[int]clock.Date{2: "2025-08-04"}
		proposal, err := d.Planner.Propose(ctx, d.DB, d.Actor, d.Agency.ID, o)
		if err != nil {
			t.Fatal(err)
		}
		programme := d.Programme(t, o)
		review, err := d.Planner.Review(ctx, d.DB, d.Agency, programme)
		if err != nil {
			t.Fatal(err)
		}
		if review.People != 105 || len(review.Waves) != 2 || proposal.People() != 105 {
			t.Fatalf("%d people in %d waves", review.People, len(review.Waves))
		}
		var labels []string
		for i, w := range review.Waves {
			for j, b := range w.Batches {
				labels = append(labels, b.Batch.Label)
				want := proposal.Division.Waves[i].Batches[j]
				if b.Batch.Size != want.Size() || b.Balance != want.Balance || b.Batch.Class != want.Class {
					t.Errorf("batch %s is stored with %d people and balance %+v, proposed %d and %+v", want.Label, b.Batch.Size, b.Balance, want.Size(), want.Balance)
				}
				if b.Batch.End != proposal.Dates[i].End() {
					t.Errorf("batch %s ends %s, proposed %s", want.Label, b.Batch.End, proposal.Dates[i].End())
				}
			}
		}
		if diff := cmp.Diff([]string{"I", "II", "III", "IV"}, labels); diff != "" {
			t.Error(diff)
		}
		seat, err := training.SeatNow(ctx, d.DB, people[0])
		if err != nil {
			t.Fatal(err)
		}
		if !covered(t, d, access.BatchScope(string(seat.Batch)), people[0], "2025-06-30") || !covered(t, d, access.GroupScope(string(seat.Group)), people[0], "2025-07-10") {
			t.Error("a seated person is not within the reach of batch and group")
		}
		trail, err := audit.List(ctx, d.DB, audit.Filter{Agency: string(d.Agency.ID), Act: "training.", Limit: 1000})
		if err != nil || len(trail) != 106 {
			t.Errorf("%d acts in the trail, %v; want one for the programme and one for each person", len(trail), err)
		}
	})
}

func TestAFrozenPackStays(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		d.People(t, 0, 40)
		o := trainingtest.Order("Latsar lama")
		o.Pack, o.Waves = "latsar-2022", 1
		programme := d.Programme(t, o)
		batch := d.Batches(t, programme)[0]
		d.Planner.Rules = nil
		pack, err := training.PackOf(t.Context(), d.DB, batch.ID)
		if err != nil || pack.ID != "latsar-2022" || pack.Training == nil {
			t.Fatalf("the batch has lost its pack: %v", err)
		}
		text, err := training.PackText(t.Context(), d.DB, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		written, err := regulation.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(written, pack); diff != "" {
			t.Errorf("the pack differs from its text: %s", diff)
		}
		stages, err := training.Stages(t.Context(), d.DB, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		days := 0
		for _, s := range stages {
			days += len(s.Days)
		}
		if days != 74 {
			t.Errorf("%d days, want the 74 of the pack", days)
		}
	})
}

func TestOpeningAProgrammeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		d.People(t, 0, 80)
		d.Programme(t, trainingtest.Order("Latsar 2025"))
		d.People(t, 6, 0)
		ptk := string(d.Agency.ID)
		cases := map[string]struct {
			actor  access.Actor
			change func(*training.Order)
			want   string
		}{
			"the same name says what exists": {d.Actor, func(o *training.Order) { o.Name = "  LATSAR   2025" }, "training.fault.exists"},
			"six people are a question":      {d.Actor, func(o *training.Order) { o.Name = "B" }, "training.fault.too_few"},
			"a day that is none":             {d.Actor, func(o *training.Order) { o.Name, o.Start = "C", "2025-02-30" }, "web.bad_date"},
			"no name":                        {d.Actor, func(o *training.Order) { o.Name = " " }, "training.fault.name"},
			"an unknown pack":                {d.Actor, func(o *training.Order) { o.Name, o.Pack = "D", "latsar-1999" }, "training.fault.pack"},
			"the pack of the probation":      {d.Actor, func(o *training.Order) { o.Name, o.Pack = "E", "probation-2020" }, "training.fault.pack"},
			"an unknown mode":                {d.Actor, func(o *training.Order) { o.Name, o.Mode = "F", "night" }, "training.fault.mode"},
			"half a Ramadan":                 {d.Actor, func(o *training.Order) { o.Name, o.RamadanFrom = "G", "2026-02-18" }, "training.fault.ramadan"},
			"a leader":                       {trainingtest.Holding(ptk, access.Leader, access.Whole), func(o *training.Order) { o.Name = "H" }, "access.forbidden"},
			"the committee of one batch":     {trainingtest.Holding(ptk, access.Committee, access.BatchScope("x")), func(o *training.Order) { o.Name = "I" }, "access.forbidden"},
			"somebody of another agency":     {trainingtest.Holding("other", access.Officer, access.Whole), func(o *training.Order) { o.Name = "J" }, "access.not_found"},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				o := trainingtest.Order("Latsar 2025")
				c.change(&o)
				_, _, err := d.Planner.CreateProgramme(t.Context(), c.actor, d.Agency.ID, o)
				refused(t, err, c.want)
			})
		}
	})
}

func TestOnlyPeopleWhoWaitAreSeated(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		first := d.People(t, 0, 40)
		d.Programme(t, trainingtest.Order("Pertama"))
		second := d.People(t, 0, 41)
		err := d.DB.InTx(ctx, func(tx *db.Tx) error {
			return training.Conclude(ctx, tx, d.Agency.ID, training.Outcome{Person: second[0], Result: regulation.Passed, On: "2024-10-01", Source: "sttp:1"}, d.Clock)
		})
		if err != nil {
			t.Fatal(err)
		}
		seat, err := training.SeatNow(ctx, d.DB, first[0])
		if err != nil {
			t.Fatal(err)
		}
		refused(t, d.Planner.Defer(ctx, d.Actor, d.Agency.ID, seat.ID, training.Note{Date: "2052-07-10", Reason: "Melahirkan"}), "training.fault.after")
		if err := d.Planner.Defer(ctx, d.Actor, d.Agency.ID, seat.ID, training.Note{Date: "2025-07-10", Reason: "Melahirkan"}); err != nil {
			t.Fatal(err)
		}
		p, err := d.Planner.Propose(ctx, d.DB, d.Actor, d.Agency.ID, trainingtest.Order("Kedua"))
		if err != nil {
			t.Fatal(err)
		}
		if p.People() != 40 || p.Waiting != 1 {
			t.Errorf("%d people and %d interrupted, want 40 and 1: not the seated, not the one who passed, not the one deferred", p.People(), p.Waiting)
		}
	})
}

func TestAMoveKeepsThePast(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 70)
		batches := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))
		seat := d.Seats(t, batches[0].ID)[0]
		note := training.Note{Date: "2025-07-21", Reason: "Bertukar jadwal jaga", Document: "800/12"}
		if err := d.Planner.MoveSeat(ctx, d.Actor, d.Agency.ID, seat.ID, batches[1].ID, 0, note); err != nil {
			t.Fatal(err)
		}
		history, err := training.SeatsOf(ctx, d.DB, seat.Person)
		if err != nil || len(history) != 2 {
			t.Fatalf("%d seats, %v; want two", len(history), err)
		}
		old, now := history[0], history[1]
		if old.Until != "2025-07-21" || old.Ended.Event != training.Moved || old.Ended.Reason != note.Reason || old.Ended.Document != "800/12" || old.Batch != batches[0].ID {
			t.Errorf("the old seat is %+v", old)
		}
		if now.From != "2025-07-21" || now.Batch != batches[1].ID || now.Attempt != 1 || now.Chain != old.ID || now.GroupNumber == 0 {
			t.Errorf("the new seat is %+v", now)
		}
		before, after := access.BatchScope(string(batches[0].ID)), access.BatchScope(string(batches[1].ID))
		for day, in := range map[clock.Date]access.Scope{"2025-07-20": before, "2025-07-21": after} {
			if !covered(t, d, in, seat.Person, day) {
				t.Errorf("on %s the person is not within %s", day, in)
			}
		}
		if covered(t, d, before, seat.Person, "2025-07-21") || covered(t, d, after, seat.Person, "2025-07-20") {
			t.Error("the person is within both batches on one day")
		}
		refused(t, d.Planner.MoveSeat(ctx, d.Actor, d.Agency.ID, seat.ID, batches[1].ID, 0, note), "training.fault.ended")
	})
}

func TestChangesOfSeatsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx, ptk := t.Context(), string(d.Agency.ID)
		d.People(t, 0, 79)
		batches := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))
		full, seat := batches[0], d.Seats(t, batches[1].ID)[0]
		good := training.Note{Date: "2025-07-21", Reason: "Alasan"}
		move := func(actor access.Actor, to training.BatchID, group int, n training.Note) error {
			return d.Planner.MoveSeat(ctx, actor, d.Agency.ID, seat.ID, to, group, n)
		}
		cases := map[string]struct {
			got  error
			want string
		}{
			"a full batch":                    {move(d.Actor, full.ID, 0, good), "training.fault.full"},
			"the same batch":                  {move(d.Actor, batches[1].ID, 0, good), "training.fault.same_batch"},
			"a batch that is none":            {move(d.Actor, "x", 0, good), "access.not_found"},
			"no reason":                       {move(d.Actor, full.ID, 0, training.Note{Date: "2025-07-21"}), "training.fault.reason"},
			"a date before the seat":          {move(d.Actor, full.ID, 0, training.Note{Date: "2025-01-01", Reason: "x"}), "training.fault.before"},
			"a leader":                        {move(trainingtest.Holding(ptk, access.Leader, access.Whole), full.ID, 0, good), "access.forbidden"},
			"the committee of another batch":  {move(trainingtest.Holding(ptk, access.Committee, access.BatchScope(string(full.ID))), full.ID, 0, good), "access.forbidden"},
			"somebody of another agency":      {move(trainingtest.Holding("other", access.Officer, access.Whole), full.ID, 0, good), "access.not_found"},
			"a group that is none":            {d.Planner.AssignGroup(ctx, d.Actor, d.Agency.ID, seat.ID, 9, good), "training.fault.no_group"},
			"the group they are in":           {d.Planner.AssignGroup(ctx, d.Actor, d.Agency.ID, seat.ID, seat.GroupNumber, good), "training.fault.same_group"},
			"coming back without having left": {d.Planner.Reenter(ctx, d.Actor, d.Agency.ID, seat.Person, batches[1].ID, 0, good), "training.fault.not_interrupted"},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) { refused(t, c.got, c.want) })
		}
		if got := len(d.Seats(t, batches[1].ID)); got != 39 {
			t.Errorf("%d people after refusals, want 39", got)
		}
	})
}

func TestTheCommitteeOfABatchRunsIt(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		batch := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))[0]
		seat := d.Seats(t, batch.ID)[0]
		committee := trainingtest.Holding(string(d.Agency.ID), access.Committee, access.BatchScope(string(batch.ID)))
		to := seat.GroupNumber%4 + 1
		if err := d.Planner.AssignGroup(ctx, committee, d.Agency.ID, seat.ID, to, training.Note{Date: "2025-07-21", Reason: "Menyeimbangkan"}); err != nil {
			t.Fatal(err)
		}
		after, err := training.SeatByID(ctx, d.DB, d.Agency.ID, seat.ID)
		if err != nil || after.GroupNumber != to || after.Group == seat.Group {
			t.Fatalf("in group %d, %v; want %d", after.GroupNumber, err, to)
		}
		if !covered(t, d, access.GroupScope(string(seat.Group)), seat.Person, "2025-07-20") || covered(t, d, access.GroupScope(string(seat.Group)), seat.Person, "2025-07-21") {
			t.Error("the reach of the old group does not end with the change")
		}
	})
}

func TestWhoWasDeferredComesBack(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 70)
		batches := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))
		seat := d.Seats(t, batches[0].ID)[0]
		if err := d.Planner.Withdraw(ctx, d.Actor, d.Agency.ID, seat.ID, training.Note{Date: "2025-07-10", Reason: "Sakit panjang"}); err != nil {
			t.Fatal(err)
		}
		if covered(t, d, access.BatchScope(string(batches[0].ID)), seat.Person, "2025-07-10") {
			t.Error("who withdrew is still within the batch")
		}
		early := training.Note{Date: "2025-07-01", Reason: "Sembuh"}
		refused(t, d.Planner.Reenter(ctx, d.Actor, d.Agency.ID, seat.Person, batches[1].ID, 0, early), "training.fault.before")
		if err := d.Planner.Reenter(ctx, d.Actor, d.Agency.ID, seat.Person, batches[1].ID, 2, training.Note{Date: "2025-07-14", Reason: "Sembuh"}); err != nil {
			t.Fatal(err)
		}
		now, err := training.SeatNow(ctx, d.DB, seat.Person)
		if err != nil || now.Attempt != 2 || now.GroupNumber != 2 || now.Chain != now.ID || now.Began.Event != training.Reentered {
			t.Errorf("back as %+v, %v", now, err)
		}
	})
}

func TestABatchIsSplitAndMerged(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 39)
		programme := d.Programme(t, trainingtest.Order("Latsar 2025"))
		batch := d.Batches(t, programme)[0]
		note := training.Note{Date: "2025-07-07", Reason: "Ruang kecil"}
		made, err := d.Planner.SplitBatch(ctx, d.Actor, d.Agency.ID, batch.ID, note)
		if err != nil {
			t.Fatal(err)
		}
		batches := d.Batches(t, programme)
		if len(batches) != 2 || batches[0].Size+batches[1].Size != 39 || max(batches[0].Size, batches[1].Size) > 21 || batches[1].Label != "II" || batches[1].End != batch.End {
			t.Fatalf("split into %+v", batches)
		}
		review, err := d.Planner.Review(ctx, d.DB, d.Agency, programme)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range review.Waves[0].Batches {
			if slices.Max(b.Groups)-slices.Min(b.Groups) > 2 {
				t.Errorf("groups of %v", b.Groups)
			}
		}
		if err := d.Planner.MergeBatches(ctx, d.Actor, d.Agency.ID, made, batch.ID, training.Note{Date: "2025-07-08", Reason: "Kembali"}); err != nil {
			t.Fatal(err)
		}
		if batches = d.Batches(t, programme); len(batches) != 1 || batches[0].Size != 39 {
			t.Fatalf("merged into %+v", batches)
		}
		emptied, err := training.BatchByID(ctx, d.DB, d.Agency.ID, made)
		if err != nil || emptied.State != training.BatchMerged {
			t.Errorf("the emptied batch is %+v, %v; want it kept as merged", emptied, err)
		}
		past, err := training.PastSeats(ctx, d.DB, made)
		if err != nil || len(past) < 19 {
			t.Errorf("%d past seats, %v; want those of the people who were in it", len(past), err)
		}
	})
}

func TestTwoFullBatchesDoNotMerge(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		d.People(t, 0, 80)
		batches := d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025")))
		err := d.Planner.MergeBatches(t.Context(), d.Actor, d.Agency.ID, batches[0].ID, batches[1].ID, training.Note{Date: "2025-07-08", Reason: "Hemat"})
		refused(t, err, "training.fault.full")
	})
}

func TestAWaveAndAStageMove(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 40)
		programme := d.Programme(t, trainingtest.Order("Latsar 2025"))
		batch := d.Batches(t, programme)[0]
		twenty := 20
		if err := d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "elearning_1", regulation.StageChange{Days: &twenty}, "Edaran penyelenggara"); err != nil {
			t.Fatal(err)
		}
		waves, err := training.Waves(ctx, d.DB, programme)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Planner.SetWaveStart(ctx, d.Actor, d.Agency.ID, waves[0].ID, "2025-07-14", "Pembukaan bergeser"); err != nil {
			t.Fatal(err)
		}
		stages, err := training.Stages(ctx, d.DB, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		if stages[0].Start != "2025-07-14" || len(stages[1].Days) != 20 || stages[1].Change.Days == nil {
			t.Errorf("stages are %+v", stages)
		}
		review, err := d.Planner.Review(ctx, d.DB, d.Agency, programme)
		if err != nil {
			t.Fatal(err)
		}
		if len(review.Warnings) != 1 || review.Warnings[0].Key != "regulation.warning.days_differ" {
			t.Errorf("warnings are %+v, want the deviation", review.Warnings)
		}
		refused(t, d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "night", regulation.StageChange{}, "x"), "regulation.fault.no_stage")
		refused(t, d.Planner.SetWaveStart(ctx, d.Actor, d.Agency.ID, waves[0].ID, "2025-07-14", " "), "training.fault.reason")
		for _, day := range []clock.Date{"0001-01-01", "2205-07-14", "9999-12-31"} {
			refused(t, d.Planner.SetWaveStart(ctx, d.Actor, d.Agency.ID, waves[0].ID, day, "Salah ketik"), "training.fault.far_day")
			refused(t, d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "classical", regulation.StageChange{Start: day}, "Salah ketik"), "training.fault.far_day")
			refused(t, d.Planner.SetStage(ctx, d.Actor, d.Agency.ID, batch.ID, "classical", regulation.StageChange{Set: string(day)}, "Salah ketik"), "training.fault.far_day")
			o := trainingtest.Order("Latsar salah ketik")
			o.WaveStarts = map[int]clock.Date{1: day}
			_, err := d.Planner.Propose(ctx, d.DB, d.Actor, d.Agency.ID, o)
			refused(t, err, "training.fault.far_day")
		}
		o := trainingtest.Order("Latsar salah ketik")
		o.Start = "0025-07-07"
		_, err = d.Planner.Propose(ctx, d.DB, d.Actor, d.Agency.ID, o)
		refused(t, err, "training.fault.far_day")
	})
}

func TestANewHolidayMovesOnlyWhatIsAgreed(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		ctx := t.Context()
		d.People(t, 40, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves, o.WaveStarts = 2, map[int]clock.Date{2: "2025-09-01"}
		programme := d.Programme(t, o)
		drifts := func() []training.BatchDrift {
			t.Helper()
			found, err := d.Planner.Drifts(ctx, d.DB, d.Agency, programme)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		d.Clock.Set(time.Date(2025, 8, 6, 2, 0, 0, 0, time.UTC))
		if got := drifts(); len(got) != 0 {
			t.Fatalf("on 6 August nothing has changed: %+v", got)
		}
		d.Clock.Set(time.Date(2025, 8, 7, 2, 0, 0, 0, time.UTC))
		found := drifts()
		if len(found) != 2 {
			t.Fatalf("%d batches drift, want the two of wave I", len(found))
		}
		if s := found[0].Shifts; s[len(s)-1].End != "2025-10-03" || s[len(s)-1].NewEnd != "2025-10-06" {
			t.Errorf("shifts are %+v", s)
		}
		if err := d.Planner.AcceptHolidays(ctx, d.Actor, d.Agency.ID, programme, []training.BatchID{found[0].Batch.ID}, "SKB 933/2025"); err != nil {
			t.Fatal(err)
		}
		batches := d.Batches(t, programme)
		if batches[0].End != "2025-10-06" || batches[1].End != "2025-10-03" {
			t.Errorf("ends are %s and %s, want only the agreed batch moved", batches[0].End, batches[1].End)
		}
		if got := drifts(); len(got) != 1 {
			t.Errorf("%d batches drift after one agreed", len(got))
		}
		refused(t, d.Planner.AcceptHolidays(ctx, d.Actor, d.Agency.ID, programme, []training.BatchID{batches[0].ID}, "lagi"), "training.fault.no_drift")
	})
}

func TestTwoOfficersNeverSeatOnePersonTwice(t *testing.T) {
	each(t, func(t *testing.T, d *trainingtest.Desk) {
		d.People(t, 0, 40)
		errs := make(chan error, 2)
		for _, name := range []string{"Satu", "Dua"} {
			go func() {
				_, _, err := d.Planner.CreateProgramme(t.Context(), d.Actor, d.Agency.ID, trainingtest.Order(name))
				errs <- err
			}()
		}
		made, stopped := <-errs, <-errs
		if made != nil {
			made, stopped = stopped, made
		}
		if made != nil {
			t.Fatal(made)
		}
		refused(t, stopped, "training.fault.nobody")
	})
}
