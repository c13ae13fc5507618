package seminar

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// Publish puts the draft of a seminar in force and tells each person concerned
// what is new for them. It refuses while a hard rule is broken, among the drafts
// or beside what is in force, and wants a reason where a published plan is replaced.
func (d *Desk) Publish(ctx context.Context, actor access.Actor, at At, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := at.require(actor); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "seminar:"+string(at.Agency)); err != nil {
			return err
		}
		v, err := Look(ctx, tx, at.Agency, at.Batch, at.Subject)
		if err != nil {
			return err
		}
		switch hard := v.Hard(); {
		case !v.Waiting():
			return fault.Conflict("seminar.fault.no_draft")
		case v.Mark() != at.Mark:
			return fault.Conflict("seminar.fault.changed")
		case len(hard) > 0:
			return fault.Conflict("seminar.fault.broken", "N", len(hard))
		case v.Before != nil && reason == "" || len(reason) > 500:
			var f fault.Fields
			f.Add("reason", "training.fault.reason")
			return f.Err()
		}
		if err := v.sound(ctx, tx); err != nil {
			return err
		}
		now := d.Clock.Now()
		if err := tx.Do(ctx, `UPDATE seminar_plan SET state = 'superseded' WHERE batch_id = $1 AND subject = $2 AND state = 'published'`, string(at.Batch), string(at.Subject)); err != nil {
			return fmt.Errorf("supersede plan of seminar: %w", err)
		}
		if err := tx.Do(ctx, `UPDATE seminar_plan SET state = 'published', reason = $1, published_at = $2, published_by = $3 WHERE id = $4`, reason, clock.Stamp(now), actor.Ref(), string(v.Plan.ID)); err != nil {
			return fmt.Errorf("publish plan of seminar: %w", err)
		}
		if err := d.tell(ctx, tx, actor, v, reason); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(at.Agency), At: now, Actor: actor.Ref(), Act: "seminar.publish", Subject: "batch:" + string(at.Batch), Reason: reason,
			After: map[string]any{"subject": string(at.Subject), "version": v.Plan.Number, "slots": len(v.Plan.Slots) - len(unplaced(v.Plan.Slots))}})
	})
}

// sound refuses a plan that breaks a hard rule beside what is in force: a draft of
// the schedule, or of another seminar, frees nobody and nothing before it is published.
func (v View) sound(ctx context.Context, q db.Q) error {
	f, _, err := loadInForce(ctx, q, v.Schedule.Batch, v.Subject)
	if err != nil {
		return err
	}
	for _, p := range f.check(v.Settings, v.Plan.Slots) {
		if p.Hard {
			return fault.Conflict("seminar.fault.in_force", "Why", p.Text)
		}
	}
	return nil
}

// change is the slot of a participant before and after a publication.
type change struct {
	person   roster.PersonID
	was, now *Slot // nil for none
}

// changes are the slots that are otherwise than before.
func (v View) changes() []change {
	var list []change
	find := func(p *Plan, person roster.PersonID) *Slot {
		if p == nil {
			return nil
		}
		for i := range p.Slots {
			if p.Slots[i].Person == person && p.Slots[i].Placed() {
				return &p.Slots[i]
			}
		}
		return nil
	}
	people := map[roster.PersonID]bool{}
	for _, p := range []*Plan{v.Plan, v.Before} {
		if p == nil {
			continue
		}
		for _, s := range p.Slots {
			c := change{s.Person, find(v.Before, s.Person), find(v.Plan, s.Person)}
			if people[s.Person] || c.was == nil && c.now == nil || c.was != nil && c.now != nil && same(*c.was, *c.now) {
				continue
			}
			people[s.Person] = true
			list = append(list, c)
		}
	}
	return list
}

// same reports whether two slots are the same for those who come to them.
func same(a, b Slot) bool {
	a.Locked, b.Locked, a.Reasons, b.Reasons = false, false, nil, nil
	return a.Day == b.Day && a.Start == b.Start && a.End == b.End && a.where() == b.where() && a.Link == b.Link && a.Coach == b.Coach && a.Examiner == b.Examiner && a.MentorID == b.MentorID
}

// line says what is new of a slot for its participant, or under the name of the
// participant for others.
func (c change) line(name string) i18n.Line {
	var key string
	var args []any
	switch {
	case c.now == nil:
		key, args = "seminar.told.gone", []any{"Was", c.was.said()}
	case c.was == nil:
		key, args = "seminar.told.new", []any{"Now", c.now.said(), "Place", c.now.spot()}
	default:
		key, args = "seminar.told.moved", []any{"Was", c.was.said(), "WasPlace", c.was.spot(), "Now", c.now.said(), "Place", c.now.spot()}
	}
	if name == "" {
		return i18n.Say(key, args...)
	}
	return i18n.Say("seminar.told.of", "Name", name, "What", i18n.Say(key, args...))
}

// spot is where a slot is, within a message.
func (s Slot) spot() i18n.Line {
	if s.Place == "" && s.Link == "" {
		return i18n.Say("seminar.no_place")
	}
	if s.Place == "" {
		return i18n.Say("seminar.spot", "Place", s.Link)
	}
	return i18n.Say("seminar.spot", "Place", s.Place)
}

// tell sends each person concerned one message with what has changed for them.
func (d *Desk) tell(ctx context.Context, tx *db.Tx, actor access.Actor, v View, reason string) error {
	if d.Post == nil {
		return nil
	}
	a, err := org.AgencyByID(ctx, tx, v.Schedule.Batch.Agency)
	if err != nil {
		return err
	}
	b := v.Schedule.Batch
	text := func(key string) i18n.Line {
		if reason != "" {
			key += "_changed"
		}
		return i18n.Say(key, "Seminar", title(v.Schedule.Rules, string(v.Subject)), "Batch", b.Called(), "Reason", reason)
	}
	href := a.Path(PagePath(b.ID, v.Subject))
	var letters []notify.Letter
	guides := map[notify.Recipient][]i18n.Line{}
	var order []notify.Recipient
	for _, c := range v.changes() {
		letters = append(letters, notify.Letter{People: []string{string(c.person)}, Text: text("seminar.told.own"), More: []i18n.Line{c.line("")}, Href: href})
		concerned, err := v.concerned(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, r := range concerned {
			if guides[r] == nil {
				order = append(order, r)
			}
			guides[r] = append(guides[r], c.line(v.Person(c.person).Name))
		}
	}
	for _, r := range order {
		letters = append(letters, notify.Letter{Text: text("seminar.told.guide"), More: guides[r], Href: href}.To(r))
	}
	circle, err := training.CircleOf(ctx, tx, b)
	if err != nil {
		return err
	}
	letters = append(letters, notify.Letter{Accounts: circle.Office, Text: text("seminar.told.office"), More: []i18n.Line{i18n.Say("seminar.told.n", "N", len(v.changes()))}, Href: href, Office: true})
	return d.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "seminar.publish:" + string(v.Plan.ID), Batch: string(b.ID), Wide: true, Title: text("seminar.told.title")}, letters...)
}

// concerned are the coach, the examiner and the mentor of a slot, before and after:
// by their account, or as a guest on the list of trainers.
func (v View) concerned(ctx context.Context, q db.Q, c change) ([]notify.Recipient, error) {
	var list []notify.Recipient
	enter := func(r notify.Recipient) {
		if r != (notify.Recipient{}) && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	add := func(account string) { enter(notify.Recipient{Account: account}) }
	for _, s := range []*Slot{c.was, c.now} {
		if s == nil {
			continue
		}
		for _, id := range []trainer.ID{s.CoachID, s.ExaminerID} {
			enter(v.frame.trainers[id].Recipient())
		}
		for _, one := range v.Schedule.Sessions { // sessions name accounts of those who are on no list
			if one.Account != "" && (one.Trainer == s.Coach || one.Trainer == s.Examiner) {
				add(one.Account)
			}
		}
	}
	scopes := []access.Scope{access.PersonScope(string(c.person))}
	mentors, err := access.HoldersOf(ctx, q, string(v.Schedule.Batch.Agency), []access.Role{access.Mentor}, scopes)
	for _, account := range mentors {
		add(account)
	}
	return list, err
}

// Changed says whose slots a publication would change, before and after.
func (v View) Changed() []i18n.Line {
	if v.Plan == nil {
		return nil
	}
	var list []i18n.Line
	for _, c := range v.changes() {
		list = append(list, c.line(v.Person(c.person).Name))
	}
	return list
}
