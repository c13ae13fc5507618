package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
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
		n = 0
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Self)
		if err != nil {
			return err
		}
		for _, p := range list {
			pass, made := passes[access.PersonScope(string(p.ID))]
			if !made || !pass.Mailable(p.Email, d.Clock.Now()) {
				continue
			}
			queued, err := d.Post.MailPass(ctx, tx, actor, d.Links, pass, p.Email)
			if err != nil {
				return err
			}
			if queued {
				n++
			}
		}
		if n == 0 {
			return fault.Conflict("notify.pass.nobody")
		}
		return nil
	})
	return n, err
}
