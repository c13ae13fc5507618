package roster

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Facts are the facts of an appointment as they were known for a while.
type Facts struct {
	Appointment
	From       clock.Date // day from which they hold
	Reason     string     // why they replaced the ones before
	Import     ImportID   // the list they came from, "" when typed
	Recorded   time.Time
	Superseded time.Time // zero while they hold
}

// FactsOf returns the facts of a person, the present ones first.
func FactsOf(ctx context.Context, q db.Q, person PersonID) ([]Facts, error) {
	rows, err := q.Query(ctx, `SELECT sk_number, sk_date, tmt, golongan, position, position_kind, position_siasn, education, level, selection, status, standing, unit_siasn, pns_number, pns_date, pns_tmt,
valid_from, reason, import_id, recorded_at, superseded_at FROM roster_appointment WHERE person_id = $1 ORDER BY recorded_at DESC, id DESC`, string(person))
	if err != nil {
		return nil, fmt.Errorf("read facts of %s: %w", person, err)
	}
	defer rows.Close()
	var list []Facts
	for rows.Next() {
		var f Facts
		var recorded, superseded string
		err := rows.Scan(&f.SKNumber, &f.SKDate, &f.TMT, &f.Golongan, &f.Position, &f.PositionKind, &f.PositionSIASN, &f.Education, &f.Level, &f.Selection, &f.Status, &f.Standing, &f.UnitSIASN, &f.PNSNumber, &f.PNSDate, &f.PNSTMT,
			&f.From, &f.Reason, &f.Import, &recorded, &superseded)
		if err == nil {
			f.Recorded, err = clock.ParseStamp(recorded)
		}
		if err == nil && superseded != "" {
			f.Superseded, err = clock.ParseStamp(superseded)
		}
		if err != nil {
			return nil, fmt.Errorf("read facts of %s: %w", person, err)
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// Placement is where a person serves or served.
type Placement struct {
	Unit     org.UnitID
	From     clock.Date
	Until    clock.Date // "" for the present one; the day after the last
	Reason   string
	Document string
}

// PlacementsOf returns where a person serves and served, newest first.
func PlacementsOf(ctx context.Context, q db.Q, person PersonID) ([]Placement, error) {
	return db.List(ctx, q, "read placements of "+string(person), func(row db.Row) (p Placement, err error) {
		err = row.Scan(&p.Unit, &p.From, &p.Until, &p.Reason, &p.Document)
		return p, err
	}, `SELECT unit_id, from_date, until_date, reason, document FROM roster_placement WHERE person_id = $1 ORDER BY from_date DESC, id DESC`, string(person))
}

// PlacementOn returns the unit where a person served on a day, "" for none.
func PlacementOn(ctx context.Context, q db.Q, person PersonID, day clock.Date) (org.UnitID, error) {
	list, err := PlacementsOf(ctx, q, person)
	if err != nil {
		return "", err
	}
	for _, p := range list {
		if p.From <= day && (p.Until == "" || p.Until > day) {
			return p.Unit, nil
		}
	}
	return "", nil
}

// OldNIP is a number under which a person was known.
type OldNIP struct {
	NIP    string
	Reason string
	Until  time.Time
}

// OldNIPs returns the earlier numbers of a person, newest first.
func OldNIPs(ctx context.Context, q db.Q, person PersonID) ([]OldNIP, error) {
	rows, err := q.Query(ctx, `SELECT nip, reason, replaced_at FROM roster_nip WHERE person_id = $1 ORDER BY replaced_at DESC, id DESC`, string(person))
	if err != nil {
		return nil, fmt.Errorf("read numbers of %s: %w", person, err)
	}
	defer rows.Close()
	var list []OldNIP
	for rows.Next() {
		var n OldNIP
		var at string
		if err := rows.Scan(&n.NIP, &n.Reason, &at); err != nil {
			return nil, fmt.Errorf("read numbers of %s: %w", person, err)
		}
		if n.Until, err = clock.ParseStamp(at); err != nil {
			return nil, fmt.Errorf("read numbers of %s: %w", person, err)
		}
		list = append(list, n)
	}
	return list, rows.Err()
}
