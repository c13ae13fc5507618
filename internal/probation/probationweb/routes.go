// Package probationweb shows how candidates stand, and takes in the lists and
// decrees from which that follows.
package probationweb

import (
	"context"
	"net/url"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
)

type pages struct {
	office *probation.Office
}

// Routes lists the pages of this house.
func Routes(o *probation.Office) []web.Route {
	p := &pages{office: o}
	routes := []web.Route{
		web.Get("/a/{agency}/probation", p.list),
		web.Get("/a/{agency}/probation.xlsx", p.export),
		web.Get("/a/{agency}/probation/share", p.share),
		web.Get("/a/{agency}/probation/proposals", p.proposals),
		web.Get("/a/{agency}/probation/proposals.xlsx", p.proposalsXLSX),
		web.Post("/a/{agency}/probation/proposals", p.together),
		web.Get("/a/{agency}/probation/acts/{act}", p.act1),
		web.Get("/a/{agency}/probation/acts/{act}/list.xlsx", p.actXLSX),
		web.Post("/a/{agency}/probation/acts/{act}/dossiers.zip", p.dossiers),
		web.Get("/a/{agency}/probation/oaths", p.oaths),
		web.Post("/a/{agency}/probation/oaths", p.planOath),
		web.Get("/a/{agency}/probation/oaths/{oath}", p.oath),
		web.Post("/a/{agency}/probation/oaths/{oath}", p.changeOath),
		web.Post("/a/{agency}/probation/oaths/{oath}/seats", p.seat),
		web.Post("/a/{agency}/probation/oaths/{oath}/unseat", p.unseat),
		web.Post("/a/{agency}/probation/oaths/{oath}/religions", p.religions),
		web.Post("/a/{agency}/probation/oaths/{oath}/helpers", p.helpers),
		web.Post("/a/{agency}/probation/oaths/{oath}/minutes", p.hold),
		web.Get("/a/{agency}/probation/oaths/{oath}/cancel", p.cancelForm),
		web.Post("/a/{agency}/probation/oaths/{oath}/cancel", p.cancelOath),
		web.Get("/a/{agency}/probation/oaths/{oath}/list.xlsx", p.oathXLSX),
		web.Get("/a/{agency}/probation/oaths/{oath}/list.pdf", p.oathPDF),
		web.Get("/a/{agency}/probation/oaths/{oath}/minutes.pdf", p.minutesPDF),
		web.Get("/a/{agency}/probation/health", p.health),
		web.Get("/a/{agency}/probation/health.xlsx", p.healthXLSX),
		web.Post("/a/{agency}/probation/health", p.planExam),
		web.Get("/a/{agency}/probation/health/{exam}", p.exam),
		web.Get("/a/{agency}/probation/health/{exam}/list.xlsx", p.examXLSX),
		web.Post("/a/{agency}/probation/health/{exam}/seats", p.seatExam),
		web.Post("/a/{agency}/probation/health/{exam}/days/{examinee}", p.moveExam),
		web.Post("/a/{agency}/probation/health/{exam}/results/{examinee}", p.examResult),
		web.Get("/a/{agency}/probation/forecast", p.forecast),
		web.Get("/a/{agency}/probation/performance", p.matrix),
		web.Get("/a/{agency}/probation/siasn", p.siasn),
		web.Post("/a/{agency}/probation/siasn", p.exportSIASN),
		web.Get("/a/{agency}/probation/siasn/{export}/list.xlsx", p.exported),
		web.Get("/a/{agency}/probation/cases", p.cases),
		web.Get("/a/{agency}/probation/cases.xlsx", p.casesXLSX),
		web.Get("/a/{agency}/probation/absences", p.absences),
		web.Get("/a/{agency}/probation/absences.xlsx", p.absencesXLSX),
		web.Get("/a/{agency}/people/{person}/absence", p.absenceForm),
		web.Post("/a/{agency}/people/{person}/absence", p.absence),
		web.Get("/a/{agency}/people/{person}/road", p.road),
		web.Get("/a/{agency}/people/{person}/road/dossier.zip", p.dossier),
		web.Get("/a/{agency}/people/{person}/road/{step}", p.stepForm),
		web.Post("/a/{agency}/people/{person}/road/{step}", p.step),
		web.Get("/a/{agency}/people/{person}/road/strike/{id}", p.strikeForm),
		web.Post("/a/{agency}/people/{person}/road/strike/{id}", p.strike),
		web.Get("/a/{agency}/people/{person}/performance", p.performanceForm),
		web.Post("/a/{agency}/people/{person}/performance", p.evaluate),
		web.Get("/a/{agency}/people/{person}/discipline", p.disciplineForm),
		web.Post("/a/{agency}/people/{person}/discipline", p.discipline),
		web.Get("/a/{agency}/people/{person}/discipline/{measure}/revoke", p.revokeForm),
		web.Post("/a/{agency}/people/{person}/discipline/{measure}/revoke", p.revoke),
	}
	routes = append(routes, p.papersList().Routes()...)
	routes = append(routes, p.performanceList().Routes()...)
	return append(routes, p.resultsList().Routes()...)
}

var mayEnter = []access.Role{access.Officer}

func asOf(ctx context.Context, o *probation.Office, a org.Agency) ui.Field {
	today := string(a.Today(o.Clock.Now()))
	return ui.Field{Name: "as_of", Type: "date", Width: "s", Label: i18n.T(ctx, "probation.as_of"), Hint: i18n.T(ctx, "probation.as_of_hint"), Value: today, Max: today}
}

func (p *pages) papersList() listweb.Kind {
	return listweb.Kind{Path: "probation/papers", Words: "probation.papers", Back: "probation", Files: p.office.Papers.Files, Roles: mayEnter, Undo: p.office.Undo, Taken: p.office.Taken,
		Fields: func(ctx context.Context, a org.Agency) []ui.Field { return []ui.Field{asOf(ctx, p.office, a)} },
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, v url.Values) (listweb.Preview, error) {
			list, err := p.office.ReadPapers(ctx, actor, a, file)
			return p.preview(actor, a, list, v, err)
		}}
}

func (p *pages) performanceList() listweb.Kind {
	return listweb.Kind{Path: "probation/performance", Words: "probation.performance", Back: "probation", Files: p.office.Papers.Files, Roles: mayEnter, Undo: p.office.Undo, Taken: p.office.Taken,
		Fields: func(ctx context.Context, a org.Agency) []ui.Field {
			last := strconv.Itoa(a.Today(p.office.Clock.Now()).Year() - 1)
			return []ui.Field{{Name: "period", Width: "s", Label: i18n.T(ctx, "probation.period"), Hint: i18n.T(ctx, "probation.bad_period"), Value: last}, asOf(ctx, p.office, a)}
		},
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, v url.Values) (listweb.Preview, error) {
			list, err := p.office.ReadPerformance(ctx, actor, a, file, v.Get("period"))
			return p.preview(actor, a, list, v, err)
		}}
}

// preview gives a list of this house the form of the import page.
func (p *pages) preview(actor access.Actor, a org.Agency, list *probation.Preview, v url.Values, err error) (listweb.Preview, error) {
	if err != nil {
		return listweb.Preview{}, err
	}
	day, err := clock.ParseDate(v.Get("as_of"))
	if err != nil || day > list.AsOf {
		var f fault.Fields
		f.Add("as_of", "probation.list.future")
		return listweb.Preview{}, f.Err()
	}
	list.AsOf = day
	return listweb.Preview{Rows: list.Rows, New: list.New, Unchanged: list.Unchanged, Enter: func(ctx context.Context, skip bool) (string, error) {
		return p.office.Enter(ctx, actor, a, list, skip)
	}}, nil
}
