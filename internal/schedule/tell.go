package schedule

import (
	"context"
	"maps"
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
	href := a.Path("training/b/" + string(v.Batch.ID))
	event := notify.Event{Agency: string(a.ID), Key: "schedule.publish:" + string(v.Latest.ID), Batch: string(v.Batch.ID), Wide: true}
	if v.Published == nil {
		event.Title = i18n.Say("schedule.told.published", "Batch", v.Batch.Called(), "Span", i18n.Span{From: v.Batch.Start, To: v.Batch.End})
		return d.Post.Send(ctx, tx, actor, event, notify.Letter{People: c.People, Accounts: c.Guides, Text: event.Title, More: v.dates(spans(v.Sessions)), Href: href})
	}
	before, err := SessionsOf(ctx, tx, *v.Published)
	if err != nil {
		return err
	}
	for _, s := range before {
		if s.Account != "" && !slices.Contains(c.Guides, s.Account) {
			c.Guides = append(c.Guides, s.Account)
		}
	}
	event.Title = i18n.Say("schedule.told.changed", "Batch", v.Batch.Called(), "Reason", reason)
	seats, err := training.Seats(ctx, tx, v.Batch.ID)
	if err != nil {
		return err
	}
	letters := v.letters(before, groupsOf(seats), c.Guides)
	for i := range letters {
		letters[i].Text, letters[i].Href = event.Title, href
	}
	return d.Post.Send(ctx, tx, actor, event, letters...)
}

// letters are what each group and each guide is told of a change: stages at
// another time, and the sessions that are theirs, before and after. Whom nothing
// concerns is told nothing.
func (v View) letters(before []Session, groups map[int][]string, guides []string) []notify.Letter {
	was, is := spans(before), spans(v.Sessions)
	stages := v.changes(was, is)
	all := Diff(before, v.Sessions)
	all = slices.DeleteFunc(all, func(d Difference) bool {
		s := d.One().Stage // a stage that has moved as a whole is said in one line
		return was[s] != is[s] && d.Before != nil && d.After != nil && !d.Led() && !d.Placed()
	})
	var letters []notify.Letter
	say := func(l notify.Letter, concerns func(Difference) bool) {
		l.More = append(slices.Clone(stages), linesOf(v.Rules.Training, all, concerns)...)
		if len(l.More) == 0 && slices.ContainsFunc(all, func(d Difference) bool { return !d.Together() && concerns(d) }) {
			l.More = []i18n.Line{i18n.Say("schedule.told.hours")}
		}
		if len(l.More) > 0 {
			letters = append(letters, l)
		}
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		say(notify.Letter{People: groups[g]}, func(d Difference) bool { return d.Concerns(g) })
	}
	leads := func(account string) bool {
		return slices.ContainsFunc(all, func(d Difference) bool { return d.LedBy(account) })
	}
	var rest []string // guides of the whole, who lead nothing that has changed
	for _, account := range guides {
		if !leads(account) {
			rest = append(rest, account)
			continue
		}
		say(notify.Letter{Accounts: []string{account}}, func(d Difference) bool { return d.LedBy(account) })
	}
	if len(rest) > 0 {
		say(notify.Letter{Accounts: rest}, func(Difference) bool { return true })
	}
	return letters
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
