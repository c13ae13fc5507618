package venueweb

import (
	"net/url"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/venue"
)

// roomView is the page of one room, new when it has no id.
type roomView struct {
	agency   org.Agency
	room     venue.Room
	writes   bool
	today    clock.Date
	closures []venue.Closure
	sites    []string

	at    string // which form was refused: room, closures, stop
	err   error
	typed url.Values
}

func (p *pages) roomOf(r *web.Request) (roomView, error) {
	v := roomView{agency: org.From(r.Ctx())}
	v.today = v.agency.Today(p.clock.Now())
	actor := access.From(r.Ctx())
	v.writes = venue.MayWrite(actor, v.agency.ID)
	v.room = venue.Room{Agency: v.agency.ID, Kind: venue.Hall}
	var err error
	if v.sites, err = venue.SitesOf(r.Ctx(), p.db, v.agency.ID); err != nil {
		return v, err
	}
	id := venue.RoomID(r.PathValue("room"))
	if id == "" {
		return v, actor.Require(string(v.agency.ID), access.Officer, access.Committee)
	}
	if err := venue.May(actor, v.agency.ID); err != nil {
		return v, err
	}
	if v.room, err = venue.ByID(r.Ctx(), p.db, v.agency.ID, id); err != nil {
		return v, err
	}
	closures, err := venue.Closures(r.Ctx(), p.db, v.agency.ID, v.today.AddMonths(-1), "9999-12-31")
	v.closures = closures[id]
	return v, err
}

// writable reads the room of the request for a change of it.
func (p *pages) writable(r *web.Request) (roomView, error) {
	if err := access.From(r.Ctx()).Require(string(org.From(r.Ctx()).ID), access.Officer, access.Committee); err != nil {
		return roomView{}, err
	}
	return p.roomOf(r)
}

func (p *pages) form(r *web.Request) (web.Answer, error) {
	v, err := p.roomOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(roomPage(v)), nil
}

func (v roomView) refuse(r *web.Request, at string, err error) (web.Answer, error) {
	v.at, v.err, v.typed = at, err, r.PostForm
	return web.Refuse(err, roomPage(v))
}

func (p *pages) keep(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	room := v.room
	room.Name, room.Kind, room.Site, room.Link = r.V("name"), venue.Kind(r.V("kind")), r.V("site"), r.V("link")
	room.Seats = max(0, r.Int("seats", 0, venue.MostSeats, &f))
	if err = f.Err(); err == nil {
		_, err = p.desk.Keep(r.Ctx(), access.From(r.Ctx()), room)
	}
	if err != nil {
		return v.refuse(r, "room", err)
	}
	return web.Go(at(v.agency, ""), "venue.saved"), nil
}

func (p *pages) stop(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	from := r.Date("from", &f)
	if v.room.Until == "" && from == "" && len(f) == 0 {
		f.Add("from", "web.bad_date")
	}
	if err = f.Err(); err == nil {
		err = p.desk.Stop(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.room.ID, from)
	}
	if err != nil {
		return v.refuse(r, "stop", err)
	}
	return web.Go(roomAt(v.agency, v.room.ID), "venue.saved"), nil
}

func (p *pages) close(r *web.Request) (web.Answer, error) {
	v, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	c := venue.Closure{Room: v.room.ID, From: r.Date("from", &f), Until: r.Date("until", &f), Start: r.MinuteIf("start", "venue.fault.hours", &f), End: r.MinuteIf("end", "venue.fault.hours", &f), Reason: r.V("reason")}
	if err = f.Err(); err == nil {
		err = p.desk.Close(r.Ctx(), access.From(r.Ctx()), v.agency.ID, c)
	}
	if err != nil {
		return v.refuse(r, "closures", err)
	}
	return web.Go(roomAt(v.agency, v.room.ID), "venue.closed"), nil
}

func (p *pages) open(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	room, err := p.desk.Open(r.Ctx(), access.From(r.Ctx()), a.ID, venue.ClosureID(r.PathValue("closure")))
	if err != nil {
		return nil, err
	}
	return web.Go(roomAt(a, room), "venue.opened"), nil
}

func (p *pages) tripsOf(r *web.Request) (listing, error) {
	l := listing{agency: org.From(r.Ctx())}
	if err := access.From(r.Ctx()).Require(string(l.agency.ID), access.Officer, access.Committee); err != nil {
		return l, err
	}
	var err error
	if l.sites, err = venue.SitesOf(r.Ctx(), p.db, l.agency.ID); err != nil {
		return l, err
	}
	l.trips, err = venue.TripsOf(r.Ctx(), p.db, l.agency.ID)
	return l, err
}

func (p *pages) trips(r *web.Request) (web.Answer, error) {
	l, err := p.tripsOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(tripsPage(l, nil, nil)), nil
}

func (p *pages) setTrip(r *web.Request) (web.Answer, error) {
	l, err := p.tripsOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	n := max(0, r.Int("minutes", 0, venue.MostTrip, &f))
	if err = f.Err(); err == nil {
		err = p.desk.SetTrip(r.Ctx(), access.From(r.Ctx()), l.agency.ID, r.V("site"), r.V("other"), n)
	}
	if err != nil {
		return web.Refuse(err, tripsPage(l, err, r.PostForm))
	}
	return web.Go(at(l.agency, "trips"), "venue.saved"), nil
}

// export writes the list as it stands, in columns in which it can be taken in
// again.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("venue.title"), Columns: []sheet.Heading{{Title: "Nama Ruang", Width: 34}, {Title: "Gedung", Width: 30}, {Title: "Kapasitas", Width: 12}, {Title: "Tautan", Width: 44}}}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, o := range list {
			if !yield([]sheet.Cell{sheet.TextCell(o.Name), sheet.TextCell(o.Site), sheet.IntCell(o.Seats), sheet.TextCell(o.Link)}, nil) {
				return
			}
		}
	}
	return web.Workbook("ruang-"+l.agency.Code+".xlsx", out), nil
}
