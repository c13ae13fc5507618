package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// PrivateOf returns one private value of people in clear; who has none has no
// entry. The caller has judged who may read it.
func (d *Desk) PrivateOf(ctx context.Context, q db.Q, f Field, people []PersonID) (map[PersonID]string, error) {
	values := map[PersonID]string{}
	for some := range slices.Chunk(people, 500) {
		where, args := db.In("person_id", some, 2)
		rows, err := db.List(ctx, q, "list private data", func(row db.Row) (one [2]string, err error) {
			err = row.Scan(&one[0], &one[1])
			return one, err
		}, `SELECT person_id, sealed FROM roster_private WHERE field = $1 AND `+where, append([]any{string(f)}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if values[PersonID(r[0])], err = d.Vault.Open(r[1]); err != nil {
				return nil, fmt.Errorf("read %s of %s: %w", f, r[0], err)
			}
		}
	}
	return values, nil
}

// KeepPrivate keeps one private value of people, encrypted. It refuses a field
// that no purpose of the agency needs. The trail says that it was entered,
// never what.
func (d *Desk) KeepPrivate(ctx context.Context, actor access.Actor, agency org.AgencyID, f Field, values map[PersonID]string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		keep, err := Kept(ctx, tx, agency)
		if err != nil {
			return err
		}
		if !slices.Contains(keep, f) {
			return fault.Conflict("roster.no_purpose_for")
		}
		ids := make([]PersonID, 0, len(values))
		for id := range values {
			ids = append(ids, id)
		}
		found, err := ByIDs(ctx, tx, agency, ids)
		if err != nil {
			return err
		}
		at := d.Clock.Now()
		for id, value := range values {
			if value = strings.TrimSpace(value); value == "" || len(value) > longestText {
				continue
			}
			if _, ok := found[id]; !ok {
				return fault.NotFound("access.not_found")
			}
			if err := d.keepOne(ctx, tx, actor, agency, f, id, value, at); err != nil {
				return err
			}
		}
		return nil
	})
}
