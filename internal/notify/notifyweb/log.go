package notifyweb

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// logView is everything that the office has told one person.
type logView struct {
	agency org.Agency
	query  ui.Query
	scope  notify.Scope
	to     notify.Recipient
	Contact
	shown  []notify.Item // newest first
	total  int
	choice notify.Choice
}

// log shows what went to one person, and how far each message has come.
func (p *pages) log(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	v := logView{agency: a, query: ui.QueryOf(r.Request)}
	v.scope = notify.Scope{Agency: string(a.ID), Batch: v.query.Get("batch")}
	var err error
	if v.to, err = recipientOf(r.PathValue("recipient")); err != nil {
		return nil, err
	}
	items, err := notify.ItemsFor(r.Ctx(), p.post.DB, access.From(r.Ctx()), v.scope, v.to)
	if err != nil {
		return nil, err
	}
	list := items[v.to]
	if len(list) == 0 && v.scope.Batch != "" {
		return nil, fault.NotFound("notify.no_note") // it would show the number of anybody
	}
	listed, err := p.contacts(r.Ctx(), p.post.DB, a.ID)
	if err != nil {
		return nil, err
	}
	if v.Contact, err = p.contactOf(r.Ctx(), v.to, listed); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		if err := p.here(r.Ctx(), a, v.to, listed); err != nil {
			return nil, err
		}
	}
	if v.choice, err = notify.ChoiceOf(r.Ctx(), p.post.DB, string(a.ID), v.to); err != nil {
		return nil, err
	}
	slices.Reverse(list)
	v.shown, v.total = ui.PageOf(v.query, reachAt, list), len(list)
	return web.Page(logPage(v)), nil
}

// here refuses a log that stands empty of somebody who is on no list of the office
// and has no role there.
func (p *pages) here(ctx context.Context, a org.Agency, to notify.Recipient, listed Directory) error {
	if _, ok := listed.People[to.Person]; ok {
		return nil
	}
	grants, err := access.GrantsOf(ctx, p.post.DB, to.Account)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(grants, func(g access.Grant) bool { return g.Agency == string(a.ID) }) {
		return nil
	}
	return fault.NotFound("notify.no_note")
}

// optOutFor notes what somebody has told the office about WhatsApp.
func (p *pages) optOutFor(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	to, err := recipientOf(r.PathValue("recipient"))
	if err != nil {
		return nil, err
	}
	scope := notify.Scope{Agency: string(a.ID), Batch: r.V("batch")}
	if err := p.post.OptOutFor(r.Ctx(), access.From(r.Ctx()), scope, to, r.V("out") != "no"); err != nil {
		return nil, err
	}
	return web.Go(web.Link(LogPath(a, to), "batch", r.V("batch")), "notify.optout.noted"), nil
}

// LogPath is where everything stands that an office has told somebody.
func LogPath(a org.Agency, to notify.Recipient) string { return a.Path("reach/" + key(to)) }

func (v logView) facts(ctx context.Context) []string {
	facts := []string{say(ctx, "notify.log.n", "N", v.total)}
	if v.Phone != "" {
		facts = append(facts, v.Phone)
	}
	return facts
}

func (v logView) crumbs(ctx context.Context) []ui.Crumb {
	return []ui.Crumb{{Label: say(ctx, "notify.reach"), Href: web.Link(v.agency.Path("reach"), "batch", v.scope.Batch)}}
}

func (v logView) acts(ctx context.Context) []ui.Button {
	hidden := []ui.Hidden{{Name: "batch", Value: v.scope.Batch}}
	if v.choice.Own || v.total == 0 {
		return nil
	}
	if v.choice.Out {
		return []ui.Button{{Label: say(ctx, "notify.optout.allow"), Icon: "message-circle", Post: LogPath(v.agency, v.to) + "/optout", Hidden: append(hidden, ui.Hidden{Name: "out", Value: "no"})}}
	}
	return []ui.Button{{Label: say(ctx, "notify.optout.note"), Icon: "x", Post: LogPath(v.agency, v.to) + "/optout", Hidden: hidden}}
}
