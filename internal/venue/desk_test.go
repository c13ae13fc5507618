package venue_test

import (
	"slices"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

func refused(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Key != key && !slices.ContainsFunc(f.Fields, func(p fault.Field) bool { return p.Key == key }) {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestRoomsAreKeptClosedAndEnded(t *testing.T) {
	dbtest.Each(t, append(trainingtest.Schemas(), venue.Schema), func(t *testing.T, q *db.DB) {
		ctx := t.Context()
		d := trainingtest.New(t, q)
		desk := &venue.Desk{DB: q, Clock: d.Clock}
		keep := func(r venue.Room) (venue.RoomID, error) {
			r.Agency = d.Agency.ID
			return desk.Keep(ctx, d.Actor, r)
		}
		hall, err := keep(venue.Room{Name: "Aula", Kind: venue.Hall, Site: "Balai", Seats: 40})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keep(venue.Room{Name: "Kelas", Kind: venue.Hall, Site: "Kantor"}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			room venue.Room
			key  string
		}{
			"no name":            {venue.Room{Kind: venue.Hall}, "venue.fault.name"},
			"a name that is":     {venue.Room{Name: "AULA", Kind: venue.Hall}, "venue.fault.taken"},
			"a link without one": {venue.Room{Name: "Zoom", Kind: venue.Online}, "venue.fault.link"},
			"a broken link":      {venue.Room{Name: "Zoom", Kind: venue.Online, Link: "zoom 1"}, "venue.fault.link"},
			"no kind":            {venue.Room{Name: "Zoom", Kind: "tent"}, "venue.fault.kind"},
			"too many seats":     {venue.Room{Name: "Stadion", Kind: venue.Hall, Seats: 90000}, "web.bad_number"},
		} {
			if _, err := keep(c.room); err == nil {
				t.Errorf("%s was kept", name)
			} else {
				refused(t, err, c.key)
			}
		}
		if err := desk.Close(ctx, d.Actor, d.Agency.ID, venue.Closure{Room: hall, From: "2025-08-04", Until: "2025-08-05", Start: 720, End: 780, Reason: "Perbaikan"}); err != nil {
			t.Fatal(err)
		}
		refused(t, desk.Close(ctx, d.Actor, d.Agency.ID, venue.Closure{Room: hall, From: "2025-08-04"}), "venue.fault.reason")
		if err := desk.SetTrip(ctx, d.Actor, d.Agency.ID, "Kantor", "Balai", 25); err != nil {
			t.Fatal(err)
		}
		refused(t, desk.SetTrip(ctx, d.Actor, d.Agency.ID, "Kantor", "Kantor", 25), "venue.fault.sites")
		if err := desk.Stop(ctx, d.Actor, d.Agency.ID, hall, "2025-09-01"); err != nil {
			t.Fatal(err)
		}
		stock, err := venue.StockOf(ctx, q, d.Agency.ID, "2025-08-01", "2025-08-31")
		if err != nil || stock.Trips.Between("Balai", "Kantor") != 25 || stock.Trips.Between("Kantor", "Balai") != 25 {
			t.Fatalf("trips %v, %v", stock.Trips, err)
		}
		room, _ := stock.ByID(hall)
		for name, got := range map[string][]string{
			"fits and is open": bars(&stock, room, "2025-08-04", 480, 600, 40),
			"closed at noon":   bars(&stock, room, "2025-08-05", 700, 730, 40),
			"too few seats":    bars(&stock, room, "2025-08-04", 480, 600, 41),
			"no longer used":   bars(&stock, room, "2025-09-01", 480, 600, 40),
		} {
			want := map[string][]string{"closed at noon": {"venue.bar.closed"}, "too few seats": {"venue.bar.seats"}, "no longer used": {"venue.bar.left"}}[name]
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v", name, got)
			}
		}
		if _, err := keep(venue.Room{Name: "Aula", Kind: venue.Hall}); err != nil {
			t.Errorf("a name is free once its room is no longer used: %v", err)
		}
		refused(t, desk.Stop(ctx, d.Actor, d.Agency.ID, hall, ""), "venue.fault.taken")
		of, err := desk.Open(ctx, d.Actor, d.Agency.ID, stock.Closures[hall][0].ID)
		if err != nil || of != hall {
			t.Errorf("opened %s, %v", of, err)
		}
		_, err = desk.Keep(ctx, trainingtest.Holding(string(d.Agency.ID), access.Auditor, access.Whole), venue.Room{Agency: d.Agency.ID, Name: "X", Kind: venue.Hall})
		refused(t, err, "access.forbidden")
	})
}

func bars(s *venue.Stock, r venue.Room, day string, start, end, people int) []string {
	var keys []string
	for _, b := range s.Bars(r, clock.Date(day), start, end, people) {
		keys = append(keys, b.Key)
	}
	return keys
}

func TestAListOfRoomsIsEntered(t *testing.T) {
	dbtest.Each(t, append(trainingtest.Schemas(), venue.Schema), func(t *testing.T, q *db.DB) {
		ctx := t.Context()
		d := trainingtest.New(t, q)
		desk := &venue.Desk{DB: q, Clock: d.Clock}
		read := func(rows ...string) *venue.List {
			t.Helper()
			text := "Nama Ruang,Gedung,Kapasitas,Tautan\n" + strings.Join(rows, "\n") + "\n"
			l, err := desk.ReadList(ctx, d.Actor, d.Agency, roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "ruang.csv"})
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		bad := read("Aula,Balai,empat puluh,", "Aula,Balai,40,")
		if roster.Sound(bad.Rows) != 1 {
			t.Errorf("faults: %+v", bad.Rows)
		}
		_, err := desk.Enter(ctx, d.Actor, d.Agency, bad, false)
		refused(t, err, "venue.list.bad")
		l := read("Aula,Balai,40 orang,", "Zoom 1,,300,https://rapat.example/1")
		if _, err := desk.Enter(ctx, d.Actor, d.Agency, l, false); err != nil || l.New != 2 {
			t.Fatalf("new %d, %v", l.New, err)
		}
		all, err := venue.All(ctx, q, d.Agency.ID)
		if err != nil || len(all) != 2 || all[0].Seats != 40 || all[1].Kind != venue.Online {
			t.Errorf("%+v, %v", all, err)
		}
		if again := read("Aula,Balai,45,", "Zoom 1,,300,https://rapat.example/1"); again.Changed != 1 || again.Unchanged != 1 {
			t.Errorf("again: %+v", again)
		}
		short := "Nama Ruang,Kapasitas\nAula,50\nZoom 1,\n"
		few, err := desk.ReadList(ctx, d.Actor, d.Agency, roster.File{ReaderAt: strings.NewReader(short), Size: int64(len(short)), Name: "kapasitas.csv"})
		if err != nil || few.Changed != 1 || few.Unchanged != 1 {
			t.Fatalf("a list of seats alone: %+v, %v", few, err)
		}
		if _, err := desk.Enter(ctx, d.Actor, d.Agency, few, false); err != nil {
			t.Fatal(err)
		}
		kept, err := venue.All(ctx, q, d.Agency.ID)
		if err != nil || kept[0].Seats != 50 || kept[0].Site != all[0].Site || kept[1] != all[1] {
			t.Errorf("what a list leaves open has changed: %+v, %v", kept, err)
		}
	})
}
