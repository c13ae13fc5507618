package document

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Patterns returns how an agency writes the numbers of each kind that has any.
func Patterns(ctx context.Context, q db.Q, agency org.AgencyID) (map[LetterKind]Pattern, error) {
	m := map[LetterKind]Pattern{}
	for _, k := range Makes {
		if k.Numbered() {
			m[k.Kind] = k.Pattern
		}
	}
	type own struct {
		kind    LetterKind
		pattern Pattern
	}
	list, err := db.List(ctx, q, "list patterns", func(row db.Row) (o own, err error) {
		err = row.Scan(&o.kind, &o.pattern)
		return o, err
	}, `SELECT kind, pattern FROM document_pattern WHERE agency_id = $1`, string(agency))
	for _, o := range list {
		m[o.kind] = o.pattern
	}
	return m, err
}

// SetPattern changes how the numbers of a kind are written from now. The
// running number goes on. Two kinds may not be written alike: their letters
// would have one number.
func (c *Cabinet) SetPattern(ctx context.Context, actor access.Actor, a org.Agency, kind LetterKind, p Pattern) error {
	if err := actor.Require(string(a.ID), tailors...); err != nil {
		return err
	}
	p = Pattern(strings.TrimSpace(string(p)))
	if m, ok := MakeOf(kind); !ok || !m.Numbered() {
		return fault.NotFound("access.not_found")
	}
	if err := p.Check(); err != nil {
		return err
	}
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, registerLock(a.ID)); err != nil {
			return err
		}
		all, err := Patterns(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for other, have := range all {
			if other != kind && have == p {
				return refuse("pattern", "document.pattern_taken")
			}
		}
		err = tx.Do(ctx, `INSERT INTO document_pattern (agency_id, kind, pattern) VALUES ($1, $2, $3) ON CONFLICT (agency_id, kind) DO UPDATE SET pattern = excluded.pattern`, string(a.ID), string(kind), string(p))
		if err != nil {
			return fmt.Errorf("set pattern: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: c.Clock.Now(), Actor: actor.Ref(), Act: "document.pattern", Subject: "letter:" + string(kind), Before: string(all[kind]), After: string(p)})
	})
}

func registerLock(agency org.AgencyID) string { return "document.register:" + string(agency) }

// take takes so many numbers of a kind and year at once and returns the first,
// within the transaction that enters their letters: a number and its letter
// are never parted.
func take(ctx context.Context, tx *db.Tx, agency org.AgencyID, kind LetterKind, year, many int) (first int, err error) {
	if err := tx.Lock(ctx, registerLock(agency)); err != nil {
		return 0, err
	}
	var last int
	err = tx.QueryRow(ctx, `INSERT INTO document_counter (agency_id, kind, year, last_number) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, kind, year) DO UPDATE SET last_number = document_counter.last_number + excluded.last_number RETURNING last_number`,
		string(agency), string(kind), year, many).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("take numbers: %w", err)
	}
	return last - many + 1, nil
}

// Void declares a letter void, with the reason: its number is never given
// again.
func (c *Cabinet) Void(ctx context.Context, actor access.Actor, a org.Agency, letter LetterID, reason string) error {
	if err := actor.Require(string(a.ID), makers...); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return refuse("reason", "document.void_why")
	}
	now := c.Clock.Now()
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		l, err := LetterByID(ctx, tx, a.ID, letter)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE document_letter SET voided_at = $1, voided_by = $2, reason = $3 WHERE id = $4 AND voided_at = ''`, clock.Stamp(now), actor.Ref(), reason, string(letter))
		if err != nil {
			return fmt.Errorf("void letter: %w", err)
		}
		if n == 0 {
			return fault.Conflict("document.void_already")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "document.void", Subject: "letter:" + string(letter), Person: l.Person, Before: l.Number, Reason: reason})
	})
}
