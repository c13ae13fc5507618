package moving

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/audit"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Undo takes an entered move back, all of it. It is refused, before anything
// is touched, when somebody has built on a part of it since.
func (d *Desk) Undo(ctx context.Context, actor access.Actor, a org.Agency, move ID) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	m, err := ByID(ctx, d.DB, a.ID, move)
	if err != nil {
		return err
	}
	if m.State != Entered {
		return fault.Conflict("moving.not_entered")
	}
	if err := d.free(ctx, a, m); err != nil {
		return err
	}
	if err := d.unwind(ctx, actor, a, move); err != nil {
		return fmt.Errorf("undo move: %w", err)
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, `UPDATE moving_move SET state = 'undone', undone_at = $1 WHERE id = $2`, clock.Stamp(d.Clock.Now()), string(move)); err != nil {
			return fmt.Errorf("undo move: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "moving.undo", Subject: "move:" + string(move)})
	})
}

// free refuses with what stands in the way of taking a move back.
func (d *Desk) free(ctx context.Context, a org.Agency, m Move) error {
	list, err := steps(ctx, d.DB, m.ID)
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		var imports []string
		for _, s := range list {
			imports = append(imports, s.reference)
		}
		for _, s := range list {
			switch s.part {
			case partProgramme:
				err = d.Training.MayTakeBack(ctx, tx, a.ID, training.ProgrammeID(s.reference))
				if err == nil {
					err = freeBatches(ctx, tx, training.ProgrammeID(s.reference), m.source())
				}
			case partMentors:
				err = schedule.MayUndoMentors(ctx, tx, a, s.reference)
			case partPapers:
				err = d.Probation.Papers.Undoable(ctx, tx, a.ID, s.reference)
			case partPeople:
				err = d.freePeople(ctx, tx, a, roster.ImportID(s.reference), imports)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// freePeople refuses when a person of the move was changed since, or has
// something that came later: a paper, a letter, an STTP, a rating.
func (d *Desk) freePeople(ctx context.Context, tx *db.Tx, a org.Agency, imp roster.ImportID, own []string) error {
	people, err := d.Roster.Untouched(ctx, tx, a.ID, imp)
	if err != nil {
		return err
	}
	later := map[string]bool{}
	for _, ask := range []func(context.Context, db.Q, string, []string) ([]string, error){certificate.Beside, probation.Beside} {
		list, err := ask(ctx, tx, string(a.ID), slices.Clone(own))
		if err != nil {
			return err
		}
		for _, person := range list {
			later[person] = true
		}
	}
	for _, id := range people {
		built := later[string(id)]
		if !built {
			if built, err = papersBeside(ctx, tx, string(id), own); err != nil {
				return err
			}
		}
		if !built {
			continue
		}
		p, err := roster.ByID(ctx, tx, a.ID, id)
		if err != nil {
			return err
		}
		return fault.Conflict("moving.back_paper", "Name", p.Name)
	}
	return nil
}

// papersBeside reports whether a person has a paper that no part of a move
// brought, or a letter.
func papersBeside(ctx context.Context, tx *db.Tx, person string, own []string) (bool, error) {
	papers, err := document.Of(ctx, tx, person)
	if err != nil {
		return false, err
	}
	letters, err := document.LettersOf(ctx, tx, person)
	if err != nil {
		return false, err
	}
	return len(letters) > 0 || slices.ContainsFunc(papers, func(p document.Paper) bool { return !slices.Contains(own, p.Source) }), nil
}

func freeBatches(ctx context.Context, tx *db.Tx, programme training.ProgrammeID, source string) error {
	batches, err := training.Batches(ctx, tx, programme)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if err := schedule.MayTakeBack(ctx, tx, b.ID); err != nil {
			return err
		}
		if err := attendance.MayTakeBack(ctx, tx, b.ID, source); err != nil {
			return err
		}
		if err := actualization.MayTakeBack(ctx, tx, b.ID); err != nil {
			return err
		}
		if err := evaluation.MayTakeBack(ctx, tx, b.ID, source); err != nil {
			return err
		}
	}
	return nil
}

// unwind takes the parts of a move out again, the last first.
func (d *Desk) unwind(ctx context.Context, actor access.Actor, a org.Agency, move ID) error {
	list, err := steps(ctx, d.DB, move)
	if err != nil {
		return err
	}
	m, err := ByID(ctx, d.DB, a.ID, move)
	if err != nil {
		return err
	}
	slices.Reverse(list)
	for _, s := range list {
		switch s.part {
		case partRating, partPapers:
			err = d.Probation.Undo(ctx, actor, a, s.reference)
		case partSTTP:
			if err = d.Certificates.Undo(ctx, actor, a.ID, s.reference); err == nil {
				err = d.DB.InTx(ctx, func(tx *db.Tx) error { return training.ForgetWithdrawn(ctx, tx, a.ID, "sttp:"+s.reference) })
			}
		case partMentors:
			err = d.Schedule.UndoMentors(ctx, actor, a, s.reference)
		case partProgramme:
			err = d.DB.InTx(ctx, func(tx *db.Tx) error { return d.takeBack(ctx, tx, actor, a, m) })
		case partPeople:
			err = d.Roster.Undo(ctx, actor, a.ID, roster.ImportID(s.reference))
		}
		if err != nil {
			return err
		}
		err = d.DB.InTx(ctx, func(tx *db.Tx) error {
			return tx.Do(ctx, `UPDATE moving_step SET undone_at = $1 WHERE move_id = $2 AND position = $3`, clock.Stamp(d.Clock.Now()), string(move), s.position)
		})
		if err != nil {
			return fmt.Errorf("note part of move: %w", err)
		}
	}
	return nil
}

// takeBack removes programme, sessions, attendance and marks in one
// transaction.
func (d *Desk) takeBack(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, m Move) error {
	programme := training.ProgrammeID(m.ID)
	batches, err := training.Batches(ctx, tx, programme)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if err := actualization.MayTakeBack(ctx, tx, b.ID); err != nil {
			return err
		}
		if err := d.Evaluation.TakeBack(ctx, tx, actor, a, b.ID, m.source()); err != nil {
			return err
		}
		if err := d.Attendance.TakeBack(ctx, tx, actor, a, b.ID, m.source()); err != nil {
			return err
		}
		if err := d.Schedule.TakeBack(ctx, tx, actor, a.ID, b.ID); err != nil {
			return err
		}
	}
	return d.Training.TakeBack(ctx, tx, actor, a.ID, programme)
}
