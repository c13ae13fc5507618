package reportingweb

import (
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// sheet is everything about one person that the page shows.
type sheet struct {
	probation.Candidate
	agency org.Agency
	unit   string
	office string
	seats  []seat
	needs  []document.Need // what is asked of the person
	papers []document.Paper
	issued []certificate.Paper // transcripts and STTP of our own
	own    bool                // the person themselves looks
	enter  bool                // the actor may enter facts
	hands  bool                // the actor may hand in papers
	opens  bool                // the actor may open papers
	walks  bool                // the actor may see every step of the way
	tells  bool                // the actor tells people what concerns them
}

// seat is one place in a batch with the days of the course.
type seat struct {
	training.Seat
	Batch training.Batch
}

// person shows the page of somebody. Coaches, examiners and administrators,
// whom readiness and discipline do not concern, are led to the facts alone.
func (p *pages) person(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	if !actor.Has(string(a.ID), access.Officer, access.Committee, access.Leader, access.Auditor, access.Mentor, access.Participant) {
		return p.elsewhere(r)
	}
	return p.sheet(r, roster.PersonID(r.PathValue("person")))
}

// elsewhere sends those for whom the line of a person's life is not drawn to
// what is theirs: an administrator to the facts, coaches and examiners to the
// marks. The page there judges whether they reach the person.
func (p *pages) elsewhere(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	if actor.Has(string(a.ID), access.Admin) {
		return web.Go(a.Path("people/"+r.PathValue("person")+"/facts"), ""), nil
	}
	if !actor.Has(string(a.ID), access.Coach, access.Examiner) {
		return nil, fault.Forbidden("access.forbidden")
	}
	s, err := training.SeatNow(r.Ctx(), p.desk.DB, roster.PersonID(r.PathValue("person")))
	if err == nil && s.Agency != a.ID {
		err = fault.NotFound("access.not_found")
	}
	if err != nil {
		return nil, err
	}
	return web.Go(a.Path("evaluation/"+string(s.Batch)+"/people/"+string(s.Chain)), ""), nil
}

// me shows the participant's own page.
func (p *pages) me(r *web.Request) (web.Answer, error) {
	id := string(org.From(r.Ctx()).ID)
	for _, g := range access.From(r.Ctx()).Grants() {
		if person := g.Scope.Person(); g.Agency == id && g.Role == access.Participant && person != "" {
			return p.sheet(r, roster.PersonID(person))
		}
	}
	return nil, fault.NotFound("access.not_found")
}

func (p *pages) sheet(r *web.Request, person roster.PersonID) (web.Answer, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	today := a.Today(p.desk.Clock.Now())
	c, err := p.desk.Probation.Of(ctx, actor, a, person, today)
	if err != nil {
		return nil, err
	}
	v := sheet{Candidate: c, agency: a, enter: actor.HasWhole(string(a.ID), access.Officer)}
	for _, g := range actor.Grants() {
		v.own = v.own || g.Agency == string(a.ID) && g.Role == access.Participant && g.Scope == access.PersonScope(string(person))
	}
	v.hands = v.own || actor.HasWhole(string(a.ID), access.Officer, access.Committee)
	v.opens = v.hands || actor.HasWhole(string(a.ID), access.Auditor)
	v.tells = actor.HasWhole(string(a.ID), access.Officer, access.Committee)
	v.walks = actor.HasWhole(string(a.ID), access.Officer, access.Leader, access.Auditor)
	tree, err := org.TreeOf(ctx, p.desk.DB, a.ID)
	if err != nil {
		return nil, err
	}
	v.unit, v.office = tree.Path(c.Unit), tree.Office(c.Unit).Name
	if v.papers, err = document.Of(ctx, p.desk.DB, string(person)); err != nil {
		return nil, err
	}
	if v.opens || v.walks {
		if v.needs, err = p.desk.Probation.Papers.NeedsOfPerson(ctx, actor, a, string(person)); err != nil {
			return nil, err
		}
	}
	if v.issued, err = certificate.PapersOf(ctx, p.desk.DB, person); err != nil {
		return nil, err
	}
	seats, err := training.SeatsOf(ctx, p.desk.DB, person)
	if err != nil {
		return nil, err
	}
	for _, s := range seats {
		b, err := training.BatchByID(ctx, p.desk.DB, a.ID, s.Batch)
		if err != nil {
			return nil, err
		}
		v.seats = append(v.seats, seat{s, b})
	}
	if !v.own {
		if err := audit.View(ctx, p.desk.DB, actor.Ref(), string(person), today, p.desk.Clock.Now()); err != nil {
			return nil, err
		}
	}
	return web.Page(personPage(v, today)), nil
}

// numberOf returns the number of an issued paper.
func (v sheet) numberOf(id string) string {
	for _, c := range v.issued {
		if c.ID == id {
			return c.Number
		}
	}
	return ""
}

// imported reports whether the STTP in force came from elsewhere.
func (v sheet) imported() bool {
	return v.Passed.Number != "" && !slices.ContainsFunc(v.issued, func(c certificate.Paper) bool { return c.Number == v.Passed.Number })
}

// points are the stations from SK to oath.
func (v sheet) points(s *i18n.Speaker) []ui.Point {
	list := []ui.Point{{Kind: ui.PointDone, At: v.TMT, Title: "TMT CPNS"}}
	for _, st := range v.seats {
		if st.Until == "" {
			list = append(list, ui.Point{Kind: ui.PointSpan, At: st.Batch.Start, Until: st.Batch.End, Title: s.T("reporting.latsar", "Batch", st.Batch.Label), Href: v.agency.Path("training/b/" + string(st.Batch.ID))})
		}
	}
	if len(v.seats) == 0 && v.Passed.EndedOn != "" {
		list = append(list, ui.Point{Kind: ui.PointDone, At: v.Passed.EndedOn, Title: s.T("reporting.passed")})
	}
	if v.Reason != nil && v.Reason.LastSafe < v.Term.Ends {
		list = append(list, ui.Point{Kind: ui.PointRisk, At: v.Reason.LastSafe, Title: s.T("reporting.limit", "What", v.Reason.Gate.Title.In(s.Lang))})
	}
	full := ui.PointOpen
	if v.Decree != nil {
		full = ui.PointDone
	}
	list = append(list, ui.Point{Kind: full, At: v.Term.Ends, Title: s.T("reporting.full")})
	return append(list, v.ending(s)...)
}

// ending are the last stations: decree and oath, or what came in their place.
func (v sheet) ending(s *i18n.Speaker) []ui.Point {
	decree, oath := ui.Point{Kind: ui.PointOpen, Title: "SK PNS", When: s.T("reporting.later")}, ui.Point{Kind: ui.PointOpen, Title: s.T("reporting.oath"), When: s.T("reporting.later")}
	for _, step := range v.Steps {
		done := ui.Point{Kind: ui.PointDone, At: step.IssuedOn, Title: s.T("probation.step." + string(step.Kind))}
		switch step.Kind {
		case probation.Decided:
			decree = done
		case probation.Sworn:
			oath = done
		case probation.Resigned, probation.Died, probation.Dismissed:
			if v.Ended() {
				return []ui.Point{done}
			}
		}
	}
	return []ui.Point{decree, oath}
}

// gates are the conditions with their reasons and rules.
func (v sheet) gates(s *i18n.Speaker) ui.Gates {
	var list ui.Gates
	for _, g := range v.Gates {
		tone := ui.Quiet
		switch {
		case g.Met:
			tone = ui.Ok
		case g.Gate.AfterDecision:
		case g.Late && g.Gate.Kind == regulation.GateLaw:
			tone = ui.Late
		case g.Gate.Kind == regulation.GatePractice:
			tone = ui.Late
		}
		why := s.T(g.Reason, g.Args...)
		if !g.Met && !g.Gate.AfterDecision && g.Gate.Kind != regulation.GatePractice {
			why += " · " + s.T("probation.safe_until", "On", g.LastSafe)
		}
		list = append(list, ui.Gate{Tone: tone, Title: g.Gate.Title.In(s.Lang), Why: why, Rule: g.Gate.Article, Kind: s.T("probation.kind." + string(g.Gate.Kind))})
	}
	return list
}

func (v sheet) met() (met, all int) {
	for _, g := range v.Gates {
		if g.Met {
			met++
		}
	}
	return met, len(v.Gates)
}
