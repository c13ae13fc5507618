package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// Handover is the roles of somebody who leaves going to a successor on a day.
// Until then it waits and can be taken back.
type Handover struct {
	ID     string
	Agency string
	From   Account
	To     Account
	Day    clock.Date
	Reason string
	By     string // actor
	Made   time.Time
}

// HandOver gives the roles of an account in an agency to another one from a day
// on, today or later. On that day an account without a role elsewhere, that is
// no participant either, ends: its sessions and links go and it is locked. What
// it did stays under its name. Nobody hands over their own account, and nobody
// hands over a role that they may not give.
func (d *Desk) HandOver(ctx context.Context, actor access.Actor, agency org.Agency, from, to AccountID, day clock.Date, reason string) (Handover, error) {
	if err := actor.Require(string(agency.ID), keepers...); err != nil {
		return Handover{}, err
	}
	now := d.Clock.Now()
	today := agency.Today(now)
	var f fault.Fields
	reason = checkReason(&f, reason)
	if !day.Valid() || day < today {
		f.Add("day", "identity.handover_past")
	}
	h := Handover{ID: id.New(), Agency: string(agency.ID), Day: day, Reason: reason, By: actor.Ref(), Made: now}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		problems := slices.Clone(f)
		var err error
		if h.From, err = ByID(ctx, tx, from); err != nil {
			return err
		}
		if err := overHere(ctx, tx, actor, h.Agency, from); err != nil {
			return err
		}
		if actor.Account() == string(from) {
			return fault.Conflict("identity.handover_self")
		}
		if h.To, err = ByID(ctx, tx, to); fault.KindOf(err) == fault.KindNotFound || err == nil && (to == from || h.To.State == Locked) {
			problems.Add("to", "identity.handover_to")
		} else if err != nil {
			return err
		} else if err := overHere(ctx, tx, actor, h.Agency, to); err != nil {
			return err
		} else if err := staying(ctx, tx, h.Agency, to, &problems); err != nil {
			return err
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if err := planHandover(ctx, tx, h); err != nil || day > today {
			return err
		}
		return d.handOver(ctx, tx, h, h.By)
	})
	if db.Unique(err) {
		return h, fault.Conflict("identity.handover_twice")
	}
	return h, err
}

// overHere refuses an account that has no role in the agency, and one with a
// role there that the actor may not give. What it is elsewhere does not matter.
func overHere(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, account AccountID) error {
	grants, err := access.GrantsOf(ctx, tx, string(account))
	if err != nil {
		return err
	}
	grants = slices.DeleteFunc(grants, func(g access.Grant) bool { return g.Agency != agency })
	if len(grants) == 0 {
		return fault.NotFound("identity.no_account")
	}
	for _, g := range grants {
		if err := mayGive(actor, agency, g.Role); err != nil {
			return err
		}
	}
	return nil
}

// MayHandOver reports whether the actor may hand over the roles of an account
// that has these grants in the agency, of which one is not that of a
// participant.
func MayHandOver(actor access.Actor, agency string, account AccountID, grants []access.Grant) bool {
	return actor.HasWhole(agency, keepers...) && actor.Account() != string(account) && MayKeep(actor, grants) &&
		slices.ContainsFunc(grants, func(g access.Grant) bool { return g.Role != access.Participant })
}

// staying notes a successor whose own roles in the agency wait to go on.
func staying(ctx context.Context, tx *db.Tx, agency string, to AccountID, f *fault.Fields) error {
	leaves, err := Waiting(ctx, tx, agency, to)
	if leaves != nil {
		f.Add("to", "identity.handover_leaves", "Name", leaves.From.Name)
	}
	return err
}

// Takes reports whether the successor of a handover can take the roles over
// now: the account is not locked and has some role in the agency.
func Takes(ctx context.Context, q db.Q, h Handover) (bool, error) {
	to, err := ByID(ctx, q, h.To.ID)
	if err != nil || to.State == Locked {
		return false, err
	}
	grants, err := access.GrantsOf(ctx, q, string(h.To.ID))
	return slices.ContainsFunc(grants, func(g access.Grant) bool { return g.Agency == h.Agency }), err
}

func planHandover(ctx context.Context, tx *db.Tx, h Handover) error {
	_, err := tx.Exec(ctx, `INSERT INTO identity_handover (id, agency_id, from_id, to_id, on_date, reason, made_by, made_at, done_at, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '')`,
		h.ID, h.Agency, string(h.From.ID), string(h.To.ID), string(h.Day), h.Reason, h.By, clock.Stamp(h.Made))
	if err != nil {
		return fmt.Errorf("plan handover: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: h.Agency, At: h.Made, Actor: h.By, Act: "identity.handover", Subject: "account:" + string(h.From.ID), After: map[string]string{"to": string(h.To.ID), "day": string(h.Day)}, Reason: h.Reason})
}

// handOver does what was planned.
func (d *Desk) handOver(ctx context.Context, tx *db.Tx, h Handover, by string) error {
	grants, err := access.GrantsOf(ctx, tx, string(h.From.ID))
	if err != nil {
		return err
	}
	var gone []string
	for _, g := range grants {
		if g.Agency != h.Agency || g.Role == access.Participant {
			continue
		}
		if err := access.Take(ctx, tx, string(h.From.ID), g, h.Day); err != nil {
			return err
		}
		if err := access.Give(ctx, tx, string(h.To.ID), g, h.Day); err != nil {
			return err
		}
		gone = append(gone, string(g.Role)+" "+string(g.Scope))
	}
	if len(gone) == len(grants) {
		if err := endAccount(ctx, tx, h.From.ID); err != nil {
			return err
		}
	}
	if err := tx.Do(ctx, `UPDATE identity_handover SET done_at = $1 WHERE id = $2`, clock.Stamp(d.Clock.Now()), h.ID); err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	if d.HandedOver != nil {
		if err := d.HandedOver(ctx, tx, h); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: h.Agency, At: d.Clock.Now(), Actor: by, Act: "identity.handed_over", Subject: "account:" + string(h.From.ID), After: map[string]any{"to": h.To.ID, "roles": gone}, Reason: h.Reason})
}

// endAccount locks an account that has no role left and ends its sessions and
// links.
func endAccount(ctx context.Context, tx *db.Tx, account AccountID) error {
	for _, statement := range []string{
		`DELETE FROM identity_session WHERE account_id = $1`,
		`DELETE FROM identity_link WHERE account_id = $1 AND used_at = ''`,
		`UPDATE identity_account SET state = '` + string(Locked) + `' WHERE id = $1`,
	} {
		if err := tx.Do(ctx, statement, string(account)); err != nil {
			return fmt.Errorf("end account %s: %w", account, err)
		}
	}
	return nil
}

// KeepHome takes a handover back that has not come to pass.
func (d *Desk) KeepHome(ctx context.Context, actor access.Actor, agency org.AgencyID, from AccountID) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := overHere(ctx, tx, actor, string(agency), from); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE identity_handover SET withdrawn_at = $1 WHERE agency_id = $2 AND from_id = $3 AND done_at = '' AND withdrawn_at = ''`, clock.Stamp(d.Clock.Now()), string(agency), string(from))
		if err != nil {
			return fmt.Errorf("take handover back: %w", err)
		}
		if n == 0 {
			return fault.Conflict("identity.handover_none")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.handover_back", Subject: "account:" + string(from)})
	})
}

// Waiting returns the handover of an account in an agency that has not come to
// pass, nil for none.
func Waiting(ctx context.Context, q db.Q, agency string, from AccountID) (*Handover, error) {
	list, err := waiting(ctx, q, `h.agency_id = $1 AND h.from_id = $2`, agency, string(from))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// waiting returns handovers that are neither done nor taken back, newest first.
func waiting(ctx context.Context, q db.Q, where string, args ...any) ([]Handover, error) {
	return db.List(ctx, q, "list handovers", func(row db.Row) (h Handover, err error) {
		var made string
		if err = row.Scan(&h.ID, &h.Agency, &h.From.ID, &h.From.Name, &h.To.ID, &h.To.Name, &h.Day, &h.Reason, &h.By, &made); err != nil {
			return h, err
		}
		h.Made, _ = clock.ParseStamp(made)
		return h, nil
	}, `SELECT h.id, h.agency_id, h.from_id, a.name, h.to_id, b.name, h.on_date, h.reason, h.made_by, h.made_at
FROM identity_handover h JOIN identity_account a ON a.id = h.from_id JOIN identity_account b ON b.id = h.to_id WHERE h.done_at = '' AND h.withdrawn_at = '' AND `+where+` ORDER BY h.made_at DESC, h.id DESC`, args...)
}

// Sweep hands over what is due, each agency by its own day. What the successor
// cannot take goes on waiting, and Stuck is told: an office is never left
// without its roles. It may run twice without harm.
func (d *Desk) Sweep(ctx context.Context) error {
	agencies, err := org.Agencies(ctx, d.DB)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		due, err := waiting(ctx, d.DB, `h.agency_id = $1 AND h.on_date <= $2`, string(a.ID), string(a.Today(d.Clock.Now())))
		if err != nil {
			return err
		}
		for _, h := range due {
			if err := d.handOverOnce(ctx, h); err != nil {
				return err
			}
		}
	}
	return nil
}

// handOverOnce does nothing when somebody else has done it meanwhile.
func (d *Desk) handOverOnce(ctx context.Context, h Handover) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		still, err := waiting(ctx, tx, `h.id = $1`, h.ID)
		if err != nil || len(still) == 0 {
			return err
		}
		takes, err := Takes(ctx, tx, still[0])
		if err != nil {
			return err
		}
		if !takes {
			if d.Stuck == nil {
				return nil
			}
			return d.Stuck(ctx, tx, still[0])
		}
		return d.handOver(ctx, tx, still[0], access.System("handover").Ref())
	})
}
