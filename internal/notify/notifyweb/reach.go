package notifyweb

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// Waiting are links that another house has made and nobody has sent yet: the
// officer sends them from that house's own list.
type Waiting struct {
	Label i18n.Line
	Href  string
}

// reachAt is how many people stand on a page of the worklist.
const reachAt = 25

// reachView is the worklist: one row for each person, whatever the number of
// messages.
type reachView struct {
	agency  org.Agency
	query   ui.Query
	scope   notify.Scope
	state   notify.ReachState // shown
	counts  map[notify.ReachState]int
	rows    []reachRow
	total   int
	waiting []Waiting
	quiet   notify.Quiet
	until   time.Time // end of the quiet that is now, zero for none
	mailOff bool
	may     bool // choose quiet hours
	err     error
	typed   url.Values
}

// reachRow is somebody with what the office has for them.
type reachRow struct {
	notify.Reached
	Contact
	items []notify.Item // of the state shown
	out   bool          // wants no WhatsApp
}

// spot is where somebody stands in the worklist; there are thousands of them, and
// a page shows a few.
type spot struct {
	first clock.Date
	place int // by name; accounts stand before people
	at    int // among those who were read
}

// before orders those who wait longest first, then by name.
func (s spot) before(o spot) int {
	if s.first != o.first {
		return cmp.Compare(s.first, o.first)
	}
	return cmp.Or(s.place-o.place, s.at-o.at)
}

func (p *pages) reach(r *web.Request) (web.Answer, error) {
	v, err := p.readReach(r)
	if err != nil {
		return nil, err
	}
	return web.Page(reachPage(v)), nil
}

func (p *pages) readReach(r *web.Request) (reachView, error) {
	a, actor, q := org.From(r.Ctx()), access.From(r.Ctx()), ui.QueryOf(r.Request)
	v := reachView{agency: a, query: q, scope: p.post.ScopeOf(a, q.Get("batch")), state: notify.ReachState(q.Get("state")), counts: map[notify.ReachState]int{},
		mailOff: p.post.Mailer == nil, may: actor.HasWhole(string(a.ID), access.Officer, access.Committee)}
	if !slices.Contains(notify.ReachStates, v.state) {
		v.state = notify.ReachOpen
	}
	var err error
	if v.quiet, err = notify.QuietOf(r.Ctx(), p.post.DB, a.ID); err != nil {
		return v, err
	}
	if v.until, err = p.rests(r); err != nil {
		return v, err
	}
	if v.may && p.waiting != nil {
		if v.waiting, err = p.waiting(r.Ctx(), actor, a); err != nil {
			return v, err
		}
	}
	return v, p.fillReach(r, &v, actor)
}

// fillReach reads the people and those of the page with their messages.
func (p *pages) fillReach(r *web.Request, v *reachView, actor access.Actor) error {
	all, err := notify.Worklist(r.Ctx(), p.post.DB, actor, v.scope)
	if err != nil {
		return err
	}
	listed, err := p.contacts(r.Ctx(), p.post.DB, v.agency.ID)
	if err != nil {
		return err
	}
	opted, err := notify.Choices(r.Ctx(), p.post.DB, string(v.agency.ID))
	if err != nil {
		return err
	}
	spots := make([]spot, 0, len(all))
	words := org.Fold(v.query.Search())
	for i := range all {
		state := all[i].State()
		v.counts[state]++
		if state != v.state {
			continue
		}
		c, err := p.contactOf(r.Ctx(), all[i].Recipient, listed)
		if err != nil {
			return err
		}
		if strings.Contains(c.Words, words) {
			spots = append(spots, spot{all[i].First, c.Place, i})
		}
	}
	slices.SortFunc(spots, spot.before)
	v.total = len(spots)
	for _, s := range ui.PageOf(v.query, reachAt, spots) {
		row := reachRow{Reached: all[s.at], out: opted[all[s.at].Recipient].Out}
		if row.Contact, err = p.contactOf(r.Ctx(), row.Recipient, listed); err != nil {
			return err
		}
		v.rows = append(v.rows, row)
	}
	items, err := notify.ItemsFor(r.Ctx(), p.post.DB, actor, v.scope, v.shown()...)
	if err != nil {
		return err
	}
	for i := range v.rows {
		for _, item := range items[v.rows[i].Recipient] {
			if item.State == v.state {
				v.rows[i].items = append(v.rows[i].items, item)
			}
		}
	}
	return nil
}

// shown returns who stands on the page.
func (v reachView) shown() []notify.Recipient {
	list := make([]notify.Recipient, len(v.rows))
	for i, row := range v.rows {
		list[i] = row.Recipient
	}
	return list
}

// contactOf returns how somebody is reached: a person or a guest as their list
// says, an account as it says itself, or at the number of a list where it says none.
func (p *pages) contactOf(ctx context.Context, to notify.Recipient, listed Directory) (Contact, error) {
	if to.Person != "" {
		return listed.People[to.Person], nil
	}
	account, err := identity.ByID(ctx, p.post.DB, identity.AccountID(to.Account))
	return NewContact(account.Name, cmp.Or(account.Phone, listed.Phones[to.Account]), -1), err
}

// key names a recipient in an address or a form.
func key(to notify.Recipient) string {
	if to.Person != "" {
		return "p." + to.Person
	}
	return "a." + to.Account
}

func recipientOf(key string) (notify.Recipient, error) {
	if id, ok := strings.CutPrefix(key, "p."); ok {
		return notify.Recipient{Person: id}, nil
	}
	if id, ok := strings.CutPrefix(key, "a."); ok {
		return notify.Recipient{Account: id}, nil
	}
	return notify.Recipient{}, fault.NotFound("notify.no_note")
}

// reachOut remembers that all that somebody has to be told was opened for them,
// and leads to WhatsApp with it as one text.
func (p *pages) reachOut(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	scope, actor := p.post.ScopeOf(a, r.Q("batch")), access.From(r.Ctx())
	if err := scope.Require(actor); err != nil {
		return nil, err
	}
	if err := p.disturb(r); err != nil {
		return nil, err
	}
	to, err := recipientOf(r.PathValue("recipient"))
	if err != nil {
		return nil, err
	}
	if err := notify.MayWrite(r.Ctx(), p.post.DB, string(a.ID), to); err != nil {
		return nil, err
	}
	listed, err := p.contacts(r.Ctx(), p.post.DB, a.ID)
	if err != nil {
		return nil, err
	}
	c, err := p.contactOf(r.Ctx(), to, listed)
	if err != nil {
		return nil, err
	}
	if c.Phone == "" {
		return nil, fault.Conflict("notify.tell.no_phone")
	}
	items, err := p.post.OpenAll(r.Ctx(), actor, scope, to)
	if err != nil {
		return nil, err
	}
	return ToWhatsApp(c.Phone, together(p.toldIn(), a.Name, c.Name, items)), nil
}

// rests is when people may be disturbed again: zero when they may be now, or when
// the officer does so all the same.
func (p *pages) rests(r *web.Request) (time.Time, error) {
	if r.Q("anyway") == "yes" {
		return time.Time{}, nil
	}
	return p.post.QuietUntil(r.Ctx(), p.post.DB, org.From(r.Ctx()))
}

// disturb refuses to disturb people while they rest.
func (p *pages) disturb(r *web.Request) error {
	until, err := p.rests(r)
	if err == nil && !until.IsZero() {
		err = fault.Conflict("notify.quiet.now", "Until", i18n.From(r.Ctx()).Clock(until))
	}
	return err
}

// reached ticks those named as done, or takes the last ticks back.
func (p *pages) reached(r *web.Request) (web.Answer, error) {
	a, actor, scope := org.From(r.Ctx()), access.From(r.Ctx()), p.post.ScopeOf(org.From(r.Ctx()), r.V("batch"))
	if err := scope.Require(actor); err != nil {
		return nil, err
	}
	var to []notify.Recipient
	for _, k := range r.Vs("to") {
		one, err := recipientOf(k)
		if err != nil {
			return nil, err
		}
		to = append(to, one)
	}
	if len(to) == 0 {
		return nil, fault.Invalid("notify.nobody_named")
	}
	done := r.V("done") != "no"
	n, err := p.post.MarkDone(r.Ctx(), actor, scope, done, to...)
	if err != nil {
		return nil, err
	}
	back := web.Link(a.Path("reach"), "state", r.V("state"), "batch", r.V("batch"), "q", r.V("q"), "page", r.V("page"), "anyway", r.V("anyway"))
	switch {
	case n == 0:
		return web.Go(back, "notify.nothing_ticked"), nil
	case !done:
		return web.Go(back, "notify.unticked", "N", len(to)), nil
	}
	return web.Go(back, "notify.ticked", "N", len(to)), nil
}

// setQuiet chooses the quiet hours.
func (p *pages) setQuiet(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	quiet, err := notify.ParseQuiet(r.V("from"), r.V("until"))
	if err == nil {
		err = p.post.SetQuiet(r.Ctx(), access.From(r.Ctx()), a.ID, quiet)
	}
	if err != nil {
		v, bad := p.readReach(r)
		if bad != nil {
			return nil, bad
		}
		v.query.Path = a.Path("reach")
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, reachPage(v))
	}
	return web.Go(a.Path("reach"), "notify.quiet.set"), nil
}

func (v reachView) filters(ctx context.Context) ui.Filters {
	var pills ui.Filters
	for _, s := range notify.ReachStates {
		href := v.query.With("state", string(s))
		if s == notify.ReachOpen {
			href = v.query.With("state", "")
		}
		pills = append(pills, ui.Filter{Label: say(ctx, "notify.reach."+string(s)), Count: v.counts[s], Href: href, Current: s == v.state})
	}
	return pills
}

// todos are the links that wait to be sent.
func (v reachView) todos(ctx context.Context) []ui.Todo {
	list := make([]ui.Todo, len(v.waiting))
	for i, w := range v.waiting {
		list[i] = ui.Todo{Icon: "link", Text: w.Label.Of(i18n.From(ctx)), Link: ui.Crumb{Label: say(ctx, "notify.sent.look"), Href: w.Href}}
	}
	return list
}

// kept is the state of the list that each act of it carries along.
func (v reachView) kept(more ...ui.Hidden) []ui.Hidden {
	var list []ui.Hidden
	for _, name := range slices.Sorted(maps.Keys(v.query.Values)) {
		list = append(list, ui.Hidden{Name: name, Value: v.query.Get(name)})
	}
	return append(list, more...)
}

// out is the address that leads to WhatsApp.
func (v reachView) out(row reachRow) string {
	return web.Link(v.agency.Path("reach/"+key(row.Recipient)+"/whatsapp"), "batch", v.scope.Batch, "anyway", v.query.Get("anyway"))
}
