package venue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// Imports returns the newest five lists of an agency that were not taken back, the
// last one first, with the number of rooms that each added or changed.
func Imports(ctx context.Context, q db.Q, agency org.AgencyID) ([]roster.ListImport, error) {
	return db.List(ctx, q, "list imports of rooms", roster.ScanListImport,
		`SELECT id, file_name, rooms, made_at FROM venue_import WHERE agency_id = $1 AND undone_at = '' ORDER BY made_at DESC, id DESC LIMIT 5`, string(agency))
}

// entered is a room as a list found it and as it left it; one that the list
// added was none before.
type entered struct{ before, after Room }

func (e entered) store(ctx context.Context, tx *db.Tx, imp string) error {
	before, err := json.Marshal(e.before)
	if err != nil {
		return err
	}
	after, err := json.Marshal(e.after)
	if err != nil {
		return err
	}
	err = tx.Do(ctx, `INSERT INTO venue_import_room (import_id, room_id, before_json, after_json) VALUES ($1, $2, $3, $4)`, imp, string(e.after.ID), string(before), string(after))
	if err != nil {
		return fmt.Errorf("remember room %s: %w", e.after.ID, err)
	}
	return nil
}

// Taken refuses what is no import of rooms of the agency, or was undone.
func (d *Desk) Taken(ctx context.Context, a org.Agency, imp string) error {
	return roster.TakenList(d.DB.QueryRow(ctx, `SELECT undone_at FROM venue_import WHERE id = $1 AND agency_id = $2`, imp, string(a.ID)), "venue.list.no_import")
}

// Undo takes a list back: the rooms that it added go, those that it changed are
// again what they were, whoever uses them. It is refused once a room of it was
// changed since, or one that it added has a closure or is used by a session or
// slot.
func (d *Desk) Undo(ctx context.Context, actor access.Actor, a org.Agency, imp string) error {
	if err := actor.Require(string(a.ID), writers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE venue_import SET undone_at = $1 WHERE id = $2 AND agency_id = $3 AND undone_at = ''`, clock.Stamp(d.Clock.Now()), imp, string(a.ID))
		if err != nil {
			return fmt.Errorf("undo rooms: %w", err)
		}
		if n == 0 {
			return fault.NotFound("venue.list.no_import")
		}
		list, err := db.List(ctx, tx, "list rooms of import", func(row db.Row) (e entered, err error) {
			var before, after string
			if err := row.Scan(&before, &after); err != nil {
				return e, err
			}
			return e, errors.Join(json.Unmarshal([]byte(before), &e.before), json.Unmarshal([]byte(after), &e.after))
		}, `SELECT before_json, after_json FROM venue_import_room WHERE import_id = $1 ORDER BY room_id`, imp)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := d.takeBack(ctx, tx, actor, e); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "venue.undo", Subject: "room_import:" + imp, After: map[string]any{"rooms": len(list)}})
	})
}

// takeBack removes a room that the list added and restores one that it changed; it
// refuses one that is no longer as the list left it.
func (d *Desk) takeBack(ctx context.Context, tx *db.Tx, actor access.Actor, e entered) error {
	now, err := ByID(ctx, tx, e.after.Agency, e.after.ID)
	if err != nil {
		return err
	}
	if now != e.after {
		return fault.Conflict("venue.list.touched", "Name", now.Name)
	}
	if e.before.ID != "" {
		_, err := d.keep(ctx, tx, actor, &e.before)
		return err
	}
	if err := d.unused(ctx, tx, now); err != nil {
		return err
	}
	if err := tx.Do(ctx, `DELETE FROM venue_room WHERE id = $1`, string(now.ID)); err != nil {
		return fmt.Errorf("undo room %s: %w", now.ID, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(now.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "venue.change", Subject: "room:" + string(now.ID), Before: now})
}

// unused refuses a room that has a closure, or into which a later house has
// laid something.
func (d *Desk) unused(ctx context.Context, tx *db.Tx, r Room) error {
	var n int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM venue_closure WHERE room_id = $1`, string(r.ID)).Scan(&n); err != nil {
		return fmt.Errorf("count closures of room %s: %w", r.ID, err)
	}
	for _, used := range d.Used {
		more, err := used(ctx, tx, r.Agency, r.ID)
		if err != nil {
			return err
		}
		n += more
	}
	if n > 0 {
		return fault.Conflict("venue.list.built", "Name", r.Name)
	}
	return nil
}
