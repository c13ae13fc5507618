package regulation

import (
	"context"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

const dayListColumns = `id, agency_id, layer, year, state, version, as_of, basis_number, basis_date, basis_about, made_by, made_at, released_by, released_at`

// DayLists returns all versions that an agency may read, drafts among them, in
// order of year, layer and time: those of the program, of the installation and
// its own.
func (l *Library) DayLists(ctx context.Context, q db.Q, agency string) ([]DayList, error) {
	lists := append([]DayList(nil), l.lists...)
	rows, err := q.Query(ctx, `SELECT `+dayListColumns+` FROM regulation_day_list WHERE agency_id IN ('', $1) ORDER BY id`, agency)
	if err != nil {
		return nil, fmt.Errorf("read lists of days off: %w", err)
	}
	defer rows.Close()
	byID := map[string]int{}
	for rows.Next() {
		var d DayList
		var made, released string
		if err := rows.Scan(&d.ID, &d.Agency, &d.Layer, &d.Year, &d.State, &d.Version, &d.AsOf, &d.Basis.Number, &d.Basis.Date, &d.Basis.About, &d.MadeBy, &made, &d.ReleasedBy, &released); err != nil {
			return nil, fmt.Errorf("read lists of days off: %w", err)
		}
		if d.MadeAt, err = clock.ParseStamp(made); err != nil {
			return nil, fmt.Errorf("read lists of days off: %w", err)
		}
		if released != "" {
			if d.ReleasedAt, err = clock.ParseStamp(released); err != nil {
				return nil, fmt.Errorf("read lists of days off: %w", err)
			}
		}
		byID[d.ID] = len(lists)
		lists = append(lists, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read lists of days off: %w", err)
	}
	if len(byID) > 0 {
		if err := readDays(ctx, q, agency, func(list string, d Day) { at := &lists[byID[list]]; at.Days = append(at.Days, d) }); err != nil {
			return nil, err
		}
	}
	inTime(lists)
	return lists, nil
}

// readDays gives the days of all lists that an agency may read.
func readDays(ctx context.Context, q db.Q, agency string, each func(list string, d Day)) error {
	rows, err := q.Query(ctx, `SELECT d.list_id, d.day, d.kind, d.name FROM regulation_day d JOIN regulation_day_list l ON l.id = d.list_id WHERE l.agency_id IN ('', $1) ORDER BY d.list_id, d.day, d.kind DESC`, agency)
	if err != nil {
		return fmt.Errorf("read days off: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var list string
		var d Day
		if err := rows.Scan(&list, &d.Date, &d.Kind, &d.Name); err != nil {
			return fmt.Errorf("read days off: %w", err)
		}
		each(list, d)
	}
	return rows.Err()
}

// DayListByID returns a version that an agency may read.
func (l *Library) DayListByID(ctx context.Context, q db.Q, agency, list string) (DayList, error) {
	lists, err := l.DayLists(ctx, q, agency)
	if err != nil {
		return DayList{}, err
	}
	for _, d := range lists {
		if d.ID == list && list != "" {
			return d, nil
		}
	}
	return DayList{}, fault.NotFound("regulation.fault.no_list")
}

func insertDayList(ctx context.Context, tx *db.Tx, l DayList) error {
	err := tx.Do(ctx, `INSERT INTO regulation_day_list (`+dayListColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '')`,
		l.ID, l.Agency, string(l.Layer), l.Year, string(l.State), l.Version, string(l.AsOf), l.Basis.Number, string(l.Basis.Date), l.Basis.About, l.MadeBy, clock.Stamp(l.MadeAt))
	if err != nil {
		return fmt.Errorf("store list of %d: %w", l.Year, err)
	}
	return storeDays(ctx, tx, l)
}

// updateDayList stores a draft, or its release.
func updateDayList(ctx context.Context, tx *db.Tx, l DayList) error {
	released := ""
	if !l.ReleasedAt.IsZero() {
		released = clock.Stamp(l.ReleasedAt)
	}
	err := tx.Do(ctx, `UPDATE regulation_day_list SET state = $1, version = $2, as_of = $3, basis_number = $4, basis_date = $5, basis_about = $6, released_by = $7, released_at = $8 WHERE id = $9`,
		string(l.State), l.Version, string(l.AsOf), l.Basis.Number, string(l.Basis.Date), l.Basis.About, l.ReleasedBy, released, l.ID)
	if err != nil {
		return fmt.Errorf("store list of %d: %w", l.Year, err)
	}
	return storeDays(ctx, tx, l)
}

func storeDays(ctx context.Context, tx *db.Tx, l DayList) error {
	if err := tx.Do(ctx, `DELETE FROM regulation_day WHERE list_id = $1`, l.ID); err != nil {
		return fmt.Errorf("store days of %d: %w", l.Year, err)
	}
	args := make([]any, 0, 4*len(l.Days))
	for _, d := range l.Days {
		args = append(args, l.ID, string(d.Date), string(d.Kind), d.Name)
	}
	if err := tx.InsertAll(ctx, `INSERT INTO regulation_day (list_id, day, kind, name) VALUES`, 4, args, ``); err != nil {
		return fmt.Errorf("store days of %d: %w", l.Year, err)
	}
	return nil
}
