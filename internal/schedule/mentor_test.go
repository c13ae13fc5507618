package schedule_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

const mentorNIP = "198001012005011901"

func fauzan() schedule.Mentor {
	return schedule.Mentor{NIP: "19800101 200501 1 901", Name: "drg. Achmad Fauzan, M.Kes.", Title: "Kepala Bidang", Phone: "0812-0000-0901"}
}

// guided returns how a person stands in the list of mentors.
func guided(t *testing.T, d *scheduletest.Desk, person roster.PersonID) schedule.Guided {
	t.Helper()
	list, err := d.Schedule.Guided(t.Context(), d.Actor, d.Agency)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range list {
		if g.Person.ID == person {
			return g
		}
	}
	t.Fatalf("%s is not in the list of mentors", person)
	return schedule.Guided{}
}

// seated makes a batch and returns the people in it.
func seated(t *testing.T, d *scheduletest.Desk) []roster.PersonID {
	t.Helper()
	var people []roster.PersonID
	for _, s := range d.Seats(t, d.Batch(t, 40).ID) {
		people = append(people, s.Person)
	}
	return people
}

// open makes and opens the link of a mentor and returns who came by it.
func open(t *testing.T, d *scheduletest.Desk, m schedule.MentorID) (access.Actor, string) {
	t.Helper()
	pass, err := d.Schedule.Link(t.Context(), d.Actor, d.Agency, m, "")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := d.Schedule.Links.PassSecret(pass.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, session, err := d.Schedule.Links.OpenPass(t.Context(), secret, "phone")
	if err != nil {
		t.Fatal(err)
	}
	_, actor, err := d.Schedule.Links.Whose(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return actor, session
}

func TestAMentorSeesTheirOwnPeopleByALink(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, people := t.Context(), seated(t, d)
		for _, p := range people[:2] {
			if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: p, Letter: "800/1/BKPSDM/2025"}); err != nil {
				t.Fatal(err)
			}
		}
		m := guided(t, d, people[0]).Mentor
		if m == nil || m.NIP != mentorNIP || m.Phone != "6281200000901" || m.Letter != "800/1/BKPSDM/2025" || m.Mentor.ID != guided(t, d, people[1]).Mentor.Mentor.ID {
			t.Fatalf("the mentor of two people is %+v", m)
		}
		actor, _ := open(t, d, m.Mentor.ID)
		today := d.Agency.Today(d.Clock.Now())
		reach, err := actor.Reach(string(d.Agency.ID), access.Mentor)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := roster.Within(ctx, d.DB, d.Agency.ID, reach, today)
		if err != nil || len(seen) != 2 {
			t.Errorf("the mentor sees %d people, %v; want 2", len(seen), err)
		}
		sight, err := training.SightOf(ctx, d.DB, actor, d.Agency.ID)
		if err != nil || len(sight.Batches()) != 1 || sight.Staff {
			t.Errorf("the mentor sees %d batches, %v; want the one of their people", len(sight.Batches()), err)
		}
		if err := access.RequirePerson(ctx, d.DB, actor, string(d.Agency.ID), string(people[2]), today, access.Mentor); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("somebody else's participant: %v", err)
		}
		if err := d.Schedule.Bind(ctx, actor, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: people[2]}); err == nil {
			t.Error("a mentor took a participant for themselves")
		}
		partly := trainingtest.Holding(string(d.Agency.ID), access.Committee, access.PersonScope(string(people[0])))
		if _, err := d.Schedule.Link(ctx, partly, d.Agency, m.Mentor.ID, ""); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("who reaches one of the mentor's two people renewed the link: %v", err)
		}
		if g := guided(t, d, people[0]); g.Pass == nil || g.Pass.State(d.Clock.Now()) != identity.PassRead {
			t.Errorf("the link stands as %+v, want read", g.Pass)
		}
	})
}

func TestAForwardedLinkDoesNotEndThePageOfItsHolder(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, people := t.Context(), seated(t, d)
		for i, name := range []string{"drg. Achmad Fauzan", "Siti Rahmah, S.Kep."} {
			if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: schedule.Mentor{Name: name}, Person: people[i]}); err != nil {
				t.Fatal(err)
			}
		}
		m := guided(t, d, people[0]).Mentor.Mentor.ID
		_, session := open(t, d, m)
		pass := guided(t, d, people[0]).Pass
		secret, err := d.Schedule.Links.PassSecret(pass.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, first, err := d.Schedule.Links.AskPass(ctx, secret); err != nil || !first {
			t.Fatalf("somebody to whom the link was forwarded asks: %t, %v", first, err)
		}
		if n, err := d.Schedule.LinkAll(ctx, d.Actor, d.Agency); err != nil || n != 1 {
			t.Errorf("%d links made, %v; want the one of the mentor without any", n, err)
		}
		if _, _, err := d.Schedule.Links.Whose(ctx, session); err != nil {
			t.Errorf("the page of the holder ended: %v", err)
		}
		_, err = d.Schedule.Link(ctx, d.Actor, d.Agency, m, "")
		refused(t, err, "identity.pass_live")
		if _, err := d.Schedule.Link(ctx, d.Actor, d.Agency, m, pass.ID); err != nil {
			t.Errorf("renewing by name: %v", err)
		}
		if _, _, err := d.Schedule.Links.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the page that the renewal ends: %v", err)
		}
	})
}

func TestAReplacedMentorIsOutAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, person := t.Context(), seated(t, d)[0]
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: person}); err != nil {
			t.Fatal(err)
		}
		_, session := open(t, d, guided(t, d, person).Mentor.Mentor.ID)
		other := schedule.Mentoring{Mentor: schedule.Mentor{Name: "Siti Rahmah, S.Kep."}, Person: person}
		refused(t, d.Schedule.Bind(ctx, d.Actor, d.Agency, other), "schedule.mentor.no_reason")
		other.Reason = "Mutasi"
		other.From = "2025-06-01"
		refused(t, d.Schedule.Bind(ctx, d.Actor, d.Agency, other), "schedule.mentor.before")
		other.From = ""
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, other); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Schedule.Links.Whose(ctx, session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the page of a mentor who guides nobody any more: %v", err)
		}
		history, err := schedule.MentorsOf(ctx, d.DB, d.Agency.ID, person)
		if err != nil || len(history) != 2 || history[0].Name != "Siti Rahmah, S.Kep." || history[1].Until == "" {
			t.Errorf("the mentors of the person are %+v, %v", history, err)
		}
		if err := d.Schedule.Release(ctx, d.Actor, d.Agency, person, "", "Pensiun"); err != nil {
			t.Fatal(err)
		}
		if g := guided(t, d, person); g.Mentor != nil {
			t.Errorf("a released participant has %s", g.Mentor.Name)
		}
		refused(t, d.Schedule.Release(ctx, d.Actor, d.Agency, person, "", "Pensiun"), "schedule.mentor.none")
	})
}

func TestWhoMayNotBeAMentor(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, person := t.Context(), seated(t, d)[0]
		p, err := roster.ByID(ctx, d.DB, d.Agency.ID, person)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			m   schedule.Mentor
			key string
		}{
			"one's own mentor":      {schedule.Mentor{NIP: p.NIP, Name: p.Name}, "schedule.mentor.self"},
			"nobody":                {schedule.Mentor{NIP: mentorNIP}, "schedule.mentor.no_name"},
			"a short NIP":           {schedule.Mentor{NIP: "123", Name: "A"}, "schedule.mentor.bad_nip"},
			"no telephone number":   {schedule.Mentor{Name: "A", Phone: "12"}, "schedule.mentor.bad_phone"},
			"no e-mail address":     {schedule.Mentor{Name: "A", Email: "a@"}, "schedule.mentor.bad_email"},
			"a mentor of nowhere":   {schedule.Mentor{ID: "x", Name: "A"}, "schedule.mentor.unknown"},
			"a name of 300 letters": {schedule.Mentor{Name: strings.Repeat("a", 300)}, "schedule.mentor.too_long"},
		} {
			t.Run(name, func(t *testing.T) {
				refused(t, d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: c.m, Person: person}), c.key)
			})
		}
		stranger := trainingtest.Holding(string(d.Agency.ID), access.Committee, access.BatchScope("other"))
		if err := d.Schedule.Bind(ctx, stranger, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: person}); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("the committee of another batch: %v", err)
		}
	})
}

func TestAListOfMentorsIsEnteredAndUndone(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, people := t.Context(), seated(t, d)
		byID, err := roster.ByIDs(ctx, d.DB, d.Agency.ID, people)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: schedule.Mentor{Name: "Siti Rahmah"}, Person: people[0]}); err != nil {
			t.Fatal(err)
		}
		rows := []string{"NIP;Nama;Nama Mentor;NIP Mentor;Jabatan Mentor;No WA Mentor"}
		for i, p := range people[:4] {
			rows = append(rows, strings.Join([]string{"'" + byID[p].NIP, byID[p].Name, "drg. Achmad Fauzan", "'" + mentorNIP, "Kepala Bidang", []string{"081200000901", "081200000901", "nomor", ""}[i]}, ";"))
		}
		text := strings.Join(rows, "\n")
		read := func() *schedule.MentorList {
			t.Helper()
			l, err := d.Schedule.ReadMentors(ctx, d.Actor, d.Agency, roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "mentor.csv"})
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		l := read()
		if l.New != 2 || l.Changed != 1 || l.Rows[0].Severity() != "warning" || l.Rows[2].Severity() != "error" || l.Rows[3].Severity() != "warning" {
			t.Fatalf("the list brings %d new and %d changed: %+v", l.New, l.Changed, l.Rows)
		}
		_, err = d.Schedule.EnterMentors(ctx, d.Actor, d.Agency, l, false)
		refused(t, err, "schedule.mentor.rows_bad")
		imp, err := d.Schedule.EnterMentors(ctx, d.Actor, d.Agency, l, true)
		if err != nil {
			t.Fatal(err)
		}
		if again := read(); again.New != 0 || again.Changed != 0 || again.Unchanged != 3 {
			t.Errorf("the same list again brings %d new and %d changed, %d unchanged", again.New, again.Changed, again.Unchanged)
		}
		if n, err := d.Schedule.LinkAll(ctx, d.Actor, d.Agency); err != nil || n != 1 {
			t.Errorf("%d links for one mentor, %v", n, err)
		}
		entered := func(want ...string) {
			t.Helper()
			list, err := schedule.MentorImports(ctx, d.DB, d.Agency.ID)
			if err != nil || len(list) != len(want) {
				t.Fatalf("%+v can be taken back, %v", list, err)
			}
			for i, id := range want {
				if list[i].ID != id || list[i].N != 3 || list[i].File != "mentor.csv" {
					t.Errorf("%+v can be taken back", list[i])
				}
			}
		}
		entered(imp)
		if err := d.Schedule.UndoMentors(ctx, d.Actor, d.Agency, imp); err != nil {
			t.Fatal(err)
		}
		entered()
		if g := guided(t, d, people[0]); g.Mentor == nil || g.Mentor.Name != "Siti Rahmah" {
			t.Errorf("after the undo the first has %+v, want the mentor before", g.Mentor)
		}
		if g := guided(t, d, people[1]); g.Mentor != nil {
			t.Errorf("after the undo the second has %s", g.Mentor.Name)
		}
		refused(t, d.Schedule.UndoMentors(ctx, d.Actor, d.Agency, imp), "schedule.mentor.no_import")

		if imp, err = d.Schedule.EnterMentors(ctx, d.Actor, d.Agency, read(), true); err != nil {
			t.Fatal(err)
		}
		open(t, d, guided(t, d, people[1]).Mentor.Mentor.ID)
		refused(t, d.Schedule.UndoMentors(ctx, d.Actor, d.Agency, imp), "schedule.mentor.built")
	})
}

func TestAnUndoneListLeavesTheLinkOfWhoGuidesOthers(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, people := t.Context(), seated(t, d)
		second, err := roster.ByID(ctx, d.DB, d.Agency.ID, people[1])
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: people[0]}); err != nil {
			t.Fatal(err)
		}
		sent, err := d.Schedule.Link(ctx, d.Actor, d.Agency, guided(t, d, people[0]).Mentor.Mentor.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		text := "NIP;Nama;Nama Mentor;NIP Mentor\n'" + second.NIP + ";" + second.Name + ";" + fauzan().Name + ";'" + mentorNIP
		l, err := d.Schedule.ReadMentors(ctx, d.Actor, d.Agency, roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "mentor.csv"})
		if err != nil {
			t.Fatal(err)
		}
		imp, err := d.Schedule.EnterMentors(ctx, d.Actor, d.Agency, l, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Schedule.UndoMentors(ctx, d.Actor, d.Agency, imp); err != nil {
			t.Fatal(err)
		}
		if g := guided(t, d, people[1]); g.Mentor != nil {
			t.Errorf("after the undo the second has %s", g.Mentor.Name)
		}
		if g := guided(t, d, people[0]); g.Pass == nil || g.Pass.ID != sent.ID {
			t.Errorf("the link of a mentor who guides another is %+v", g.Pass)
		}
	})
}

func TestOfficersWhoMakeLinksAtOnceMakeOneEach(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, person := t.Context(), seated(t, d)[0]
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: person}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var made atomic.Int64
		for range 6 {
			wg.Go(func() {
				n, err := d.Schedule.LinkAll(ctx, d.Actor, d.Agency)
				if err != nil {
					t.Error(err)
				}
				made.Add(int64(n))
			})
		}
		wg.Wait()
		if n := made.Load(); n != 1 {
			t.Errorf("%d links were made for one mentor: each but the last was withdrawn", n)
		}
	})
}

func TestALinkThatOpensPeopleOfOthersIsNotMadeByWhoReachesOneOfThem(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx, people := t.Context(), seated(t, d)
		for _, p := range people[:2] {
			if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: fauzan(), Person: p}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Schedule.Bind(ctx, d.Actor, d.Agency, schedule.Mentoring{Mentor: schedule.Mentor{Name: "Siti Rahmah, S.Kep."}, Person: people[2]}); err != nil {
			t.Fatal(err)
		}
		partly := access.AccountActor("partly", []access.Grant{
			{Role: access.Committee, Agency: string(d.Agency.ID), Scope: access.PersonScope(string(people[0]))},
			{Role: access.Committee, Agency: string(d.Agency.ID), Scope: access.PersonScope(string(people[2]))},
		})
		if n, err := d.Schedule.LinkAll(ctx, partly, d.Agency); err != nil || n != 1 {
			t.Errorf("%d links made, %v; want only the one of the mentor all of whose people are within reach", n, err)
		}
		if g := guided(t, d, people[0]); g.Pass != nil {
			t.Error("the link opens somebody whom its maker may not see")
		}
		if g := guided(t, d, people[2]); g.Pass == nil {
			t.Error("a mentor within reach got no link")
		}
	})
}
