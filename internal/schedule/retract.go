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
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Retractable reports whether what is published of a batch can be taken back: it
// was published on this very day of the agency. The version that was in force
// before is returned too, an empty one where there was none.
func Retractable(a org.Agency, today clock.Date, versions []Version) (earlier Version, ok bool) {
	i := slices.IndexFunc(versions, func(v Version) bool { return v.State == Published })
	if i < 0 {
		return Version{}, false
	}
	now := repeated(versions, versions[i])
	at, err := clock.ParseStamp(now.Published)
	if err != nil || a.Today(at) != today {
		return Version{}, false
	}
	for _, v := range versions[i:] {
		if v.Number < now.Number && v.State == Withdrawn {
			break
		}
		if v.Number < now.Number && v.Published != "" {
			return repeated(versions, v), true
		}
	}
	return Version{}, true
}

// repeated returns the version that came in force again with another one, or that
// one itself. What is taken back a second time is what was published before it, not
// what was taken back at first.
func repeated(versions []Version, v Version) Version {
	if i := slices.IndexFunc(versions, func(o Version) bool { return o.Number == v.Repeats }); i >= 0 && v.Repeats > 0 {
		return versions[i]
	}
	return v
}

// Retract takes back what was published of a batch today: a successor with the
// sessions of the version before comes in force, with a reason, and those concerned
// are told. Where there was none before, nothing is in force then. What was taken
// back becomes the draft, unless another one waits already; nothing is lost. It
// refuses what was not published today, a batch that was merged away, to leave
// nothing in force once sessions are over, a version before that breaks a hard rule
// as things stand now, and where something else is in force than what was seen, ""
// for any. Officer and committee may.
func (d *Desk) Retract(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, reason string, seen VersionID) error {
	return d.RetractAll(ctx, actor, agency, []Taking{{batch, seen}}, reason)
}

// Taking is a batch of which something is taken back: what was seen in force, ""
// for any.
type Taking struct {
	Batch training.BatchID
	Seen  VersionID
}

// RetractAll does so for several batches, all or none: what was published together
// can often be taken back only together.
func (d *Desk) RetractAll(ctx context.Context, actor access.Actor, agency org.AgencyID, all []Taking, reason string) error {
	reason = strings.TrimSpace(reason)
	for _, t := range all {
		if err := actor.RequireScope(string(agency), access.BatchScope(string(t.Batch)), writers...); err != nil {
			return err
		}
	}
	var f fault.Fields
	if reason == "" || len(reason) > 500 {
		f.Add("reason", "training.fault.reason")
		return f.Err()
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "schedule:"+string(agency)); err != nil {
			return err
		}
		var views []View
		for _, t := range all {
			v, err := d.retract(ctx, tx, actor, agency, t, reason)
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		for _, v := range views {
			if len(v.Sessions) == 0 { // of a first publication nothing stays that could break a rule
				continue
			}
			if err := d.sound(ctx, tx, v); err != nil {
				return err
			}
			if err := d.apart(ctx, tx, v); err != nil {
				return err
			}
		}
		if err := d.tell(ctx, tx, actor, views, reason); err != nil {
			return err
		}
		for _, v := range views {
			if d.Followed == nil {
				continue
			}
			if err := d.Followed(ctx, tx, actor, v.Batch); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("retract schedule: %w", err)
	}
	return nil
}

// retract takes one batch back and returns it as it is then, unchecked.
func (d *Desk) retract(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, t Taking, reason string) (View, error) {
	a, err := org.AgencyByID(ctx, tx, agency)
	if err != nil {
		return View{}, err
	}
	b, err := training.BatchByID(ctx, tx, agency, t.Batch)
	if err != nil {
		return View{}, err
	}
	v, err := Latest(ctx, tx, b)
	if err != nil {
		return v, err
	}
	versions, err := Versions(ctx, tx, t.Batch)
	if err != nil {
		return v, err
	}
	if v.Published != nil && t.Seen != "" && t.Seen != v.Published.ID {
		return v, fault.Conflict("schedule.fault.unseen", "Label", b.Label)
	}
	if b.State != training.BatchOpen {
		return v, fault.Conflict("training.fault.merged", "Label", b.Label)
	}
	earlier, ok := Retractable(a, a.Today(d.Clock.Now()), versions)
	if !ok {
		return v, fault.Conflict("schedule.fault.not_today", "Label", b.Label)
	}
	v.Sessions = nil
	if earlier.ID != "" {
		if v.Sessions, err = SessionsOf(ctx, tx, earlier); err != nil {
			return v, err
		}
	}
	next := Version{State: Published, Reason: reason, Published: clock.Stamp(d.Clock.Now()), By: actor.Ref(), Repeats: earlier.Number}
	if earlier.ID == "" {
		next.State = Withdrawn
		if err := d.ahead(ctx, tx, a, v); err != nil {
			return v, err
		}
	}
	if v.Latest, err = d.reinstate(ctx, tx, v, versions, next); err != nil {
		return v, err
	}
	return v, audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.retract", Subject: "batch:" + string(t.Batch), Reason: reason,
		Before: map[string]int{"version": v.Published.Number}, After: map[string]int{"version": v.Latest.Number, "as": earlier.Number}})
}

// ahead refuses to leave nothing in force of a batch that has begun: what was held
// and attended stays where it was.
func (d *Desk) ahead(ctx context.Context, q db.Q, a org.Agency, v View) error {
	held, err := d.held(ctx, q, a, *v.Published)
	if err != nil || len(held) == 0 {
		return err
	}
	return fault.Conflict("schedule.fault.begun", "Label", v.Batch.Label, "N", len(held))
}

// sound refuses a view whose sessions break a hard rule as things stand now:
// somebody else may have been given their trainers and rooms since.
func (d *Desk) sound(ctx context.Context, q db.Q, v View) error {
	others, err := othersOf(ctx, q, v.Batch, v.Sessions, inForce)
	if err != nil {
		return err
	}
	if v.frame.resources, err = resourcesOf(ctx, q, v.Batch); err != nil {
		return err
	}
	hard, err := d.forbids(ctx, q, v.Batch, v.frame.check(v.Sessions, others))
	if err != nil || len(hard) == 0 {
		return err
	}
	return fault.Conflict("schedule.fault.retract_broken", "Label", v.Batch.Label, "N", len(hard), "Why", v.line(hard[0]))
}

// line is a problem as a message for whoever reads it.
func (v View) line(p Problem) i18n.Line {
	args := slices.Clone(p.Args)
	for i := 0; i+1 < len(args); i += 2 {
		text, ok := args[i+1].(string)
		if !ok {
			continue
		}
		switch args[i] {
		case "Stage":
			args[i+1] = v.stage(text)
		case "Subject", "Other":
			if s, _ := v.Rules.Training.Subject(text); s != nil {
				args[i+1] = i18n.Both{ID: s.Title.ID, EN: s.Title.EN}
			}
		case "Day":
			args[i+1] = clock.Date(text)
		}
	}
	return i18n.Say(p.Key, args...)
}

// reinstate stores the sessions of a view as the next version, and keeps what was
// in force as a draft behind it.
func (d *Desk) reinstate(ctx context.Context, tx *db.Tx, v View, versions []Version, next Version) (Version, error) {
	taken, err := SessionsOf(ctx, tx, *v.Published)
	if err != nil {
		return Version{}, err
	}
	next.Number = versions[0].Number + 1
	if waits := versions[0]; waits.State == Draft {
		if err := tx.Do(ctx, `UPDATE schedule_version SET number = $1 WHERE id = $2`, next.Number, string(waits.ID)); err != nil {
			return Version{}, fmt.Errorf("put draft behind: %w", err)
		}
		next.Number = waits.Number
		taken = nil
	}
	if err := tx.Do(ctx, `UPDATE schedule_version SET state = 'superseded' WHERE id = $1`, string(v.Published.ID)); err != nil {
		return Version{}, fmt.Errorf("supersede schedule: %w", err)
	}
	next, err = d.storeAs(ctx, tx, v.Batch, next, v.Sessions)
	if err != nil || taken == nil {
		return next, err
	}
	_, err = d.storeVersion(ctx, tx, v.Batch, next.Number+1, taken)
	return next, err
}

// Discard throws the draft of a batch away, so that what is published stands
// alone again. It refuses where nothing is published, nothing waits, or the draft
// has changed since it was seen under its mark, "" for any. Officer and committee
// may.
func (d *Desk) Discard(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, seen string) error {
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
		if seen != "" && seen != v.Mark() {
			return fault.Conflict("schedule.fault.unseen", "Label", b.Label)
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
