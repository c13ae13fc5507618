// Package reportingweb shows the briefing of leaders and the one page per
// person from SK to today.
package reportingweb

import (
	"io"
	"net/url"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/reporting"
)

type pages struct {
	desk *reporting.Desk
}

// Routes lists the pages of this house.
func Routes(d *reporting.Desk) []web.Route {
	p := &pages{desk: d}
	return []web.Route{
		web.Get("/a/{agency}/briefing", p.briefing),
		web.Get("/a/{agency}/briefing.pdf", p.briefingPDF),
		web.Get("/a/{agency}/people/{person}", p.person),
		web.Get("/a/{agency}/me", p.me),
	}
}

// shown is the briefing as its page needs it.
type shown struct {
	reporting.Briefing
	agency org.Agency
}

// draw draws up the briefing of the request's agency and day.
func (p *pages) draw(r *web.Request) (shown, error) {
	a := org.From(r.Ctx())
	day := a.Today(p.desk.Clock.Now())
	if asked, err := clock.ParseDate(r.Q("as_of")); err == nil {
		day = asked
	}
	b, err := p.desk.Briefing(r.Ctx(), access.From(r.Ctx()), a, day)
	return shown{b, a}, err
}

func (p *pages) briefing(r *web.Request) (web.Answer, error) {
	v, err := p.draw(r)
	if err != nil {
		return nil, err
	}
	return web.Page(briefingPage(v)), nil
}

// people is the address of the list behind a figure: a filter like
// "word=at_risk".
func (v shown) people(filter string) string {
	name, value, _ := strings.Cut(filter, "=")
	if name == "all" || name == "by" {
		return v.agency.Path("probation")
	}
	return v.agency.Path("probation") + "?" + url.Values{name: {value}}.Encode()
}

func (v shown) stats(s *i18n.Speaker) ui.Stats {
	n := func(n int) string { return s.Number(int64(n)) }
	list := ui.Stats{{Figure: n(v.People), Word: s.T("reporting.stat.people"), Caption: s.T("reporting.stat.offices", "N", len(v.Offices)), Href: v.people("all=1")}}
	if len(v.Offices) > 0 {
		list = append(list, ui.Stat{Figure: n(v.Offices[0].People), Word: s.T("reporting.stat.in", "Office", v.Offices[0].Name), Caption: s.T("reporting.stat.level"), Href: v.people("office=" + v.Offices[0].Key)})
	}
	if v.BornFrom > 0 {
		list = append(list, ui.Stat{Figure: itoa(v.BornFrom) + "–" + itoa(v.BornTo), Word: s.T("reporting.stat.born"), Caption: s.T("reporting.stat.z", "N", v.GenZ, "Share", s.Percent(v.GenZ, v.People)), Href: v.people("born=z")})
	}
	passed := ui.Stat{Figure: s.Percent(v.Passed, v.People), Word: s.T("reporting.stat.passed"), Caption: s.T("reporting.stat.passed_n", "N", v.Passed), Href: v.people("passed=yes")}
	if v.Ended != "" {
		passed.Caption += ", " + s.Date(v.Ended)
	}
	list = append(list, passed)
	checked := s.T("reporting.stat.no_list")
	if v.Checked != "" {
		checked = s.T("reporting.stat.checked", "On", v.Checked)
	}
	return append(list, ui.Stat{Figure: n(v.Measures), Word: s.T("reporting.stat.discipline"), Caption: checked, Href: v.people("discipline=yes")})
}

// outlook is the bar below the answer.
func (v shown) outlook(s *i18n.Speaker) ui.AnswerBar {
	var parts []ui.Part
	add := func(w probation.Readiness, tone ui.Tone, icon, more string) {
		if n := v.Readiness[w]; n > 0 {
			parts = append(parts, ui.Part{Label: strings.ToLower(s.T("probation.word." + string(w))), N: n, Tone: tone, Icon: icon, More: more, Href: v.people("word=" + string(w))})
		}
	}
	add(probation.Ready, ui.Ok, "badge-check", "")
	add(probation.OnCourse, ui.Accent, "", "")
	more := ""
	if left := v.AsOf.DaysUntil(v.RiskBy); v.RiskBy != "" && left >= 0 {
		more = s.T("reporting.safe", "On", v.RiskBy, "N", left)
	} else if v.RiskBy != "" {
		more = s.T("reporting.safe_past", "On", v.RiskBy)
	}
	add(probation.AtRisk, ui.Late, "triangle-alert", more)
	add(probation.Missing, ui.Leave, "circle-dot-dashed", "")
	add(probation.Settled, ui.Quiet, "check", "")
	return ui.AnswerBar{Height: 22, Parts: parts}
}

// predicates are the bars of the evaluation, best first.
func (v shown) predicates() ui.Bars {
	var list ui.Bars
	for i, c := range v.Predicates {
		fill := "f-accent"
		switch {
		case i == 0:
			fill = "f-deep"
		case c.Name != "Baik" && c.Name != "Sangat Baik":
			fill = "f-late"
		}
		list = append(list, ui.Bar{Label: c.Name, N: c.People, Fill: fill, Href: v.people("predicate=" + c.Key)})
	}
	return list
}

// mostBars is how many offices and positions the page draws.
const mostBars = 6

func (v shown) offices() ui.Bars {
	var list ui.Bars
	for _, c := range v.Offices[:min(mostBars, len(v.Offices))] {
		list = append(list, ui.Bar{Label: c.Name, N: c.People, Thin: true, Fill: "f-aline", Href: v.people("office=" + c.Key)})
	}
	return list
}

func (v shown) positions() ui.Bars {
	var list ui.Bars
	for _, c := range v.Positions[:min(mostBars, len(v.Positions))] {
		list = append(list, ui.Bar{Label: c.Name, N: c.People, Thin: true, Fill: "f-aline", Href: v.agency.Path("probation") + "?" + url.Values{"position": {c.Key}}.Encode()})
	}
	return list
}

// briefingPDF prints the briefing with the agency's letterhead.
func (p *pages) briefingPDF(r *web.Request) (web.Answer, error) {
	v, err := p.draw(r)
	if err != nil {
		return nil, err
	}
	content, err := reporting.Paper(r.Ctx(), p.desk.DB, v.agency, i18n.From(r.Ctx()), v.Briefing)
	if err != nil {
		return nil, err
	}
	return web.File("naskah-"+v.agency.Code+"-"+string(v.AsOf)+".pdf", "application/pdf", true, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}), nil
}
