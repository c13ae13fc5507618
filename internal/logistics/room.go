package logistics

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
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
// which people sleep keeps a bed for each of them, and is not for the other sex.
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
		if err := tx.Lock(ctx, "logistics:"+string(a.ID)); err != nil {
			return err
		}
		before, err := d.keepable(ctx, tx, a, r)
		if err != nil {
			return err
		}
		var n int64
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
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.room", Subject: "room:" + string(r.ID), Before: before, After: r})
	})
}

// keepable returns a room as it stands, nil for a new one. It refuses a change
// that takes a bed or the room from people who sleep there.
func (d *Desk) keepable(ctx context.Context, q db.Q, a org.Agency, r Room) (before any, err error) {
	if r.ID == "" {
		return nil, nil
	}
	rooms, err := Rooms(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rooms, func(o Room) bool { return o.ID == r.ID })
	if i < 0 {
		return nil, fault.NotFound("access.not_found")
	}
	beds, err := ahead(ctx, q, a, r.ID, a.Today(d.Clock.Now()))
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	if n := most(beds); r.Beds < n {
		f.Add("beds", "logistics.fault.in_use", "N", n)
	}
	ids := make([]roster.PersonID, len(beds))
	for i, b := range beds {
		ids[i] = b.Person
	}
	people, err := roster.ByIDs(ctx, q, a.ID, ids)
	if err != nil {
		return nil, err
	}
	other := 0
	for _, p := range people {
		if r.Sex != "" && p.Sex != r.Sex {
			other++
		}
	}
	if other > 0 {
		f.Add("sex", "logistics.fault.other_sex", "N", other)
	}
	return rooms[i], f.Err()
}

// most is how many of some beds of one room are slept in on one night.
func most(beds []Bed) int {
	n := 0
	for _, at := range beds { // the fullest night is the first one of somebody
		now := 0
		for _, b := range beds {
			if b.From <= at.From && at.From <= b.Until {
				now++
			}
		}
		n = max(n, now)
	}
	return n
}

// CloseRoom ends the use of a room of the dormitory; beds that are given stay.
func (d *Desk) CloseRoom(ctx context.Context, actor access.Actor, a org.Agency, room RoomID) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		today := a.Today(d.Clock.Now())
		beds, err := ahead(ctx, tx, a, room, today)
		if err != nil {
			return err
		}
		if len(beds) > 0 {
			return fault.Conflict("logistics.fault.in_use", "N", len(beds))
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

// slept returns those of some beds in which people of a batch sleep, with the
// nights of their course: dates that have moved since a bed was given count as
// they are now, and whoever has left the batch leaves the bed.
func slept(ctx context.Context, q db.Q, beds []Bed) ([]Bed, error) {
	of := map[training.BatchID][]Bed{}
	for _, b := range beds {
		of[b.Batch] = append(of[b.Batch], b)
	}
	batches := slices.Sorted(maps.Keys(of))
	stages, err := training.StagesOf(ctx, q, batches)
	if err != nil {
		return nil, err
	}
	var list []Bed
	for _, batch := range batches {
		days := classDays(stages[batch])
		if len(days) == 0 {
			continue
		}
		seats, err := training.Seats(ctx, q, batch)
		if err != nil {
			return nil, err
		}
		for _, b := range of[batch] {
			b.From, b.Until = slices.Min(days), slices.Max(days)
			if slices.ContainsFunc(seats, func(s training.Seat) bool { return s.Person == b.Person }) {
				list = append(list, b)
			}
		}
	}
	return list, nil
}

// classDays are the days in class of a course.
func classDays(stages []training.Stage) []clock.Date {
	var days []clock.Date
	for _, s := range stages {
		if s.Kind == regulation.StageClass {
			days = append(days, s.Days...)
		}
	}
	return days
}

// ahead returns the beds of a room in which somebody sleeps on a day or later.
func ahead(ctx context.Context, q db.Q, a org.Agency, room RoomID, today clock.Date) ([]Bed, error) {
	all, err := db.List(ctx, q, "list beds of room", scanBed, bedQuery+`WHERE agency_id = $1 AND room_id = $2`, string(a.ID), string(room))
	if err != nil {
		return nil, err
	}
	all, err = slept(ctx, q, all)
	return slices.DeleteFunc(all, func(b Bed) bool { return b.Until < today }), err
}

// beside returns the beds of other batches in some nights.
func beside(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID, from, until clock.Date) ([]Bed, error) {
	all, err := db.List(ctx, q, "list beds of others", scanBed, bedQuery+`WHERE agency_id = $1 AND batch_id <> $2`, string(agency), string(batch))
	if err != nil {
		return nil, err
	}
	all, err = slept(ctx, q, all)
	return slices.DeleteFunc(all, func(b Bed) bool { return b.From > until || b.Until < from }), err
}
