package roster

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// save writes a changed person over the state that was seen; somebody else's
// change in between is a conflict. Changed facts of the appointment supersede
// the old ones from a day on.
func save(ctx context.Context, tx *db.Tx, before, after *Person, from clock.Date, reason string, imp ImportID, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE roster_person SET nip = $1, name = $2, search_key = $3, sort_key = $4, sex = $5, born = $6, email = $7, office_email = $8, phone = $9, siasn_id = $10, state = $11, merged_into = $12, version = version + 1
WHERE id = $13 AND version = $14`,
		after.NIP, after.Name, searchKey(after.Name, after.NIP), sortKey(after.Name), after.Sex, string(after.Born), after.Email, after.OfficeEmail, after.Phone, after.SIASN, string(after.State), string(after.Into),
		string(before.ID), before.Version)
	if db.Unique(err) {
		return fault.Conflict("roster.nip_taken")
	}
	if err != nil {
		return fmt.Errorf("save person %s: %w", before.ID, err)
	}
	if n == 0 {
		return fault.Conflict("roster.changed_meanwhile")
	}
	if before.Appointment == after.Appointment {
		return nil
	}
	if err := tx.Do(ctx, `UPDATE roster_appointment SET superseded_at = $1 WHERE person_id = $2 AND superseded_at = ''`, clock.Stamp(now), string(before.ID)); err != nil {
		return fmt.Errorf("supersede facts of %s: %w", before.ID, err)
	}
	if err := tx.InsertAll(ctx, appointmentHead, appointWidth, appointmentRow(before.ID, &after.Appointment, from, reason, imp, now), ""); err != nil {
		return fmt.Errorf("save facts of %s: %w", before.ID, err)
	}
	return nil
}

// move ends the present placement on a day and begins another, and moves the
// person's reach with it. Unit "" ends it only.
func move(ctx context.Context, tx *db.Tx, tree *org.Tree, person PersonID, old, unit org.UnitID, from clock.Date, reason, document string, imp ImportID, now time.Time) error {
	if err := tx.Do(ctx, `UPDATE roster_placement SET until_date = $1 WHERE person_id = $2 AND until_date = ''`, string(from), string(person)); err != nil {
		return fmt.Errorf("end placement of %s: %w", person, err)
	}
	scopes, stay := scopesOf(tree, old), map[access.Scope]bool{}
	for _, s := range scopesOf(tree, unit) {
		stay[s] = true
	}
	for _, s := range scopes {
		if stay[s] {
			delete(stay, s)
			continue
		}
		if err := access.Uncover(ctx, tx, s, string(person), from); err != nil {
			return err
		}
	}
	if unit == "" {
		return nil
	}
	for _, s := range scopesOf(tree, unit) {
		if !stay[s] {
			continue
		}
		if err := access.Cover(ctx, tx, s, string(person), from); err != nil {
			return err
		}
	}
	args := []any{id.New(), string(person), string(unit), string(from), "", reason, document, string(imp), clock.Stamp(now)}
	if err := tx.InsertAll(ctx, placementHead, placementWidth, args, ""); err != nil {
		return fmt.Errorf("place %s: %w", person, err)
	}
	return nil
}

// scopesOf returns the scopes of a unit and its office.
func scopesOf(tree *org.Tree, unit org.UnitID) []access.Scope {
	if unit == "" {
		return nil
	}
	list := []access.Scope{access.UnitScope(string(unit))}
	if office := tree.Office(unit).ID; office != unit && office != "" {
		list = append(list, access.UnitScope(string(office)))
	}
	return list
}

// placedNow returns the row of the present placement and the day on which it
// began, both "" while the person is nowhere.
func placedNow(ctx context.Context, q db.Q, person PersonID) (row string, since clock.Date, err error) {
	err = q.QueryRow(ctx, `SELECT id, from_date FROM roster_placement WHERE person_id = $1 AND until_date = ''`, string(person)).Scan(&row, &since)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", "", fmt.Errorf("read placement of %s: %w", person, err)
	}
	return row, since, nil
}
