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

// passFor is how long a pass opens anything: the course of 64 working days, and
// the weeks around it in which marks are given.
const passFor = 180 * 24 * time.Hour

// Pass is a signed link by which somebody without an account acts over the
// people of one scope. In the trail the holder is "link:" and the scope, so that
// a renewed pass is the same person. It is opened once, on one device; what was withdrawn or
// has run out opens nothing.
type Pass struct {
	ID        string
	Agency    string
	Role      access.Role
	Scope     access.Scope
	Holder    string // name
	Title     string // office held
	Phone     string // for wa.me, "" if none
	Email     string // "" if none
	Made      time.Time
	Expires   time.Time
	Sent      time.Time // zero while the office has not sent it
	SentHow   string    // whatsapp, mail, slip
	Opened    time.Time
	Device    string
	Seen      time.Time // when the holder last looked
	Asked     time.Time // when the holder asked for a new one
	Withdrawn time.Time
	Live      bool // open on a device: its session was not ended
}

// Ref names the holder in the trail.
func (p Pass) Ref() string { return access.LinkActor(string(p.Scope), nil).Ref() }

// PassState says in one word how far a pass has come.
type PassState string

// The states of a pass.
const (
	PassUnsent    PassState = "unsent"
	PassSent      PassState = "sent"
	PassRead      PassState = "read"
	PassAsked     PassState = "asked" // the holder asks for a new one
	PassOver      PassState = "over"
	PassWithdrawn PassState = "withdrawn"
)

// Opens reports whether the pass can be opened at an instant: it is in force, and
// nobody has opened it yet.
func (p Pass) Opens(now time.Time) bool {
	return p.Withdrawn.IsZero() && p.Opened.IsZero() && p.Expires.After(now)
}

// Mailable reports whether the pass can go out by e-mail to an address at an
// instant, and has not yet.
func (p Pass) Mailable(email string, now time.Time) bool {
	return email != "" && p.SentHow != "mail" && p.Opens(now)
}

// Open reports whether the holder acts by the pass at an instant.
func (p Pass) Open(now time.Time) bool {
	return p.Live && p.Withdrawn.IsZero() && p.Expires.After(now)
}

// Wanting reports whether a new pass has to be made in its place: it opens
// nothing any more, and nobody acts by it.
func (p Pass) Wanting(now time.Time) bool {
	switch p.State(now) {
	case PassAsked, PassOver, PassWithdrawn:
		return !p.Open(now)
	}
	return false
}

// State returns how far the pass has come at an instant.
func (p Pass) State(now time.Time) PassState {
	switch {
	case !p.Withdrawn.IsZero():
		return PassWithdrawn
	case !p.Asked.IsZero():
		return PassAsked
	case !p.Expires.After(now):
		return PassOver
	case !p.Opened.IsZero():
		return PassRead
	case !p.Sent.IsZero():
		return PassSent
	}
	return PassUnsent
}

// NewPass is what a house knows of somebody who shall get a pass.
type NewPass struct {
	Agency string
	Role   access.Role
	Scope  access.Scope
	Holder string
	Title  string
	Phone  string // digits with country code, "" if none
	Email  string // "" if none
	Told   string // the pass of which the office was told that it is open on a device, "" for none
}

// MakePass makes a pass and withdraws the one that the scope had: a renewed
// link ends the older one at once. One that is open on a device is ended only
// for an office that was told so: anybody to whom a link was forwarded can ask
// for a new one. The house that calls it has judged whether the actor may.
func (d *Desk) MakePass(ctx context.Context, tx *db.Tx, actor access.Actor, n NewPass) (Pass, error) {
	old, err := PassAt(ctx, tx, n.Agency, n.Role, n.Scope)
	if err != nil {
		return Pass{}, err
	}
	if old != nil && old.Open(d.Clock.Now()) && old.ID != n.Told {
		return Pass{}, fault.Conflict("identity.pass_live", "Name", old.Holder, "Device", old.Device)
	}
	if _, err := d.WithdrawPass(ctx, tx, actor, n.Agency, n.Role, n.Scope); err != nil {
		return Pass{}, err
	}
	now := d.Clock.Now()
	p := Pass{ID: id.New(), Agency: n.Agency, Role: n.Role, Scope: n.Scope, Holder: OneLine(n.Holder), Title: OneLine(n.Title), Phone: n.Phone, Email: n.Email, Made: now, Expires: now.Add(passFor)}
	err = tx.Do(ctx, `INSERT INTO identity_pass (id, agency_id, role, scope, holder, title, phone, made_by, made_at, expires_at, sent_at, sent_how, opened_at, device, session_hash, seen_at, asked_at, withdrawn_at, email)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', '', '', '', '', '', $11)`, p.ID, p.Agency, string(p.Role), string(p.Scope), p.Holder, p.Title, p.Phone, actor.Ref(), clock.Stamp(now), clock.Stamp(p.Expires), p.Email)
	if err != nil {
		return p, fmt.Errorf("make pass: %w", err)
	}
	return p, d.passAudit(ctx, tx, actor, p, "identity.pass_make")
}

// WithdrawPass ends the pass of a scope at once, with the session that it
// opened, and reports whether there was one.
func (d *Desk) WithdrawPass(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, role access.Role, scope access.Scope) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_pass SET withdrawn_at = $1, session_hash = '' WHERE agency_id = $2 AND role = $3 AND scope = $4 AND withdrawn_at = ''`,
		clock.Stamp(d.Clock.Now()), agency, string(role), string(scope))
	if err != nil {
		return false, fmt.Errorf("withdraw pass: %w", err)
	}
	if n == 0 {
		return false, nil
	}
	return true, d.passAudit(ctx, tx, actor, Pass{Agency: agency, Role: role, Scope: scope}, "identity.pass_withdraw")
}

func (d *Desk) passAudit(ctx context.Context, tx *db.Tx, actor access.Actor, p Pass, act string) error {
	return audit.Write(ctx, tx, audit.Entry{Agency: p.Agency, At: d.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: string(p.Scope), Person: p.Scope.Person(),
		After: map[string]string{"role": string(p.Role), "scope": string(p.Scope)}})
}

// PassSent remembers how the office sent passes: whatsapp, mail or slip. A first
// word stays. The house that calls it has judged whether the actor may.
func (d *Desk) PassSent(ctx context.Context, actor access.Actor, agency, how string, passes ...string) error {
	return d.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		var sent int64
		for _, p := range passes {
			n, err := tx.Exec(ctx, `UPDATE identity_pass SET sent_at = $1, sent_how = $2 WHERE id = $3 AND agency_id = $4 AND sent_at = ''`, clock.Stamp(d.Clock.Now()), how, p, agency)
			if err != nil {
				return fmt.Errorf("remember sending: %w", err)
			}
			sent += n
		}
		if sent == 0 {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.pass_sent", Subject: "pass:" + passes[0], After: map[string]any{"how": how, "links": sent}})
	})
}

// PassSecret returns what stands in the link of a pass: its id with the
// signature of this installation.
func (d *Desk) PassSecret(pass string) (string, error) { return id.Sign(d.Key, pass) }

// PassOf returns the pass of a link, in whatever state; NotFound when this
// installation has not signed it.
func (d *Desk) PassOf(ctx context.Context, q db.Q, secret string) (Pass, error) {
	pass, ok := id.Signed(d.Key, secret)
	if !ok {
		return Pass{}, fault.NotFound("identity.pass_unknown")
	}
	return scanPass(q.QueryRow(ctx, `SELECT `+passColumns+` FROM identity_pass WHERE id = $1`, pass))
}

// Shut says why a pass opens nothing, nil when it does.
func (d *Desk) Shut(p Pass) error {
	switch now := d.Clock.Now(); {
	case p.Opens(now):
		return nil
	case !p.Withdrawn.IsZero():
		return fault.Conflict("identity.pass_withdrawn")
	case !p.Expires.After(now):
		return fault.Conflict("identity.pass_over")
	}
	return fault.Conflict("identity.pass_opened")
}

// AskPass notes that the holder of a link that opens nothing asks for a new one,
// once for each; first reports whether they had not asked before.
func (d *Desk) AskPass(ctx context.Context, secret string) (p Pass, first bool, err error) {
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		if p, err = d.PassOf(ctx, tx, secret); err != nil {
			return err
		}
		if p.Opens(d.Clock.Now()) {
			return fault.Conflict("identity.pass_open_it")
		}
		n, err := tx.Exec(ctx, `UPDATE identity_pass SET asked_at = $1 WHERE id = $2 AND asked_at = ''`, clock.Stamp(d.Clock.Now()), p.ID)
		if err != nil {
			return fmt.Errorf("ask for a pass: %w", err)
		}
		if first = n == 1; !first {
			return nil
		}
		if err := audit.Write(ctx, tx, audit.Entry{Agency: p.Agency, At: d.Clock.Now(), Actor: p.Ref(), Act: "identity.pass_ask", Subject: string(p.Scope), Person: p.Scope.Person()}); err != nil {
			return err
		}
		if d.Asked == nil {
			return nil
		}
		return d.Asked(ctx, tx, p)
	})
	return p, first, err
}

// forget ends the session of a device with all passes that are open on it: their
// links open nothing any more.
func (d *Desk) forget(ctx context.Context, actor access.Actor, secret string) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE identity_pass SET session_hash = '' WHERE session_hash = $1`, hashOf(secret))
		if err != nil || n == 0 {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.sign_out", Subject: actor.Ref()})
	})
}

// Passes returns the passes of a role in an agency that were not withdrawn, and
// those whose holder asks for a new one, by scope.
func Passes(ctx context.Context, q db.Q, agency string, role access.Role) (map[access.Scope]Pass, error) {
	list, err := db.List(ctx, q, "list passes", scanPass, `SELECT `+passColumns+` FROM identity_pass WHERE agency_id = $1 AND role = $2 AND withdrawn_at = ''`, agency, string(role))
	if err != nil {
		return nil, err
	}
	found := make(map[access.Scope]Pass, len(list))
	for _, p := range list {
		found[p.Scope] = p
	}
	return found, nil
}

// PassAt returns the pass of a role over one scope that was not withdrawn, nil
// when there is none.
func PassAt(ctx context.Context, q db.Q, agency string, role access.Role, scope access.Scope) (*Pass, error) {
	p, err := scanPass(q.QueryRow(ctx, `SELECT `+passColumns+` FROM identity_pass WHERE agency_id = $1 AND role = $2 AND scope = $3 AND withdrawn_at = ''`, agency, string(role), string(scope)))
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &p, nil
}

const passColumns = `id, agency_id, role, scope, holder, title, phone, made_at, expires_at, sent_at, sent_how, opened_at, device, seen_at, asked_at, withdrawn_at, CASE WHEN session_hash = '' THEN 0 ELSE 1 END, email`

func scanPass(row db.Row) (Pass, error) {
	var p Pass
	var made, expires, sent, opened, seen, asked, withdrawn string
	var live int
	err := row.Scan(&p.ID, &p.Agency, &p.Role, &p.Scope, &p.Holder, &p.Title, &p.Phone, &made, &expires, &sent, &p.SentHow, &opened, &p.Device, &seen, &asked, &withdrawn, &live, &p.Email)
	p.Live = live == 1
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.NotFound("identity.pass_unknown")
	}
	if err != nil {
		return p, fmt.Errorf("read pass: %w", err)
	}
	for _, t := range []struct {
		stamp string
		into  *time.Time
	}{{made, &p.Made}, {expires, &p.Expires}, {sent, &p.Sent}, {opened, &p.Opened}, {seen, &p.Seen}, {asked, &p.Asked}, {withdrawn, &p.Withdrawn}} {
		if t.stamp == "" {
			continue
		}
		at, e := clock.ParseStamp(t.stamp)
		err = errors.Join(err, e)
		*t.into = at
	}
	return p, err
}
