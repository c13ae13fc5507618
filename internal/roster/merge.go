package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// Merge joins two entries of one person: gone becomes part of keep, its number
// stays findable, and what keep lacks is filled from it. It is refused when a
// later house has built on gone.
func (d *Desk) Merge(ctx context.Context, actor access.Actor, agency org.AgencyID, keep, gone PersonID, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	checkReason(&f, reason)
	if keep == gone {
		f.Add("other", "roster.merge_self")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, gone, 0, func(tx *db.Tx, double *Person) error {
		stays, err := ByID(ctx, tx, agency, keep)
		if err != nil {
			return err
		}
		if stays.State != Active {
			return fault.Conflict("roster.merge_inactive")
		}
		if err := d.unbuilt(ctx, tx, double, "roster.merge_built"); err != nil {
			return err
		}
		return d.join(ctx, tx, actor, &stays, double, reason)
	})
}

// join does what Merge says, and remembers it so that Unmerge can take it back.
func (d *Desk) join(ctx context.Context, tx *db.Tx, actor access.Actor, stays, double *Person, reason string) error {
	at := d.Clock.Now()
	a, err := org.AgencyByID(ctx, tx, stays.Agency)
	if err != nil {
		return err
	}
	all, err := org.Units(ctx, tx, stays.Agency)
	if err != nil {
		return err
	}
	placement, since, err := placedNow(ctx, tx, double.ID)
	if err != nil {
		return err
	}
	end := max(a.Today(at), since)
	if err := move(ctx, tx, org.NewTree(all), double.ID, double.Unit, "", end, reason, "", "", at); err != nil {
		return err
	}
	left := *double
	left.State, left.Into = Merged, stays.ID
	if err := save(ctx, tx, double, &left, "", reason, "", at); err != nil {
		return err
	}
	if err := keepNIP(ctx, tx, stays.ID, double.NIP, reason, at); err != nil {
		return err
	}
	filled := double.filledBy(stays)
	filled.ID, filled.NIP, filled.State, filled.Version, filled.Name, filled.Into, filled.Unit = stays.ID, stays.NIP, stays.State, stays.Version, stays.Name, "", stays.Unit
	list := changes(stays, &filled)
	if err := save(ctx, tx, stays, &filled, a.Today(at), reason, "", at); err != nil {
		return err
	}
	if err := remember(ctx, tx, stays, double, placement, list, reason, at); err != nil {
		return err
	}
	for _, e := range []audit.Entry{
		{Act: "roster.merge", Subject: "person:" + string(stays.ID), Person: string(stays.ID), Before: changed(list, false), After: map[string]any{"merged": double.ID, "nip": double.NIP, "filled": changed(list, true)}},
		{Act: "roster.merged", Subject: "person:" + string(double.ID), Person: string(double.ID), After: map[string]any{"into": stays.ID}},
	} {
		e.Agency, e.At, e.Actor, e.Reason = string(stays.Agency), at, actor.Ref(), reason
		if err := audit.Write(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// Merging is a merge that still holds.
type Merging struct {
	Keep, Gone PersonID
	Name, NIP  string // of the entry that went
	Reason     string
	At         time.Time

	id        string
	placement string // the one that ended with the merge, "" for none
	filled    []Change
}

// remember keeps what a merge did.
func remember(ctx context.Context, tx *db.Tx, stays, double *Person, placement string, filled []Change, reason string, at time.Time) error {
	list, err := json.Marshal(filled)
	if err != nil {
		return fmt.Errorf("remember merge of %s: %w", double.ID, err)
	}
	err = tx.Do(ctx, `INSERT INTO roster_merge (id, agency_id, keep_id, gone_id, placement_id, filled, reason, merged_at, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
		id.New(), string(stays.Agency), string(stays.ID), string(double.ID), placement, string(list), reason, clock.Stamp(at))
	if err != nil {
		return fmt.Errorf("remember merge of %s: %w", double.ID, err)
	}
	return nil
}

// MergingsOf returns the merges into a person that can be taken back, newest
// first.
func MergingsOf(ctx context.Context, q db.Q, agency org.AgencyID, keep PersonID) ([]Merging, error) {
	return db.List(ctx, q, "list merges", func(row db.Row) (m Merging, err error) {
		var filled, at string
		if err = row.Scan(&m.id, &m.Keep, &m.Gone, &m.Name, &m.NIP, &m.placement, &filled, &m.Reason, &at); err != nil {
			return m, err
		}
		if m.At, err = clock.ParseStamp(at); err != nil {
			return m, err
		}
		return m, json.Unmarshal([]byte(filled), &m.filled)
	}, `SELECT m.id, m.keep_id, m.gone_id, p.name, p.nip, m.placement_id, m.filled, m.reason, m.merged_at FROM roster_merge m JOIN roster_person p ON p.id = m.gone_id
WHERE m.agency_id = $1 AND m.keep_id = $2 AND m.undone_at = '' ORDER BY m.merged_at DESC, m.id DESC`, string(agency), string(keep))
}
