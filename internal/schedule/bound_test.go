package schedule_test

import (
	"context"
	"slices"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// teachers is the desk of trainers beside that of schedules.
func teachers(d *scheduletest.Desk) *trainer.Desk {
	return &trainer.Desk{DB: d.DB, Clock: d.Clock, Guides: schedule.GuidesByNIP, Led: schedule.Led, Used: []func(context.Context, db.Q, org.AgencyID, trainer.ID) (int, error){schedule.LedBy}, Linked: schedule.Relink, Bound: d.Schedule.Bound}
}

// teacher keeps a trainer who may do some roles in both classes.
func teacher(t *testing.T, d *scheduletest.Desk, one trainer.Trainer, roles ...trainer.Role) trainer.ID {
	t.Helper()
	one.Agency = d.Agency.ID
	id, err := teachers(d).Keep(t.Context(), d.Actor, one)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range roles {
		if err := teachers(d).Grant(t.Context(), d.Actor, d.Agency.ID, trainer.Right{Trainer: id, Role: role, Class: training.Mixed}); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func bind(t *testing.T, d *scheduletest.Desk, b trainer.Binding) error {
	t.Helper()
	b.Agency = d.Agency.ID
	return d.DB.InTx(t.Context(), func(tx *db.Tx) error { return teachers(d).Bind(t.Context(), tx, d.Actor, b) })
}

// leads counts the sessions of a lead and group that a trainer has in the newest
// version.
func leads(t *testing.T, d *scheduletest.Desk, b training.BatchID, lead string, group int, who trainer.ID) (has, all int) {
	t.Helper()
	for _, s := range look(t, d, b).Sessions {
		if s.Lead == lead && s.Group == group {
			all++
			if s.TrainerID == who {
				has++
			}
		}
	}
	return has, all
}

func TestABoundCoachLeadsTheSessionsOfTheGroup(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		batch := d.Batch(t, 40)
		first := teacher(t, d, trainer.Trainer{Name: "Dr. Rahma Putri"}, trainer.Coach, trainer.Examiner)
		second := teacher(t, d, trainer.Trainer{Name: "Dr. Anton"}, trainer.Coach)
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Coach, Trainer: first, Document: "800/1"}); err != nil {
			t.Fatal(err)
		}
		if has, all := leads(t, d, batch.ID, "coach", 1, first); has != all || all == 0 {
			t.Errorf("%d of %d sessions have the coach", has, all)
		}
		if has, _ := leads(t, d, batch.ID, "coach", 2, first); has != 0 {
			t.Errorf("%d sessions of another group have the coach", has)
		}
		refused(t, bind(t, d, trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Coach, Trainer: second}), "trainer.fault.reason")
		from := batch.End.AddDays(-10)
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Coach, Trainer: second, From: from, Reason: "Sakit"}); err != nil {
			t.Fatal(err)
		}
		before, all := leads(t, d, batch.ID, "coach", 1, first)
		after, _ := leads(t, d, batch.ID, "coach", 1, second)
		if before == 0 || after == 0 || before+after != all {
			t.Errorf("%d sessions keep the first coach, %d have the second, of %d", before, after, all)
		}
		now, err := trainer.Bindings(t.Context(), d.DB, batch.ID)
		if err != nil || len(now) != 1 || now[0].Trainer != second || now[0].From != from {
			t.Errorf("bound now: %+v, %v", now, err)
		}
	})
}

func TestATrainerWhoIsLinkedLaterSeesTheirSessions(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		who := teacher(t, d, trainer.Trainer{Name: "Dr. Rahma Putri"}, trainer.Coach)
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Coach, Trainer: who}); err != nil {
			t.Fatal(err)
		}
		d.Publish(t, "Coach ditugaskan", batch.ID)
		account, _, err := d.Schedule.Links.Invite(ctx, access.System("test"), string(d.Agency.ID), identity.Invitation{Role: access.Committee, Name: "Dr. Rahma Putri", Email: "rahma@contoh.example"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := teachers(d).Keep(ctx, d.Actor, trainer.Trainer{ID: who, Agency: d.Agency.ID, Name: "Dr. Rahma Putri", Account: string(account)}); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, s := range d.Sessions(t, batch.ID) {
			if s.TrainerID == who && s.Account == string(account) {
				n++
			} else if s.Account != "" || s.TrainerID == who {
				t.Errorf("%s of %s has the account %q", s.Subject, s.Trainer, s.Account)
			}
		}
		if n == 0 {
			t.Error("no session has the account")
		}
	})
}

func TestASuperiorIsNotBound(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		members, err := training.Members(ctx, d.DB, d.Agency.ID, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(members, func(m training.Member) bool { return m.Seat.GroupNumber == 1 })
		one := members[i].Person
		const nip = "197503152000031901"
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Person: one.ID, Mentor: schedule.Mentor{Agency: d.Agency.ID, Name: "Drs. Salim", NIP: nip}}); err != nil {
			t.Fatal(err)
		}
		mentor := teacher(t, d, trainer.Trainer{Name: "Drs. Salim", NIP: nip}, trainer.Coach, trainer.Examiner, trainer.Tutor)
		boss := teacher(t, d, trainer.Trainer{Name: "Dra. Wati", Unit: one.Unit}, trainer.Coach, trainer.Examiner)
		idle := teacher(t, d, trainer.Trainer{Name: "Tanpa Hak"})
		place := trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Examiner}
		for who, key := range map[trainer.ID]string{mentor: "trainer.bar.mentor", boss: "trainer.bar.unit", idle: "trainer.bar.right", "nobody": "trainer.fault.trainer"} {
			place.Trainer = who
			refused(t, bind(t, d, place), key)
		}
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Tutor, Trainer: mentor}); err != nil {
			t.Errorf("a mentor may teach: %v", err)
		}
		other := teacher(t, d, trainer.Trainer{Name: "Dr. Anton"}, trainer.Examiner)
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Person: string(one.ID), Role: trainer.Examiner, Trainer: other}); err != nil {
			t.Fatal(err)
		}
		place.Trainer = mentor
		if err := bind(t, d, place); err != nil {
			t.Errorf("whose only own participant has another examiner may be bound: %v", err)
		}
		d.Actor = trainingtest.Holding(string(d.Agency.ID), access.Leader, access.Whole)
		refused(t, bind(t, d, place), "access.forbidden")
	})
}

func TestSessionsNameTrainerAndRoomOfTheLists(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		who := teacher(t, d, trainer.Trainer{Name: "Dr. Rahma Putri"}, trainer.Tutor)
		idle := teacher(t, d, trainer.Trainer{Name: "Tanpa Hak"})
		rooms := &venue.Desk{DB: d.DB, Clock: d.Clock}
		room, err := rooms.Keep(ctx, d.Actor, venue.Room{Agency: d.Agency.ID, Name: "Zoom 1", Kind: venue.Online, Link: "https://rapat.example/1"})
		if err != nil {
			t.Fatal(err)
		}
		s := lesson(t, d.Sessions(t, batch.ID))
		trainers, places, err := d.Schedule.Choices(ctx, d.DB, d.Agency, look(t, d, batch.ID), s, "2025-06-30")
		if err != nil || len(trainers) != 2 || trainers[0].Trainer.ID != who || !trainers[0].Free() || trainers[1].Free() || len(places) != 1 || !places[0].Free() {
			t.Fatalf("choices %+v %+v, %v", trainers, places, err)
		}
		e := schedule.EditOf(s)
		e.TrainerID, e.RoomID = who, room
		if err := d.Schedule.Change(ctx, d.Actor, d.Agency.ID, batch.ID, s.ID, e); err != nil {
			t.Fatal(err)
		}
		got := lesson(t, look(t, d, batch.ID).Sessions)
		if got.Trainer != "Dr. Rahma Putri" || got.Place != "Zoom 1" || got.Link != "https://rapat.example/1" || got.TrainerID != who || got.RoomID != room {
			t.Errorf("stored %+v", got)
		}
		if n, err := schedule.HeldIn(ctx, d.DB, d.Agency.ID, room); err != nil || n != 1 {
			t.Errorf("%d sessions in the room, %v", n, err)
		}
		if err := rooms.Close(ctx, d.Actor, d.Agency.ID, venue.Closure{Room: room, From: s.Day, Reason: "Perbaikan"}); err != nil {
			t.Fatal(err)
		}
		e.TrainerID = idle
		if err := d.Schedule.Change(ctx, d.Actor, d.Agency.ID, batch.ID, s.ID, e); err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, p := range look(t, d, batch.ID).Hard() {
			keys = append(keys, p.Key)
		}
		if !slices.Equal(keys, []string{"schedule.problem.bar", "schedule.problem.room_bar"}) {
			t.Errorf("problems %v", keys)
		}
		_, err = d.Schedule.Publish(ctx, d.Actor, d.Agency.ID, []training.BatchID{batch.ID}, "Pengajar berganti")
		refused(t, err, "schedule.fault.broken")
	})
}

func TestLoadsAndHoursAreOfTheNewestVersion(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		desk := teachers(d)
		own := teacher(t, d, trainer.Trainer{Name: "Dr. Rahma Putri", DutyJP: 5}, trainer.Coach)
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Coach, Trainer: own}); err != nil {
			t.Fatal(err)
		}
		jp := 0
		for _, s := range look(t, d, batch.ID).Sessions {
			if s.TrainerID == own && s.Kind != regulation.Asynchronous && s.Kind != regulation.Workplace {
				jp += s.JP
			}
		}
		if err := desk.SetFund(ctx, d.Actor, d.Agency.ID, batch.ID, "APBD"); err != nil {
			t.Fatal(err)
		}
		b, err := desk.Budget(ctx, d.Actor, d.Agency.ID, batch.Start, batch.End, "")
		if err != nil {
			t.Fatal(err)
		}
		sum, duty, months := 0, 0, map[string]bool{}
		for _, h := range b.Hours {
			sum, duty = sum+h.JP, duty+h.Duty
			months[h.Month] = true
			if h.Trainer != own || h.Fund != "APBD" || h.Paid() != max(0, h.JP-5) {
				t.Errorf("hours %+v", h)
			}
		}
		if sum != jp || jp == 0 || duty > 5*len(months) {
			t.Errorf("%d JP of %d, duty %d", sum, jp, duty)
		}
		of, err := desk.Budget(ctx, d.Actor, d.Agency.ID, batch.Start, batch.End, "another programme")
		if err != nil || len(of.Hours) != 0 {
			t.Errorf("%d hours of another programme, %v", len(of.Hours), err)
		}
		_, err = desk.Budget(ctx, trainingtest.Holding(string(d.Agency.ID), access.Participant, access.PersonScope(string(roster.PersonID("x")))), d.Agency.ID, batch.Start, batch.End, "")
		refused(t, err, "access.forbidden")
	})
}

func TestABindingTellsOfAnInterestThatCameLater(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		const nip = "197503152000031901"
		examiner := teacher(t, d, trainer.Trainer{Name: "Drs. Salim", NIP: nip}, trainer.Examiner)
		place := trainer.Binding{Batch: batch.ID, Group: 1, Role: trainer.Examiner, Trainer: examiner}
		if err := bind(t, d, place); err != nil {
			t.Fatal(err)
		}
		interests := func() []i18n.Line {
			t.Helper()
			desk := &trainer.Desk{DB: d.DB, Clock: d.Clock, Guides: schedule.GuidesByNIP}
			bench, err := desk.Bench(ctx, d.DB, d.Agency.ID, batch.ID)
			if err != nil {
				t.Fatal(err)
			}
			who, _ := bench.ByID(examiner)
			return bench.Interests(who, bench.Bindings[0])
		}
		if got := interests(); len(got) != 0 {
			t.Fatalf("interests from the start: %v", got)
		}
		seat := d.Seats(t, batch.ID)[slices.IndexFunc(d.Seats(t, batch.ID), func(s training.Seat) bool { return s.GroupNumber == 1 })]
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Person: seat.Person, Mentor: schedule.Mentor{Agency: d.Agency.ID, Name: "Drs. Salim", NIP: nip}}); err != nil {
			t.Fatal(err)
		}
		if got := interests(); len(got) != 1 || got[0].Key != "trainer.bar.mentor" {
			t.Errorf("the examiner has become a mentor of the group: %v", got)
		}
	})
}
