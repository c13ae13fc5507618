// Package audit remembers who did what to whom, before and after.
//
// Every act of every house writes an Entry in its own transaction: there is
// no change without one. Once a second a sealer appends the new entries of
// each agency to a chain of hashes, so that an entry altered or removed later
// is found by Verify. The chain runs over salted digests, so that the content
// of an entry can be erased with a person's data while the chain holds.
//
// Entries hold opaque identifiers only, never a name or an NIP outside the
// before and after states. Reading a person's page is remembered too, once
// per viewer, person and day, outside the chain.
package audit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// Entry is one act as it is remembered.
type Entry struct {
	ID      string
	Agency  string // agency id, empty for acts on the whole system
	At      time.Time
	Actor   string // who: "account:…", "link:…" or "system:…"
	Act     string // what, such as "roster.correct"; a message "act.roster.correct" says it to people
	Subject string // to what, such as "batch:…"
	Person  string // to whom, person id, empty where the act concerns nobody
	Before  any    // state before, as JSON; nil where there was none
	After   any    // state after, as JSON
	Reason  string // why, in the words of the actor
}

// Write remembers an act within its transaction. At comes from the clock of
// the act; ID is made here.
func Write(ctx context.Context, tx *db.Tx, e Entry) error {
	before, err := state(e.Before)
	if err != nil {
		return fmt.Errorf("remember %s: %w", e.Act, err)
	}
	after, err := state(e.After)
	if err != nil {
		return fmt.Errorf("remember %s: %w", e.Act, err)
	}
	var salt [16]byte
	rand.Read(salt[:])
	e.ID = id.New()
	row := record{e.ID, e.Agency, clock.Stamp(e.At), e.Actor, e.Act, e.Subject, e.Person, before, after, e.Reason, hex.EncodeToString(salt[:])}
	err = tx.Do(ctx, `INSERT INTO audit_entry (id, agency_id, at, actor, act, subject, person_id, before_state, after_state, reason, salt, digest, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)`,
		row.id, row.agency, row.at, row.actor, row.act, row.subject, row.person, row.before, row.after, row.reason, row.salt, row.digest())
	if err != nil {
		return fmt.Errorf("remember %s: %w", e.Act, err)
	}
	return nil
}

func state(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// record is an entry as it stands in its row.
type record struct {
	id, agency, at, actor, act, subject, person, before, after, reason, salt string
}

// digest binds every field of the record and its salt.
func (r record) digest() string {
	h := sha256.New()
	for _, part := range []string{r.salt, r.id, r.agency, r.at, r.actor, r.act, r.subject, r.person, r.before, r.after, r.reason} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// View remembers, at most once a day, that a viewer read a person's page.
func View(ctx context.Context, d *db.DB, viewer, person string, day clock.Date, at time.Time) error {
	var seen int
	err := d.QueryRow(ctx, `SELECT COUNT(*) FROM audit_view WHERE person_id = $1 AND day = $2 AND viewer = $3`, person, string(day), viewer).Scan(&seen)
	if err == nil && seen > 0 {
		return nil
	}
	return d.Coalesce(db.Acting(ctx), func(ctx context.Context, tx *db.Tx) error {
		err := tx.Do(ctx, `INSERT INTO audit_view (person_id, viewer, day, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, person, viewer, string(day), clock.Stamp(at))
		return err
	})
}

// ActorKind returns the kind of an actor reference: the part before the colon.
func ActorKind(actor string) string {
	kind, _, _ := strings.Cut(actor, ":")
	return kind
}
