package document

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

const columns = `id, agency_id, person_id, kind, number, issued_on, issuer, outcome, blob_hash, file_name, file_size, media_type, state, note, source, added_by, added_at, judged_by, judged_at, replaced_by`

func scan(row db.Row) (Paper, error) {
	var p Paper
	var added, judged, replaced string
	err := row.Scan(&p.ID, &p.Agency, &p.Person, &p.Kind, &p.Number, &p.IssuedOn, &p.Issuer, &p.Outcome, &p.File.Hash, &p.File.Name, &p.File.Size, &p.File.Type,
		&p.State, &p.Note, &p.Source, &p.AddedBy, &added, &p.JudgedBy, &judged, &replaced)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.NotFound("document.none")
	}
	if err != nil {
		return p, fmt.Errorf("read paper: %w", err)
	}
	p.AddedAt, _ = clock.ParseStamp(added)
	p.JudgedAt, _ = clock.ParseStamp(judged)
	p.Replaced = replaced != ""
	return p, nil
}

func papers(ctx context.Context, q db.Q, query string, args ...any) ([]Paper, error) {
	return db.List(ctx, q, "list papers", scan, query, args...)
}

// ByID returns a paper of an agency.
func ByID(ctx context.Context, q db.Q, agency string, paper PaperID) (Paper, error) {
	return scan(q.QueryRow(ctx, `SELECT `+columns+` FROM document_file WHERE id = $1 AND agency_id = $2`, string(paper), agency))
}

// Of returns all papers of a person, newest first.
func Of(ctx context.Context, q db.Q, person string) ([]Paper, error) {
	return papers(ctx, q, `SELECT `+columns+` FROM document_file WHERE person_id = $1 ORDER BY id DESC`, person)
}

// InForce returns a person's papers that no newer one has replaced, by kind;
// a verified one comes before one that waits.
func InForce(ctx context.Context, q db.Q, person string) (map[Kind]Paper, error) {
	all, err := inForce(ctx, q, `person_id = $1`, person)
	return all[person], err
}

// inForce lists papers that no newer one has replaced, by person and kind.
func inForce(ctx context.Context, q db.Q, where string, args ...any) (map[string]map[Kind]Paper, error) {
	list, err := papers(ctx, q, `SELECT `+columns+` FROM document_file WHERE `+where+` AND replaced_by = ''`, args...)
	if err != nil {
		return nil, err
	}
	all := map[string]map[Kind]Paper{}
	for _, p := range list {
		if all[p.Person] == nil {
			all[p.Person] = map[Kind]Paper{}
		}
		if have, ok := all[p.Person][p.Kind]; !ok || have.State != Verified {
			all[p.Person][p.Kind] = p
		}
	}
	return all, nil
}

// Brief is what the readiness of many people needs of a paper.
type Brief struct {
	Kind     Kind
	Number   string
	IssuedOn clock.Date
	Issuer   string
	Outcome  Outcome
	State    State
	Note     string // why it was rejected
	Scanned  bool   // there is a file, not only number and date
	Newer    State  // of a newer paper beside this verified one, "" without one
}

// Counts reports whether the paper may be relied on on a day.
func (b Brief) Counts(rules *regulation.Probation, on clock.Date) bool {
	return b.State == Verified && b.Outcome != Unfit && !rules.Expired(string(b.Kind), b.IssuedOn, on)
}

// AllInForce returns the papers in force of everybody in an agency, by person
// and kind, in one question.
func AllInForce(ctx context.Context, q db.Q, agency string) (map[string]map[Kind]Brief, error) {
	return briefs(ctx, q, `agency_id = $1`, agency)
}

// BriefsOf returns the papers in force of one person, by kind.
func BriefsOf(ctx context.Context, q db.Q, person string) (map[Kind]Brief, error) {
	all, err := briefs(ctx, q, `person_id = $1`, person)
	return all[person], err
}

// briefs lists papers in force; where a newer one waits beside a verified one,
// or was rejected, the verified one tells of it.
func briefs(ctx context.Context, q db.Q, where, arg string) (map[string]map[Kind]Brief, error) {
	rows, err := q.Query(ctx, `SELECT person_id, kind, number, issued_on, issuer, outcome, state, note, blob_hash <> '' FROM document_file WHERE `+where+` AND replaced_by = ''`, arg)
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	defer rows.Close()
	all := map[string]map[Kind]Brief{}
	for rows.Next() {
		var person string
		var b Brief
		if err := rows.Scan(&person, &b.Kind, &b.Number, &b.IssuedOn, &b.Issuer, &b.Outcome, &b.State, &b.Note, &b.Scanned); err != nil {
			return nil, fmt.Errorf("list papers: %w", err)
		}
		if all[person] == nil {
			all[person] = map[Kind]Brief{}
		}
		have, ok := all[person][b.Kind]
		if ok && have.State == Verified {
			have.Newer, have.Note, b = b.State, b.Note, have
		} else if ok {
			b.Newer, b.Note = have.State, have.Note
		}
		all[person][b.Kind] = b
	}
	return all, rows.Err()
}

// Filter narrows a list of papers; empty fields narrow nothing.
type Filter struct {
	State State
	Kind  Kind
	Page  int // from 1
}

// PageSize is how many papers one page of a list shows.
const PageSize = 50

// List returns one page of the papers in force within the actor's reach,
// oldest waiting first, and how many there are in all.
func (c *Cabinet) List(ctx context.Context, actor access.Actor, agency string, today clock.Date, f Filter) ([]Paper, int, error) {
	reach, err := actor.Reach(agency, readers...)
	if err != nil {
		return nil, 0, err
	}
	where, more := reach.Where("person_id", today, 4)
	args := append([]any{agency, string(f.State), string(f.Kind)}, more...)
	from := ` FROM document_file WHERE agency_id = $1 AND replaced_by = '' AND (CAST($2 AS TEXT) = '' OR state = $2) AND (CAST($3 AS TEXT) = '' OR kind = $3) AND ` + where
	var n int
	if err := c.DB.QueryRow(ctx, `SELECT COUNT(*)`+from, args...).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("count papers: %w", err)
	}
	list, err := papers(ctx, c.DB, `SELECT `+columns+from+fmt.Sprintf(` ORDER BY added_at, id LIMIT %d OFFSET %d`, PageSize, PageSize*(max(1, f.Page)-1)), args...)
	return list, n, err
}

// CountStates returns how many papers in force an agency has in each state.
func CountStates(ctx context.Context, q db.Q, agency string) (map[State]int, error) {
	return db.Counts[State](ctx, q, "count papers", `SELECT state, COUNT(*) FROM document_file WHERE agency_id = $1 AND replaced_by = '' GROUP BY state`, agency)
}

func texts(ctx context.Context, q db.Q, query string, args ...any) ([]string, error) {
	return db.Column[string](ctx, q, "list texts", query, args...)
}
