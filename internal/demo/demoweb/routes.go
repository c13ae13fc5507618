// Package demoweb is the door of the demo: the two cities, and one click to
// enter as anybody in them. Its routes exist only while the demo runs.
package demoweb

import (
	"context"
	"net/http"
	"slices"

	"pamong/internal/access"
	"pamong/internal/demo"
	"pamong/internal/desk"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
)

type pages struct {
	office *demo.Office
	desk   *desk.Reader
}

// Routes lists the pages of this house.
func Routes(o *demo.Office, d *desk.Reader) []web.Route {
	p := &pages{o, d}
	return []web.Route{
		web.Get("/{$}", p.door).Opened(),
		web.Post("/demo/enter", p.enter).Opened().Unkeyed(),
		web.Get("/demo/begin", p.begin).Opened(),
		web.Get("/demo/colours.css", p.colours).Opened(),
	}
}

// cityCard is one city on the start page.
type cityCard struct {
	org.Agency
	Today   clock.Date
	Desk    desk.Desk
	Batches int
	Doors   []door
}

// door is one way in.
type door struct {
	Role    access.Role
	Account identity.Account
}

// order is the order of the doors of a city; each of its roles has one.
var order = []access.Role{access.Leader, access.Officer, access.Committee, access.Participant, access.Coach, access.Examiner, access.Mentor, access.Auditor, access.Admin}

func (p *pages) door(r *web.Request) (web.Answer, error) {
	agencies, err := org.Agencies(r.Ctx(), p.office.DB)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(agencies, func(a, b org.Agency) int {
		if a.Code == "pontianak" {
			return -1
		}
		return 1
	})
	var cards []cityCard
	for _, a := range agencies {
		c, err := p.card(r.Ctx(), a)
		if err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	operators, err := identity.Members(r.Ctx(), p.office.DB, "", false)
	if err != nil {
		return nil, err
	}
	return web.Page(doorPage(cards, operators)), nil
}

func (p *pages) card(ctx context.Context, a org.Agency) (cityCard, error) {
	d, err := p.desk.Draw(ctx, access.System("demo"), a)
	if err != nil {
		return cityCard{}, err
	}
	c := cityCard{Agency: a, Today: d.Today, Desk: d, Batches: len(d.Running) + len(d.Next) + len(d.Ended)}
	members, err := identity.Members(ctx, p.office.DB, string(a.ID), true)
	if err != nil {
		return cityCard{}, err
	}
	for _, role := range order {
		for _, m := range members {
			if slices.ContainsFunc(m.Grants, func(g access.Grant) bool { return g.Role == role }) {
				c.Doors = append(c.Doors, door{role, m.Account})
				break
			}
		}
	}
	return c, nil
}

// enter signs in as the chosen person, without a password: the database is
// asked whether it is a demo.
func (p *pages) enter(r *web.Request) (web.Answer, error) {
	account, err := identity.ByID(r.Ctx(), p.office.DB, identity.AccountID(r.V("account")))
	if err != nil {
		return nil, err
	}
	secret, err := p.office.Identity.StartDemo(r.Ctx(), account.ID, identityweb.Device(r.Request), org.IsDemo)
	if err != nil {
		return nil, err
	}
	identityweb.SetSession(r, secret, false)
	grants, err := access.GrantsOf(r.Ctx(), p.office.DB, string(account.ID))
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		if g.Agency != "" {
			a, err := org.AgencyByID(r.Ctx(), p.office.DB, org.AgencyID(g.Agency))
			if err != nil {
				return nil, err
			}
			return web.Go(a.Path(""), ""), nil
		}
		if g.Role == access.Operator {
			return web.Go("/agencies", ""), nil
		}
	}
	return nil, fault.NotFound("identity.no_account")
}

func (p *pages) begin(*web.Request) (web.Answer, error) { return web.Page(beginPage()), nil }

// colours gives each city its own accent on the one page that shows both.
func (p *pages) colours(r *web.Request) (web.Answer, error) {
	agencies, err := org.Agencies(r.Ctx(), p.office.DB)
	if err != nil {
		return nil, err
	}
	sheet := ""
	for _, a := range agencies {
		part, err := ui.ScopedPalette(a.Code, a.Hue)
		if err != nil {
			return nil, err
		}
		sheet += part
	}
	return web.Kept("text/css; charset=utf-8", []byte(sheet)), nil
}

// OnlyLocal refuses requests that come under another name than the machine's
// own: a page elsewhere must not reach the demo through somebody's browser.
func OnlyLocal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, ok := cutPort(host); ok {
			host = h
		}
		if host != "127.0.0.1" && host != "localhost" && host != "[::1]" && host != "::1" {
			http.Error(w, "the demo answers on this machine only", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// cutPort splits a host and its port.
func cutPort(host string) (name, port string, ok bool) {
	for i := len(host) - 1; i >= 0; i-- {
		switch c := host[i]; {
		case c == ':':
			return host[:i], host[i+1:], true
		case c < '0' || c > '9':
			return host, "", false
		}
	}
	return host, "", false
}

// good counts who is ready or on course.
func (c cityCard) good() int {
	return c.Desk.Words[probation.Ready] + c.Desk.Words[probation.OnCourse]
}
