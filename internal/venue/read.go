package venue

import (
	"context"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

const columns = `id, agency_id, name, kind, site, seats, link, until_date`

func scan(row db.Row) (r Room, err error) {
	err = row.Scan(&r.ID, &r.Agency, &r.Name, &r.Kind, &r.Site, &r.Seats, &r.Link, &r.Until)
	return r, err
}

// All returns the rooms and links of an agency by name, those no longer used too.
func All(ctx context.Context, q db.Q, agency org.AgencyID) ([]Room, error) {
	return db.List(ctx, q, "list rooms", scan, `SELECT `+columns+` FROM venue_room WHERE agency_id = $1 ORDER BY search_key, id`, string(agency))
}

// ByID returns a room of an agency.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, id RoomID) (Room, error) {
	list, err := db.List(ctx, q, "read room", scan, `SELECT `+columns+` FROM venue_room WHERE agency_id = $1 AND id = $2`, string(agency), string(id))
	if err != nil {
		return Room{}, err
	}
	if len(list) == 0 {
		return Room{}, fault.NotFound("access.not_found")
	}
	return list[0], nil
}

// Closures returns when the rooms of an agency are closed within two days, by
// room. Both days count.
func Closures(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) (map[RoomID][]Closure, error) {
	list, err := db.List(ctx, q, "list closures of rooms", func(row db.Row) (c Closure, err error) {
		err = row.Scan(&c.ID, &c.Room, &c.From, &c.Until, &c.Start, &c.End, &c.Reason)
		return c, err
	}, `SELECT c.id, c.room_id, c.from_date, c.until_date, c.start_minute, c.end_minute, c.reason FROM venue_closure c JOIN venue_room r ON r.id = c.room_id
WHERE r.agency_id = $1 AND c.until_date >= $2 AND c.from_date <= $3 ORDER BY c.room_id, c.from_date, c.id`, string(agency), string(from), string(until))
	by := map[RoomID][]Closure{}
	for _, c := range list {
		by[c.Room] = append(by[c.Room], c)
	}
	return by, err
}

// Trips are the minutes between sites, both ways.
type Trips map[[2]string]int

// Between returns the minutes from one site to another, 0 at one site.
func (t Trips) Between(a, b string) int { return t[[2]string{a, b}] }

// TripsOf returns the trips between the sites of an agency.
func TripsOf(ctx context.Context, q db.Q, agency org.AgencyID) (Trips, error) {
	trips := Trips{}
	type trip struct {
		a, b    string
		minutes int
	}
	list, err := db.List(ctx, q, "list trips", func(row db.Row) (t trip, err error) {
		err = row.Scan(&t.a, &t.b, &t.minutes)
		return t, err
	}, `SELECT site, other, minutes FROM venue_trip WHERE agency_id = $1`, string(agency))
	for _, t := range list {
		trips[[2]string{t.a, t.b}], trips[[2]string{t.b, t.a}] = t.minutes, t.minutes
	}
	return trips, err
}
