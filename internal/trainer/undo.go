package trainer

import (
	"context"
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
// last one first, with the number of trainers in each.
func Imports(ctx context.Context, q db.Q, agency org.AgencyID) ([]roster.ListImport, error) {
	return db.List(ctx, q, "list imports of trainers", roster.ScanListImport,
		`SELECT id, file_name, trainers, made_at FROM trainer_import WHERE agency_id = $1 AND undone_at = '' ORDER BY made_at DESC, id DESC LIMIT 5`, string(agency))
}

// Taken refuses what is no import of trainers of the agency, or was undone.
func (d *Desk) Taken(ctx context.Context, a org.Agency, imp string) error {
	return roster.TakenList(d.DB.QueryRow(ctx, `SELECT undone_at FROM trainer_import WHERE id = $1 AND agency_id = $2`, imp, string(a.ID)), "trainer.list.no_import")
}

// Undo takes the trainers and rights of a list back, as long as no trainer of
// it was bound, was given a session, a slot of a seminar or an absence. What the list filled in of
// trainers who were known before stays.
func (d *Desk) Undo(ctx context.Context, actor access.Actor, a org.Agency, imp string) error {
	if err := actor.Require(string(a.ID), writers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE trainer_import SET undone_at = $1 WHERE id = $2 AND agency_id = $3 AND undone_at = ''`, clock.Stamp(d.Clock.Now()), imp, string(a.ID))
		if err != nil {
			return fmt.Errorf("undo trainers: %w", err)
		}
		if n == 0 {
			return fault.NotFound("trainer.list.no_import")
		}
		if err := d.unused(ctx, tx, a, imp); err != nil {
			return err
		}
		for _, q := range []string{`DELETE FROM trainer_right WHERE import_id = $1`, `DELETE FROM trainer_right WHERE trainer_id IN (SELECT id FROM trainer_trainer WHERE import_id = $1)`, `DELETE FROM trainer_trainer WHERE import_id = $1`} {
			if err := tx.Do(ctx, q, imp); err != nil {
				return fmt.Errorf("undo trainers: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "trainer.undo", Subject: "trainer_import:" + imp})
	})
}

// unused refuses when somebody has built on the trainers of an import.
func (d *Desk) unused(ctx context.Context, tx *db.Tx, a org.Agency, imp string) error {
	made, err := db.List(ctx, tx, "list trainers of import", scan, `SELECT `+columns+` FROM trainer_trainer WHERE import_id = $1 AND agency_id = $2 ORDER BY id`, imp, string(a.ID))
	if err != nil {
		return err
	}
	for _, t := range made {
		var n int
		err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM trainer_binding WHERE trainer_id = $1) + (SELECT COUNT(*) FROM trainer_absence WHERE trainer_id = $1)`, string(t.ID)).Scan(&n)
		if err != nil {
			return fmt.Errorf("ask what rests on trainer: %w", err)
		}
		for _, used := range d.Used {
			more, err := used(ctx, tx, a.ID, t.ID)
			if err != nil {
				return err
			}
			n += more
		}
		if n > 0 {
			return fault.Conflict("trainer.list.built", "Name", t.Name)
		}
	}
	return nil
}
