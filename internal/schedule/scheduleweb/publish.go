package scheduleweb

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

// publishView is what is about to be published, and who is told.
type publishView struct {
	planView
	chosen map[training.BatchID]bool
	whom   schedule.Whom
	change map[training.BatchID]int // sessions with others that are not as published
}

func (p *pages) publishOf(r *web.Request) (publishView, error) {
	plan, err := p.planOf(r)
	if err != nil {
		return publishView{}, err
	}
	v := publishView{planView: plan, chosen: map[training.BatchID]bool{}, change: map[training.BatchID]int{}}
	actor := access.From(r.Ctx())
	if !plan.writes {
		return v, actor.Require(string(plan.agency.ID), access.Officer, access.Committee)
	}
	if len(plan.views) == 0 { // the plan of a large programme does without
		if err := v.look(r.Ctx(), p.db); err != nil {
			return v, err
		}
	}
	var drafts []schedule.View
	for _, b := range plan.batches() {
		if !plan.states[b.Batch.ID].waiting {
			continue
		}
		v.chosen[b.Batch.ID] = r.Q("batch") == "" || r.Q("batch") == string(b.Batch.ID)
		if view := v.views[b.Batch.ID]; v.chosen[b.Batch.ID] && len(view.Hard()) == 0 {
			drafts = append(drafts, view)
		} else if v.change[b.Batch.ID], err = view.Changed(r.Ctx(), p.db); err != nil {
			return v, err
		}
	}
	v.whom, err = p.desk.WhomOf(r.Ctx(), p.db, actor, plan.agency, drafts)
	for _, one := range v.whom.Batches {
		v.change[one.Batch] = one.Sessions
	}
	return v, err
}

// successor reports whether any of the waiting batches is published already:
// then a reason is wanted.
func (v publishView) successor() bool {
	for _, s := range v.states {
		if s.published && s.waiting {
			return true
		}
	}
	return false
}

func (p *pages) publishPage(r *web.Request) (web.Answer, error) {
	v, err := p.publishOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(publishPage(v, nil, nil)), nil
}

func (p *pages) publish(r *web.Request) (web.Answer, error) {
	v, err := p.publishOf(r)
	if err != nil {
		return nil, err
	}
	var batches []training.BatchID
	seen := map[training.BatchID]string{}
	for _, b := range r.Vs("batch") {
		if id := training.BatchID(b); v.known(id) {
			batches, seen[id] = append(batches, id), r.V(seenField(id))
		}
	}
	if len(batches) == 0 {
		var f fault.Fields
		f.Add("batch", "training.fault.no_batch")
		return web.Refuse(f.Err(), publishPage(v, f.Err(), r.PostForm))
	}
	n, err := p.desk.PublishSeen(r.Ctx(), access.From(r.Ctx()), v.agency.ID, batches, seen, r.V("reason"))
	if err != nil {
		return web.Refuse(err, publishPage(v, err, r.PostForm))
	}
	return web.Go(trainingweb.ProgrammePath(v.agency, v.Programme.ID), "schedule.done", "N", n), nil
}

// known reports whether a batch is one of the programme.
func (v publishView) known(batch training.BatchID) bool {
	return slices.ContainsFunc(v.batches(), func(b training.ReviewedBatch) bool { return b.Batch.ID == batch })
}

// seenField carries the mark of the draft of a batch that the page shows.
func seenField(b training.BatchID) string { return "seen_" + string(b) }

// marks are those of the drafts that wait.
func (v publishView) marks() []ui.Hidden {
	var list []ui.Hidden
	for _, b := range v.batches() {
		if v.states[b.Batch.ID].waiting {
			list = append(list, ui.Hidden{Name: seenField(b.Batch.ID), Value: v.views[b.Batch.ID].Mark()})
		}
	}
	return list
}

// options offers the batches that wait, with what stands in their way.
func (v publishView) options(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, b := range v.batches() {
		if !v.states[b.Batch.ID].waiting {
			continue
		}
		hint := say(ctx, "schedule.ready")
		if n := len(v.views[b.Batch.ID].Hard()); n > 0 {
			hint = say(ctx, "schedule.blocked", "N", n)
		}
		if v.states[b.Batch.ID].published {
			hint += " · " + say(ctx, "schedule.changes_n", "N", v.change[b.Batch.ID])
		}
		options = append(options, ui.Option{Value: string(b.Batch.ID), Label: trainingweb.BatchName(ctx, b.Batch) + " · " + say(ctx, "training.people_n", "N", b.Batch.Size) + " · " + i18n.From(ctx).Period(b.Batch.Start, b.Batch.End), Hint: hint})
	}
	return options
}

func (v publishView) ids() []string {
	var ids []string
	for _, b := range v.batches() {
		if v.chosen[b.Batch.ID] && len(v.views[b.Batch.ID].Hard()) == 0 {
			ids = append(ids, string(b.Batch.ID))
		}
	}
	return ids
}
