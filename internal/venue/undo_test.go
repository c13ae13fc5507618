package venue_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// office keeps the two rooms that it knew, and a list that changes the first of
// them and adds a link.
type office struct {
	*trainingtest.Desk
	rooms *venue.Desk
	held  map[venue.RoomID]int // what later houses have in a room
	known []venue.Room
	list  string // its id
	after []venue.Room
}

func newOffice(t *testing.T, q *db.DB) *office {
	t.Helper()
	o := &office{Desk: trainingtest.New(t, q), held: map[venue.RoomID]int{}}
	o.rooms = &venue.Desk{DB: q, Clock: o.Clock}
	o.rooms.Used = append(o.rooms.Used, func(_ context.Context, _ db.Q, _ org.AgencyID, r venue.RoomID) (int, error) { return o.held[r], nil })
	o.keep(t, venue.Room{Agency: o.Agency.ID, Name: "Aula", Kind: venue.Hall, Site: "Balai", Seats: 40})
	o.keep(t, venue.Room{Agency: o.Agency.ID, Name: "Kelas", Kind: venue.Hall, Seats: 30})
	o.known = o.all(t)
	o.list = o.enter(t, "AULA,,400,https://rapat.example/9", "Kelas,,30,", "Zoom 1,,300,https://rapat.example/1")
	o.after = o.all(t)
	return o
}

func (o *office) keep(t *testing.T, r venue.Room) {
	t.Helper()
	if _, err := o.rooms.Keep(t.Context(), o.Actor, r); err != nil {
		t.Fatal(err)
	}
}

func (o *office) all(t *testing.T) []venue.Room {
	t.Helper()
	all, err := venue.All(t.Context(), o.DB, o.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (o *office) enter(t *testing.T, rows ...string) string {
	t.Helper()
	text := "Nama Ruang,Gedung,Kapasitas,Tautan\n" + strings.Join(rows, "\n") + "\n"
	l, err := o.rooms.ReadList(t.Context(), o.Actor, o.Agency, roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "ruang.csv"})
	if err != nil {
		t.Fatal(err)
	}
	imp, err := o.rooms.Enter(t.Context(), o.Actor, o.Agency, l, false)
	if err != nil {
		t.Fatal(err)
	}
	return imp
}

func (o *office) undo(t *testing.T, imp string) error {
	t.Helper()
	return o.rooms.Undo(t.Context(), o.Actor, o.Agency, imp)
}

func eachOffice(t *testing.T, f func(t *testing.T, o *office)) {
	dbtest.Each(t, append(trainingtest.Schemas(), venue.Schema), func(t *testing.T, q *db.DB) { f(t, newOffice(t, q)) })
}

func TestAListOfRoomsIsUndone(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		if len(o.after) != 3 || o.after[0].Kind != venue.Online || o.after[1] != o.known[1] {
			t.Fatalf("entered %+v", o.after)
		}
		list, err := venue.Imports(ctx, o.DB, o.Agency.ID)
		if err != nil || len(list) != 1 || list[0].ID != o.list || list[0].File != "ruang.csv" || list[0].N != 2 || list[0].At.IsZero() {
			t.Errorf("imports %+v, %v", list, err)
		}
		if err := o.rooms.Taken(ctx, o.Agency, o.list); err != nil {
			t.Error(err)
		}
		refused(t, o.rooms.Undo(ctx, trainingtest.Holding(string(o.Agency.ID), access.Auditor, access.Whole), o.Agency, o.list), "access.forbidden")
		refused(t, o.rooms.Undo(ctx, trainingtest.Holding("another", access.Officer, access.Whole), org.Agency{ID: "another"}, o.list), "venue.list.no_import")
		if err := o.undo(t, o.list); err != nil {
			t.Fatal(err)
		}
		if got := o.all(t); !slices.Equal(got, o.known) {
			t.Errorf("after the undo %+v, before the list %+v", got, o.known)
		}
		if list, err = venue.Imports(ctx, o.DB, o.Agency.ID); err != nil || len(list) != 0 {
			t.Errorf("imports %+v, %v", list, err)
		}
		refused(t, o.rooms.Taken(ctx, o.Agency, o.list), "venue.list.no_import")
		refused(t, o.undo(t, o.list), "venue.list.no_import")
		trail, err := audit.List(ctx, o.DB, audit.Filter{Agency: string(o.Agency.ID), Act: "venue.undo", Limit: 10})
		if err != nil || len(trail) != 1 || trail[0].Subject != "room_import:"+o.list {
			t.Errorf("the trail %+v, %v", trail, err)
		}
		trail, err = audit.List(ctx, o.DB, audit.Filter{Agency: string(o.Agency.ID), Act: "venue.change", Subject: "room:" + string(o.after[2].ID), Limit: 10})
		if err != nil || len(trail) != 1 {
			t.Fatalf("the trail of the room that went %+v, %v", trail, err)
		}
		if !strings.Contains(trail[0].Before, "Zoom 1") || trail[0].After != "" {
			t.Errorf("the room that went left %q and %q", trail[0].Before, trail[0].After)
		}
	})
}

func TestAListOfRoomsStaysOnceOneOfThemIsChanged(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, r := range []venue.Room{o.after[0], o.after[2]} {
			wider := r
			wider.Seats++
			o.keep(t, wider)
			refused(t, o.undo(t, o.list), "venue.list.touched")
			o.keep(t, r)
			if err := o.rooms.Stop(t.Context(), o.Actor, o.Agency.ID, r.ID, "2025-09-01"); err != nil {
				t.Fatal(err)
			}
			refused(t, o.undo(t, o.list), "venue.list.touched")
			if err := o.rooms.Stop(t.Context(), o.Actor, o.Agency.ID, r.ID, ""); err != nil {
				t.Fatal(err)
			}
		}
		later := o.enter(t, "Aula,,350,")
		refused(t, o.undo(t, o.list), "venue.list.touched")
		if err := o.undo(t, later); err != nil {
			t.Fatal(err)
		}
		if got := o.all(t); !slices.Equal(got, o.after) {
			t.Errorf("refusals and the undo of a later list leave %+v, want %+v", got, o.after)
		}
		if err := o.undo(t, o.list); err != nil {
			t.Errorf("the later list was taken back: %v", err)
		}
	})
}

func TestAListOfRoomsStaysWhileOneThatItAddedIsUsed(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		changed, added := o.after[0].ID, o.after[2].ID
		for _, r := range []venue.RoomID{changed, added} {
			o.held[r] = 1
			err := o.rooms.Close(t.Context(), o.Actor, o.Agency.ID, venue.Closure{Room: r, From: "2025-08-04", Reason: "Perbaikan"})
			if err != nil {
				t.Fatal(err)
			}
		}
		refused(t, o.undo(t, o.list), "venue.list.built")
		delete(o.held, added)
		refused(t, o.undo(t, o.list), "venue.list.built")
		closed, err := venue.Closures(t.Context(), o.DB, o.Agency.ID, "", "9999-12-31")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.rooms.Open(t.Context(), o.Actor, o.Agency.ID, closed[added][0].ID); err != nil {
			t.Fatal(err)
		}
		o.held[added] = 1
		refused(t, o.undo(t, o.list), "venue.list.built")
		if got := o.all(t); !slices.Equal(got, o.after) {
			t.Errorf("refusals leave %+v, want %+v", got, o.after)
		}
		delete(o.held, added)
		if err := o.undo(t, o.list); err != nil {
			t.Errorf("a room that was only changed is used and has a closure: %v", err)
		}
		if got := o.all(t); !slices.Equal(got, o.known) {
			t.Errorf("after the undo %+v, before the list %+v", got, o.known)
		}
	})
}
