package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
)

// Run is one run of a job.
type Run struct {
	Attempt int  // from 1
	Last    bool // there is no further attempt

	queue   *Queue
	args    json.RawMessage
	task    TaskID
	told    time.Time // when progress was written last
	outcome i18n.Line
	href    string
}

// Read decodes the arguments with which the job was queued.
func (r *Run) Read(into any) error {
	if err := json.Unmarshal(r.args, into); err != nil {
		return fmt.Errorf("read arguments of job: %w", err)
	}
	return nil
}

// Task returns the task of the run, "" if nobody waits for it.
func (r *Run) Task() TaskID { return r.task }

// Outcome sets what the page of the task says: when it ends well, what came
// out, with a link to it; when it fails, what was kept until then.
func (r *Run) Outcome(href string, say i18n.Line) { r.href, r.outcome = href, say }

// Work works the queue until the context ends, then lets jobs under way finish
// for a moment before it cancels them; those run again at the next start.
func (q *Queue) Work(ctx context.Context, reactions map[string]Reaction) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{queue: q, reactions: reactions})
	client, err := river.NewClient(driver(q.db), &river.Config{
		Logger: quiet(q.log), Workers: workers, PollOnly: true, FetchPollInterval: pollEvery,
		Queues:     map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: hands}},
		JobTimeout: longest, RescueStuckJobsAfter: lostAfter,
	})
	if err != nil {
		return fmt.Errorf("open queue of jobs: %w", err)
	}
	lasting := context.WithoutCancel(ctx)
	if err := client.Start(lasting); err != nil {
		return fmt.Errorf("work queue of jobs: %w", err)
	}
	<-ctx.Done()
	grace, cancel := context.WithTimeout(lasting, patience)
	defer cancel()
	if err := client.Stop(grace); err == nil {
		return nil
	}
	last, cancel := context.WithTimeout(lasting, patience)
	defer cancel()
	if err := client.StopAndCancel(last); err != nil {
		return fmt.Errorf("stop queue of jobs: %w", err)
	}
	return nil
}

type worker struct {
	river.WorkerDefaults[ticket]
	queue     *Queue
	reactions map[string]Reaction
}

// Work runs one job.
func (w *worker) Work(ctx context.Context, job *river.Job[ticket]) error {
	r := &Run{Attempt: job.Attempt, Last: job.Attempt >= job.MaxAttempts, queue: w.queue, args: job.Args.Args, task: job.Args.Task}
	err := w.run(ctx, job.Args.Name, r)
	if err == nil {
		return w.queue.finish(ctx, r)
	}
	err = fmt.Errorf("job %s: %w", job.Args.Name, err)
	f := fault.Of(err)
	final := r.Last || f != nil && f.Kind != fault.KindInternal
	if !final {
		return err
	}
	reference := ""
	if f == nil {
		reference = "K-" + id.New()[:13]
		w.queue.log.Error("job given up", "reference", reference, "job", job.Args.Name, "error", err)
	}
	return errors.Join(river.JobCancel(err), w.queue.fail(context.WithoutCancel(ctx), r, f, reference))
}

// run calls the function of the name and turns a panic into an error.
func (w *worker) run(ctx context.Context, name string, r *Run) (err error) {
	do := w.reactions[name]
	if do == nil {
		return errors.New("this program does not know the job")
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do(ctx, r)
}
