package seminarweb

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/venue"
)

// slotView is one slot with the ways in which it can be changed.
type slotView struct {
	seen
	choices seminar.Choices
}

func (p *pages) slotOf(r *web.Request) (slotView, error) {
	v := slotView{}
	var err error
	if v.seen, err = p.writable(r); err != nil {
		return v, err
	}
	if v.choices, err = v.ChoicesOf(seminar.SlotID(r.PathValue("slot"))); err != nil {
		return v, err
	}
	if v.person().ID == "" {
		return v, fault.NotFound("access.not_found")
	}
	return v, nil
}

func (v slotView) person() seminar.Person { return v.Person(v.choices.Slot.Person) }

func (p *pages) slot(r *web.Request) (web.Answer, error) {
	v, err := p.slotOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(slotPage(v, nil, nil, nil)), nil
}

func (p *pages) change(r *web.Request) (web.Answer, error) {
	v, err := p.slotOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	e := seminar.Edit{Time: r.V("time"), Clock: -1, Room: venue.RoomID(r.V("room")), Examiner: trainer.ID(r.V("examiner")), Locked: r.V("locked") == "1"}
	if r.V("clock") != "" {
		e.Clock = r.Minute("clock", "schedule.fault.time", &f)
	}
	if err = f.Err(); err == nil {
		err = p.desk.Change(r.Ctx(), access.From(r.Ctx()), v.at(r), v.choices.Slot.ID, e)
	}
	if err != nil {
		return web.Refuse(err, slotPage(v, err, nil, r.PostForm))
	}
	return p.after(r, v)
}

func (p *pages) swap(r *web.Request) (web.Answer, error) {
	v, err := p.slotOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Swap(r.Ctx(), access.From(r.Ctx()), v.at(r), v.choices.Slot.ID, seminar.SlotID(r.V("other"))); err != nil {
		return web.Refuse(err, slotPage(v, nil, err, r.PostForm))
	}
	return p.after(r, v)
}

// after leads back to the plan; where the change breaks something, the sentence
// says so.
func (p *pages) after(r *web.Request, v slotView) (web.Answer, error) {
	now, err := p.seeOne(r)
	if err != nil {
		return nil, err
	}
	if n := len(now.broken(v.choices.Slot)); n > 0 {
		return web.Go(v.path("")+"#"+string(v.choices.Slot.ID), "seminar.saved_breaks", "N", n), nil
	}
	return web.Go(v.path("")+"#"+string(v.choices.Slot.ID), "seminar.saved"), nil
}

// label says a choice with what it would break.
func label(ctx context.Context, c seminar.Choice, text string) string {
	if len(c.Breaks) == 0 {
		return text
	}
	said := c.Breaks[0].Of(i18n.From(ctx))
	if more := len(c.Breaks) - 1; more > 0 {
		said += " " + say(ctx, "seminar.and_more", "N", more)
	}
	return text + " · " + said
}

func (v slotView) times(ctx context.Context) []ui.Option {
	list := []ui.Option{{Value: "", Label: say(ctx, "seminar.time_stays")}}
	s := i18n.From(ctx)
	for _, c := range v.choices.Times {
		list = append(list, ui.Option{Value: c.Value, Label: label(ctx, c, s.DayMonth(c.Day)+", "+s.HourMinute(c.Start)+"–"+s.HourMinute(c.Start+v.Settings.Minutes))})
	}
	return list
}

func (v slotView) named(ctx context.Context, first string, list []seminar.Choice) []ui.Option {
	options := []ui.Option{{Value: "", Label: first}}
	for _, c := range list {
		text := c.Name
		if c.Day != "" {
			text = i18n.From(ctx).HourMinute(c.Start) + " " + text
		}
		options = append(options, ui.Option{Value: c.Value, Label: label(ctx, c, text)})
	}
	return options
}

// letter is what one sends to the participant or the mentor by WhatsApp.
func (v slotView) letter(ctx context.Context, name string) string {
	one := v.choices.Slot
	key := "seminar.letter"
	if name == v.person().Name {
		key = "seminar.letter_own"
	}
	lines := []string{say(ctx, key, "Name", name, "Who", v.person().Name, "Seminar", v.title(ctx)),
		i18n.From(ctx).LongDate(one.Day) + ", " + hours(ctx, one) + " " + string(v.agency.Zone), where(ctx, one)}
	if one.Link != "" {
		lines = append(lines, one.Link)
	}
	return strings.Join(lines, "\n")
}
