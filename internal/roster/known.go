package roster

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// load returns what the roster of an agency knows, for judging a list.
func load(ctx context.Context, q db.Q, agency org.AgencyID) (*Known, error) {
	units, err := org.Units(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	listed, err := org.Listed(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	people, err := queryPeople(ctx, q, `SELECT `+personColumns+personFrom+`WHERE p.agency_id = $1 AND p.state IN ('active', 'withdrawn')`, string(agency))
	if err != nil {
		return nil, err
	}
	k := &Known{Tree: org.NewTree(units), Listed: listed, People: make(map[string]Person, len(people)), byID: make(map[PersonID]Person, len(people))}
	for _, p := range people {
		k.People[p.NIP], k.byID[p.ID] = p, p
	}
	if k.private, err = keptOf(ctx, q, agency); err != nil {
		return nil, err
	}
	if k.Replaced, err = Former(ctx, q, agency); err != nil {
		return nil, err
	}
	k.Left, err = departed(ctx, q, agency, k.Replaced)
	return k, err
}

// Former returns whose the personal numbers were that an agency has replaced.
func Former(ctx context.Context, q db.Q, agency org.AgencyID) (map[string]PersonID, error) {
	former := map[string]PersonID{}
	rows, err := q.Query(ctx, `SELECT n.nip, n.person_id FROM roster_nip n JOIN roster_person p ON p.id = n.person_id WHERE p.agency_id = $1`, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read replaced numbers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var nip string
		var person PersonID
		if err := rows.Scan(&nip, &person); err != nil {
			return nil, fmt.Errorf("read replaced numbers: %w", err)
		}
		former[nip] = person
	}
	return former, rows.Err()
}

// keptOf returns which private fields are kept of whom.
func keptOf(ctx context.Context, q db.Q, agency org.AgencyID) (map[PersonID][]Field, error) {
	kept := map[PersonID][]Field{}
	rows, err := q.Query(ctx, `SELECT r.person_id, r.field FROM roster_private r JOIN roster_person p ON p.id = r.person_id WHERE p.agency_id = $1`, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read what is kept: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var person PersonID
		var field Field
		if err := rows.Scan(&person, &field); err != nil {
			return nil, fmt.Errorf("read what is kept: %w", err)
		}
		kept[person] = append(kept[person], field)
	}
	return kept, rows.Err()
}
