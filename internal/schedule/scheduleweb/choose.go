package scheduleweb

import (
	"context"
	"slices"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/venue"
)

// choose reads who could lead the session of the form, and where it could be
// held, at the day and time that the form has.
func (p *pages) choose(ctx context.Context, v *sessionView) error {
	var err error
	if v.trainers, v.rooms, err = p.desk.Choices(ctx, p.db, v.agency, v.View, v.session, v.today); err != nil {
		return err
	}
	role := trainer.Role(v.session.Lead)
	if role != trainer.Coach && role != trainer.Examiner || p.teachers == nil {
		return nil
	}
	bench, err := p.teachers.Bench(ctx, p.db, v.agency.ID, v.Batch.ID)
	if err != nil {
		return err
	}
	for i := range v.trainers { // a superior does not judge own staff
		c := &v.trainers[i]
		c.Bars = append(c.Bars, bench.Interests(c.Trainer, trainer.Binding{Group: v.session.Group, Role: role})...)
	}
	slices.SortStableFunc(v.trainers, func(a, b schedule.Choice) int { return min(len(a.Bars), 1) - min(len(b.Bars), 1) })
	return nil
}

// weigh refuses a trainer or a room that would break a hard rule at the day and
// time of an edit, beside its field, until somebody says that it is meant so.
func (p *pages) weigh(r *web.Request, v *sessionView, e schedule.Edit) error {
	kept := v.session
	v.session.Day, v.session.Start, v.session.End, v.session.JP = e.Day, e.Start, e.End, e.JP
	err := p.choose(r.Ctx(), v)
	v.session = kept
	if err != nil || r.V("sure") == "1" {
		return err
	}
	var f fault.Fields
	for _, c := range v.trainers {
		if c.Trainer.ID == e.TrainerID && !c.Free() {
			f.Add("trainer_id", "schedule.choice.breaks", "Name", c.Trainer.Name, "Why", whole(r.Ctx(), c.Bars))
		}
	}
	for _, c := range v.rooms {
		if c.Room.ID == e.RoomID && !c.Free() {
			f.Add("room_id", "schedule.choice.breaks", "Name", c.Room.Name, "Why", whole(r.Ctx(), c.Bars))
		}
	}
	v.risky = len(f) > 0
	return f.Err()
}

// whole says some lines in one.
func whole(ctx context.Context, lines []i18n.Line) string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.Of(i18n.From(ctx))
	}
	return strings.Join(texts, "; ")
}

// trainerOptions offers those who may lead the session, and below them the
// others with what stands in the way.
func (v sessionView) trainerOptions(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "schedule.choice.by_name")}}
	return append(list, options(ctx, v.trainers, func(c schedule.Choice) (string, string) {
		label := c.Trainer.Name + " · " + say(ctx, "schedule.choice.load", "N", c.Month)
		if len(c.Doubts) > 0 {
			label += " · " + whole(ctx, c.Doubts)
		}
		return string(c.Trainer.ID), label
	})...)
}

// roomOptions offers the rooms and links that are free, and below them the
// others.
func (v sessionView) roomOptions(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "schedule.choice.by_place")}}
	return append(list, options(ctx, v.rooms, func(c schedule.Choice) (string, string) {
		label := c.Room.Name
		if c.Room.Site != "" {
			label += ", " + c.Room.Site
		}
		if c.Room.Seats > 0 {
			label += " · " + say(ctx, "venue.seats_n", "N", c.Room.Seats)
		}
		return string(c.Room.ID), label
	})...)
}

func options(ctx context.Context, choices []schedule.Choice, name func(schedule.Choice) (value, label string)) []ui.Option {
	var list []ui.Option
	barred := slices.IndexFunc(choices, func(c schedule.Choice) bool { return !c.Free() })
	for i, c := range choices {
		if i == barred {
			list = append(list, ui.Option{Value: "-", Label: say(ctx, "schedule.choice.others"), Disabled: true})
		}
		value, label := name(c)
		if !c.Free() {
			label += ": " + whole(ctx, c.Bars)
		}
		list = append(list, ui.Option{Value: value, Label: label})
	}
	return list
}

// chosen reads the trainer and the room of a form into an edit: a name or place
// that was typed counts where none of the list was chosen.
func chosen(r *web.Request, e *schedule.Edit) {
	e.TrainerID, e.RoomID = trainer.ID(r.V("trainer_id")), venue.RoomID(r.V("room_id"))
}

// typedTrainer is the name of a session's trainer who is on no list.
func (v sessionView) typedTrainer() string {
	if v.session.TrainerID != "" {
		return ""
	}
	return v.session.Trainer
}

// typedPlace is the place of a session that is on no list.
func (v sessionView) typedPlace() string {
	if v.session.RoomID != "" {
		return ""
	}
	return v.session.Place
}

// broken says what the session breaks as it stands.
func (v sessionView) broken(ctx context.Context) []ui.Todo {
	var lines []ui.Todo
	for _, p := range v.Problems {
		if v.session.ID != "" && p.Session == v.session.ID {
			line := problemLine(ctx, v.seen, p)
			line.Link = ui.Crumb{}
			lines = append(lines, line)
		}
	}
	return lines
}
