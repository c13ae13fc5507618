package certificate

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Kind says which paper it is.
type Kind string

// The kinds of papers that are issued here.
const (
	Transcript Kind = "transcript"
	Own        Kind = "sttp"
)

// PaperState says whether an issued paper stands.
type PaperState string

// The states of issued papers.
const (
	Making   PaperState = "making" // numbered, not printed yet: an issue that is under way or was interrupted
	Valid    PaperState = "valid"
	Revoked  PaperState = "revoked"
	Replaced PaperState = "replaced"
	Void     PaperState = "void" // numbered and never printed: what it rested on fell away meanwhile
)

// Paper is one issued paper, frozen by the hash of its file.
type Paper struct {
	ID       string
	Agency   org.AgencyID
	Kind     Kind
	Batch    training.BatchID
	Person   roster.PersonID
	Verdict  string // id of the verdict that it certifies
	Number   string // from the register of the agency
	Year     int    // of the register
	Running  int    // the number within the year, from 1
	Code     string // printed below the QR code, twelve letters and digits
	IssuedOn clock.Date
	Days, JP int    // of the course
	Hash     string // SHA-256 of the file, "" while it is made
	Replaces string // id of the paper in whose place it stands, "" for none
	Why      string // why it replaces that one
	MadeBy   string
	MadeAt   string

	State     PaperState
	Trouble   i18n.Line // why it could not be printed, while it is made
	Reason    string    // why it does not stand any more
	Successor string    // id of the paper that replaces it
	EndedBy   string
	EndedAt   string
}

// code returns the code in the groups in which it is printed.
func (p Paper) code() string { return p.Code[:4] + " · " + p.Code[4:8] + " · " + p.Code[8:] }

// Papers returns the papers of a batch of one kind, standing and not, by
// number.
func Papers(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID, kind Kind) ([]Paper, error) {
	return papers(ctx, q, `p.agency_id = $1 AND p.batch_id = $2 AND p.kind = $3`, string(agency), string(batch), string(kind))
}

// PapersOf returns every paper of a person, standing and not.
func PapersOf(ctx context.Context, q db.Q, person roster.PersonID) ([]Paper, error) {
	return papers(ctx, q, `p.person_id = $1`, string(person))
}

// Register returns all papers of an agency of one kind, newest number first.
func Register(ctx context.Context, q db.Q, agency org.AgencyID, kind Kind) ([]Paper, error) {
	list, err := papers(ctx, q, `p.agency_id = $1 AND p.kind = $2`, string(agency), string(kind))
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list, err
}

// Transcripts counts, batch by batch, the people of an agency who have a
// transcript that stands or is being printed.
func Transcripts(ctx context.Context, q db.Q, agency org.AgencyID) (map[training.BatchID]int, error) {
	return db.Counts[training.BatchID](ctx, q, "count transcripts", `SELECT p.batch_id, COUNT(DISTINCT p.person_id) FROM certificate_paper p WHERE p.agency_id = $1 AND p.kind = $2
AND NOT EXISTS (SELECT 1 FROM certificate_end e WHERE e.paper_id = p.id) GROUP BY p.batch_id`, string(agency), string(Transcript))
}

// given counts the numbers that were given from the register of a kind.
var given = map[Kind]string{
	Transcript: `SELECT COALESCE(SUM(last_number), 0) FROM certificate_register WHERE agency_id = $1`,
	Own:        `SELECT COALESCE(SUM(last_number), 0) FROM certificate_sttp_register WHERE agency_id = $1`,
}

// Gaps returns how many numbers of a register no paper has. There are none: a
// number is taken with its paper in one transaction. Whoever reads the register
// sees that it was looked.
func Gaps(ctx context.Context, q db.Q, agency org.AgencyID, kind Kind) (int, error) {
	taken, have := 0, 0
	err := q.QueryRow(ctx, given[kind], string(agency)).Scan(&taken)
	if err == nil {
		err = q.QueryRow(ctx, `SELECT COUNT(*) FROM certificate_paper WHERE agency_id = $1 AND kind = $2`, string(agency), string(kind)).Scan(&have)
	}
	if err != nil {
		return 0, fmt.Errorf("look for gaps: %w", err)
	}
	return taken - have, nil
}

// ByCode returns the paper that carries a code, for whoever holds a copy. One
// that was never printed is not found.
func ByCode(ctx context.Context, q db.Q, code string) (Paper, error) {
	list, err := papers(ctx, q, `p.code = $1 AND p.blob_hash <> ''`, strings.ToUpper(code))
	if err != nil {
		return Paper{}, err
	}
	if len(list) == 0 {
		return Paper{}, fault.NotFound("certificate.unknown_code")
	}
	return list[0], nil
}

// InAgency returns the paper of an agency that carries a code, printed or not.
func InAgency(ctx context.Context, q db.Q, agency org.AgencyID, code string) (Paper, error) {
	return one(ctx, q, `p.agency_id = $1 AND p.code = $2`, string(agency), strings.ToUpper(code))
}

// ByNumber returns the paper of an agency with a number.
func ByNumber(ctx context.Context, q db.Q, agency org.AgencyID, number string) (Paper, error) {
	return one(ctx, q, `p.agency_id = $1 AND p.number = $2`, string(agency), strings.TrimSpace(number))
}

// ByID returns a paper of an agency.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, id string) (Paper, error) {
	return one(ctx, q, `p.agency_id = $1 AND p.id = $2`, string(agency), id)
}

func one(ctx context.Context, q db.Q, where string, args ...any) (Paper, error) {
	list, err := papers(ctx, q, where, args...)
	if err != nil {
		return Paper{}, err
	}
	if len(list) == 0 {
		return Paper{}, fault.NotFound("access.not_found")
	}
	return list[0], nil
}

// Chain returns the papers that came in the place of one, the nearest first.
func Chain(ctx context.Context, q db.Q, p Paper) ([]Paper, error) {
	var list []Paper
	for p.Successor != "" {
		next, err := ByID(ctx, q, p.Agency, p.Successor)
		if err != nil {
			return nil, err
		}
		list, p = append(list, next), next
	}
	return list, nil
}

func papers(ctx context.Context, q db.Q, where string, args ...any) ([]Paper, error) {
	rows, err := q.Query(ctx, `SELECT p.id, p.agency_id, p.kind, p.batch_id, p.person_id, p.verdict_id, p.number, p.year, p.running, p.code, p.issued_on, p.days, p.jp, p.blob_hash, p.replaces, p.reason, p.made_by, p.made_at,
COALESCE(e.how, CASE WHEN p.blob_hash = '' THEN 'making' ELSE 'valid' END), COALESCE(e.reason, ''), COALESCE(e.successor, ''), COALESCE(e.actor, ''), COALESCE(e.at, ''), p.trouble, p.trouble_args
FROM certificate_paper p LEFT JOIN certificate_end e ON e.paper_id = p.id WHERE `+where+` ORDER BY p.kind DESC, p.year, p.running`, args...)
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	defer rows.Close()
	var list []Paper
	for rows.Next() {
		var p Paper
		var key, args string
		if err := rows.Scan(&p.ID, &p.Agency, &p.Kind, &p.Batch, &p.Person, &p.Verdict, &p.Number, &p.Year, &p.Running, &p.Code, &p.IssuedOn, &p.Days, &p.JP, &p.Hash, &p.Replaces, &p.Why, &p.MadeBy, &p.MadeAt,
			&p.State, &p.Reason, &p.Successor, &p.EndedBy, &p.EndedAt, &key, &args); err != nil {
			return nil, fmt.Errorf("list papers: %w", err)
		}
		if p.Trouble, err = i18n.Unpack(key, args); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}
