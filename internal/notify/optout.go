package notify

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// OptedOut returns those who want no WhatsApp from the office. Their messages
// still reach their inbox and their e-mail.
func OptedOut(ctx context.Context, q db.Q) (map[Recipient]bool, error) {
	list, err := db.List(ctx, q, "list who wants no WhatsApp", func(row db.Row) (r Recipient, err error) {
		err = row.Scan(&r.Account, &r.Person)
		return r, err
	}, `SELECT account_id, person_id FROM notify_optout`)
	if err != nil {
		return nil, err
	}
	out := make(map[Recipient]bool, len(list))
	for _, r := range list {
		out[r] = true
	}
	return out, nil
}

// OptOut lets a reader say whether the office may write to them by WhatsApp: as
// an account and as a person on a roster.
func (p *Post) OptOut(ctx context.Context, r Reader, out bool) error {
	var all []Recipient
	if r.Account != "" {
		all = append(all, Recipient{Account: r.Account})
	}
	if r.Person != "" {
		all = append(all, Recipient{Person: r.Person})
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		return p.optOut(ctx, tx, access.AccountActor(r.Account, nil), "", out, all...)
	})
}

// OptOutFor notes what somebody has told the office about WhatsApp. It is refused
// for somebody to whom no message of the scope went.
func (p *Post) OptOutFor(ctx context.Context, actor access.Actor, s Scope, to Recipient, out bool) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		items, err := ItemsFor(ctx, tx, actor, s, to)
		if err != nil {
			return err
		}
		if len(items[to]) == 0 {
			return fault.NotFound("notify.no_note")
		}
		return p.optOut(ctx, tx, actor, s.Agency, out, to)
	})
}

func (p *Post) optOut(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, out bool, all ...Recipient) error {
	now := p.Clock.Now()
	for _, to := range all {
		query, args := `DELETE FROM notify_optout WHERE account_id = $1 AND person_id = $2`, []any{to.Account, to.Person}
		if out {
			query, args = `INSERT INTO notify_optout (account_id, person_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, append(args, clock.Stamp(now))
		}
		if err := tx.Do(ctx, query, args...); err != nil {
			return fmt.Errorf("opt out: %w", err)
		}
		err := audit.Write(ctx, tx, audit.Entry{Agency: agency, At: now, Actor: actor.Ref(), Act: "notify.optout", Subject: "recipient:" + to.Account + to.Person, Person: to.Person, After: map[string]bool{"out": out}})
		if err != nil {
			return err
		}
	}
	return nil
}
