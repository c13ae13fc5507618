// Package notifyweb shows people their inbox, and the office what went out:
// who has read it, whom to tell by WhatsApp, and which e-mail failed.
package notifyweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// Contact is how the office reaches somebody.
type Contact struct {
	Name, Phone string
	Words       string // the folded name, by which people are found
	Place       int    // among the people of the agency, by name
}

// NewContact is somebody with this name and number, at a place of a list by name.
func NewContact(name, phone string, place int) Contact {
	return Contact{name, phone, org.Fold(name), place}
}

// Directory is how those on the lists of an agency are reached.
type Directory struct {
	People map[string]Contact // people and trainers, by their id
	Phones map[string]string  // of trainers who have an account, by its id
}

// Contacts returns the directory of an agency. Messages know ids only; names and
// numbers belong to a later house. Readers share it.
type Contacts func(ctx context.Context, q db.Q, agency org.AgencyID) (Directory, error)

// Waits returns what other houses have ready to be sent, in the order in which
// it wants attention.
type Waits func(ctx context.Context, actor access.Actor, a org.Agency) ([]Waiting, error)

type pages struct {
	post     *notify.Post
	contacts Contacts
	waiting  Waits
}

// InboxPath is the address of everybody's own inbox.
const InboxPath = "/inbox"

// Routes lists the pages of this house.
func Routes(post *notify.Post, contacts Contacts, waiting Waits) []web.Route {
	p := &pages{post, contacts, waiting}
	return []web.Route{
		web.Get(InboxPath, p.inbox),
		web.Get(InboxPath+"/{note}", p.open),
		web.Post(InboxPath+"/{note}/read", p.read),
		web.Post(InboxPath+"/read", p.readAll),
		web.Post(InboxPath+"/whatsapp", p.optOut),
		web.Get("/a/{agency}/sent", p.sent),
		web.Get("/a/{agency}/sent/{event}", p.event),
		web.Post("/a/{agency}/whatsapp/{note}", p.whatsApp).Unkeyed(),
		web.Post("/a/{agency}/sent/{event}/told", p.told),
		web.Get("/a/{agency}/reach", p.reach),
		web.Post("/a/{agency}/reach/{recipient}/whatsapp", p.reachOut),
		web.Get("/a/{agency}/reach/{recipient}", p.log),
		web.Post("/a/{agency}/reach/{recipient}/optout", p.optOutFor),
		web.Post("/a/{agency}/reach/done", p.reached),
		web.Post("/a/{agency}/reach/quiet", p.setQuiet),
		web.Get("/a/{agency}/undelivered", p.undelivered),
		web.Post("/a/{agency}/undelivered", p.again),
	}
}

// reader returns whose inbox is read.
func (p *pages) reader(r *web.Request) (notify.Reader, error) {
	actor := access.From(r.Ctx())
	account := actor.Account()
	if account == "" {
		return notify.Reader{}, fault.NotFound("notify.no_note")
	}
	a, err := identity.ByID(r.Ctx(), p.post.DB, identity.AccountID(account))
	return notify.Reader{Account: account, Person: a.Person, Looked: actor.IsLooking()}, err
}

// inboxView is an inbox as it is drawn.
type inboxView struct {
	query  ui.Query
	notes  []notify.Note
	total  int
	unread int
	zones  map[string]org.Agency // those that write, by id
	out    bool                  // the reader wants no WhatsApp
}

func (p *pages) inbox(r *web.Request) (web.Answer, error) {
	who, err := p.reader(r)
	if err != nil {
		return nil, err
	}
	v := inboxView{query: ui.QueryOf(r.Request), zones: map[string]org.Agency{}}
	if v.unread, err = notify.Unread(r.Ctx(), p.post.DB, who); err != nil {
		return nil, err
	}
	if v.notes, v.total, err = notify.Inbox(r.Ctx(), p.post.DB, who, v.query.Get("show") == "unread", v.query.Page()); err != nil {
		return nil, err
	}
	if v.out, err = notify.OptedOut(r.Ctx(), p.post.DB, who); err != nil {
		return nil, err
	}
	for _, n := range v.notes {
		if _, known := v.zones[n.Agency]; known {
			continue
		}
		if v.zones[n.Agency], err = org.AgencyByID(r.Ctx(), p.post.DB, org.AgencyID(n.Agency)); err != nil {
			return nil, err
		}
	}
	return web.Page(inboxPage(v)), nil
}

// open reads a message and leads to what it is about.
func (p *pages) open(r *web.Request) (web.Answer, error) {
	who, err := p.reader(r)
	if err != nil {
		return nil, err
	}
	href, err := p.post.Open(r.Ctx(), who, notify.NoteID(r.PathValue("note")))
	if err != nil {
		return nil, err
	}
	if href == "" {
		href = InboxPath
	}
	return web.Go(href, ""), nil
}

// read marks one message as read and stays.
func (p *pages) read(r *web.Request) (web.Answer, error) {
	who, err := p.reader(r)
	if err != nil {
		return nil, err
	}
	if _, err := p.post.Open(r.Ctx(), who, notify.NoteID(r.PathValue("note"))); err != nil {
		return nil, err
	}
	return web.Go(InboxPath, ""), nil
}

func (p *pages) readAll(r *web.Request) (web.Answer, error) {
	who, err := p.reader(r)
	if err != nil {
		return nil, err
	}
	if err := p.post.ReadAll(r.Ctx(), who); err != nil {
		return nil, err
	}
	return web.Go(InboxPath, "notify.all_read"), nil
}

// optOut lets the reader say whether the office may write by WhatsApp.
func (p *pages) optOut(r *web.Request) (web.Answer, error) {
	who, err := p.reader(r)
	if err != nil {
		return nil, err
	}
	out := r.V("out") != "no"
	if err := p.post.OptOut(r.Ctx(), who, out); err != nil {
		return nil, err
	}
	if out {
		return web.Go(InboxPath, "notify.optout.done"), nil
	}
	return web.Go(InboxPath, "notify.optout.undone"), nil
}
