package roster

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

const importColumns = `id, agency_id, file_name, file_hash, selection, state, total, clean, warnings, errors, added, changed, unchanged, by_actor, staged_at, committed_at, undone_at`

func scanImport(row db.Row, more ...any) (Import, error) {
	var m Import
	var staged, committed, undone string
	t := &m.Totals
	err := row.Scan(append([]any{&m.ID, &m.Agency, &m.File, &m.Hash, &m.Selection, &m.State, &t.Total, &t.OK, &t.Warning, &t.Error, &t.New, &t.Changed, &t.Unchanged, &m.By, &staged, &committed, &undone}, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.NotFound("roster.no_import")
	}
	if err != nil {
		return m, fmt.Errorf("read import: %w", err)
	}
	for _, stamp := range []struct {
		text string
		at   *time.Time
	}{{staged, &m.Staged}, {committed, &m.Committed}, {undone, &m.Undone}} {
		if stamp.text == "" {
			continue
		}
		if *stamp.at, err = clock.ParseStamp(stamp.text); err != nil {
			return m, fmt.Errorf("read import: %w", err)
		}
	}
	return m, nil
}

// Imports returns the lists of an agency that were entered or wait, newest
// first.
func Imports(ctx context.Context, q db.Q, agency org.AgencyID) ([]Import, error) {
	return db.List(ctx, q, "list imports", func(row db.Row) (Import, error) { return scanImport(row) }, `SELECT `+importColumns+` FROM roster_import WHERE agency_id = $1 ORDER BY staged_at DESC, id DESC LIMIT 200`, string(agency))
}

// ImportByID returns one import of an agency.
func ImportByID(ctx context.Context, q db.Q, agency org.AgencyID, imp ImportID) (Import, error) {
	return scanImport(q.QueryRow(ctx, `SELECT `+importColumns+` FROM roster_import WHERE id = $1 AND agency_id = $2`, string(imp), string(agency)))
}

// Draft returns a staged list as it was read.
func (d *Desk) Draft(ctx context.Context, q db.Q, agency org.AgencyID, imp ImportID) (*Draft, Import, error) {
	var text string
	m, err := scanImport(q.QueryRow(ctx, `SELECT `+importColumns+`, head FROM roster_import WHERE id = $1 AND agency_id = $2`, string(imp), string(agency)), &text)
	if err != nil {
		return nil, m, err
	}
	var h head
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		return nil, m, fmt.Errorf("read import %s: %w", imp, err)
	}
	draft := &Draft{File: m.File, Hash: m.Hash, Format: h.Format, Tables: h.Tables, Skipped: h.Skipped, Unread: h.Unread}
	if h.Lacking && len(h.Tables) > 0 {
		draft.Lacking = h.Tables[0].lacking()
	}
	rows, err := q.Query(ctx, `SELECT row_no, record FROM roster_import_row WHERE import_id = $1 AND record <> '' ORDER BY row_no`, string(imp))
	if err != nil {
		return nil, m, fmt.Errorf("read rows of import %s: %w", imp, err)
	}
	defer rows.Close()
	draft.Rows = make([]Row, 0, m.Totals.Total)
	for rows.Next() {
		var number int
		var record string
		if err := rows.Scan(&number, &record); err != nil {
			return nil, m, fmt.Errorf("read rows of import %s: %w", imp, err)
		}
		r, err := d.unpack(number, record)
		if err != nil {
			return nil, m, err
		}
		draft.Rows = append(draft.Rows, r)
	}
	return draft, m, rows.Err()
}

// pack writes a row as it waits; private cells are sealed.
func (d *Desk) pack(draft *Draft, r *Row) (string, error) {
	s := stagedRow{Table: r.Table, Line: r.Line, Hidden: r.Hidden, Cells: make([]string, len(r.Cells))}
	for i, c := range r.Cells {
		letter, text := cellText, c.Text
		switch {
		case text == "":
			continue
		case draft.Tables[r.Table].Columns[i].Field.private():
			sealed, err := d.Vault.Seal(text)
			if err != nil {
				return "", fmt.Errorf("seal row %d: %w", r.Number, err)
			}
			letter, text = cellSealed, sealed
		case c.Kind == sheet.Number:
			letter = cellNumber
		}
		s.Cells[i] = letter + text
	}
	b, err := json.Marshal(s)
	return string(b), err
}

func (d *Desk) unpack(number int, text string) (Row, error) {
	var s stagedRow
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Row{}, fmt.Errorf("read staged row %d: %w", number, err)
	}
	r := Row{Number: number, Table: s.Table, Line: s.Line, Hidden: s.Hidden, Cells: make([]Cell, len(s.Cells))}
	for i, c := range s.Cells {
		if c == "" {
			continue
		}
		r.Cells[i] = Cell{Text: c[1:], Kind: sheet.Text}
		switch c[:1] {
		case cellNumber:
			r.Cells[i].Kind = sheet.Number
		case cellSealed:
			plain, err := d.Vault.Open(c[1:])
			if err != nil {
				return Row{}, fmt.Errorf("read staged row %d: %w", number, err)
			}
			r.Cells[i].Text = plain
		}
	}
	return r, nil
}
