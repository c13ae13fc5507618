package schedule

import (
	"cmp"
	"maps"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/training"
)

// letter is a letter about one batch, whose lines about stages stand in it already.
type letter struct {
	notify.Letter
	sessions []i18n.Line // that are not as before, one each
	lost     []i18n.Line // that were theirs before, one each
	led, had i18n.Span   // when they lead what stands in sessions, and had what stands in lost
}

// The most sessions that a message names: of one batch, and of each of several.
const (
	mostTold   = 8
	mostShared = 4
)

// written are the letters as they are sent.
func (t telling) written() []notify.Letter {
	list := make([]notify.Letter, len(t.letters))
	for i, l := range t.letters {
		list[i] = l.Letter
		list[i].More = l.lines(mostTold)
	}
	return list
}

// lines say the stages, up to so many changed sessions, and as many lost ones; who
// leads some of them without an account opens no schedule to see the others.
func (l letter) lines(most int) []i18n.Line {
	list := slices.Concat(l.More, l.sessions[:min(most, len(l.sessions))])
	if n := len(l.sessions) - most; n > 0 && len(l.Guests) > 0 {
		list = append(list, i18n.Say("schedule.told.more_guest", "N", n))
	} else if n > 0 {
		list = append(list, i18n.Say("schedule.told.more", "N", n))
	}
	if len(l.lost) > most {
		return append(list, i18n.Say("schedule.told.lost", "N", len(l.lost), "Span", l.had))
	}
	return append(list, l.lost...)
}

// short are the lines within a message about several batches: of a first schedule
// how many sessions are a guest's, and to accounts none, since its dates stand in its
// sentence.
func (l letter) short() []i18n.Line {
	switch first := l.Text.Key == "schedule.told.published"; {
	case first && len(l.Guests) > 0:
		return []i18n.Line{i18n.Say("schedule.told.yours", "N", len(l.sessions), "Span", l.led)}
	case first:
		return nil
	}
	return l.lines(mostShared)
}

// leaders are those of a letter whom several batches may tell: accounts and guests.
func (l letter) leaders() []notify.Recipient {
	var list []notify.Recipient
	for _, id := range l.Accounts {
		list = append(list, notify.Recipient{Account: id})
	}
	for _, id := range l.Guests {
		list = append(list, notify.Recipient{Person: id})
	}
	return list
}

// letters are what each group and each guide is told of a change: stages at
// another time, and the sessions that are theirs, before and after. Whom nothing
// concerns is told nothing.
func (v View) letters(before []Session, groups map[int][]string, c training.Circle) []letter {
	was, is := spans(before), spans(v.Sessions)
	stages := v.changes(was, is)
	all := Diff(before, v.Sessions)
	all = slices.DeleteFunc(all, func(d Difference) bool {
		s := d.One().Stage // a stage that has moved as a whole is said in one line
		return was[s] != is[s] && d.Before != nil && d.After != nil && !d.Led() && !d.Placed()
	})
	var letters []letter
	say := func(to notify.Letter, concerns func(Difference) bool) {
		to.More = stages
		l := letter{Letter: to, sessions: linesOf(v.Rules.Training, all, concerns)}
		if len(l.More)+len(l.sessions) == 0 && slices.ContainsFunc(all, func(d Difference) bool { return !d.Together() && concerns(d) }) {
			l.More = []i18n.Line{i18n.Say("schedule.told.hours")}
		}
		if len(l.More)+len(l.sessions) > 0 {
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

// guestLetters tell trainers without an account of sessions that are theirs and
// not as before. They open no page, so their letters name no more than these.
func (v View) guestLetters(all []Difference, guests []string, text i18n.Line) []letter {
	var letters []letter
	for _, g := range guests {
		l := letter{Letter: notify.Letter{Guests: []string{g}, Text: text}}
		own := func(s *Session) bool { return s != nil && s.leader() == notify.Recipient{Person: g} }
		for _, d := range all {
			switch {
			case !d.Together():
			case own(d.After):
				l.sessions, l.led = append(l.sessions, d.Line(v.Rules.Training)), with(l.led, d.After.Day)
			case own(d.Before):
				l.lost, l.had = append(l.lost, d.Line(v.Rules.Training)), with(l.had, d.Before.Day)
			}
		}
		if len(l.sessions)+len(l.lost) > 0 {
			letters = append(letters, l)
		}
	}
	return letters
}

// with returns a span that holds a day too.
func with(s i18n.Span, day clock.Date) i18n.Span {
	return i18n.Span{From: min(cmp.Or(s.From, day), day), To: max(s.To, day)}
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

// together takes the accounts and guests that more than one batch tells out of the
// letters of the batches, and gives each one letter about all of theirs.
func together(a org.Agency, all []telling) []telling {
	type place struct{ telling, letter int }
	at := map[notify.Recipient][]place{}
	for i, one := range all {
		seen := map[notify.Recipient]bool{}
		for k, l := range one.letters {
			for _, r := range l.leaders() {
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
		l := notify.Letter{Text: i18n.Say("schedule.told.several", "N", len(places)), Href: a.Path("training/week")}.To(r)
		for _, p := range places {
			of := all[p.telling].letters[p.letter]
			l.More = append(append(l.More, of.Text), of.short()...)
		}
		shared.letters = append(shared.letters, letter{Letter: l})
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
