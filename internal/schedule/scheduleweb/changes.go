package scheduleweb

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

// changesView compares the draft of a batch with what is published.
type changesView struct {
	seen
	list        []schedule.Difference // of sessions in which people meet
	own         int                   // changed pieces of what people do in their own time
	retractable bool
	first       bool            // nothing was published before it
	with        []schedule.View // published together with it, and retractable too
}

func (p *pages) changesOf(r *web.Request) (changesView, error) {
	var v changesView
	var err error
	if v.seen, err = p.writable(r); err != nil {
		return v, err
	}
	versions, err := schedule.Versions(r.Ctx(), p.db, v.Batch.ID)
	if err != nil {
		return v, err
	}
	earlier, retractable := schedule.Retractable(v.agency, v.today, versions)
	v.retractable, v.first = retractable, earlier.ID == ""
	if v.Published == nil || !v.Waiting() {
		return v, nil
	}
	before, err := schedule.SessionsOf(r.Ctx(), p.db, *v.Published)
	if err != nil {
		return v, err
	}
	for _, d := range schedule.Diff(before, v.Sessions) {
		if d.Together() {
			v.list = append(v.list, d)
		} else {
			v.own++
		}
	}
	return v, nil
}

func (p *pages) changes(r *web.Request) (web.Answer, error) {
	v, err := p.changesOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(changesPage(v)), nil
}

func (p *pages) askRetract(r *web.Request) (web.Answer, error) {
	v, err := p.changesOf(r)
	if err != nil {
		return nil, err
	}
	if !v.retractable {
		return nil, fault.Conflict("schedule.fault.not_today", "Label", v.Batch.Label)
	}
	if err := p.publishedWith(r.Ctx(), &v); err != nil {
		return nil, err
	}
	return web.Page(retractPage(v, nil, nil)), nil
}

// publishedWith finds the batches of the programme that were published today for
// the same reason.
func (p *pages) publishedWith(ctx context.Context, v *changesView) error {
	if v.Published == nil || !v.retractable {
		return nil
	}
	all, err := training.Batches(ctx, p.db, v.Batch.Programme)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.ID == v.Batch.ID || b.State != training.BatchOpen {
			continue
		}
		versions, err := schedule.Versions(ctx, p.db, b.ID)
		if err != nil {
			return err
		}
		if _, ok := schedule.Retractable(v.agency, v.today, versions); !ok {
			continue
		}
		i := slices.IndexFunc(versions, func(o schedule.Version) bool { return o.State == schedule.Published })
		if versions[i].Reason == v.Published.Reason {
			v.with = append(v.with, schedule.View{Batch: b, Published: &versions[i]})
		}
	}
	return nil
}

// retracts says what taking back changes.
func (v changesView) retracts(ctx context.Context) string {
	if v.first {
		return say(ctx, "schedule.retract_first", "N", v.Batch.Size)
	}
	return say(ctx, "schedule.retract_changes", "N", v.Batch.Size)
}

// withOptions offers those batches, all chosen.
func (v changesView) withOptions(ctx context.Context) (options []ui.Option, chosen []string) {
	for _, one := range v.with {
		value := string(one.Batch.ID) + "." + string(one.Published.ID)
		options = append(options, ui.Option{Value: value, Label: trainingweb.BatchName(ctx, one.Batch), Hint: say(ctx, "training.people_n", "N", one.Batch.Size)})
		chosen = append(chosen, value)
	}
	return options, chosen
}

func (p *pages) retract(r *web.Request) (web.Answer, error) {
	v, err := p.changesOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.publishedWith(r.Ctx(), &v); err != nil {
		return nil, err
	}
	all := []schedule.Taking{{Batch: v.Batch.ID, Seen: schedule.VersionID(r.V("seen"))}}
	for _, one := range r.Vs("with") {
		batch, seen, _ := strings.Cut(one, ".")
		all = append(all, schedule.Taking{Batch: training.BatchID(batch), Seen: schedule.VersionID(seen)})
	}
	if err := p.desk.RetractAll(r.Ctx(), access.From(r.Ctx()), v.agency.ID, all, r.V("reason")); err != nil {
		return web.Refuse(err, retractPage(v, err, r.PostForm))
	}
	return web.Go(path(v.agency, v.Batch.ID, "changes"), "schedule.retracted"), nil
}

// discard throws the draft of a batch away.
func (p *pages) discard(r *web.Request) (web.Answer, error) {
	v, err := p.changesOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Discard(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.Batch.ID, r.V("seen")); err != nil {
		if fault.KindOf(err) != fault.KindConflict {
			return nil, err
		}
		return web.Refuse(err, discardPage(v, err, url.Values{}))
	}
	return web.Go(path(v.agency, v.Batch.ID, "changes"), "schedule.discarded"), nil
}

func (p *pages) askDiscard(r *web.Request) (web.Answer, error) {
	v, err := p.changesOf(r)
	if err != nil {
		return nil, err
	}
	if v.Published == nil || !v.Waiting() {
		return nil, fault.Conflict("schedule.fault.no_draft", "Label", v.Batch.Label)
	}
	return web.Page(discardPage(v, nil, nil)), nil
}

// half says one half of a difference.
func (v changesView) half(ctx context.Context, s *schedule.Session, none string) string {
	if s == nil {
		return say(ctx, none)
	}
	text := i18n.From(ctx).LongDate(s.Day) + " " + i18n.From(ctx).HourMinute(s.Start) + "–" + i18n.From(ctx).HourMinute(s.End)
	for _, more := range []string{s.Trainer, s.Place} {
		if more != "" {
			text += " · " + more
		}
	}
	return text
}

func (v changesView) title(ctx context.Context, d schedule.Difference) string {
	text := training.SubjectTitle(i18n.From(ctx), v.Rules.Training, d.One().Subject)
	if g := d.One().Group; g > 0 {
		text += " · " + say(ctx, "training.group_n", "N", g)
	}
	return text
}

// inForce is the version that is published, "" for none.
func (v changesView) inForce() string {
	if v.Published == nil {
		return ""
	}
	return string(v.Published.ID)
}

func (v changesView) programme() string {
	return trainingweb.ProgrammePath(v.agency, v.Batch.Programme)
}
