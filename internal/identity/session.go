package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// SignIn starts a session for an e-mail address or NIP and its password. One
// message stands for an unknown account and a wrong password.
func (d *Desk) SignIn(ctx context.Context, login, password, device string) (string, error) {
	var hash, failedAt string
	var failures int
	a, err := scanAccount(d.DB.QueryRow(ctx, `SELECT `+accountColumns+`, a.password_hash, a.failures, a.failed_at FROM identity_account a WHERE (a.email = $1 OR a.nip = $1) AND $1 <> '' LIMIT 1`, cleanLogin(login)),
		&hash, &failures, &failedAt)
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return "", err
	}
	if wait := d.waitFor(failures, failedAt); wait > 0 {
		return "", fault.Conflict("identity.wait", "N", int(wait.Minutes())+1)
	}
	if !matches(hash, password) || a.State != Active {
		if a.ID != "" {
			if err := d.countFailure(ctx, a.ID); err != nil {
				return "", err
			}
		}
		return "", fault.Invalid("identity.wrong")
	}
	var session string
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, `UPDATE identity_account SET failures = 0, failed_at = '' WHERE id = $1`, string(a.ID)); err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		var err error
		if session, err = d.startSession(ctx, tx, a.ID, device); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{At: d.Clock.Now(), Actor: "account:" + string(a.ID), Act: "identity.sign_in", Subject: "account:" + string(a.ID), After: device})
	})
	return session, err
}

// waitFor returns how long an account with that many failures still waits.
func (d *Desk) waitFor(failures int, failedAt string) time.Duration {
	if failures < freeFailures {
		return 0
	}
	at, err := clock.ParseStamp(failedAt)
	if err != nil {
		return 0
	}
	wait := min(time.Duration(failures-freeFailures+1)*waitStep, longestWait)
	return wait - d.Clock.Now().Sub(at)
}

func (d *Desk) countFailure(ctx context.Context, account AccountID) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE identity_account SET failures = failures + 1, failed_at = $1 WHERE id = $2`, clock.Stamp(d.Clock.Now()), string(account))
		if err != nil {
			return fmt.Errorf("count failed sign-in: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{At: d.Clock.Now(), Actor: "system:sign-in", Act: "identity.failed", Subject: "account:" + string(account)})
	})
}

func (d *Desk) startSession(ctx context.Context, tx *db.Tx, account AccountID, device string) (string, error) {
	secret, hash := token()
	now := d.Clock.Now()
	err := tx.Do(ctx, `INSERT INTO identity_session (token_hash, id, account_id, device, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)`,
		hash, id.New(), string(account), device, clock.Stamp(now), clock.Stamp(now.Add(sessionFor)))
	if err != nil {
		return "", fmt.Errorf("start session: %w", err)
	}
	return secret, nil
}

// StartDemo activates an account and signs it in without a password. Only the demo calls it;
// the database must carry the demo mark, which isDemo tells.
func (d *Desk) StartDemo(ctx context.Context, account AccountID, device string, isDemo func(ctx context.Context, q db.Q) (bool, error)) (string, error) {
	var session string
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		if demo, err := isDemo(ctx, tx); err != nil || !demo {
			return errors.Join(err, fault.Forbidden("access.forbidden"))
		}
		if err := tx.Do(ctx, `UPDATE identity_account SET state = 'active' WHERE id = $1`, string(account)); err != nil {
			return fmt.Errorf("activate account of the demo: %w", err)
		}
		var err error
		session, err = d.startSession(ctx, tx, account, device)
		return err
	})
	return session, err
}

// Whose returns the account and grants of a session secret; NotFound when it
// is unknown, ended or expired. The holder of a pass has no account, only a name.
func (d *Desk) Whose(ctx context.Context, secret string) (Account, access.Actor, error) {
	if secret == "" {
		return Account{}, access.Actor{}, fault.NotFound("identity.no_session")
	}
	now := d.Clock.Now()
	hash := hashOf(secret)
	var seen, view string
	a, err := scanAccount(d.DB.QueryRow(ctx, `SELECT `+accountColumns+`, s.seen_at, COALESCE(v.id, '') FROM identity_session s JOIN identity_account a ON a.id = s.account_id
LEFT JOIN identity_view v ON v.session_hash = s.token_hash AND v.ended_at = '' AND v.until_at > $2 WHERE s.token_hash = $1 AND s.expires_at > $2`, hash, clock.Stamp(now)), &seen, &view)
	if fault.KindOf(err) == fault.KindNotFound {
		return d.holder(ctx, hash)
	}
	if err != nil {
		return Account{}, access.Actor{}, err
	}
	if a.State != Active {
		return Account{}, access.Actor{}, fault.NotFound("identity.locked")
	}
	grants, err := access.GrantsOf(ctx, d.DB, string(a.ID))
	if err != nil {
		return Account{}, access.Actor{}, err
	}
	if seen < clock.Stamp(now.Add(-seenEvery)) {
		err := d.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
			err := tx.Do(ctx, `UPDATE identity_session SET seen_at = $1, expires_at = $2 WHERE token_hash = $3`, clock.Stamp(now), clock.Stamp(now.Add(sessionFor)), hash)
			return err
		})
		if err != nil {
			return Account{}, access.Actor{}, fmt.Errorf("mark session seen: %w", err)
		}
	}
	if view != "" {
		return d.through(ctx, view, a, grants)
	}
	return a, access.AccountActor(string(a.ID), grants), nil
}

// Session is one signed-in device.
type Session struct {
	ID      string
	Device  string
	Created time.Time
	Seen    time.Time
	Here    bool // the device that asks
}

// Sessions returns the devices of an account, last used first.
func (d *Desk) Sessions(ctx context.Context, account AccountID, secret string) ([]Session, error) {
	rows, err := d.DB.Query(ctx, `SELECT id, device, created_at, seen_at, token_hash FROM identity_session WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC`, string(account), clock.Stamp(d.Clock.Now()))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	defer rows.Close()
	var list []Session
	for rows.Next() {
		var s Session
		var created, seen, hash string
		if err := rows.Scan(&s.ID, &s.Device, &created, &seen, &hash); err != nil {
			return nil, fmt.Errorf("list sessions: %w", err)
		}
		s.Created, _ = clock.ParseStamp(created)
		s.Seen, _ = clock.ParseStamp(seen)
		s.Here = hash == hashOf(secret)
		list = append(list, s)
	}
	return list, rows.Err()
}

// SignOut ends the session of a secret.
func (d *Desk) SignOut(ctx context.Context, actor access.Actor, secret string) error {
	if actor.Known() && actor.Account() == "" {
		return d.forget(ctx, actor, secret)
	}
	return d.end(ctx, actor, "identity.sign_out", `DELETE FROM identity_session WHERE token_hash = $1 AND account_id = $2`, hashOf(secret))
}

// EndSession ends one session of the actor's own account.
func (d *Desk) EndSession(ctx context.Context, actor access.Actor, session string) error {
	return d.end(ctx, actor, "identity.end_session", `DELETE FROM identity_session WHERE id = $1 AND account_id = $2`, session)
}

// SignOutElsewhere ends all sessions of the actor's account but this one.
func (d *Desk) SignOutElsewhere(ctx context.Context, actor access.Actor, secret string) error {
	return d.end(ctx, actor, "identity.sign_out_elsewhere", `DELETE FROM identity_session WHERE token_hash <> $1 AND account_id = $2`, hashOf(secret))
}

func (d *Desk) end(ctx context.Context, actor access.Actor, act, query, key string) error {
	if actor.Account() == "" {
		return fault.Forbidden("access.forbidden")
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, query, key, actor.Account()); err != nil {
			return fmt.Errorf("%s: %w", act, err)
		}
		return audit.Write(ctx, tx, audit.Entry{At: d.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: actor.Ref()})
	})
}

// ChangePassword changes the actor's own password and ends all other
// sessions.
func (d *Desk) ChangePassword(ctx context.Context, actor access.Actor, old, password, again, secret string) error {
	var hash string
	account := AccountID(actor.Account())
	err := d.DB.QueryRow(ctx, `SELECT password_hash FROM identity_account WHERE id = $1`, string(account)).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Forbidden("access.forbidden")
	}
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	a, err := ByID(ctx, d.DB, account)
	if err != nil {
		return err
	}
	var f fault.Fields
	if !matches(hash, old) {
		f.Add("old", "identity.old_wrong")
		return f.Err()
	}
	if err := checkPassword(a, password, again); err != nil {
		return err
	}
	hash = hashPassword(password)
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, `UPDATE identity_account SET password_hash = $1 WHERE id = $2`, hash, string(account)); err != nil {
			return fmt.Errorf("change password: %w", err)
		}
		if err := tx.Do(ctx, `DELETE FROM identity_session WHERE token_hash <> $1 AND account_id = $2`, hashOf(secret), string(account)); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.password", Subject: actor.Ref()})
	})
}

// Expire removes sessions and links that ended more than 30 days ago, and
// writes down the end of views that ran out.
func (d *Desk) Expire(ctx context.Context) error {
	if err := d.endViews(ctx); err != nil {
		return err
	}
	old := clock.Stamp(d.Clock.Now().Add(-30 * 24 * time.Hour))
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, `DELETE FROM identity_session WHERE expires_at < $1`, old); err != nil {
			return fmt.Errorf("expire sessions: %w", err)
		}
		if err := tx.Do(ctx, `DELETE FROM identity_link WHERE expires_at < $1`, old); err != nil {
			return fmt.Errorf("expire links: %w", err)
		}
		if err := tx.Do(ctx, `DELETE FROM identity_pass WHERE expires_at < $1`, old); err != nil {
			return fmt.Errorf("expire passes: %w", err)
		}
		return nil
	})
}
