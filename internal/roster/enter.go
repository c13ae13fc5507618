package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// abandoned is after how long an import that stopped writing, because its
// process died, is cleared away.
const abandoned = 2 * time.Minute

func (d *Desk) judge(ctx context.Context, q db.Q, agency org.AgencyID, draft *Draft, selection string) (*Verdict, error) {
	if draft.Lacking != nil {
		return nil, draft.Lacking
	}
	rules, err := d.rules(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	known, err := load(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	return Judge(rules, draft, known, selection)
}

// rules returns the rules of probation that the agency goes by today.
func (d *Desk) rules(ctx context.Context, q db.Q, agency org.AgencyID) (*regulation.Probation, error) {
	pack, err := d.Rules.Newest(ctx, q, string(agency), regulation.KindProbation, clock.FromTime(d.Clock.Now()))
	if err != nil {
		return nil, err
	}
	return pack.Probation, nil
}

// Enter judges a list and enters it as EnterJudged does. The verdict comes back
// also when errors make it refuse.
func (d *Desk) Enter(ctx context.Context, actor access.Actor, agency org.AgencyID, draft *Draft, selection string, skip bool) (ImportID, *Verdict, error) {
	v, err := d.Preview(ctx, actor, agency, draft, selection)
	if err != nil {
		return "", nil, err
	}
	imp, err := d.EnterJudged(ctx, actor, agency, draft, v, skip)
	return imp, v, err
}

// EnterJudged puts the people of a list on the roster as Preview has judged it.
// Lines with errors make it refuse with roster.has_errors and write nothing,
// unless skip says to leave them out. What changed on the roster since the preview is
// a conflict.
//
// New people are written in chunks under the state Arriving and become visible
// in one step, together with what changes on people who are there already.
func (d *Desk) EnterJudged(ctx context.Context, actor access.Actor, agency org.AgencyID, draft *Draft, v *Verdict, skip bool) (ImportID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	if v.Totals.Error > 0 && !skip {
		return "", fault.Conflict("roster.has_errors", "N", v.Totals.Error)
	}
	now := d.Clock.Now()
	imp := Import{ID: ImportID(id.New()), Agency: agency, File: draft.File, Hash: draft.Hash, State: Writing, Totals: Totals{Total: v.Totals.Total}, By: actor.Ref(), Staged: now}
	e := &entering{d: d, actor: actor, agency: agency, imp: imp.ID, now: now}
	err := e.run(ctx, v, func(tx *db.Tx) error { return d.insertImport(ctx, tx, imp, draft) }, false)
	return imp.ID, err
}

// EnterStaged enters a list that was staged before, as Enter does.
func (d *Desk) EnterStaged(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID, skip bool) (*Verdict, error) {
	return d.enterStaged(ctx, actor, agency, imp, skip, nil)
}

// enterStaged tells how many of the new people are written, if somebody asks.
func (d *Desk) enterStaged(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID, skip bool, tell func(done, total int)) (*Verdict, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return nil, err
	}
	draft, m, err := d.Draft(ctx, d.DB, agency, imp)
	if err != nil {
		return nil, err
	}
	if m.State != Staged {
		return nil, fault.Conflict("roster.not_staged")
	}
	v, err := d.judge(ctx, d.DB, agency, draft, m.Selection)
	if err != nil {
		return nil, err
	}
	if v.Totals.Error > 0 && !skip {
		return v, fault.Conflict("roster.has_errors", "N", v.Totals.Error)
	}
	e := &entering{d: d, actor: actor, agency: agency, imp: imp, now: d.Clock.Now(), tell: tell}
	return v, e.run(ctx, v, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE roster_import SET state = 'writing', beat_at = $1 WHERE id = $2 AND state = 'staged'`, clock.Stamp(e.now), string(imp))
		if err == nil && n == 0 {
			err = fault.Conflict("roster.not_staged")
		}
		return err
	}, true)
}

// entering is one import on its way in.
type entering struct {
	d      *Desk
	actor  access.Actor
	agency org.AgencyID
	imp    ImportID
	now    time.Time
	tree   *org.Tree
	find   *finder
	made   []org.UnitID // units that this import made
	today  clock.Date
	tell   func(done, total int) // nil: nobody asks
}

func (e *entering) run(ctx context.Context, v *Verdict, claim func(tx *db.Tx) error, staged bool) error {
	if err := e.d.clearAbandoned(ctx, e.agency); err != nil {
		return err
	}
	err := e.d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "roster:"+string(e.agency)); err != nil {
			return err
		}
		var busy int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM roster_import WHERE agency_id = $1 AND state = 'writing'`, string(e.agency)).Scan(&busy); err != nil {
			return fmt.Errorf("ask for other imports: %w", err)
		}
		if busy > 0 {
			return fault.Conflict("roster.import_busy")
		}
		if err := claim(tx); err != nil {
			return err
		}
		return e.units(ctx, tx, v)
	})
	if err != nil {
		return fmt.Errorf("begin import: %w", err)
	}
	if err := e.people(ctx, v); err != nil {
		return e.drop(ctx, err, staged)
	}
	if err := e.d.DB.InTx(ctx, func(tx *db.Tx) error { return e.finish(ctx, tx, v) }); err != nil {
		return e.drop(ctx, err, staged)
	}
	return nil
}

// units makes the units that the list names and the agency lacks.
func (e *entering) units(ctx context.Context, tx *db.Tx, v *Verdict) error {
	all, err := org.Units(ctx, tx, e.agency)
	if err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, tx, e.agency)
	if err != nil {
		return err
	}
	e.tree, e.made, e.today = org.NewTree(all), nil, a.Today(e.now)
	e.find = newFinder(e.tree)
	had := map[org.UnitID]bool{}
	for _, u := range all {
		had[u.ID] = true
	}
	first := map[string]clock.Date{} // units exist from the first TMT on
	for i := range v.Rows {
		r := &v.Rows[i]
		if r.Outcome == Refused || r.Outcome == Unchanged || r.Place.Office == "" {
			continue
		}
		for _, key := range []string{r.Place.Office, r.Place.String()} {
			if day := first[key]; day == "" || r.Person.TMT < day {
				first[key] = r.Person.TMT
			}
		}
	}
	for i := range v.Rows {
		r := &v.Rows[i]
		if r.Outcome == Refused || r.Outcome == Unchanged || r.Place.Office == "" || e.find.unit(r.Place) != "" {
			continue
		}
		office, err := e.d.Org.EnsureUnit(ctx, tx, e.actor, e.tree, e.agency, "", r.Place.Office, first[r.Place.Office])
		if err != nil {
			return err
		}
		ids := []org.UnitID{office}
		if r.Place.Unit != "" {
			unit, err := e.d.Org.EnsureUnit(ctx, tx, e.actor, e.tree, e.agency, office, r.Place.Unit, first[r.Place.String()])
			if err != nil {
				return err
			}
			ids = append(ids, unit)
		}
		for _, u := range ids {
			if !had[u] {
				had[u] = true
				e.made = append(e.made, u)
			}
		}
	}
	made, err := json.Marshal(e.made)
	if err != nil {
		return err
	}
	err = tx.Do(ctx, `UPDATE roster_import SET units = $1 WHERE id = $2`, string(made), string(e.imp))
	return err
}

// people writes the new people in chunks; nobody sees them yet.
func (e *entering) people(ctx context.Context, v *Verdict) error {
	var batch []*Judged
	done := 0
	write := func() error {
		if len(batch) == 0 {
			return nil
		}
		fresh, err := e.prepare(batch)
		if err != nil {
			return err
		}
		if done += len(batch); e.tell != nil {
			e.tell(done, v.Totals.New)
		}
		batch = batch[:0]
		return e.d.DB.InTx(ctx, func(tx *db.Tx) error {
			if err := fresh.insert(ctx, tx); err != nil {
				return err
			}
			err := tx.Do(ctx, `UPDATE roster_import SET beat_at = $1 WHERE id = $2`, clock.Stamp(e.d.Clock.Now()), string(e.imp))
			return err
		})
	}
	for i := range v.Rows {
		if v.Rows[i].Outcome != New {
			continue
		}
		if batch = append(batch, &v.Rows[i]); len(batch) == chunk {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return write()
}

// prepare makes the rows of new people, outside any transaction.
func (e *entering) prepare(batch []*Judged) (*fresh, error) {
	f := &fresh{now: e.now, imp: e.imp}
	for _, j := range batch {
		p := &j.Person
		p.ID, p.Agency, p.State, p.Version, p.Unit = PersonID(id.New()), e.agency, Arriving, 1, e.find.unit(j.Place)
		from := p.TMT
		if from == "" {
			from = e.today
		}
		f.add(p, from, e.tree.Office(p.Unit).ID)
		sealed, err := e.seal(j)
		if err != nil {
			return nil, err
		}
		f.private = append(f.private, sealed...)
		f.rows = append(f.rows, string(e.imp), j.Row, "", string(p.ID), string(New), "")
		f.entries = append(f.entries, audit.Entry{Agency: string(e.agency), At: e.now, Actor: e.actor.Ref(), Act: "roster.arrive", Subject: "import:" + string(e.imp), Person: string(p.ID),
			After: map[string]string{"nip": p.NIP, "name": p.Name, "tmt": string(p.TMT), "golongan": p.Golongan, "unit": string(p.Unit)}})
	}
	return f, nil
}

// seal makes the rows of what is private of a person.
func (e *entering) seal(j *Judged) ([]any, error) {
	var rows []any
	for field, text := range j.Private {
		sealed, err := e.d.Vault.Seal(text)
		if err != nil {
			return nil, fmt.Errorf("seal %s: %w", field, err)
		}
		rows = append(rows, string(j.Person.ID), string(field), sealed, clock.Stamp(e.now))
	}
	return rows, nil
}

// finish makes the new people visible and changes the others, in one step.
func (e *entering) finish(ctx context.Context, tx *db.Tx, v *Verdict) error {
	var taken int
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM roster_person a JOIN roster_person b ON b.agency_id = a.agency_id AND b.nip = a.nip AND b.state IN ('active', 'withdrawn', 'left')
WHERE a.import_id = $1 AND a.state = 'arriving'`, string(e.imp)).Scan(&taken)
	if err != nil {
		return fmt.Errorf("compare numbers of import: %w", err)
	}
	if taken > 0 {
		return fault.Conflict("roster.changed_meanwhile")
	}
	if err := e.show(ctx, tx, v); err != nil {
		return err
	}
	var rows []any
	for i := range v.Rows {
		j := &v.Rows[i]
		before := ""
		if j.Outcome == Changed {
			if before, err = e.change(ctx, tx, j); err != nil {
				return err
			}
		}
		if j.Outcome == Changed || j.Outcome == Unchanged {
			rows = append(rows, string(e.imp), j.Row, "", string(j.Person.ID), string(j.Outcome), before)
		}
	}
	if err := tx.InsertAll(ctx, importRowHead, importRowWidth, rows, importRowTail); err != nil {
		return fmt.Errorf("note rows of import: %w", err)
	}
	t := v.Totals
	err = tx.Do(ctx, `UPDATE roster_import SET state = 'committed', total = $1, clean = $2, warnings = $3, errors = $4, added = $5, changed = $6, unchanged = $7, committed_at = $8 WHERE id = $9`,
		t.Total, t.OK, t.Warning, t.Error, t.New, t.Changed, t.Unchanged, clock.Stamp(e.now), string(e.imp))
	if err != nil {
		return fmt.Errorf("close import: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(e.agency), At: e.now, Actor: e.actor.Ref(), Act: "roster.import", Subject: "import:" + string(e.imp), After: t})
}

// show makes the new people visible, some hundreds in one statement: SQLite
// remembers in memory every page that a statement under way has changed.
func (e *entering) show(ctx context.Context, tx *db.Tx, v *Verdict) error {
	var ids []PersonID
	for i := range v.Rows {
		if v.Rows[i].Outcome == New {
			ids = append(ids, v.Rows[i].Person.ID)
		}
	}
	for some := range slices.Chunk(ids, chunk) {
		where, args := db.In("id", some, 1)
		if err := tx.Do(ctx, `UPDATE roster_person SET state = 'active' WHERE state = 'arriving' AND `+where, args...); err != nil {
			return fmt.Errorf("show people of import: %w", err)
		}
	}
	return nil
}

// importRowTail lets the outcome replace the staged row.
const importRowTail = `ON CONFLICT (import_id, row_no) DO UPDATE SET record = excluded.record, person_id = excluded.person_id, outcome = excluded.outcome, before_state = excluded.before_state`
