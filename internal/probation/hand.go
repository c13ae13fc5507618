package probation

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/roster"
)

// Stepped reports whether a step stands on a person's way to the oath, so that
// what it rests on must not change silently.
func Stepped(ctx context.Context, q db.Q, person roster.PersonID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM probation_step WHERE person_id = $1 AND struck_at = '') + (SELECT COUNT(*) FROM probation_oath_seat WHERE person_id = $1)`, string(person)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("ask steps of %s: %w", person, err)
	}
	return n > 0, nil
}

// PerformanceParts lists the performance of a person by period, as parts that
// may belong to somebody else.
func PerformanceParts(ctx context.Context, q db.Q, person roster.PersonID) ([]roster.Part, error) {
	list, err := performanceOf(ctx, q, string(person))
	if err != nil {
		return nil, err
	}
	stays, err := staysFor(ctx, q, person)
	parts := make([]roster.Part, len(list))
	for i, p := range list {
		parts[i] = roster.Part{Key: "performance:" + p.Period, Text: i18n.Say("probation.part.performance", "Period", p.Period, "Predicate", p.Predicate), Stays: stays}
	}
	return parts, err
}

// AbsenceParts lists the unexcused days of a person as one part.
func AbsenceParts(ctx context.Context, q db.Q, person roster.PersonID) ([]roster.Part, error) {
	var days int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM probation_absence WHERE person_id = $1 AND struck_at = ''`, string(person)).Scan(&days); err != nil {
		return nil, fmt.Errorf("count absences of %s: %w", person, err)
	}
	if days == 0 {
		return nil, nil
	}
	stays, err := staysFor(ctx, q, person)
	return []roster.Part{{Key: "absence:all", Text: i18n.Say("probation.part.absence", "N", days), Stays: stays}}, err
}

// DisciplineParts lists measures of discipline, each decided by a decree, which
// names the person: they do not change hands.
func DisciplineParts(ctx context.Context, q db.Q, person roster.PersonID) ([]roster.Part, error) {
	all, err := listDiscipline(ctx, q, `person_id = $1`, string(person))
	var parts []roster.Part
	for _, d := range all[string(person)] {
		parts = append(parts, roster.Part{Key: "discipline:" + d.ID, Text: i18n.Say("probation.part.discipline", "Number", d.Number), Stays: "probation.part.decree"})
	}
	return parts, err
}

func staysFor(ctx context.Context, q db.Q, person roster.PersonID) (string, error) {
	if stepped, err := Stepped(ctx, q, person); err != nil || !stepped {
		return "", err
	}
	return "probation.part.stepped", nil
}

// HandPerformance puts the performance of a period under another person's
// name; HandAbsence does so with all unexcused days. The caller has judged and
// audits the act.
func HandPerformance(ctx context.Context, tx *db.Tx, period string, from, to roster.PersonID) error {
	if err := tx.Do(ctx, `UPDATE probation_performance SET person_id = $1 WHERE period = $2 AND person_id = $3`, string(to), period, string(from)); err != nil {
		return fmt.Errorf("hand performance of %s over: %w", from, err)
	}
	return nil
}

// HandAbsence puts all unexcused days under another person's name.
func HandAbsence(ctx context.Context, tx *db.Tx, _ string, from, to roster.PersonID) error {
	if err := tx.Do(ctx, `UPDATE probation_absence SET person_id = $1 WHERE person_id = $2`, string(to), string(from)); err != nil {
		return fmt.Errorf("hand absences of %s over: %w", from, err)
	}
	return nil
}
