package org

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
)

// Listed reports whether the agency keeps a list of its units of its own, not
// only units that imports of people have made: then a name that is not in it
// is worth a remark.
func Listed(ctx context.Context, q db.Q, agency AgencyID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM org_unit WHERE agency_id = $1 AND until_date = '' AND origin <> 'roster'`, string(agency)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("ask for a list of units: %w", err)
	}
	return n > 0, nil
}
