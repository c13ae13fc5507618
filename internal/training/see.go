package training

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// readers see batches within their reach; participants and mentors see the
// batch of the person they are or look after.
var readers = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor, access.Admin, access.Coach, access.Examiner, access.Mentor, access.Participant}

// staff see personal numbers of the people in a batch.
var staff = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor, access.Coach, access.Examiner}

// Sight is which batches of an agency somebody may see.
type Sight struct {
	Whole   bool // every batch of the agency
	Staff   bool // personal numbers too
	Write   bool // may plan for the whole agency
	batches map[BatchID]bool
	writes  map[BatchID]bool
}

// SightOf returns which batches an actor may see in an agency. It refuses
// somebody who has no role there.
func SightOf(ctx context.Context, q db.Q, actor access.Actor, agency org.AgencyID) (Sight, error) {
	id := string(agency)
	if !actor.Has(id, readers...) {
		return Sight{}, fault.NotFound("access.not_found")
	}
	s := Sight{batches: map[BatchID]bool{}, writes: map[BatchID]bool{}, Staff: actor.Has(id, staff...), Write: actor.HasWhole(id, writers...)}
	if actor.HasWhole(id, readers...) {
		s.Whole = true
		return s, nil
	}
	for _, g := range actor.Grants() {
		if g.Agency != id {
			continue
		}
		kind, name, _ := strings.Cut(string(g.Scope), ":")
		var found []BatchID
		var err error
		switch kind {
		case "batch":
			found = []BatchID{BatchID(name)}
			s.writes[BatchID(name)] = g.Role == access.Committee || g.Role == access.Officer
		case "group":
			found, err = db.Column[BatchID](ctx, q, "list batch of group", `SELECT batch_id FROM training_group WHERE id = $1`, name)
		case "person":
			found, err = batchesOf(ctx, q, roster.PersonID(name))
		case "mentor", "unit":
			found, err = batchesWithin(ctx, q, g.Scope)
		}
		if err != nil {
			return s, err
		}
		for _, b := range found {
			s.batches[b] = true
		}
	}
	return s, nil
}

// batchesOf returns the batch that a person is in now, or was in last.
func batchesOf(ctx context.Context, q db.Q, person roster.PersonID) ([]BatchID, error) {
	return db.Column[BatchID](ctx, q, "list batch of person", `SELECT batch_id FROM training_seat WHERE person_id = $1 ORDER BY id DESC LIMIT 1`, string(person))
}

// batchesWithin returns the batches in which people of a scope sit now.
func batchesWithin(ctx context.Context, q db.Q, scope access.Scope) ([]BatchID, error) {
	people, err := access.PeopleOf(ctx, q, scope)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	where, args := db.In("person_id", people, 1)
	return db.Column[BatchID](ctx, q, "list batches of scope", `SELECT DISTINCT batch_id FROM training_seat WHERE until_date = '' AND `+where, args...)
}

// Batch reports whether the batch is in sight.
func (s Sight) Batch(b BatchID) bool { return s.Whole || s.batches[b] }

// Batches names the batches in sight of somebody who does not see them all.
func (s Sight) Batches() []BatchID { return slices.Sorted(maps.Keys(s.batches)) }

// Writes reports whether the batch may be changed.
func (s Sight) Writes(b BatchID) bool { return s.Write || s.writes[b] }

// Filter returns the batches of a list that are in sight.
func (s Sight) Filter(all []Batch) []Batch {
	if s.Whole {
		return all
	}
	var seen []Batch
	for _, b := range all {
		if s.batches[b.ID] {
			seen = append(seen, b)
		}
	}
	return seen
}

// Member is a person in a batch with their seat.
type Member struct {
	Seat   Seat
	Person roster.Person
	Unit   string // path of names up to the office
}

// Members returns the people seated in a batch now, by group and name.
func Members(ctx context.Context, q db.Q, agency org.AgencyID, batch BatchID) ([]Member, error) {
	seats, err := Seats(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	return withPeople(ctx, q, agency, seats)
}

// Left returns the people who were seated in a batch and are no more.
func Left(ctx context.Context, q db.Q, agency org.AgencyID, batch BatchID) ([]Member, error) {
	seats, err := PastSeats(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	return withPeople(ctx, q, agency, seats)
}

// Waiting returns the people who were deferred or withdrawn and may come
// back.
func Waiting(ctx context.Context, q db.Q, agency org.AgencyID) ([]Member, error) {
	seats, err := Interrupted(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	return withPeople(ctx, q, agency, seats)
}

func withPeople(ctx context.Context, q db.Q, agency org.AgencyID, seats []Seat) ([]Member, error) {
	tree, err := org.TreeOf(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	people, err := roster.ByIDs(ctx, q, agency, PeopleOf(seats))
	if err != nil {
		return nil, err
	}
	var members []Member
	for _, s := range seats {
		person, ok := people[s.Person]
		if !ok {
			return nil, fmt.Errorf("seat %s: person %s is not on the roster", s.ID, s.Person)
		}
		members = append(members, Member{s, person, tree.Path(person.Unit)})
	}
	return members, nil
}

// PeopleOf returns who sits on some seats.
func PeopleOf(seats []Seat) []roster.PersonID {
	ids := make([]roster.PersonID, len(seats))
	for i, s := range seats {
		ids[i] = s.Person
	}
	return ids
}
