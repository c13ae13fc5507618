package audit

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
)

// Report is what Verify found in one agency's chain.
type Report struct {
	Agency   string   `json:"agency"`
	Sealed   int64    `json:"sealed"`   // entries in the chain
	Unsealed int64    `json:"unsealed"` // entries written since the last seal
	Head     string   `json:"head"`     // hash at the end of the chain
	HeadSeen bool     `json:"head_seen"`
	Broken   []Broken `json:"broken"` // empty when nothing was altered
}

// Broken is one place where the chain does not hold.
type Broken struct {
	Seq   int64  `json:"seq"`
	Entry string `json:"entry"`
	What  string `json:"what"` // altered, removed, chain
}

// mostBroken bounds how many faults a report lists.
const mostBroken = 100

// Verify walks an agency's chain from its beginning and reports every entry
// that was altered or removed since it was sealed. When publishedHead is not
// empty, the report says whether the chain has ever ended there.
func Verify(ctx context.Context, q db.Q, agency, publishedHead string) (Report, error) {
	rep := Report{Agency: agency, HeadSeen: publishedHead == "", Broken: []Broken{}}
	rows, err := q.Query(ctx, `SELECT s.seq, s.audit_id, s.prev, s.hash, COALESCE(e.id, ''), COALESCE(e.agency_id, ''), COALESCE(e.at, ''), COALESCE(e.actor, ''),
  COALESCE(e.act, ''), COALESCE(e.subject, ''), COALESCE(e.person_id, ''), COALESCE(e.before_state, ''), COALESCE(e.after_state, ''), COALESCE(e.reason, ''),
  COALESCE(e.salt, ''), COALESCE(e.digest, '')
FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.audit_id WHERE s.agency_id = $1 ORDER BY s.seq`, agency)
	if err != nil {
		return rep, fmt.Errorf("verify audit chain: %w", err)
	}
	defer rows.Close()
	prev := ""
	for rows.Next() {
		var seq int64
		var entry, before, hash, digest string
		var r record
		if err := rows.Scan(&seq, &entry, &before, &hash, &r.id, &r.agency, &r.at, &r.actor, &r.act, &r.subject, &r.person, &r.before, &r.after, &r.reason, &r.salt, &digest); err != nil {
			return rep, fmt.Errorf("verify audit chain: %w", err)
		}
		rep.Sealed++
		if what := fault(rep.Sealed, seq, prev, before, hash, r, digest); what != "" && len(rep.Broken) < mostBroken {
			rep.Broken = append(rep.Broken, Broken{Seq: seq, Entry: entry, What: what})
		}
		rep.HeadSeen = rep.HeadSeen || hash == publishedHead
		prev, rep.Head = hash, hash
	}
	if err := rows.Err(); err != nil {
		return rep, fmt.Errorf("verify audit chain: %w", err)
	}
	rows.Close()
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM audit_entry WHERE agency_id = $1 AND sealed = 0`, agency).Scan(&rep.Unsealed)
	if err != nil {
		return rep, fmt.Errorf("verify audit chain: %w", err)
	}
	return rep, nil
}

// fault names what is wrong with one link, "" when it holds.
func fault(want, seq int64, prev, before, hash string, r record, digest string) string {
	switch {
	case r.id == "":
		return "removed"
	case seq != want || before != prev || hash != chain(prev, seq, digest):
		return "chain"
	case r.digest() != digest && !erased(r):
		return "altered"
	}
	return ""
}

// erased reports whether the content of an entry was taken away with a
// person's data: its salt and states are gone and only the digest stays.
func erased(r record) bool {
	return r.salt == "" && r.before == "" && r.after == "" && r.reason == "" && r.person == ""
}
