package app

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/actualization/actualizationweb"
	"pamong/internal/attendance/attendanceweb"
	"pamong/internal/certificate/certificateweb"
	"pamong/internal/demo/demoweb"
	"pamong/internal/desk/deskweb"
	"pamong/internal/desk/trailweb"
	"pamong/internal/document/documentweb"
	"pamong/internal/document/letterweb"
	"pamong/internal/evaluation/evaluationweb"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/assets"
	"pamong/internal/logistics/logisticsweb"
	"pamong/internal/moving/movingweb"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/org/orgweb"
	"pamong/internal/planning/planningweb"
	"pamong/internal/probation/probationweb"
	"pamong/internal/regulation/regulationweb"
	"pamong/internal/reporting/reportingweb"
	"pamong/internal/roster"
	"pamong/internal/roster/linkweb"
	"pamong/internal/roster/rosterweb"
	"pamong/internal/schedule/scheduleweb"
	"pamong/internal/seminar/seminarweb"
	"pamong/internal/trainer"
	"pamong/internal/trainer/trainerweb"
	"pamong/internal/training/trainingweb"
	"pamong/internal/venue/venueweb"
)

// Routes lists the pages and acts of all houses in the order of the story.
func (h *House) Routes() []web.Route {
	var all []web.Route
	for _, routes := range [][]web.Route{
		h.ownRoutes(),
		identityweb.Routes(h.Identity, h.DB, h.secure(), identityweb.Neighbours{Link: h.activationURL, Mails: h.Post.Mailer != nil, Scopes: courseScopes, People: participantsOf, Person: personOfNIP, Open: openOf}),
		orgweb.Routes(h.Org, peopleByUnit, roster.HowMany),
		regulationweb.Routes(h.Rules, h.rulesNeighbours()),
		rosterweb.Routes(h.Roster, taskPath),
		linkweb.Routes(h.Roster, h.Papers, linkweb.Neighbours{Link: h.passURL, Course: courseOf}),
		documentweb.Routes(h.Papers, peopleNames, taskPath),
		letterweb.Routes(h.Papers, letterNeighbours()),
		notifyweb.Routes(h.Post, h.contacts, h.unsentLinks),
		attendanceweb.Routes(h.Attendance, h.Papers.Files, h.Catalogue),
		actualizationweb.Routes(h.Actualization),
		evaluationweb.Routes(h.Evaluation, h.Papers.Files, h.Catalogue, h.passURL),
		certificateweb.Routes(h.Certificates, h.Papers.Files, taskPath),
		probationweb.Routes(h.Probation),
		movingweb.Routes(h.Moving, taskPath),
		reportingweb.Routes(h.Reports),
		deskweb.Routes(h.Desk),
		trailweb.Routes(h.DB, h.Clock, h.Catalogue.Keys()),
		trainingweb.Routes(h.Training, h.Roster, h.DB),
		planningweb.Routes(h.Planning, h.Training, taskPath),
		trainerweb.Routes(h.Trainers, h.Rules, h.Papers.Files),
		venueweb.Routes(h.Venues, h.Papers.Files),
		scheduleweb.Routes(h.Schedule, h.Training, h.Trainers, h.DB, h.Papers.Files, h.passURL),
		seminarweb.Routes(h.Seminars),
		logisticsweb.Routes(h.Logistics, h.Papers.Files),
		scheduleweb.Feeds(h.Schedule, h.Catalogue, h.publicURL),
	} {
		all = append(all, routes...)
	}
	return all
}

// handler returns everything the server answers.
func (h *House) handler(demo bool) http.Handler {
	routes := h.Routes()
	if demo {
		routes = append(routes, demoweb.Routes(h.demoOffice(), h.Desk)...)
	} else {
		routes = append(routes, web.Get("/{$}", h.door).Opened())
	}
	s := &web.Server{DB: h.DB, Clock: h.Clock, Log: h.Log, SignIn: "/sign-in",
		Before:   h.before(demo),
		SignedIn: func(ctx context.Context) bool { return access.From(ctx).Known() },
		Looking:  looking, LookOnly: lookOnly, Drawn: drawn,
		Trouble: func(_ context.Context, t web.Trouble) templ.Component { return trouble(t) },
	}
	handler := s.Handler(routes, map[string]http.Handler{"GET " + assets.Prefix: assets.Handler()})
	if demo && !h.exposed {
		handler = demoweb.OnlyLocal(handler)
	}
	return handler
}

// looking reports whether somebody only looks with the eyes of another account.
func looking(ctx context.Context) bool {
	return access.From(ctx).IsLooking()
}

// peopleNames gives the houses that know ids only the names of people.
func peopleNames(ctx context.Context, q db.Q, agency org.AgencyID) (map[string]string, error) {
	people, err := roster.All(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(people))
	for _, p := range people {
		names[string(p.ID)] = p.Name
	}
	return names, nil
}

// contacts are how the people and the trainers of an agency are reached, kept
// until something changes there.
func (h *House) contacts(ctx context.Context, _ db.Q, agency org.AgencyID) (notifyweb.Directory, error) {
	return h.people.Get(ctx, h.DB, string(agency), struct{}{}, func() (notifyweb.Directory, error) {
		people, err := roster.All(ctx, h.DB, agency)
		if err != nil {
			return notifyweb.Directory{}, err
		}
		trainers, err := trainer.All(ctx, h.DB, agency)
		d := notifyweb.Directory{People: make(map[string]notifyweb.Contact, len(people)+len(trainers)), Phones: map[string]string{}}
		for i, p := range people {
			d.People[string(p.ID)] = notifyweb.NewContact(p.Name, p.Phone, i)
		}
		for _, t := range trainers {
			d.People[string(t.ID)] = notifyweb.NewContact(t.Name, t.Phone, -1)
			if t.Account != "" {
				d.Phones[t.Account] = t.Phone
			}
		}
		return d, err
	})
}

// unsentLinks are the links of people without an account that wait for the office.
func (h *House) unsentLinks(ctx context.Context, actor access.Actor, a org.Agency) ([]notifyweb.Waiting, error) {
	w, err := h.Desk.Waits(ctx, actor, a)
	if err != nil {
		return nil, err
	}
	var list []notifyweb.Waiting
	for _, l := range w.Links() {
		list = append(list, notifyweb.Waiting{Label: i18n.Say(l.Key(), "N", l.N), Href: a.Path(l.Path)})
	}
	return list, nil
}
