package scheduleweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// feedPages gives calendars their addresses.
type feedPages struct {
	desk      *schedule.Desk
	catalogue *i18n.Catalogue
	address   func() string
}

// Feeds lists the pages of calendars: what programs read, and where people make
// and renew the addresses. Address is where the pages are reached.
func Feeds(d *schedule.Desk, c *i18n.Catalogue, address func() string) []web.Route {
	p := &feedPages{d, c, address}
	const at = "/a/{agency}/calendar"
	return []web.Route{
		web.Get("/calendar/{secret}", p.read).Opened(),
		web.Get(at, p.list),
		web.Get(at+"/renew", p.ask),
		web.Post(at+"/make", p.make),
		web.Post(at+"/end", p.end),
	}
}

// suffix ends the address of a calendar, by which some programs know it.
const suffix = ".ics"

// FeedPath returns the local address of a calendar.
func FeedPath(secret string) string { return "/calendar/" + secret + suffix }

// read answers a program. An address that has ended is gone for good.
func (p *feedPages) read(r *web.Request) (web.Answer, error) {
	f, err := p.desk.FeedBy(r.Ctx(), strings.TrimSuffix(r.PathValue("secret"), suffix))
	if err != nil {
		return nil, err
	}
	if !f.Ended.IsZero() {
		return web.PageAs(http.StatusGone, gonePage()), nil
	}
	c, err := p.desk.Calendar(r.Ctx(), f, p.catalogue)
	if err != nil {
		return nil, err
	}
	return web.Read("text/calendar; charset=utf-8", c.Body), nil
}

// feed is a calendar in a list.
type feed struct {
	owner schedule.FeedOwner
	name  string
	link  string // "" while it has no address
	since time.Time
}

// path is the address of a page about the calendar.
func (f feed) path(a org.Agency, act string) string {
	return web.Link(a.Path("calendar/"+act), "owner", string(f.owner))
}

// webcal is the address by which a phone opens its calendar.
func (f feed) webcal() string {
	u, err := url.Parse(f.link)
	if err != nil {
		return f.link
	}
	u.Scheme = "webcal"
	return u.String()
}

// feedList is the page of calendars.
type feedList struct {
	agency  org.Agency
	mine    feed
	batches []feed
	rooms   []feed
}

func (p *feedPages) feedList(r *web.Request) (feedList, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	l := feedList{agency: a}
	made, err := p.desk.Feeds(ctx, actor, a.ID)
	if err != nil {
		return l, err
	}
	one := func(owner schedule.FeedOwner, name string) (feed, error) {
		f := feed{owner: owner, name: name}
		in, ok := made[owner]
		if !ok {
			return f, nil
		}
		secret, err := p.desk.FeedSecret(in)
		f.link, f.since = p.address()+FeedPath(secret), in.Made
		return f, err
	}
	if l.mine, err = one(schedule.OwnFeed(actor), say(ctx, "schedule.feed.mine")); err != nil {
		return l, err
	}
	if !actor.Has(string(a.ID), access.Officer, access.Committee) {
		return l, nil
	}
	sight, err := training.SightOf(ctx, p.desk.DB, actor, a.ID)
	if err != nil {
		return l, err
	}
	all, err := training.AllBatches(ctx, p.desk.DB, a.ID)
	if err != nil {
		return l, err
	}
	for _, b := range all {
		if !sight.Writes(b.ID) {
			continue
		}
		f, err := one(schedule.BatchFeed(b.ID), say(ctx, "schedule.feed.batch", "Batch", b.Label))
		if err != nil {
			return l, err
		}
		l.batches = append(l.batches, f)
	}
	if !sight.Write {
		return l, nil
	}
	l.rooms, err = p.rooms(r, a.Today(p.desk.Clock.Now()), one)
	return l, err
}

func (p *feedPages) rooms(r *web.Request, today clock.Date, one func(schedule.FeedOwner, string) (feed, error)) ([]feed, error) {
	places, err := schedule.Rooms(r.Ctx(), p.desk.DB, org.From(r.Ctx()).ID, today)
	if err != nil {
		return nil, err
	}
	var list []feed
	for _, place := range places {
		f, err := one(schedule.RoomFeed(place), place)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func (p *feedPages) list(r *web.Request) (web.Answer, error) {
	l, err := p.feedList(r)
	if err != nil {
		return nil, err
	}
	return web.Page(feedsPage(l)), nil
}

// chosen finds the calendar that the request names among those of the actor.
func (p *feedPages) chosen(r *web.Request, of schedule.FeedOwner) (feedList, feed, error) {
	l, err := p.feedList(r)
	if err != nil {
		return l, feed{}, err
	}
	for _, f := range append(append([]feed{l.mine}, l.batches...), l.rooms...) {
		if f.owner == of {
			return l, f, nil
		}
	}
	return l, feed{}, fault.NotFound("access.not_found")
}

// owner reads whose calendar is meant: the own one where none is named.
func owner(r *web.Request, named string) schedule.FeedOwner {
	if named == "" {
		return schedule.OwnFeed(access.From(r.Ctx()))
	}
	return schedule.FeedOwner(named)
}

func (p *feedPages) ask(r *web.Request) (web.Answer, error) {
	l, f, err := p.chosen(r, owner(r, r.Q("owner")))
	if err != nil {
		return nil, err
	}
	return web.Page(renewPage(l, f)), nil
}

func (p *feedPages) make(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if _, err := p.desk.MakeFeed(r.Ctx(), access.From(r.Ctx()), a.ID, owner(r, r.V("owner"))); err != nil {
		return nil, err
	}
	return web.Go(a.Path("calendar"), "schedule.feed.made"), nil
}

func (p *feedPages) end(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := p.desk.EndFeed(r.Ctx(), access.From(r.Ctx()), a.ID, owner(r, r.V("owner"))); err != nil {
		return nil, err
	}
	return web.Go(a.Path("calendar"), "schedule.feed.ended"), nil
}

func (f feed) making(ctx context.Context, a org.Agency, kind ui.Kind) ui.Button {
	return ui.Button{Label: say(ctx, "schedule.feed.make"), For: f.name, Icon: "calendar-check", Kind: kind, Small: kind != ui.Main, Post: a.Path("calendar/make"), Hidden: []ui.Hidden{{Name: "owner", Value: string(f.owner)}}}
}

func (f feed) ending(ctx context.Context, a org.Agency) ui.Button {
	return ui.Button{Label: say(ctx, "schedule.feed.end"), For: f.name, Small: true, Post: a.Path("calendar/end"), Hidden: []ui.Hidden{{Name: "owner", Value: string(f.owner)}}}
}
