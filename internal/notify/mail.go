package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
)

// MailJob is the name of the job that delivers whatever e-mail is due; its
// function is Deliver.
const MailJob = "notify.mail"

// MailState says how an e-mail stands.
type MailState string

// The states of an e-mail.
const (
	MailWaiting MailState = "waiting"
	MailSending MailState = "sending"
	MailSent    MailState = "sent"
	MailFailed  MailState = "failed"
)

// outbox are the messages of one event, as it is being written.
type outbox struct {
	agency string
	event  EventID
	notes  map[Recipient]NoteID
	order  []Recipient
	guests []string
}

// queue writes an e-mail for everybody of the event who has an active account
// with an address or is a guest with one, and the job that delivers them once the
// office may disturb people.
func (p *Post) queue(ctx context.Context, tx *db.Tx, o outbox) error {
	if p.Mailer == nil || len(o.order) == 0 {
		return nil
	}
	var accounts, people []string
	for _, r := range o.order {
		if r.Account != "" {
			accounts = append(accounts, r.Account)
		} else {
			people = append(people, r.Person)
		}
	}
	reached, err := identity.Mailable(ctx, tx, accounts, people)
	if err != nil {
		return err
	}
	stamp, until, err := p.notBefore(ctx, tx, o.agency)
	if err != nil {
		return err
	}
	var rows []any
	now := clock.Stamp(p.Clock.Now())
	write := func(note NoteID, account identity.AccountID) {
		rows = append(rows, id.New(), o.agency, string(o.event), string(note), string(account), "", string(MailWaiting), 0, "", now, "", "", stamp, "")
	}
	told := map[identity.AccountID]bool{}
	for _, a := range reached {
		note := o.notes[Recipient{Account: string(a.ID)}]
		if note == "" {
			note = o.notes[Recipient{Person: a.Person}]
		}
		if !told[a.ID] && note != "" {
			told[a.ID] = true
			write(note, a.ID)
		}
	}
	guests, err := p.guests(ctx, tx, o.agency, o.guests...)
	if err != nil {
		return err
	}
	for _, id := range o.guests {
		if guests[id].Email != "" {
			write(o.notes[Recipient{Person: id}], "")
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := insertMail(ctx, tx, rows); err != nil {
		return err
	}
	return p.wake(ctx, tx, until)
}

// guests returns how guests of an agency are reached.
func (p *Post) guests(ctx context.Context, q db.Q, agency string, ids ...string) (map[string]Guest, error) {
	if p.Guests == nil || len(ids) == 0 {
		return nil, nil
	}
	found, err := p.Guests(ctx, q, agency, ids)
	if err != nil {
		return nil, fmt.Errorf("find guests: %w", err)
	}
	return found, nil
}

// guestOf returns to which guest a message goes, an empty one when they are on no
// list any more.
func (p *Post) guestOf(ctx context.Context, q db.Q, agency string, note NoteID) (Guest, error) {
	people, err := db.Column[string](ctx, q, "find guest of message", `SELECT person_id FROM notify_note WHERE id = $1`, string(note))
	if err != nil || len(people) == 0 {
		return Guest{}, err
	}
	found, err := p.guests(ctx, q, agency, people...)
	return found[people[0]], err
}

func insertMail(ctx context.Context, tx *db.Tx, rows []any) error {
	err := tx.InsertAll(ctx, `INSERT INTO notify_mail (id, agency_id, event_id, note_id, account_id, sealed, state, attempts, reason, queued_at, claimed_at, ended_at, not_before, pass_id) VALUES`, 14, rows, "")
	if err != nil {
		return fmt.Errorf("queue mail: %w", err)
	}
	return nil
}

// Activation sends an activation link to the address of an account, within
// the transaction that made the link. The link is sealed until it is sent.
func (p *Post) Activation(ctx context.Context, tx *db.Tx, account identity.Account, agency, link string) error {
	if p == nil || p.Mailer == nil || account.Email == "" || agency == "" {
		return nil
	}
	sealed, err := p.Vault.Seal(link)
	if err != nil {
		return fmt.Errorf("seal activation link: %w", err)
	}
	if err := insertMail(ctx, tx, []any{id.New(), agency, "", "", string(account.ID), sealed, string(MailWaiting), 0, "", clock.Stamp(p.Clock.Now()), "", "", "", ""}); err != nil {
		return err
	}
	return p.wake(ctx, tx, time.Time{})
}

// senders may look after what could not be delivered.
var senders = []access.Role{access.Officer, access.Committee, access.Admin}

// Undelivered is an e-mail that failed, or waits after a failure: its own, or that
// of another which made the run end.
type Undelivered struct {
	ID       string
	Account  identity.Account
	State    MailState
	Attempts int // 0 while only the server had to be left alone
	Reason   i18n.Line
	Queued   time.Time
	Event    EventID // "" for an activation link or a signed one

	pass string // of a signed link, "" for other mail
	note NoteID // "" for a link
}

// Troubled returns the e-mails of an agency that could not be delivered,
// newest first, at most as many as a page shows.
func (p *Post) Troubled(ctx context.Context, q db.Q, actor access.Actor, agency string) ([]Undelivered, error) {
	if err := actor.Require(agency, senders...); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT id, account_id, state, attempts, reason, queued_at, event_id, pass_id, note_id FROM notify_mail WHERE agency_id = $1 AND (state = 'failed' OR state IN ('waiting', 'sending') AND reason <> '') ORDER BY id DESC LIMIT 200`, agency)
	if err != nil {
		return nil, fmt.Errorf("list undelivered mail: %w", err)
	}
	defer rows.Close()
	var list []Undelivered
	for rows.Next() {
		var u Undelivered
		var queued, why string
		if err := rows.Scan(&u.ID, &u.Account.ID, &u.State, &u.Attempts, &why, &queued, &u.Event, &u.pass, &u.note); err != nil {
			return nil, fmt.Errorf("list undelivered mail: %w", err)
		}
		key, words, _ := strings.Cut(why, " ")
		u.Reason = i18n.Say(key, "Words", words)
		if u.Queued, err = clock.ParseStamp(queued); err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i := range list {
		if list[i].Account, err = p.recipientOf(ctx, q, agency, list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// recipientOf returns to whom an e-mail goes: a guest, and who holds a signed link,
// has a name and an address only.
func (p *Post) recipientOf(ctx context.Context, q db.Q, agency string, u Undelivered) (identity.Account, error) {
	if u.Account.ID != "" {
		return identity.ByID(ctx, q, u.Account.ID)
	}
	if u.pass == "" {
		g, err := p.guestOf(ctx, q, agency, u.note)
		return identity.Account{Name: g.Name, Email: g.Email}, err
	}
	pass, err := identity.PassByID(ctx, q, u.pass)
	if fault.KindOf(err) == fault.KindNotFound { // long expired
		return identity.Account{}, nil
	}
	return identity.Account{Name: pass.Holder, Email: pass.Email}, err
}

// Again queues failed e-mails of an agency anew, all of them when none is
// named, and returns how many. An activation link that has run out stays: it
// has to be made anew.
func (p *Post) Again(ctx context.Context, actor access.Actor, agency string, mails ...string) (int, error) {
	if err := actor.Require(agency, senders...); err != nil {
		return 0, err
	}
	if p.Mailer == nil {
		return 0, fault.Conflict("notify.mail_off")
	}
	n := 0
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		list, err := failed(ctx, tx, agency, mails)
		if err != nil {
			return err
		}
		n = len(list)
		for _, mail := range list {
			if err := tx.Do(ctx, `UPDATE notify_mail SET state = 'waiting', attempts = 0, reason = '', ended_at = '', claimed_at = $1, not_before = '' WHERE id = $2`, clock.Stamp(p.Clock.Now()), mail); err != nil {
				return fmt.Errorf("send again: %w", err)
			}
		}
		if n == 0 {
			return nil
		}
		if err := p.wake(ctx, tx, time.Time{}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: p.Clock.Now(), Actor: actor.Ref(), Act: "notify.again", Subject: "agency:" + agency, After: map[string]int{"mails": n}})
	})
	if err == nil && n == 0 {
		err = fault.Conflict("notify.nothing_again")
	}
	return n, err
}

// failed returns which of the mails failed and may be sent again; all of the
// agency when none is named.
func failed(ctx context.Context, tx *db.Tx, agency string, mails []string) ([]string, error) {
	where, args := "", []any{agency}
	if len(mails) > 0 {
		these, ids := db.In("id", mails, 2)
		where, args = " AND "+these, append(args, ids...)
	}
	return db.Column[string](ctx, tx, "list failed mail", `SELECT id FROM notify_mail WHERE agency_id = $1 AND state = 'failed' AND (event_id <> '' OR sealed <> '')`+where+` ORDER BY id LIMIT 500`, args...)
}
