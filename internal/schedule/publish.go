package schedule

import (
	"context"
	"fmt"
	"slices"
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
	return d.PublishSeen(ctx, actor, agency, batches, nil, reason)
}

// PublishSeen does so for somebody who has looked at the drafts: seen are the
// marks of their views. It refuses a batch that has changed since, so that
// nobody puts in force what they have not seen.
func (d *Desk) PublishSeen(ctx context.Context, actor access.Actor, agency org.AgencyID, batches []training.BatchID, seen map[training.BatchID]string, reason string) (int, error) {
	reason = strings.TrimSpace(reason)
	for _, b := range batches {
		if err := actor.RequireScope(string(agency), access.BatchScope(string(b)), writers...); err != nil {
			return 0, err
		}
	}
	var published []View
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		published = nil
		if err := tx.Lock(ctx, "schedule:"+string(agency)); err != nil {
			return err
		}
		for _, b := range batches {
			v, err := d.enforce(ctx, tx, actor, agency, b, seen[b], reason)
			if err != nil {
				return err
			}
			if v != nil {
				published = append(published, *v)
			}
		}
		for _, v := range published { // each beside the others as they are now
			if err := d.publish(ctx, tx, actor, v, reason); err != nil {
				return err
			}
		}
		if err := d.tell(ctx, tx, actor, published, reason); err != nil {
			return err
		}
		return d.tellOffice(ctx, tx, actor, published, reason)
	})
	if err != nil {
		return 0, fmt.Errorf("publish schedules: %w", err)
	}
	if len(published) == 0 {
		return 0, fault.Conflict("schedule.fault.nothing")
	}
	return len(published), nil
}

// enforce puts the draft of one batch in force, unjudged, and returns it as it
// was; nil when it has none.
func (d *Desk) enforce(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID, seen, reason string) (*View, error) {
	b, err := training.BatchByID(ctx, tx, agency, batch)
	if err != nil {
		return nil, err
	}
	v, err := Latest(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	if seen != "" && seen != v.Mark() {
		return nil, fault.Conflict("schedule.fault.unseen", "Label", b.Label)
	}
	if b.State != training.BatchOpen {
		return nil, fault.Conflict("training.fault.merged", "Label", b.Label)
	}
	if !v.Waiting() || v.Latest.ID == "" {
		return nil, nil
	}
	if err := tx.Do(ctx, `UPDATE schedule_version SET state = 'superseded' WHERE batch_id = $1 AND state = 'published'`, string(batch)); err != nil {
		return nil, fmt.Errorf("supersede schedule: %w", err)
	}
	err = tx.Do(ctx, `UPDATE schedule_version SET state = 'published', reason = $1, published_at = $2, published_by = $3 WHERE id = $4 AND state = 'draft'`, reason, clock.Stamp(d.Clock.Now()), actor.Ref(), string(v.Latest.ID))
	if err != nil {
		return nil, fmt.Errorf("publish schedule: %w", err)
	}
	return &v, nil
}

// publish judges what has just been put in force of a batch and notes it. The view
// is the draft as it was.
func (d *Desk) publish(ctx context.Context, tx *db.Tx, actor access.Actor, v View, reason string) error {
	now, err := Look(ctx, tx, v.Batch.Agency, v.Batch.ID)
	if err != nil {
		return err
	}
	hard, err := d.forbids(ctx, tx, v.Batch, now.Problems)
	if err != nil {
		return err
	}
	if len(hard) > 0 {
		return fault.Conflict("schedule.fault.broken", "Label", v.Batch.Label, "N", len(hard), "Why", v.line(hard[0]))
	}
	if err := d.apart(ctx, tx, v); err != nil {
		return err
	}
	if v.Published != nil && reason == "" || len(reason) > 500 {
		var f fault.Fields
		f.Add("reason", "training.fault.reason")
		return f.Err()
	}
	total := v.Ledger.Total()
	if d.Followed != nil {
		if err := d.Followed(ctx, tx, actor, v.Batch); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(v.Batch.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.publish", Subject: "batch:" + string(v.Batch.ID), Reason: reason,
		After: map[string]any{"version": v.Latest.Number, "sessions": len(v.Sessions), "days": total.Days, "jp": total.JP}})
}

// forbids returns the hard problems that forbid publishing today: what trainers
// and rooms did on days that are over cannot be mended.
func (d *Desk) forbids(ctx context.Context, q db.Q, b training.Batch, problems []Problem) ([]Problem, error) {
	hard := slices.DeleteFunc(slices.Clone(problems), func(p Problem) bool { return !p.Hard })
	if len(hard) == 0 {
		return nil, nil
	}
	a, err := org.AgencyByID(ctx, q, b.Agency)
	if err != nil {
		return nil, err
	}
	today := a.Today(d.Clock.Now())
	return slices.DeleteFunc(hard, func(p Problem) bool { return p.Day != "" && p.Day < today }), nil
}

// apart refuses a view whose trainers or rooms are needed at the same time by what
// a later house has published.
func (d *Desk) apart(ctx context.Context, q db.Q, v View) error {
	parts, err := d.Parts(ctx, q, v.Batch.Agency, v.Batch.Start, v.Batch.End)
	if err != nil {
		return err
	}
	others, _ := apartFrom(parts, v.Batch.ID, v.Sessions)
	hard, err := d.forbids(ctx, q, v.Batch, crossings(v.Sessions, others))
	if err != nil || len(hard) == 0 {
		return err
	}
	return fault.Conflict("schedule.fault.elsewhere", "Label", v.Batch.Label, "N", len(hard), "Why", v.line(hard[0]))
}
