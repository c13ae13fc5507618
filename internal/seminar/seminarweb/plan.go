package seminarweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/venue"
)

// planView is a plan, of all groups or of one.
type planView struct {
	seen
	query ui.Query
	group int // 0 for all
}

func (p *pages) plan(r *web.Request) (web.Answer, error) {
	v, err := p.seeOne(r)
	if err != nil {
		return nil, err
	}
	q := ui.QueryOf(r.Request)
	group, _ := strconv.Atoi(q.Get("group"))
	return web.Page(planPage(planView{v, q, group})), nil
}

// groups are those of the people, in order.
func (v seen) groups() []int {
	var list []int
	for _, p := range v.People {
		if !slices.Contains(list, p.Group) {
			list = append(list, p.Group)
		}
	}
	slices.Sort(list)
	return list
}

// slots are the placed slots of a group, in order of time.
func (v seen) slots(group int) []seminar.Slot {
	var list []seminar.Slot
	if v.Plan == nil {
		return nil
	}
	for _, s := range v.Plan.Slots {
		if s.Group == group && s.Placed() && v.Person(s.Person).ID != "" {
			list = append(list, s)
		}
	}
	return list
}

// shown are the groups of the page.
func (v planView) shown() []int {
	if v.group > 0 {
		return []int{v.group}
	}
	return v.groups()
}

// mine reports whether the person comes to a slot.
func (v seen) mine(s seminar.Slot) bool {
	return slices.ContainsFunc(v.own, func(x schedule.Extra) bool { return x.ID == string(s.ID) })
}

// broken returns the hard problems of a slot.
func (v seen) broken(s seminar.Slot) []seminar.Problem {
	return slices.DeleteFunc(slices.Clone(v.Problems), func(p seminar.Problem) bool { return !p.Hard || !p.About(s.ID) })
}

// where is the place of a slot in words.
func where(ctx context.Context, s seminar.Slot) string {
	switch {
	case s.Place != "":
		return s.Place
	case s.Link != "":
		return say(ctx, "seminar.online")
	}
	return say(ctx, "seminar.no_place")
}

// hours is the time of a slot.
func hours(ctx context.Context, s seminar.Slot) string {
	say := i18n.From(ctx)
	return say.HourMinute(s.Start) + "–" + say.HourMinute(s.End)
}

// message is the plan of the groups as a text for WhatsApp.
func (v planView) message(ctx context.Context) string {
	s := i18n.From(ctx)
	var b strings.Builder
	b.WriteString(say(ctx, "seminar.of_batch", "Seminar", v.title(ctx), "Batch", v.batch.Label) + "\n")
	for _, g := range v.shown() {
		day := ""
		for _, one := range v.slots(g) {
			if string(one.Day) != day {
				day = string(one.Day)
				b.WriteString("\n" + say(ctx, "training.group_n", "N", g) + ", " + s.LongDate(one.Day) + "\n")
			}
			b.WriteString(hours(ctx, one) + " " + v.Person(one.Person).Name + " (" + where(ctx, one) + ")\n")
		}
	}
	return b.String()
}

func (p *pages) settings(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	return web.Page(settingsPage(v, nil, nil)), nil
}

func (p *pages) propose(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	s, err := settingsOf(r)
	if err == nil {
		err = p.desk.Propose(r.Ctx(), access.From(r.Ctx()), v.at(r), s, r.V("keep") == "1")
	}
	if err != nil {
		return web.Refuse(err, settingsPage(v, err, r.PostForm))
	}
	return web.Go(v.path(""), "seminar.proposed"), nil
}

func settingsOf(r *web.Request) (seminar.Settings, error) {
	var f fault.Fields
	s := seminar.Settings{Minutes: r.Int("minutes", 10, 120, &f), Break: r.Int("break", 0, 60, &f), Order: seminar.Order(r.V("order")), Seed: r.Int("seed", 0, 1_000_000, &f), Parallel: r.Int("parallel", 1, 4, &f),
		Coaches: r.V("coaches") == "1", Mentors: r.V("mentors") == "1", Examiners: r.V("examiners") == "1", From: r.Minute("from", "schedule.fault.time", &f), Until: r.Minute("until", "schedule.fault.end", &f),
		Weights: seminar.Weights{Own: r.Int("own", 0, 10, &f), Together: r.Int("together", 0, 10, &f), Order: r.Int("order_weight", 0, 10, &f), Room: r.Int("room_weight", 0, 10, &f)}}
	for _, id := range r.Vs("rooms") {
		s.Rooms = append(s.Rooms, venue.RoomID(id))
	}
	return s, f.Err()
}

func (p *pages) publishPage(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	return web.Page(publishPage(v, nil, nil)), nil
}

func (p *pages) publish(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Publish(r.Ctx(), access.From(r.Ctx()), v.at(r), r.V("reason")); err != nil {
		return web.Refuse(err, publishPage(v, err, r.PostForm))
	}
	return web.Go(v.path(""), "seminar.published"), nil
}

func (p *pages) askDiscard(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	return web.Page(discardPage(v)), nil
}

func (p *pages) discard(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Discard(r.Ctx(), access.From(r.Ctx()), v.at(r)); err != nil {
		return nil, err
	}
	return web.Go(v.path(""), "seminar.discarded"), nil
}
