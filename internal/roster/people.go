package roster

import (
	"context"
	"fmt"
	"strings"

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

// sortColumns says what a list can be ordered by.
var sortColumns = map[string]string{"nip": "p.nip", "golongan": "f.golongan", "tmt": "f.tmt", "": "p.sort_key"}

// where writes the conditions of a filter; placeholders begin at $1.
func (f *Filter) where(agency org.AgencyID) (string, []any) {
	state := f.State
	if state == "" {
		state = Active
	}
	args := []any{string(agency), string(state)}
	parts := []string{"p.agency_id = $1", "p.state = $2"}
	add := func(format string, values ...any) {
		marks := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		parts = append(parts, fmt.Sprintf(format, marks...))
	}
	for _, word := range strings.Fields(org.Fold(f.Search)) {
		add("p.search_key LIKE %s", "%"+word+"%")
	}
	if f.Nowhere {
		parts = append(parts, "l.unit_id IS NULL")
	}
	if len(f.Units) > 0 {
		values := make([]any, len(f.Units))
		for i, u := range f.Units {
			values[i] = string(u)
		}
		add("l.unit_id IN ("+strings.TrimSuffix(strings.Repeat("%s, ", len(values)), ", ")+")", values...)
	}
	if f.Golongan != "" {
		add("f.golongan LIKE %s", f.Golongan+"/%")
	}
	reach, more := f.Reach.Where("p.id", f.Today, len(args)+1)
	return strings.Join(append(parts, reach), " AND "), append(args, more...)
}

// People returns one page of the people of an agency within reach, and how
// many there are on all pages. Page counts from 1; page 0 returns everybody.
func People(ctx context.Context, q db.Q, agency org.AgencyID, f Filter, page int) ([]Person, int, error) {
	where, args := f.where(agency)
	var total int
	from := personFrom
	if len(f.Units) == 0 && !f.Nowhere && f.Golongan == "" {
		from = " FROM roster_person p "
	}
	if err := q.QueryRow(ctx, `SELECT COUNT(*)`+from+`WHERE `+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count people: %w", err)
	}
	column, ok := sortColumns[f.Sort]
	if !ok {
		column = sortColumns[""]
	}
	way := ""
	if f.Down {
		way = " DESC"
	}
	order := " ORDER BY " + column + way + ", p.sort_key, p.id"
	if column == sortColumns[""] {
		order = " ORDER BY p.sort_key" + way + ", p.id" + way
	}
	if page > 0 {
		order += fmt.Sprintf(" LIMIT %d OFFSET %d", PageSize, (page-1)*PageSize)
	}
	list, err := queryPeople(ctx, q, `SELECT `+personColumns+personFrom+`WHERE `+where+order, args...)
	return list, total, err
}

// Counts says how many active people there are, by what the list is filtered
// by.
type Counts struct {
	All, Withdrawn, Nowhere int
	Golongan                map[string]int // "II", "III"
	Units                   map[org.UnitID]int
}

// Count counts the people of an agency within reach.
func Count(ctx context.Context, q db.Q, agency org.AgencyID, reach access.Reach, today clock.Date) (Counts, error) {
	c := Counts{Golongan: map[string]int{}, Units: map[org.UnitID]int{}}
	where, args := reach.Where("p.id", today, 2)
	rows, err := q.Query(ctx, `SELECT p.state, f.golongan, COALESCE(l.unit_id, ''), COUNT(*)`+personFrom+`WHERE p.agency_id = $1 AND p.state IN ('active', 'withdrawn') AND `+where+`
GROUP BY p.state, f.golongan, COALESCE(l.unit_id, '')`, append([]any{string(agency)}, args...)...)
	if err != nil {
		return c, fmt.Errorf("count people: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var state PersonState
		var golongan string
		var unit org.UnitID
		var n int
		if err := rows.Scan(&state, &golongan, &unit, &n); err != nil {
			return c, fmt.Errorf("count people: %w", err)
		}
		if state == Withdrawn {
			c.Withdrawn += n
			continue
		}
		c.All += n
		if unit == "" {
			c.Nowhere += n
		} else {
			c.Units[unit] += n
		}
		if group, _, ok := strings.Cut(golongan, "/"); ok {
			c.Golongan[group] += n
		}
	}
	return c, rows.Err()
}

// HowMany counts the active people of every agency, for the operator.
func HowMany(ctx context.Context, q db.Q) (map[org.AgencyID]int, error) {
	type count struct {
		agency org.AgencyID
		n      int
	}
	list, err := db.List(ctx, q, "count people of all agencies", func(row db.Row) (c count, err error) {
		err = row.Scan(&c.agency, &c.n)
		return c, err
	}, `SELECT agency_id, COUNT(*) FROM roster_person WHERE state = 'active' GROUP BY agency_id`)
	counts := make(map[org.AgencyID]int, len(list))
	for _, c := range list {
		counts[c.agency] = c.n
	}
	return counts, err
}

// Search returns the first people within reach whose name or number has the
// words, for the search of every page.
func Search(ctx context.Context, q db.Q, agency org.AgencyID, words string, reach access.Reach, today clock.Date, most int) ([]Person, error) {
	if org.Fold(words) == "" {
		return nil, nil
	}
	f := Filter{Search: words, Reach: reach, Today: today}
	where, args := f.where(agency)
	return queryPeople(ctx, q, `SELECT `+personColumns+personFrom+`WHERE `+where+fmt.Sprintf(` ORDER BY p.sort_key, p.id LIMIT %d`, most), args...)
}
