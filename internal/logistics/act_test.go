package logistics_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/logistics"
	"pamong/internal/roster"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// office is an agency with a batch of 20 and a dormitory.
type office struct {
	*trainingtest.Desk
	stay  *logistics.Desk
	batch training.Batch
}

// rot13 stands for the cipher of the installation.
func rot13(text string) (string, error) {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, text), nil
}

func each(t *testing.T, f func(t *testing.T, o *office)) {
	dbtest.Each(t, append(trainingtest.Schemas(), logistics.Schema), func(t *testing.T, d *db.DB) {
		o := &office{Desk: trainingtest.New(t, d)}
		o.stay = &logistics.Desk{DB: d, Clock: o.Clock, Vault: roster.Vault{Seal: rot13, Open: rot13}, Key: []byte("a key of an installation"), Address: func() string { return "https://pamong.example" }}
		o.People(t, 0, 20)
		order := trainingtest.Order("Latsar 2025")
		order.Waves = 1
		o.batch = o.Batches(t, o.Programme(t, order))[0]
		f(t, o)
	})
}

func (o *office) self(p roster.PersonID) access.Actor {
	return access.LinkActor("self", []access.Grant{{Role: access.Participant, Agency: string(o.Agency.ID), Scope: access.PersonScope(string(p))}})
}

func TestNeedsAreSealedAndReadByFewAndRemembered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		seats := o.Seats(t, o.batch.ID)
		one, other := seats[0].Person, seats[1].Person
		need := logistics.Need{Allergy: "Udang", Ground: true, Shirt: "l"}
		if err := o.stay.Say(ctx, o.self(one), o.Agency, one, need); err != nil {
			t.Fatal(err)
		}
		var kept string
		if err := o.DB.QueryRow(ctx, `SELECT sealed FROM logistics_need WHERE person_id = $1`, string(one)).Scan(&kept); err != nil || strings.Contains(kept, "Udang") {
			t.Errorf("kept as %q, %v", kept, err)
		}
		got, said, err := o.stay.NeedOf(ctx, o.self(one), o.Agency, one)
		if err != nil || !said || got.Allergy != "Udang" || got.Shirt != "L" {
			t.Errorf("said %+v, %v, %v", got, said, err)
		}
		for name, actor := range map[string]access.Actor{
			"another participant":            o.self(other),
			"a coach of the batch":           trainingtest.Holding(string(o.Agency.ID), access.Coach, access.BatchScope(string(o.batch.ID))),
			"the leader":                     trainingtest.Holding(string(o.Agency.ID), access.Leader, access.Whole),
			"the committee of another batch": trainingtest.Holding(string(o.Agency.ID), access.Committee, access.BatchScope("another")),
		} {
			if _, _, err := o.stay.NeedOf(ctx, actor, o.Agency, one); fault.Of(err) == nil {
				t.Errorf("%s reads: %v", name, err)
			}
			if _, err := o.stay.Guests(ctx, actor, o.Agency, o.batch.ID); fault.Of(err) == nil {
				t.Errorf("%s reads the list: %v", name, err)
			}
		}
		if views, err := audit.Viewers(ctx, o.DB, string(one), 10); err != nil || len(views) != 0 {
			t.Fatalf("the own reading is remembered: %+v, %v", views, err)
		}
		committee := trainingtest.Holding(string(o.Agency.ID), access.Committee, access.BatchScope(string(o.batch.ID)))
		if list, err := o.stay.Guests(ctx, committee, o.Agency, o.batch.ID); err != nil || len(list) != 20 {
			t.Fatalf("%d guests, %v", len(list), err)
		}
		if views, err := audit.Viewers(ctx, o.DB, string(one), 10); err != nil || len(views) != 1 {
			t.Errorf("the reading of the committee: %+v, %v", views, err)
		}
		if views, _ := audit.Viewers(ctx, o.DB, string(other), 10); len(views) != 0 {
			t.Errorf("who needs nothing is remembered as read: %+v", views)
		}
	})
}

func TestBedsAreGivenByHandAndByProposal(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		if _, err := o.stay.Propose(ctx, o.Actor, o.Agency, o.batch.ID, logistics.Spread); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("beds without rooms: %v", err)
		}
		for _, r := range []logistics.Room{{Name: "101", Floor: 1, Beds: 4}, {Name: "102", Floor: 1, Beds: 6}, {Name: "201", Floor: 2, Beds: 6}} {
			if err := o.stay.KeepRoom(ctx, o.Actor, o.Agency, r); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.stay.KeepRoom(ctx, o.Actor, o.Agency, logistics.Room{Name: "101", Floor: 1, Beds: 2}); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("two rooms of one name: %v", err)
		}
		left, err := o.stay.Propose(ctx, o.Actor, o.Agency, o.batch.ID, logistics.Spread)
		if err != nil || len(left) != 4 {
			t.Fatalf("left %v, %v", left, err)
		}
		st, err := o.stay.StayOf(ctx, o.Actor, o.Agency, o.batch.ID)
		if err != nil || len(st.Without()) != 4 || st.From == "" {
			t.Fatalf("%d without a bed, from %s, %v", len(st.Without()), st.From, err)
		}
		out := st.Without()[0]
		var other logistics.Guest
		for _, g := range st.Guests {
			if g.Bed != nil && g.Person.Sex == out.Person.Sex {
				other = g
			}
		}
		full := other.Bed.Room
		if err := o.stay.Give(ctx, o.Actor, o.Agency, o.batch.ID, out.Person.ID, full); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a bed in a full room: %v", err)
		}
		if err := o.stay.Give(ctx, o.Actor, o.Agency, o.batch.ID, other.Person.ID, ""); err != nil {
			t.Fatal(err)
		}
		if err := o.stay.Give(ctx, o.Actor, o.Agency, o.batch.ID, out.Person.ID, full); err != nil {
			t.Fatal(err)
		}
		if _, err := o.stay.Propose(ctx, o.Actor, o.Agency, o.batch.ID, logistics.Together); err != nil {
			t.Fatal(err)
		}
		st, _ = o.stay.StayOf(ctx, o.Actor, o.Agency, o.batch.ID)
		for _, g := range st.Guests {
			if g.Person.ID == out.Person.ID && (g.Bed == nil || g.Bed.Room != full || !g.Bed.Locked) {
				t.Errorf("the locked bed is %+v", g.Bed)
			}
		}
		if err := o.stay.CloseRoom(ctx, o.Actor, o.Agency, full); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a room in use is closed: %v", err)
		}
	})
}

func TestNeedsAreDeletedAfterTheirTerm(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		one := o.Seats(t, o.batch.ID)[0].Person
		if err := o.stay.Say(ctx, o.Actor, o.Agency, one, logistics.Need{Shirt: "M"}); err != nil {
			t.Fatal(err)
		}
		if err := o.stay.SetKeepDays(ctx, o.Actor, o.Agency, 30); err != nil {
			t.Fatal(err)
		}
		said := func() bool {
			t.Helper()
			_, ok, err := o.stay.NeedOf(ctx, o.Actor, o.Agency, one)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		end := o.batch.End.Time()
		for _, c := range []struct {
			after int
			kept  bool
		}{{0, true}, {30, true}, {31, false}} {
			o.Clock.Set(end.AddDate(0, 0, c.after).Add(4 * time.Hour))
			if err := o.stay.Expire(ctx); err != nil {
				t.Fatal(err)
			}
			if said() != c.kept {
				t.Errorf("%d days after the course kept is %v", c.after, !c.kept)
			}
		}
		rows, err := audit.List(ctx, o.DB, audit.Filter{Agency: string(o.Agency.ID), Act: "logistics.expire"})
		if err != nil || len(rows) != 1 {
			t.Errorf("%d entries of the trail, %v", len(rows), err)
		}
	})
}

func TestATagNamesNoNumberAndItsCodeIsChecked(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		texts, err := i18n.NewCatalogue(training.Messages, logistics.Messages)
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []logistics.TagSize{logistics.CardTag, logistics.A6Tag} {
			content, err := o.stay.Tags(ctx, o.Actor, o.Agency, o.batch.ID, size, texts.Speaker(i18n.Indonesian))
			if err != nil || !bytes.HasPrefix(content, []byte("%PDF")) {
				t.Fatalf("%s: %d bytes, %v", size, len(content), err)
			}
		}
		seat := o.Seats(t, o.batch.ID)[0]
		code, err := o.stay.TagCode(seat.ID)
		if err != nil {
			t.Fatal(err)
		}
		tag, err := o.stay.TagBy(ctx, o.DB, code)
		if err != nil || tag.Batch.ID != o.batch.ID || !tag.InForce || tag.Name == "" {
			t.Errorf("the tag is %+v, %v", tag, err)
		}
		stranger := *o.stay
		stranger.Key = []byte("another key")
		forged, err := stranger.TagCode(seat.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.stay.TagBy(ctx, o.DB, forged); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a forged code: %v", err)
		}
		o.Clock.Set(o.batch.End.Time().AddDate(0, 0, 2))
		if tag, err := o.stay.TagBy(ctx, o.DB, code); err != nil || tag.InForce {
			t.Errorf("after the course the tag is in force: %v, %v", tag.InForce, err)
		}
	})
}

func TestAListOfSizesKeepsWhatWasSaidBefore(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		seats := o.Seats(t, o.batch.ID)
		people, err := roster.ByIDs(ctx, o.DB, o.Agency.ID, []roster.PersonID{seats[0].Person, seats[1].Person})
		if err != nil {
			t.Fatal(err)
		}
		one, other := people[seats[0].Person], people[seats[1].Person]
		if err := o.stay.Say(ctx, o.self(one.ID), o.Agency, one.ID, logistics.Need{Allergy: "Udang"}); err != nil {
			t.Fatal(err)
		}
		text := "NIP;Nama;Ukuran Baju;Ukuran Sepatu\n'" + one.NIP + ";" + one.Name + ";xl;42\n'" + other.NIP + ";" + other.Name + ";Besar;42\n"
		file := roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "ukuran.csv"}
		l, err := o.stay.ReadList(ctx, o.Actor, o.Agency, o.batch.ID, file)
		if err != nil || len(l.Rows) != 2 || l.Changed != 1 || l.Rows[1].Sound() {
			t.Fatalf("%+v, %v", l, err)
		}
		if err := o.stay.EnterList(ctx, o.Actor, o.Agency, l, false); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a list with faults: %v", err)
		}
		if err := o.stay.EnterList(ctx, o.Actor, o.Agency, l, true); err != nil {
			t.Fatal(err)
		}
		got, _, err := o.stay.NeedOf(ctx, o.self(one.ID), o.Agency, one.ID)
		if err != nil || got.Shirt != "XL" || got.Shoe != 42 || got.Allergy != "Udang" {
			t.Errorf("kept %+v, %v", got, err)
		}
	})
}
