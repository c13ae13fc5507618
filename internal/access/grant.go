package access

import (
	"context"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
)

// Give grants a role to an account from a day on. Giving it twice changes
// nothing. The caller has judged and audits the act.
func Give(ctx context.Context, tx *db.Tx, account string, g Grant, from clock.Date) error {
	var n int
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM access_grant WHERE account_id = $1 AND role = $2 AND agency_id = $3 AND scope = $4 AND until_date = ''`,
		account, string(g.Role), g.Agency, string(g.Scope)).Scan(&n)
	if err != nil {
		return fmt.Errorf("give role %s: %w", g.Role, err)
	}
	if n > 0 {
		return nil
	}
	err = tx.Do(ctx, `INSERT INTO access_grant (id, account_id, role, agency_id, scope, from_date, until_date) VALUES ($1, $2, $3, $4, $5, $6, '')`,
		id.New(), account, string(g.Role), g.Agency, string(g.Scope), string(from))
	if err != nil {
		return fmt.Errorf("give role %s: %w", g.Role, err)
	}
	return nil
}

// Take ends a role of an account on a day. The caller has judged and audits
// the act.
func Take(ctx context.Context, tx *db.Tx, account string, g Grant, until clock.Date) error {
	err := tx.Do(ctx, `UPDATE access_grant SET until_date = $1 WHERE account_id = $2 AND role = $3 AND agency_id = $4 AND scope = $5 AND until_date = ''`,
		string(until), account, string(g.Role), g.Agency, string(g.Scope))
	if err != nil {
		return fmt.Errorf("take role %s: %w", g.Role, err)
	}
	return nil
}

// GrantsOf returns the present grants of an account.
func GrantsOf(ctx context.Context, q db.Q, account string) ([]Grant, error) {
	return db.List(ctx, q, "read grants", func(row db.Row) (g Grant, err error) {
		err = row.Scan(&g.Role, &g.Agency, &g.Scope)
		return g, err
	}, `SELECT role, agency_id, scope FROM access_grant WHERE account_id = $1 AND until_date = '' ORDER BY id`, account)
}

// HoldersOf returns the accounts that now have one of the roles in an agency
// over exactly one of the scopes.
func HoldersOf(ctx context.Context, q db.Q, agency string, roles []Role, scopes []Scope) ([]string, error) {
	if len(roles) == 0 || len(scopes) == 0 {
		return nil, nil
	}
	asked, first := db.In("role", roles, 2)
	over, second := db.In("scope", scopes, 2+len(first))
	args := append(append([]any{agency}, first...), second...)
	return db.Column[string](ctx, q, "read holders", `SELECT DISTINCT account_id FROM access_grant WHERE agency_id = $1 AND until_date = '' AND `+asked+` AND `+over+` ORDER BY account_id`, args...)
}

// Held counts, agency by agency, how many accounts now have a role.
func Held(ctx context.Context, q db.Q, role Role) (map[string]int, error) {
	return db.Counts[string](ctx, q, "count holders", `SELECT agency_id, COUNT(DISTINCT account_id) FROM access_grant WHERE role = $1 AND until_date = '' GROUP BY agency_id`, string(role))
}
