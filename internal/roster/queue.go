package roster

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// EnterJob is the name under which a long list is entered.
const EnterJob = "enter roster"

// Long is from how many rows on a list is entered while the person may leave
// the page: shorter ones are in before a second has passed.
const Long = 2000

// order is what the job is told.
type order struct {
	Agency, Import, Account string
	Skip                    bool
}

// Begin queues the entering of a staged list and returns the task that tells
// how far it is.
func (d *Desk) Begin(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID, skip bool) (jobs.TaskID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	var task jobs.TaskID
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := ImportByID(ctx, tx, agency, imp)
		if err != nil {
			return err
		}
		if m.State != Staged {
			return fault.Conflict("roster.not_staged")
		}
		title := i18n.Say("roster.job", "N", m.Totals.Total, "File", m.File)
		task, err = d.Jobs.Begin(ctx, tx, jobs.Task{Agency: string(agency), StartedBy: actor.Ref(), Title: title}, EnterJob, order{string(agency), string(imp), actor.Account(), skip})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin import %s: %w", imp, err)
	}
	return task, nil
}

// EnterQueued enters what Begin has queued, with the roles that the person who
// pressed the button has now. A run that was killed begins again once its
// half-written people are cleared away; a list that is in already is left as
// it is.
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
	if err := d.clearAbandoned(ctx, a.ID); err != nil {
		return err
	}
	m, err := ImportByID(ctx, d.DB, a.ID, ImportID(o.Import))
	if err != nil {
		return err
	}
	there := a.Path("people/import/done") + "?list=" + o.Import
	switch m.State {
	case Writing:
		return fmt.Errorf("import %s is being written by another run", o.Import) // tried again later
	case Staged:
		run.Outcome(a.Path("people/import/check")+"?list="+o.Import, i18n.Say("roster.job_kept", "File", m.File))
		actor := access.AccountActor(o.Account, grants)
		if _, err := d.enterStaged(ctx, actor, a.ID, m.ID, o.Skip, func(done, total int) { run.Progress(ctx, done, total) }); err != nil {
			if f := fault.Of(err); f != nil && f.Key == "roster.import_busy" {
				return fmt.Errorf("import %s waits for another: %s", o.Import, f.Key) // tried again later
			}
			return err
		}
		if m, err = ImportByID(ctx, d.DB, a.ID, m.ID); err != nil {
			return err
		}
	}
	run.Outcome(there, i18n.Say("roster.job_done", "New", m.Totals.New, "Changed", m.Totals.Changed))
	return nil
}
