package regulation

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// beginDraft begins an act on a pack that is a draft still.
func beginDraft(ctx context.Context, tx *db.Tx, actor access.Actor, agency, id string, version int) (*Own, error) {
	o, err := begin(ctx, tx, actor, agency, id, version)
	if err == nil && o.State != Draft {
		err = fault.Conflict("regulation.fault.no_draft")
	}
	return o, err
}

// Release puts a draft in force: from now on it can be chosen.
func (l *Library) Release(ctx context.Context, actor access.Actor, agency, id string, version int) error {
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		o, err := beginDraft(ctx, tx, actor, agency, id, version)
		if err != nil {
			return err
		}
		if err := o.Check(); err != nil {
			return err
		}
		o.State = InForce
		return l.write(ctx, tx, actor, o, actRelease, "", nil)
	})
}

// Withdraw takes a pack out of force, with the reason. Programmes that took it
// keep their copy and finish under it.
func (l *Library) Withdraw(ctx context.Context, actor access.Actor, agency, id string, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		o, err := begin(ctx, tx, actor, agency, id, version)
		if err != nil {
			return err
		}
		if o.State != InForce {
			return fault.Conflict("regulation.fault.not_in_force")
		}
		if reason == "" || len(reason) > mostText {
			var f fault.Fields
			f.Add("reason", "regulation.fault.reason")
			return f.Err()
		}
		o.State = Withdrawn
		return l.write(ctx, tx, actor, o, actWithdraw, reason, nil)
	})
}

// Delete removes a draft that never was in force. The trail remembers it.
func (l *Library) Delete(ctx context.Context, actor access.Actor, agency, id string, version int) error {
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		o, err := beginDraft(ctx, tx, actor, agency, id, version)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM regulation_pack_event WHERE pack_id = $1`, o.ID); err != nil {
			return fmt.Errorf("delete draft %s: %w", o.ID, err)
		}
		if err := tx.Do(ctx, `DELETE FROM regulation_pack WHERE id = $1`, o.ID); err != nil {
			return fmt.Errorf("delete draft %s: %w", o.ID, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: o.Agency, At: l.Clock.Now(), Actor: actor.Ref(), Act: actDelete, Subject: "pack:" + o.ID, Before: o.Edition})
	})
}
