package notify

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Choice says who wants no WhatsApp from the office, and whether they said so
// themselves: what somebody chose for themselves no office takes back.
type Choice struct{ Out, Own bool }

// Choices returns the choices that hold in an agency. Messages still reach the
// inbox and the e-mail of everybody.
func Choices(ctx context.Context, q db.Q, agency string) (map[Recipient]Choice, error) {
	type row struct {
		to  Recipient
		own bool
	}
	list, err := db.List(ctx, q, "list who wants no WhatsApp", func(r db.Row) (one row, err error) {
		var noted string
		err = r.Scan(&one.to.Account, &one.to.Person, &noted)
		one.own = noted == ""
		return one, err
	}, `SELECT account_id, person_id, agency_id FROM notify_optout WHERE agency_id IN ('', $1)`, agency)
	if err != nil {
		return nil, err
	}
	found := make(map[Recipient]Choice, len(list))
	for _, r := range list {
		found[r.to] = Choice{Out: true, Own: found[r.to].Own || r.own}
	}
	return found, nil
}

// ChoiceOf returns the choice of one recipient that holds in an agency.
func ChoiceOf(ctx context.Context, q db.Q, agency string, to Recipient) (Choice, error) {
	noted, err := db.Column[string](ctx, q, "read choice about WhatsApp", `SELECT agency_id FROM notify_optout WHERE account_id = $1 AND person_id = $2 AND agency_id IN ('', $3)`, to.Account, to.Person, agency)
	return Choice{Out: len(noted) > 0, Own: slices.Contains(noted, "")}, err
}

// MayWrite refuses to write by WhatsApp to somebody who does not want it.
func MayWrite(ctx context.Context, q db.Q, agency string, to Recipient) error {
	choice, err := ChoiceOf(ctx, q, agency, to)
	if err == nil && choice.Out {
		err = fault.Conflict("notify.optout.refused")
	}
	return err
}

// keys are the two recipients that a reader is: an account, and a person on a
// roster.
func (r Reader) keys() []Recipient {
	var all []Recipient
	if r.Account != "" {
		all = append(all, Recipient{Account: r.Account})
	}
	if r.Person != "" {
		all = append(all, Recipient{Person: r.Person})
	}
	return all
}

// OptedOut reports whether some office writes a reader no WhatsApp, by the
// reader's own choice or by what an office noted.
func OptedOut(ctx context.Context, q db.Q, r Reader) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM notify_optout WHERE account_id = $1 AND person_id = '' AND $1 <> '' OR person_id = $2 AND account_id = '' AND $2 <> ''`, r.Account, r.Person).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read choice about WhatsApp: %w", err)
	}
	return n > 0, nil
}

// OptOut lets a reader say whether offices may write to them by WhatsApp, as an
// account and as a person on a roster. Their own word ends what offices noted.
func (p *Post) OptOut(ctx context.Context, r Reader, out bool) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, to := range r.keys() {
			if err := tx.Do(ctx, `DELETE FROM notify_optout WHERE account_id = $1 AND person_id = $2`, to.Account, to.Person); err != nil {
				return fmt.Errorf("opt out: %w", err)
			}
			if err := p.optOut(ctx, tx, access.AccountActor(r.Account, nil), "", to, out); err != nil {
				return err
			}
		}
		return nil
	})
}

// OptOutFor notes what somebody has told the office about WhatsApp, or takes the
// note back. It is refused for somebody to whom no message of the scope went, and
// where they have chosen themselves.
func (p *Post) OptOutFor(ctx context.Context, actor access.Actor, s Scope, to Recipient, out bool) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		items, err := ItemsFor(ctx, tx, actor, s, to)
		if err != nil {
			return err
		}
		if len(items[to]) == 0 {
			return fault.NotFound("notify.no_note")
		}
		choice, err := ChoiceOf(ctx, tx, s.Agency, to)
		if err != nil {
			return err
		}
		if choice.Own {
			return fault.Conflict("notify.optout.own")
		}
		return p.optOut(ctx, tx, actor, s.Agency, to, out)
	})
}

func (p *Post) optOut(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, to Recipient, out bool) error {
	now := p.Clock.Now()
	query, args := `DELETE FROM notify_optout WHERE account_id = $1 AND person_id = $2 AND agency_id = $3`, []any{to.Account, to.Person, agency}
	if out {
		query, args = `INSERT INTO notify_optout (account_id, person_id, agency_id, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, append(args, clock.Stamp(now))
	}
	if err := tx.Do(ctx, query, args...); err != nil {
		return fmt.Errorf("opt out: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: now, Actor: actor.Ref(), Act: "notify.optout", Subject: "recipient:" + to.Account + to.Person, Person: to.Person, After: map[string]bool{"out": out}})
}
