package roster

import (
	"bytes"
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// neighbour makes a second agency with an officer of its own.
func (o office) neighbour(t *testing.T) (org.AgencyID, access.Actor) {
	t.Helper()
	a, err := o.Org.CreateAgency(t.Context(), access.System("test"), org.Agency{Code: "singkawang", Name: "Kota Singkawang", Zone: org.WIB})
	if err != nil {
		t.Fatal(err)
	}
	return a, access.AccountActor("other", []access.Grant{{Role: access.Officer, Agency: string(a), Scope: access.Whole}})
}

func TestAReleaseIsRefusedWithItsReasons(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		_, stranger := o.neighbour(t)
		person, _ := two(t, o)
		good := Release{To: "singkawang", Left: "2025-07-01", Number: "824/1", Reason: "mutasi"}
		for name, c := range map[string]struct {
			actor  access.Actor
			change func(r *Release)
			kind   fault.Kind
			key    string
		}{
			"another agency does not know the person": {stranger, func(*Release) {}, fault.KindNotFound, "access.not_found"},
			"a number is wanted":                      {o.me, func(r *Release) { r.Number = " " }, fault.KindInvalid, "number roster.release_number"},
			"a reason is wanted":                      {o.me, func(r *Release) { r.Reason = "" }, fault.KindInvalid, "reason roster.no_reason"},
			"nobody goes to their own agency":         {o.me, func(r *Release) { r.To = "pontianak" }, fault.KindInvalid, "to roster.release_to"},
			"an unknown agency":                       {o.me, func(r *Release) { r.To = "nowhere" }, fault.KindInvalid, "to roster.release_to"},
			"elsewhere without a name":                {o.me, func(r *Release) { r.To = "" }, fault.KindInvalid, "name roster.release_name"},
			"a day to come":                           {o.me, func(r *Release) { r.Left = "2025-07-02" }, fault.KindInvalid, "left roster.place_future"},
			"a day before the person came":            {o.me, func(r *Release) { r.Left = "2025-05-01" }, fault.KindInvalid, "left roster.place_before"},
			"no day":                                  {o.me, func(r *Release) { r.Left = "1 Juli" }, fault.KindInvalid, "left web.bad_date"},
		} {
			t.Run(name, func(t *testing.T) {
				r := good
				c.change(&r)
				_, err := o.Release(ctx, c.actor, o.agency, person, 1, r)
				refused(t, err, c.kind, c.key)
			})
		}
		if _, err := o.Release(ctx, o.me, o.agency, person, 7, good); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("over a state that nobody saw: %v", err)
		}
	})
}

func TestARecordGoesToAnotherAgencyWhole(t *testing.T) {
	dbtest.Each(t, append([]fs.FS{}, tables...), func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.Files = blob.Folder(t.TempDir())
		other, their := o.neighbour(t)
		person, second := two(t, o)
		p := o.person(t, person)
		p.Golongan, p.SKNumber = "III/b", "813/9/2025"
		if err := o.Correct(ctx, o.me, o.agency, p, "2025-06-01", "SK diperbaiki"); err != nil {
			t.Fatal(err)
		}
		if err := o.CorrectNIP(ctx, o.me, o.agency, person, 2, "199904282025052901", "salah ketik"); err != nil {
			t.Fatal(err)
		}
		p = o.person(t, person)
		id, err := o.Release(ctx, o.me, o.agency, person, 3, Release{To: "singkawang", Left: "2025-07-01", Number: "824/1", Reason: "mutasi"})
		if err != nil {
			t.Fatal(err)
		}
		if o.person(t, person).State != Active {
			t.Error("an offer took the person out")
		}
		_, err = o.Accept(ctx, o.me, o.agency, id, "")
		refused(t, err, fault.KindConflict, "roster.release_over")
		now, err := o.Accept(ctx, their, other, id, "")
		if err != nil {
			t.Fatal(err)
		}
		here, err := ByID(ctx, d, other, now)
		if err != nil {
			t.Fatal(err)
		}
		want := p
		want.ID, want.Agency, want.Unit, want.Version = now, other, "", 1
		if diff := cmp.Diff(want, here); diff != "" {
			t.Error(diff)
		}
		facts, err := FactsOf(ctx, d, now)
		if err != nil || len(facts) != 2 || facts[1].Golongan != "III/a" || facts[1].Superseded.IsZero() {
			t.Errorf("facts %+v, %v", facts, err)
		}
		if old, err := OldNIPs(ctx, d, now); err != nil || len(old) != 1 || old[0].NIP != "199904272025052901" {
			t.Errorf("numbers %+v, %v", old, err)
		}
		left := o.person(t, person)
		refused(t, o.Correct(ctx, o.me, o.agency, left, "2025-07-01", "lagi"), fault.KindConflict, "roster.is_left")
		refused(t, o.Restore(ctx, o.me, o.agency, person, left.Version, "lagi"), fault.KindConflict, "roster.is_left")
		if places, err := PlacementsOf(ctx, d, person); err != nil || len(places) != 1 || places[0].Until != "2025-07-01" {
			t.Errorf("placements %+v, %v", places, err)
		}
		goneByFile(t, o, second, other, their)
	})
}

func TestWhoLeftDoesNotComeBackByTypingOrByAList(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.Files = blob.Folder(t.TempDir())
		person, _ := two(t, o)
		if err := o.CorrectNIP(ctx, o.me, o.agency, person, 0, "199904282025052901", "salah ketik"); err != nil {
			t.Fatal(err)
		}
		p := o.person(t, person)
		id, err := o.Release(ctx, o.me, o.agency, person, 0, Release{Name: "Kabupaten Contoh", Left: "2025-07-01", Number: "824/2", Reason: "mutasi"})
		if err != nil {
			t.Fatal(err)
		}
		again := p
		again.ID, again.Version = "", 0
		_, err = o.Add(ctx, o.me, o.agency, again, p.Unit)
		refused(t, err, fault.KindInvalid, "nip roster.finding.left")
		known, err := load(ctx, d, o.agency)
		if err != nil {
			t.Fatal(err)
		}
		for _, nip := range []string{p.NIP, "199904272025052901"} {
			if gone := known.Left[nip]; gone.Person != person || gone.ToName != "Kabupaten Contoh" {
				t.Errorf("a list with %s knows %+v", nip, gone)
			}
		}
		if err := o.Recall(ctx, o.me, o.agency, id); err != nil {
			t.Fatal(err)
		}
		if known, err = load(ctx, d, o.agency); err != nil || len(known.Left) != 0 {
			t.Errorf("who is back counts as gone: %+v, %v", known.Left, err)
		}
	})
}

// goneByFile lets a person go by a sealed file, come back, go again and arrive.
func goneByFile(t *testing.T, o office, person PersonID, other org.AgencyID, their access.Actor) {
	t.Helper()
	ctx := t.Context()
	before := o.person(t, person)
	out := Release{Name: "Kabupaten Contoh", Left: "2025-07-01", Number: "824/2", Reason: "mutasi"}
	id, err := o.Release(ctx, o.me, o.agency, person, 0, out)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Recall(ctx, o.me, o.agency, id); err != nil {
		t.Fatal(err)
	}
	back := o.person(t, person)
	back.Version = before.Version
	if diff := cmp.Diff(before, back); diff != "" {
		t.Error(diff)
	}
	o.Clock.(*clock.Fixed).Set(o.Clock.Now().AddDate(0, 0, 1))
	if id, err = o.Release(ctx, o.me, o.agency, person, 0, out); err != nil {
		t.Fatal(err)
	}
	transfer, err := TransferOf(ctx, o.DB, o.agency, id)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := o.File(ctx, o.me, o.agency, id, &file); err != nil {
		t.Fatal(err)
	}
	now, err := o.Receive(ctx, their, other, bytes.NewReader(file.Bytes()), int64(file.Len()), transfer.Code(), "")
	if err != nil {
		t.Fatal(err)
	}
	here, err := ByID(ctx, o.DB, other, now)
	if err != nil || here.NIP != before.NIP || here.Appointment != before.Appointment {
		t.Errorf("arrived %+v, %v", here, err)
	}
	list, err := Transfers(ctx, o.DB, other)
	list = slices.DeleteFunc(list, func(t Transfer) bool { return t.Received != now })
	if err != nil || len(list) != 1 || list[0].State != Received || list[0].FromName != "Kota Pontianak" {
		t.Errorf("transfers %+v, %v", list, err)
	}
}
