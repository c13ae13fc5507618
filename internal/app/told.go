package app

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
)

// Houses that stand before notify tell people through these hooks; those
// behind it write their messages themselves.

// tellInvited sends the activation link of a new account, where mail is used.
func (h *House) tellInvited(ctx context.Context, tx *db.Tx, account identity.Account, agency, secret string) error {
	return h.Post.Activation(ctx, tx, account, agency, h.activationURL(secret))
}

// tellViewed announces to somebody that another person looks with their eyes.
func (h *House) tellViewed(ctx context.Context, tx *db.Tx, v identity.View) error {
	a, err := org.AgencyByID(ctx, tx, org.AgencyID(v.Agency))
	if err != nil {
		return err
	}
	zone := a.Zone.Location()
	return h.Post.Send(ctx, tx, access.AccountActor(string(v.Viewer.ID), nil),
		notify.Event{Agency: v.Agency, Key: "identity.view:" + v.ID, Title: i18n.Say("app.told.one_viewed", "Name", v.Viewed.Name)},
		notify.Letter{Accounts: []string{string(v.Viewed.ID)}, Text: i18n.Say("app.told.viewed", "Name", v.Viewer.Name, "On", clock.FromTime(v.Begun.In(zone)), "From", v.Begun.In(zone).Format("15.04"), "Until", v.Until.In(zone).Format("15.04")),
			More: []i18n.Line{i18n.Say("app.told.view_reason", "Reason", v.Reason), i18n.Say("app.told.view_only")}, Href: "/account"})
}

// tellHandedOver gives the open messages of the office to the successor and
// tells them what they have taken over.
func (h *House) tellHandedOver(ctx context.Context, tx *db.Tx, o identity.Handover) error {
	a, err := org.AgencyByID(ctx, tx, org.AgencyID(o.Agency))
	if err != nil {
		return err
	}
	if err := h.Post.PassOn(ctx, tx, o.Agency, string(o.From.ID), string(o.To.ID)); err != nil {
		return err
	}
	return h.Post.Send(ctx, tx, access.System("handover"),
		notify.Event{Agency: o.Agency, Key: "identity.handover:" + o.ID, Title: i18n.Say("app.told.one_handed", "Name", o.From.Name)},
		notify.Letter{Accounts: []string{string(o.To.ID)}, Text: i18n.Say("app.told.handed", "Name", o.From.Name, "On", o.Day), More: []i18n.Line{i18n.Say("app.told.view_reason", "Reason", o.Reason)}, Href: a.Path(""), Office: true})
}

// tellStuck tells the administrators once of a handover that its successor
// cannot take.
func (h *House) tellStuck(ctx context.Context, tx *db.Tx, o identity.Handover) error {
	a, err := org.AgencyByID(ctx, tx, org.AgencyID(o.Agency))
	if err != nil {
		return err
	}
	admins, err := access.HoldersOf(ctx, tx, o.Agency, []access.Role{access.Admin}, []access.Scope{access.Whole})
	if err != nil {
		return err
	}
	return h.Post.Send(ctx, tx, access.System("handover"),
		notify.Event{Agency: o.Agency, Key: "identity.stuck:" + o.ID, Title: i18n.Say("app.told.one_stuck", "Name", o.From.Name)},
		notify.Letter{Accounts: admins, Text: i18n.Say("app.told.stuck", "Name", o.From.Name, "Heir", o.To.Name), Href: a.Path("members/" + string(o.From.ID) + "/handover"), Office: true})
}

// tellAsked tells the office that the holder of a link asks for a new one.
func (h *House) tellAsked(ctx context.Context, tx *db.Tx, p identity.Pass) error {
	a, err := org.AgencyByID(ctx, tx, org.AgencyID(p.Agency))
	if err != nil {
		return err
	}
	keepers, err := access.HoldersOf(ctx, tx, p.Agency, []access.Role{access.Officer, access.Committee}, []access.Scope{access.Whole})
	if err != nil {
		return err
	}
	return h.Post.Send(ctx, tx, access.System("links"),
		notify.Event{Agency: p.Agency, Key: "identity.ask:" + p.ID, Title: i18n.Say("app.told.one_asked", "Name", p.Holder)},
		notify.Letter{Accounts: keepers, Text: i18n.Say("app.told.asked", "Name", p.Holder), Href: passKeeper(a, p), Office: true})
}

// passKeeper returns where the office makes a new link for somebody.
func passKeeper(a org.Agency, p identity.Pass) string {
	if id, ok := strings.CutPrefix(string(p.Scope), "mentor:"); ok {
		return a.Path("mentors/m/" + id)
	}
	if person := p.Scope.Person(); p.Role == access.Self {
		return a.Path("people/links/of/" + person)
	}
	if p.Role == access.Clerk {
		return a.Path("returns?state=asked")
	}
	return a.Path("")
}

// tellJudged tells somebody what became of a paper they handed in. The note of
// a rejection stays in the inbox.
func (h *House) tellJudged(ctx context.Context, tx *db.Tx, actor access.Actor, p document.Paper) error {
	a, err := org.AgencyByID(ctx, tx, org.AgencyID(p.Agency))
	if err != nil {
		return err
	}
	key, title := "app.told.verified", "app.told.one_verified"
	var more []i18n.Line
	if p.State == document.Rejected {
		key, title = "app.told.rejected", "app.told.one_rejected"
		more = []i18n.Line{i18n.Say("app.told.note", "Note", p.Note)}
	}
	kind := i18n.Say("document.kind." + string(p.Kind))
	return h.Post.Send(ctx, tx, actor,
		notify.Event{Agency: p.Agency, Key: "document.judge:" + string(p.ID), Title: i18n.Say(title, "Kind", kind)},
		notify.Letter{People: []string{p.Person}, Text: i18n.Say(key, "Kind", kind), More: more, Href: a.Path("documents"), Private: true})
}

// linked gives the account of a trainer the sessions that they lead and what they
// were told before they had it.
func (h *House) linked(ctx context.Context, tx *db.Tx, t trainer.Trainer) error {
	if err := schedule.Relink(ctx, tx, t); err != nil {
		return err
	}
	return h.Post.Adopt(ctx, tx, string(t.ID), t.Account)
}
