package schedule

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// MailLinks sends the links of mentors by e-mail, of those all of whose people
// the actor reaches, who have an address, and whose link was not opened and not
// mailed. It returns how many e-mails it queued, and is refused when that is none.
func (d *Desk) MailLinks(ctx context.Context, actor access.Actor, a org.Agency, mentors []MentorID) (int, error) {
	if _, err := actor.Reach(string(a.ID), binders...); err != nil {
		return 0, err
	}
	n := 0
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Mentor)
		if err != nil {
			return err
		}
		var letters []notify.PassLetter
		for _, id := range mentors {
			m, err := MentorByID(ctx, tx, a.ID, id)
			if err != nil {
				return err
			}
			may, err := d.MayLink(ctx, tx, actor, a, m)
			if err != nil {
				return err
			}
			if pass, made := passes[m.Scope()]; made && may {
				letters = append(letters, notify.PassLetter{Pass: pass, Email: m.Email})
			}
		}
		n, err = d.Post.MailPasses(ctx, tx, actor, d.Links, string(a.ID), letters)
		return err
	})
	return n, err
}
