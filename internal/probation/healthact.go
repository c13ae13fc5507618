package probation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// Exams returns the examinations of an agency, the newest first.
func Exams(ctx context.Context, q db.Q, agency org.AgencyID) ([]Exam, error) {
	return db.List(ctx, q, "list examinations", scanExam, `SELECT `+examColumns+` FROM probation_exam WHERE agency_id = $1 ORDER BY first_day DESC, id DESC`, string(agency))
}

// examByID returns an examination of an agency.
func examByID(ctx context.Context, q db.Q, agency org.AgencyID, exam ExamID) (Exam, error) {
	return scanExam(q.QueryRow(ctx, `SELECT `+examColumns+` FROM probation_exam WHERE agency_id = $1 AND id = $2`, string(agency), string(exam)))
}

const examColumns = `id, hospital, place, first_day, quota`

func scanExam(row db.Row) (e Exam, err error) {
	err = row.Scan(&e.ID, &e.Hospital, &e.Place, &e.FirstDay, &e.Quota)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.NotFound("probation.health.none")
	}
	return e, err
}

// examSeats returns the days of everybody in an agency, the oldest first.
func examSeats(ctx context.Context, q db.Q, agency org.AgencyID) ([]ExamSeat, error) {
	return db.List(ctx, q, "list days of examination", func(row db.Row) (s ExamSeat, err error) {
		err = row.Scan(&s.ID, &s.Exam, &s.Person, &s.Day, &s.State, &s.AgainOn)
		return s, err
	}, `SELECT id, exam_id, person_id, day, state, again_on FROM probation_exam_seat WHERE agency_id = $1 ORDER BY id`, string(agency))
}

// HealthQueue returns who needs a health letter and has no day yet, the
// nearest last safe day first, and the days that were given so far.
func (o *Office) HealthQueue(ctx context.Context, actor access.Actor, a org.Agency) ([]Waiting, []ExamSeat, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, nil, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	people, err := o.Candidates(ctx, actor, a, a.Today(o.Clock.Now()))
	if err != nil {
		return nil, nil, err
	}
	seats, err := examSeats(ctx, o.DB, a.ID)
	if err != nil {
		return nil, nil, err
	}
	return queue(pack, people, seats), seats, nil
}

// PlanExam enters an examination.
func (o *Office) PlanExam(ctx context.Context, actor access.Actor, a org.Agency, e Exam) (ExamID, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	if err := e.clean(a.Today(o.Clock.Now())); err != nil {
		return "", err
	}
	e.ID = ExamID(id.New())
	err := o.DB.InTx(ctx, func(tx *db.Tx) error {
		err := tx.Do(ctx, `INSERT INTO probation_exam (id, agency_id, hospital, place, first_day, quota, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			string(e.ID), string(a.ID), e.Hospital, e.Place, string(e.FirstDay), e.Quota, clock.Stamp(o.Clock.Now()), actor.Ref())
		if err != nil {
			return err
		}
		return o.noteExam(ctx, tx, actor, a, e.ID, "probation.exam_plan", e)
	})
	if err != nil {
		return "", fmt.Errorf("plan examination: %w", err)
	}
	return e.ID, nil
}

func (o *Office) noteExam(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, e ExamID, act string, after any) error {
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "exam:" + string(e), After: after})
}

// SeatExam gives people of the queue their days in an examination, those named
// or, when people is nil, everybody; how many is returned. Two who press at
// once give nobody two days, and fill no day beyond the quota.
func (o *Office) SeatExam(ctx context.Context, actor access.Actor, a org.Agency, exam ExamID, people []string) (int, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return 0, err
	}
	waiting, _, err := o.HealthQueue(ctx, actor, a)
	if err != nil {
		return 0, err
	}
	if waiting, err = chosen(waiting, people); err != nil {
		return 0, err
	}
	free, err := o.Rules.Holidays(ctx, o.DB, string(a.ID))
	if err != nil {
		return 0, err
	}
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := lockExams(ctx, tx, a.ID); err != nil {
			return err
		}
		e, err := examByID(ctx, tx, a.ID, exam)
		if err != nil {
			return err
		}
		seats, err := examSeats(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		taken := map[clock.Date]int{}
		for _, s := range seats {
			if s.Exam == exam && s.State != ExamReleased {
				taken[s.Day]++
			}
		}
		var rows []any
		for _, s := range seatIn(e, waiting, taken, free, a.Today(o.Clock.Now())) {
			rows = append(rows, id.New(), string(a.ID), string(exam), s.Person, string(s.Day), string(ExamPlanned), "", clock.Stamp(o.Clock.Now()), actor.Ref())
		}
		if err := tx.InsertAll(ctx, `INSERT INTO probation_exam_seat (id, agency_id, exam_id, person_id, day, state, again_on, changed_at, changed_by) VALUES`, 9, rows, ""); err != nil {
			return err
		}
		return o.noteExam(ctx, tx, actor, a, exam, "probation.exam_seat", len(waiting))
	})
	if db.Unique(err) {
		err = fault.Conflict("probation.health.seated")
	}
	if err != nil {
		return 0, fmt.Errorf("seat in examination %s: %w", exam, err)
	}
	return len(waiting), nil
}

// chosen are those of the queue who were named, or all of it.
func chosen(waiting []Waiting, people []string) ([]Waiting, error) {
	if people == nil {
		if len(waiting) == 0 {
			return nil, fault.Conflict("probation.health.nobody")
		}
		return waiting, nil
	}
	var f fault.Fields
	waiting = slices.DeleteFunc(waiting, func(w Waiting) bool { return !slices.Contains(people, string(w.ID)) })
	switch {
	case len(people) == 0:
		f.Add("people", "probation.nobody")
	case len(waiting) < len(people):
		f.Add("people", "probation.health.seated")
	}
	return waiting, f.Err()
}
