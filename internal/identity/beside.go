package identity

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Several passes may be open on one device: somebody is a mentor and completes
// the own data, or sends in the returns of two units. They share the session of
// the device and nothing else. The holder acts by one of them at a time, the one
// turned to last, with its role and its scope alone; the others wait.

// OpenPass opens a pass on a device on which none is open and returns the secret
// of its session. Who has opened it already, or comes after it ended, is told
// which.
func (d *Desk) OpenPass(ctx context.Context, secret, device string) (Pass, string, error) {
	return d.OpenPassBeside(ctx, secret, device, "")
}

// OpenPassBeside opens a pass beside those that are open in a session already.
// All move to a new secret: whoever has learned the old one gains nothing. The
// device turns to the new pass.
func (d *Desk) OpenPassBeside(ctx context.Context, secret, device, session string) (Pass, string, error) {
	var p Pass
	fresh, hash := token()
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		if p, err = d.PassOf(ctx, tx, secret); err != nil {
			return err
		}
		if err := d.Shut(p); err != nil {
			return err
		}
		now := clock.Stamp(d.Clock.Now())
		if session != "" {
			if err := tx.Do(ctx, `UPDATE identity_pass SET session_hash = $1 WHERE session_hash = $2 AND withdrawn_at = '' AND expires_at > $3`, hash, hashOf(session), now); err != nil {
				return fmt.Errorf("move passes of a device: %w", err)
			}
		}
		n, err := tx.Exec(ctx, `UPDATE identity_pass SET opened_at = $1, seen_at = $1, device = $2, session_hash = $3 WHERE id = $4 AND opened_at = '' AND withdrawn_at = ''`, now, device, hash, p.ID)
		if err != nil {
			return fmt.Errorf("open pass: %w", err)
		}
		if n == 0 {
			return fault.Conflict("identity.pass_opened")
		}
		if _, err := turn(ctx, tx, hash, p.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: p.Agency, At: d.Clock.Now(), Actor: p.Ref(), Act: "identity.pass_open", Subject: string(p.Scope), Person: p.Scope.Person(), After: device})
	})
	return p, fresh, err
}

// turn has a session act by one of its passes; false when it is none of them.
func turn(ctx context.Context, tx *db.Tx, hash, pass string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_pass SET turn = 1 + (SELECT MAX(o.turn) FROM identity_pass o WHERE o.session_hash = $1) WHERE id = $2 AND session_hash = $1`, hash, pass)
	if err != nil {
		return false, fmt.Errorf("turn to pass %s: %w", pass, err)
	}
	return n == 1, nil
}

// TurnTo has the session act by another of the passes that are open in it.
func (d *Desk) TurnTo(ctx context.Context, secret, pass string) (Pass, error) {
	var p Pass
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		open, err := d.passesIn(ctx, tx, hashOf(secret))
		if err != nil {
			return err
		}
		for _, p = range open {
			if p.ID != pass {
				continue
			}
			_, err := turn(ctx, tx, hashOf(secret), pass)
			return err
		}
		return fault.NotFound("identity.pass_not_here")
	})
	return p, err
}

// OpenPasses returns the passes that are open in a session, the one by which it
// acts first. A session of an account has none.
func (d *Desk) OpenPasses(ctx context.Context, secret string) ([]Pass, error) {
	if secret == "" {
		return nil, nil
	}
	return d.passesIn(ctx, d.DB, hashOf(secret))
}

func (d *Desk) passesIn(ctx context.Context, q db.Q, hash string) ([]Pass, error) {
	return db.List(ctx, q, "list passes of a device", scanPass, `SELECT `+passColumns+` FROM identity_pass WHERE session_hash = $1 AND withdrawn_at = '' AND expires_at > $2 ORDER BY turn DESC, id DESC`, hash, clock.Stamp(d.Clock.Now()))
}

// holder returns who holds the pass by which a session acts.
func (d *Desk) holder(ctx context.Context, hash string) (Account, access.Actor, error) {
	open, err := d.passesIn(ctx, d.DB, hash)
	if err != nil {
		return Account{}, access.Actor{}, err
	}
	if len(open) == 0 {
		return Account{}, access.Actor{}, fault.NotFound("identity.pass_unknown")
	}
	p, now := open[0], d.Clock.Now()
	if p.Seen.Before(now.Add(-seenEvery)) {
		err := d.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
			return tx.Do(ctx, `UPDATE identity_pass SET seen_at = $1 WHERE id = $2`, clock.Stamp(now), p.ID)
		})
		if err != nil {
			return Account{}, access.Actor{}, fmt.Errorf("mark pass seen: %w", err)
		}
	}
	return Account{Name: p.Holder, Title: p.Title, Person: p.Scope.Person(), State: Active}, access.LinkActor(string(p.Scope), []access.Grant{{Role: p.Role, Agency: p.Agency, Scope: p.Scope}}), nil
}
