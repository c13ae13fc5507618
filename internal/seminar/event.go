package seminar

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// mine says which slots of a batch are somebody's, and whether they are the
// participant of it.
type mine map[training.BatchID][]func(Slot) (ours, own bool)

// Events returns slots in the form of calendars: all of a batch, all in a room,
// or those to which somebody comes, which are the own one of a participant, those
// of the participants of a mentor, those of a coach or an examiner. The calendar
// of a room names nobody. A slot that was taken out stays as cancelled.
func Events(ctx context.Context, q db.Q, w schedule.Whose) ([]schedule.Extra, error) {
	m, err := mineOf(ctx, q, w)
	if err != nil {
		return nil, err
	}
	var list []schedule.Extra
	for _, b := range slices.Sorted(maps.Keys(m)) {
		some, err := events(ctx, q, w, b, m[b])
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// On returns the slots of a day to which somebody comes.
func On(ctx context.Context, q db.Q, w schedule.Whose, day clock.Date) ([]schedule.Extra, error) {
	all, err := Events(ctx, q, w)
	return slices.DeleteFunc(all, func(x schedule.Extra) bool { return x.Cancelled || x.Day != day }), err
}

func (m mine) add(b training.BatchID, of func(Slot) (ours, own bool)) { m[b] = append(m[b], of) }

func mineOf(ctx context.Context, q db.Q, w schedule.Whose) (mine, error) {
	m := mine{}
	switch {
	case w.Batch != "":
		m.add(w.Batch, func(Slot) (bool, bool) { return true, false })
		return m, nil
	case w.Room != "":
		batches, err := batchesWith(ctx, q, w.Agency, `s.place = $2`, w.Room)
		for _, b := range batches {
			m.add(b, func(s Slot) (bool, bool) { return s.Place == w.Room, false })
		}
		return m, err
	}
	all, err := trainer.All(ctx, q, w.Agency)
	if err != nil {
		return nil, err
	}
	accounts := map[trainer.ID]string{}
	for _, t := range all {
		accounts[t.ID] = t.Account
	}
	for _, g := range w.Grants {
		if g.Agency != string(w.Agency) {
			continue
		}
		switch g.Role {
		case access.Participant:
			err = m.speaks(ctx, q, roster.PersonID(g.Scope.Person()))
		case access.Mentor:
			err = m.guides(ctx, q, g.Scope)
		case access.Coach:
			err = m.leads(ctx, q, g.Scope, func(s Slot) bool { return s.Coach != "" && own(accounts[s.CoachID], w.Account) })
		case access.Examiner:
			err = m.leads(ctx, q, g.Scope, func(s Slot) bool { return s.Examiner != "" && own(accounts[s.ExaminerID], w.Account) })
		}
		if err != nil {
			return nil, err
		}
	}
	if w.Account == "" {
		return m, nil
	}
	for id, account := range accounts {
		if account != w.Account {
			continue
		}
		batches, err := batchesWith(ctx, q, w.Agency, `(s.coach_id = $2 OR s.examiner_id = $2)`, string(id))
		if err != nil {
			return nil, err
		}
		for _, b := range batches {
			m.add(b, func(s Slot) (bool, bool) { return s.CoachID == id || s.ExaminerID == id, false })
		}
	}
	return m, nil
}

// batchesWith returns the batches of an agency with a slot, published once, that
// meets a condition on the slot s with the argument $2.
func batchesWith(ctx context.Context, q db.Q, agency org.AgencyID, condition, arg string) ([]training.BatchID, error) {
	return db.Column[training.BatchID](ctx, q, "list batches of slots", `SELECT DISTINCT p.batch_id FROM seminar_plan p JOIN seminar_slot s ON s.plan_id = p.id WHERE p.agency_id = $1 AND p.state <> 'draft' AND `+condition, string(agency), arg)
}

// own reports whether a slot that names a trainer of an account, or of none, may
// be that of another account.
func own(named, account string) bool { return named == "" || named == account }

// speaks adds the slots of a participant.
func (m mine) speaks(ctx context.Context, q db.Q, p roster.PersonID) error {
	seats, err := training.SeatsOf(ctx, q, p)
	for _, seat := range seats {
		m.add(seat.Batch, func(s Slot) (bool, bool) {
			return s.Person == p && s.Day >= seat.From && (seat.Until.IsZero() || s.Day < seat.Until), true
		})
	}
	return err
}

// guides adds the slots of the participants of a mentor.
func (m mine) guides(ctx context.Context, q db.Q, scope access.Scope) error {
	people := []string{scope.Person()}
	if scope.Person() == "" {
		var err error
		if people, err = access.PeopleOf(ctx, q, scope); err != nil {
			return err
		}
	}
	for _, p := range people {
		seat, err := training.SeatNow(ctx, q, roster.PersonID(p))
		if fault.KindOf(err) == fault.KindNotFound {
			continue
		}
		if err != nil {
			return err
		}
		m.add(seat.Batch, func(s Slot) (bool, bool) { return string(s.Person) == p && s.MentorID != "", false })
	}
	return nil
}

// leads adds the slots of a group or a batch that somebody guides by role.
func (m mine) leads(ctx context.Context, q db.Q, scope access.Scope, of func(Slot) bool) error {
	kind, name, _ := strings.Cut(string(scope), ":")
	switch kind {
	case "batch":
		m.add(training.BatchID(name), func(s Slot) (bool, bool) { return of(s), false })
	case "group":
		g, err := training.GroupByID(ctx, q, training.GroupID(name))
		if err != nil {
			return err
		}
		m.add(g.Batch, func(s Slot) (bool, bool) { return s.Group == g.Number && of(s), false })
	}
	return nil
}

// events follows the slots of a batch through all published versions.
func events(ctx context.Context, q db.Q, w schedule.Whose, batch training.BatchID, of []func(Slot) (bool, bool)) ([]schedule.Extra, error) {
	b, err := training.BatchByID(ctx, q, w.Agency, batch)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	pack, err := training.PackOf(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	people, err := names(ctx, q, b)
	if err != nil {
		return nil, err
	}
	var list []schedule.Extra
	stands, err := inForce(ctx, q, b)
	if err != nil {
		return nil, err
	}
	for _, subject := range Subjects {
		plans, err := versions(ctx, q, batch, subject)
		if err != nil {
			return nil, err
		}
		at := map[SlotID]int{}
		for _, p := range slices.Backward(plans) {
			if p.State == Draft {
				continue
			}
			published, err := clock.ParseStamp(p.Published)
			if err != nil {
				return nil, fmt.Errorf("plan %s: %w", p.ID, err)
			}
			held := map[SlotID]bool{}
			for _, s := range p.Slots {
				ours, own := whether(of, s)
				if !ours || !s.Placed() {
					continue
				}
				held[s.ID] = true
				x := schedule.Extra{ID: string(s.ID), Batch: batch, Day: s.Day, Start: s.Start, End: s.End, Place: s.Place, Link: s.Link, Path: PagePath(batch, subject), Changed: published, About: s.comes()}
				x.Title = i18n.Say("seminar.event", "Name", people[s.Person], "Seminar", title(pack, string(subject)), "Batch", b.Label)
				switch {
				case own:
					x.Title = i18n.Say("seminar.event_own", "Seminar", title(pack, string(subject)))
				case w.Room != "":
					x.Title, x.About = i18n.Say("seminar.event_room", "Seminar", title(pack, string(subject)), "Batch", b.Label, "Group", s.Group), nil
				}
				i, known := at[s.ID]
				if !known {
					at[s.ID] = len(list)
					list = append(list, x)
					continue
				}
				x.Changes = list[i].Changes
				if !alike(list[i], x) {
					x.Changes++
					list[i] = x
				}
			}
			for id, i := range at {
				if !held[id] && !list[i].Cancelled {
					list[i].Cancelled, list[i].Changed = true, published
					list[i].Changes++
				}
			}
			if p.State == Published {
				stands.leave(p.Slots, at, list)
			}
		}
		stands.count(plans, at, list)
	}
	return list, nil
}

func whether(of []func(Slot) (bool, bool), s Slot) (ours, own bool) {
	for _, f := range of {
		a, b := f(s)
		ours, own = ours || a, own || a && b
	}
	return ours, own
}

// alike reports whether two states of a slot read the same.
func alike(a, b schedule.Extra) bool {
	said := func(x schedule.Extra) string { return fmt.Sprint(x.Day, x.Start, x.End, x.Place, x.Link, x.About) }
	return !a.Cancelled && said(a) == said(b)
}

// comes says who comes to a slot.
func (s Slot) comes() []i18n.Line {
	var list []i18n.Line
	for _, one := range []struct{ key, name string }{{"seminar.examiner_is", s.Examiner}, {"seminar.coach_is", s.Coach}, {"seminar.mentor_is", s.Mentor}} {
		if one.name != "" {
			list = append(list, i18n.Say(one.key, "Name", one.name))
		}
	}
	return list
}

// names are those of the people of a batch.
func names(ctx context.Context, q db.Q, b training.Batch) (map[roster.PersonID]string, error) {
	members, err := training.Members(ctx, q, b.Agency, b.ID)
	by := make(map[roster.PersonID]string, len(members))
	for _, m := range members {
		by[m.Person.ID] = m.Person.Name
	}
	return by, err
}
