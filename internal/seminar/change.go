package seminar

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// At names a seminar of a batch, and the mark of the plan that somebody saw.
type At struct {
	Agency  org.AgencyID
	Batch   training.BatchID
	Subject Subject
	Mark    string
}

func (at At) require(actor access.Actor) error {
	return actor.RequireScope(string(at.Agency), access.BatchScope(string(at.Batch)), writers...)
}

// Propose makes a plan by the settings, in a draft that follows what is
// published. Locked slots stay, and with keep whatever breaks no rule, so that
// only what must move does. Nobody is told.
func (d *Desk) Propose(ctx context.Context, actor access.Actor, at At, s Settings, keep bool) error {
	if err := at.require(actor); err != nil {
		return err
	}
	if err := s.clean(); err != nil {
		return err
	}
	seen, err := Look(ctx, d.DB, at.Agency, at.Batch, at.Subject)
	if err != nil {
		return err
	}
	if len(seen.Sessions) == 0 || len(seen.People) == 0 {
		return fault.Conflict("seminar.fault.nothing")
	}
	if seen.Mark() != at.Mark {
		return fault.Conflict("seminar.fault.changed")
	}
	var old []Slot
	if seen.Plan != nil {
		old = seen.Plan.Slots
	}
	slots, err := seen.frame.propose(ctx, s, old, keep)
	if err != nil {
		return fmt.Errorf("propose seminar: %w", err)
	}
	return d.onDraft(ctx, actor, at, "seminar.propose", s, func(v View, p *Plan) (before, after any, err error) {
		if v.Plan != nil {
			before = counted(at.Subject, p.Slots)
		}
		p.Settings, p.Slots = s, slots
		return before, counted(at.Subject, slots), nil
	})
}

// counted is what the trail keeps of a whole plan.
func counted(s Subject, slots []Slot) map[string]any {
	return map[string]any{"subject": string(s), "slots": len(slots), "left": len(unplaced(slots))}
}

func unplaced(slots []Slot) []Slot {
	return slices.DeleteFunc(slices.Clone(slots), Slot.Placed)
}

// onDraft runs an act on the draft of a seminar, which it makes from the
// published plan when there is none. Settings are those of a first plan.
func (d *Desk) onDraft(ctx context.Context, actor access.Actor, at At, name string, first Settings, act func(v View, p *Plan) (before, after any, err error)) error {
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
		if v.Schedule.Batch.State != training.BatchOpen {
			return fault.Conflict("training.fault.merged", "Label", v.Schedule.Batch.Label)
		}
		if v.Mark() != at.Mark {
			return fault.Conflict("seminar.fault.changed")
		}
		p := Plan{Agency: at.Agency, Batch: at.Batch, Subject: at.Subject, Number: 1, Settings: first}
		if v.Plan != nil {
			p = *v.Plan
			p.Slots = slices.Clone(v.Plan.Slots)
		}
		before, after, err := act(v, &p)
		if err != nil {
			return err
		}
		if v.Waiting() {
			err = restore(ctx, tx, &p)
		} else {
			if v.Plan != nil {
				p.Number++
			}
			err = d.store(ctx, tx, &p)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(at.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: name, Subject: "batch:" + string(at.Batch), Before: before, After: after})
	})
}

// Edit is what a person decides about a slot. Empty fields change nothing.
type Edit struct {
	Time     string // the value of a Choice of times
	Clock    int    // minutes after midnight, instead of the start of Time; -1 for none
	Room     venue.RoomID
	Examiner trainer.ID
	Locked   bool
}

// Change moves a slot, gives it another room or examiner, locks it or sets it
// free. What it breaks is shown with the plan and forbids publishing only.
func (d *Desk) Change(ctx context.Context, actor access.Actor, at At, slot SlotID, e Edit) error {
	return d.onDraft(ctx, actor, at, "seminar.change", Settings{}, func(v View, p *Plan) (before, after any, err error) {
		i := slices.IndexFunc(p.Slots, func(s Slot) bool { return s.ID == slot })
		if i < 0 || v.frame.seatOf(p.Slots[i].Person) == nil {
			return nil, nil, fault.NotFound("access.not_found")
		}
		was := p.Slots[i]
		if p.Slots[i], err = v.apply(was, e); err != nil {
			return nil, nil, err
		}
		return changed(was), changed(p.Slots[i]), nil
	})
}

func changed(s Slot) map[string]any {
	return map[string]any{"person": string(s.Person), "day": string(s.Day), "start": s.Start, "end": s.End, "place": s.Place, "examiner": s.Examiner, "locked": s.Locked}
}

func (v View) apply(one Slot, e Edit) (Slot, error) {
	var f fault.Fields
	if e.Time != "" {
		session, start, _ := strings.Cut(e.Time, " ")
		at, err := strconv.Atoi(start)
		s := v.frame.session(schedule.SessionID(session))
		if e.Clock >= 0 {
			at = e.Clock
		}
		if err != nil || s == nil {
			f.Add("time", "seminar.fault.time")
			return one, f.Err()
		}
		if at < s.Start || at+v.Settings.Minutes > s.End {
			f.Add("clock", "seminar.fault.within", "From", i18n.Hour(s.Start), "Until", i18n.Hour(s.End-v.Settings.Minutes))
			return one, f.Err()
		}
		one = v.frame.put(one, v.Settings, *s, at)
	}
	if e.Room != "" {
		r, ok := v.frame.rooms[e.Room]
		if !ok {
			f.Add("room", "seminar.fault.room")
			return one, f.Err()
		}
		one.RoomID, one.Place, one.Link = r.ID, r.Name, r.Link
	}
	if e.Examiner != "" {
		t, ok := v.frame.trainerNamed(e.Examiner)
		if !ok {
			f.Add("examiner", "seminar.fault.examiner")
			return one, f.Err()
		}
		one.ExaminerID, one.Examiner = t.id, t.name
	}
	one.Locked = e.Locked && one.Placed()
	return one, nil
}

// Swap gives two participants the time and the room of each other.
func (d *Desk) Swap(ctx context.Context, actor access.Actor, at At, a, b SlotID) error {
	return d.onDraft(ctx, actor, at, "seminar.swap", Settings{}, func(_ View, p *Plan) (before, after any, err error) {
		i := slices.IndexFunc(p.Slots, func(s Slot) bool { return s.ID == a })
		k := slices.IndexFunc(p.Slots, func(s Slot) bool { return s.ID == b })
		if i < 0 || k < 0 || i == k || !p.Slots[i].Placed() || !p.Slots[k].Placed() {
			var f fault.Fields
			f.Add("other", "seminar.fault.other")
			return nil, nil, f.Err()
		}
		before = map[string]any{"one": changed(p.Slots[i]), "other": changed(p.Slots[k])}
		p.Slots[i], p.Slots[k] = swapped(p.Slots[i], p.Slots[k])
		return before, map[string]any{"one": changed(p.Slots[i]), "other": changed(p.Slots[k])}, nil
	})
}

// Discard throws the draft of a seminar away; what is published stays.
func (d *Desk) Discard(ctx context.Context, actor access.Actor, at At) error {
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
		if !v.Waiting() {
			return fault.Conflict("seminar.fault.no_draft")
		}
		if v.Mark() != at.Mark {
			return fault.Conflict("seminar.fault.changed")
		}
		for _, q := range []string{`DELETE FROM seminar_slot WHERE plan_id = $1`, `DELETE FROM seminar_plan WHERE id = $1`} {
			if err := tx.Do(ctx, q, string(v.Plan.ID)); err != nil {
				return fmt.Errorf("discard plan of seminar: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(at.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "seminar.discard", Subject: "batch:" + string(at.Batch), Before: counted(at.Subject, v.Plan.Slots)})
	})
}
