package roster

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
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

func scanPerson(row db.Row) (Person, error) {
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
	return db.List(ctx, q, "list people", scanPerson, query, args...)
}

// All returns the active people of an agency in the order of their names.
func All(ctx context.Context, q db.Q, agency org.AgencyID) ([]Person, error) {
	return queryPeople(ctx, q, `SELECT `+personColumns+personFrom+`WHERE p.agency_id = $1 AND p.state = 'active' ORDER BY p.sort_key, p.id`, string(agency))
}

// Within returns the active people of an agency within reach on a day, in the
// order of their names. It costs what the reach holds, not what the agency has.
func Within(ctx context.Context, q db.Q, agency org.AgencyID, reach access.Reach, day clock.Date) ([]Person, error) {
	if reach.IsWhole() {
		return All(ctx, q, agency)
	}
	mine, err := reach.People(ctx, q, day)
	if err != nil {
		return nil, err
	}
	ids := make([]PersonID, 0, len(mine))
	for id := range mine {
		ids = append(ids, PersonID(id))
	}
	found, err := ByIDs(ctx, q, agency, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Person, 0, len(found))
	for _, p := range found {
		if p.State == Active {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Person) int {
		return cmp.Or(strings.Compare(sortKey(a.Name), sortKey(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// ByID returns a person of an agency, in whatever state but arriving.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, id PersonID) (Person, error) {
	return scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+personFrom+`WHERE p.id = $1 AND p.agency_id = $2 AND p.state <> 'arriving'`, string(id), string(agency)))
}

// inAgency keeps people named by their ids within an agency, the first
// argument. The column is hidden from the planner, which would rather walk
// through everybody of the agency than look up a few ids.
const inAgency = `p.agency_id || '' = $1`

// ByIDs returns people of an agency by id, in whatever state but arriving; who
// is not found has no entry. One question asks for hundreds.
func ByIDs(ctx context.Context, q db.Q, agency org.AgencyID, ids []PersonID) (map[PersonID]Person, error) {
	found := make(map[PersonID]Person, len(ids))
	for some := range slices.Chunk(ids, 500) {
		where, args := db.In("p.id", some, 2)
		list, err := queryPeople(ctx, q, `SELECT `+personColumns+personFrom+`WHERE `+inAgency+` AND `+where+` AND p.state <> 'arriving'`, append([]any{string(agency)}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			found[p.ID] = p
		}
	}
	return found, nil
}

// ByNIP returns the person of an agency who has that number now.
func ByNIP(ctx context.Context, q db.Q, agency org.AgencyID, nip string) (Person, error) {
	return scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+personFrom+`WHERE p.agency_id = $1 AND p.nip = $2 AND p.state IN ('active', 'withdrawn')`, string(agency), nip))
}
