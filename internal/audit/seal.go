package audit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"pamong/internal/kit/db"
)

// sealAtOnce is the most entries that one transaction seals.
const sealAtOnce = 2000

// Seal appends all unsealed entries to the chains of their agencies and
// returns how many there were. Any number of processes may call it.
func Seal(ctx context.Context, d *db.DB) (int, error) {
	total := 0
	for {
		var n int
		err := d.InTx(ctx, func(tx *db.Tx) error {
			var err error
			n, err = sealSome(ctx, tx)
			return err
		})
		total += n
		if err != nil {
			return total, fmt.Errorf("seal audit trail: %w", err)
		}
		if n < sealAtOnce {
			return total, nil
		}
	}
}

// Waiting reports whether entries wait to be sealed.
func Waiting(ctx context.Context, q db.Q) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM audit_entry WHERE sealed = 0 LIMIT 1) AS waiting`).Scan(&n)
	return n > 0, err
}

type link struct{ id, agency, digest string }

func sealSome(ctx context.Context, tx *db.Tx) (int, error) {
	if err := tx.Lock(ctx, "audit.seal"); err != nil {
		return 0, err
	}
	links, err := unsealed(ctx, tx)
	if err != nil {
		return 0, err
	}
	heads := map[string]Head{}
	for _, l := range links {
		head, known := heads[l.agency]
		if !known {
			if head, err = HeadOf(ctx, tx, l.agency); err != nil {
				return 0, err
			}
		}
		next := Head{Agency: l.agency, Seq: head.Seq + 1, Hash: chain(head.Hash, head.Seq+1, l.digest)}
		if err := tx.Do(ctx, `INSERT INTO audit_seal (agency_id, seq, audit_id, prev, hash) VALUES ($1, $2, $3, $4, $5)`, l.agency, next.Seq, l.id, head.Hash, next.Hash); err != nil {
			return 0, err
		}
		if err := tx.Do(ctx, `UPDATE audit_entry SET sealed = 1 WHERE id = $1`, l.id); err != nil {
			return 0, err
		}
		heads[l.agency] = next
	}
	return len(links), nil
}

func unsealed(ctx context.Context, tx *db.Tx) ([]link, error) {
	rows, err := tx.Query(ctx, `SELECT id, agency_id, digest FROM audit_entry WHERE sealed = 0 ORDER BY agency_id, id LIMIT $1`, sealAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var links []link
	for rows.Next() {
		var l link
		if err := rows.Scan(&l.id, &l.agency, &l.digest); err != nil {
			return nil, err
		}
		links = append(links, l)
	}
	return links, rows.Err()
}

func chain(prev string, seq int64, digest string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%s", prev, seq, digest))
	return hex.EncodeToString(sum[:])
}

// Head is the end of an agency's chain. Printed in minutes and put into
// backups, it fixes everything before it.
type Head struct {
	Agency string `json:"agency"`
	Seq    int64  `json:"seq"`
	Hash   string `json:"hash"`
}

// HeadOf returns the end of an agency's chain, a zero Head before its first
// seal.
func HeadOf(ctx context.Context, q db.Q, agency string) (Head, error) {
	h := Head{Agency: agency}
	err := q.QueryRow(ctx, `SELECT seq, hash FROM audit_seal WHERE agency_id = $1 ORDER BY seq DESC LIMIT 1`, agency).Scan(&h.Seq, &h.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Head{}, fmt.Errorf("read head of audit chain: %w", err)
	}
	return h, nil
}
