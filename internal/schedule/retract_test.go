package schedule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
)

func TestWhatWasPublishedTodayIsTakenBackByASuccessor(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batch := d.Batch(t, 40)
		retract := func() error {
			return d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "Salah terbit", "")
		}
		s := lesson(t, d.Sessions(t, batch.ID))
		edit := schedule.EditOf(s)
		edit.Trainer = "Dr. Rahma Putri"
		if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "Pengampu berganti", batch.ID)
		if err := retract(); err != nil {
			t.Fatal(err)
		}
		versions, err := schedule.Versions(t.Context(), store, batch.ID)
		if err != nil || len(versions) != 4 || versions[0].State != schedule.Draft || versions[1].State != schedule.Published || versions[2].State != schedule.Superseded {
			t.Fatalf("versions %+v, %v", versions, err)
		}
		one := func(list []schedule.Session) schedule.Session {
			for _, o := range list {
				if o.ID == s.ID {
					return o
				}
			}
			t.Fatal("the session is gone")
			return s
		}
		if got := one(d.Sessions(t, batch.ID)); got != s {
			t.Errorf("in force is %+v, want %+v", got, s)
		}
		draft, err := schedule.SessionsOf(t.Context(), store, versions[0])
		if err != nil || one(draft).Trainer != "Dr. Rahma Putri" {
			t.Errorf("the draft has lost the change: %v", err)
		}
		person := notify.Reader{Person: string(d.Seats(t, batch.ID)[7].Person)}
		if got := told(t, store, person); len(got) != 3 || !strings.HasPrefix(got[0], "Jadwal Angkatan I berubah: Salah terbit\n") {
			t.Errorf("a participant is told %q", got)
		}
		d.Clock.Set(time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC))
		if err := retract(); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("it is taken back on the next day: %v", err)
		}
	})
}

// TestAFirstPublicationIsWithdrawn takes back what nothing was published before: the
// plan becomes a draft again, calendars and people are told, and it is published
// anew.
func TestAFirstPublicationIsWithdrawn(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batch := d.Batch(t, 40)
		was := d.Sessions(t, batch.ID)
		if err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "Terlalu dini", ""); err != nil {
			t.Fatal(err)
		}
		if got := d.Sessions(t, batch.ID); len(got) != 0 {
			t.Fatalf("%d sessions are still in force", len(got))
		}
		v := look(t, d, batch.ID)
		if !v.Waiting() || len(v.Sessions) != len(was) {
			t.Fatalf("the draft has %d of %d sessions", len(v.Sessions), len(was))
		}
		if in, err := v.InForce(t.Context(), store); err != nil || len(in.Sessions) != 0 || in.Ledger.Total().JP != 0 {
			t.Errorf("those who do not plan see %d sessions, %v", len(in.Sessions), err)
		}
		if v.Published != nil || v.Withdrawn == nil || v.Withdrawn.Reason != "Terlalu dini" {
			t.Errorf("in force is %+v, withdrawn %+v", v.Published, v.Withdrawn)
		}
		for _, e := range calendarOf(t, d, schedule.BatchFeed(batch.ID)) {
			if value(e, ics.ComponentPropertyStatus) != string(ics.ObjectStatusCancelled) {
				t.Fatalf("%s is not cancelled in the calendar", e.Id())
			}
		}
		if err := d.Schedule.Discard(t.Context(), d.Actor, d.Agency.ID, batch.ID, ""); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("the only plan is thrown away: %v", err)
		}
		d.Publish(t, "", batch.ID)
		if diff := cmp.Diff(was, d.Sessions(t, batch.ID)); diff != "" {
			t.Errorf("published anew: %s", diff)
		}
		person := notify.Reader{Person: string(d.Seats(t, batch.ID)[7].Person)}
		got := told(t, store, person)
		if len(got) != 3 || !strings.HasPrefix(got[0], "Jadwal Angkatan I sudah terbit") || got[1] != "Penerbitan jadwal Angkatan I dibatalkan: Terlalu dini" {
			t.Errorf("a participant is told %q", got)
		}
		if err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "Sekali lagi", ""); err != nil {
			t.Fatal(err)
		}
		if v := look(t, d, batch.ID); v.Published != nil || v.Withdrawn.Reason != "Sekali lagi" || len(v.Sessions) != len(was) {
			t.Errorf("what was withdrawn once is in force again: %+v", v.Published)
		}
	})
}

// TestTakingBackTwiceGoesFurtherBack publishes three times on one day and takes back
// as often: what was taken back first never comes in force again.
func TestTakingBackTwiceGoesFurtherBack(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		batch := d.Batch(t, 40)
		for _, name := range []string{"Satu", "Dua"} {
			s := lesson(t, d.Sessions(t, batch.ID))
			edit := schedule.EditOf(s)
			edit.Trainer = name
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
				t.Fatal(err)
			}
			d.Publish(t, name, batch.ID)
		}
		retract := func() error {
			return d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "keliru", "")
		}
		for _, want := range []string{"Satu", ""} {
			if err := retract(); err != nil {
				t.Fatal(err)
			}
			if got := lesson(t, d.Sessions(t, batch.ID)).Trainer; got != want {
				t.Errorf("in force is %q, want %q", got, want)
			}
		}
		if err := retract(); err != nil || len(d.Sessions(t, batch.ID)) != 0 {
			t.Errorf("the first publication stays in force: %v", err)
		}
		if err := retract(); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("what is not in force is taken back: %v", err)
		}
	})
}

func TestAScheduleThatHasBegunIsNotWithdrawn(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		d.Clock.Set(time.Date(2025, 7, 31, 3, 0, 0, 0, time.UTC))
		batch := d.Batch(t, 40) // from 7 July on
		err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "Terlalu dini", "")
		if f := fault.Of(err); f == nil || f.Key != "schedule.fault.begun" {
			t.Errorf("it is withdrawn: %v", err)
		}
	})
}

func TestADraftStaysBehindWhatIsTakenBack(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		batch := d.Batch(t, 40)
		change := func(name string) {
			s := lesson(t, d.Sessions(t, batch.ID))
			edit := schedule.EditOf(s)
			edit.Trainer = name
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
				t.Fatal(err)
			}
		}
		change("Satu")
		d.Publish(t, "satu", batch.ID)
		change("Dua")
		if err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "keliru", ""); err != nil {
			t.Fatal(err)
		}
		v, err := schedule.Look(t.Context(), store, d.Agency.ID, batch.ID)
		if err != nil || !v.Waiting() || lesson(t, v.Sessions).Trainer != "Dua" || lesson(t, d.Sessions(t, batch.ID)).Trainer == "Satu" {
			t.Errorf("the draft is %+v, %v", v.Latest, err)
		}
	})
}

func TestWhatIsTakenBackMayBreakNoRule(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := d.Batches(t, d.Programme(t, o))
		first, second := batches[0].ID, batches[1].ID
		led := func(batch training.BatchID, name, reason string) {
			t.Helper()
			v, err := schedule.Look(t.Context(), store, d.Agency.ID, batch)
			if err != nil {
				t.Fatal(err)
			}
			s := lesson(t, v.Sessions)
			edit := schedule.EditOf(s)
			edit.Trainer = name
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch, s.ID, edit); err != nil {
				t.Fatal(err)
			}
			d.Publish(t, reason, batch)
		}
		led(first, "Dr. Rahma Putri", "")
		led(first, "Dr. Sena Adi", "Pengampu berganti")
		led(second, "Dr. Rahma Putri", "")
		err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, first, "Salah terbit", "")
		if e := fault.Of(err); e == nil || e.Key != "schedule.fault.retract_broken" {
			t.Errorf("a trainer is put in two places at once: %v", err)
		}
		if got := lesson(t, d.Sessions(t, first)).Trainer; got != "Dr. Sena Adi" {
			t.Errorf("in force is %q", got)
		}
	})
}

func TestNobodyPublishesOrDiscardsWhatTheyHaveNotSeen(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		batch := d.Batch(t, 40)
		look := func() schedule.View {
			t.Helper()
			v, err := schedule.Look(t.Context(), store, d.Agency.ID, batch.ID)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		change := func(name string) {
			t.Helper()
			s := lesson(t, look().Sessions)
			edit := schedule.EditOf(s)
			edit.Trainer = name
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
				t.Fatal(err)
			}
		}
		publish := func(seen string) error {
			_, err := d.Schedule.PublishSeen(t.Context(), d.Actor, d.Agency.ID, []training.BatchID{batch.ID}, map[training.BatchID]string{batch.ID: seen}, "Pengampu berganti")
			return err
		}
		discard := func(seen string) error {
			return d.Schedule.Discard(t.Context(), d.Actor, d.Agency.ID, batch.ID, seen)
		}
		changed := func(err error) bool { e := fault.Of(err); return e != nil && e.Key == "schedule.fault.unseen" }
		change("Satu")
		seen := look().Mark()
		change("Dua")
		if err := publish(seen); !changed(err) {
			t.Errorf("a change nobody has seen is published: %v", err)
		}
		if err := discard(seen); !changed(err) {
			t.Errorf("a change nobody has seen is thrown away: %v", err)
		}
		was := look().Published.ID
		if err := publish(look().Mark()); err != nil {
			t.Fatal(err)
		}
		if err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batch.ID, "Salah terbit", was); !changed(err) {
			t.Errorf("what was published since is taken back: %v", err)
		}
		change("Tiga")
		if err := discard(look().Mark()); err != nil {
			t.Errorf("what was seen is kept: %v", err)
		}
	})
}

func TestBatchesThatChangeTrainersArePublishedTogether(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batches := d.Batches(t, d.Programme(t, o))
		first, second := batches[0].ID, batches[1].ID
		look := func(batch training.BatchID) schedule.View {
			t.Helper()
			v, err := schedule.LookAhead(t.Context(), store, d.Agency.ID, batch)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		led := func(batch training.BatchID, name string) {
			t.Helper()
			s := lesson(t, look(batch).Sessions)
			edit := schedule.EditOf(s)
			edit.Trainer = name
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch, s.ID, edit); err != nil {
				t.Fatal(err)
			}
		}
		publish := func(batches ...training.BatchID) error {
			_, err := d.Schedule.Publish(t.Context(), d.Actor, d.Agency.ID, batches, "Pengampu bertukar")
			return err
		}
		led(first, "Dr. Rahma Putri")
		led(second, "Dr. Sena Adi")
		d.Publish(t, "", first, second)
		led(first, "Dr. Sena Adi")
		led(second, "Dr. Rahma Putri")
		for _, b := range []training.BatchID{first, second} {
			if hard := look(b).Hard(); len(hard) != 0 {
				t.Errorf("the drafts together break %v", hard)
			}
		}
		if err := publish(first); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("one alone puts a trainer in two places: %v", err)
		}
		if err := publish(second, first); err != nil {
			t.Fatalf("both together: %v", err)
		}
		if a, b := lesson(t, d.Sessions(t, first)).Trainer, lesson(t, d.Sessions(t, second)).Trainer; a != "Dr. Sena Adi" || b != "Dr. Rahma Putri" {
			t.Errorf("in force are %s and %s", a, b)
		}
		led(second, "Dr. Sena Adi")
		if hard := look(first).Hard(); len(hard) != 1 {
			t.Errorf("a draft that takes a trainer away is not seen: %v", hard)
		}
	})
}

func TestAMergedBatchNeedsNobodyAnyMore(t *testing.T) {
	dbtest.Each(t, scheduletest.Schemas(), func(t *testing.T, store *db.DB) {
		d := scheduletest.New(t, store)
		d.People(t, 0, 30)
		o := trainingtest.Order("Latsar 2025")
		o.Waves, o.Cap, o.Least = 1, 15, 10
		batches := d.Batches(t, d.Programme(t, o))
		first, second := batches[0].ID, batches[1].ID
		s := lesson(t, func() []schedule.Session {
			v, _ := schedule.Look(t.Context(), store, d.Agency.ID, first)
			return v.Sessions
		}())
		edit := schedule.EditOf(s)
		edit.Trainer, edit.Account = "Dr. Rahma Putri", "acc-rahma"
		if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, first, s.ID, edit); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "", first, second)
		for _, seat := range d.Seats(t, first)[1:] {
			if err := d.Planner.Withdraw(t.Context(), d.Actor, d.Agency.ID, seat.ID, training.Note{Date: "2025-07-08", Reason: "Mundur"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Planner.Withdraw(t.Context(), d.Actor, d.Agency.ID, d.Seats(t, second)[0].ID, training.Note{Date: "2025-07-08", Reason: "Mundur"}); err != nil {
			t.Fatal(err)
		}
		taken := func() int {
			t.Helper()
			all, err := schedule.Taken(t.Context(), store, d.Agency.ID, s.Day, s.Day)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if taken() != 1 {
			t.Fatalf("%d sessions need somebody", taken())
		}
		if err := d.Planner.MergeBatches(t.Context(), d.Actor, d.Agency.ID, first, second, training.Note{Date: "2025-07-09", Reason: "Tinggal sedikit"}); err != nil {
			t.Fatal(err)
		}
		if n := taken(); n != 0 {
			t.Errorf("a batch of nobody needs its trainer %d times", n)
		}
		if day, err := schedule.OnDay(t.Context(), store, d.Agency.ID, s.Day); err != nil || slices.ContainsFunc(day, func(o schedule.Session) bool { return o.Batch == first }) {
			t.Errorf("it is held all the same: %v", err)
		}
	})
}
