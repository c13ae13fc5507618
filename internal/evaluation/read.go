package evaluation

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

var readers = []access.Role{access.Committee, access.Officer, access.Leader, access.Auditor, access.Coach, access.Examiner, access.Mentor, access.Participant}

// Table returns a batch with the marks and sums of everybody within the
// actor's reach, by group and name. What it points at is shared: readers
// change nothing in it.
func (b *Board) Table(ctx context.Context, actor access.Actor, a org.Agency, id training.BatchID) (*Table, error) {
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return nil, err
	}
	whole, err := b.tables.Get(ctx, b.DB, string(a.ID), id, func() (*Table, error) { return b.table(ctx, b.DB, a, id) })
	if err != nil || reach.IsWhole() || actor.RequireScope(string(a.ID), access.BatchScope(string(id)), access.Committee) == nil {
		return whole, err
	}
	today := a.Today(b.Clock.Now())
	mine, err := reach.People(ctx, b.DB, today)
	if err != nil {
		return nil, err
	}
	seen := *whole
	seen.Rows = nil
	for i := range whole.Rows {
		if mine[string(whole.Rows[i].Person.ID)] {
			seen.Rows = append(seen.Rows, whole.Rows[i])
		}
	}
	return &seen, nil
}

func (b *Board) table(ctx context.Context, q db.Q, a org.Agency, id training.BatchID) (*Table, error) {
	batch, err := training.BatchByID(ctx, q, a.ID, id)
	if err != nil {
		return nil, err
	}
	pack, err := training.PackOf(ctx, q, id)
	if err != nil {
		return nil, err
	}
	t := &Table{Batch: batch, Pack: pack, Mode: batch.Mode, Columns: columns(&pack.Training.Evaluation, batch.Mode)}
	if t.Meeting, err = meeting(ctx, q, id); err != nil {
		return nil, err
	}
	if err := b.rows(ctx, q, a, t); err != nil {
		return nil, err
	}
	return t, nil
}

// rows fills the participants of a table: each table of the database is asked
// once.
func (b *Board) rows(ctx context.Context, q db.Q, a org.Agency, t *Table) error {
	seats, err := training.Seats(ctx, q, t.Batch.ID)
	if err != nil {
		return err
	}
	people, err := roster.ByIDs(ctx, q, a.ID, training.PeopleOf(seats))
	if err != nil {
		return err
	}
	marks, err := marksOf(ctx, q, seats)
	if err != nil {
		return err
	}
	decided, err := decisions(ctx, q, t.Batch.ID)
	if err != nil {
		return err
	}
	verdicts, err := verdictsOf(ctx, q, t.Batch.ID)
	if err != nil {
		return err
	}
	away, err := attendance.Tallies(ctx, q, t.Batch.ID, seats)
	if err != nil {
		return err
	}
	scorer := t.Pack.Training.Evaluation.Scorer(t.Mode)
	for _, s := range seats {
		r := Row{Seat: s, Person: people[s.Person], Marks: marks[s.Chain], Absence: absence(away[s.Chain])}
		if err := r.compute(scorer); err != nil {
			return fmt.Errorf("compute result of seat %s: %w", s.ID, err)
		}
		if d, ok := decided[s.Chain]; ok {
			r.Decided = &d
		}
		if v, ok := verdicts[s.Chain]; ok {
			r.Verdict = &v
		}
		t.Rows = append(t.Rows, r)
	}
	return nil
}

// absence takes the counters of somebody over into a row. All absences decide
// whether the meeting has a case to discuss.
func absence(t attendance.Tally) Absence {
	return Absence{Sessions: t.All.Sessions, JP: t.All.JP, Days: t.All.Days, Unexcused: t.Unexcused.Sessions, UnexcusedJP: t.Unexcused.JP, Out: t.Unexcused.Days, Over: t.Over}
}

// marksOf returns the marks in force of seats, by the chain of each.
func marksOf(ctx context.Context, q db.Q, seats []training.Seat) (map[training.SeatID][]Mark, error) {
	batches := map[training.BatchID]bool{}
	chains := map[training.SeatID]bool{}
	for _, s := range seats {
		batches[s.Batch], chains[s.Chain] = true, true
	}
	found := map[training.SeatID][]Mark{}
	if len(seats) == 0 {
		return found, nil
	}
	// Most marks were entered in the batch itself; those of people who moved
	// here are asked for one by one.
	for batch := range batches {
		list, err := marks(ctx, q, `batch_id = $1`, string(batch))
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if chains[m.Chain] {
				found[m.Chain] = append(found[m.Chain], m)
			}
		}
	}
	for _, s := range seats {
		if s.Chain == s.ID {
			continue
		}
		list, err := marks(ctx, q, `chain_id = $1`, string(s.Chain))
		if err != nil {
			return nil, err
		}
		found[s.Chain] = list
	}
	return found, nil
}

func marks(ctx context.Context, q db.Q, where, arg string) ([]Mark, error) {
	rows, err := q.Query(ctx, `SELECT id, chain_id, person_id, component, marker, assessor, mark, raw_mark, reason, source, entered_by, entered_at FROM evaluation_mark WHERE `+where+` AND replaced_by = '' ORDER BY id`, arg)
	if err != nil {
		return nil, fmt.Errorf("list marks: %w", err)
	}
	defer rows.Close()
	var list []Mark
	for rows.Next() {
		var m Mark
		var at string
		if err := rows.Scan(&m.ID, &m.Chain, &m.Person, &m.Component, &m.Marker, &m.Assessor, &m.Value, &m.Raw, &m.Reason, &m.Source, &m.EnteredBy, &at); err != nil {
			return nil, fmt.Errorf("list marks: %w", err)
		}
		m.EnteredAt, _ = clock.ParseStamp(at)
		list = append(list, m)
	}
	return list, rows.Err()
}

// Counts is how far a batch is.
type Counts struct {
	Marks    int
	Verdicts int
	Locked   bool
}

// Progress returns how far the batches of an agency are.
func Progress(ctx context.Context, q db.Q, agency org.AgencyID) (map[training.BatchID]Counts, error) {
	rows, err := q.Query(ctx, `SELECT b.batch_id, SUM(b.marks), SUM(b.verdicts), SUM(b.locked) FROM (
SELECT batch_id, COUNT(*) AS marks, 0 AS verdicts, 0 AS locked FROM evaluation_mark WHERE agency_id = $1 AND replaced_by = '' GROUP BY batch_id
UNION ALL SELECT batch_id, 0, COUNT(*), 0 FROM evaluation_verdict WHERE agency_id = $1 AND replaced_by = '' GROUP BY batch_id
UNION ALL SELECT batch_id, 0, 0, 1 FROM evaluation_meeting WHERE agency_id = $1 AND state = 'locked') b GROUP BY b.batch_id`, string(agency))
	if err != nil {
		return nil, fmt.Errorf("count marks: %w", err)
	}
	defer rows.Close()
	m := map[training.BatchID]Counts{}
	for rows.Next() {
		var batch training.BatchID
		var c Counts
		var locked int
		if err := rows.Scan(&batch, &c.Marks, &c.Verdicts, &locked); err != nil {
			return nil, fmt.Errorf("count marks: %w", err)
		}
		c.Locked = locked > 0
		m[batch] = c
	}
	return m, rows.Err()
}
