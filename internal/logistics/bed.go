package logistics

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Stay is the stay of a batch: its nights, its rooms and who sleeps where.
type Stay struct {
	Batch       training.Batch
	From, Until clock.Date // "" where the course has no weeks in class
	Days        []clock.Date
	Rooms       []Room
	Guests      []Guest
	Others      map[RoomID]int // beds of other batches in these nights
	Left        map[roster.PersonID]Obstacle

	house *house // with the beds of others only
}

// In returns who sleeps in a room, by name.
func (s Stay) In(r RoomID) []Guest {
	var list []Guest
	for _, g := range s.Guests {
		if g.Bed != nil && g.Bed.Room == r {
			list = append(list, g)
		}
	}
	return list
}

// Without returns the guests who have no bed.
func (s Stay) Without() []Guest {
	return slices.DeleteFunc(slices.Clone(s.Guests), func(g Guest) bool { return g.Bed != nil })
}

// Room returns a room of the dormitory.
func (s Stay) Room(id RoomID) (Room, bool) {
	i := slices.IndexFunc(s.Rooms, func(r Room) bool { return r.ID == id })
	if i < 0 {
		return Room{}, false
	}
	return s.Rooms[i], true
}

// StayOf reads the stay of a batch. Officers and its committee may.
func (d *Desk) StayOf(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID) (Stay, error) {
	guests, err := d.Guests(ctx, actor, a, batch)
	if err != nil {
		return Stay{}, err
	}
	s, err := d.stay(ctx, d.DB, a, batch)
	s.Guests = guests
	return s, err
}

func (d *Desk) stay(ctx context.Context, q db.Q, a org.Agency, batch training.BatchID) (Stay, error) {
	s := Stay{Others: map[RoomID]int{}}
	var err error
	if s.Batch, err = training.BatchByID(ctx, q, a.ID, batch); err != nil {
		return s, err
	}
	stages, err := training.Stages(ctx, q, batch)
	if err != nil {
		return s, err
	}
	s.Days = classDays(stages)
	if len(s.Days) > 0 {
		s.From, s.Until = slices.Min(s.Days), slices.Max(s.Days)
	}
	if s.Rooms, err = Rooms(ctx, q, a.ID); err != nil {
		return s, err
	}
	others, err := beside(ctx, q, a.ID, batch, s.From, s.Until)
	if err != nil {
		return s, err
	}
	ids := make([]roster.PersonID, len(others))
	for i, b := range others {
		ids[i] = b.Person
		s.Others[b.Room]++
	}
	people, err := roster.ByIDs(ctx, q, a.ID, ids)
	if err != nil {
		return s, err
	}
	sexes := map[roster.PersonID]string{}
	for id, p := range people {
		sexes[id] = p.Sex
	}
	s.house = newHouse(s.Rooms, others, sexes)
	return s, nil
}

// Bars says why a guest cannot sleep in a room as things stand, "" for nothing.
func (s Stay) Bars(g Guest, r Room) Obstacle {
	h := &house{rooms: s.house.rooms, free: map[RoomID]int{}, sex: map[RoomID]string{}, units: map[RoomID]map[string]int{}}
	for _, one := range s.Rooms {
		h.free[one.ID], h.sex[one.ID] = s.house.free[one.ID], s.house.sex[one.ID]
	}
	for _, other := range s.Guests {
		if other.Bed != nil && other.Person.ID != g.Person.ID {
			h.put(other, other.Bed.Room)
		}
	}
	return h.bars(g, r)
}

// Wrong is a guest whose bed cannot stay, and why.
type Wrong struct {
	Guest Guest
	Why   Obstacle
}

// Wrongs are the beds that cannot stay as things are now: dates have moved onto
// those of another batch, a need was said since, a room is no longer used.
func (s Stay) Wrongs() []Wrong {
	var list []Wrong
	for _, g := range s.Guests {
		if g.Bed == nil {
			continue
		}
		r, ok := s.Room(g.Bed.Room)
		if !ok {
			list = append(list, Wrong{g, NoRoom})
		} else if bar := s.Bars(g, r); bar != "" {
			list = append(list, Wrong{g, bar})
		}
	}
	return list
}

// Propose gives everybody of a batch a bed. Locked beds stay; it returns who
// finds none, and why.
func (d *Desk) Propose(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, wish Neighbours) (map[roster.PersonID]Obstacle, error) {
	if err := actor.RequireScope(string(a.ID), access.BatchScope(string(batch)), keepers...); err != nil {
		return nil, err
	}
	if wish != Together {
		wish = Spread
	}
	var left map[roster.PersonID]Obstacle
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "logistics:"+string(a.ID)); err != nil {
			return err
		}
		s, err := d.stay(ctx, tx, a, batch)
		if err != nil {
			return err
		}
		if s.From == "" {
			return fault.Conflict("logistics.fault.no_class")
		}
		if len(s.Rooms) == 0 {
			return fault.Conflict("logistics.fault.no_rooms")
		}
		if s.Guests, err = d.guests(ctx, tx, a.ID, batch); err != nil {
			return err
		}
		var given map[roster.PersonID]RoomID
		given, left = s.house.divide(s.Guests, wish)
		if err := tx.Do(ctx, `DELETE FROM logistics_bed WHERE batch_id = $1`, string(batch)); err != nil {
			return fmt.Errorf("give beds: %w", err)
		}
		var args []any
		for _, g := range s.Guests {
			if room, ok := given[g.Person.ID]; ok {
				args = append(args, string(batch), string(g.Person.ID), string(a.ID), string(room), string(s.From), string(s.Until), db.Flag(g.Bed != nil && g.Bed.Locked))
			}
		}
		if err := tx.InsertAll(ctx, `INSERT INTO logistics_bed (batch_id, person_id, agency_id, room_id, from_date, until_date, locked) VALUES`, 7, args, ""); err != nil {
			return fmt.Errorf("give beds: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.propose", Subject: "batch:" + string(batch), After: map[string]int{"beds": len(given), "left": len(left)}})
	})
	return left, err
}

// Give gives a participant a bed by hand and locks it; without a room it takes
// the bed away. It refuses a room that is full, of the other sex, or not for
// their need.
func (d *Desk) Give(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, person roster.PersonID, room RoomID) error {
	if err := actor.RequireScope(string(a.ID), access.BatchScope(string(batch)), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "logistics:"+string(a.ID)); err != nil {
			return err
		}
		s, err := d.stay(ctx, tx, a, batch)
		if err != nil {
			return err
		}
		if s.Guests, err = d.guests(ctx, tx, a.ID, batch); err != nil {
			return err
		}
		i := slices.IndexFunc(s.Guests, func(g Guest) bool { return g.Person.ID == person })
		if i < 0 {
			return fault.NotFound("access.not_found")
		}
		if err := tx.Do(ctx, `DELETE FROM logistics_bed WHERE batch_id = $1 AND person_id = $2`, string(batch), string(person)); err != nil {
			return fmt.Errorf("take bed: %w", err)
		}
		if room != "" {
			r, ok := s.Room(room)
			if !ok || s.From == "" {
				return fault.NotFound("access.not_found")
			}
			if bar := s.Bars(s.Guests[i], r); bar != "" {
				var f fault.Fields
				f.Add("room", "logistics.bar."+string(bar))
				return f.Err()
			}
			if err := tx.Do(ctx, `INSERT INTO logistics_bed (batch_id, person_id, agency_id, room_id, from_date, until_date, locked) VALUES ($1, $2, $3, $4, $5, $6, 1)`,
				string(batch), string(person), string(a.ID), string(room), string(s.From), string(s.Until)); err != nil {
				return fmt.Errorf("give bed: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.give", Subject: "batch:" + string(batch), Person: string(person), After: map[string]string{"room": string(room)}})
	})
}
