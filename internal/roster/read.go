package roster

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// personColumns are read by scanPerson from personFrom.
const personColumns = `p.id, p.agency_id, p.nip, p.name, p.sex, p.born, p.email, p.office_email, p.phone, p.siasn_id, p.state, p.merged_into, p.version,
f.sk_number, f.sk_date, f.tmt, f.golongan, f.position, f.position_kind, f.position_siasn, f.education, f.level, f.selection, f.status, f.standing, f.unit_siasn, f.pns_number, f.pns_date, f.pns_tmt,
COALESCE(l.unit_id, '')`

const personFrom = ` FROM roster_person p
JOIN roster_appointment f ON f.person_id = p.id AND f.superseded_at = ''
LEFT JOIN roster_placement l ON l.person_id = p.id AND l.until_date = '' `

func scanPerson(row interface{ Scan(...any) error }) (Person, error) {
	var p Person
	err := row.Scan(&p.ID, &p.Agency, &p.NIP, &p.Name, &p.Sex, &p.Born, &p.Email, &p.OfficeEmail, &p.Phone, &p.SIASN, &p.State, &p.Into, &p.Version,
		&p.SKNumber, &p.SKDate, &p.TMT, &p.Golongan, &p.Position, &p.PositionKind, &p.PositionSIASN, &p.Education, &p.Level, &p.Selection, &p.Status, &p.Standing, &p.UnitSIASN, &p.PNSNumber, &p.PNSDate, &p.PNSTMT,
		&p.Unit)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.NotFound("access.not_found")
	}
	if err != nil {
		return p, fmt.Errorf("read person: %w", err)
	}
	return p, nil
}

func queryPeople(ctx context.Context, q db.Q, query string, args ...any) ([]Person, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	defer rows.Close()
	var list []Person
	for rows.Next() {
		p, err := scanPerson(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// All returns the active people of an agency in the order of their names.
func All(ctx context.Context, q db.Q, agency org.AgencyID) ([]Person, error) {
	return queryPeople(ctx, q, `SELECT `+personColumns+personFrom+`WHERE p.agency_id = $1 AND p.state = 'active' ORDER BY p.sort_key, p.id`, string(agency))
}

// ByID returns a person of an agency, in whatever state but arriving.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, id PersonID) (Person, error) {
	return scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+personFrom+`WHERE p.id = $1 AND p.agency_id = $2 AND p.state <> 'arriving'`, string(id), string(agency)))
}

// ByNIP returns the person of an agency who has that number now.
func ByNIP(ctx context.Context, q db.Q, agency org.AgencyID, nip string) (Person, error) {
	return scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+personFrom+`WHERE p.agency_id = $1 AND p.nip = $2 AND p.state IN ('active', 'withdrawn')`, string(agency), nip))
}
