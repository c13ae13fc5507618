package app

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// tellCollided tells the officer whose correction of a person stands that
// another one was correcting the same person.
func (h *House) tellCollided(ctx context.Context, second access.Actor, agency org.AgencyID, person roster.PersonID) error {
	return h.DB.InTx(ctx, func(tx *db.Tx) error {
		last, err := audit.List(ctx, tx, audit.Filter{Agency: string(agency), Person: string(person), Act: "roster.", Limit: 1})
		if err != nil || len(last) == 0 {
			return err
		}
		first, ok := strings.CutPrefix(last[0].Actor, "account:")
		if !ok || first == second.Account() {
			return nil
		}
		p, err := roster.ByID(ctx, tx, agency, person)
		if err != nil {
			return err
		}
		a, err := org.AgencyByID(ctx, tx, agency)
		if err != nil {
			return err
		}
		return h.Post.Send(ctx, tx, second, notify.Event{Agency: string(agency), Key: "roster.collided:" + last[0].ID, Title: i18n.Say("app.told.one_collided", "Name", p.Name)},
			notify.Letter{Accounts: []string{first}, Text: i18n.Say("app.told.collided", "Name", p.Name), Href: a.Path("people/" + string(person) + "/facts"), Office: true})
	})
}
