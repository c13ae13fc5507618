package schedule

import (
	"cmp"
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

// telling is one event of a publication with its letters.
type telling struct {
	event   notify.Event
	letters []notify.Letter
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
		if err := d.Post.Send(ctx, tx, actor, one.event, one.letters...); err != nil {
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
		return telling{event, []notify.Letter{{People: c.People, Accounts: addLeaders(c.Guides, before), Guests: guestsOf(before), Text: event.Title, Href: href}}}, nil
	case len(before) == 0:
		event.Title = i18n.Say("schedule.told.published", "Batch", v.Batch.Called(), "Span", i18n.Span{From: v.Batch.Start, To: v.Batch.End})
		letters := []notify.Letter{{People: c.People, Accounts: addLeaders(c.Guides, v.Sessions), Text: event.Title, More: v.dates(spans(v.Sessions)), Href: href}}
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

// guestLetters tell trainers without an account of sessions that are theirs and
// not as before. They open no page, so their letters name no more than these.
func (v View) guestLetters(all []Difference, guests []string, text i18n.Line) []notify.Letter {
	var letters []notify.Letter
	for _, g := range guests {
		lines := linesOf(v.Rules.Training, all, "schedule.told.more_guest", func(d Difference) bool { return d.LedBy(notify.Recipient{Person: g}) })
		if len(lines) > 0 {
			letters = append(letters, notify.Letter{Guests: []string{g}, Text: text, More: lines})
		}
	}
	return letters
}

// guestsOf returns the trainers that lead some sessions without an account.
func guestsOf(sessions ...[]Session) []string {
	var list []string
	for _, some := range sessions {
		for _, s := range some {
			if r := s.leader(); r.Person != "" && s.Meets() && !slices.Contains(list, r.Person) {
				list = append(list, r.Person)
			}
		}
	}
	return list
}

// addLeaders adds the accounts that lead sessions.
func addLeaders(accounts []string, sessions []Session) []string {
	accounts = slices.Clone(accounts)
	for _, s := range sessions {
		if s.Account != "" && !slices.Contains(accounts, s.Account) {
			accounts = append(accounts, s.Account)
		}
	}
	return accounts
}

// mostShared is how many lines of one batch stand in a message about several.
const mostShared = 4

// together takes the accounts that more than one batch tells out of the letters
// of the batches, and gives each one letter about all of theirs.
func together(a org.Agency, all []telling) []telling {
	type place struct{ telling, letter int }
	at := map[notify.Recipient][]place{}
	for i, one := range all {
		seen := map[notify.Recipient]bool{}
		for k, l := range one.letters {
			for _, r := range leadersOf(l) {
				if !seen[r] {
					seen[r] = true
					at[r] = append(at[r], place{i, k})
				}
			}
		}
	}
	shared := telling{event: notify.Event{Agency: string(a.ID), Wide: true}}
	order := func(a, b notify.Recipient) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Person, b.Person))
	}
	for _, r := range slices.SortedFunc(maps.Keys(at), order) {
		places := at[r]
		if len(places) < 2 {
			continue
		}
		l := notify.Letter{Text: i18n.Say("schedule.told.several", "N", len(places))}
		if r.Account != "" {
			l.Accounts, l.Href = []string{r.Account}, a.Path("training/week")
		} else {
			l.Guests = []string{r.Person}
		}
		for _, p := range places {
			of := all[p.telling].letters[p.letter]
			l.More = append(append(l.More, of.Text), short(of)...)
		}
		shared.letters = append(shared.letters, l)
	}
	if len(shared.letters) == 0 {
		return all
	}
	shared.event.Key = "schedule.publish.guides:" + all[0].event.Key
	shared.event.Title = i18n.Say("schedule.told.several", "N", len(all))
	for i := range all {
		all[i].letters = slices.Clone(all[i].letters)
		for k := range all[i].letters {
			l := &all[i].letters[k]
			l.Accounts = slices.DeleteFunc(slices.Clone(l.Accounts), func(id string) bool { return len(at[notify.Recipient{Account: id}]) > 1 })
			l.Guests = slices.DeleteFunc(slices.Clone(l.Guests), func(id string) bool { return len(at[notify.Recipient{Person: id}]) > 1 })
		}
	}
	return append(all, shared)
}

// leadersOf are those of a letter who may be told by several: accounts and guests.
func leadersOf(l notify.Letter) []notify.Recipient {
	var list []notify.Recipient
	for _, id := range l.Accounts {
		list = append(list, notify.Recipient{Account: id})
	}
	for _, id := range l.Guests {
		list = append(list, notify.Recipient{Person: id})
	}
	return list
}

// short are the lines of a letter within a message about several batches: to
// accounts none of a first schedule, whose dates stand in its sentence.
func short(l notify.Letter) []i18n.Line {
	switch {
	case len(l.Guests) > 0:
		return l.More
	case l.Text.Key == "schedule.told.published":
		return nil
	case len(l.More) > mostShared:
		return append(slices.Clone(l.More[:mostShared]), i18n.Say("schedule.told.more", "N", len(l.More)-mostShared))
	}
	return l.More
}

// letters are what each group and each guide is told of a change: stages at
// another time, and the sessions that are theirs, before and after. Whom nothing
// concerns is told nothing.
func (v View) letters(before []Session, groups map[int][]string, c training.Circle) []notify.Letter {
	was, is := spans(before), spans(v.Sessions)
	stages := v.changes(was, is)
	all := Diff(before, v.Sessions)
	all = slices.DeleteFunc(all, func(d Difference) bool {
		s := d.One().Stage // a stage that has moved as a whole is said in one line
		return was[s] != is[s] && d.Before != nil && d.After != nil && !d.Led() && !d.Placed()
	})
	var letters []notify.Letter
	say := func(l notify.Letter, concerns func(Difference) bool) {
		l.More = append(slices.Clone(stages), linesOf(v.Rules.Training, all, "schedule.told.more", concerns)...)
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
	for _, account := range addLeaders(addLeaders(c.Guides, before), v.Sessions) {
		leads := func(d Difference) bool { return d.LedBy(notify.Recipient{Account: account}) }
		if slices.ContainsFunc(all, leads) {
			say(notify.Letter{Accounts: []string{account}}, leads)
			continue
		}
		say(notify.Letter{Accounts: []string{account}}, func(d Difference) bool { return guides(c, account, d) })
	}
	return letters
}

// guides reports whether a change concerns the people whom an account guides.
func guides(c training.Circle, account string, d Difference) bool {
	if slices.Contains(c.Whole, account) {
		return true
	}
	for group, near := range c.Near {
		if d.Concerns(group) && slices.Contains(near, account) {
			return true
		}
	}
	return false
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
