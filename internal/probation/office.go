package probation

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Pack returns the rules of probation by which an agency judges today.
func (o *Office) Pack(ctx context.Context, a org.Agency) (*regulation.Probation, error) {
	return o.pack(ctx, a)
}

// pack returns the rules of probation by which an agency judges today.
func (o *Office) pack(ctx context.Context, a org.Agency) (*regulation.Probation, error) {
	p, err := o.Rules.Newest(ctx, o.DB, string(a.ID), regulation.KindProbation, a.Today(o.Clock.Now()))
	if err != nil {
		return nil, err
	}
	return p.Probation, nil
}

// Predicates returns the predicates of performance from best to worst.
func (o *Office) Predicates(ctx context.Context, a org.Agency) ([]string, error) {
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, cell := range pack.Performance {
		if !slices.Contains(list, cell.Predicate) {
			list = append(list, cell.Predicate)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return rank(pack, a) - rank(pack, b) })
	return list, nil
}

var periodForm = regexp.MustCompile(`^20[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$`)

func validPeriod(s string) bool { return periodForm.MatchString(s) }

// Evaluate enters the evaluation of one person for a period, by the matrix of
// results and behaviour. One that is there already is superseded; then a
// reason is needed.
func (o *Office) Evaluate(ctx context.Context, actor access.Actor, a org.Agency, person string, period string, results, behaviour regulation.Rating, reason string) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return err
	}
	var f fault.Fields
	if !validPeriod(period) {
		f.Add("period", "probation.bad_period")
	}
	cell, err := pack.Rate(results, behaviour)
	if err != nil {
		f.Add("results", "probation.list.bad_rating", "Text", "")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := roster.ByID(ctx, tx, a.ID, roster.PersonID(person)); err != nil {
			return err
		}
		have, err := performanceOf(ctx, tx, person)
		if err != nil {
			return err
		}
		for _, h := range have {
			if h.Period == period && strings.TrimSpace(reason) == "" {
				f.Add("reason", "probation.no_reason")
				return f.Err()
			}
		}
		e := rating{person: person, Performance: Performance{Period: period, Results: results, Behaviour: behaviour, Predicate: cell.Predicate}, quadrant: cell.SIASNQuadrant}
		return o.evaluate(ctx, tx, actor, string(a.ID), e, "", strings.TrimSpace(reason))
	})
}

func (o *Office) evaluate(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, e rating, imp, reason string) error {
	row := id.New()
	err := tx.Do(ctx, `UPDATE probation_performance SET replaced_by = $1 WHERE person_id = $2 AND period = $3 AND replaced_by = ''`, row, e.person, e.Period)
	if err != nil {
		return fmt.Errorf("supersede evaluation: %w", err)
	}
	err = tx.Do(ctx, `INSERT INTO probation_performance (id, agency_id, person_id, period, results, behaviour, predicate, quadrant, import_id, reason, added_at, added_by, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')`,
		row, agency, e.person, e.Period, string(e.Results), string(e.Behaviour), e.Predicate, e.quadrant, imp, reason, clock.Stamp(o.Clock.Now()), actor.Ref())
	if err != nil {
		return fmt.Errorf("enter evaluation: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.evaluate", Subject: "person:" + e.person, Person: e.person, After: e.Performance, Reason: reason})
}

// levels of discipline measures (PP 94/2021).
var levels = []string{"ringan", "sedang", "berat"}

// Discipline enters a measure by its decree: only an SK makes it a fact.
func (o *Office) Discipline(ctx context.Context, actor access.Actor, a org.Agency, person string, d Discipline) (string, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	var f fault.Fields
	d.Number, d.Measure = strings.TrimSpace(d.Number), strings.TrimSpace(d.Measure)
	if d.Level != levels[0] && d.Level != levels[1] && d.Level != levels[2] {
		f.Add("level", "probation.bad_level")
	}
	if d.Number == "" || len(d.Number) > 200 {
		f.Add("number", "probation.no_number")
	}
	if d.Measure == "" || len(d.Measure) > 300 {
		f.Add("measure", "probation.no_measure")
	}
	if !d.IssuedOn.Valid() || d.IssuedOn > a.Today(o.Clock.Now()) {
		f.Add("issued_on", "document.bad_issued")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	d.ID = id.New()
	err := o.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := roster.ByID(ctx, tx, a.ID, roster.PersonID(person)); err != nil {
			return err
		}
		return o.enterDiscipline(ctx, tx, actor, a, person, d, "", "")
	})
	return d.ID, err
}

// Revoke takes a measure back, with the reason: an appeal, an entry by
// mistake. The row stays.
func (o *Office) Revoke(ctx context.Context, actor access.Actor, a org.Agency, discipline, reason string) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	if reason = strings.TrimSpace(reason); reason == "" {
		f.Add("reason", "probation.no_reason")
		return f.Err()
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE probation_discipline SET revoked_reason = $1, revoked_at = $2 WHERE id = $3 AND agency_id = $4 AND revoked_at = ''`, reason, clock.Stamp(o.Clock.Now()), discipline, string(a.ID))
		if err != nil {
			return fmt.Errorf("revoke discipline measure: %w", err)
		}
		if n == 0 {
			return fault.NotFound("access.not_found")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.revoke", Subject: "discipline:" + discipline, Reason: reason})
	})
}

// Taken refuses an id that is no import of the agency, or one that was taken
// back already.
func (o *Office) Taken(ctx context.Context, a org.Agency, imp string) error {
	var n int
	if err := o.DB.QueryRow(ctx, `SELECT COUNT(*) FROM probation_import WHERE id = $1 AND agency_id = $2 AND undone_at = ''`, imp, string(a.ID)).Scan(&n); err != nil {
		return fmt.Errorf("find import %s: %w", imp, err)
	}
	if n == 0 {
		return fault.NotFound("probation.no_import")
	}
	return nil
}

// Undo takes an import back: what it superseded holds again. It is refused while
// something rests on its papers, and for results of a health examination once
// somebody has another day because of them.
func (o *Office) Undo(ctx context.Context, actor access.Actor, a org.Agency, imp string) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE probation_import SET undone_at = $1 WHERE id = $2 AND agency_id = $3 AND undone_at = ''`, clock.Stamp(o.Clock.Now()), imp, string(a.ID))
		if err != nil {
			return fmt.Errorf("undo import %s: %w", imp, err)
		}
		if n == 0 {
			return fault.NotFound("probation.no_import")
		}
		if err := o.Papers.Undoable(ctx, tx, a.ID, imp); err != nil {
			return err
		}
		if err := o.undoResults(ctx, tx, actor, a, imp); err != nil {
			return err
		}
		if _, err := o.Papers.Undo(ctx, tx, actor, string(a.ID), imp); err != nil {
			return err
		}
		err = tx.Do(ctx, `UPDATE probation_performance SET replaced_by = '' WHERE replaced_by IN (SELECT id FROM probation_performance WHERE import_id = $1 AND replaced_by = '')`, imp)
		if err != nil {
			return fmt.Errorf("undo import %s: %w", imp, err)
		}
		if err := tx.Do(ctx, `DELETE FROM probation_performance WHERE import_id = $1 AND replaced_by = ''`, imp); err != nil {
			return fmt.Errorf("undo import %s: %w", imp, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.undo", Subject: "probation-import:" + imp})
	})
}
