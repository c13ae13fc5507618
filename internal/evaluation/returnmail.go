package evaluation

import (
	"context"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// Letters are the e-mails that could bring a list of offices their links.
type Letters struct {
	Units []org.UnitID // whose link can go out by e-mail
	Bare  []string     // names of offices whose link waits to be sent and that have no address
}

// LettersOf picks from a list whose link can go out by e-mail now, and who has no
// address. An office has one link, however many waves it owes marks for.
func (b *Board) LettersOf(ctx context.Context, a org.Agency, list []Return) (Letters, error) {
	var l Letters
	mailed, err := notify.MailedPasses(ctx, b.DB, string(a.ID))
	if err != nil {
		return l, err
	}
	now := b.Clock.Now()
	seen := map[org.UnitID]bool{}
	for i := range list {
		r := &list[i]
		if seen[r.Unit.ID] {
			continue
		}
		switch {
		case r.mailable(now) && !mailed[r.Pass.ID]:
			l.Units = append(l.Units, r.Unit.ID)
		case r.Unaddressed(now):
			l.Bare = append(l.Bare, r.Unit.Name)
		default:
			continue
		}
		seen[r.Unit.ID] = true
	}
	return l, nil
}

// mailable reports whether the link of the office can go out by e-mail at an
// instant: marks are missing, it was not opened and not mailed, and there is an
// address.
func (r *Return) mailable(now time.Time) bool {
	s := r.State(now)
	return (s == ReturnUnsent || s == ReturnUnread) && r.Pass.Mailable(r.Pass.Email, now)
}

// Unaddressed reports whether the link of the office waits to be sent at an
// instant and no e-mail address is known.
func (r *Return) Unaddressed(now time.Time) bool {
	return r.State(now) == ReturnUnsent && r.Pass.Email == ""
}

// MailUnits sends the links of offices by e-mail, of those that have an address
// and whose link was not opened and not mailed. It returns how many e-mails it
// queued, and is refused when that is none.
func (b *Board) MailUnits(ctx context.Context, actor access.Actor, a org.Agency, units []org.UnitID) (int, error) {
	if err := actor.Require(string(a.ID), collectors...); err != nil {
		return 0, err
	}
	n := 0
	err := b.DB.InTx(ctx, func(tx *db.Tx) error {
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Clerk)
		if err != nil {
			return err
		}
		var list []notify.PassLetter
		for _, unit := range units {
			if p, made := passes[access.UnitScope(string(unit))]; made {
				list = append(list, notify.PassLetter{Pass: p, Email: p.Email})
			}
		}
		n, err = b.Post.MailPasses(ctx, tx, actor, b.Links, string(a.ID), list)
		return err
	})
	return n, err
}
