// Package linkweb is where the office asks people for what it lacks of them, by
// signed links, and where they give it: a birth place, a telephone number, a
// photograph, a paper.
//
// Officers and committees see who lacks what and how far each link has come, make
// links for one, some or all, and send them by WhatsApp or as printed slips. Who
// opens a link, without account or password, sees exactly what is lacking and the
// days of the own training, and nothing that the office has already: a link that
// went astray tells little and overwrites nothing.
package linkweb

import (
	"context"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// Neighbours are what these pages ask of others.
type Neighbours struct {
	Link   func(secret string) string // address of a pass
	Course func(ctx context.Context, q db.Q, a org.Agency, person roster.PersonID) (Course, error)
}

// Course is the batch in which somebody sits, zero for none.
type Course struct {
	Batch  string // label
	Stages []Stage
}

// Stage is one stage of a course with the message that names it.
type Stage struct {
	Title      string
	Start, End clock.Date
}

type pages struct {
	Neighbours
	desk   *roster.Desk
	papers *document.Cabinet
}

// Routes lists the pages of links and the own page of who came by one.
func Routes(desk *roster.Desk, papers *document.Cabinet, n Neighbours) []web.Route {
	p := &pages{n, desk, papers}
	const at = "/a/{agency}/people/links"
	return []web.Route{
		web.Get(at, p.list),
		web.Get("/a/{agency}/people/links.xlsx", p.export),
		web.Post(at, p.makeMany),
		web.Post(at+"/slips.pdf", p.slips),
		web.Post(at+"/mail", p.mailMany),
		web.Get(at+"/of/{person}", p.one),
		web.Post(at+"/of/{person}", p.makeOne),
		web.Post(at+"/of/{person}/withdraw", p.withdraw),
		web.Post(at+"/of/{person}/mail", p.mailOne),
		web.Post(at+"/of/{person}/whatsapp", p.whatsApp).Unkeyed(),

		web.Get("/a/{agency}/own", p.own),
		web.Post("/a/{agency}/own", p.supply),
		web.Post("/a/{agency}/own/papers", p.handIn).Upload(document.MostBytes + 1<<20),
	}
}
