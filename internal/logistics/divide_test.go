package logistics

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

func guest(name, sex, unit string, n Need) Guest {
	return Guest{Member: training.Member{Person: roster.Person{ID: roster.PersonID(name), Name: name, Sex: sex, Unit: org.UnitID(unit)}}, Need: n}
}

func rooms(beds ...int) []Room {
	var list []Room
	for i, n := range beds {
		list = append(list, Room{ID: RoomID(fmt.Sprint("r", i)), Name: fmt.Sprint(i), Floor: 1 + i/2, Beds: n, Accessible: i == 0})
	}
	return list
}

func TestRoomsGoFirstToThoseWhoNeedThem(t *testing.T) {
	list := rooms(1, 2, 3, 3) // the first accessible on the ground, the second on the ground, two upstairs
	guests := []Guest{
		guest("ana", "P", "a", Need{}), guest("bela", "P", "b", Need{}), guest("citra", "P", "a", Need{Accessible: true}),
		guest("dian", "P", "c", Need{Ground: true}), guest("eko", "L", "a", Need{}), guest("fajar", "L", "b", Need{Accessible: true}),
	}
	given, left := newHouse(list, nil, nil).divide(guests, Spread)
	if given["fajar"] != "r0" || given["dian"] != "r1" {
		t.Errorf("who needs a room without a step sleeps in %q, who needs one on the ground in %q", given["fajar"], given["dian"])
	}
	if left["citra"] != Step || len(left) != 1 {
		t.Errorf("left are %v", left)
	}
	if given["ana"] == given["eko"] {
		t.Error("a man and a woman share a room")
	}
}

func TestPeopleOfOneOfficeSleepApartOrTogether(t *testing.T) {
	list := []Room{{ID: "x", Name: "x", Floor: 2, Beds: 2}, {ID: "y", Name: "y", Floor: 2, Beds: 2}}
	guests := []Guest{guest("a1", "L", "a", Need{}), guest("a2", "L", "a", Need{}), guest("b1", "L", "b", Need{}), guest("b2", "L", "b", Need{})}
	for wish, share := range map[Neighbours]bool{Spread: false, Together: true} {
		given, _ := newHouse(list, nil, nil).divide(guests, wish)
		if (given["a1"] == given["a2"]) != share {
			t.Errorf("%s: %v", wish, given)
		}
	}
}

func TestBedsKeepTheHardRulesInAnyOrderOfNames(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		list := rooms(rapid.SliceOfN(rapid.IntRange(1, 4), 1, 8).Draw(r, "beds")...)
		var guests []Guest
		for i := range rapid.IntRange(1, 25).Draw(r, "guests") {
			g := guest(fmt.Sprint("g", i), rapid.SampledFrom([]string{"L", "P"}).Draw(r, "sex"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "unit"), Need{Accessible: rapid.IntRange(0, 9).Draw(r, "step") == 0, Ground: rapid.IntRange(0, 5).Draw(r, "stairs") == 0})
			if rapid.IntRange(0, 9).Draw(r, "lock") == 0 {
				g.Bed = &Bed{Room: list[0].ID}
			}
			guests = append(guests, g)
		}
		given, left := newHouse(list, nil, nil).divide(guests, Spread)
		in := map[RoomID][]Guest{}
		for _, g := range guests {
			room, ok := given[g.Person.ID]
			if _, out := left[g.Person.ID]; ok == out {
				r.Fatalf("%s is given %v and left %v", g.Person.ID, ok, out)
			}
			if ok {
				in[room] = append(in[room], g)
			}
		}
		for _, room := range list {
			if len(in[room.ID]) > room.Beds {
				r.Fatalf("%d in %d beds", len(in[room.ID]), room.Beds)
			}
			for _, g := range in[room.ID] {
				if g.Person.Sex != in[room.ID][0].Person.Sex || g.Need.Accessible && !room.Accessible || g.Need.Ground && room.Floor > 1 {
					r.Fatalf("%s sleeps in %+v", g.Person.ID, room)
				}
			}
		}
		turned := slices.Clone(guests)
		slices.Reverse(turned)
		again, _ := newHouse(list, nil, nil).divide(turned, Spread)
		if diff := cmp.Diff(given, again); diff != "" {
			r.Fatal(diff)
		}
	})
}
