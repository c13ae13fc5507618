package probation

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// MoveExam gives somebody who has a day another day of the same examination: a
// working day after today, not before its first, with room left, and not
// before the day for which a second examination was asked.
func (o *Office) MoveExam(ctx context.Context, actor access.Actor, a org.Agency, seat string, day clock.Date) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	free, err := o.Rules.Holidays(ctx, o.DB, string(a.ID))
	if err != nil {
		return err
	}
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := lockExams(ctx, tx, a.ID); err != nil {
			return err
		}
		seats, err := examSeats(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(seats, func(s ExamSeat) bool { return s.ID == seat })
		if at < 0 {
			return fault.NotFound("probation.health.none")
		}
		s := seats[at]
		if s.State != ExamPlanned {
			return fault.Conflict("probation.health.recorded")
		}
		e, err := examByID(ctx, tx, a.ID, s.Exam)
		if err != nil {
			return err
		}
		first := max(e.FirstDay, a.Today(o.Clock.Now()).AddDays(1))
		if err := movable(e, seats, s, day, first, day.Valid() && free.Counted(workdays, day)); err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE probation_exam_seat SET day = $1, changed_at = $2, changed_by = $3 WHERE id = $4`, string(day), clock.Stamp(o.Clock.Now()), actor.Ref(), s.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.exam_move", Subject: "exam:" + string(s.Exam), Person: s.Person, Before: string(s.Day), After: string(day)})
	})
	if err != nil {
		return fmt.Errorf("move day of examination: %w", err)
	}
	return nil
}

// lockExams lets one at a time give days in an agency, so that the quota holds.
func lockExams(ctx context.Context, tx *db.Tx, agency org.AgencyID) error {
	return tx.Lock(ctx, "probation.exam:"+string(agency))
}

// movable refuses, beside the field, a day to which somebody cannot be moved.
func movable(e Exam, seats []ExamSeat, s ExamSeat, day, first clock.Date, workday bool) error {
	taken, notBefore := 0, clock.Date("")
	for _, other := range seats { // oldest first
		if other.Exam == e.ID && other.Day == day && other.State != ExamReleased {
			taken++
		}
		if other.Person == s.Person && other.ID != s.ID {
			notBefore = other.AgainOn
		}
	}
	var f fault.Fields
	switch {
	case !day.Valid():
		f.Add("day", "web.bad_date")
	case day == s.Day:
		f.Add("day", "probation.health.same_day")
	case day < first:
		f.Add("day", "probation.health.day_past", "On", first)
	case day < notBefore:
		f.Add("day", "probation.health.day_again", "On", notBefore)
	case !workday:
		f.Add("day", "probation.health.day_off")
	case taken >= e.Quota:
		f.Add("day", "probation.health.day_full", "N", e.Quota)
	}
	return f.Err()
}
