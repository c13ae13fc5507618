package schedule

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
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
		n = 0
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Mentor)
		if err != nil {
			return err
		}
		for _, id := range mentors {
			queued, err := d.mailLink(ctx, tx, actor, a, passes, id)
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

func (d *Desk) mailLink(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, passes map[access.Scope]identity.Pass, mentor MentorID) (bool, error) {
	m, err := MentorByID(ctx, tx, a.ID, mentor)
	if err != nil {
		return false, err
	}
	err = d.RequireMentor(ctx, tx, actor, a, m)
	if fault.KindOf(err) == fault.KindNotFound { // the link opens people of others too
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p, made := passes[m.Scope()]
	if !made || !p.Mailable(m.Email, d.Clock.Now()) {
		return false, nil
	}
	return d.Post.MailPass(ctx, tx, actor, d.Links, p, m.Email)
}
