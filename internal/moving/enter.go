package moving

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// EnterJob is the name under which a move is entered.
const EnterJob = "enter move"

// order is what the job is told.
type order struct{ Agency, Move, Account string }

// The parts of a move, in the order in which they are entered.
const (
	partPeople    = "people"
	partProgramme = "programme"
	partMentors   = "mentors"
	partBatch     = "batch" // attendance and marks of one
	partSTTP      = "sttp"
	partPapers    = "papers"
	partRating    = "performance"
)

// step is one part of a move that is in.
type step struct {
	position        int
	part, reference string
}

// BeginEnter queues the entering of a move and returns the task that tells how
// far it is. It refuses while a line waits for somebody to say who is meant.
func (d *Desk) BeginEnter(ctx context.Context, actor access.Actor, a org.Agency, move ID, skip bool) (jobs.TaskID, error) {
	p, err := d.Preview(ctx, actor, a, move)
	if err != nil {
		return "", err
	}
	if err := p.mayEnter(skip); err != nil {
		return "", err
	}
	var task jobs.TaskID
	err = d.change(ctx, actor, a.ID, move, func(tx *db.Tx, m *Move) error {
		title := i18n.Say("moving.job", "N", p.Sums.People)
		if task, err = d.Jobs.Begin(ctx, tx, jobs.Task{Agency: string(a.ID), StartedBy: actor.Ref(), Title: title, Total: len(p.Plan.Batches) + otherParts}, EnterJob, order{string(a.ID), string(move), actor.Account()}); err != nil {
			return err
		}
		return d.claim(ctx, tx, m, task)
	})
	if err != nil {
		return "", fmt.Errorf("begin to enter move: %w", err)
	}
	return task, nil
}

// mayEnter refuses what a person must look at first.
func (p *Preview) mayEnter(skip bool) error {
	if p.Sums == (Sums{}) {
		return fault.Conflict("moving.nothing")
	}
	if p.taken {
		return fault.Conflict("moving.programme_exists", "Name", p.Name)
	}
	wrong, open := p.Plan.Wrong(), p.Plan.Open()
	if (wrong > 0 || open > 0) && !skip {
		return fault.Conflict("moving.has_problems", "N", wrong, "Open", open)
	}
	return nil
}

// otherParts is how many parts a move has beside its batches.
const otherParts = 5

func (d *Desk) claim(ctx context.Context, tx *db.Tx, m *Move, task jobs.TaskID) error {
	if err := tx.Do(ctx, `UPDATE moving_move SET state = 'entering', task_id = $1 WHERE id = $2`, string(task), string(m.ID)); err != nil {
		return fmt.Errorf("claim move: %w", err)
	}
	return nil
}

// Enter enters a move at once, for callers at a command line. What is wrong
// stays out if skip says so, and otherwise keeps all of it out.
func (d *Desk) Enter(ctx context.Context, actor access.Actor, a org.Agency, move ID, skip bool) (Result, error) {
	p, err := d.Preview(ctx, actor, a, move)
	if err != nil {
		return Result{}, err
	}
	if err := p.mayEnter(skip); err != nil {
		return Result{}, err
	}
	if err := d.change(ctx, actor, a.ID, move, func(tx *db.Tx, m *Move) error { return d.claim(ctx, tx, m, "") }); err != nil {
		return Result{}, err
	}
	return d.run(ctx, actor, a, move, func(int, int) {})
}

// EnterQueued enters what BeginEnter has queued, with the roles that the
// person who pressed the button has now. A run that was killed goes on where
// it stopped.
func (d *Desk) EnterQueued(ctx context.Context, run *jobs.Run) error {
	var o order
	if err := run.Read(&o); err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, d.DB, org.AgencyID(o.Agency))
	if err != nil {
		return err
	}
	grants, err := access.GrantsOf(ctx, d.DB, o.Account)
	if err != nil {
		return err
	}
	m, err := ByID(ctx, d.DB, a.ID, ID(o.Move))
	if err != nil {
		return err
	}
	there := a.Path("moving/" + o.Move)
	run.Outcome(there, i18n.Say("moving.job_kept"))
	if m.State == Staged { // a run before this one has failed and cleared its parts away
		if err := d.DB.InTx(ctx, func(tx *db.Tx) error { return d.claim(ctx, tx, &m, run.Task()) }); err != nil {
			return err
		}
		m.State = Entering
	}
	if m.State == Entering {
		r, err := d.run(ctx, access.AccountActor(o.Account, grants), a, m.ID, func(done, total int) { run.Progress(ctx, done, total) })
		if err != nil {
			return err
		}
		m.Result = r
	}
	run.Outcome(there, i18n.Say("moving.job_done", "People", m.Result.People, "Batches", m.Result.Batches, "Marks", m.Result.Marks, "Attendance", m.Result.Attendance))
	return nil
}

// run enters the parts that are not in yet. When one is refused, those that
// are in go out again, and the move waits as before.
func (d *Desk) run(ctx context.Context, actor access.Actor, a org.Agency, move ID, tell func(done, total int)) (Result, error) {
	m, err := ByID(ctx, d.DB, a.ID, move)
	if err != nil {
		return Result{}, err
	}
	e := &entering{d: d, actor: actor, a: a, m: m, tell: tell, result: m.Result}
	if err := e.enter(ctx); err != nil {
		if ctx.Err() != nil {
			return e.result, err // the next run goes on
		}
		clean := context.WithoutCancel(ctx)
		return e.result, errors.Join(err, d.unwind(clean, actor, a, move), d.DB.InTx(clean, func(tx *db.Tx) error {
			return tx.Do(clean, `UPDATE moving_move SET state = 'staged', result = '{}' WHERE id = $1`, string(move))
		}))
	}
	return e.result, nil
}

// entering is one move on its way in.
type entering struct {
	d      *Desk
	actor  access.Actor
	a      org.Agency
	m      Move
	p      *Preview
	steps  []step
	tell   func(done, total int)
	done   int
	result Result
	people map[string]roster.Person // by NIP, once they are in
}

func (e *entering) enter(ctx context.Context) error {
	var err error
	if e.steps, err = steps(ctx, e.d.DB, e.m.ID); err != nil {
		return err
	}
	if e.p, err = e.d.preview(ctx, e.actor, e.a, e.m); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{e.enterPeople, e.know, e.enterProgramme, e.enterMentors, e.enterBatches, e.enterSTTP, e.enterPapers, e.enterRatings} {
		if err := part(ctx); err != nil {
			return err
		}
		e.progress()
	}
	e.result.out(e.p.Plan)
	text, err := json.Marshal(e.result)
	if err != nil {
		return err
	}
	return e.d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, `UPDATE moving_move SET state = 'entered', entered_at = $1, result = $2 WHERE id = $3`, clock.Stamp(e.d.Clock.Now()), string(text), string(e.m.ID)); err != nil {
			return fmt.Errorf("close move: %w", err)
		}
		r := e.result
		return audit.Write(ctx, tx, audit.Entry{Agency: string(e.a.ID), At: e.d.Clock.Now(), Actor: e.actor.Ref(), Act: "moving.enter", Subject: "move:" + string(e.m.ID),
			After: map[string]int{"people": r.People, "batches": r.Batches, "seats": r.Seats, "attendance": r.Attendance, "marks": r.Marks, "sttp": r.STTP, "papers": r.Papers, "performance": r.Performance, "left": len(r.Left)}})
	})
}

// mostLeft bounds how many things are kept that did not go in.
const mostLeft = 300

// out adds what the preview has found wrong to what was left out.
func (r *Result) out(p *Plan) {
	for i := range p.Problems {
		if p.Problems[i].Wrong {
			r.Left = append(r.Left, p.Problems[i])
		}
	}
	for _, one := range p.Proposals {
		if one.Chosen == "" {
			r.Left = append(r.Left, Problem{Wrong: true, Message: "moving.unconfirmed", Who: one.Name, NIP: one.NIP, Sources: []Source{one.Source}, More: one.More})
		}
	}
	r.Left = r.Left[:min(len(r.Left), mostLeft)]
}

func (e *entering) progress() {
	e.done++
	e.tell(e.done, len(e.p.Plan.Batches)+otherParts+3)
}

// steps returns the parts of a move that are in, in their order.
func steps(ctx context.Context, q db.Q, move ID) ([]step, error) {
	return db.List(ctx, q, "read parts of move", func(row db.Row) (s step, err error) {
		err = row.Scan(&s.position, &s.part, &s.reference)
		return s, err
	}, `SELECT position, part, reference FROM moving_step WHERE move_id = $1 AND undone_at = '' ORDER BY position`, string(move))
}

// has returns the reference of a part that is in already.
func (e *entering) has(part, reference string) (string, bool) {
	for _, s := range e.steps {
		if s.part == part && (reference == "" || s.reference == reference) {
			return s.reference, true
		}
	}
	return "", false
}

// note remembers a part that is in.
func (e *entering) note(ctx context.Context, tx *db.Tx, part, reference string) error {
	var last int
	if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(position), 0) FROM moving_step WHERE move_id = $1`, string(e.m.ID)).Scan(&last); err != nil {
		return fmt.Errorf("note part of move: %w", err)
	}
	err := tx.Do(ctx, `INSERT INTO moving_step (move_id, position, part, reference, undone_at) VALUES ($1, $2, $3, $4, '')`, string(e.m.ID), last+1, part, reference)
	if err != nil {
		return fmt.Errorf("note part of move: %w", err)
	}
	text, err := json.Marshal(e.result)
	if err != nil {
		return err
	}
	if err := tx.Do(ctx, `UPDATE moving_move SET result = $1 WHERE id = $2`, string(text), string(e.m.ID)); err != nil {
		return fmt.Errorf("note part of move: %w", err)
	}
	e.steps = append(e.steps, step{last + 1, part, reference})
	return nil
}

// inTx runs a part in a transaction, which may run it again from its beginning.
func (e *entering) inTx(ctx context.Context, do func(tx *db.Tx) error) error {
	result, n := e.result, len(e.steps)
	return e.d.DB.InTx(ctx, func(tx *db.Tx) error {
		e.result, e.steps = result, e.steps[:n]
		e.result.Left = slices.Clone(result.Left)
		return do(tx)
	})
}

func (e *entering) noted(ctx context.Context, part, reference string) error {
	return e.inTx(ctx, func(tx *db.Tx) error { return e.note(ctx, tx, part, reference) })
}

// enterPeople lets the roster enter the people. A run that was killed after
// that finds its import by the hash.
func (e *entering) enterPeople(ctx context.Context) error {
	if len(e.p.draft.Rows) == 0 {
		return nil
	}
	if _, in := e.has(partPeople, ""); in {
		return nil
	}
	imports, err := roster.Imports(ctx, e.d.DB, e.a.ID)
	if err != nil {
		return err
	}
	for _, m := range imports {
		if m.Hash == e.m.source() && m.State == roster.Committed {
			return e.noted(ctx, partPeople, string(m.ID))
		}
	}
	imp, err := e.d.Roster.EnterJudged(ctx, e.actor, e.a.ID, e.p.draft, e.p.verdict, true)
	if err != nil {
		return fmt.Errorf("enter people of move: %w", err)
	}
	return e.noted(ctx, partPeople, string(imp))
}

// know reads who is on the roster now.
func (e *entering) know(ctx context.Context) error {
	all, err := roster.All(ctx, e.d.DB, e.a.ID)
	if err != nil {
		return err
	}
	e.people = make(map[string]roster.Person, len(all))
	for _, p := range all {
		e.people[p.NIP] = p
	}
	for _, who := range e.p.Plan.People {
		p, in := e.people[who.NIP]
		switch {
		case in:
			who.ID = p.ID
		case !who.Listed && len(e.steps) <= 1:
			e.result.Left = append(e.result.Left, e.p.Plan.problem(true, "moving.nobody", who, []Source{who.Source}, nil))
		}
	}
	if imp, in := e.has(partPeople, ""); in {
		m, err := roster.ImportByID(ctx, e.d.DB, e.a.ID, roster.ImportID(imp))
		if err != nil {
			return err
		}
		e.result.People = m.Totals.New + m.Totals.Changed + m.Totals.Unchanged
	}
	return nil
}

// enterProgramme makes programme, batches, groups and seats, and puts the
// schedule of each batch in force, all in one transaction. The programme has
// the id of the move.
func (e *entering) enterProgramme(ctx context.Context) error {
	if _, in := e.has(partProgramme, ""); in {
		return nil
	}
	programme, numbers := e.programme()
	if len(programme.Batches) == 0 {
		return nil
	}
	return e.inTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "training:"+string(e.a.ID)); err != nil {
			return err
		}
		made, err := e.d.Training.TakeOver(ctx, tx, e.actor, e.a.ID, programme)
		if err != nil {
			return fmt.Errorf("enter programme of move: %w", err)
		}
		for i, b := range made {
			coaches := e.coaches(numbers[i])
			placed, err := e.d.Schedule.Adopt(ctx, tx, e.actor, e.a.ID, b.ID, coaches)
			if err != nil {
				return fmt.Errorf("enter schedule of batch %s: %w", b.Label, err)
			}
			if e.result.Guides += placed; placed < len(coaches) {
				e.result.Left = append(e.result.Left, e.p.Plan.problem(false, "moving.coach_twice", nil, nil, []any{"Batch", b.Label, "N", len(coaches) - placed}))
			}
		}
		return e.note(ctx, tx, partProgramme, string(programme.ID))
	})
}

// programme is what the training house takes over, with the numbers of its
// batches.
func (e *entering) programme() (training.Existing, []int) {
	x := training.Existing{ID: training.ProgrammeID(e.m.ID), Name: e.p.Name, Reason: e.m.title()}
	var numbers []int
	if e.p.Pack == nil {
		return x, nil
	}
	x.Pack, x.Mode = e.p.Pack.ID, e.p.Course.Key
	for _, b := range e.p.Plan.Batches {
		f, dated := e.p.fits[b.Number]
		if !dated {
			continue
		}
		one := training.ExistingBatch{Number: b.Number, Wave: b.Wave, Class: b.Class, Start: b.Start, AsOf: f.asOf, Stages: f.changes, Groups: make([][]roster.PersonID, b.Groups)}
		seated := 0
		for _, who := range b.People {
			if who.ID != "" {
				one.Groups[max(who.Group, 1)-1] = append(one.Groups[max(who.Group, 1)-1], who.ID)
				seated++
			}
		}
		if seated > 0 {
			x.Batches, numbers = append(x.Batches, one), append(numbers, b.Number)
			e.result.Seats += seated
			e.result.Batches++
		}
	}
	return x, numbers
}

// coaches are the names of who leads the groups of a batch. Where a group has
// several, nobody is named.
func (e *entering) coaches(number int) map[int]string {
	names := map[int]string{}
	for _, who := range e.p.Plan.People {
		if who.Batch != number || who.Guide.Coach == "" {
			continue
		}
		group := max(who.Group, 1)
		if have, ok := names[group]; ok && have != who.Guide.Coach {
			names[group] = ""
			continue
		}
		names[group] = who.Guide.Coach
	}
	for group, name := range names {
		if name == "" {
			delete(names, group)
		}
	}
	return names
}
