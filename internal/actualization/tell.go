package actualization

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
)

// tellSent tells the mentors of a participant who have an account that a report
// waits. Those who come by a link see it when they open their page, and the
// committee reminds them.
func (d *Desk) tellSent(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, r Report, week int) error {
	if d.Post == nil {
		return nil
	}
	scopes := []access.Scope{access.PersonScope(string(r.Person))}
	guides, err := schedule.MentorsOf(ctx, tx, a.ID, r.Person)
	if err != nil {
		return err
	}
	for _, g := range guides {
		if g.Until.IsZero() {
			scopes = append(scopes, g.Scope())
		}
	}
	mentors, err := access.HoldersOf(ctx, tx, string(a.ID), []access.Role{access.Mentor}, scopes)
	if err != nil || len(mentors) == 0 {
		return err
	}
	p, err := roster.ByID(ctx, tx, a.ID, r.Person)
	if err != nil {
		return err
	}
	text := i18n.Say("actualization.told.sent", "Name", p.Name, "Week", week)
	return d.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "actualization.sent:" + string(r.ID), Batch: string(r.Batch), Title: text},
		notify.Letter{Accounts: mentors, Text: text, Href: a.Path("actualization")})
}

// tellDecided tells the participant what became of the report.
func (d *Desk) tellDecided(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, r Report) error {
	if d.Post == nil {
		return nil
	}
	text := i18n.Say("actualization.told."+string(r.State), "Day", r.Monday)
	return d.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "actualization.decided:" + string(r.ID) + ":" + string(r.State), Batch: string(r.Batch), Title: text},
		notify.Letter{People: []string{string(r.Person)}, Text: text, Href: a.Path("actualization/me")})
}
