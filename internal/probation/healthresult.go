package probation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// ExamResult is what came of somebody's day. Fit and unfit make the health
// letter, by its number and date.
type ExamResult struct {
	Seat     string
	State    ExamState
	Number   string
	IssuedOn clock.Date
	AgainOn  clock.Date
}

func (r *ExamResult) clean(s ExamSeat, today clock.Date) error {
	var f fault.Fields
	r.Number = strings.TrimSpace(r.Number)
	if r.State != ExamAgain {
		r.AgainOn = ""
	}
	switch r.State {
	case ExamFit, ExamUnfit:
		if r.Number == "" {
			f.Add("number", "probation.health.no_number")
		}
		if !r.IssuedOn.Valid() || r.IssuedOn > today || r.IssuedOn < s.Day {
			f.Add("issued_on", "probation.health.bad_issued")
		}
	case ExamAgain:
		if !r.AgainOn.Valid() || r.AgainOn <= s.Day {
			f.Add("again_on", "probation.health.bad_again")
		}
	case ExamAbsent, ExamReleased:
	default:
		f.Add("state", "probation.health.no_result")
	}
	if s.Day > today && r.State != ExamReleased {
		f.Add("state", "probation.health.too_early")
	}
	return f.Err()
}

// Examined records what came of somebody's day: a health letter, a second
// examination, nothing because they did not come, or that the day is given up.
func (o *Office) Examined(ctx context.Context, actor access.Actor, a org.Agency, r ExamResult) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	err := o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := o.enterResults(ctx, tx, actor, a, []ExamResult{r}, "")
		return err
	})
	if err != nil {
		return fmt.Errorf("record examination: %w", err)
	}
	return nil
}

// enterResults records what came of days, by an import or, with "", by hand,
// and returns how many.
func (o *Office) enterResults(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, results []ExamResult, imp string) (int, error) {
	if len(results) == 0 {
		return 0, nil
	}
	list, err := examSeats(ctx, tx, a.ID)
	if err != nil {
		return 0, err
	}
	seats := make(map[string]ExamSeat, len(list))
	for _, s := range list {
		seats[s.ID] = s
	}
	exams, err := Exams(ctx, tx, a.ID)
	if err != nil {
		return 0, err
	}
	for _, r := range results {
		s, ok := seats[r.Seat]
		if !ok {
			return 0, fault.NotFound("probation.health.none")
		}
		at := slices.IndexFunc(exams, func(e Exam) bool { return e.ID == s.Exam })
		if err := o.enterResult(ctx, tx, actor, a, s, exams[at].Hospital, r, imp); err != nil {
			return 0, err
		}
	}
	return len(results), nil
}

// enterResult records what came of one day.
func (o *Office) enterResult(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, s ExamSeat, hospital string, r ExamResult, imp string) error {
	today := a.Today(o.Clock.Now())
	if s.State != ExamPlanned {
		return fault.Conflict("probation.health.recorded")
	}
	if err := r.clean(s, today); err != nil {
		return err
	}
	if r.State == ExamFit || r.State == ExamUnfit {
		letter := document.Paper{Agency: string(a.ID), Person: s.Person, Kind: document.Health, Number: r.Number, IssuedOn: r.IssuedOn, Issuer: hospital, Outcome: document.Outcome(r.State), Source: imp}
		if imp == "" {
			letter.Source = "exam:" + string(s.Exam)
		}
		if _, err := o.Papers.Record(ctx, tx, actor, letter, today); err != nil {
			return err
		}
	}
	if err := tx.Do(ctx, `UPDATE probation_exam_seat SET state = $1, again_on = $2, import_id = $3, changed_at = $4, changed_by = $5 WHERE id = $6`, string(r.State), string(r.AgainOn), imp, clock.Stamp(o.Clock.Now()), actor.Ref(), s.ID); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.exam_result", Subject: "exam:" + string(s.Exam), Person: s.Person, After: string(r.State)})
}
