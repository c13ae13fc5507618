// Package venue keeps where people learn: the rooms of an agency and the links
// of its online meetings.
//
// The office enters each room once, with the site at which it lies and how many
// it seats, and each link with how many it lets in; and when a room is closed.
// Between two sites lies a trip of so many minutes. The schedule then gives
// sessions a room or a link, and nobody two places at once.
//
// Many rooms come from a list at once. It can be taken back as long as its rooms
// stand as it left them and nothing uses those that it added.
//
// The house refuses two rooms of one name, and a link that is no address.
package venue

import (
	"context"
	"embed"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// The ids of this house.
type (
	RoomID    string
	ClosureID string
)

// Kind says whether people come to a room or open it.
type Kind string

// The kinds of rooms.
const (
	Hall   Kind = "room"
	Online Kind = "link"
)

// Room is a room or a link for online meetings.
type Room struct {
	ID     RoomID
	Agency org.AgencyID
	Name   string
	Kind   Kind
	Site   string     // the building or campus at which a room lies, "" for the only one
	Seats  int        // people whom it takes, 0 if not known
	Link   string     // address of an online meeting
	Until  clock.Date // "" while it is used; the day before was the last
}

// Fits reports whether so many people find a place.
func (r Room) Fits(people int) bool { return r.Seats == 0 || people <= r.Seats }

// Closure is when a room cannot be used.
type Closure struct {
	ID          ClosureID
	Room        RoomID
	From, Until clock.Date // both days belong to it
	Start, End  int        // minutes after midnight of each of the days; 0 and 0 for whole days
	Reason      string
}

// Desk is where rooms are kept.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	// Used are the later houses that lay something into rooms: each counts what
	// it has in a room, in any version.
	Used []func(ctx context.Context, q db.Q, agency org.AgencyID, r RoomID) (int, error)
}
