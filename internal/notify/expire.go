package notify

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// mailLost is after how long an e-mail of which no run has spoken is given up:
// its job is gone, as after a restore. The officer may send it again.
const mailLost = 24 * time.Hour

// Expire forgets messages read half a year ago, everything after two years,
// e-mails with the message they carried, and activation links that open
// nothing any more.
func (p *Post) Expire(ctx context.Context) error {
	now := p.Clock.Now()
	links, read, all := clock.Stamp(now.Add(-linkKept)), clock.Stamp(now.Add(-readKept)), clock.Stamp(now.Add(-allKept))
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, s := range []struct {
			query string
			args  []any
		}{
			{`UPDATE notify_mail SET sealed = '', state = CASE WHEN state = 'sent' THEN state ELSE 'failed' END, reason = CASE WHEN state = 'sent' THEN reason ELSE 'notify.reason.link' END WHERE sealed <> '' AND queued_at < $1`, []any{links}},
			{`UPDATE notify_mail SET state = 'failed', reason = CASE WHEN reason = '' THEN $3 ELSE reason END, attempts = attempts + 1, ended_at = $1 WHERE state IN ('waiting', 'sending') AND queued_at < $2 AND claimed_at < $2 AND not_before < $2`, []any{clock.Stamp(now), clock.Stamp(now.Add(-mailLost)), "notify.reason.lost"}},
			{`DELETE FROM notify_note WHERE event_id IN (SELECT id FROM notify_event WHERE made_at < $1) AND (read_at <> '' OR event_id IN (SELECT id FROM notify_event WHERE made_at < $2))`, []any{read, all}},
			{`DELETE FROM notify_mail WHERE queued_at < $1 AND NOT EXISTS (SELECT 1 FROM notify_note n WHERE n.id = notify_mail.note_id)`, []any{read}},
			{`DELETE FROM notify_event WHERE made_at < $1 AND NOT EXISTS (SELECT 1 FROM notify_note n WHERE n.event_id = notify_event.id)`, []any{read}},
		} {
			if err := tx.Do(ctx, s.query, s.args...); err != nil {
				return fmt.Errorf("expire messages: %w", err)
			}
		}
		return nil
	})
}
