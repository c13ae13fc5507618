package probation

import (
	"context"
	"encoding/json"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Measure is one kind of discipline measure as SIASN lists them
// (jenisHukuman).
type Measure struct {
	ID    string
	Name  string
	Level string // ringan, sedang, berat
}

// siasnLevels are the letters by which SIASN's list names the levels.
var siasnLevels = map[string]string{"R": "ringan", "S": "sedang", "B": "berat"}

// Measures returns the kinds of measures, as SIASN orders them.
func Measures() ([]Measure, error) {
	codes, err := regulation.SIASNCodes("jenisHukuman")
	if err != nil {
		return nil, err
	}
	list := make([]Measure, 0, len(codes))
	for _, c := range codes {
		var extra struct {
			Level string `json:"jenisTingkatHukumanId"`
		}
		if err := json.Unmarshal([]byte(c.Extra), &extra); err != nil {
			return nil, fmt.Errorf("read measure %s: %w", c.ID, err)
		}
		list = append(list, Measure{ID: c.ID, Name: c.Name, Level: siasnLevels[extra.Level]})
	}
	return list, nil
}

func measureOf(id string) (Measure, error) {
	list, err := Measures()
	if err != nil {
		return Measure{}, err
	}
	for _, m := range list {
		if m.ID == id {
			return m, nil
		}
	}
	return Measure{}, fault.Invalid("probation.no_measure_code")
}

func (o *Office) enterDiscipline(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, person string, d Discipline, c CaseID, siasn string) error {
	err := tx.Do(ctx, `INSERT INTO probation_discipline (id, agency_id, person_id, level, measure, number, issued_on, import_id, reason, added_at, added_by, revoked_reason, revoked_at, case_id, siasn_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, $9, '', '', $10, $11)`, d.ID, string(a.ID), person, d.Level, d.Measure, d.Number, string(d.IssuedOn), clock.Stamp(o.Clock.Now()), actor.Ref(), string(c), siasn)
	if err != nil {
		return fmt.Errorf("enter discipline measure: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.discipline", Subject: "discipline:" + d.ID, Person: person, After: d})
}

// revokeCase takes back the measure that a case led to.
func (o *Office) revokeCase(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, c CaseID, reason string) error {
	err := tx.Do(ctx, `UPDATE probation_discipline SET revoked_reason = $1, revoked_at = $2 WHERE case_id = $3 AND agency_id = $4 AND revoked_at = ''`, reason, clock.Stamp(o.Clock.Now()), string(c), string(a.ID))
	if err != nil {
		return fmt.Errorf("revoke measure of case %s: %w", c, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.revoke", Subject: "case:" + string(c), Reason: reason})
}
