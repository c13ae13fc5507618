package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// viewFor is how long somebody may look with the eyes of another account.
const viewFor = 30 * time.Minute

// longestReason bounds the reason of a view and of a handover, in bytes.
const longestReason = 500

// Lookers may look with the eyes of another account.
var Lookers = []access.Role{access.Admin, access.Support, access.Operator}

// unseen are roles of accounts with whose eyes nobody looks.
var unseen = []access.Role{access.Admin, access.Support, access.Operator}

// View is one look with the eyes of another account, for support: read-only,
// announced to the one looked at, recorded, and over after half an hour.
type View struct {
	ID      string
	Agency  string
	Viewer  Account
	Viewed  Account
	Reason  string
	Begun   time.Time
	Until   time.Time
	Ended   time.Time // zero while it lasts
	session string
}

// checkReason notes a reason that is missing or too long, and returns it
// trimmed.
func checkReason(f *fault.Fields, reason string) string {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > longestReason {
		f.Add("reason", "identity.no_reason")
	}
	return reason
}

// MayView reports whether the actor may look with the eyes of an account that
// has these grants in the agency.
func MayView(actor access.Actor, agency string, account AccountID, grants []access.Grant) bool {
	return actor.HasWhole(agency, Lookers...) && actor.Account() != string(account) && viewable(grants)
}

// viewable reports whether grants are of somebody with whose eyes one may look.
func viewable(grants []access.Grant) bool {
	return len(grants) > 0 && !slices.ContainsFunc(grants, func(g access.Grant) bool { return slices.Contains(unseen, g.Role) })
}

// BeginView lets the session of secret look with the eyes of another account of
// the agency until half an hour from now. It refuses administrators and support
// people as those looked at, and, unless an operator looks, somebody who has a
// role in another agency too: their inbox and account are those of both.
func (d *Desk) BeginView(ctx context.Context, actor access.Actor, agency string, account AccountID, secret, reason string) (View, error) {
	if err := actor.Require(agency, Lookers...); err != nil {
		return View{}, err
	}
	var f fault.Fields
	reason = checkReason(&f, reason)
	if err := f.Err(); err != nil {
		return View{}, err
	}
	now := d.Clock.Now()
	v := View{ID: id.New(), Agency: agency, Reason: reason, Begun: now, Until: now.Add(viewFor), session: hashOf(secret)}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		if v.Viewer, err = ByID(ctx, tx, AccountID(actor.Account())); err != nil {
			return err
		}
		if v.Viewed, err = ByID(ctx, tx, account); err != nil {
			return err
		}
		if err := viewFits(ctx, tx, actor, v); err != nil {
			return err
		}
		return d.beginView(ctx, tx, actor, v)
	})
	if db.Unique(err) {
		return View{}, fault.Conflict("identity.view_twice")
	}
	return v, err
}

// viewFits refuses those with whose eyes nobody looks.
func viewFits(ctx context.Context, tx *db.Tx, actor access.Actor, v View) error {
	grants, err := access.GrantsOf(ctx, tx, string(v.Viewed.ID))
	if err != nil {
		return err
	}
	here := slices.ContainsFunc(grants, func(g access.Grant) bool { return g.Agency == v.Agency || g.Role == access.Operator })
	switch {
	case !here:
		return fault.NotFound("identity.no_account")
	case v.Viewed.ID == v.Viewer.ID:
		return fault.Conflict("identity.view_self")
	case !viewable(grants):
		return fault.Conflict("identity.view_admin")
	case !actor.Has("", access.Operator) && slices.ContainsFunc(grants, func(g access.Grant) bool { return g.Agency != v.Agency }):
		return fault.Conflict("identity.view_elsewhere")
	case v.Viewed.State == Locked:
		return fault.Conflict("identity.view_locked")
	}
	return nil
}

func (d *Desk) beginView(ctx context.Context, tx *db.Tx, actor access.Actor, v View) error {
	if err := tx.Do(ctx, `UPDATE identity_view SET ended_at = until_at WHERE session_hash = $1 AND ended_at = '' AND until_at <= $2`, v.session, clock.Stamp(v.Begun)); err != nil {
		return fmt.Errorf("end earlier view: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO identity_view (id, agency_id, viewer_id, viewed_id, session_hash, reason, begun_at, until_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
		v.ID, v.Agency, string(v.Viewer.ID), string(v.Viewed.ID), v.session, v.Reason, clock.Stamp(v.Begun), clock.Stamp(v.Until))
	if err != nil {
		return fmt.Errorf("begin view: %w", err)
	}
	if d.Viewed != nil {
		if err := d.Viewed(ctx, tx, v); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: v.Agency, At: v.Begun, Actor: actor.Ref(), Act: "identity.view", Subject: "account:" + string(v.Viewed.ID), Person: v.Viewed.Person,
		After: map[string]string{"until": clock.Stamp(v.Until)}, Reason: v.Reason})
}

// EndView ends the view of a session. Without one it does nothing.
func (d *Desk) EndView(ctx context.Context, actor access.Actor, secret string) error {
	ctx = db.Acting(ctx)
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		lasting, err := views(ctx, tx, `WHERE v.session_hash = $1 AND v.ended_at = ''`, hashOf(secret))
		if err != nil {
			return err
		}
		for _, v := range lasting {
			if err := d.endView(ctx, tx, v, actor.Ref(), d.Clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// endViews writes down the end of views that ran out by themselves.
func (d *Desk) endViews(ctx context.Context) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		over, err := views(ctx, tx, `WHERE v.ended_at = '' AND v.until_at <= $1 ORDER BY v.begun_at`, clock.Stamp(d.Clock.Now()))
		if err != nil {
			return err
		}
		for _, v := range over {
			if err := d.endView(ctx, tx, v, access.System("views").Ref(), v.Until); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) endView(ctx context.Context, tx *db.Tx, v View, by string, at time.Time) error {
	if err := tx.Do(ctx, `UPDATE identity_view SET ended_at = $1 WHERE id = $2 AND ended_at = ''`, clock.Stamp(at), v.ID); err != nil {
		return fmt.Errorf("end view: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: v.Agency, At: d.Clock.Now(), Actor: by, Act: "identity.view_end", Subject: "account:" + string(v.Viewed.ID), Person: v.Viewed.Person, After: map[string]string{"ended": clock.Stamp(at)}})
}

// Views returns the newest looks with the eyes of others in an agency.
func Views(ctx context.Context, q db.Q, agency string, most int) ([]View, error) {
	return views(ctx, q, `WHERE v.agency_id = $1 ORDER BY v.begun_at DESC, v.id DESC LIMIT $2`, agency, most)
}

func views(ctx context.Context, q db.Q, rest string, args ...any) ([]View, error) {
	return db.List(ctx, q, "list views", func(row db.Row) (v View, err error) {
		var begun, until, ended string
		if err = row.Scan(&v.ID, &v.Agency, &v.Viewer.ID, &v.Viewer.Name, &v.Viewed.ID, &v.Viewed.Name, &v.Viewed.Person, &v.Reason, &begun, &until, &ended); err != nil {
			return v, err
		}
		v.Begun, _ = clock.ParseStamp(begun)
		v.Until, _ = clock.ParseStamp(until)
		v.Ended, _ = clock.ParseStamp(ended)
		return v, nil
	}, `SELECT v.id, v.agency_id, v.viewer_id, a.name, v.viewed_id, b.name, b.person_id, v.reason, v.begun_at, v.until_at, v.ended_at
FROM identity_view v JOIN identity_account a ON a.id = v.viewer_id JOIN identity_account b ON b.id = v.viewed_id `+rest, args...)
}

// through returns the account looked at and what it may see in the agency of
// the view. A viewer who may look no longer, or at this account no longer, is
// only themselves.
func (d *Desk) through(ctx context.Context, view string, viewer Account, own []access.Grant) (Account, access.Actor, error) {
	self := access.AccountActor(string(viewer.ID), own)
	found, err := views(ctx, d.DB, `WHERE v.id = $1`, view)
	if err != nil || len(found) == 0 {
		return viewer, self, err
	}
	v := found[0]
	viewed, err := ByID(ctx, d.DB, v.Viewed.ID)
	if err != nil {
		return Account{}, access.Actor{}, err
	}
	grants, err := access.GrantsOf(ctx, d.DB, string(viewed.ID))
	if err != nil {
		return Account{}, access.Actor{}, err
	}
	if viewed.State == Locked || !MayView(self, v.Agency, viewed.ID, grants) {
		return viewer, self, nil
	}
	grants = slices.DeleteFunc(grants, func(g access.Grant) bool { return g.Agency != v.Agency })
	return viewed, access.EyesOf(string(viewed.ID), grants, string(viewer.ID), v.Until), nil
}
