package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// MailLinks sends the links of people by e-mail, of those who are within reach,
// have an address, and whose link was not opened and not mailed. It returns how
// many e-mails it queued.
func (d *Desk) MailLinks(ctx context.Context, actor access.Actor, a org.Agency, people []PersonID) (int, error) {
	all, err := d.Wanting(ctx, actor, a)
	if err != nil {
		return 0, err
	}
	chosen := make(map[PersonID]bool, len(people))
	for _, id := range people {
		chosen[id] = true
	}
	n := 0
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		n = 0
		for _, w := range all {
			if !chosen[w.ID] || !d.Mailable(w) {
				continue
			}
			queued, err := d.Post.MailPass(ctx, tx, actor, d.Links, *w.Pass, w.Email)
			if err != nil {
				return err
			}
			if queued {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Mailable reports whether the link of a person can go out by e-mail now.
func (d *Desk) Mailable(w Wanting) bool {
	return w.Pass != nil && w.Email != "" && w.Pass.SentHow != "mail" && d.Links.Shut(*w.Pass) == nil
}
