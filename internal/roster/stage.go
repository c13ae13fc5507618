package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

// keepers may change the roster.
var keepers = []access.Role{access.Officer, access.Admin}

// chunk is how many rows one transaction writes, so that an import never
// keeps a check-in waiting.
const chunk = 500

// stagedFor is how long a list that nobody entered is kept.
const stagedFor = 7 * 24 * time.Hour

// Import is one list that was staged or entered.
type Import struct {
	ID        ImportID
	Agency    org.AgencyID
	File      string
	Hash      string
	Selection string
	State     ImportState
	Totals    Totals
	By        string // actor
	Staged    time.Time
	Committed time.Time
	Undone    time.Time
}

// ImportState is how far an import has come.
type ImportState string

// The states of imports.
const (
	Staged    ImportState = "staged"    // read and kept apart; nobody has entered it
	Writing   ImportState = "writing"   // being entered
	Committed ImportState = "committed" // entered
	Undone    ImportState = "undone"    // taken back
)

// head is what a staged import keeps beside its rows.
type head struct {
	Tables  []Table
	Skipped []Skipped
	Unread  []string
	Format  sheet.Format
	Lacking bool
}

// stagedRow is a row as it waits in the database. A cell begins with the
// letter of its kind, or with x when it is sealed.
type stagedRow struct {
	Table  int      `json:"t,omitempty"`
	Line   int      `json:"l"`
	Hidden bool     `json:"h,omitempty"`
	Cells  []string `json:"c"`
}

// The letters of cells that are told apart.
const (
	cellText   = "t"
	cellNumber = "n"
	cellSealed = "x"
)

// Stage keeps a list apart, so that its columns can be mapped and its rows
// mended before it is entered. Nothing of it is on the roster yet. What nobody
// enters is removed after seven days.
func (d *Desk) Stage(ctx context.Context, actor access.Actor, agency org.AgencyID, draft *Draft, selection string) (ImportID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	rows := make([]string, len(draft.Rows))
	for i := range draft.Rows {
		text, err := d.pack(draft, &draft.Rows[i])
		if err != nil {
			return "", err
		}
		rows[i] = text
	}
	imp := Import{ID: ImportID(id.New()), Agency: agency, File: draft.File, Hash: draft.Hash, Selection: selection, State: Staged, Totals: Totals{Total: len(rows)}, By: actor.Ref(), Staged: d.Clock.Now()}
	if err := d.DB.InTx(ctx, func(tx *db.Tx) error { return d.insertImport(ctx, tx, imp, draft) }); err != nil {
		return "", fmt.Errorf("stage import: %w", err)
	}
	for from := 0; from < len(rows); from += chunk {
		to := min(from+chunk, len(rows))
		var args []any
		for i := from; i < to; i++ {
			args = append(args, string(imp.ID), i+1, rows[i], "", "", "")
		}
		err := d.DB.InTx(ctx, func(tx *db.Tx) error { return tx.InsertAll(ctx, importRowHead, importRowWidth, args, "") })
		if err != nil {
			return "", fmt.Errorf("stage rows of import %s: %w", imp.ID, err)
		}
	}
	return imp.ID, nil
}

const (
	importRowHead  = `INSERT INTO roster_import_row (import_id, row_no, record, person_id, outcome, before_state) VALUES`
	importRowWidth = 6
)

func (d *Desk) insertImport(ctx context.Context, tx *db.Tx, imp Import, draft *Draft) error {
	text, err := json.Marshal(head{draft.Tables, draft.Skipped, draft.Unread, draft.Format, draft.Lacking != nil})
	if err != nil {
		return err
	}
	at := clock.Stamp(imp.Staged)
	err = tx.Do(ctx, `INSERT INTO roster_import (id, agency_id, file_name, file_hash, head, selection, state, total, clean, warnings, errors, added, changed, unchanged, units, by_actor, staged_at, beat_at, committed_at, undone_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, 0, '', $9, $10, $11, '', '')`,
		string(imp.ID), string(imp.Agency), imp.File, imp.Hash, string(text), imp.Selection, string(imp.State), imp.Totals.Total, imp.By, at, at)
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(imp.Agency), At: imp.Staged, Actor: imp.By, Act: "roster.stage", Subject: "import:" + string(imp.ID), After: map[string]any{"file": imp.File, "rows": imp.Totals.Total}})
}

// Headers returns what an agency has said its columns mean, by folded title.
func Headers(ctx context.Context, q db.Q, agency org.AgencyID) (map[string]Field, error) {
	rows, err := q.Query(ctx, `SELECT header, field FROM roster_mapping WHERE agency_id = $1`, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read headers: %w", err)
	}
	defer rows.Close()
	own := map[string]Field{}
	for rows.Next() {
		var header string
		var f Field
		if err := rows.Scan(&header, &f); err != nil {
			return nil, fmt.Errorf("read headers: %w", err)
		}
		own[header] = f
	}
	return own, rows.Err()
}

// Remap says what the columns of a staged list mean, by their titles, and
// remembers it for the next list of the agency.
func (d *Desk) Remap(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID, meaning map[string]Field, selection string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	if selection = strings.TrimSpace(selection); len(selection) > 20 {
		var f fault.Fields
		f.Add("selection", "roster.bad_selection")
		return f.Err()
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		draft, m, err := d.Draft(ctx, tx, agency, imp)
		if err != nil {
			return err
		}
		if m.State != Staged {
			return fault.Conflict("roster.not_staged")
		}
		folded := map[string]Field{}
		for title, f := range meaning {
			if f != "" && !f.Known() {
				return fault.Invalid("roster.no_field", "Field", string(f))
			}
			folded[org.Fold(title)] = f
		}
		if err := draft.Remap(folded); err != nil {
			return err
		}
		if err := d.remember(ctx, tx, agency, folded); err != nil {
			return err
		}
		text, err := json.Marshal(head{draft.Tables, draft.Skipped, draft.Unread, draft.Format, draft.Lacking != nil})
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE roster_import SET head = $1, selection = $2 WHERE id = $3`, string(text), selection, string(imp)); err != nil {
			return fmt.Errorf("map import %s: %w", imp, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.map", Subject: "import:" + string(imp), After: folded})
	})
}

// remember keeps what differs from what everybody calls a column.
func (d *Desk) remember(ctx context.Context, tx *db.Tx, agency org.AgencyID, folded map[string]Field) error {
	for header, f := range folded {
		if header == "" || f == "" {
			continue
		}
		if headers[header] == f {
			if err := tx.Do(ctx, `DELETE FROM roster_mapping WHERE agency_id = $1 AND header = $2`, string(agency), header); err != nil {
				return fmt.Errorf("forget header: %w", err)
			}
			continue
		}
		err := tx.Do(ctx, `INSERT INTO roster_mapping (agency_id, header, field) VALUES ($1, $2, $3) ON CONFLICT (agency_id, header) DO UPDATE SET field = excluded.field`, string(agency), header, string(f))
		if err != nil {
			return fmt.Errorf("remember header: %w", err)
		}
	}
	return nil
}

// Preview judges a list against the roster and writes nothing.
func (d *Desk) Preview(ctx context.Context, actor access.Actor, agency org.AgencyID, draft *Draft, selection string) (*Verdict, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return nil, err
	}
	return d.judge(ctx, d.DB, agency, draft, selection)
}
