package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// MailLinks sends the links of people by e-mail, of those who are within reach,
// have an address, and whose link was not opened and not mailed. It returns how
// many e-mails it queued, and is refused when that is none.
func (d *Desk) MailLinks(ctx context.Context, actor access.Actor, a org.Agency, people []PersonID) (int, error) {
	list, err := d.reached(ctx, actor, a)
	if err != nil {
		return 0, err
	}
	list = among(list, people)
	n := 0
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Self)
		if err != nil {
			return err
		}
		var letters []notify.PassLetter
		for _, p := range list {
			if pass, made := passes[access.PersonScope(string(p.ID))]; made {
				letters = append(letters, notify.PassLetter{Pass: pass, Email: p.Email})
			}
		}
		n, err = d.Post.MailPasses(ctx, tx, actor, d.Links, string(a.ID), letters)
		return err
	})
	return n, err
}
