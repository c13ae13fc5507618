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
	"pamong/internal/training"
)

// Retractable reports whether what is published of a batch can be taken back: it
// was published on this very day of the agency, in place of an earlier version.
// The earlier version is returned too.
func Retractable(a org.Agency, today clock.Date, versions []Version) (earlier Version, ok bool) {
	i := slices.IndexFunc(versions, func(v Version) bool { return v.State == Published })
	if i < 0 {
		return Version{}, false
	}
	at, err := clock.ParseStamp(versions[i].Published)
	if err != nil || a.Today(at) != today {
		return Version{}, false
	}
	for _, v := range versions[i+1:] {
		if v.State == Superseded && v.Published != "" {
			return v, true
		}
	}
	return Version{}, false
}

// Retract takes back what was published of a batch today: a successor with the
// sessions of the version before comes in force, with a reason, and those
// concerned are told. What was taken back becomes the draft, unless another one
// waits already; nothing is lost. Officer and committee may.
func (d *Desk) Retract(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := actor.RequireScope(string(agency), access.BatchScope(string(batch)), writers...); err != nil {
		return err
	}
	var f fault.Fields
	if reason == "" || len(reason) > 500 {
		f.Add("reason", "training.fault.reason")
		return f.Err()
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := org.AgencyByID(ctx, tx, agency)
		if err != nil {
			return err
		}
		v, err := Look(ctx, tx, agency, batch)
		if err != nil {
			return err
		}
		versions, err := Versions(ctx, tx, batch)
		if err != nil {
			return err
		}
		earlier, ok := Retractable(a, a.Today(d.Clock.Now()), versions)
		if !ok {
			return fault.Conflict("schedule.fault.not_today", "Label", v.Batch.Label)
		}
		if v.Sessions, err = SessionsOf(ctx, tx, earlier); err != nil {
			return err
		}
		if v.Latest, err = d.reinstate(ctx, tx, actor, v, versions, reason); err != nil {
			return err
		}
		if err := d.tell(ctx, tx, actor, v, reason); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.retract", Subject: "batch:" + string(batch), Reason: reason,
			Before: map[string]int{"version": v.Published.Number}, After: map[string]int{"version": v.Latest.Number, "as": earlier.Number}})
	})
	if err != nil {
		return fmt.Errorf("retract schedule: %w", err)
	}
	return nil
}

// reinstate puts the sessions of a view in force as the next version, and keeps
// what was in force as a draft behind it.
func (d *Desk) reinstate(ctx context.Context, tx *db.Tx, actor access.Actor, v View, versions []Version, reason string) (Version, error) {
	taken, err := SessionsOf(ctx, tx, *v.Published)
	if err != nil {
		return Version{}, err
	}
	number := versions[0].Number + 1
	if waits := versions[0]; waits.State == Draft {
		if err := tx.Do(ctx, `UPDATE schedule_version SET number = $1 WHERE id = $2`, number+1, string(waits.ID)); err != nil {
			return Version{}, fmt.Errorf("put draft behind: %w", err)
		}
		number = waits.Number
		taken = nil
	}
	if err := tx.Do(ctx, `UPDATE schedule_version SET state = 'superseded' WHERE id = $1`, string(v.Published.ID)); err != nil {
		return Version{}, fmt.Errorf("supersede schedule: %w", err)
	}
	now, err := d.storeAs(ctx, tx, v.Batch, Version{Number: number, State: Published, Reason: reason, Published: clock.Stamp(d.Clock.Now()), By: actor.Ref()}, v.Sessions)
	if err != nil || taken == nil {
		return now, err
	}
	_, err = d.storeVersion(ctx, tx, v.Batch, number+1, "", taken)
	return now, err
}

// Discard throws the draft of a batch away, so that what is published stands
// alone again. It refuses where nothing is published, or nothing waits. Officer
// and committee may.
func (d *Desk) Discard(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID) error {
	if err := actor.RequireScope(string(agency), access.BatchScope(string(batch)), writers...); err != nil {
		return err
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := training.BatchByID(ctx, tx, agency, batch)
		if err != nil {
			return err
		}
		v, err := Latest(ctx, tx, b)
		if err != nil {
			return err
		}
		if !v.Waiting() || v.Published == nil {
			return fault.Conflict("schedule.fault.no_draft", "Label", b.Label)
		}
		for _, q := range []string{`DELETE FROM schedule_session WHERE version_id = $1`, `DELETE FROM schedule_version WHERE id = $1`} {
			if err := tx.Do(ctx, q, string(v.Latest.ID)); err != nil {
				return err
			}
		}
		before, err := SessionsOf(ctx, tx, *v.Published)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.discard", Subject: "batch:" + string(batch), Before: Diff(before, v.Sessions)})
	})
	if err != nil {
		return fmt.Errorf("discard draft: %w", err)
	}
	return nil
}
