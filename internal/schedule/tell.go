package schedule

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/training"
)

// tell tells everybody whom a batch concerns that its schedule is in force:
// the dates of its stages, or those that have changed since the version
// before.
func (d *Desk) tell(ctx context.Context, tx *db.Tx, actor access.Actor, v View, reason string) error {
	if d.Post == nil {
		return nil
	}
	a, err := org.AgencyByID(ctx, tx, v.Batch.Agency)
	if err != nil {
		return err
	}
	c, err := training.CircleOf(ctx, tx, v.Batch)
	if err != nil {
		return err
	}
	for _, s := range v.Sessions {
		if s.Account != "" && !slices.Contains(c.Guides, s.Account) {
			c.Guides = append(c.Guides, s.Account)
		}
	}
	now := spans(v.Sessions)
	text := i18n.Say("schedule.told.published", "Batch", v.Batch.Called(), "Span", i18n.Span{From: v.Batch.Start, To: v.Batch.End})
	more := v.dates(now)
	if v.Published != nil {
		before, err := SessionsOf(ctx, tx, *v.Published)
		if err != nil {
			return err
		}
		text = i18n.Say("schedule.told.changed", "Batch", v.Batch.Called(), "Reason", reason)
		more = v.changes(spans(before), now)
	}
	href := a.Path("training/b/" + string(v.Batch.ID))
	return d.Post.Send(ctx, tx, actor,
		notify.Event{Agency: string(a.ID), Key: "schedule.publish:" + string(v.Latest.ID), Batch: string(v.Batch.ID), Wide: true, Title: text},
		notify.Letter{People: c.People, Accounts: c.Guides, Text: text, More: more, Href: href})
}

// tellOffice tells officers and committee once of all that was published by
// one act.
func (d *Desk) tellOffice(ctx context.Context, tx *db.Tx, actor access.Actor, published []View, reason string) error {
	if d.Post == nil || len(published) == 0 {
		return nil
	}
	first := published[0].Batch
	a, err := org.AgencyByID(ctx, tx, first.Agency)
	if err != nil {
		return err
	}
	var office []string
	var more []i18n.Line
	for _, v := range published {
		c, err := training.CircleOf(ctx, tx, v.Batch)
		if err != nil {
			return err
		}
		office = append(office, c.Office...)
		more = append(more, i18n.Say("schedule.told.batch", "Batch", v.Batch.Called(), "Span", i18n.Span{From: v.Batch.Start, To: v.Batch.End}))
	}
	text := i18n.Say("schedule.told.office", "N", len(published), "Programme", published[0].Programme.Name)
	if reason != "" {
		more = append(more, i18n.Say("schedule.told.reason", "Reason", reason))
	}
	return d.Post.Send(ctx, tx, actor,
		notify.Event{Agency: string(a.ID), Key: "schedule.publish.office:" + string(published[0].Latest.ID), Title: text},
		notify.Letter{Accounts: office, Text: text, More: more, Href: a.Path("training/p/" + string(first.Programme)), Office: true})
}

// spans returns the first and last day of each stage that has sessions.
func spans(sessions []Session) map[string]i18n.Span {
	all := map[string]i18n.Span{}
	for _, s := range sessions {
		span, ok := all[s.Stage]
		if !ok {
			span = i18n.Span{From: s.Day, To: s.Day}
		}
		all[s.Stage] = i18n.Span{From: min(span.From, s.Day), To: max(span.To, s.Day)}
	}
	return all
}

func (v View) stage(key string) i18n.Both {
	if s := v.Course.Stage(key); s != nil {
		return i18n.Both{ID: s.Title.ID, EN: s.Title.EN}
	}
	return i18n.Both{ID: key, EN: key}
}

// dates says when each stage is.
func (v View) dates(now map[string]i18n.Span) []i18n.Line {
	var list []i18n.Line
	for _, s := range v.Stages {
		if span, ok := now[s.Key]; ok {
			list = append(list, i18n.Say("schedule.told.stage", "Stage", v.stage(s.Key), "Span", span))
		}
	}
	return list
}

// changes says which stages are at another time than before.
func (v View) changes(before, now map[string]i18n.Span) []i18n.Line {
	var list []i18n.Line
	for _, s := range v.Stages {
		was, is := before[s.Key], now[s.Key]
		switch {
		case was == is:
		case was.From == "":
			list = append(list, i18n.Say("schedule.told.stage", "Stage", v.stage(s.Key), "Span", is))
		case is.From == "":
			list = append(list, i18n.Say("schedule.told.dropped", "Stage", v.stage(s.Key)))
		default:
			list = append(list, i18n.Say("schedule.told.moved", "Stage", v.stage(s.Key), "Was", was, "Now", is))
		}
	}
	if len(list) == 0 {
		list = append(list, i18n.Say("schedule.told.hours"))
	}
	return list
}
