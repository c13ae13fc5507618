package planning

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/timetable"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// PlanJob is the name under which a programme is planned.
const PlanJob = "plan sessions"

// ticket is what the job is told.
type ticket struct{ Agency, Run, Account string }

// planners may plan.
var planners = []access.Role{access.Officer, access.Committee}

// MostWeight bounds a weight, so that a slip of the finger is noticed.
const MostWeight = 1000

// SetWeights sets what wishes count for an agency. Officer and committee may.
func (d *Desk) SetWeights(ctx context.Context, actor access.Actor, agency org.AgencyID, w Weights) error {
	if err := actor.Require(string(agency), planners...); err != nil {
		return err
	}
	var f fault.Fields
	for _, one := range []struct {
		name  string
		value int
	}{{"day", w.Day}, {"hour", w.Hour}, {"same", w.Same}, {"room", w.Room}, {"share", w.Share}, {"change", w.Change}} {
		if one.value < 0 || one.value > MostWeight {
			f.Add(one.name, "training.fault.range", "Lo", 0, "Hi", MostWeight)
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	text, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("set weights: %w", err)
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := WeightsOf(ctx, tx, agency)
		if err != nil || before == w {
			return err
		}
		if err := tx.Do(ctx, `INSERT INTO planning_weights (agency_id, weights) VALUES ($1, $2) ON CONFLICT (agency_id) DO UPDATE SET weights = excluded.weights`, string(agency), string(text)); err != nil {
			return fmt.Errorf("set weights: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "planning.weights", Subject: "agency:" + string(agency), Before: before, After: w})
	})
}

// Begin queues a run for a programme and returns the task that tells how far it
// is. It refuses while another run of the programme is under way.
func (d *Desk) Begin(ctx context.Context, actor access.Actor, a org.Agency, programme training.ProgrammeID, o Order) (jobs.TaskID, error) {
	r, err := d.open(ctx, actor, a, programme, o, func(tx *db.Tx, r *Run, name string) error {
		var err error
		r.Task, err = d.Jobs.Begin(ctx, tx, jobs.Task{Agency: string(a.ID), StartedBy: actor.Ref(), Title: i18n.Say("planning.job", "Programme", name), Total: 100}, PlanJob, ticket{string(a.ID), string(r.ID), actor.Account()})
		return err
	})
	return r.Task, err
}

// Plan plans a programme at once, for callers at a command line; told is called
// when it begins to search and then about once a second, and may be nil.
func (d *Desk) Plan(ctx context.Context, actor access.Actor, a org.Agency, programme training.ProgrammeID, o Order, told func(timetable.Standing)) (Run, error) {
	r, err := d.open(ctx, actor, a, programme, o, func(*db.Tx, *Run, string) error { return nil })
	if err != nil {
		return r, err
	}
	return d.work(ctx, actor, a, r, told)
}

// PlanQueued does what Begin has queued, with the roles that the person who
// pressed the button has now. A run that was killed begins again.
func (d *Desk) PlanQueued(ctx context.Context, run *jobs.Run) error {
	var o ticket
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
	r, err := RunByID(ctx, d.DB, a.ID, RunID(o.Run))
	if err != nil || r.State == Done || r.State == Failed {
		return err
	}
	r, err = d.work(ctx, access.AccountActor(o.Account, grants), a, r, func(s timetable.Standing) {
		// Progress is for who looks on: a search goes on without it.
		_ = run.Progress(ctx, int(100*s.Part), 100)
	})
	there := a.Path("training/p/" + string(r.Programme) + "/planner")
	if err != nil {
		return err
	}
	run.Outcome(there, i18n.Say("planning.job_done", "N", r.Report.Changed, "Left", len(r.Report.Left)))
	return nil
}

// open stores a new run of a programme; begin queues it, where it is queued.
func (d *Desk) open(ctx context.Context, actor access.Actor, a org.Agency, programme training.ProgrammeID, o Order, begin func(tx *db.Tx, r *Run, name string) error) (Run, error) {
	r := Run{ID: RunID(id.New()), Agency: a.ID, Programme: programme, State: Running, Order: o, Begun: d.Clock.Now(), By: actor.Ref()}
	if err := actor.Require(string(a.ID), planners...); err != nil {
		return r, err
	}
	if o.Moves < 1 || o.Moves > mostMoves {
		return r, fault.Beside("moves", fault.Invalid("training.fault.range", "Lo", 1, "Hi", mostMoves))
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := training.ProgrammeByID(ctx, tx, a.ID, programme)
		if err != nil {
			return err
		}
		if r.Weights, err = WeightsOf(ctx, tx, a.ID); err != nil {
			return err
		}
		runs, err := Runs(ctx, tx, programme)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(runs, func(r Run) bool { return r.Under(d.Clock.Now()) }) {
			return fault.Conflict("planning.fault.running")
		}
		if err := begin(tx, &r, p.Name); err != nil {
			return err
		}
		weights, err := json.Marshal(r.Weights)
		if err != nil {
			return fmt.Errorf("keep weights: %w", err)
		}
		err = tx.Do(ctx, `INSERT INTO planning_run (id, agency_id, programme_id, task_id, state, mend, seed, moves, weights, outcome, begun_at, begun_by, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, '')`,
			string(r.ID), string(a.ID), string(programme), string(r.Task), string(r.State), db.Flag(r.Mend), int64(r.Seed), r.Moves, string(weights), clock.Stamp(r.Begun), r.By)
		if err != nil {
			return fmt.Errorf("store run: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: r.Begun, Actor: actor.Ref(), Act: "planning.run", Subject: "programme:" + string(programme), After: map[string]any{"mend": r.Mend, "seed": r.Seed, "moves": r.Moves, "weights": r.Weights}})
	})
	if err != nil {
		return r, fmt.Errorf("begin to plan: %w", err)
	}
	return r, nil
}

// Stop asks the run of a programme to end and to keep the best that it has. It
// refuses when none is under way. Officer and committee may.
func (d *Desk) Stop(ctx context.Context, actor access.Actor, agency org.AgencyID, programme training.ProgrammeID) error {
	if err := actor.Require(string(agency), planners...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := training.ProgrammeByID(ctx, tx, agency, programme); err != nil {
			return err
		}
		runs, err := Runs(ctx, tx, programme)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(runs, func(r Run) bool { return r.Under(d.Clock.Now()) })
		if i < 0 {
			return fault.Conflict("planning.fault.idle")
		}
		if err := tx.Do(ctx, `UPDATE planning_run SET state = 'stopping' WHERE id = $1`, string(runs[i].ID)); err != nil {
			return fmt.Errorf("stop run: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "planning.stop", Subject: "programme:" + string(programme)})
	})
}

// mostTries is how often a run begins anew because sessions were changed while it
// searched.
const mostTries = 3

// work searches a plan and puts it into the drafts. What somebody changed
// meanwhile is kept as it is, and the others are placed around it. When the
// context ends the best that was found is put there all the same.
func (d *Desk) work(ctx context.Context, actor access.Actor, a org.Agency, r Run, told func(timetable.Standing)) (Run, error) {
	kept := map[schedule.SessionID]bool{}
	var before map[schedule.SessionID]schedule.Session
	for {
		round, err := d.gather(ctx, a, r)
		if err != nil {
			return d.fail(ctx, r, err)
		}
		before = round.keep(before, kept)
		out, err := d.search(ctx, round, r, told)
		if err != nil {
			return d.fail(ctx, r, err)
		}
		err = d.apply(context.WithoutCancel(ctx), actor, a, &r, out)
		if err == nil {
			return r, nil
		}
		if r.Report.Again++; !errors.Is(err, schedule.ErrChanged) || r.Report.Again == mostTries || time.Until(searchUntil(ctx)) < leastSearch {
			return d.fail(ctx, r, err)
		}
	}
}

// gather reads the batches of the programme that are not over and have sessions.
func (d *Desk) gather(ctx context.Context, a org.Agency, r Run) (*Round, error) {
	all, err := training.Batches(ctx, d.DB, r.Programme)
	if err != nil {
		return nil, err
	}
	today := a.Today(d.Clock.Now())
	all = slices.DeleteFunc(all, func(b training.Batch) bool { return b.State != training.BatchOpen || b.End <= today })
	if len(all) == 0 {
		return nil, fault.Conflict("planning.fault.over")
	}
	return d.Gather(ctx, d.DB, a, all, r.Weights, r.Mend)
}

// keep locks, for this run alone, the sessions that were changed since it began,
// and returns the sessions as they are now.
func (r *Round) keep(before map[schedule.SessionID]schedule.Session, kept map[schedule.SessionID]bool) map[schedule.SessionID]schedule.Session {
	now := map[schedule.SessionID]schedule.Session{}
	for _, c := range r.Courses {
		for _, s := range c.Sessions {
			now[s.ID] = s
			if was, known := before[s.ID]; before != nil && (!known || was != s) {
				kept[s.ID] = true
			}
			if kept[s.ID] && s.Meets() {
				r.Kept[s.ID] = true
			}
		}
	}
	return now
}

// search runs the engine until it is done, its job has to write, or somebody asks
// it to stop.
func (d *Desk) search(ctx context.Context, round *Round, r Run, told func(timetable.Standing)) (*Outcome, error) {
	inner, stop := context.WithDeadline(ctx, searchUntil(ctx))
	defer stop()
	moves := 0
	for _, c := range round.Courses {
		for _, s := range c.Sessions {
			if round.movable(s) {
				moves += r.Moves
			}
		}
	}
	if r.Moves <= Quick {
		moves = min(moves, mostQuick)
	}
	return Solve(inner, round, Effort{Moves: max(1, moves), Seed: r.Seed, Told: func(s timetable.Standing) {
		if told != nil {
			told(s)
		}
		if s.Part == 0 { // who wants to keep the best wants some search to have been
			return
		}
		if now, err := RunByID(ctx, d.DB, r.Agency, r.ID); err == nil && now.State == Stopping {
			stop()
		}
	}})
}

// apply puts an outcome into the drafts, binds who is proposed and ends the run,
// all or nothing.
func (d *Desk) apply(ctx context.Context, actor access.Actor, a org.Agency, r *Run, out *Outcome) error {
	again := r.Report.Again
	r.Report = Report{Sessions: out.Events, Bound: len(out.Bindings), Left: out.Left, Costs: out.Costs, Moves: out.Moves, Again: again}
	for _, b := range out.Batches {
		r.Report.Changed += len(b.Changes())
	}
	report, err := json.Marshal(r.Report)
	if err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, b := range out.Batches {
			if slices.Equal(b.Before, b.Sessions) {
				if err := schedule.Stands(ctx, tx, b.Batch.ID, b.Before); err != nil {
					return err
				}
				continue
			}
			if err := d.Schedule.Arrange(ctx, tx, actor, a.ID, b.Batch.ID, b.Before, b.Sessions, ""); err != nil {
				return err
			}
		}
		byBatch := slices.SortedStableFunc(slices.Values(out.Bindings), func(a, b trainer.Binding) int { return cmp.Compare(a.Batch, b.Batch) })
		if err := d.Trainers.Bind(ctx, tx, actor, byBatch...); err != nil {
			return err
		}
		r.State, r.Ended = Done, d.Clock.Now()
		if err := tx.Do(ctx, `UPDATE planning_run SET state = 'done', outcome = $1, ended_at = $2 WHERE id = $3`, string(report), clock.Stamp(r.Ended), string(r.ID)); err != nil {
			return fmt.Errorf("end run: %w", err)
		}
		return nil
	})
}

// fail ends a run that came to nothing. One that is queued and was broken off
// begins again; nobody begins one of a command line again.
func (d *Desk) fail(ctx context.Context, r Run, cause error) (Run, error) {
	if r.Task == "" {
		ctx = context.WithoutCancel(ctx)
	}
	r.State, r.Ended = Failed, d.Clock.Now()
	if err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.Do(ctx, `UPDATE planning_run SET state = 'failed', ended_at = $1 WHERE id = $2`, clock.Stamp(r.Ended), string(r.ID))
	}); err != nil {
		return r, errors.Join(cause, err)
	}
	switch {
	case errors.Is(cause, schedule.ErrChanged):
		cause = fault.Conflict("planning.fault.busy")
	case errors.Is(cause, timetable.ErrLarge):
		cause = fault.Conflict("planning.fault.large")
	}
	return r, fmt.Errorf("plan sessions: %w", cause)
}
