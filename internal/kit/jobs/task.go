package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
)

// TaskID names one task.
type TaskID string

// State says how a task stands.
type State string

// The states of a task.
const (
	Running State = "running" // waiting for its turn, or under way
	Done    State = "done"
	Failed  State = "failed"
)

// Task is a job for which a person waits. They may leave its page and come
// back to it.
type Task struct {
	ID        TaskID
	Agency    string    // opaque here
	StartedBy string    // the actor's reference; opaque here
	Title     i18n.Line // "Menerbitkan transkrip Angkatan II"
	State     State
	Done      int
	Total     int       // 0 while it is not known
	Outcome   i18n.Line // what came out, or was kept until the failure
	Trouble   i18n.Line // why it failed
	Reference string    // number under which the log has the rest; "" for none
	Href      string    // where the result is
	Begun     time.Time
	Ended     time.Time // zero while it runs
}

// taskAttempts is how often a task is tried: somebody is waiting.
const taskAttempts = 3

// tellEvery is how often progress is written at most.
const tellEvery = 400 * time.Millisecond

// tasksKept is how long an ended task can be looked at.
const tasksKept = 30 * 24 * time.Hour

// stale is when a task that says nothing more is taken for failed.
const stale = 24 * time.Hour

// Begin queues a job for which a person waits, in the transaction of the act
// that wants it. Of the task it reads Agency, StartedBy, Title and Total.
func (q *Queue) Begin(ctx context.Context, tx *db.Tx, t Task, name string, args any) (TaskID, error) {
	packed, err := t.Title.Pack()
	if err != nil {
		return "", fmt.Errorf("begin task %s: %w", name, err)
	}
	task, now := TaskID(id.New()), clock.Stamp(q.clock.Now())
	err = tx.Do(ctx, `INSERT INTO jobs_task (id, agency_id, started_by, title_key, title_args, state, done, total, outcome_key, outcome_args, trouble_key, trouble_args, reference, href, begun_at, changed_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, '', '', '', '', '', '', $8, $8, '')`, string(task), t.Agency, t.StartedBy, t.Title.Key, packed, string(Running), t.Total, now)
	if err != nil {
		return "", fmt.Errorf("begin task %s: %w", name, err)
	}
	return task, q.add(ctx, tx, ticket{Name: name, Task: task}, args, &river.InsertOpts{MaxAttempts: taskAttempts})
}

// Find returns a task of an agency.
func Find(ctx context.Context, q db.Q, agency string, task TaskID) (Task, error) {
	t := Task{ID: task, Agency: agency}
	var state, title, outcome, trouble, begun, ended string
	err := q.QueryRow(ctx, `SELECT started_by, title_key, title_args, state, done, total, outcome_key, outcome_args, trouble_key, trouble_args, reference, href, begun_at, ended_at FROM jobs_task WHERE id = $1 AND agency_id = $2`,
		string(task), agency).Scan(&t.StartedBy, &t.Title.Key, &title, &state, &t.Done, &t.Total, &t.Outcome.Key, &outcome, &t.Trouble.Key, &trouble, &t.Reference, &t.Href, &begun, &ended)
	if errors.Is(err, sql.ErrNoRows) {
		return t, fault.NotFound("jobs.no_task")
	}
	if err != nil {
		return t, fmt.Errorf("read task %s: %w", task, err)
	}
	t.State = State(state)
	for _, l := range []struct {
		line   *i18n.Line
		packed string
	}{{&t.Title, title}, {&t.Outcome, outcome}, {&t.Trouble, trouble}} {
		if *l.line, err = i18n.Unpack(l.line.Key, l.packed); err != nil {
			return t, err
		}
	}
	if t.Begun, err = clock.ParseStamp(begun); err == nil && ended != "" {
		t.Ended, err = clock.ParseStamp(ended)
	}
	return t, err
}

// RunningOf counts the tasks of an agency that somebody started and that go on.
func RunningOf(ctx context.Context, q db.Q, agency, startedBy string) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM jobs_task WHERE agency_id = $1 AND started_by = $2 AND state = $3`, agency, startedBy, string(Running)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count tasks: %w", err)
	}
	return n, nil
}

// Progress tells how far the task is. It may be called as often as one likes:
// it writes a few times a second at most, together with others' small writes.
func (r *Run) Progress(ctx context.Context, done, total int) error {
	now := r.queue.clock.Now()
	if r.task == "" || now.Sub(r.told) < tellEvery && done < total {
		return ctx.Err()
	}
	r.told = now
	return r.queue.db.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE jobs_task SET done = $1, total = $2, changed_at = $3 WHERE id = $4 AND state = $5`,
			done, total, clock.Stamp(now), string(r.task), string(Running))
		return err
	})
}

// finish marks the task of a run as done.
func (q *Queue) finish(ctx context.Context, r *Run) error {
	return q.end(ctx, r, Done, i18n.Line{}, "")
}

// fail marks the task of a run as failed; f is nil for what only the log says.
func (q *Queue) fail(ctx context.Context, r *Run, f *fault.Error, reference string) error {
	trouble := i18n.Say("jobs.failed")
	if f != nil {
		trouble = i18n.Line{Key: f.Key, Args: f.Args}
	}
	return q.end(ctx, r, Failed, trouble, reference)
}

func (q *Queue) end(ctx context.Context, r *Run, s State, trouble i18n.Line, reference string) error {
	if r.task == "" {
		return nil
	}
	why, err := trouble.Pack()
	if err != nil {
		return err
	}
	outcome, err := r.outcome.Pack()
	if err != nil {
		return err
	}
	now := clock.Stamp(q.clock.Now())
	err = q.db.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE jobs_task SET state = $1, outcome_key = $2, outcome_args = $3, trouble_key = $4, trouble_args = $5, reference = $6, href = $7, changed_at = $8, ended_at = $8,
done = CASE WHEN $1 = 'done' AND total > 0 THEN total ELSE done END WHERE id = $9`,
			string(s), r.outcome.Key, outcome, trouble.Key, why, reference, r.href, now, string(r.task))
		return err
	})
	if err != nil {
		return fmt.Errorf("end task %s: %w", r.task, err)
	}
	return nil
}

// Expire forgets tasks that ended long ago, and gives up those whose job was
// killed as often as it was tried.
func (q *Queue) Expire(ctx context.Context) error {
	now := q.clock.Now()
	return q.db.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Do(ctx, `DELETE FROM jobs_task WHERE ended_at <> '' AND ended_at < $1`, clock.Stamp(now.Add(-tasksKept))); err != nil {
			return fmt.Errorf("expire tasks: %w", err)
		}
		err := tx.Do(ctx, `UPDATE jobs_task SET state = $1, trouble_key = 'jobs.failed', ended_at = $2 WHERE state = $3 AND changed_at < $4`,
			string(Failed), clock.Stamp(now), string(Running), clock.Stamp(now.Add(-stale)))
		if err != nil {
			return fmt.Errorf("give up tasks: %w", err)
		}
		return nil
	})
}
