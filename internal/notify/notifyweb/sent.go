package notifyweb

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// sentView is what went out.
type sentView struct {
	agency   org.Agency
	query    ui.Query
	events   []notify.Sent
	total    int
	troubled int
	mailOff  bool
}

func (p *pages) sent(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := sentView{agency: a, query: ui.QueryOf(r.Request), mailOff: p.post.Mailer == nil}
	var err error
	narrow := notify.Narrow{Batch: v.query.Get("batch"), All: v.query.Get("show") == "all"}
	if v.events, v.total, err = notify.Events(r.Ctx(), p.post.DB, actor, string(a.ID), narrow, v.query.Page()); err != nil {
		return nil, err
	}
	if actor.HasWhole(string(a.ID), access.Officer, access.Committee) {
		bad, err := p.post.Troubled(r.Ctx(), p.post.DB, actor, string(a.ID))
		if err != nil {
			return nil, err
		}
		v.troubled = len(bad)
	}
	return web.Page(sentPage(v)), nil
}

// toldRow is one recipient with name and number.
type toldRow struct {
	notify.Told
	Contact
	out bool // wants no WhatsApp
}

func (v sentView) filters(ctx context.Context) ui.Filters {
	all := v.query.Get("show") == "all"
	return ui.Filters{
		{Label: say(ctx, "notify.sent.wide"), Count: -1, Href: v.query.With("show", ""), Current: !all},
		{Label: say(ctx, "notify.sent.every"), Count: -1, Href: v.query.With("show", "all"), Current: all},
	}
}

// eventView is one event and those who are to be told.
type eventView struct {
	agency org.Agency
	query  ui.Query
	event  notify.Sent
	rows   []toldRow // those shown
	total  int       // those of the filter
	open   int       // not told yet
	text   string    // what most of them are told
	until  time.Time // end of the quiet that is now, zero for none

	mailOff bool
}

// rowsPerPage is how many recipients stand on a page.
const rowsPerPage = 50

func (p *pages) event(r *web.Request) (web.Answer, error) {
	v, all, err := p.load(r, notify.EventID(r.PathValue("event")))
	if err != nil {
		return nil, err
	}
	show := v.query.Get("show")
	var rows []toldRow
	for _, row := range all {
		if !row.Told.Told {
			v.open++
		}
		if show == "" || (show == "told") == row.Told.Told {
			rows = append(rows, row)
		}
	}
	v.total = len(rows)
	v.rows = ui.PageOf(v.query, rowsPerPage, rows)
	v.text, v.mailOff = p.common(v.agency, all), p.post.Mailer == nil
	if v.until, err = p.rests(r); err != nil {
		return nil, err
	}
	return web.Page(eventPage(v)), nil
}

// load reads an event with the names and numbers of its recipients, by name.
func (p *pages) load(r *web.Request, event notify.EventID) (eventView, []toldRow, error) {
	a := org.From(r.Ctx())
	v := eventView{agency: a, query: ui.QueryOf(r.Request)}
	var err error
	var told []notify.Told
	if v.event, told, err = notify.EventFor(r.Ctx(), p.post.DB, access.From(r.Ctx()), string(a.ID), event); err != nil {
		return v, nil, err
	}
	listed, err := p.contacts(r.Ctx(), p.post.DB, a.ID)
	if err != nil {
		return v, nil, err
	}
	opted, err := notify.Choices(r.Ctx(), p.post.DB, string(a.ID))
	if err != nil {
		return v, nil, err
	}
	var rows []toldRow
	for _, t := range told {
		to := notify.Recipient{Account: t.Account, Person: t.Person}
		c, err := p.contactOf(r.Ctx(), to, listed)
		if err != nil {
			return v, nil, err
		}
		rows = append(rows, toldRow{t, c, opted[to].Out})
	}
	slices.SortStableFunc(rows, func(a, b toldRow) int { return cmp.Compare(org.Fold(a.Name), org.Fold(b.Name)) })
	return v, rows, nil
}

// common is the text for a group: what most recipients are told.
func (p *pages) common(a org.Agency, all []toldRow) string {
	s := p.toldIn()
	count, best := map[string]int{}, ""
	for _, row := range all {
		text := paragraphs(row.Say(s)...)
		count[text]++
		if count[text] > count[best] {
			best = text
		}
	}
	return s.T("notify.wa.all", "Text", best, "Office", a.Name)
}

// toldIn is the language in which people are told by WhatsApp, whoever sends it.
func (p *pages) toldIn() *i18n.Speaker { return p.post.Catalogue.Speaker(i18n.Indonesian) }

func paragraphs(lines ...string) string {
	text := ""
	for i, l := range lines {
		if i > 0 {
			text += "\n"
		}
		text += l
	}
	return text
}

// whatsApp remembers that the text was opened for one person and leads to
// WhatsApp with it.
func (p *pages) whatsApp(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	event, err := notify.EventOf(r.Ctx(), p.post.DB, string(a.ID), notify.NoteID(r.PathValue("note")))
	if err != nil {
		return nil, err
	}
	_, all, err := p.load(r, event)
	if err != nil {
		return nil, err
	}
	if err := p.disturb(r); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(row toldRow) bool { return row.Note == notify.NoteID(r.PathValue("note")) })
	if i < 0 {
		return nil, fault.NotFound("notify.no_note")
	}
	if all[i].out {
		return nil, fault.Conflict("notify.optout.refused")
	}
	if err := p.post.Opening(r.Ctx(), all[i].Note); err != nil {
		return nil, err
	}
	return ToWhatsApp(all[i].Phone, together(p.toldIn(), a.Name, all[i].Name, []notify.Item{{Told: all[i].Told}})), nil
}

// told ticks those named, or everybody, as told, or takes the tick back.
func (p *pages) told(r *web.Request) (web.Answer, error) {
	a, event := org.From(r.Ctx()), notify.EventID(r.PathValue("event"))
	var notes []notify.NoteID
	for _, n := range r.Vs("note") {
		notes = append(notes, notify.NoteID(n))
	}
	told := r.V("told") != "no"
	if !told && len(notes) == 0 {
		return nil, fault.Invalid("notify.nobody_named")
	}
	n, err := p.post.MarkTold(r.Ctx(), access.From(r.Ctx()), string(a.ID), event, told, notes...)
	if err != nil {
		return nil, err
	}
	back := web.Link(a.Path("sent/"+string(event)), "show", r.V("show"), "page", r.V("page"), "anyway", r.V("anyway"))
	return web.Go(back, "notify.ticked", "N", n), nil
}

func (v eventView) waPath(row toldRow) string {
	return web.Link(v.agency.Path("whatsapp/"+string(row.Note)), "anyway", v.query.Get("anyway"))
}

func (v eventView) kept() []ui.Hidden {
	return []ui.Hidden{{Name: "show", Value: v.query.Get("show")}, {Name: "page", Value: v.query.Get("page")}, {Name: "anyway", Value: v.query.Get("anyway")}}
}

func (v eventView) filters(ctx context.Context) ui.Filters {
	show := v.query.Get("show")
	return ui.Filters{
		{Label: say(ctx, "notify.sent.everyone"), Count: v.event.All, Href: v.query.With("show", ""), Current: show == ""},
		{Label: say(ctx, "notify.sent.open"), Count: v.open, Href: v.query.With("show", "open"), Current: show == "open"},
		{Label: say(ctx, "notify.sent.told"), Count: v.event.Told, Href: v.query.With("show", "told"), Current: show == "told"},
	}
}

// undeliveredView are e-mails that failed.
type undeliveredView struct {
	agency  org.Agency
	list    []notify.Undelivered
	mailOff bool
	tells   bool // the list of what went out is theirs too
}

func (p *pages) undelivered(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	list, err := p.post.Troubled(r.Ctx(), p.post.DB, access.From(r.Ctx()), string(a.ID))
	if err != nil {
		return nil, err
	}
	return web.Page(undeliveredPage(undeliveredView{a, list, p.post.Mailer == nil, access.From(r.Ctx()).HasWhole(string(a.ID), access.Officer, access.Committee)})), nil
}

func (p *pages) again(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	n, err := p.post.Again(r.Ctx(), access.From(r.Ctx()), string(a.ID), r.Vs("mail")...)
	if err != nil {
		return nil, err
	}
	return web.Go(a.Path("undelivered"), "notify.again", "N", n), nil
}

func (v undeliveredView) crumbs(ctx context.Context) []ui.Crumb {
	if !v.tells {
		return nil
	}
	return []ui.Crumb{{Label: say(ctx, "notify.sent"), Href: v.agency.Path("sent")}}
}

func (v undeliveredView) failed() int {
	n := 0
	for _, u := range v.list {
		if u.State == notify.MailFailed {
			n++
		}
	}
	return n
}
