package roster

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Purposes returns why an agency keeps private data, in order.
func Purposes(ctx context.Context, q db.Q, agency org.AgencyID) ([]Purpose, error) {
	return db.Column[Purpose](ctx, q, "read purposes", `SELECT purpose FROM roster_purpose WHERE agency_id = $1 ORDER BY purpose`, string(agency))
}

// Kept returns the private fields that the purposes of an agency need.
func Kept(ctx context.Context, q db.Q, agency org.AgencyID) ([]Field, error) {
	purposes, err := Purposes(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	var keep []Field
	for _, p := range purposes {
		keep = append(keep, PurposeFields[p]...)
	}
	slices.Sort(keep)
	return slices.Compact(keep), nil
}

// SwitchPurpose begins or ends keeping private data for a purpose. Ending it
// erases what no other purpose needs. Only the agency's administrator may.
func (d *Desk) SwitchPurpose(ctx context.Context, actor access.Actor, agency org.AgencyID, purpose Purpose, on bool) error {
	if err := actor.Require(string(agency), access.Admin); err != nil {
		return err
	}
	if PurposeFields[purpose] == nil {
		return fault.NotFound("roster.no_purpose")
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		now := d.Clock.Now()
		query, args := `INSERT INTO roster_purpose (agency_id, purpose, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, []any{string(agency), string(purpose), clock.Stamp(now)}
		if !on {
			query, args = `DELETE FROM roster_purpose WHERE agency_id = $1 AND purpose = $2`, args[:2]
		}
		if err := tx.Do(ctx, query, args...); err != nil {
			return fmt.Errorf("switch purpose %s: %w", purpose, err)
		}
		if err := forget(ctx, tx, agency); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "roster.purpose", Subject: "agency:" + string(agency), After: map[string]any{"purpose": purpose, "on": on}})
	})
}

// forget erases private data that no purpose of the agency needs.
func forget(ctx context.Context, tx *db.Tx, agency org.AgencyID) error {
	keep, err := Kept(ctx, tx, agency)
	if err != nil {
		return err
	}
	args := []any{string(agency)}
	marks := []string{"''"}
	for _, f := range keep {
		args = append(args, string(f))
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	err = tx.Do(ctx, `DELETE FROM roster_private WHERE person_id IN (SELECT id FROM roster_person WHERE agency_id = $1) AND field NOT IN (`+strings.Join(marks, ", ")+`)`, args...)
	if err != nil {
		return fmt.Errorf("erase private data: %w", err)
	}
	return nil
}

// Private returns one private value of a person in clear, "" when none is
// kept. The caller has judged who may read it, and shows an NIK masked.
func (d *Desk) Private(ctx context.Context, q db.Q, person PersonID, f Field) (string, error) {
	var sealed string
	err := q.QueryRow(ctx, `SELECT sealed FROM roster_private WHERE person_id = $1 AND field = $2`, string(person), string(f)).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read %s of %s: %w", f, person, err)
	}
	return d.Vault.Open(sealed)
}

// MaskNIK shows the first four and last two digits of an NIK.
func MaskNIK(nik string) string {
	if len(nik) != nikDigits {
		return ""
	}
	return nik[:4] + strings.Repeat("•", nikDigits-6) + nik[nikDigits-2:]
}

// Expire removes lists that were staged and never entered, after seven days.
func (d *Desk) Expire(ctx context.Context) error {
	old := clock.Stamp(d.Clock.Now().Add(-stagedFor))
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, q := range []string{
			`DELETE FROM roster_import_row WHERE import_id IN (SELECT id FROM roster_import WHERE state = 'staged' AND staged_at < $1)`,
			`DELETE FROM roster_import WHERE state = 'staged' AND staged_at < $1`,
			`UPDATE roster_import_row SET record = '' WHERE record <> '' AND import_id IN (SELECT id FROM roster_import WHERE state IN ('committed', 'undone') AND staged_at < $1)`,
		} {
			if err := tx.Do(ctx, q, old); err != nil {
				return fmt.Errorf("remove old lists: %w", err)
			}
		}
		return nil
	})
}
