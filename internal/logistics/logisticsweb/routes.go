// Package logisticsweb shows the stay of a batch: what each participant needs,
// who sleeps where, what the kitchen cooks, which sizes are ordered, and the tags;
// the rooms of the dormitory; to a participant the own answers; and to everybody
// whether a tag is genuine.
package logisticsweb

import (
	"context"
	"io"
	"slices"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/logistics"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

type pages struct {
	desk  *logistics.Desk
	files *blob.Store // keeps lists while they are looked at
}

// Routes lists the pages of this house. Files keeps lists while they are looked
// at.
func Routes(desk *logistics.Desk, files *blob.Store) []web.Route {
	p := &pages{desk, files}
	const stay, dorm = "/a/{agency}/training/b/{batch}/stay", "/a/{agency}/dormitory"
	return append([]web.Route{
		web.Get(stay, p.guests),
		web.Get(stay+"/list.xlsx", p.file),
		web.Get(stay+"/people/{guest}", p.guest),
		web.Post(stay+"/people/{guest}", p.say),
		web.Post(stay+"/people/{guest}/bed", p.give),
		web.Get(stay+"/beds", p.beds),
		web.Post(stay+"/beds", p.propose),
		web.Get(stay+"/kitchen", p.kitchen),
		web.Get(stay+"/kitchen.pdf", p.kitchenPaper),
		web.Get(stay+"/doors.pdf", p.doors),
		web.Get(stay+"/tags.pdf", p.tags),
		web.Get(dorm, p.rooms),
		web.Post(dorm, p.addRoom),
		web.Post(dorm+"/term", p.term),
		web.Get(dorm+"/{dorm}", p.room),
		web.Post(dorm+"/{dorm}", p.changeRoom),
		web.Get(dorm+"/{dorm}/close", p.askClose),
		web.Post(dorm+"/{dorm}/close", p.closeRoom),
		web.Get("/a/{agency}/arrival", p.own),
		web.Post("/a/{agency}/arrival", p.sayOwn),
		web.Get("/t/{code}", p.tag).Opened(),
	}, p.lists().Routes()...)
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// stayView is the stay of a batch.
type stayView struct {
	logistics.Stay
	agency org.Agency
	query  ui.Query
	keep   int // days after the course
}

func (p *pages) stay(r *web.Request) (stayView, error) {
	v := stayView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request)}
	b := training.BatchID(r.PathValue("batch"))
	if _, err := training.BatchByID(r.Ctx(), p.desk.DB, v.agency.ID, b); err != nil {
		return v, err
	}
	var err error
	if v.Stay, err = p.desk.StayOf(r.Ctx(), access.From(r.Ctx()), v.agency, b); err != nil {
		return v, err
	}
	v.keep, err = logistics.KeepDays(r.Ctx(), p.desk.DB, v.agency.ID)
	return v, err
}

func (v stayView) path(rest string) string {
	at := "stay"
	if rest != "" {
		at += "/" + rest
	}
	return trainingweb.BatchPath(v.agency, v.Batch.ID, at)
}

func (p *pages) guests(r *web.Request) (web.Answer, error) {
	v, err := p.stay(r)
	if err != nil {
		return nil, err
	}
	return web.Page(guestsPage(v)), nil
}

// kinds of the list: who has not answered, who needs something, who has no bed.
const (
	silent = "silent"
	needy  = "needy"
	bedded = "bed"
)

func keeps(kind string, g logistics.Guest) bool {
	switch kind {
	case silent:
		return !g.Answered
	case needy:
		return g.Need.Private()
	case bedded:
		return g.Bed == nil
	}
	return true
}

func (v stayView) count(kind string) int {
	n := 0
	for _, g := range v.Guests {
		if keeps(kind, g) {
			n++
		}
	}
	return n
}

// shown are the guests of the filter and of the search.
func (v stayView) shown() []logistics.Guest {
	find := org.Fold(v.query.Get("q"))
	return slices.DeleteFunc(slices.Clone(v.Guests), func(g logistics.Guest) bool {
		return !keeps(v.query.Get("kind"), g) || find != "" && !contains(org.Fold(g.Person.Name), find)
	})
}

func (p *pages) beds(r *web.Request) (web.Answer, error) {
	v, err := p.stay(r)
	if err != nil {
		return nil, err
	}
	return web.Page(bedsPage(v, nil, nil)), nil
}

func (p *pages) propose(r *web.Request) (web.Answer, error) {
	v, err := p.stay(r)
	if err != nil {
		return nil, err
	}
	left, err := p.desk.Propose(r.Ctx(), access.From(r.Ctx()), v.agency, v.Batch.ID, logistics.Neighbours(r.V("wish")))
	if err != nil {
		return web.Refuse(err, bedsPage(v, err, r.PostForm))
	}
	return web.Go(v.path("beds"), "logistics.proposed", "N", len(v.Guests)-len(left), "Left", len(left)), nil
}

func (p *pages) kitchen(r *web.Request) (web.Answer, error) {
	v, err := p.stay(r)
	if err != nil {
		return nil, err
	}
	return web.Page(kitchenPage(v)), nil
}

func (p *pages) kitchenPaper(r *web.Request) (web.Answer, error) {
	return p.paper(r, "dapur", func(a org.Agency, b training.BatchID, s *i18n.Speaker) ([]byte, error) {
		return p.desk.Kitchen(r.Ctx(), access.From(r.Ctx()), a, b, s, p.desk.Clock.Now())
	})
}

func (p *pages) doors(r *web.Request) (web.Answer, error) {
	return p.paper(r, "pintu-kamar", func(a org.Agency, b training.BatchID, s *i18n.Speaker) ([]byte, error) {
		return p.desk.Doors(r.Ctx(), access.From(r.Ctx()), a, b, s, p.desk.Clock.Now())
	})
}

func (p *pages) tags(r *web.Request) (web.Answer, error) {
	return p.paper(r, "tanda-peserta", func(a org.Agency, b training.BatchID, s *i18n.Speaker) ([]byte, error) {
		return p.desk.Tags(r.Ctx(), access.From(r.Ctx()), a, b, logistics.TagSize(r.Q("size")), s)
	})
}

func (p *pages) paper(r *web.Request, name string, draw func(a org.Agency, b training.BatchID, s *i18n.Speaker) ([]byte, error)) (web.Answer, error) {
	a, b := org.From(r.Ctx()), training.BatchID(r.PathValue("batch"))
	if _, err := training.BatchByID(r.Ctx(), p.desk.DB, a.ID, b); err != nil {
		return nil, err
	}
	content, err := draw(a, b, i18n.From(r.Ctx()))
	if err != nil {
		return nil, err
	}
	return web.File(name+".pdf", "application/pdf", true, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}), nil
}

// file downloads who sleeps where, and the sizes to order.
func (p *pages) file(r *web.Request) (web.Answer, error) {
	v, err := p.stay(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	beds := sheet.List{Name: s.T("logistics.beds")}
	for _, h := range []struct {
		key   string
		width float64
	}{{"logistics.name", 36}, {"schedule.group", 10}, {"logistics.sex_of", 12}, {"logistics.room", 24}, {"logistics.floor", 8}, {"logistics.shirt", 10}, {"logistics.trousers", 10}, {"logistics.shoe", 10}} {
		beds.Columns = append(beds.Columns, sheet.Heading{Title: s.T(h.key), Width: h.width})
	}
	beds.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, g := range v.Guests {
			name, floor := "", ""
			if g.Bed != nil {
				if room, ok := v.Room(g.Bed.Room); ok {
					name, floor = room.Called(), strconv.Itoa(room.Floor)
				}
			}
			row := []sheet.Cell{sheet.TextCell(g.Person.Name), sheet.IntCell(g.Seat.GroupNumber), sheet.TextCell(s.T("logistics.sex." + g.Person.Sex)), sheet.TextCell(name), sheet.TextCell(floor),
				sheet.TextCell(g.Need.Shirt), sheet.TextCell(figure(g.Need.Trousers)), sheet.TextCell(figure(g.Need.Shoe))}
			if !yield(row, nil) {
				return
			}
		}
	}
	return web.Workbook("penginapan-angkatan-"+v.Batch.Label+".xlsx", beds), nil
}

func figure(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// tag shows everybody whether a tag is genuine.
func (p *pages) tag(r *web.Request) (web.Answer, error) {
	t, err := p.desk.TagBy(r.Ctx(), p.desk.DB, r.PathValue("code"))
	if fault.KindOf(err) == fault.KindNotFound {
		return web.Page(tagPage(nil)), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Page(tagPage(&t)), nil
}

// needOf reads the answers of the form.
func needOf(r *web.Request) (logistics.Need, error) {
	var f fault.Fields
	number := func(name string) int {
		if r.V(name) == "" {
			return 0
		}
		return max(0, r.Int(name, 1, 99, &f))
	}
	n := logistics.Need{Diet: logistics.Diet(r.V("diet")), Allergy: r.V("allergy"), Accessible: r.V("accessible") == "1", Ground: r.V("ground") == "1", Help: r.V("help"), Shirt: r.V("shirt"),
		Trousers: number("trousers"), Shoe: number("shoe"), Contact: r.V("contact"), Relation: r.V("relation"), Phone: r.V("phone")}
	return n, f.Err()
}

// ownView is what a participant says of themselves.
type ownView struct {
	agency   org.Agency
	need     logistics.Need
	answered bool
	keep     int
	looked   bool // by somebody with the eyes of the participant
}

func (p *pages) mine(r *web.Request) (ownView, roster.PersonID, error) {
	v := ownView{agency: org.From(r.Ctx())}
	actor := access.From(r.Ctx())
	var person roster.PersonID
	for _, g := range actor.Grants() {
		if g.Agency == string(v.agency.ID) && g.Role == access.Participant && g.Scope.Person() != "" {
			person = roster.PersonID(g.Scope.Person())
		}
	}
	if person == "" {
		return v, "", fault.NotFound("access.not_found")
	}
	var err error
	if v.need, v.answered, err = p.desk.NeedOf(r.Ctx(), actor, v.agency, person); err != nil {
		return v, person, err
	}
	v.looked = actor.IsLooking()
	v.keep, err = logistics.KeepDays(r.Ctx(), p.desk.DB, v.agency.ID)
	return v, person, err
}

func (p *pages) own(r *web.Request) (web.Answer, error) {
	v, _, err := p.mine(r)
	if err != nil {
		return nil, err
	}
	return web.Page(ownPage(v, nil, nil)), nil
}

func (p *pages) sayOwn(r *web.Request) (web.Answer, error) {
	v, person, err := p.mine(r)
	if err != nil {
		return nil, err
	}
	n, err := needOf(r)
	if err == nil {
		err = p.desk.SaySeen(r.Ctx(), access.From(r.Ctx()), v.agency, person, n, r.V("seen"))
	}
	if err != nil {
		return web.Refuse(err, ownPage(v, err, r.PostForm))
	}
	return web.Go(v.agency.Path("arrival"), "logistics.said"), nil
}
