// Package deskweb shows each role its home page: what waits for me today.
package deskweb

import (
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/desk"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// home is the page as it is drawn.
type home struct {
	desk.Desk
	agency  org.Agency
	actor   access.Actor
	name    string
	hour    int
	minutes int // of the day, now
}

// Routes lists the home page and the board.
func Routes(r *desk.Reader) []web.Route {
	return []web.Route{
		web.Get("/a/{agency}", func(q *web.Request) (web.Answer, error) { return show(r, q) }),
		web.Get("/a/{agency}/board", func(q *web.Request) (web.Answer, error) { return board(r, q) }),
		web.Get("/a/{agency}/board.xlsx", func(q *web.Request) (web.Answer, error) { return boardFile(r, q) }),
		web.Get("/a/{agency}/placements", func(q *web.Request) (web.Answer, error) { return placements(r, q) }),
		web.Get("/a/{agency}/placements.xlsx", func(q *web.Request) (web.Answer, error) { return placementFile(r, q) }),
	}
}

// show draws the home page. A leader's is the briefing, an auditor's and an
// administrator's what they came for.
func show(r *desk.Reader, q *web.Request) (web.Answer, error) {
	a, actor := org.From(q.Ctx()), access.From(q.Ctx())
	if actor.Has(string(a.ID), access.Leader) && !actor.Has(string(a.ID), access.Officer, access.Committee) {
		return web.Go(a.Path("briefing"), ""), nil
	}
	if actor.Has(string(a.ID), access.Clerk) && !actor.Has(string(a.ID), access.Officer, access.Committee, access.Mentor, access.Coach, access.Examiner, access.Participant) {
		return web.Go(a.Path("returns"), ""), nil
	}
	if actor.Has(string(a.ID), access.Self) && actor.Account() == "" {
		return web.Go(a.Path("own"), ""), nil
	}
	if !slices.ContainsFunc(actor.Grants(), func(g access.Grant) bool { return g.Agency == string(a.ID) }) { // the operator, whose work here are the accounts
		return web.Go(a.Path("members"), ""), nil
	}
	d, err := r.Draw(q.Ctx(), actor, a)
	if err != nil {
		return nil, err
	}
	now := r.Clock.Now().In(a.Zone.Location())
	return web.Page(homePage(home{Desk: d, agency: a, actor: actor, name: ui.FrameOf(q.Ctx()).User.Name, hour: now.Hour(), minutes: now.Hour()*60 + now.Minute()})), nil
}

func (h home) keeps() bool {
	return h.actor.HasWhole(string(h.agency.ID), access.Officer, access.Committee)
}

// nobody says what to do first: officers enter a list, others wait for it.
func (h home) nobody(s *i18n.Speaker) ui.Empty {
	if !h.actor.HasWhole(string(h.agency.ID), access.Officer, access.Admin) {
		return ui.Empty{Title: s.T("desk.nobody"), Text: s.T("desk.nobody_wait")}
	}
	if h.actor.HasWhole(string(h.agency.ID), access.Officer) {
		return ui.Empty{Title: s.T("desk.nobody"), Text: s.T("desk.nobody_move"), Act: &ui.Button{Label: s.T("desk.move_in"), Icon: "file-up", Kind: ui.Main, Href: h.agency.Path("moving")}}
	}
	return ui.Empty{Title: s.T("desk.nobody"), Text: s.T("desk.nobody_hint"), Act: &ui.Button{Label: s.T("desk.enter"), Icon: "file-up", Kind: ui.Main, Href: h.agency.Path("people/import")}}
}

// greeting is said by the agency's clock.
func (h home) greeting(s *i18n.Speaker) string {
	key := "desk.night"
	switch {
	case h.hour >= 4 && h.hour < 11:
		key = "desk.morning"
	case h.hour >= 11 && h.hour < 15:
		key = "desk.day"
	case h.hour >= 15 && h.hour < 18:
		key = "desk.evening"
	}
	return s.T("desk.greeting", "Time", s.T(key), "Name", called(h.name))
}

// called is the name by which somebody is greeted: the first name without
// titles.
func called(name string) string {
	name, _, _ = strings.Cut(name, ",")
	for _, w := range strings.Fields(name) {
		if !strings.HasSuffix(w, ".") {
			return w
		}
	}
	return name
}

func (h home) stats(s *i18n.Speaker) ui.Stats {
	n := func(n int) string { return s.Number(int64(n)) }
	list := ui.Stats{{Figure: n(h.People), Word: s.T("desk.stat.people"), Href: h.agency.Path("people")}}
	list = append(list, ui.Stat{Figure: n(h.Words[probation.OnCourse] + h.Words[probation.Ready]), Word: s.T("desk.stat.course"), Href: h.agency.Path("probation")})
	risk := ui.Stat{Figure: n(h.Words[probation.AtRisk]), Word: s.T("desk.stat.risk"), Href: h.agency.Path("probation") + "?word=at_risk"}
	if h.RiskBy != "" {
		risk.Caption, risk.Tone, risk.Icon = s.T("desk.stat.risk_by", "On", h.RiskBy), ui.Late, "triangle-alert"
	}
	list = append(list, risk)
	if h.keeps() {
		list = append(list, ui.Stat{Figure: n(h.Waiting), Word: s.T("desk.stat.papers"), Caption: s.T("desk.stat.papers_hint"), Href: h.agency.Path("documents")})
	}
	people := 0
	for _, r := range h.Running {
		people += r.Size
	}
	return append(list, ui.Stat{Figure: n(len(h.Running)), Word: s.T("desk.stat.batches"), Caption: s.T("desk.stat.batches_hint", "N", people), Href: h.agency.Path("training")})
}

func (h home) todos(s *i18n.Speaker) []ui.Todo {
	var list []ui.Todo
	link := func(key, path string) ui.Crumb { return ui.Crumb{Label: s.T(key), Href: h.agency.Path(path)} }
	if n := h.Words[probation.AtRisk]; n > 0 {
		list = append(list, ui.Todo{Tone: ui.Late, Text: s.T("desk.todo.risk", "N", n), Meta: s.T("desk.stat.risk_by", "On", h.RiskBy), Link: ui.Crumb{Label: s.T("desk.todo.risk_open"), Href: h.agency.Path("probation") + "?word=at_risk"}})
	}
	if h.Waiting > 0 {
		list = append(list, ui.Todo{Icon: "folder-open", Text: s.T("desk.todo.papers", "N", h.Waiting), Link: link("desk.todo.papers_open", "documents")})
	}
	for _, r := range h.Ended {
		list = append(list, ui.Todo{Icon: "gavel", Text: s.T("desk.todo.ended", "Batch", r.Label), Meta: s.T("desk.todo.ended_meta", "On", r.End), Link: link("desk.todo.ended_open", "evaluation/"+string(r.ID)+"/meeting")})
	}
	for _, r := range h.Unissued {
		list = append(list, ui.Todo{Icon: "stamp", Text: s.T("desk.todo.unissued", "Batch", r.Label), Link: link("desk.todo.unissued_open", "certificates/b/"+string(r.ID))})
	}
	for _, r := range h.Running {
		if r.Day*2 > r.Days && r.Counts.Marks < r.Size {
			list = append(list, ui.Todo{Icon: "clipboard-list", Text: s.T("desk.todo.marks", "Batch", r.Label, "N", r.Counts.Marks), Link: link("desk.todo.marks_open", "evaluation/"+string(r.ID))})
		}
	}
	return list
}

// Ribbon draws where a batch stands.
func Ribbon(s *i18n.Speaker, r desk.Running) ui.Ribbon {
	var b ui.Ribbon
	b.Day = r.Day
	for _, st := range r.Stages {
		if len(st.Days) > 0 {
			b.Stages = append(b.Stages, ui.RibbonStage{Label: s.T("desk.stage." + string(st.Kind)), Days: len(st.Days)})
		}
	}
	return b
}

// slot is what several groups do at the same time.
type slot struct {
	desk.Session
	batches []string
}

// slots joins sessions that differ only in their batch and group: a committee
// reads one line where eight groups learn the same.
func (h home) slots() []slot {
	var list []slot
	for _, x := range h.Sessions {
		if h.Group > 0 || len(list) == 0 {
			list = append(list, slot{x, []string{x.Batch}})
			continue
		}
		at := slices.IndexFunc(list, func(s slot) bool { return s.Start == x.Start && s.End == x.End && s.Subject == x.Subject })
		switch {
		case at < 0:
			list = append(list, slot{x, []string{x.Batch}})
		case !slices.Contains(list[at].batches, x.Batch):
			list[at].batches = append(list[at].batches, x.Batch)
		}
	}
	return list
}

// programme is the day hour by hour.
func (h home) programme(s *i18n.Speaker) ui.Day {
	var list ui.Day
	for _, x := range h.slots() {
		of := s.T("desk.session_all", "Batch", strings.Join(x.batches, ", "))
		if h.Group > 0 && x.Group > 0 {
			of = s.T("desk.session_of", "Batch", x.Batch, "Group", strconv.Itoa(x.Group))
		}
		item := ui.DayItem{Time: s.HourMinute(x.Start), Icon: "circle", Title: x.Title.In(s.Lang), Text: of + " · " + s.T("desk.jp", "N", x.JP)}
		switch {
		case x.End <= h.minutes:
			item.Icon, item.Past = "circle-check", true
		case x.Start <= h.minutes:
			item.Icon, item.Tone = "circle-dot", ui.Accent
		}
		if x.Trainer != "" && len(x.batches) == 1 {
			item.Text += " · " + x.Trainer
		}
		list = append(list, item)
	}
	return append(h.turns(s), list...)
}

// turns are the slots of seminars to which one comes today, before the sessions
// within which they lie.
func (h home) turns(s *i18n.Speaker) ui.Day {
	var list ui.Day
	for _, x := range h.Slots {
		place := x.Place
		if place == "" {
			place = x.Link
		}
		item := ui.DayItem{Time: s.HourMinute(x.Start), Icon: "presentation", Tone: ui.Accent, Title: x.Title.Of(s), Text: s.HourMinute(x.Start) + "–" + s.HourMinute(x.End) + " · " + place, Past: x.End <= h.minutes}
		list = append(list, item)
	}
	return list
}
