package regulation

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// State says whether an own pack can be used.
type State string

// The states of own packs.
const (
	Draft     State = "draft"
	InForce   State = "in_force"
	Withdrawn State = "withdrawn"
)

// Own is a pack that people of this installation made by copying another.
type Own struct {
	*Pack
	Agency  string // the agency whose it is, "" for all of the installation
	State   State
	Version int // grows with every act; a form tells with which it began
}

// The acts in the life of an own pack, as its history names them.
const (
	actCopy     = "regulation.copy"
	actChange   = "regulation.change"
	actReplace  = "regulation.replace"
	actRelease  = "regulation.release"
	actWithdraw = "regulation.withdraw"
	actDelete   = "regulation.delete"
)

// Event is one act in the life of an own pack.
type Event struct {
	Version int
	Act     string // the message "act." + Act names it
	By      string // actor
	At      time.Time
	Reason  string
	Changes []Difference
}

// keeper says who may change the packs of an agency: its administrator; those
// of the whole installation only the administrator of the installation.
func keeper(actor access.Actor, owner string) error {
	if owner == "" {
		return actor.Require("", access.Operator)
	}
	return actor.Require(owner, access.Admin, access.Operator)
}

// Keeps reports whether an actor may change what belongs to an agency, or to
// the whole installation when owner is "".
func Keeps(actor access.Actor, owner string) bool { return keeper(actor, owner) == nil }

const ownColumns = `id, agency_id, state, version, decoded`

func scanOwn(row db.Row) (*Own, error) {
	var o Own
	var id, text string
	if err := row.Scan(&id, &o.Agency, &o.State, &o.Version, &text); err != nil {
		return nil, err
	}
	var err error
	o.Pack, err = decoded(text)
	return &o, err
}

// OwnPacks returns the own packs that an agency may read, in every state,
// newest first.
func OwnPacks(ctx context.Context, q db.Q, agency string) ([]*Own, error) {
	return db.List(ctx, q, "read own packs", scanOwn, `SELECT `+ownColumns+` FROM regulation_pack WHERE agency_id IN ('', $1) ORDER BY effective_from DESC, id`, agency)
}

// loadOwn returns an own pack that an agency may read.
func loadOwn(ctx context.Context, q db.Q, agency, id string) (*Own, error) {
	o, err := scanOwn(q.QueryRow(ctx, `SELECT `+ownColumns+` FROM regulation_pack WHERE id = $1 AND agency_id IN ('', $2)`, id, agency))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing(id)
	}
	if err != nil {
		return nil, fmt.Errorf("read pack %s: %w", id, err)
	}
	return o, nil
}

// History returns the acts in the life of an own pack, the latest first.
func History(ctx context.Context, q db.Q, id string) ([]Event, error) {
	rows, err := q.Query(ctx, `SELECT version, act, made_by, made_at, reason, changes FROM regulation_pack_event WHERE pack_id = $1 ORDER BY version DESC`, id)
	if err != nil {
		return nil, fmt.Errorf("read history of pack %s: %w", id, err)
	}
	defer rows.Close()
	var list []Event
	for rows.Next() {
		var e Event
		var at, changes string
		if err := rows.Scan(&e.Version, &e.Act, &e.By, &at, &e.Reason, &changes); err != nil {
			return nil, fmt.Errorf("read history of pack %s: %w", id, err)
		}
		if e.At, err = clock.ParseStamp(at); err != nil {
			return nil, fmt.Errorf("read history of pack %s: %w", id, err)
		}
		if err := json.Unmarshal([]byte(changes), &e.Changes); err != nil {
			return nil, fmt.Errorf("read history of pack %s: %w", id, err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// write stores an own pack after an act, with its event and its audit row.
func (l *Library) write(ctx context.Context, tx *db.Tx, actor access.Actor, o *Own, act, reason string, changes []Difference) error {
	text, err := o.YAML()
	if err != nil {
		return err
	}
	if err := bounded(text); err != nil { // or nobody could edit it again
		return err
	}
	decoded, err := json.Marshal(o.Pack)
	if err != nil {
		return fmt.Errorf("keep pack %s: %w", o.ID, err)
	}
	o.Version++
	err = tx.Do(ctx, `INSERT INTO regulation_pack (id, agency_id, kind, state, version, effective_from, content, decoded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, effective_from = excluded.effective_from, content = excluded.content, decoded = excluded.decoded`,
		o.ID, o.Agency, string(o.Kind), string(o.State), o.Version, string(o.EffectiveFrom.Value), string(text), string(decoded))
	if err != nil {
		return fmt.Errorf("keep pack %s: %w", o.ID, err)
	}
	changed, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("keep pack %s: %w", o.ID, err)
	}
	now := l.Clock.Now()
	err = tx.Do(ctx, `INSERT INTO regulation_pack_event (pack_id, version, act, made_by, made_at, reason, changes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		o.ID, o.Version, act, actor.Ref(), clock.Stamp(now), reason, string(changed))
	if err != nil {
		return fmt.Errorf("remember %s of pack %s: %w", act, o.ID, err)
	}
	before, after := states(changes)
	after["state"], after["edition"] = o.State, o.Edition
	return audit.Write(ctx, tx, audit.Entry{Agency: o.Agency, At: now, Actor: actor.Ref(), Act: act, Subject: "pack:" + o.ID, Before: before, After: after, Reason: reason})
}

// states writes differences as the states before and after, by place.
func states(changes []Difference) (before, after map[string]any) {
	before, after = map[string]any{}, map[string]any{}
	for _, d := range changes {
		if d.Before != nil {
			before[d.Path] = d.Before.said()
		}
		if d.After != nil {
			after[d.Path] = d.After.said()
		}
	}
	return before, after
}

// said writes a value with its grade and source in one line.
func (r *Row) said() string {
	if r.Source == "" {
		return r.Value
	}
	return r.Value + " (" + string(r.Grade) + ": " + r.Source + ")"
}

// begin loads an own pack for an act: the actor may change it, and nobody
// else has since the version that the actor saw.
func begin(ctx context.Context, tx *db.Tx, actor access.Actor, agency, id string, version int) (*Own, error) {
	o, err := loadOwn(ctx, tx, agency, id)
	if err != nil {
		return nil, err
	}
	if err := keeper(actor, o.Agency); err != nil {
		return nil, err
	}
	if o.Version != version {
		return nil, fault.Conflict("regulation.fault.changed_meanwhile")
	}
	return o, nil
}
