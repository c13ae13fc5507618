package trainingweb

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// mostWaves is how many waves the form offers to start on their own day.
const mostWaves = 12

// newForm is what the form for a new programme shows.
type newForm struct {
	agency  org.Agency
	order   training.Order // what was asked, or the usual
	packs   []ui.Option
	modes   []ui.Option
	typed   url.Values
	refused error
	answers []ui.Button // to what a person must decide
	preview *training.Proposal
	tried   training.Proposal // what a refused proposal knew: who is not taken in
	names   map[roster.PersonID]roster.Person
	why     *training.Why
	show    int // number of the batch whose people are shown
}

func (p *pages) form(r *web.Request) (newForm, error) {
	f := newForm{agency: org.From(r.Ctx()), order: training.Order{Start: p.nextMonday(r), Wish: training.Wish{Waves: 4}}}
	modes := map[string]bool{}
	speaker := speakerOf(r)
	packs, err := p.planner.Rules.Packs(r.Ctx(), p.db, string(f.agency.ID))
	for _, pack := range slices.Backward(packs) {
		if pack.Kind != regulation.KindLatsar {
			continue
		}
		f.packs = append(f.packs, ui.Option{Value: pack.ID, Label: pack.Title.In(speaker.Lang)})
		for j := range pack.Training.Modes {
			if m := &pack.Training.Modes[j]; !modes[m.Key] {
				modes[m.Key] = true
				f.modes = append(f.modes, ui.Option{Value: m.Key, Label: m.Title.In(speaker.Lang)})
			}
		}
	}
	if err != nil {
		return f, err
	}
	f.order.Share, err = training.LastShare(r.Ctx(), p.db, f.agency.ID)
	return f, err
}

// nextMonday is the day that the form offers as start.
func (p *pages) nextMonday(r *web.Request) clock.Date {
	day := p.today(r).AddDays(7)
	return day.AddDays(-(int(day.Weekday()) + 6) % 7)
}

func (p *pages) newPage(r *web.Request) (web.Answer, error) {
	if err := p.planners(r); err != nil {
		return nil, err
	}
	f, err := p.form(r)
	if err != nil {
		return nil, err
	}
	return web.Page(newProgramme(f)), nil
}

// create shows the proposal, or opens the programme.
func (p *pages) create(r *web.Request) (web.Answer, error) {
	if err := p.planners(r); err != nil {
		return nil, err
	}
	f, err := p.form(r)
	if err != nil {
		return nil, err
	}
	err = p.press(r)
	if err == nil {
		f.order, err = orderOf(r)
	}
	actor := access.From(r.Ctx())
	switch do := r.V("do"); {
	case err != nil:
	case do == "open":
		var made training.ProgrammeID
		f.order.Seen = r.V("seen")
		if made, f.tried, err = p.planner.CreateProgramme(r.Ctx(), actor, f.agency.ID, f.order); err == nil {
			return web.Go(ProgrammePath(f.agency, made), "training.opened", "Name", f.order.Name), nil
		}
		if is := fault.Of(err); is != nil && is.Key == "training.fault.changed" {
			f.preview = &f.tried
		}
	default:
		if f.tried, err = p.planner.Propose(r.Ctx(), p.db, actor, f.agency.ID, f.order); err == nil {
			f.preview = &f.tried
			err = f.look(do)
		}
	}
	f.typed, f.refused = r.PostForm, err
	if err := p.nameLocked(r, &f); err != nil {
		return nil, err
	}
	if err != nil {
		f.answers = answersTo(r.Ctx(), err)
		return web.Refuse(err, newProgramme(f))
	}
	return web.Page(newProgramme(f)), nil
}

// orderOf reads the form.
func orderOf(r *web.Request) (training.Order, error) {
	var f fault.Fields
	o := training.Order{Name: r.V("name"), Pack: r.V("pack"), Mode: r.V("mode"), Start: r.Date("start", &f), Together: r.V("mixed") == "1",
		RamadanFrom: r.Date("ramadan_from", &f), RamadanUntil: r.Date("ramadan_until", &f), WaveStarts: map[int]clock.Date{}, Stages: map[string]regulation.StageChange{}}
	number := func(name string, lo, hi int) int {
		if r.V(name) == "" {
			return 0 // the pack decides
		}
		return r.Int(name, lo, hi, &f)
	}
	o.Wish = training.Wish{Share: number("share", 0, 100), Quota: number("quota", 0, 10_000), Owners: training.Owners(r.V("owners")), Cap: number("cap", 2, 1000), Least: number("least", 2, 1000), Waves: number("waves", 1, 100), First: number("first", 1, 9999),
		Without: training.Class(r.V("without")), Numbering: regulation.Numbering(r.V("numbering"))}
	for n := 2; n <= mostWaves; n++ {
		name := fmt.Sprintf("wave_start_%d", n)
		if d := r.Date(name, &f); !d.IsZero() && n <= o.Waves {
			o.WaveStarts[n] = d
		}
	}
	for _, part := range training.Parts {
		if name := "weight_" + string(part); r.V(name) != "" {
			if o.Weights == nil {
				o.Weights = training.Weights{}
			}
			o.Weights[part] = number(name, 0, 10_000)
		}
	}
	for _, class := range r.Vs("wait") {
		o.Wait = append(o.Wait, training.Kind{Class: training.Class(class)})
	}
	for _, text := range r.Vs("lock") {
		if l, ok := readLock(text); ok {
			o.Locks = append(o.Locks, l)
		}
	}
	for name := range r.PostForm {
		key, ok := cutPrefix(name, "days_")
		if !ok || r.V(name) == "" {
			continue
		}
		days, err := strconv.Atoi(r.V(name))
		if err != nil || days < 0 || days > 366 {
			f.Add(name, "web.bad_number", "Lo", 0, "Hi", 366)
			continue
		}
		o.Stages[key] = regulation.StageChange{Days: &days}
	}
	return o, f.Err()
}
