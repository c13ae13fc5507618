package logistics

import (
	"cmp"
	"slices"

	"pamong/internal/roster"
)

// Neighbours says who shares a room.
type Neighbours string

// The wishes about neighbours.
const (
	Spread   Neighbours = "spread"   // people of one office sleep apart, to know others
	Together Neighbours = "together" // people of one office share
)

// house is a dormitory being filled, without a database.
type house struct {
	rooms []Room
	free  map[RoomID]int
	sex   map[RoomID]string // of those who are in it, "" while it is empty
	units map[RoomID]map[string]int
}

// newHouse counts the beds that others have. Sexes are those of their people.
func newHouse(rooms []Room, others []Bed, sexes map[roster.PersonID]string) *house {
	h := &house{rooms: rooms, free: map[RoomID]int{}, sex: map[RoomID]string{}, units: map[RoomID]map[string]int{}}
	for _, r := range rooms {
		h.free[r.ID], h.sex[r.ID], h.units[r.ID] = r.Beds, r.Sex, map[string]int{}
	}
	for _, b := range others {
		h.free[b.Room]--
		if h.sex[b.Room] == "" {
			h.sex[b.Room] = sexes[b.Person]
		}
	}
	return h
}

func (h *house) put(g Guest, r RoomID) {
	h.free[r]--
	if h.sex[r] == "" {
		h.sex[r] = g.Person.Sex
	}
	if h.units[r] != nil {
		h.units[r][string(g.Person.Unit)]++
	}
}

// Obstacle is why a guest cannot have a bed in a room: the end of the key of a
// message, "" for nothing.
type Obstacle string

// The obstacles.
const (
	Full   Obstacle = "full"
	Sex    Obstacle = "sex"
	Step   Obstacle = "step"   // an accessible room is needed
	Stairs Obstacle = "stairs" // a room on the ground is needed
	NoRoom Obstacle = "none"   // there is no room at all
)

// bars says why a guest cannot sleep in a room. Somebody who needs an accessible
// room may have one upstairs only where there is a lift, of which nothing is
// known: both needs are kept.
func (h *house) bars(g Guest, r Room) Obstacle {
	switch {
	case h.sex[r.ID] != "" && h.sex[r.ID] != g.Person.Sex:
		return Sex
	case g.Need.Accessible && !r.Accessible:
		return Step
	case (g.Need.Ground || g.Need.Accessible) && r.Floor > 1:
		return Stairs
	case h.free[r.ID] < 1:
		return Full
	}
	return ""
}

// urgency orders guests: who can have the fewest rooms comes first.
func urgency(g Guest) int {
	switch {
	case g.Need.Accessible:
		return 0
	case g.Need.Ground:
		return 1
	}
	return 2
}

// divide gives each guest without a locked bed a room. Who finds none is left
// out, with what stands in the way in the room that comes nearest. The same
// guests in any order get the same rooms.
func (h *house) divide(guests []Guest, wish Neighbours) (map[roster.PersonID]RoomID, map[roster.PersonID]Obstacle) {
	given, left := map[roster.PersonID]RoomID{}, map[roster.PersonID]Obstacle{}
	for _, g := range guests {
		if g.Bed != nil && g.Bed.Locked {
			given[g.Person.ID] = g.Bed.Room
			h.put(g, g.Bed.Room)
		}
	}
	for _, g := range queue(slices.DeleteFunc(slices.Clone(guests), func(g Guest) bool { return given[g.Person.ID] != "" })) {
		var best *Room
		why := NoRoom
		for i := range h.rooms {
			r := &h.rooms[i]
			if bar := h.bars(g, *r); bar != "" {
				why = Nearer(why, bar)
				continue
			}
			if best == nil || h.better(g, *r, *best) {
				best = r
			}
		}
		if best == nil {
			left[g.Person.ID] = why
			continue
		}
		given[g.Person.ID] = best.ID
		h.put(g, best.ID)
	}
	h.exchange(guests, given, wish)
	return given, left
}

// queue brings guests in the order in which they get a bed: who can have the
// fewest rooms first, then men and women by turns, so that neither takes all.
func queue(guests []Guest) []Guest {
	slices.SortFunc(guests, func(a, b Guest) int {
		return cmp.Or(urgency(a)-urgency(b), cmp.Compare(a.Person.Sex, b.Person.Sex), cmp.Compare(a.Person.Unit, b.Person.Unit), cmp.Compare(a.Person.Name, b.Person.Name), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	turn, counts := map[roster.PersonID]int{}, map[string]int{}
	for _, g := range guests {
		turn[g.Person.ID] = counts[g.Person.Sex]
		counts[g.Person.Sex]++
	}
	slices.SortStableFunc(guests, func(a, b Guest) int {
		return cmp.Or(urgency(a)-urgency(b), turn[a.Person.ID]-turn[b.Person.ID])
	})
	return guests
}

// passes is how often everybody is looked at for an exchange.
const passes = 4

// exchange lets people who may sleep in each other's rooms change places while
// that meets the wish about neighbours better.
func (h *house) exchange(guests []Guest, given map[roster.PersonID]RoomID, wish Neighbours) {
	var free []Guest
	for _, g := range guests {
		if given[g.Person.ID] != "" && urgency(g) == 2 && (g.Bed == nil || !g.Bed.Locked) {
			free = append(free, g)
		}
	}
	free = queue(free)
	for range passes {
		changed := false
		for i, a := range free {
			for _, b := range free[i+1:] {
				x, y := given[a.Person.ID], given[b.Person.ID]
				if x == y || a.Person.Sex != b.Person.Sex || a.Person.Unit == b.Person.Unit {
					continue
				}
				u, v := string(a.Person.Unit), string(b.Person.Unit)
				gain := h.units[x][u] - 1 - h.units[y][u] + h.units[y][v] - 1 - h.units[x][v] // fewer of one's own office around
				if wish == Together {
					gain = -gain
				}
				if gain <= 0 {
					continue
				}
				h.units[x][u]--
				h.units[y][u]++
				h.units[y][v]--
				h.units[x][v]++
				given[a.Person.ID], given[b.Person.ID], changed = y, x, true
			}
		}
		if !changed {
			return
		}
	}
}

// Nearer returns the obstacle that says most: a room that is full would have
// fitted.
func Nearer(a, b Obstacle) Obstacle {
	order := []Obstacle{NoRoom, Sex, Step, Stairs, Full}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// better reports whether a room suits a guest better than another: no room that
// others need more, a room that is begun before an empty one, and of these the
// fullest.
func (h *house) better(g Guest, r, than Room) bool {
	cost := func(r Room) [3]int {
		var c [3]int
		if r.Accessible && !g.Need.Accessible {
			c[0] += 2
		}
		if r.Floor == 1 && urgency(g) == 2 {
			c[0]++
		}
		if h.free[r.ID] == r.Beds {
			c[1] = 1
		}
		c[2] = h.free[r.ID]
		return c
	}
	a, b := cost(r), cost(than)
	return slices.Compare(a[:], b[:]) < 0
}
