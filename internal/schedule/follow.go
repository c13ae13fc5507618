package schedule

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Follow makes the sessions of a batch follow its dates and groups: it lays
// out the first draft, and when dates have moved since, it moves the sessions
// in the draft, or in a new draft after what is published. Nothing published
// changes. The planner calls it in the transaction of its own act.
func (d *Desk) Follow(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID) error {
	v := View{}
	var err error
	if v.Batch, err = training.BatchByID(ctx, tx, agency, batch); err != nil {
		return err
	}
	f, err := frameOf(ctx, tx, &v)
	if err != nil {
		return err
	}
	versions, err := Versions(ctx, tx, batch)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		sessions := f.lay()
		identify(v.Batch, sessions)
		_, err := d.storeVersion(ctx, tx, v.Batch, 1, sessions)
		return err
	}
	return d.followed(ctx, tx, actor, v.Batch, versions, f.follow)
}

// FollowRamadan makes the sessions of a batch follow the hours of Ramadan: those
// of days to come that have got or lost them, each at its lesson of the day, in the
// draft or a new one. The planner calls it in the transaction of its own act, with
// the days that had those hours before.
func (d *Desk) FollowRamadan(ctx context.Context, tx *db.Tx, actor access.Actor, b training.Batch, was training.Ramadan) error {
	a, err := org.AgencyByID(ctx, tx, b.Agency)
	if err != nil {
		return err
	}
	v := View{Batch: b}
	f, err := frameOf(ctx, tx, &v)
	if err != nil {
		return err
	}
	versions, err := Versions(ctx, tx, b.ID)
	if err != nil || len(versions) == 0 {
		return err
	}
	today := a.Today(d.Clock.Now())
	return d.followed(ctx, tx, actor, b, versions, func(have []Session) []Session { return f.rehour(have, was, today) })
}

// followed lets the sessions of the newest version follow something, in the draft or
// in a new one.
func (d *Desk) followed(ctx context.Context, tx *db.Tx, actor access.Actor, b training.Batch, versions []Version, follow func([]Session) []Session) error {
	have, err := SessionsOf(ctx, tx, versions[0])
	if err != nil {
		return err
	}
	moved := follow(have)
	identify(b, moved)
	if slices.Equal(have, moved) {
		return nil
	}
	if err := d.keepHeld(ctx, tx, b, versions, moved); err != nil {
		return err
	}
	if versions[0].State == Draft {
		err = replace(ctx, tx, versions[0], moved)
	} else {
		_, err = d.storeVersion(ctx, tx, b, versions[0].Number+1, moved)
	}
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(b.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.follow", Subject: "batch:" + string(b.ID),
		After: map[string]any{"sessions": len(moved), "from": b.Start, "until": b.End}})
}

// keepHeld refuses dates that would move published sessions of days that are
// over: what was attended stays where it was.
func (d *Desk) keepHeld(ctx context.Context, q db.Q, b training.Batch, versions []Version, moved []Session) error {
	i := slices.IndexFunc(versions, func(v Version) bool { return v.State == Published })
	if i < 0 {
		return nil
	}
	a, err := org.AgencyByID(ctx, q, b.Agency)
	if err != nil {
		return err
	}
	held, err := d.held(ctx, q, a, versions[i])
	if err != nil {
		return err
	}
	days := map[SessionID]clock.Date{}
	for _, s := range moved {
		days[s.ID] = s.Day
	}
	held = slices.DeleteFunc(held, func(s Session) bool { return days[s.ID] == s.Day })
	if len(held) == 0 {
		return nil
	}
	return fault.Conflict("schedule.fault.held", "Label", b.Label, "N", len(held), "Day", held[0].Day)
}

// held returns the sessions of a version in which people met on days that are over.
func (d *Desk) held(ctx context.Context, q db.Q, a org.Agency, v Version) ([]Session, error) {
	today := a.Today(d.Clock.Now())
	list, err := SessionsOf(ctx, q, v)
	return slices.DeleteFunc(list, func(s Session) bool { return s.Day >= today || !s.Meets() }), err
}

// identify gives sessions that have none an id, and their batch.
func identify(b training.Batch, sessions []Session) {
	for i := range sessions {
		sessions[i].Agency, sessions[i].Batch = b.Agency, b.ID
		if sessions[i].ID == "" {
			sessions[i].ID = SessionID(id.New())
		}
	}
}

// follow returns sessions with the dates that their stages have now. A stage
// of the same length keeps its sessions, moved day by day; one of another
// length is laid out anew, and a new session takes over id, place, link and
// trainer of the old one that it stands for.
func (f *frame) follow(have []Session) []Session {
	var all []Session
	for _, s := range f.stages {
		var old []Session
		last := 0
		for _, o := range have {
			if o.Stage == s.Key {
				old = append(old, o)
				last = max(last, o.DayNumber)
			}
		}
		template := f.layStage(s)
		switch {
		case len(s.Days) == 0:
		case last == len(s.Days) || len(template) == 0:
			all = append(all, f.shift(s, old)...)
		default:
			all = append(all, takeOver(template, old)...)
		}
	}
	slices.SortStableFunc(all, InTime)
	return all
}

// InTime is the order in which sessions are read.
func InTime(a, b Session) int {
	switch {
	case a.Day != b.Day:
		return compare(a.Day < b.Day)
	case a.Start != b.Start:
		return compare(a.Start < b.Start)
	case a.End != b.End:
		return compare(a.End < b.End)
	case a.Group != b.Group:
		return compare(a.Group < b.Group)
	case a.ID != b.ID:
		return compare(a.ID < b.ID)
	}
	return 0
}

func compare(less bool) int {
	if less {
		return -1
	}
	return 1
}

// shift moves the sessions of a stage to its days, each to the lesson of the day at
// which it lies.
func (f *frame) shift(s training.Stage, old []Session) []Session {
	moved := slices.Clone(old)
	jp, most := dayJP(old), 0
	for _, n := range jp {
		most = max(most, n)
	}
	for i, o := range moved {
		if o.DayNumber < 1 || o.DayNumber > len(s.Days) {
			continue // the check will say that it lies outside
		}
		day := s.Days[o.DayNumber-1]
		if day == o.Day {
			continue
		}
		moved[i].Day = day
		for _, n := range []int{jp[dayGroup{o.Day, 0}], jp[dayGroup{o.Day, o.Group}], most} {
			if start, end, ok := f.sameLesson(f, o, day, n); ok {
				moved[i].Start, moved[i].End = start, end
				break
			}
		}
	}
	return moved
}

// rehour gives the sessions of days that have got or lost the hours of Ramadan the
// times of their lessons. Days up to today stay.
func (f *frame) rehour(old []Session, was training.Ramadan, today clock.Date) []Session {
	moved, before := slices.Clone(old), *f
	before.from, before.until = was.From, was.Until
	jp := dayJP(old)
	for i, o := range moved {
		if o.Day <= today || f.ramadan(o.Day) == before.ramadan(o.Day) {
			continue
		}
		for _, n := range []int{jp[dayGroup{o.Day, 0}], jp[dayGroup{o.Day, o.Group}]} {
			if start, end, ok := f.sameLesson(&before, o, o.Day, n); ok {
				moved[i].Start, moved[i].End = start, end
				break
			}
		}
	}
	slices.SortStableFunc(moved, InTime)
	return moved
}

// sameLesson returns when a session begins and ends on another day, at the same
// lesson of it as on its own in the frame before: Fridays and Ramadan have other
// breaks. Both days have so many JP. It is false for a session that begins with no
// lesson.
func (f *frame) sameLesson(before *frame, s Session, day clock.Date, jp int) (start, end int, ok bool) {
	each := make([]int, jp)
	for i := range each {
		each[i] = 1
	}
	was, is := before.times(s.Day, each), f.times(day, each)
	k := slices.IndexFunc(was, func(span [2]int) bool { return span[0] == s.Start })
	if k < 0 || s.JP < 1 || k+s.JP > jp || was[k+s.JP-1][1] != s.End {
		return 0, 0, false
	}
	return is[k][0], is[k+s.JP-1][1], true
}

// takeOver gives each new session the identity of the old one that it stands
// for: the same subject, kind and group, in the same order.
func takeOver(fresh, old []Session) []Session {
	type role struct {
		subject, kind string
		group         int
	}
	waiting := map[role][]Session{}
	for _, o := range old {
		r := role{o.Subject, string(o.Kind), o.Group}
		waiting[r] = append(waiting[r], o)
	}
	for i, s := range fresh {
		r := role{s.Subject, string(s.Kind), s.Group}
		if len(waiting[r]) == 0 {
			continue
		}
		o := waiting[r][0]
		waiting[r] = waiting[r][1:]
		fresh[i].ID, fresh[i].Place, fresh[i].Link, fresh[i].Trainer, fresh[i].Account = o.ID, o.Place, o.Link, o.Trainer, o.Account
		fresh[i].TrainerID, fresh[i].RoomID = o.TrainerID, o.RoomID
	}
	return fresh
}
