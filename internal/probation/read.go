package probation

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Candidate is a person with how they stand.
type Candidate struct {
	roster.Person
	Facts
	Standing
	Path
}

// Stage returns the state with what the clock says of somebody who is active:
// the year is full, or has passed so that BKN is asked first.
func (c Candidate) Stage() State {
	switch {
	case c.Path.State == StateActive && c.Term.State == regulation.TermLate:
		return StateNeedsBKN
	case c.Path.State == StateActive && c.Word == Ready:
		return StateEligible
	}
	return c.Path.State
}

// judged puts together a person and how they stand. Who has left probation has
// nothing more to fulfil.
func judged(pack *regulation.Probation, p roster.Person, f Facts, path Path, day clock.Date) Candidate {
	if path.Decree != nil {
		f.Decided = path.Decree.IssuedOn
	}
	c := Candidate{Person: p, Facts: f, Standing: Judge(pack, f, day), Path: path}
	if path.Ended() {
		c.Word, c.Reason = Settled, nil
	}
	return c
}

// Candidates returns everybody within the actor's reach with how they stand
// on a day, in the order of their names. Each table is asked once, however
// many people there are.
func (o *Office) Candidates(ctx context.Context, actor access.Actor, a org.Agency, day clock.Date) ([]Candidate, error) {
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return nil, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	people, err := roster.Within(ctx, o.DB, a.ID, reach, day)
	if err != nil {
		return nil, err
	}
	all, err := o.gather(ctx, o.DB, a)
	if err != nil {
		return nil, err
	}
	list := make([]Candidate, 0, len(people))
	for _, p := range people {
		list = append(list, judged(pack, p, all.of(p), all.path(p), day))
	}
	return list, nil
}

// Of returns how one person stands on a day.
func (o *Office) Of(ctx context.Context, actor access.Actor, a org.Agency, person roster.PersonID, day clock.Date) (Candidate, error) {
	if err := access.RequirePerson(ctx, o.DB, actor, string(a.ID), string(person), day, readers...); err != nil {
		return Candidate{}, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return Candidate{}, err
	}
	p, err := roster.ByID(ctx, o.DB, a.ID, person)
	if err != nil {
		return Candidate{}, err
	}
	all, err := o.gatherOne(ctx, a, p)
	if err != nil {
		return Candidate{}, err
	}
	return judged(pack, p, all.of(p), all.path(p), day), nil
}

// everything holds what fills the gates of a whole agency.
type everything struct {
	papers      map[string]map[document.Kind]document.Brief
	sttp        map[string]certificate.STTP
	verdicts    map[roster.PersonID]evaluation.Verdict
	performance map[string][]Performance
	discipline  map[string][]Discipline
	paths       map[string]Path
	newest      clock.Date
}

// path returns a person's way; who has taken no step is active.
func (e *everything) path(p roster.Person) Path {
	if path, ok := e.paths[string(p.ID)]; ok {
		return path
	}
	return Path{State: StateActive}
}

func (o *Office) gather(ctx context.Context, q db.Q, a org.Agency) (*everything, error) {
	e := &everything{}
	var err error
	if e.papers, err = document.AllInForce(ctx, q, string(a.ID)); err != nil {
		return nil, err
	}
	if e.sttp, err = certificate.All(ctx, q, string(a.ID)); err != nil {
		return nil, err
	}
	if e.verdicts, err = evaluation.Verdicts(ctx, q, a.ID); err != nil {
		return nil, err
	}
	if e.performance, err = allPerformance(ctx, q, string(a.ID)); err != nil {
		return nil, err
	}
	if e.discipline, err = listDiscipline(ctx, q, `agency_id = $1`, string(a.ID)); err != nil {
		return nil, err
	}
	if e.paths, err = pathsOf(ctx, q, string(a.ID)); err != nil {
		return nil, err
	}
	e.newest, err = newestList(ctx, q, string(a.ID))
	return e, err
}

// gatherOne gathers what fills the gates of one person, by a few point reads.
func (o *Office) gatherOne(ctx context.Context, a org.Agency, p roster.Person) (*everything, error) {
	id := string(p.ID)
	e := &everything{papers: map[string]map[document.Kind]document.Brief{}, sttp: map[string]certificate.STTP{}, verdicts: map[roster.PersonID]evaluation.Verdict{}, performance: map[string][]Performance{}, discipline: map[string][]Discipline{}}
	var err error
	if e.papers[id], err = document.BriefsOf(ctx, o.DB, id); err != nil {
		return nil, err
	}
	if e.sttp[id], err = certificate.Of(ctx, o.DB, id); err != nil {
		return nil, err
	}
	history, err := evaluation.History(ctx, o.DB, p.ID)
	if err != nil {
		return nil, err
	}
	if n := len(history); n > 0 {
		e.verdicts[p.ID] = history[n-1]
	}
	if e.performance[id], err = performanceOf(ctx, o.DB, id); err != nil {
		return nil, err
	}
	if e.discipline, err = listDiscipline(ctx, o.DB, `person_id = $1`, id); err != nil {
		return nil, err
	}
	path, err := pathOf(ctx, o.DB, id, "")
	if err != nil {
		return nil, err
	}
	e.paths = map[string]Path{id: path}
	e.newest, err = newestList(ctx, o.DB, string(a.ID))
	return e, err
}

// newestList returns the day of the newest list that would name a discipline
// case, "" while there is none.
func newestList(ctx context.Context, q db.Q, agency string) (clock.Date, error) {
	var day clock.Date
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(as_of), '') FROM probation_import WHERE agency_id = $1 AND undone_at = '' AND kind = $2`, agency, PerformanceList).Scan(&day)
	if err != nil {
		return "", fmt.Errorf("find newest list: %w", err)
	}
	return day, nil
}

func (e *everything) of(p roster.Person) Facts {
	id := string(p.ID)
	s := e.sttp[id]
	f := Facts{TMT: p.TMT, SKNumber: p.SKNumber, SKDate: p.SKDate, Papers: e.papers[id], Performance: e.performance[id], Discipline: e.discipline[id],
		Passed: Pass{Number: s.Number, EndedOn: s.EndedOn, Final: s.Final, Predicate: s.Predicate, Batch: s.Batch}}
	if v, ok := e.verdicts[p.ID]; ok && v.Outcome == regulation.Passed {
		f.Passed.Verdict = true
		if f.Passed.Number == "" {
			f.Passed.Final, f.Passed.Predicate = int(v.Final), v.Predicate
		}
	}
	if len(f.Performance) > 0 {
		f.Checked = e.newest // the list of performance names discipline too
	}
	return f
}

func allPerformance(ctx context.Context, q db.Q, agency string) (map[string][]Performance, error) {
	return performance(ctx, q, `SELECT person_id, period, results, behaviour, predicate FROM probation_performance WHERE agency_id = $1 AND replaced_by = '' ORDER BY person_id, period`, agency)
}

func performanceOf(ctx context.Context, q db.Q, person string) ([]Performance, error) {
	m, err := performance(ctx, q, `SELECT person_id, period, results, behaviour, predicate FROM probation_performance WHERE person_id = $1 AND replaced_by = '' ORDER BY period`, person)
	return m[person], err
}

func performance(ctx context.Context, q db.Q, query string, arg string) (map[string][]Performance, error) {
	rows, err := q.Query(ctx, query, arg)
	if err != nil {
		return nil, fmt.Errorf("list performance: %w", err)
	}
	defer rows.Close()
	m := map[string][]Performance{}
	for rows.Next() {
		var person string
		var e Performance
		if err := rows.Scan(&person, &e.Period, &e.Results, &e.Behaviour, &e.Predicate); err != nil {
			return nil, fmt.Errorf("list performance: %w", err)
		}
		m[person] = append(m[person], e)
	}
	return m, rows.Err()
}

func listDiscipline(ctx context.Context, q db.Q, where, arg string) (map[string][]Discipline, error) {
	rows, err := q.Query(ctx, `SELECT person_id, id, level, measure, number, issued_on FROM probation_discipline WHERE `+where+` AND revoked_at = '' ORDER BY issued_on`, arg)
	if err != nil {
		return nil, fmt.Errorf("list discipline: %w", err)
	}
	defer rows.Close()
	m := map[string][]Discipline{}
	for rows.Next() {
		var person string
		var d Discipline
		if err := rows.Scan(&person, &d.ID, &d.Level, &d.Measure, &d.Number, &d.IssuedOn); err != nil {
			return nil, fmt.Errorf("list discipline: %w", err)
		}
		m[person] = append(m[person], d)
	}
	return m, rows.Err()
}

// Sources returns the lists that were imported and not undone, newest first.
func Sources(ctx context.Context, q db.Q, agency string) ([]Source, error) {
	return db.List(ctx, q, "list sources", func(row db.Row) (s Source, err error) {
		err = row.Scan(&s.ID, &s.Kind, &s.File, &s.AsOf, &s.At, &s.People)
		return s, err
	}, `SELECT id, kind, file_name, as_of, at, people FROM probation_import WHERE agency_id = $1 AND undone_at = '' ORDER BY at DESC, id DESC`, agency)
}
