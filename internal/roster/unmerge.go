package roster

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Unmerge takes a merge back: gone is a person again with its own number,
// facts and unit, and what keep was given from it leaves keep, unless it was
// corrected since. Parts names what came to keep after the merge and belongs
// to gone. Version is the state of keep that the officer saw.
func (d *Desk) Unmerge(ctx context.Context, actor access.Actor, agency org.AgencyID, keep PersonID, version int, gone PersonID, parts []string, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	checkReason(&f, reason)
	if err := f.Err(); err != nil {
		return err
	}
	return d.change(ctx, agency, keep, version, func(tx *db.Tx, stays *Person) error {
		merges, err := MergingsOf(ctx, tx, agency, keep)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(merges, func(m Merging) bool { return m.Gone == gone })
		if i < 0 {
			return fault.Conflict("roster.merge_gone")
		}
		back, err := ByID(ctx, tx, agency, gone)
		if err != nil {
			return err
		}
		at := d.Clock.Now()
		if err := d.part(ctx, tx, stays, &back, merges[i], reason, at); err != nil {
			return err
		}
		given, err := d.give(ctx, tx, stays, gone, parts)
		if err != nil {
			return err
		}
		return d.wrote(ctx, tx, actor, "roster.unmerge", "roster.unmerged", stays, gone, given, reason, at)
	})
}

// part undoes what a merge did to both entries.
func (d *Desk) part(ctx context.Context, tx *db.Tx, stays, back *Person, m Merging, reason string, at time.Time) error {
	a, err := org.AgencyByID(ctx, tx, stays.Agency)
	if err != nil {
		return err
	}
	free := *back
	free.State, free.Into = Active, ""
	if err := tx.Do(ctx, `DELETE FROM roster_nip WHERE person_id = $1 AND nip = $2 AND replaced_at = $3`, string(stays.ID), back.NIP, clock.Stamp(m.At)); err != nil {
		return fmt.Errorf("give number of %s back: %w", back.ID, err)
	}
	if err := save(ctx, tx, back, &free, "", reason, "", at); err != nil {
		return err
	}
	if err := placeAgain(ctx, tx, back, m.placement); err != nil {
		return err
	}
	after := *stays
	for _, c := range m.filled {
		if v := after.value(c.Field); *v == c.To {
			*v = c.From
		}
	}
	if err := save(ctx, tx, stays, &after, a.Today(at), reason, "", at); err != nil {
		return err
	}
	if err := tx.Do(ctx, `UPDATE roster_merge SET undone_at = $1 WHERE id = $2`, clock.Stamp(at), m.id); err != nil {
		return fmt.Errorf("take merge of %s back: %w", back.ID, err)
	}
	return nil
}

// placeAgain opens the placement that ended with a merge.
func placeAgain(ctx context.Context, tx *db.Tx, p *Person, placement string) error {
	if placement == "" {
		return nil
	}
	var unit org.UnitID
	var from clock.Date
	if err := tx.QueryRow(ctx, `SELECT unit_id, from_date FROM roster_placement WHERE id = $1`, placement).Scan(&unit, &from); err != nil {
		return fmt.Errorf("read placement of %s: %w", p.ID, err)
	}
	if err := tx.Do(ctx, `UPDATE roster_placement SET until_date = '' WHERE id = $1`, placement); err != nil {
		return fmt.Errorf("place %s again: %w", p.ID, err)
	}
	units, err := org.Units(ctx, tx, p.Agency)
	if err != nil {
		return err
	}
	for _, s := range scopesOf(org.NewTree(units), unit) {
		if err := access.Cover(ctx, tx, s, string(p.ID), from); err != nil {
			return err
		}
	}
	return nil
}

// wrote remembers a split on both people.
func (d *Desk) wrote(ctx context.Context, tx *db.Tx, actor access.Actor, act, other string, first *Person, second PersonID, given []string, reason string, at time.Time) error {
	for _, e := range []audit.Entry{
		{Act: act, Subject: "person:" + string(first.ID), Person: string(first.ID), After: map[string]any{"other": second, "given": given}},
		{Act: other, Subject: "person:" + string(second), Person: string(second), After: map[string]any{"from": first.ID, "given": given}},
	} {
		e.Agency, e.At, e.Actor, e.Reason = string(first.Agency), at, actor.Ref(), reason
		if err := audit.Write(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}
