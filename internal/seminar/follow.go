package seminar

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// Occupied returns what the published slots of an agency take between two days,
// both included, as parts of the sessions in which they lie: the examiner with the
// room, and the coach who attends. Schedules are planned around them and judged
// against them.
func Occupied(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]schedule.Part, error) {
	type held struct {
		batch   training.BatchID
		subject Subject
		slot    Slot
	}
	list, err := db.List(ctx, q, "list published slots", func(row db.Row) (h held, err error) {
		h.slot, err = scanSlot(row, &h.batch, &h.subject)
		return h, err
	}, `SELECT p.batch_id, p.subject, `+slotColumns+` FROM seminar_slot s JOIN seminar_plan p ON p.id = s.plan_id
WHERE p.agency_id = $1 AND p.state = 'published' AND s.end_minute > 0 AND s.day >= $2 AND s.day <= $3 ORDER BY s.day, s.start_minute, s.id`, string(agency), string(from), string(until))
	if err != nil {
		return nil, err
	}
	if list, err = withoutMerged(ctx, q, agency, list, func(h held) (training.BatchID, clock.Date) { return h.batch, h.slot.Day }); err != nil {
		return nil, err
	}
	stale, err := staleOf(ctx, q, list, func(h held) (training.BatchID, Slot) { return h.batch, h.slot })
	if err != nil {
		return nil, err
	}
	var all []schedule.Part
	for _, h := range list {
		if stale[h.slot.ID] {
			continue
		}
		s := schedule.Session{ID: schedule.SessionID(h.slot.ID), Agency: agency, Batch: h.batch, Day: h.slot.Day, Start: h.slot.Start, End: h.slot.End, Subject: string(h.subject), Kind: regulation.Classroom, Group: h.slot.Group,
			Lead: string(trainer.Examiner), Place: h.slot.Place, RoomID: h.slot.RoomID, Trainer: h.slot.Examiner, TrainerID: h.slot.ExaminerID}
		all = append(all, schedule.Part{Session: s, Of: h.slot.Session})
		if h.slot.Coach != "" && trainerKey(h.slot.CoachID, h.slot.Coach) != trainerKey(h.slot.ExaminerID, h.slot.Examiner) {
			s.ID += ".coach"
			s.Lead, s.Place, s.RoomID, s.Trainer, s.TrainerID = string(trainer.Coach), "", "", h.slot.Coach, h.slot.CoachID
			all = append(all, schedule.Part{Session: s, Of: h.slot.Session})
		}
	}
	return all, nil
}

// staleOf returns which of some published slots no longer lie within their
// session as the schedule in force has it.
func staleOf[T any](ctx context.Context, q db.Q, list []T, of func(T) (training.BatchID, Slot)) (map[SlotID]bool, error) {
	sessions := map[training.BatchID][]schedule.Session{}
	stale := map[SlotID]bool{}
	for _, one := range list {
		batch, slot := of(one)
		if _, known := sessions[batch]; !known {
			var err error
			if sessions[batch], err = schedule.Sessions(ctx, q, batch); err != nil {
				return nil, err
			}
		}
		stale[slot.ID] = slot.Placed() && !slices.ContainsFunc(sessions[batch], slot.within)
	}
	return stale, nil
}

// InForce returns the published plan of a view as those see it who do not plan:
// without the slots that no longer lie within their session. Nil for none.
func InForce(ctx context.Context, q db.Q, v View) (*Plan, error) {
	if v.Before == nil {
		return nil, nil
	}
	p := *v.Before
	stale, err := staleOf(ctx, q, p.Slots, func(s Slot) (training.BatchID, Slot) { return p.Batch, s })
	p.Slots = slices.DeleteFunc(slices.Clone(p.Slots), func(s Slot) bool { return stale[s.ID] })
	return &p, err
}

// Gone counts the published slots of a view that people no longer see, since they
// do not lie within their session any more.
func Gone(ctx context.Context, q db.Q, v View) (int, error) {
	in, err := InForce(ctx, q, v)
	if err != nil || in == nil {
		return 0, err
	}
	return len(v.Before.Slots) - len(in.Slots), nil
}

// within reports whether a session is the one in which the slot lies.
func (s Slot) within(one schedule.Session) bool {
	return one.ID == s.Session && one.Holds(s.Day, s.Start, s.End)
}

// standingSchedule is the schedule of a batch that is in force.
type standingSchedule struct {
	sessions []schedule.Session
	times    []time.Time // of all publications, the newest first
	ended    bool        // the batch was merged into another one
	until    clock.Date  // the first day on which nobody is in it then
}

// inForce reads what is in force of a batch; nothing before the first publication.
func inForce(ctx context.Context, q db.Q, b training.Batch) (standingSchedule, error) {
	var s standingSchedule
	merged, err := training.MergedOn(ctx, q, b.Agency)
	if err != nil {
		return s, err
	}
	s.until, s.ended = merged[b.ID]
	versions, err := schedule.Versions(ctx, q, b.ID)
	if err != nil {
		return s, err
	}
	for _, v := range versions {
		if v.Published == "" {
			continue
		}
		at, err := clock.ParseStamp(v.Published)
		if err != nil {
			return s, fmt.Errorf("version %s: %w", v.ID, err)
		}
		s.times = append(s.times, at)
		if v.State == schedule.Published {
			if s.sessions, err = schedule.SessionsOf(ctx, q, v); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// holds reports whether people come to a slot at its time.
func (s standingSchedule) holds(one Slot) bool {
	return slices.ContainsFunc(s.sessions, one.within) && (!s.ended || one.Day < s.until)
}

// leave cancels the events of slots whose session has moved away from under them,
// or whose batch is there no more.
func (s standingSchedule) leave(slots []Slot, at map[SlotID]int, list []schedule.Extra) {
	if len(s.times) == 0 {
		return
	}
	for _, one := range slots {
		i, ours := at[one.ID]
		if !ours || !one.Placed() || list[i].Cancelled || s.holds(one) {
			continue
		}
		list[i].Cancelled = true
		if list[i].Changes++; s.times[0].After(list[i].Changed) {
			list[i].Changed = s.times[0]
		}
	}
}

// count adds each publication of the schedule since the first plan to how often
// events were changed, so that the number never falls when a session comes back.
func (s standingSchedule) count(plans []Plan, at map[SlotID]int, list []schedule.Extra) {
	first := ""
	for _, p := range plans {
		if p.Published != "" && (first == "" || p.Published < first) {
			first = p.Published
		}
	}
	n := 0
	for _, t := range s.times {
		if first != "" && clock.Stamp(t) > first {
			n++
		}
	}
	for _, i := range at {
		list[i].Changes += 2 * n // of which leave takes one
	}
}

// Follow looks, when a schedule has come in force, whether the published slots of
// its batch still stand. Where a hard rule is broken now, the office is told what
// to plan again; nothing that is published is changed.
func (d *Desk) Follow(ctx context.Context, tx *db.Tx, actor access.Actor, b training.Batch) error {
	if d.Post == nil {
		return nil
	}
	for _, subject := range Subjects {
		plans, err := versions(ctx, tx, b.ID, subject)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(plans, func(p Plan) bool { return p.State == Published })
		if i < 0 {
			continue
		}
		f, v, err := loadInForce(ctx, tx, b, subject)
		if err != nil {
			return err
		}
		broken, err := staleOf(ctx, tx, plans[i].Slots, func(s Slot) (training.BatchID, Slot) { return b.ID, s })
		if err != nil {
			return err
		}
		for _, p := range f.check(plans[i].Settings, plans[i].Slots) {
			for _, id := range p.Slots {
				broken[id] = broken[id] || p.Hard
			}
		}
		n := 0
		for _, is := range broken {
			if is {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if err := d.tellStale(ctx, tx, actor, v, plans[i], n); err != nil {
			return err
		}
	}
	return nil
}

// standsSince names the version of a schedule by which its slots are judged.
func standsSince(v schedule.View) schedule.VersionID {
	switch {
	case v.Published != nil:
		return v.Published.ID
	case v.Withdrawn != nil:
		return v.Withdrawn.ID
	}
	return v.Latest.ID
}

func (d *Desk) tellStale(ctx context.Context, tx *db.Tx, actor access.Actor, v schedule.View, p Plan, n int) error {
	a, err := org.AgencyByID(ctx, tx, v.Batch.Agency)
	if err != nil {
		return err
	}
	circle, err := training.CircleOf(ctx, tx, v.Batch)
	if err != nil {
		return err
	}
	text := i18n.Say("seminar.told.stale", "Seminar", title(v.Rules, string(p.Subject)), "Batch", v.Batch.Called(), "N", n)
	err = d.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "seminar.stale:" + string(p.ID) + ":" + string(standsSince(v)), Batch: string(v.Batch.ID), Title: text},
		notify.Letter{Accounts: circle.Office, Text: text, Href: a.Path(PagePath(v.Batch.ID, p.Subject)), Office: true})
	if err != nil {
		return fmt.Errorf("tell of slots that no longer stand: %w", err)
	}
	return nil
}
