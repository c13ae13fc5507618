package orgweb

import (
	"net/url"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// agencyLine is one agency of the installation as its operator sees it.
type agencyLine struct {
	org.Agency
	today  clock.Date
	people int
	admins int
}

// agencyList is all agencies of the installation, or those that were sought.
type agencyList struct {
	query ui.Query
	all   int
	lines []agencyLine // of the page
	total int
}

// agenciesAt is how many agencies a page of the list shows.
const agenciesAt = 50

// agencies is the operator's home: which agencies there are, how many people
// they have, and which still has nobody to administer it.
func (p *pages) agencies(r *web.Request) (web.Answer, error) {
	if err := access.From(r.Ctx()).Require("", access.Operator); err != nil {
		return nil, err
	}
	all, err := org.Agencies(r.Ctx(), p.desk.DB)
	if err != nil {
		return nil, err
	}
	people, err := p.totals(r.Ctx(), p.desk.DB)
	if err != nil {
		return nil, err
	}
	admins, err := access.Held(r.Ctx(), p.desk.DB, access.Admin)
	if err != nil {
		return nil, err
	}
	l := agencyList{query: ui.QueryOf(r.Request), all: len(all)}
	words, now := org.Fold(l.query.Search()), p.desk.Clock.Now()
	for _, a := range all {
		if words == "" || strings.Contains(org.Fold(a.Code+" "+a.Name), words) {
			l.lines = append(l.lines, agencyLine{a, a.Today(now), people[a.ID], admins[string(a.ID)]})
		}
	}
	l.total = len(l.lines)
	l.lines = ui.PageOf(l.query, agenciesAt, l.lines)
	return web.Page(agenciesPage(l)), nil
}

// agencyForm is the page on which an agency is made.
type agencyForm struct {
	err   error
	typed url.Values
}

func (p *pages) newAgency(r *web.Request) (web.Answer, error) {
	if err := access.From(r.Ctx()).Require("", access.Operator); err != nil {
		return nil, err
	}
	return web.Page(newAgencyPage(agencyForm{})), nil
}

// makeAgency makes an agency and leads on to inviting its administrator.
func (p *pages) makeAgency(r *web.Request) (web.Answer, error) {
	actor := access.From(r.Ctx())
	if err := actor.Require("", access.Operator); err != nil {
		return nil, err
	}
	var f fault.Fields
	a := org.Agency{Code: strings.ToLower(r.V("code")), Name: r.V("name"), Zone: org.Zone(r.V("zone")), BodyName: r.V("body_name"), Hue: r.Int("hue", 1, 359, &f)}
	err := f.Err()
	if err == nil {
		_, err = p.desk.CreateAgency(r.Ctx(), actor, a)
	}
	if err != nil {
		return web.Refuse(err, newAgencyPage(agencyForm{err, r.PostForm}))
	}
	return web.Go(web.Link(a.Path("members/new"), "role", string(access.Admin)), "org.agency_made", "Name", a.Name), nil
}
