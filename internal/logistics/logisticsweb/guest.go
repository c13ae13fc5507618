package logisticsweb

import (
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/logistics"
	"pamong/internal/org"
	"pamong/internal/roster"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

// guestView is one participant with what they need and their bed.
type guestView struct {
	stayView
	guest logistics.Guest
}

func (p *pages) guestOf(r *web.Request) (guestView, error) {
	v := guestView{}
	var err error
	if v.stayView, err = p.stay(r); err != nil {
		return v, err
	}
	for _, g := range v.Guests {
		if g.Person.ID == roster.PersonID(r.PathValue("guest")) {
			v.guest = g
			return v, nil
		}
	}
	return v, fault.NotFound("access.not_found")
}

func (p *pages) guest(r *web.Request) (web.Answer, error) {
	v, err := p.guestOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(guestPage(v, nil, nil, nil)), nil
}

func (p *pages) say(r *web.Request) (web.Answer, error) {
	v, err := p.guestOf(r)
	if err != nil {
		return nil, err
	}
	n, err := needOf(r)
	if err == nil {
		err = p.desk.SaySeen(r.Ctx(), access.From(r.Ctx()), v.agency, v.guest.Person.ID, n, r.V("seen"))
	}
	if err != nil {
		return web.Refuse(err, guestPage(v, err, nil, r.PostForm))
	}
	return web.Go(v.path(""), "logistics.said_of", "Name", v.guest.Person.Name), nil
}

func (p *pages) give(r *web.Request) (web.Answer, error) {
	v, err := p.guestOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Give(r.Ctx(), access.From(r.Ctx()), v.agency, v.Batch.ID, v.guest.Person.ID, logistics.RoomID(r.V("room"))); err != nil {
		return web.Refuse(err, guestPage(v, nil, err, r.PostForm))
	}
	return web.Go(v.path("beds"), "logistics.given", "Name", v.guest.Person.Name), nil
}

// dormView is the dormitory of an agency.
type dormView struct {
	agency org.Agency
	rooms  []logistics.Room
	query  ui.Query
	keep   int
	writes bool // may set the term
}

// beds counts them.
func (v dormView) beds() int {
	n := 0
	for _, r := range v.rooms {
		n += r.Beds
	}
	return n
}

func (p *pages) dorm(r *web.Request) (dormView, error) {
	v := dormView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request)}
	actor := access.From(r.Ctx())
	if err := actor.Require(string(v.agency.ID), access.Officer, access.Committee); err != nil {
		return v, err
	}
	v.writes = actor.Has(string(v.agency.ID), access.Officer)
	var err error
	if v.rooms, err = logistics.Rooms(r.Ctx(), p.desk.DB, v.agency.ID); err != nil {
		return v, err
	}
	v.keep, err = logistics.KeepDays(r.Ctx(), p.desk.DB, v.agency.ID)
	return v, err
}

func (p *pages) rooms(r *web.Request) (web.Answer, error) {
	v, err := p.dorm(r)
	if err != nil {
		return nil, err
	}
	return web.Page(dormPage(v, nil, nil, nil)), nil
}

func roomOf(r *web.Request) (logistics.Room, error) {
	var f fault.Fields
	one := logistics.Room{Building: r.V("building"), Name: r.V("name"), Floor: r.Int("floor", 1, 30, &f), Beds: r.Int("beds", 1, 50, &f), Sex: r.V("sex"), Accessible: r.V("accessible") == "1"}
	return one, f.Err()
}

func (p *pages) addRoom(r *web.Request) (web.Answer, error) {
	v, err := p.dorm(r)
	if err != nil {
		return nil, err
	}
	one, err := roomOf(r)
	if err == nil {
		err = p.desk.KeepRoom(r.Ctx(), access.From(r.Ctx()), v.agency, one)
	}
	if err != nil {
		return web.Refuse(err, dormPage(v, err, nil, r.PostForm))
	}
	return web.Go(v.agency.Path("dormitory"), "logistics.room_kept", "Name", one.Called()), nil
}

func (p *pages) term(r *web.Request) (web.Answer, error) {
	v, err := p.dorm(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	days := r.Int("days", 7, 730, &f)
	if err = f.Err(); err == nil {
		err = p.desk.SetKeepDays(r.Ctx(), access.From(r.Ctx()), v.agency, days)
	}
	if err != nil {
		return web.Refuse(err, dormPage(v, nil, err, r.PostForm))
	}
	return web.Go(v.agency.Path("dormitory"), "logistics.term_set", "N", days), nil
}

// roomView is one room of the dormitory.
type roomView struct {
	dormView
	room logistics.Room
}

func (p *pages) roomAt(r *web.Request) (roomView, error) {
	v := roomView{}
	var err error
	if v.dormView, err = p.dorm(r); err != nil {
		return v, err
	}
	for _, one := range v.rooms {
		if one.ID == logistics.RoomID(r.PathValue("dorm")) {
			v.room = one
			return v, nil
		}
	}
	return v, fault.NotFound("access.not_found")
}

func (v roomView) path(rest string) string {
	return v.agency.Path("dormitory/"+string(v.room.ID)) + rest
}

func (p *pages) room(r *web.Request) (web.Answer, error) {
	v, err := p.roomAt(r)
	if err != nil {
		return nil, err
	}
	return web.Page(roomPage(v, nil, nil)), nil
}

func (p *pages) changeRoom(r *web.Request) (web.Answer, error) {
	v, err := p.roomAt(r)
	if err != nil {
		return nil, err
	}
	one, err := roomOf(r)
	if err == nil {
		one.ID = v.room.ID
		err = p.desk.KeepRoom(r.Ctx(), access.From(r.Ctx()), v.agency, one)
	}
	if err != nil {
		return web.Refuse(err, roomPage(v, err, r.PostForm))
	}
	return web.Go(v.agency.Path("dormitory"), "logistics.room_kept", "Name", one.Called()), nil
}

func (p *pages) askClose(r *web.Request) (web.Answer, error) {
	v, err := p.roomAt(r)
	if err != nil {
		return nil, err
	}
	return web.Page(closePage(v)), nil
}

func (p *pages) closeRoom(r *web.Request) (web.Answer, error) {
	v, err := p.roomAt(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.CloseRoom(r.Ctx(), access.From(r.Ctx()), v.agency, v.room.ID); err != nil {
		return web.Refuse(err, closePage(v))
	}
	return web.Go(v.agency.Path("dormitory"), "logistics.room_closed", "Name", v.room.Called()), nil
}
