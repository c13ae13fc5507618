package probationweb

import (
	"net/url"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// road is one person's way as its page needs it.
type road struct {
	probation.Candidate
	agency org.Agency
	today  clock.Date
	done   probation.Road
	pack   *regulation.Probation
	enter  bool
	absent probation.Absent
	names  map[string]string // of those who took the steps
	err    error             // why there is no dossier yet
}

func (p *pages) walk(r *web.Request) (road, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := road{agency: a, today: a.Today(p.office.Clock.Now()), enter: actor.HasWhole(string(a.ID), mayEnter...)}
	person := roster.PersonID(r.PathValue("person"))
	if err := actor.Require(string(a.ID), maySee...); err != nil {
		return v, err
	}
	var err error
	if v.Candidate, err = p.office.Of(r.Ctx(), actor, a, person, v.today); err != nil {
		return v, err
	}
	if v.done, err = p.office.RoadOf(r.Ctx(), actor, a, string(person)); err != nil {
		return v, err
	}
	if v.pack, err = p.office.Pack(r.Ctx(), a); err != nil {
		return v, err
	}
	if v.absent, err = p.office.AbsentOf(r.Ctx(), actor, a, string(person)); err != nil {
		return v, err
	}
	var refs []string
	for _, s := range v.done.All {
		refs = append(refs, s.By)
	}
	for _, c := range v.done.Cases {
		for _, s := range c.Steps {
			refs = append(refs, s.By)
		}
	}
	v.names, err = identity.Names(r.Ctx(), p.office.DB, refs)
	return v, err
}

// by names who took a step.
func (v road) by(s *i18n.Speaker, ref string) string {
	if name := v.names[ref]; name != "" {
		return name
	}
	return s.T("probation.at_machine")
}

func (p *pages) road(r *web.Request) (web.Answer, error) {
	v, err := p.walk(r)
	if err != nil {
		return nil, err
	}
	if r.Q("scans") != "" && v.enter {
		_, v.err = p.office.Dossiers(r.Ctx(), access.From(r.Ctx()), v.agency, []probation.Candidate{v.Candidate})
	}
	return web.Page(roadPage(v)), nil
}

// dossier gives one person's scans as an archive, or says which are missing.
func (p *pages) dossier(r *web.Request) (web.Answer, error) {
	v, err := p.walk(r)
	if err != nil {
		return nil, err
	}
	write, err := p.office.Dossiers(r.Ctx(), access.From(r.Ctx()), v.agency, []probation.Candidate{v.Candidate})
	if fault.KindOf(err) == fault.KindInvalid {
		return web.Go(v.path("?scans=1"), ""), nil
	}
	if err != nil {
		return nil, err
	}
	return web.File("berkas-"+v.NIP+".zip", "application/zip", false, write), nil
}

func (v road) path(rest string) string {
	return v.agency.Path("people/" + string(v.ID) + "/road" + rest)
}

// apart is how many days lie between two points of the way at least, so that
// their words do not run into each other.
const apart = 25

// points draw the way: what was done with it, and what is due next. The table
// below has every step.
func (v road) points(s *i18n.Speaker) []ui.Point {
	list := []ui.Point{{Kind: ui.PointDone, At: v.TMT, Title: "TMT CPNS"}}
	for _, step := range v.done.Steps {
		if m := probation.MoveOf(step.Kind); m == nil || m.To == "" || step.IssuedOn == "" {
			continue
		}
		done := ui.Point{Kind: ui.PointDone, At: step.IssuedOn, Title: s.T("probation.step." + string(step.Kind))}
		if last := &list[len(list)-1]; len(list) > 1 && last.At.DaysUntil(done.At) < apart {
			*last = done
			continue
		}
		list = append(list, done)
	}
	risk := false
	for _, d := range v.Dues(v.pack) {
		kind := ui.PointOpen
		if d.Gate != nil {
			if risk {
				continue
			}
			kind, risk = ui.PointRisk, true
		}
		list = append(list, ui.Point{Kind: kind, At: d.Day, Title: d.Line().Of(s)})
	}
	if v.done.State == probation.StateDecided {
		list = append(list, ui.Point{Kind: ui.PointOpen, Title: s.T("probation.step.sworn")})
	}
	return list
}

// next are the things that are due, each with its day.
func (v road) next(s *i18n.Speaker) ui.Todos {
	var list []ui.Todo
	for _, d := range v.Dues(v.pack) {
		left := v.today.DaysUntil(d.Day)
		t := ui.Todo{Tone: ui.Quiet, Icon: "clock", Text: d.Line().Of(s), Meta: s.T("probation.until", "On", d.Day, "Left", max(0, left))}
		switch {
		case left < 0:
			t.Tone, t.Icon, t.Meta = ui.Wrong, "clock-alert", s.T("probation.passed_on", "On", d.Day)
		case left <= v.pack.AtRiskDays.Value:
			t.Tone, t.Icon = ui.Late, "clock-alert"
		}
		list = append(list, t)
	}
	return ui.Todos{List: list}
}

// detail says what a step holds beside its document.
func (v road) detail(s *i18n.Speaker, step probation.Step) []string {
	var list []string
	switch step.Kind {
	case probation.Suspended:
		list = append(list, s.T("probation.suspended_until", "On", step.Day))
	case probation.Decided:
		list = append(list, s.T("probation.tmt_pns", "On", step.Day))
	case probation.Died, probation.Resigned:
		list = append(list, s.T("probation.since", "On", step.Day))
	case probation.Proposed:
		list = append(list, s.T("probation.forum."+step.Choice))
	case probation.Dismissed:
		if g := v.pack.Ground(step.Choice); g != nil {
			list = append(list, g.Title.In(s.Lang))
		}
		list = append(list, s.T("probation.form."+step.Form))
	case probation.CaseDecided:
		if m := measure(step.Choice); m.ID != "" {
			list = append(list, m.Name+" ("+m.Level+")")
		}
	case probation.CaseAppealed:
		list = append(list, s.T("probation.appeal."+step.Form))
	}
	if step.Reason != "" {
		list = append(list, step.Reason)
	}
	return list
}

// measure finds a kind of measure by its code, the zero one for none.
func measure(id string) probation.Measure {
	list, err := probation.Measures()
	if err != nil {
		return probation.Measure{}
	}
	for _, m := range list {
		if m.ID == id {
			return m
		}
	}
	return probation.Measure{}
}

// stepping is the form of one step.
type stepping struct {
	road
	move    probation.Move
	of      probation.CaseID
	refused error
	typed   url.Values
}

// begin reads which step of which person the address names.
func (p *pages) begin(r *web.Request) (stepping, error) {
	v, err := p.walk(r)
	if err != nil {
		return stepping{}, err
	}
	if err := access.From(r.Ctx()).Require(string(v.agency.ID), mayEnter...); err != nil {
		return stepping{}, err
	}
	m := probation.MoveOf(probation.StepKind(r.PathValue("step")))
	if m == nil || m.Together {
		return stepping{}, fault.NotFound("probation.no_step")
	}
	return stepping{road: v, move: *m, of: probation.CaseID(r.Q("case"))}, nil
}

func (p *pages) stepForm(r *web.Request) (web.Answer, error) {
	v, err := p.begin(r)
	if err != nil {
		return nil, err
	}
	return web.Page(stepPage(v)), nil
}

func (p *pages) step(r *web.Request) (web.Answer, error) {
	v, err := p.begin(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	s := probation.Step{Person: string(v.ID), Case: v.of, Kind: v.move.Kind, Number: r.V("number"), IssuedOn: r.Date("issued_on", &f), Day: r.Date("day", &f), Choice: r.V("choice"), Form: r.V("form"), Reason: r.V("reason")}
	if err = f.Err(); err == nil {
		_, err = p.office.Take(r.Ctx(), access.From(r.Ctx()), v.agency, s)
	}
	if err != nil {
		v.refused, v.typed = err, r.PostForm
		return web.Refuse(err, stepPage(v))
	}
	return web.Go(v.path(""), "probation.step_taken"), nil
}

func (p *pages) strikeForm(r *web.Request) (web.Answer, error) {
	v, err := p.walk(r)
	if err != nil {
		return nil, err
	}
	if err := access.From(r.Ctx()).Require(string(v.agency.ID), mayEnter...); err != nil {
		return nil, err
	}
	return web.Page(strikePage(v, r.URL.Path, nil)), nil
}

func (p *pages) strike(r *web.Request) (web.Answer, error) {
	v, err := p.walk(r)
	if err != nil {
		return nil, err
	}
	err = p.office.Strike(r.Ctx(), access.From(r.Ctx()), v.agency, probation.StepID(r.PathValue("id")), r.V("reason"))
	if err != nil {
		return web.Refuse(err, strikePage(v, r.URL.Path, err))
	}
	return web.Go(v.path(""), "probation.step_struck"), nil
}
