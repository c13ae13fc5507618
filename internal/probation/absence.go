package probation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// workdays are the days of an office of five days a week (Perpres 21/2023).
var workdays = calendar.Rule{Unit: calendar.Working, SkipHolidays: true, SkipCollective: true, SkipSaturday: true}

// longestAbsence is how many days one entry may span: a typing error in a year
// must not fill a decade.
const longestAbsence = 366

// Absent is how many working days somebody was away without an excuse in one
// year.
type Absent struct {
	Person string
	Year   int
	Days   int
	InRow  int // the longest run of working days
	Last   clock.Date
	Lines  []regulation.AbsenceLine // that are reached: signals, no measures
	Near   int                      // the line of warning that is reached, 0 for none
}

// Absence enters the working days from one day to another on which somebody
// was away without an excuse, by the paper that says so. Days that are known
// already stay as they are. It returns how many are new.
func (o *Office) Absence(ctx context.Context, actor access.Actor, a org.Agency, person string, from, until clock.Date, source string) (int, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return 0, err
	}
	var f fault.Fields
	today := a.Today(o.Clock.Now())
	if source = strings.TrimSpace(source); source == "" || len(source) > 300 {
		f.Add("source", "probation.no_document")
	}
	if !from.Valid() || from > today {
		f.Add("from", "document.bad_issued")
	}
	if !until.Valid() || until < from || until > today || from.DaysUntil(until) > longestAbsence {
		f.Add("until", "probation.bad_until")
	}
	if err := f.Err(); err != nil {
		return 0, err
	}
	free, err := o.Rules.Holidays(ctx, o.DB, string(a.ID))
	if err != nil {
		return 0, err
	}
	var days []clock.Date
	for d := from; d <= until; d = d.AddDays(1) {
		if free.Counted(workdays, d) {
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		f.Add("from", "probation.no_workday")
		return 0, f.Err()
	}
	var rows []any
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		rows = nil
		if _, err := roster.ByID(ctx, tx, a.ID, roster.PersonID(person)); err != nil {
			return err
		}
		known, err := absentDays(ctx, tx, `person_id = $1`, person)
		if err != nil {
			return err
		}
		at := o.Clock.Now()
		for _, d := range days {
			if !slices.Contains(known[person], d) {
				rows = append(rows, id.New(), string(a.ID), person, string(d), source, clock.Stamp(at), actor.Ref(), "", "", "")
			}
		}
		if err := tx.InsertAll(ctx, `INSERT INTO probation_absence (id, agency_id, person_id, day, source, added_at, added_by, struck_at, struck_by, struck_reason) VALUES`, 10, rows, ""); err != nil {
			return fmt.Errorf("enter absence: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.absence", Subject: "person:" + person, Person: person,
			After: map[string]any{"from": string(from), "until": string(until), "days": len(rows) / 10, "source": source}})
	})
	return len(rows) / 10, err
}

// Excuse takes days of absence back, with the reason: an excuse that came
// late, an entry by mistake. The rows stay.
func (o *Office) Excuse(ctx context.Context, actor access.Actor, a org.Agency, person string, from, until clock.Date, reason string) (int, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return 0, err
	}
	var f fault.Fields
	if reason = strings.TrimSpace(reason); reason == "" {
		f.Add("source", "probation.say_why")
	}
	if !from.Valid() {
		f.Add("from", "web.bad_date")
	}
	if !until.Valid() || until < from {
		f.Add("until", "probation.bad_until")
	}
	if err := f.Err(); err != nil {
		return 0, err
	}
	var n int64
	err := o.DB.InTx(ctx, func(tx *db.Tx) error {
		at := o.Clock.Now()
		var err error
		n, err = tx.Exec(ctx, `UPDATE probation_absence SET struck_at = $1, struck_by = $2, struck_reason = $3 WHERE agency_id = $4 AND person_id = $5 AND day >= $6 AND day <= $7 AND struck_at = ''`,
			clock.Stamp(at), actor.Ref(), reason, string(a.ID), person, string(from), string(until))
		if err != nil {
			return fmt.Errorf("excuse absence: %w", err)
		}
		if n == 0 {
			return fault.NotFound("probation.no_absence")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.excuse", Subject: "person:" + person, Person: person,
			Before: map[string]any{"from": string(from), "until": string(until), "days": n}, Reason: reason})
	})
	return int(n), err
}

// absentDays returns the days that stand, by person, in order.
func absentDays(ctx context.Context, q db.Q, where string, args ...any) (map[string][]clock.Date, error) {
	rows, err := q.Query(ctx, `SELECT person_id, day FROM probation_absence WHERE `+where+` AND struck_at = '' ORDER BY person_id, day`, args...)
	if err != nil {
		return nil, fmt.Errorf("list absences: %w", err)
	}
	defer rows.Close()
	m := map[string][]clock.Date{}
	for rows.Next() {
		var person string
		var day clock.Date
		if err := rows.Scan(&person, &day); err != nil {
			return nil, fmt.Errorf("list absences: %w", err)
		}
		m[person] = append(m[person], day)
	}
	return m, rows.Err()
}

// tally counts the days of one person in one year and says which lines of the
// pack they reach. It computes only.
func tally(pack *regulation.Probation, free *calendar.List, year int, days []clock.Date) Absent {
	n := Absent{Year: year}
	run := 0
	for i, d := range days {
		if i > 0 && free.First(workdays, days[i-1].AddDays(1)) == d {
			run++
		} else {
			run = 1
		}
		n.Days++
		n.InRow, n.Last = max(n.InRow, run), d
	}
	n.Lines = pack.Unexcused(n.Days, n.InRow)
	for _, w := range pack.AbsenceWarnDays.Value {
		if n.Days >= w {
			n.Near = max(n.Near, w)
		}
	}
	return n
}

// Absences returns who was away without an excuse in a year, most days first.
func (o *Office) Absences(ctx context.Context, actor access.Actor, a org.Agency, year int) ([]Absent, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, err
	}
	return o.absences(ctx, a, year, `agency_id = $1 AND day >= $2 AND day <= $3`, string(a.ID))
}

// AbsentOf returns how many days one person was away in the present year.
func (o *Office) AbsentOf(ctx context.Context, actor access.Actor, a org.Agency, person string) (Absent, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return Absent{}, err
	}
	list, err := o.absences(ctx, a, a.Today(o.Clock.Now()).Year(), `person_id = $1 AND day >= $2 AND day <= $3`, person)
	if err != nil || len(list) == 0 {
		return Absent{Person: person}, err
	}
	return list[0], nil
}

func (o *Office) absences(ctx context.Context, a org.Agency, year int, where, of string) ([]Absent, error) {
	days, err := absentDays(ctx, o.DB, where, of, fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year))
	if err != nil || len(days) == 0 {
		return nil, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	free, err := o.Rules.Holidays(ctx, o.DB, string(a.ID))
	if err != nil {
		return nil, err
	}
	list := make([]Absent, 0, len(days))
	for person, own := range days {
		n := tally(pack, free, year, own)
		n.Person = person
		list = append(list, n)
	}
	slices.SortFunc(list, func(x, y Absent) int {
		return cmp.Or(cmp.Compare(y.Days, x.Days), cmp.Compare(x.Person, y.Person))
	})
	return list, nil
}
