package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Filter narrows the list of people. Empty fields do not.
type Filter struct {
	Search   string       // words of a name or digits of an NIP
	Units    []org.UnitID // the person serves in one of them
	Nowhere  bool         // the person serves in no unit
	Golongan string       // "II" or "III"
	State    PersonState  // "" means active
	Sort     string       // "nip", "golongan", "tmt"; otherwise by name
	Down     bool         // the other way round
	Reach    access.Reach
	Today    clock.Date // day on which reach is asked
}

// PageSize is how many people a page lists.
const PageSize = 50

// People returns one page of the people of an agency within reach, and how
// many there are on all pages. Page counts from 1; page 0 returns everybody.
func (d *Desk) People(ctx context.Context, agency org.AgencyID, f Filter, page int) ([]Person, int, error) {
	r, err := d.register(ctx, agency, f.Reach, f.Today)
	if err != nil {
		return nil, 0, err
	}
	found := r.find(f)
	total := len(found)
	if page > 0 {
		found = found[min((page-1)*PageSize, total):min(page*PageSize, total)]
	}
	list, err := d.inOrder(ctx, agency, r, found)
	return list, total, err
}

// Counts says how many active people there are, by what the list is filtered
// by.
type Counts struct {
	All, Withdrawn, Nowhere int
	Golongan                map[string]int // "II", "III"
	Units                   map[org.UnitID]int
}

// Count counts the people of an agency within reach. Readers share the counts
// and change nothing in them.
func (d *Desk) Count(ctx context.Context, agency org.AgencyID, reach access.Reach, today clock.Date) (Counts, error) {
	r, err := d.register(ctx, agency, reach, today)
	if err != nil {
		return Counts{}, err
	}
	return r.counts, nil
}

// HowMany counts the active people of every agency, for the operator.
func HowMany(ctx context.Context, q db.Q) (map[org.AgencyID]int, error) {
	return db.Counts[org.AgencyID](ctx, q, "count people of all agencies", `SELECT agency_id, COUNT(*) FROM roster_person WHERE state = 'active' GROUP BY agency_id`)
}

// Search returns the first people within reach whose name or number has the
// words, for the search of every page.
func (d *Desk) Search(ctx context.Context, agency org.AgencyID, words string, reach access.Reach, today clock.Date, most int) ([]Person, error) {
	if org.Fold(words) == "" {
		return nil, nil
	}
	r, err := d.register(ctx, agency, reach, today)
	if err != nil {
		return nil, err
	}
	found := r.find(Filter{Search: words})
	return d.inOrder(ctx, agency, r, found[:min(most, len(found))])
}

// inOrder reads the people who were found in a register, in their order.
func (d *Desk) inOrder(ctx context.Context, agency org.AgencyID, r *register, found []int32) ([]Person, error) {
	ids := make([]PersonID, len(found))
	for i, at := range found {
		ids[i] = r.people[at].id
	}
	people, err := ByIDs(ctx, d.DB, agency, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Person, 0, len(ids))
	for _, id := range ids {
		if p, ok := people[id]; ok {
			list = append(list, p)
		}
	}
	return list, nil
}
