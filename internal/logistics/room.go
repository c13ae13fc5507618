package logistics

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

const (
	mostBeds  = 50
	mostFloor = 30
)

// Rooms returns the rooms of the dormitory in use, by building and name.
func Rooms(ctx context.Context, q db.Q, agency org.AgencyID) ([]Room, error) {
	return db.List(ctx, q, "list rooms of dormitory", func(row db.Row) (r Room, err error) {
		err = row.Scan(&r.ID, &r.Agency, &r.Building, &r.Name, &r.Floor, &r.Beds, &r.Sex, &r.Accessible, &r.Until)
		return r, err
	}, `SELECT id, agency_id, building, name, floor, beds, sex, accessible, until_date FROM logistics_room WHERE agency_id = $1 AND until_date = '' ORDER BY search_key, id`, string(agency))
}

// KeepRoom adds a room of the dormitory, or changes the one of its id. A room in
// which somebody sleeps keeps as many beds as are given.
func (d *Desk) KeepRoom(ctx context.Context, actor access.Actor, a org.Agency, r Room) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	r.Agency, r.Building, r.Name = a.ID, identity.OneLine(r.Building), identity.OneLine(r.Name)
	var f fault.Fields
	if r.Name == "" || len(r.Name) > mostText || len(r.Building) > mostText {
		f.Add("name", "logistics.fault.name")
	}
	if r.Floor < 1 || r.Floor > mostFloor {
		f.Add("floor", "training.fault.range", "Lo", 1, "Hi", mostFloor)
	}
	if r.Beds < 1 || r.Beds > mostBeds {
		f.Add("beds", "training.fault.range", "Lo", 1, "Hi", mostBeds)
	}
	if r.Sex != "" && r.Sex != "L" && r.Sex != "P" {
		f.Add("sex", "logistics.fault.sex")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		var n int64
		var err error
		if r.ID == "" {
			r.ID = RoomID(id.New())
			n, err = tx.Exec(ctx, `INSERT INTO logistics_room (id, agency_id, building, name, search_key, floor, beds, sex, accessible, until_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
				string(r.ID), string(a.ID), r.Building, r.Name, org.Fold(r.Called()), r.Floor, r.Beds, r.Sex, db.Flag(r.Accessible))
		} else {
			n, err = tx.Exec(ctx, `UPDATE logistics_room SET building = $1, name = $2, search_key = $3, floor = $4, beds = $5, sex = $6, accessible = $7 WHERE id = $8 AND agency_id = $9 AND until_date = ''`,
				r.Building, r.Name, org.Fold(r.Called()), r.Floor, r.Beds, r.Sex, db.Flag(r.Accessible), string(r.ID), string(a.ID))
		}
		if db.Unique(err) {
			var f fault.Fields
			f.Add("name", "logistics.fault.room_taken")
			return f.Err()
		}
		if err != nil {
			return fmt.Errorf("keep room of dormitory: %w", err)
		}
		if n == 0 {
			return fault.NotFound("access.not_found")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.room", Subject: "room:" + string(r.ID), After: r})
	})
}

// CloseRoom ends the use of a room of the dormitory; beds that are given stay.
func (d *Desk) CloseRoom(ctx context.Context, actor access.Actor, a org.Agency, room RoomID) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		today := a.Today(d.Clock.Now())
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM logistics_bed WHERE room_id = $1 AND until_date >= $2`, string(room), string(today)).Scan(&n); err != nil {
			return fmt.Errorf("count beds of room: %w", err)
		}
		if n > 0 {
			return fault.Conflict("logistics.fault.in_use", "N", n)
		}
		closed, err := tx.Exec(ctx, `UPDATE logistics_room SET until_date = $1 WHERE id = $2 AND agency_id = $3 AND until_date = ''`, string(today), string(room), string(a.ID))
		if err != nil {
			return fmt.Errorf("close room of dormitory: %w", err)
		}
		if closed == 0 {
			return fault.NotFound("access.not_found")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.close_room", Subject: "room:" + string(room)})
	})
}

const bedQuery = `SELECT batch_id, person_id, room_id, from_date, until_date, locked FROM logistics_bed `

func scanBed(row db.Row) (b Bed, err error) {
	err = row.Scan(&b.Batch, &b.Person, &b.Room, &b.From, &b.Until, &b.Locked)
	return b, err
}

// bedsOf returns the beds of a batch by person.
func bedsOf(ctx context.Context, q db.Q, batch training.BatchID) (map[roster.PersonID]*Bed, error) {
	list, err := db.List(ctx, q, "list beds", scanBed, bedQuery+`WHERE batch_id = $1`, string(batch))
	by := map[roster.PersonID]*Bed{}
	for i := range list {
		by[list[i].Person] = &list[i]
	}
	return by, err
}

// bedsBeside returns the beds of other batches in some nights.
func bedsBeside(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID, from, until clock.Date) ([]Bed, error) {
	return db.List(ctx, q, "list beds of others", scanBed, bedQuery+`WHERE agency_id = $1 AND batch_id <> $2 AND from_date <= $3 AND until_date >= $4`, string(agency), string(batch), string(until), string(from))
}
