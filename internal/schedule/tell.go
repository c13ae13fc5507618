package schedule

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/training"
)

// telling is one event of a publication with its letters.
type telling struct {
	event   notify.Event
	letters []letter
}

// tell tells everybody whom some batches concern that their schedules are in
// force: the dates of the stages, or what has changed since the version before.
// Whoever guides several of the batches gets one message of all.
func (d *Desk) tell(ctx context.Context, tx *db.Tx, actor access.Actor, published []View, reason string) error {
	if d.Post == nil || len(published) == 0 {
		return nil
	}
	a, err := org.AgencyByID(ctx, tx, published[0].Batch.Agency)
	if err != nil {
		return err
	}
	var all []telling
	for _, v := range published {
		one, err := v.telling(ctx, tx, a, reason)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	for _, one := range together(a, all) {
		if err := d.Post.Send(ctx, tx, actor, one.event, one.written()...); err != nil {
			return err
		}
	}
	return nil
}

// telling is what publishing one batch tells those whom it concerns.
func (v View) telling(ctx context.Context, q db.Q, a org.Agency, reason string) (telling, error) {
	c, err := training.CircleOf(ctx, q, v.Batch)
	if err != nil {
		return telling{}, err
	}
	href := a.Path("training/b/" + string(v.Batch.ID))
	event := notify.Event{Agency: string(a.ID), Key: "schedule.publish:" + string(v.Latest.ID), Batch: string(v.Batch.ID), Wide: true}
	var before []Session
	if v.Published != nil {
		if before, err = SessionsOf(ctx, q, *v.Published); err != nil {
			return telling{}, err
		}
	}
	switch {
	case len(v.Sessions) == 0:
		event.Title = i18n.Say("schedule.told.withdrawn", "Batch", v.Batch.Called(), "Reason", reason)
		return telling{event, []letter{{Letter: notify.Letter{People: c.People, Accounts: addLeaders(c.Guides, before), Guests: guestsOf(before), Text: event.Title, Href: href}}}}, nil
	case len(before) == 0:
		event.Title = i18n.Say("schedule.told.published", "Batch", v.Batch.Called(), "Span", i18n.Span{From: v.Batch.Start, To: v.Batch.End})
		letters := []letter{{Letter: notify.Letter{People: c.People, Accounts: addLeaders(c.Guides, v.Sessions), Text: event.Title, More: v.dates(spans(v.Sessions)), Href: href}}}
		return telling{event, append(letters, v.guestLetters(Diff(nil, v.Sessions), guestsOf(v.Sessions), event.Title)...)}, nil
	}
	event.Title = i18n.Say("schedule.told.changed", "Batch", v.Batch.Called(), "Reason", reason)
	seats, err := training.Seats(ctx, q, v.Batch.ID)
	if err != nil {
		return telling{}, err
	}
	letters := v.letters(before, groupsOf(seats), c)
	for i := range letters {
		letters[i].Text, letters[i].Href = event.Title, href
	}
	return telling{event, append(letters, v.guestLetters(Diff(before, v.Sessions), guestsOf(before, v.Sessions), event.Title)...)}, nil
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
	return list
}
