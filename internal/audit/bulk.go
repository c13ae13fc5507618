package audit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
)

// WriteAll remembers many acts at once, as Write does, for an import of
// thousands of people.
func WriteAll(ctx context.Context, tx *db.Tx, entries []Entry) error {
	args := make([]any, 0, len(entries)*13)
	for _, e := range entries {
		before, err := state(e.Before)
		if err != nil {
			return fmt.Errorf("remember %s: %w", e.Act, err)
		}
		after, err := state(e.After)
		if err != nil {
			return fmt.Errorf("remember %s: %w", e.Act, err)
		}
		var salt [16]byte
		rand.Read(salt[:])
		r := record{id.New(), e.Agency, clock.Stamp(e.At), e.Actor, e.Act, e.Subject, e.Person, before, after, e.Reason, hex.EncodeToString(salt[:])}
		args = append(args, r.id, r.agency, r.at, r.actor, r.act, r.subject, r.person, r.before, r.after, r.reason, r.salt, r.digest(), 0)
	}
	err := tx.InsertAll(ctx, `INSERT INTO audit_entry (id, agency_id, at, actor, act, subject, person_id, before_state, after_state, reason, salt, digest, sealed) VALUES`, 13, args, "")
	if err != nil {
		return fmt.Errorf("remember %d acts: %w", len(entries), err)
	}
	return nil
}
