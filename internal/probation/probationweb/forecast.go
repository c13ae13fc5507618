package probationweb

import (
	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// outlook is the forecast as its page needs it.
type outlook struct {
	probation.Forecast
	agency org.Agency
	query  ui.Query
	today  clock.Date
	shown  []probation.Candidate
}

// forecast shows who can be appointed by the day of the address; without one,
// by the day on which the next year is full.
func (p *pages) forecast(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	if err := actor.Require(string(a.ID), maySee...); err != nil {
		return nil, err
	}
	v := outlook{agency: a, query: ui.QueryOf(r.Request), today: a.Today(p.office.Clock.Now())}
	by, err := clock.ParseDate(r.Q("by"))
	if err != nil {
		by, err = p.office.NextFull(r.Ctx(), actor, a)
	}
	if err != nil {
		return nil, err
	}
	if v.Forecast, err = p.office.Forecast(r.Ctx(), actor, a, by); err != nil {
		return nil, err
	}
	v.shown = ui.PageOf(v.query, pageSize, v.Waits)
	return web.Page(forecastPage(v)), nil
}

func (v outlook) bar(s *i18n.Speaker) ui.AnswerBar {
	var parts []ui.Part
	for _, one := range []struct {
		n    int
		key  string
		tone ui.Tone
		icon string
		href string
	}{
		{len(v.Ready), "ready", ui.Ok, "badge-check", v.agency.Path("probation/proposals")},
		{v.Later, "later", ui.Accent, "clock", ""},
		{len(v.Waits), "waits", ui.Late, "triangle-alert", v.agency.Path("probation/proposals?stage=lacking")},
		{v.Halted, "halted", ui.Leave, "pause", v.agency.Path("probation?state=suspended")},
	} {
		if one.n > 0 {
			parts = append(parts, ui.Part{Label: s.T("probation.forecast." + one.key), N: one.n, Tone: one.tone, Icon: one.icon, Href: one.href})
		}
	}
	return ui.AnswerBar{Height: 22, Parts: parts}
}

// lead is the answer in one sentence, with what frees most.
func (v outlook) lead(s *i18n.Speaker) ui.Lead {
	l := ui.Lead{Text: s.T("probation.forecast.lead", "N", len(v.Ready), "Of", v.People, "On", v.By)}
	for _, h := range v.Holds {
		if h.Alone > 0 {
			l.More = s.T("probation.forecast.frees", "What", lowered(h.Gate.Title.In(s.Lang)), "N", h.Alone)
			break
		}
	}
	return l
}
