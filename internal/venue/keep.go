package venue

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// writers keep rooms; readers see them.
var (
	writers = []access.Role{access.Officer, access.Committee}
	readers = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor}
)

// Bounds of what is entered.
const (
	mostText  = 200
	mostLink  = 500
	MostSeats = 5000
	MostTrip  = 24 * 60 // minutes
)

// May refuses who may not see the rooms of an agency.
func May(actor access.Actor, agency org.AgencyID) error {
	return actor.Require(string(agency), readers...)
}

// MayWrite reports whether somebody may change the rooms of an agency.
func MayWrite(actor access.Actor, agency org.AgencyID) bool {
	return actor.HasWhole(string(agency), writers...)
}

// clean brings a room into form and notes what is wrong beside its field.
func (r *Room) clean(f *fault.Fields) {
	r.Name, r.Site, r.Link = identity.OneLine(r.Name), identity.OneLine(r.Site), identity.OneLine(r.Link)
	if r.Name == "" {
		f.Add("name", "venue.fault.name")
	}
	for _, one := range []struct{ field, text string }{{"name", r.Name}, {"site", r.Site}} {
		if utf8.RuneCountInString(one.text) > mostText {
			f.Add(one.field, "venue.fault.long", "N", mostText)
		}
	}
	if r.Seats < 0 || r.Seats > MostSeats {
		f.Add("seats", "web.bad_number", "Lo", 0, "Hi", MostSeats)
	}
	switch r.Kind {
	case Hall:
		r.Link = ""
	case Online:
		r.Site = ""
		u, err := url.Parse(r.Link)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(r.Link) > mostLink {
			f.Add("link", "venue.fault.link")
		}
	default:
		f.Add("kind", "venue.fault.kind")
	}
}

// Keep writes a room: a new one without an id, otherwise what is new of it.
// Officer and committee may.
func (d *Desk) Keep(ctx context.Context, actor access.Actor, r Room) (RoomID, error) {
	if err := actor.Require(string(r.Agency), writers...); err != nil {
		return "", err
	}
	var f fault.Fields
	r.clean(&f)
	if err := f.Err(); err != nil {
		return "", err
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := d.keep(ctx, tx, actor, &r)
		return err
	})
	return r.ID, err
}

// keep writes a room and returns what it was before, nothing if it is new.
func (d *Desk) keep(ctx context.Context, tx *db.Tx, actor access.Actor, r *Room) (old Room, err error) {
	taken, err := nameTaken(ctx, tx, *r)
	if err != nil {
		return old, err
	}
	if taken {
		return old, fault.Beside("name", fault.Invalid("venue.fault.taken"))
	}
	e := audit.Entry{Agency: string(r.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "venue.change"}
	if r.ID == "" {
		r.ID, e.Act = RoomID(id.New()), "venue.add"
		err = tx.Do(ctx, `INSERT INTO venue_room (`+columns+`, search_key, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9)`,
			string(r.ID), string(r.Agency), r.Name, string(r.Kind), r.Site, r.Seats, r.Link, org.Fold(r.Name), clock.Stamp(e.At))
	} else {
		if old, err = ByID(ctx, tx, r.Agency, r.ID); err != nil {
			return old, err
		}
		r.Until = old.Until
		if old == *r {
			return old, nil
		}
		e.Before = old
		err = tx.Do(ctx, `UPDATE venue_room SET name = $1, kind = $2, site = $3, seats = $4, link = $5, search_key = $6 WHERE id = $7`, r.Name, string(r.Kind), r.Site, r.Seats, r.Link, org.Fold(r.Name), string(r.ID))
	}
	if err != nil {
		return old, fmt.Errorf("keep room: %w", err)
	}
	e.Subject, e.After = "room:"+string(r.ID), *r
	return old, audit.Write(ctx, tx, e)
}

// nameTaken reports whether another room in use has the name.
func nameTaken(ctx context.Context, q db.Q, r Room) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM venue_room WHERE agency_id = $1 AND search_key = $2 AND until_date = '' AND id <> $3`, string(r.Agency), org.Fold(r.Name), string(r.ID)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("ask for name of room: %w", err)
	}
	return n > 0, nil
}

// about runs an act on a room of the agency and writes its row of the trail.
func (d *Desk) about(ctx context.Context, actor access.Actor, agency org.AgencyID, room RoomID, act func(tx *db.Tx, r Room) (audit.Entry, error)) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := ByID(ctx, tx, agency, room)
		if err != nil {
			return err
		}
		e, err := act(tx, r)
		if err != nil {
			return fmt.Errorf("room %s: %w", room, err)
		}
		e.Agency, e.At, e.Actor, e.Subject = string(agency), d.Clock.Now(), actor.Ref(), "room:"+string(room)
		return audit.Write(ctx, tx, e)
	})
}

// Stop ends the use of a room from a day on or, with an empty day, takes it
// into use again.
func (d *Desk) Stop(ctx context.Context, actor access.Actor, agency org.AgencyID, room RoomID, from clock.Date) error {
	if from != "" && !from.Valid() {
		return fault.Beside("from", fault.Invalid("web.bad_date"))
	}
	return d.about(ctx, actor, agency, room, func(tx *db.Tx, r Room) (audit.Entry, error) {
		now := r
		now.Until = from
		taken, err := nameTaken(ctx, tx, r)
		if err != nil {
			return audit.Entry{}, err
		}
		if from == "" && taken {
			return audit.Entry{}, fault.Conflict("venue.fault.taken")
		}
		return audit.Entry{Act: "venue.stop", Before: r, After: now}, tx.Do(ctx, `UPDATE venue_room SET until_date = $1 WHERE id = $2`, string(from), string(room))
	})
}

// Close notes when a room cannot be used.
func (d *Desk) Close(ctx context.Context, actor access.Actor, agency org.AgencyID, c Closure) error {
	var f fault.Fields
	c.Reason = identity.OneLine(c.Reason)
	if c.Until == "" {
		c.Until = c.From
	}
	if !c.From.Valid() {
		f.Add("from", "web.bad_date")
	}
	if !c.Until.Valid() || c.Until < c.From || c.Until > c.From.AddDays(366) {
		f.Add("until", "venue.fault.until")
	}
	if c.Start < 0 || c.End < 0 || c.End > 24*60 || c.End != 0 && c.End <= c.Start || c.Start > 0 && c.End == 0 {
		f.Add("end", "venue.fault.hours")
	}
	if c.Reason == "" || utf8.RuneCountInString(c.Reason) > mostText {
		f.Add("reason", "venue.fault.reason")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.about(ctx, actor, agency, c.Room, func(tx *db.Tx, _ Room) (audit.Entry, error) {
		c.ID = ClosureID(id.New())
		return audit.Entry{Act: "venue.close", After: c}, tx.Do(ctx, `INSERT INTO venue_closure (id, room_id, from_date, until_date, start_minute, end_minute, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(c.ID), string(c.Room), string(c.From), string(c.Until), c.Start, c.End, c.Reason)
	})
}

// Open takes a closure out and returns of which room it was.
func (d *Desk) Open(ctx context.Context, actor access.Actor, agency org.AgencyID, closure ClosureID) (RoomID, error) {
	if err := actor.Require(string(agency), writers...); err != nil {
		return "", err
	}
	all, err := Closures(ctx, d.DB, agency, "", "9999-12-31")
	if err != nil {
		return "", err
	}
	for room, list := range all {
		if i := slices.IndexFunc(list, func(c Closure) bool { return c.ID == closure }); i >= 0 {
			return room, d.about(ctx, actor, agency, room, func(tx *db.Tx, _ Room) (audit.Entry, error) {
				return audit.Entry{Act: "venue.open", Before: list[i]}, tx.Do(ctx, `DELETE FROM venue_closure WHERE id = $1`, string(closure))
			})
		}
	}
	return "", fault.NotFound("access.not_found")
}

// SetTrip notes the minutes between two sites, both ways; 0 forgets them.
func (d *Desk) SetTrip(ctx context.Context, actor access.Actor, agency org.AgencyID, a, b string, minutes int) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	a, b = min(a, b), max(a, b)
	if minutes < 0 || minutes > MostTrip {
		return fault.Beside("minutes", fault.Invalid("web.bad_number", "Lo", 0, "Hi", MostTrip))
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		sites, err := SitesOf(ctx, tx, agency)
		if err != nil {
			return err
		}
		if a == b || !slices.Contains(sites, a) || !slices.Contains(sites, b) {
			return fault.Beside("other", fault.Invalid("venue.fault.sites"))
		}
		trips, err := TripsOf(ctx, tx, agency)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM venue_trip WHERE agency_id = $1 AND site = $2 AND other = $3`, string(agency), a, b); err != nil {
			return fmt.Errorf("set trip: %w", err)
		}
		if minutes > 0 {
			if err := tx.Do(ctx, `INSERT INTO venue_trip (agency_id, site, other, minutes) VALUES ($1, $2, $3, $4)`, string(agency), a, b, minutes); err != nil {
				return fmt.Errorf("set trip: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "venue.trip", Subject: "agency:" + string(agency),
			Before: trips.Between(a, b), After: map[string]any{"site": a, "other": b, "minutes": minutes}})
	})
}

// SitesOf returns the sites of the rooms of an agency, in order.
func SitesOf(ctx context.Context, q db.Q, agency org.AgencyID) ([]string, error) {
	rooms, err := All(ctx, q, agency)
	var sites []string
	for _, r := range rooms {
		if r.Kind == Hall && r.Site != "" && !slices.Contains(sites, r.Site) {
			sites = append(sites, r.Site)
		}
	}
	slices.Sort(sites)
	return sites, err
}
