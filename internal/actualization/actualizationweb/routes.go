// Package actualizationweb shows what participants do at work: to themselves
// the weeks with the report of each, to mentors what waits for their word, to
// the committee and coaches a whole batch.
package actualizationweb

import (
	"context"
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/training"
)

type pages struct{ desk *actualization.Desk }

// Routes lists the pages of this house.
func Routes(d *actualization.Desk) []web.Route {
	p := &pages{d}
	const at = "/a/{agency}/actualization"
	return []web.Route{
		web.Get(at, p.guided),
		web.Get(at+"/me", p.own),
		web.Post(at+"/me/{monday}", p.send),
		web.Get(at+"/reports/{report}", p.report),
		web.Post(at+"/reports/{report}/approve", p.approve),
		web.Post(at+"/reports/{report}/return", p.giveBack),
		web.Get(at+"/batches/{batch}", p.course),
		web.Get(at+"/batches/{batch}/weeks.xlsx", p.weeks),
	}
}

// common is what every page knows.
type common struct {
	agency org.Agency
	today  clock.Date
	said   *i18n.Speaker
}

func (p *pages) common(r *web.Request) common {
	a := org.From(r.Ctx())
	return common{a, a.Today(p.desk.Clock.Now()), i18n.From(r.Ctx())}
}

func (c common) path(rest string) string { return c.agency.Path("actualization" + rest) }

// title names a week with its days.
func (c common) title(w actualization.Week) string {
	span := i18n.Span{From: w.Days[0], To: w.Days[len(w.Days)-1]}
	if w.Number == 0 {
		return c.said.T("actualization.week_outside", "Span", span)
	}
	return c.said.T("actualization.week", "N", w.Number, "Span", span)
}

// tag shows how far a week is.
func (c common) tag(s actualization.State) ui.Tag {
	t := ui.Tag{Label: c.said.T("actualization.state." + string(s))}
	switch s {
	case actualization.Approved:
		t.Tone, t.Icon = ui.Ok, "check"
	case actualization.Sent:
		t.Tone, t.Icon = ui.Accent, "send"
	case actualization.Returned:
		t.Tone, t.Icon = ui.Late, "undo-2"
	case actualization.Due:
		t.Tone, t.Icon = ui.Late, "clock"
	}
	return t
}

// ownView is what a participant sees.
type ownView struct {
	common
	weeks   []actualization.Week
	names   map[string]string // who decided
	refused clock.Date        // Monday of the week whose report was refused
	err     error
	typed   url.Values
}

func (p *pages) ownView(r *web.Request) (ownView, error) {
	v := ownView{common: p.common(r)}
	var err error
	if v.weeks, err = p.desk.Own(r.Ctx(), access.From(r.Ctx()), v.agency); err != nil {
		return v, err
	}
	var refs []string
	for _, w := range v.weeks {
		if w.Report != nil {
			refs = append(refs, w.Report.By)
		}
	}
	v.names, err = identity.Names(r.Ctx(), p.desk.DB, refs)
	return v, err
}

// ahead are the weeks that have not begun.
func (v ownView) ahead() []actualization.Week {
	return slices.DeleteFunc(slices.Clone(v.weeks), func(w actualization.Week) bool { return w.State(v.today) != actualization.Ahead })
}

// body is what the field of a week holds at first: what was sent last.
func (v ownView) body(w actualization.Week) string {
	if w.Report == nil {
		return ""
	}
	return w.Report.Body
}

func (v ownView) errOf(w actualization.Week) error {
	if w.Monday == v.refused {
		return v.err
	}
	return nil
}

func (v ownView) typedOf(w actualization.Week) url.Values {
	if w.Monday == v.refused {
		return v.typed
	}
	return nil
}

func (p *pages) own(r *web.Request) (web.Answer, error) {
	v, err := p.ownView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(ownPage(v)), nil
}

func (p *pages) send(r *web.Request) (web.Answer, error) {
	monday := clock.Date(r.PathValue("monday"))
	c := p.common(r)
	_, err := p.desk.Report(r.Ctx(), access.From(r.Ctx()), c.agency, monday, r.V("body"))
	if err != nil {
		v, readErr := p.ownView(r)
		if readErr != nil {
			return nil, readErr
		}
		if !slices.ContainsFunc(v.weeks, func(w actualization.Week) bool { return w.Monday == monday }) {
			return nil, err
		}
		v.refused, v.err, v.typed = monday, err, r.PostForm
		return web.Refuse(err, ownPage(v))
	}
	return web.Go(c.path("/me"), "actualization.was_sent"), nil
}

// guidedView is what a mentor sees; somebody with other roles too finds there
// what those see.
type guidedView struct {
	common
	lines   []actualization.Line
	waiting int
	own     bool         // takes part too
	others  *batchesView // of who sees batches too
}

// guided shows the mentor what waits; whoever is none goes to the own reports
// or to the batches.
func (p *pages) guided(r *web.Request) (web.Answer, error) {
	actor, v := access.From(r.Ctx()), guidedView{common: p.common(r)}
	id := string(v.agency.ID)
	v.own = actor.Has(id, access.Participant)
	mentor, reads := actor.Has(id, access.Mentor), actualization.SeesBatches(actor, v.agency.ID)
	if v.own && !mentor && !reads {
		return web.Go(v.path("/me"), ""), nil
	}
	if !mentor || reads {
		b := batchesView{common: v.common, own: v.own}
		var err error
		if b.list, err = p.desk.Batches(r.Ctx(), actor, v.agency); err != nil {
			return nil, err
		}
		if !mentor {
			return web.Page(batchesPage(b)), nil
		}
		v.others = &b
	}
	var err error
	if v.lines, err = p.desk.Guided(r.Ctx(), actor, v.agency); err != nil {
		return nil, err
	}
	for _, l := range v.lines {
		v.waiting += l.Count(actualization.Sent, v.today)
	}
	return web.Page(guidedPage(v)), nil
}

// reportView is one report.
type reportView struct {
	common
	actualization.Report
	name    string
	by      string
	newer   bool // its writer has replaced it
	decides bool
	err     error
	typed   url.Values
}

func (p *pages) reportView(r *web.Request) (reportView, error) {
	v := reportView{common: p.common(r)}
	found, err := p.desk.Read(r.Ctx(), access.From(r.Ctx()), v.agency, actualization.ReportID(r.PathValue("report")))
	if err != nil {
		return v, err
	}
	v.Report, v.name, v.newer, v.decides = found.Report, found.Name, found.Newer, found.Decides && !access.From(r.Ctx()).IsLooking()
	names, err := identity.Names(r.Ctx(), p.desk.DB, []string{v.By})
	v.by = names[v.By]
	return v, err
}

func (p *pages) report(r *web.Request) (web.Answer, error) {
	v, err := p.reportView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(reportPage(v)), nil
}

func (p *pages) approve(r *web.Request) (web.Answer, error) {
	return p.decide(r, actualization.Decision{Approve: true}, "actualization.was_approved")
}

func (p *pages) giveBack(r *web.Request) (web.Answer, error) {
	return p.decide(r, actualization.Decision{Note: r.V("note")}, "actualization.was_returned")
}

func (p *pages) decide(r *web.Request, by actualization.Decision, done string) (web.Answer, error) {
	v, err := p.reportView(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Decide(r.Ctx(), access.From(r.Ctx()), v.agency, v.ID, by); err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, reportPage(v))
	}
	return web.Go(v.path(""), done, "Name", v.name), nil
}

// batchesView lists the batches that are or were at work.
type batchesView struct {
	common
	list []training.Batch
	own  bool // takes part too
}

// ways lead to the own reports of who takes part beside another role.
func (c common) ways(own bool) []ui.Button {
	if !own {
		return nil
	}
	return []ui.Button{{Label: c.said.T("actualization.own"), Icon: "notebook-pen", Href: c.path("/me")}}
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }
