package notify

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
)

// Adopt gives an account what somebody was told as a guest, within the transaction
// that links the two: the messages, the e-mails that have not gone out, and that
// they want no WhatsApp. Where the account was told of the same event already, the
// message to the guest stays where it is, and with it what the guest wants.
func (p *Post) Adopt(ctx context.Context, tx *db.Tx, person, account string) error {
	if p == nil || person == "" || account == "" {
		return nil
	}
	both := []any{person, account}
	for _, s := range []struct {
		query string
		args  []any
	}{
		{`UPDATE notify_note SET account_id = $2, person_id = '' WHERE person_id = $1 AND event_id NOT IN (SELECT o.event_id FROM notify_note o WHERE o.account_id = $2)`, both},
		{`UPDATE notify_mail SET account_id = $1 WHERE account_id = '' AND state <> 'sent' AND note_id IN (SELECT n.id FROM notify_note n WHERE n.account_id = $1)`, []any{account}},
		{`INSERT INTO notify_optout (account_id, person_id, agency_id, since) SELECT $2, '', o.agency_id, o.since FROM notify_optout o WHERE o.person_id = $1 ON CONFLICT DO NOTHING`, both},
		{`DELETE FROM notify_optout WHERE person_id = $1 AND NOT EXISTS (SELECT 1 FROM notify_note n WHERE n.person_id = $1)`, []any{person}},
	} {
		if err := tx.Do(ctx, s.query, s.args...); err != nil {
			return fmt.Errorf("adopt messages of guest: %w", err)
		}
	}
	return nil
}
