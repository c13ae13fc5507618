package trainer_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

type desk struct {
	*trainingtest.Desk
	trainers *trainer.Desk
}

func each(t *testing.T, f func(t *testing.T, d desk)) {
	t.Helper()
	dbtest.Each(t, append(trainingtest.Schemas(), identity.Schema, trainer.Schema), func(t *testing.T, q *db.DB) {
		d := trainingtest.New(t, q)
		f(t, desk{d, &trainer.Desk{DB: q, Clock: d.Clock}})
	})
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Key != key && !slices.ContainsFunc(f.Fields, func(p fault.Field) bool { return p.Key == key }) {
		t.Errorf("got %v, want %s", err, key)
	}
}

func csv(lines ...string) roster.File {
	text := strings.Join(lines, "\n") + "\n"
	return roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "pengajar.csv"}
}

func TestWhoMayKeepTrainersAndHow(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := t.Context()
		keep := func(one trainer.Trainer) (trainer.ID, error) {
			one.Agency = d.Agency.ID
			return d.trainers.Keep(ctx, d.Actor, one)
		}
		id, err := keep(trainer.Trainer{Name: " Dr.  Rahma Putri ", NIP: "19750315 200003 1 901", Level: trainer.Middle, Phone: "0812 0000 0910", DutyJP: 24})
		if err != nil {
			t.Fatal(err)
		}
		got, err := trainer.ByID(ctx, d.DB, d.Agency.ID, id)
		if err != nil || got.Name != "Dr. Rahma Putri" || got.NIP != "197503152000031901" || got.Phone != "6281200000910" || got.DutyJP != 24 || !got.Own() {
			t.Errorf("kept %+v, %v", got, err)
		}
		for name, c := range map[string]struct {
			one trainer.Trainer
			key string
		}{
			"no name":            {trainer.Trainer{}, "trainer.fault.name"},
			"a short NIP":        {trainer.Trainer{Name: "A", NIP: "123"}, "trainer.fault.nip"},
			"the NIP of another": {trainer.Trainer{Name: "A", NIP: "197503152000031901"}, "trainer.fault.nip_taken"},
			"no such level":      {trainer.Trainer{Name: "A", Level: "guru"}, "trainer.fault.level"},
			"a broken address":   {trainer.Trainer{Name: "A", Email: "x@"}, "trainer.fault.email"},
			"too many JP":        {trainer.Trainer{Name: "A", DayJP: 25}, "web.bad_number"},
			"a foreign account":  {trainer.Trainer{Name: "A", Account: "nobody"}, "trainer.fault.account"},
			"a foreign unit":     {trainer.Trainer{Name: "A", Unit: "nowhere"}, "trainer.fault.unit"},
		} {
			if _, err := keep(c.one); err == nil {
				t.Errorf("%s was kept", name)
			} else {
				refused(t, err, c.key)
			}
		}
		guest, err := keep(trainer.Trainer{Name: "Dr. Tamu", Employer: "BPSDM Provinsi", DutyJP: 24})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := trainer.ByID(ctx, d.DB, d.Agency.ID, guest); got.Own() || got.DutyJP != 0 {
			t.Errorf("a guest owes no JP: %+v", got)
		}
		_, err = d.trainers.Keep(ctx, trainingtest.Holding(string(d.Agency.ID), access.Leader, access.Whole), trainer.Trainer{Agency: d.Agency.ID, Name: "A"})
		refused(t, err, "access.forbidden")
		refused(t, trainer.May(trainingtest.Holding(string(d.Agency.ID), access.Participant, access.PersonScope("x")), d.Agency.ID), "access.forbidden")
	})
}

func TestTheAccountOfTheNIPIsLinked(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := t.Context()
		people := &identity.Desk{DB: d.DB, Clock: d.Clock, Key: []byte("a key of an installation")}
		account, _, err := people.Invite(ctx, access.System("test"), string(d.Agency.ID), identity.Invitation{Role: access.Committee, Name: "Dr. Rahma Putri", NIP: "197503152000031901", Email: "rahma@contoh.example"})
		if err != nil {
			t.Fatal(err)
		}
		id, err := d.trainers.Keep(ctx, d.Actor, trainer.Trainer{Agency: d.Agency.ID, Name: "Dr. Rahma Putri", NIP: "197503152000031901"})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := trainer.ByID(ctx, d.DB, d.Agency.ID, id); got.Account != string(account) {
			t.Errorf("linked to %q, want %q", got.Account, account)
		}
		_, err = d.trainers.Keep(ctx, d.Actor, trainer.Trainer{Agency: d.Agency.ID, Name: "Dr. Lain", Account: string(account)})
		refused(t, err, "trainer.fault.account_taken")
	})
}

func TestRightsAbsencesAndTheEndOfTeaching(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := t.Context()
		id, err := d.trainers.Keep(ctx, d.Actor, trainer.Trainer{Agency: d.Agency.ID, Name: "Dr. Rahma Putri", Level: trainer.First})
		if err != nil {
			t.Fatal(err)
		}
		act := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		act(d.trainers.Grant(ctx, d.Actor, d.Agency.ID, trainer.Right{Trainer: id, Role: trainer.Tutor, Agenda: "agenda_1", Class: training.ClassIII, From: "2025-01-01", Until: "2025-09-01"}))
		act(d.trainers.Leave(ctx, d.Actor, d.Agency.ID, trainer.Absence{Trainer: id, From: "2025-08-04", Until: "2025-08-05", Reason: "Cuti"}))
		refused(t, d.trainers.Grant(ctx, d.Actor, d.Agency.ID, trainer.Right{Trainer: id, Role: "cook", Class: training.Mixed}), "trainer.fault.role")
		refused(t, d.trainers.Grant(ctx, d.Actor, d.Agency.ID, trainer.Right{Trainer: id, Role: trainer.Coach, Class: training.Mixed, From: "2025-09-01", Until: "2025-08-01"}), "trainer.fault.term")
		refused(t, d.trainers.Leave(ctx, d.Actor, d.Agency.ID, trainer.Absence{Trainer: id, From: "2025-08-04", Until: "2025-08-01", Reason: "Cuti"}), "trainer.fault.away")
		refused(t, d.trainers.Leave(ctx, d.Actor, d.Agency.ID, trainer.Absence{Trainer: id, From: "2025-08-04", Start: 600, End: 500, Reason: "Cuti"}), "trainer.fault.hours")
		bars := func(agenda string, class training.Class, day clock.Date) []string {
			t.Helper()
			s, err := trainer.StaffOf(ctx, d.DB, d.Agency.ID, "2025-01-01", "2025-12-31")
			act(err)
			one, _ := s.ByID(id)
			var keys []string
			for _, b := range s.Bars(one, trainer.Duty{Role: trainer.Tutor, Agenda: agenda, Class: class, Day: day, Start: 480, End: 600}) {
				keys = append(keys, b.Key)
			}
			return keys
		}
		for name, c := range map[string]struct {
			got, want []string
		}{
			"by right":            {bars("agenda_1", training.ClassIII, "2025-08-01"), nil},
			"another agenda":      {bars("agenda_2", training.ClassIII, "2025-08-01"), []string{"trainer.bar.right"}},
			"another class":       {bars("agenda_1", training.ClassII, "2025-08-01"), []string{"trainer.bar.right"}},
			"on the day it ended": {bars("agenda_1", training.ClassIII, "2025-09-01"), []string{"trainer.bar.right"}},
			"while away":          {bars("agenda_1", training.ClassIII, "2025-08-05"), []string{"trainer.bar.absent"}},
		} {
			if !slices.Equal(c.got, c.want) {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
		act(d.trainers.SetBounds(ctx, d.Actor, d.Agency.ID, trainer.Bounds{DayJP: 8, MonthJP: 80, Level: map[training.Class]trainer.Level{training.ClassIII: trainer.Young}}))
		if got := bars("agenda_1", training.ClassIII, "2025-08-01"); !slices.Equal(got, []string{"trainer.bar.level"}) {
			t.Errorf("below the lowest level: %v", got)
		}
		act(d.trainers.Stop(ctx, d.Actor, d.Agency.ID, id, "2025-07-15", "Pensiun"))
		if got := bars("agenda_1", training.ClassIII, "2025-07-15"); !slices.Contains(got, "trainer.bar.left") {
			t.Errorf("who has left: %v", got)
		}
		refused(t, d.trainers.Stop(ctx, d.Actor, d.Agency.ID, id, "2025-07-15", ""), "trainer.fault.reason_stop")
		absences, err := trainer.Absences(ctx, d.DB, d.Agency.ID, "2025-08-05", "2025-08-05")
		act(err)
		who, err := d.trainers.Return(ctx, d.Actor, d.Agency.ID, absences[id][0].ID)
		if err != nil || who != id {
			t.Errorf("returned %s, %v", who, err)
		}
		_, err = d.trainers.Return(ctx, d.Actor, d.Agency.ID, absences[id][0].ID)
		refused(t, err, "access.not_found")
		rights, err := trainer.Rights(ctx, d.DB, d.Agency.ID)
		act(err)
		_, err = d.trainers.Revoke(ctx, d.Actor, d.Agency.ID, rights[id][0].ID, "2025-06-30")
		act(err)
		if rights, _ = trainer.Rights(ctx, d.DB, d.Agency.ID); rights[id][0].Until != "2025-06-30" {
			t.Errorf("a revoked right ends: %+v", rights[id])
		}
	})
}

func TestAListOfTrainersIsEnteredAndUndone(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := t.Context()
		known, err := d.trainers.Keep(ctx, d.Actor, trainer.Trainer{Agency: d.Agency.ID, Name: "Dr. Rahma Putri", NIP: "197503152000031901"})
		if err != nil {
			t.Fatal(err)
		}
		list := func(lines ...string) *trainer.List {
			t.Helper()
			l, err := d.trainers.ReadList(ctx, d.Actor, d.Agency, csv(append([]string{"Nama,NIP,Jenjang,Instansi,Peran,Agenda,Golongan,Berlaku Sampai,Nomor WhatsApp"}, lines...)...))
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		bad := list("Dr. Salah,12345,Madya,,koki,,IX,,")
		if roster.Sound(bad.Rows) != 0 || len(bad.Rows[0].Problems) < 3 {
			t.Errorf("faults of a row: %+v", bad.Rows)
		}
		_, err = d.trainers.Enter(ctx, d.Actor, d.Agency, bad, false)
		refused(t, err, "trainer.list.bad")
		l := list(`"Rahma Putri",197503152000031901,Widyaiswara Ahli Madya,Kota Pontianak,"pengampu, coach","1 dan 2",III,2027-03-01,0812 0000 0910`,
			`"Dr. Tamu, M.Si.",,Ahli Utama,BPSDM Provinsi,penguji,,"II, III",,`, `"Dr. Tamu, M.Si.",,Ahli Utama,BPSDM Provinsi,coach,,II,2027-03-01,0812 0000 0911`)
		if l.New != 2 || l.Changed != 1 || roster.Sound(l.Rows) != 3 {
			t.Fatalf("new %d, changed %d: %+v", l.New, l.Changed, l.Rows)
		}
		imp, err := d.trainers.Enter(ctx, d.Actor, d.Agency, l, false)
		if err != nil {
			t.Fatal(err)
		}
		all, rights := everything(ctx, t, d)
		if len(all) != 2 || len(rights[known]) != 3 || all[1].ID != known && all[0].ID != known {
			t.Fatalf("%d trainers, rights %+v", len(all), rights)
		}
		guest := all[slices.IndexFunc(all, func(x trainer.Trainer) bool { return x.ID != known })]
		if len(rights[guest.ID]) != 2 || guest.Level != trainer.Main || guest.Employer != "BPSDM Provinsi" {
			t.Errorf("the guest: %+v %+v", guest, rights[guest.ID])
		}
		if again := list(`"Dr. Tamu, M.Si.",,Ahli Utama,BPSDM Provinsi,penguji,,"II, III",,`); again.Unchanged != 1 {
			t.Errorf("the same list again: %+v", again)
		}
		if err := d.trainers.Leave(ctx, d.Actor, d.Agency.ID, trainer.Absence{Trainer: guest.ID, From: "2025-08-04", Reason: "Cuti"}); err != nil {
			t.Fatal(err)
		}
		refused(t, d.trainers.Undo(ctx, d.Actor, d.Agency, imp), "trainer.list.built")
		away, _ := trainer.Absences(ctx, d.DB, d.Agency.ID, "", "9999-12-31")
		if _, err := d.trainers.Return(ctx, d.Actor, d.Agency.ID, away[guest.ID][0].ID); err != nil {
			t.Fatal(err)
		}
		if err := d.trainers.Undo(ctx, d.Actor, d.Agency, imp); err != nil {
			t.Fatal(err)
		}
		if all, rights = everything(ctx, t, d); len(all) != 1 || len(rights) != 0 {
			t.Errorf("after the undo: %+v %+v", all, rights)
		}
		refused(t, d.trainers.Taken(ctx, d.Agency, imp), "trainer.list.no_import")
	})
}

func everything(ctx context.Context, t *testing.T, d desk) ([]trainer.Trainer, map[trainer.ID][]trainer.Right) {
	t.Helper()
	all, err := trainer.All(ctx, d.DB, d.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	rights, err := trainer.Rights(ctx, d.DB, d.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all, rights
}

func TestAnotherAgencySeesNoTrainers(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := t.Context()
		id, err := d.trainers.Keep(ctx, d.Actor, trainer.Trainer{Agency: d.Agency.ID, Name: "Dr. Rahma Putri"})
		if err != nil {
			t.Fatal(err)
		}
		other, err := d.Org.CreateAgency(ctx, access.System("test"), org.Agency{Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, Hue: 256})
		if err != nil {
			t.Fatal(err)
		}
		actor := trainingtest.Holding(string(other), access.Officer, access.Whole)
		refused(t, d.trainers.Stop(ctx, actor, other, id, "2025-07-15", "Pensiun"), "access.not_found")
		_, err = d.trainers.Keep(ctx, actor, trainer.Trainer{ID: id, Agency: other, Name: "A"})
		refused(t, err, "access.not_found")
		_, err = d.trainers.Keep(ctx, actor, trainer.Trainer{ID: id, Agency: d.Agency.ID, Name: "A"})
		refused(t, err, "access.not_found")
	})
}
