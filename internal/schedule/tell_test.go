package schedule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// told returns what an inbox says, newest first.
func told(t *testing.T, d *db.DB, r notify.Reader) []string {
	t.Helper()
	texts, err := i18n.NewCatalogue(training.Messages, schedule.Messages)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := notify.Inbox(t.Context(), d, r, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, n := range list {
		said = append(said, n.Say(texts.Speaker(i18n.Indonesian)))
	}
	return said
}

func telling(t testing.TB, d *db.DB) *scheduletest.Desk {
	t.Helper()
	desk := scheduletest.New(t, d)
	desk.Planner.Post = &notify.Post{DB: d, Clock: desk.Clock}
	desk.Schedule.Post = desk.Planner.Post
	return desk
}

func give(t *testing.T, d *scheduletest.Desk, account string, role access.Role, scope access.Scope) {
	t.Helper()
	if err := d.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return access.Give(t.Context(), tx, account, access.Grant{Role: role, Agency: string(d.Agency.ID), Scope: scope}, "2025-01-01")
	}); err != nil {
		t.Fatal(err)
	}
}

func TestPublishingTellsThoseConcernedOnce(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batch := d.Batch(t, 40)
		give(t, d, "officer", access.Officer, access.Whole)
		give(t, d, "coach", access.Coach, access.BatchScope(string(batch.ID)))
		give(t, d, "mentor", access.Mentor, access.PersonScope(string(d.Seats(t, batch.ID)[0].Person)))
		give(t, d, "stranger", access.Coach, access.BatchScope("another"))
		person := notify.Reader{Person: string(d.Seats(t, batch.ID)[7].Person)}
		first := told(t, store, person)
		if len(first) != 1 || !strings.HasPrefix(first[0], "Jadwal Angkatan I sudah terbit: 7 Juli–") || strings.Count(first[0], "\n") != len(look(t, d, batch.ID).Ledger) {
			t.Fatalf("a participant is told %q", first)
		}
		s := lesson(t, d.Sessions(t, batch.ID))
		edit := schedule.EditOf(s)
		edit.Trainer = "Dr. Rahma Putri"
		if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, batch.ID, s.ID, edit); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "Pengampu berganti", batch.ID)
		want := "Jadwal Angkatan I berubah: Pengampu berganti\n"
		for _, r := range []notify.Reader{person, {Account: "coach"}, {Account: "mentor"}} {
			if got := told(t, store, r); len(got) == 0 || !strings.HasPrefix(got[0], want) || !strings.Contains(got[0], "; pengampu Dr. Rahma Putri") || strings.Count(got[0], "\n") != 1 {
				t.Errorf("%+v is told %q, want %q", r, got, want)
			}
		}
		if got := told(t, store, notify.Reader{Account: "officer"}); len(got) != 1 || !strings.Contains(got[0], "Alasan: Pengampu berganti") {
			t.Errorf("the officer is told %q", got)
		}
		for _, r := range []notify.Reader{{Account: "stranger"}, {Account: d.Actor.Account()}} {
			if got := told(t, store, r); len(got) != 0 {
				t.Errorf("%+v is told %q", r, got)
			}
		}
	})
}

func TestAHolidayTellsTheOfficeAndPublishingSaysBeforeAndAfter(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batch := d.Batch(t, 40)
		give(t, d, "officer", access.Officer, access.Whole)
		d.Clock.Set(time.Date(2025, 8, 8, 3, 0, 0, 0, time.UTC))
		person := notify.Reader{Person: string(d.Seats(t, batch.ID)[0].Person)}
		const reason = "SKB 933/2025"
		if err := d.Planner.AcceptHolidays(t.Context(), d.Actor, d.Agency.ID, batch.Programme, []training.BatchID{batch.ID}, reason); err != nil {
			t.Fatal(err)
		}
		if got := told(t, store, notify.Reader{Account: "officer"}); len(got) != 1 || !strings.Contains(got[0], "karena hari libur (semula 7 Juli–") {
			t.Errorf("the officer is told %q", got)
		}
		if got := told(t, store, person); len(got) != 1 {
			t.Errorf("a participant is told of dates that are not in force: %q", got)
		}
		d.Publish(t, reason, batch.ID)
		if got := told(t, store, person); len(got) != 2 || !strings.Contains(got[0], ": 19 Agustus–") || !strings.Contains(got[0], "(semula 18 Agustus–") {
			t.Errorf("a participant is told %q", got)
		}
	})
}

func TestTheSecondHolidayOfADayIsToldToo(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		ctx, d := t.Context(), telling(t, store)
		batch := d.Batch(t, 40)
		give(t, d, "officer", access.Officer, access.Whole)
		d.Clock.Set(time.Date(2025, 8, 8, 3, 0, 0, 0, time.UTC))
		accept := func() {
			t.Helper()
			if err := d.Planner.AcceptHolidays(ctx, d.Actor, d.Agency.ID, batch.Programme, []training.BatchID{batch.ID}, "Hari libur"); err != nil {
				t.Fatal(err)
			}
		}
		accept()
		rules, agency := d.Planner.Rules, string(d.Agency.ID)
		admin := trainingtest.Holding(agency, access.Admin, access.Whole)
		basis := regulation.Instrument{Number: "SE Wali Kota 12/2025", Date: "2025-08-08", About: "Hari jadi kota"}
		list, err := rules.BeginDayList(ctx, admin, agency, regulation.ListOrder{Layer: regulation.Regional, Year: 2025, Basis: basis, Days: []regulation.Day{{Date: "2025-09-02", Kind: calendar.Regional, Name: "Hari jadi kota"}}})
		if err != nil {
			t.Fatal(err)
		}
		made, err := rules.DayListByID(ctx, store, agency, list)
		if err != nil {
			t.Fatal(err)
		}
		if err := rules.ReleaseDayList(ctx, admin, agency, list, made.Version, "2025-08-08", "2025-08-08"); err != nil {
			t.Fatal(err)
		}
		accept()
		if got := told(t, store, notify.Reader{Account: "officer"}); len(got) != 2 {
			t.Errorf("of two holidays that moved the batch on one day the officer is told %q", got)
		}
	})
}

// course opens a programme of 338 people and returns its batches.
func course(t testing.TB, d *scheduletest.Desk) []training.BatchID {
	t.Helper()
	d.People(t, 118, 220)
	var batches []training.BatchID
	for _, b := range d.Batches(t, d.Programme(t, trainingtest.Order("Latsar 2025"))) {
		batches = append(batches, b.ID)
	}
	return batches
}

func TestPublishingACourseTellsEachBatchOnce(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batches := course(t, d)
		d.Publish(t, "", batches...)
		_, total, err := notify.Events(t.Context(), store, access.System("test"), string(d.Agency.ID), notify.Narrow{}, 1)
		if err != nil || total != len(batches) {
			t.Errorf("%d events, %v", total, err)
		}
	})
}

// A trainer leads a session of the second group of two batches, and both move to
// another room.
func TestOneChangeIsOneMessageForEachWhomItConcerns(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batches := course(t, d)[:3]
		give(t, d, "leader", access.Coach, access.BatchScope("another"))
		var near, far []notify.Reader
		for _, b := range batches[:2] {
			for _, s := range d.Seats(t, b) {
				r := notify.Reader{Person: string(s.Person)}
				if s.GroupNumber == 2 {
					near = append(near, r)
				} else {
					far = append(far, r)
				}
			}
		}
		mentored := func(account string, group int) {
			for _, s := range d.Seats(t, batches[0]) {
				if s.GroupNumber == group {
					give(t, d, account, access.Mentor, access.PersonScope(string(s.Person)))
				}
			}
		}
		mentored("mentor near", 2)
		mentored("mentor far", 3)
		lead := func(batch int, place string) { // of two batches at different hours
			t.Helper()
			own := slices.DeleteFunc(look(t, d, batches[batch]).Sessions, func(s schedule.Session) bool { return !s.Meets() || s.Group != 2 })
			s := own[5*batch]
			edit := schedule.EditOf(s)
			edit.Trainer, edit.Account, edit.Place = "Dr. Rahma Putri", "leader", place
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, s.Batch, s.ID, edit); err != nil {
				t.Fatal(err)
			}
		}
		lead(0, "")
		lead(1, "")
		d.Publish(t, "", batches...)
		if got := told(t, store, notify.Reader{Account: "leader"}); len(got) != 1 || !strings.HasPrefix(got[0], "Jadwal 2 angkatan terbit atau berubah.") || strings.Count(got[0], "\n") != 2 {
			t.Errorf("the leader is told %q", got)
		}
		lead(0, "Kelas Landak")
		lead(1, "Kelas Landak")
		var drafts []schedule.View
		for _, b := range batches[:2] {
			drafts = append(drafts, look(t, d, b))
		}
		whom, err := d.Schedule.WhomOf(t.Context(), store, d.Actor, d.Agency, drafts)
		if err != nil || whom.People != len(near) || whom.Guides != 2 || len(whom.Silent) != 0 || len(whom.Batches) != 2 || whom.Batches[0].Sessions != 1 {
			t.Errorf("would tell %+v, %v; want %d people", whom, err, len(near))
		}
		d.Publish(t, "Ruang berganti", batches[:2]...)
		for want, readers := range map[int][]notify.Reader{1: far, 2: near} {
			for _, r := range readers {
				if got := told(t, store, r); len(got) != want {
					t.Errorf("%+v is told %d times, want %d: %q", r, len(got), want, got)
				}
			}
		}
		for account, want := range map[string]int{"leader": 2, "mentor near": 2, "mentor far": 1} {
			if got := told(t, store, notify.Reader{Account: account}); len(got) != want {
				t.Errorf("%s is told %q", account, got)
			}
		}
	})
}

// A guest without an account leads a session of two batches, one of which moves to
// another room; another guest has neither number nor address.
func TestATrainerWithoutAnAccountIsToldOfTheirSessions(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), notify.Schema), func(t *testing.T, store *db.DB) {
		d := telling(t, store)
		batches := course(t, d)[:2]
		guest := teacher(t, d, trainer.Trainer{Name: "Dr. Rahma Putri", Phone: "6281200000901"}, trainer.Tutor, trainer.Coach)
		silent := teacher(t, d, trainer.Trainer{Name: "Dr. Anton"}, trainer.Tutor, trainer.Coach)
		lead := func(batch, nth int, who trainer.ID, name, place string) {
			t.Helper()
			own := slices.DeleteFunc(look(t, d, batches[batch]).Sessions, func(s schedule.Session) bool { return !s.Meets() || s.Group != 2 })
			s := own[nth]
			edit := schedule.EditOf(s)
			edit.Trainer, edit.TrainerID, edit.Place = name, who, place
			if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, s.Batch, s.ID, edit); err != nil {
				t.Fatal(err)
			}
		}
		lead(0, 0, guest, "Dr. Rahma Putri", "")
		lead(1, 5, guest, "Dr. Rahma Putri", "")
		lead(1, 0, silent, "Dr. Anton", "")
		var drafts []schedule.View
		for _, b := range batches {
			drafts = append(drafts, look(t, d, b))
		}
		whom, err := d.Schedule.WhomOf(t.Context(), store, d.Actor, d.Agency, drafts)
		if err != nil || whom.Guides != 1 || !slices.Equal(whom.Silent, []string{"Dr. Anton"}) {
			t.Errorf("would tell %+v, %v", whom, err)
		}
		d.Publish(t, "", batches...)
		got := told(t, store, notify.Reader{Person: string(guest)})
		if len(got) != 1 || !strings.HasPrefix(got[0], "Jadwal 2 angkatan terbit atau berubah.") || strings.Count(got[0], "Sesi Anda: 1, ") != 2 {
			t.Errorf("the guest is told %q", got)
		}
		lead(0, 0, guest, "Dr. Rahma Putri", "Kelas Landak")
		d.Publish(t, "Ruang berganti", batches[0])
		got = told(t, store, notify.Reader{Person: string(guest)})
		if len(got) != 2 || !strings.HasPrefix(got[0], "Jadwal Angkatan I berubah: Ruang berganti\n") || !strings.Contains(got[0], "Kelas Landak") || strings.Count(got[0], "\n") != 1 {
			t.Errorf("the guest is told %q", got)
		}
		if err := d.Schedule.Retract(t.Context(), d.Actor, d.Agency.ID, batches[1], "Terlalu dini", ""); err != nil {
			t.Fatal(err)
		}
		if got := told(t, store, notify.Reader{Person: string(guest)}); len(got) != 3 || !strings.HasSuffix(got[0], "dibatalkan: Terlalu dini") {
			t.Errorf("the guest is told %q", got)
		}
		for nth := range 10 {
			lead(0, nth, guest, "Dr. Rahma Putri", "")
		}
		d.Publish(t, "Menggantikan", batches[0])
		for nth := range 9 {
			lead(0, nth, "", "", "")
		}
		d.Publish(t, "Sakit", batches[0])
		got = told(t, store, notify.Reader{Person: string(guest)})
		if len(got) != 5 || !strings.Contains(got[0], "\nTidak lagi Anda ampu: 9 sesi, ") || strings.Contains(got[0], "diminta ke kantor") {
			t.Errorf("the guest is told %q", got)
		}
		lead(0, 9, "", "", "")
		d.Publish(t, "Sakit lama", batches[0])
		if got := told(t, store, notify.Reader{Person: string(guest)}); !strings.HasSuffix(got[0], "; belum ada pengampu (semula Dr. Rahma Putri)") {
			t.Errorf("the guest is told %q", got[0])
		}
	})
}

// BenchmarkPublish publishes nine batches of 338 people and tells them.
func BenchmarkPublish(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		d := telling(b, dbtest.SQLite(b, append(scheduletest.Schemas(), notify.Schema)...))
		batches := course(b, d)
		b.StartTimer()
		d.Publish(b, "", batches...)
	}
}
