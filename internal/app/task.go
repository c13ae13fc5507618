package app

import (
	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// taskPath is the page on which a long job tells how far it is.
func taskPath(a org.Agency, task jobs.TaskID) string { return a.Path("jobs/" + string(task)) }

// task shows a long job to whoever started it and to the officers of the
// agency; for everybody else it does not exist.
func (h *House) task(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	t, err := jobs.Find(r.Ctx(), h.DB, string(a.ID), jobs.TaskID(r.PathValue("task")))
	if err != nil {
		return nil, err
	}
	if t.StartedBy != actor.Ref() && !actor.HasWhole(string(a.ID), access.Officer) {
		return nil, fault.NotFound("jobs.no_task")
	}
	say := i18n.From(r.Ctx())
	part := ui.Task{Label: t.Title.Of(say), Done: t.Done, Total: t.Total, Running: t.State == jobs.Running, Failed: t.State == jobs.Failed,
		Poll: taskPath(a, t.ID), Outcome: t.Outcome.Of(say), Trouble: t.Trouble.Of(say), Reference: t.Reference, Href: t.Href}
	if r.Partial() {
		return web.Page(part), nil
	}
	zone := a.Zone.Location()
	facts := []string{say.T("app.task.begun", "At", say.Moment(t.Begun, zone))}
	if !t.Ended.IsZero() {
		facts = append(facts, say.T("app.task.ended", "At", say.Moment(t.Ended, zone)))
	}
	return web.Page(taskPage(a, part, facts)), nil
}
