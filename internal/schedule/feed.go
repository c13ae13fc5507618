package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/training"
)

// FeedID names a feed of a calendar.
type FeedID string

// FeedOwner says whose calendar a feed is: of who has an account or came by a
// link, of a batch, or of a room.
type FeedOwner string

// OwnFeed is the calendar of somebody, by their reference as an actor.
func OwnFeed(actor access.Actor) FeedOwner { return FeedOwner(actor.Ref()) }

// BatchFeed is the calendar of a batch.
func BatchFeed(b training.BatchID) FeedOwner { return FeedOwner("batch:" + string(b)) }

// RoomFeed is the calendar of a place.
func RoomFeed(place string) FeedOwner { return FeedOwner("room:" + place) }

// Batch returns whose batch the calendar is, "" for none.
func (o FeedOwner) Batch() training.BatchID {
	b, _ := strings.CutPrefix(string(o), "batch:")
	if b == string(o) {
		return ""
	}
	return training.BatchID(b)
}

// Room returns the place whose calendar it is, "" for none.
func (o FeedOwner) Room() string {
	if place, ok := strings.CutPrefix(string(o), "room:"); ok {
		return place
	}
	return ""
}

// Feed is the address under which a calendar is read by a program: whoever has
// the address reads it, until it is renewed.
type Feed struct {
	ID     FeedID
	Agency org.AgencyID
	Owner  FeedOwner
	Made   time.Time
	Ended  time.Time // zero while it is in force
}

// mayFeed refuses somebody who may not give a calendar an address: the own is
// everybody's, a batch's is its planners', a room's is the whole office's.
func mayFeed(ctx context.Context, q db.Q, actor access.Actor, agency org.AgencyID, owner FeedOwner) error {
	switch b := owner.Batch(); {
	case actor.IsLooking():
	case owner == OwnFeed(actor) && actor.Within(string(agency)):
		return nil
	case b != "":
		if err := actor.RequireScope(string(agency), access.BatchScope(string(b)), writers...); err != nil {
			return err
		}
		_, err := training.BatchByID(ctx, q, agency, b)
		return err
	case owner.Room() != "" && len(owner) <= 200:
		return actor.Require(string(agency), writers...)
	}
	return fault.NotFound("access.not_found")
}

// MakeFeed gives a calendar an address. One that it had ends: programs that
// read it are told that it is gone.
func (d *Desk) MakeFeed(ctx context.Context, actor access.Actor, agency org.AgencyID, owner FeedOwner) (Feed, error) {
	f := Feed{ID: FeedID(id.New()), Agency: agency, Owner: owner, Made: d.Clock.Now()}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := mayFeed(ctx, tx, actor, agency, owner); err != nil {
			return err
		}
		if err := endFeed(ctx, tx, agency, owner, f.Made); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO schedule_feed (id, agency_id, owner, made_at, made_by, ended_at) VALUES ($1, $2, $3, $4, $5, '')`, string(f.ID), string(agency), string(owner), clock.Stamp(f.Made), actor.Ref())
		return errors.Join(err, audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: f.Made, Actor: actor.Ref(), Act: "schedule.make_feed", Subject: "feed:" + string(f.ID), After: string(owner)}))
	})
	if err != nil {
		return f, fmt.Errorf("make feed of %s: %w", owner, err)
	}
	return f, nil
}

// EndFeed ends the address of a calendar.
func (d *Desk) EndFeed(ctx context.Context, actor access.Actor, agency org.AgencyID, owner FeedOwner) error {
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := mayFeed(ctx, tx, actor, agency, owner); err != nil {
			return err
		}
		now := d.Clock.Now()
		return errors.Join(endFeed(ctx, tx, agency, owner, now), audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "schedule.end_feed", Subject: "owner:" + string(owner)}))
	})
	if err != nil {
		return fmt.Errorf("end feed of %s: %w", owner, err)
	}
	return nil
}

func endFeed(ctx context.Context, tx *db.Tx, agency org.AgencyID, owner FeedOwner, at time.Time) error {
	return tx.Do(ctx, `UPDATE schedule_feed SET ended_at = $1 WHERE agency_id = $2 AND owner = $3 AND ended_at = ''`, clock.Stamp(at), string(agency), string(owner))
}

func feeds(ctx context.Context, q db.Q, where string, args ...any) ([]Feed, error) {
	return db.List(ctx, q, "list feeds", func(row db.Row) (f Feed, err error) {
		var made, ended string
		if err = row.Scan(&f.ID, &f.Agency, &f.Owner, &made, &ended); err != nil {
			return f, err
		}
		f.Made, _ = clock.ParseStamp(made)
		f.Ended, _ = clock.ParseStamp(ended)
		return f, nil
	}, `SELECT id, agency_id, owner, made_at, ended_at FROM schedule_feed WHERE `+where, args...)
}

// Feeds returns the addresses in force of an agency's calendars that the actor
// may give, by whose they are.
func (d *Desk) Feeds(ctx context.Context, actor access.Actor, agency org.AgencyID) (map[FeedOwner]Feed, error) {
	list, err := feeds(ctx, d.DB, `agency_id = $1 AND ended_at = ''`, string(agency))
	if err != nil {
		return nil, err
	}
	all := map[FeedOwner]Feed{}
	for _, f := range list {
		if mayFeed(ctx, d.DB, actor, agency, f.Owner) == nil {
			all[f.Owner] = f
		}
	}
	return all, nil
}

// FeedSecret returns what stands in the address of a feed.
func (d *Desk) FeedSecret(f Feed) (string, error) { return id.Sign(d.Key, string(f.ID)) }

// FeedBy returns the feed of an address, one that has ended too; NotFound when
// this installation has not made it.
func (d *Desk) FeedBy(ctx context.Context, secret string) (Feed, error) {
	feed, ok := id.Signed(d.Key, secret)
	if !ok {
		return Feed{}, fault.NotFound("access.not_found")
	}
	list, err := feeds(ctx, d.DB, `id = $1`, feed)
	if err == nil && len(list) == 0 {
		err = fault.NotFound("access.not_found")
	}
	if err != nil {
		return Feed{}, err
	}
	return list[0], nil
}

// Rooms returns the places of published sessions from a day on, by name.
func Rooms(ctx context.Context, q db.Q, agency org.AgencyID, from clock.Date) ([]string, error) {
	return db.Column[string](ctx, q, "list rooms", `SELECT DISTINCT s.place FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id WHERE s.agency_id = $1 AND s.day >= $2 AND s.place <> '' AND v.state = 'published' ORDER BY s.place`, string(agency), string(from))
}
