package demo

import (
	"context"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/logistics"
	"pamong/internal/training"
)

// answered is when the people of wave I have said what they need.
const answered clock.Date = "2025-08-15"

// dormitory is where Pontianak lets its participants sleep.
func dormitory() []logistics.Room {
	var rooms []logistics.Room
	for floor := 1; floor <= 3; floor++ {
		for n := 1; n <= 10; n++ {
			r := logistics.Room{Building: "Wisma Khatulistiwa", Name: strconv.Itoa(floor*100 + n), Floor: floor, Beds: 3}
			r.Accessible = floor == 1 && n <= 2
			if r.Accessible {
				r.Beds = 2
			}
			rooms = append(rooms, r)
		}
	}
	return rooms
}

// stay lets most people of two batches say what they need, and gives all a bed.
func (c *city) stay(ctx context.Context, batches []training.Batch) error {
	committee := c.actors[access.Committee]
	for _, r := range dormitory() {
		if err := c.Logistics.KeepRoom(ctx, committee, c.agency, r); err != nil {
			return err
		}
	}
	for _, b := range batches {
		seats, err := training.Seats(ctx, c.DB, b.ID)
		if err != nil {
			return err
		}
		for i, s := range seats {
			if i%7 == 6 {
				continue
			}
			writer := access.LinkActor("demo", []access.Grant{{Role: access.Participant, Agency: string(c.agency.ID), Scope: access.PersonScope(string(s.Person))}})
			if err := c.Logistics.Say(ctx, writer, c.agency, s.Person, need(i)); err != nil {
				return err
			}
		}
		if _, err := c.Logistics.Propose(ctx, committee, c.agency, b.ID, logistics.Spread); err != nil {
			return err
		}
	}
	return nil
}

// need is what one of them says; few need more than a shirt.
func need(i int) logistics.Need {
	n := logistics.Need{Shirt: logistics.Sizes[1+i*7%5], Trousers: 28 + i*3%10, Shoe: 36 + i*5%9, Contact: "Keluarga di rumah", Relation: "Orang tua", Phone: "0812000009" + strconv.Itoa(10+i)}
	switch i {
	case 3:
		n.Allergy = "Udang dan kepiting"
	case 9:
		n.Diet = "vegetarian"
	case 14:
		n.Ground = true
	case 21:
		n.Accessible, n.Help = true, "Kursi roda; tempat duduk dekat pintu kelas"
	case 25:
		n.Allergy, n.Diet = "Kacang tanah", "no_beef"
	}
	return n
}
