package identity

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// PassPath returns the local address of a pass by what stands in its link.
func PassPath(secret string) string { return "/l/" + secret }

// PassByID returns a pass, in whatever state.
func PassByID(ctx context.Context, q db.Q, pass string) (Pass, error) {
	return scanPass(q.QueryRow(ctx, `SELECT `+passColumns+` FROM identity_pass WHERE id = $1`, pass))
}

// AddressPass notes the address to which a pass is sent by e-mail.
func AddressPass(ctx context.Context, tx *db.Tx, pass, email string) error {
	if err := tx.Do(ctx, `UPDATE identity_pass SET email = $1 WHERE id = $2`, email, pass); err != nil {
		return fmt.Errorf("address pass: %w", err)
	}
	return nil
}

// PassMailed remembers that the mail server took the e-mail with a pass. A first
// way of sending stays.
func PassMailed(ctx context.Context, tx *db.Tx, pass string, at time.Time) error {
	p, err := PassByID(ctx, tx, pass)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE identity_pass SET sent_at = $1, sent_how = 'mail' WHERE id = $2 AND sent_at = ''`, clock.Stamp(at), pass)
	if err != nil {
		return fmt.Errorf("remember sending: %w", err)
	}
	if n == 0 {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: p.Agency, At: at, Actor: "system:mail", Act: "identity.pass_sent", Subject: string(p.Scope), Person: p.Scope.Person(), After: map[string]any{"how": "mail", "links": 1}})
}
