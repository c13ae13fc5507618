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
			v, err := d.publish(ctx, tx, actor, agency, b, seen[b], reason)
			if err != nil {
				return err
			}
			if v != nil {
				published = append(published, *v)
			}
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

// publish puts the draft of one batch in force and returns it as it was; nil
// when it has none.
func (d *Desk) publish(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID, seen, reason string) (*View, error) {
	v, err := Look(ctx, tx, agency, batch)
	if err != nil {
		return nil, err
	}
	if seen != "" && seen != v.Mark() {
		return nil, fault.Conflict("schedule.fault.unseen", "Label", v.Batch.Label)
	}
	if v.Batch.State != training.BatchOpen {
		return nil, fault.Conflict("training.fault.merged", "Label", v.Batch.Label)
	}
	if !v.Waiting() || v.Latest.ID == "" {
		return nil, nil
	}
	hard, err := d.forbids(ctx, tx, v.Batch, v.Problems)
	if err != nil {
		return nil, err
	}
	if len(hard) > 0 {
		return nil, fault.Conflict("schedule.fault.broken", "Label", v.Batch.Label, "N", len(hard))
	}
	if err := d.apart(ctx, tx, v); err != nil {
		return nil, err
	}
	if v.Published != nil && reason == "" || len(reason) > 500 {
		var f fault.Fields
		f.Add("reason", "training.fault.reason")
		return nil, f.Err()
	}
	now := d.Clock.Now()
	if err := tx.Do(ctx, `UPDATE schedule_version SET state = 'superseded' WHERE batch_id = $1 AND state = 'published'`, string(batch)); err != nil {
		return nil, fmt.Errorf("supersede schedule: %w", err)
	}
	err = tx.Do(ctx, `UPDATE schedule_version SET state = 'published', reason = $1, published_at = $2, published_by = $3 WHERE id = $4 AND state = 'draft'`, reason, clock.Stamp(now), actor.Ref(), string(v.Latest.ID))
	if err != nil {
		return nil, fmt.Errorf("publish schedule: %w", err)
	}
	total := v.Ledger.Total()
	if err := d.tell(ctx, tx, actor, v, reason); err != nil {
		return nil, err
	}
	if err := d.follow(ctx, tx, actor, v.Batch); err != nil {
		return nil, err
	}
	return &v, audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "schedule.publish", Subject: "batch:" + string(batch), Reason: reason,
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
// a later house has published for another batch.
func (d *Desk) apart(ctx context.Context, q db.Q, v View) error {
	if d.Elsewhere == nil {
		return nil
	}
	others, err := d.Elsewhere(ctx, q, v.Batch.Agency, v.Batch.Start, v.Batch.End)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(s Session) bool { return s.Batch == v.Batch.ID })
	twice := append(crossing(v.Sessions, others, doubleBookings), crossing(v.Sessions, others, checkRooms)...)
	hard, err := d.forbids(ctx, q, v.Batch, twice)
	if err != nil || len(hard) == 0 {
		return err
	}
	return fault.Conflict("schedule.fault.elsewhere", "Label", v.Batch.Label, "N", len(hard), "Why", v.line(hard[0]))
}

// crossing returns what a check finds between sessions and others, and not among
// the sessions themselves.
func crossing(sessions, others []Session, check func(sessions, others []Session) []Problem) []Problem {
	known := map[string]bool{}
	for _, p := range check(sessions, nil) {
		known[p.mark()] = true
	}
	return slices.DeleteFunc(check(sessions, others), func(p Problem) bool { return known[p.mark()] })
}

// follow tells later houses what is in force of a batch.
func (d *Desk) follow(ctx context.Context, tx *db.Tx, actor access.Actor, b training.Batch) error {
	if d.Followed == nil {
		return nil
	}
	v, err := Look(ctx, tx, b.Agency, b.ID)
	if err != nil {
		return err
	}
	return d.Followed(ctx, tx, actor, v)
}
