// Package venueweb shows where people learn: the rooms and links of an agency,
// when they are closed, and the trips between its sites.
package venueweb

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/venue"
)

type pages struct {
	desk  *venue.Desk
	db    *db.DB
	clock clock.Clock
	files *blob.Store
}

// pageSize is how many rooms stand on one page.
const pageSize = 50

// Routes lists the pages of this house.
func Routes(desk *venue.Desk, files *blob.Store) []web.Route {
	p := &pages{desk: desk, db: desk.DB, clock: desk.Clock, files: files}
	const at = "/a/{agency}/rooms"
	return append([]web.Route{
		web.Get(at, p.list),
		web.Get("/a/{agency}/rooms.xlsx", p.export),
		web.Get(at+"/new", p.form),
		web.Post(at+"/new", p.keep),
		web.Get(at+"/trips", p.trips),
		web.Post(at+"/trips", p.setTrip),
		web.Get(at+"/r/{room}", p.form),
		web.Post(at+"/r/{room}", p.keep),
		web.Post(at+"/r/{room}/stop", p.stop),
		web.Post(at+"/r/{room}/closures", p.close),
		web.Post(at+"/closures/{closure}/remove", p.open),
	}, p.lists().Routes()...)
}

// lists takes in a list of rooms.
func (p *pages) lists() listweb.Kind {
	return listweb.Kind{Path: "rooms", Words: "venue.lists", Back: "rooms", Files: p.files, Roles: []access.Role{access.Officer, access.Committee}, Undo: p.desk.Undo, Taken: p.desk.Taken, UndoWords: "venue.lists",
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, _ url.Values) (listweb.Preview, error) {
			l, err := p.desk.ReadList(ctx, actor, a, file)
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: l.Rows, New: l.New, Changed: l.Changed, Unchanged: l.Unchanged, Title: func(s *i18n.Speaker, field string) string { return s.T("venue.field." + field) }, Enter: func(ctx context.Context, skip bool) (string, error) {
				return p.desk.Enter(ctx, actor, a, l, skip)
			}}, nil
		}}
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

func at(a org.Agency, rest string) string {
	if rest == "" {
		return a.Path("rooms")
	}
	return a.Path("rooms/" + rest)
}

func roomAt(a org.Agency, r venue.RoomID) string { return at(a, "r/"+string(r)) }

// listing is the list of rooms as the page needs it.
type listing struct {
	agency   org.Agency
	query    ui.Query
	writes   bool
	all      int
	counts   map[string]int
	shown    []venue.Room
	total    int
	today    clock.Date
	closures map[venue.RoomID][]venue.Closure
	sites    []string
	lists    listweb.Kind
	imports  []roster.ListImport // that can be taken back, for those who may
	trips    venue.Trips
}

// left is the filter of rooms that are no longer used.
const left = "left"

func (l *listing) state(r venue.Room) string {
	if r.Until != "" && r.Until <= l.today {
		return left
	}
	return string(r.Kind)
}

func (p *pages) find(r *web.Request) (listing, []venue.Room, error) {
	l := listing{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), counts: map[string]int{}}
	l.today = l.agency.Today(p.clock.Now())
	actor := access.From(r.Ctx())
	if err := venue.May(actor, l.agency.ID); err != nil {
		return l, nil, err
	}
	l.writes = venue.MayWrite(actor, l.agency.ID)
	stock, err := venue.StockOf(r.Ctx(), p.db, l.agency.ID, l.today, l.today.AddDays(366))
	if err != nil {
		return l, nil, err
	}
	l.all, l.closures, l.trips = len(stock.Rooms), stock.Closures, stock.Trips
	search, kind := org.Fold(l.query.Search()), l.query.Get("kind")
	list := slices.DeleteFunc(stock.Rooms, func(o venue.Room) bool {
		return !strings.Contains(org.Fold(o.Name)+" "+org.Fold(o.Site), search)
	})
	for _, o := range list {
		l.counts[l.state(o)]++
	}
	list = slices.DeleteFunc(list, func(o venue.Room) bool {
		return kind != "" && l.state(o) != kind || kind == "" && l.state(o) == left
	})
	column, descending := l.query.Sort()
	slices.SortStableFunc(list, func(a, b venue.Room) int {
		if descending {
			a, b = b, a
		}
		switch column {
		case "seats":
			return a.Seats - b.Seats
		case "site":
			return strings.Compare(org.Fold(a.Site), org.Fold(b.Site))
		}
		return strings.Compare(org.Fold(a.Name), org.Fold(b.Name))
	})
	l.total = len(list)
	return l, list, nil
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	l.shown = ui.PageOf(l.query, pageSize, list)
	if l.sites, err = venue.SitesOf(r.Ctx(), p.db, l.agency.ID); err != nil {
		return nil, err
	}
	if l.lists = p.lists(); l.writes {
		if l.imports, err = venue.Imports(r.Ctx(), p.db, l.agency.ID); err != nil {
			return nil, err
		}
	}
	return web.Page(listPage(l)), nil
}
