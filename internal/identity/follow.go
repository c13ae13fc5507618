package identity

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// OfPerson returns the accounts of a person on a roster: those tied to the
// record, and the one of the NIP.
func OfPerson(ctx context.Context, q db.Q, person, nip string) ([]Account, error) {
	return db.List(ctx, q, "list accounts of person", func(row db.Row) (Account, error) { return scanAccount(row) },
		`SELECT `+accountColumns+` FROM identity_account a WHERE a.person_id = $1 OR a.nip = $2 AND $2 <> '' ORDER BY a.id`, person, nip)
}

// Follow lets the account of a participant go along to another agency: it
// belongs to the record there, and its role here ends. The caller has judged
// and audits the act.
func (d *Desk) Follow(ctx context.Context, tx *db.Tx, agency, person, toAgency, now string, day clock.Date) error {
	accounts, err := db.Column[string](ctx, tx, "list accounts of person", `SELECT id FROM identity_account WHERE person_id = $1`, person)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if err := access.Take(ctx, tx, account, access.Grant{Role: access.Participant, Agency: agency, Scope: access.PersonScope(person)}, day); err != nil {
			return err
		}
		if err := access.Give(ctx, tx, account, access.Grant{Role: access.Participant, Agency: toAgency, Scope: access.PersonScope(now)}, day); err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE identity_account SET person_id = $1 WHERE id = $2`, now, account); err != nil {
			return fmt.Errorf("let account follow: %w", err)
		}
	}
	return nil
}
