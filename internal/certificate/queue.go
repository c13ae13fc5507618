package certificate

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
	"pamong/internal/training"
)

// PrintJob is the name under which the papers of a batch are printed while
// nobody waits.
const PrintJob = "print-papers"

// order is what a queued printing needs to know.
type order struct {
	Agency, Batch, Account string
	Papers                 int    // how many were numbered for it
	Since                  string // when that began
}

// Begin takes the numbers of some kinds of papers for a batch and queues their
// printing in the same transaction, so that a number is never taken without
// the work that it asks for. It returns the task that tells how far it is, ""
// when there was nothing to do, and what it found.
func (r *Registry) Begin(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, kinds ...Kind) (jobs.TaskID, Plan, error) {
	if err := actor.Require(string(a.ID), issuers...); err != nil {
		return "", Plan{}, err
	}
	table, err := r.Board.Table(ctx, actor, a, batch)
	if err != nil {
		return "", Plan{}, err
	}
	var task jobs.TaskID
	var plan Plan
	since := clock.Stamp(r.Clock.Now())
	err = r.DB.InTx(ctx, func(tx *db.Tx) error {
		task = ""
		if plan, err = r.Number(ctx, tx, actor, a, table, kinds...); err != nil || len(plan.Todo) == 0 {
			return err
		}
		title := i18n.Say("certificate.job.transcripts", "Batch", table.Batch.Label)
		if slices.Contains(kinds, Own) {
			title = i18n.Say("certificate.job.both", "Batch", table.Batch.Label)
		}
		task, err = r.Jobs.Begin(ctx, tx, jobs.Task{Agency: string(a.ID), StartedBy: actor.Ref(), Title: title, Total: len(plan.Todo)}, PrintJob, order{string(a.ID), string(batch), actor.Account(), len(plan.Todo), since})
		return err
	})
	return task, plan, err
}

// PrintQueued prints what Begin has numbered. A run that was killed is taken
// up where it stopped: what is frozen is not printed again.
func (r *Registry) PrintQueued(ctx context.Context, run *jobs.Run) error {
	var o order
	if err := run.Read(&o); err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, r.DB, org.AgencyID(o.Agency))
	if err != nil {
		return err
	}
	actor := access.System("certificate")
	if o.Account != "" {
		actor = access.AccountActor(o.Account, nil)
	}
	out, err := r.Print(ctx, actor, a, training.BatchID(o.Batch), func(done, total int) {
		before := max(0, o.Papers-total) // printed by a run that was killed
		run.Progress(ctx, before+done, before+total)
	})
	if err == nil {
		err = r.tell(ctx, actor, a, training.BatchID(o.Batch), o.Since, out)
	}
	href, failed := a.Path("certificates/b/"+o.Batch), len(out.Failed)
	switch {
	case err != nil:
		return err
	case failed > 0:
		run.Outcome(href, i18n.Say("certificate.job.some", "N", max(out.All(), o.Papers-failed), "Failed", failed))
	default:
		run.Outcome(href, i18n.Say("certificate.job.all", "N", max(out.All(), o.Papers)))
	}
	return nil
}

// All returns how many papers were printed.
func (p Printed) All() int {
	n := 0
	for _, k := range p.Done {
		n += k
	}
	return n
}
