package schedule

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// Kinds are the kinds of sessions, in the order in which pages offer them.
var Kinds = []regulation.SessionKind{regulation.Synchronous, regulation.Asynchronous, regulation.Classroom, regulation.Workplace, regulation.Ceremony}

// Publish puts the drafts of batches in force, all or none; batches without a
// draft are passed over. It refuses while a hard rule is broken in any of
// them, and wants a reason where a published schedule is replaced. What was in
// force becomes superseded and stays readable. It returns how many batches
// were published.
func (d *Desk) Publish(ctx context.Context, actor access.Actor, agency org.AgencyID, batches []training.BatchID, reason string) (int, error) {
	reason = strings.TrimSpace(reason)
	for _, b := range batches {
		if err := actor.RequireScope(string(agency), access.BatchScope(string(b)), writers...); err != nil {
			return 0, err
		}
	}
	published := 0
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		published = 0
		if err := tx.Lock(ctx, "schedule:"+string(agency)); err != nil {
			return err
		}
		for _, b := range batches {
			done, err := d.publish(ctx, tx, actor, agency, b, reason)
			if err != nil {
				return err
			}
			if done {
				published++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("publish schedules: %w", err)
	}
	if published == 0 {
		return 0, fault.Conflict("schedule.fault.nothing")
	}
	return published, nil
}

func (d *Desk) publish(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID, reason string) (bool, error) {
	v, err := Look(ctx, tx, agency, batch)
	if err != nil {
		return false, err
	}
	if v.Batch.State != training.BatchOpen {
		return false, fault.Conflict("training.fault.merged", "Label", v.Batch.Label)
	}
	if !v.Waiting() || v.Latest.ID == "" {
		return false, nil
	}
	if hard := v.Hard(); len(hard) > 0 {
		return false, fault.Conflict("schedule.fault.broken", "Label", v.Batch.Label, "N", len(hard))
	}
	if v.Published != nil && reason == "" || len(reason) > 500 {
		var f fault.Fields
		f.Add("reason", "training.fault.reason")
		return false, f.Err()
	}
	now := d.Clock.Now()
	if _, err := tx.Exec(ctx, `UPDATE schedule_version SET state = 'superseded' WHERE batch_id = $1 AND state = 'published'`, string(batch)); err != nil {
		return false, fmt.Errorf("supersede schedule: %w", err)
	}
	_, err = tx.Exec(ctx, `UPDATE schedule_version SET state = 'published', reason = $1, published_at = $2, published_by = $3 WHERE id = $4 AND state = 'draft'`, reason, clock.Stamp(now), actor.Ref(), string(v.Latest.ID))
	if err != nil {
		return false, fmt.Errorf("publish schedule: %w", err)
	}
	total := v.Ledger.Total()
	return true, audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "schedule.publish", Subject: "batch:" + string(batch), Reason: reason,
		After: map[string]any{"version": v.Latest.Number, "sessions": len(v.Sessions), "days": total.Days, "jp": total.JP}})
}
