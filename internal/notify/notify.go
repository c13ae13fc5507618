// Package notify tells people what concerns them: in their inbox, by e-mail,
// and by lists that the office sends through WhatsApp.
//
// An act of a later house calls Send in its own transaction; an earlier house
// has a hook that app ties to it. One change makes one event, and each person
// or account one message of it, kept as a message key with its arguments and
// said in the reader's language. A message to a person on a roster reaches
// whatever account that person has, or gets later; people without an account
// are told by WhatsApp, and the house remembers whom the office has told. Who is
// on another list of the agency, as a guest lecturer without an account is, gets
// the same by e-mail as well.
//
// E-mail goes out only where a server is configured: each message waits in an
// outbox row written in the same transaction, and a job delivers it, tries
// again, and at last says why it could not. A message holds no mark, no number
// of a person and no secret; only an activation link is kept, sealed, until it
// is sent.
package notify

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// EventID names an event, NoteID one message of it.
type (
	EventID string
	NoteID  string
)

// Event is one change of which people are told.
type Event struct {
	Agency string
	Key    string    // names the change: an event of a key that exists is not told again
	Batch  string    // the batch it concerns, "" for none: its committee may tell its people
	Wide   bool      // it concerns so many that the office tells them by WhatsApp too
	Title  i18n.Line // names it in the list of what went out
}

// Letter is what some of the people are told.
type Letter struct {
	People   []string // ids on a roster
	Guests   []string // ids that Post.Guests knows
	Accounts []string
	Text     i18n.Line   // one sentence
	More     []i18n.Line // what one needs to know of it, a line each
	Href     string      // where one sees it or acts, a local address
	Private  bool        // More stays in the inbox, out of e-mail and WhatsApp
	Office   bool        // for the office itself, which needs no call by WhatsApp
}

// Post is the desk from which messages go out. A nil Post tells nobody, so
// that a house can be tested without it.
type Post struct {
	DB        *db.DB
	Clock     clock.Clock
	Jobs      *jobs.Queue
	Mailer    *Mailer // nil while no mail server is configured
	Vault     Vault
	Catalogue *i18n.Catalogue
	Address   func() string // where the pages are reached, without a slash at the end

	// Guests finds those of some ids that are on no roster but on another list of
	// an agency; nil for nobody.
	Guests func(ctx context.Context, q db.Q, agency string, ids []string) (map[string]Guest, error)
}

// Guest is somebody on a list of an agency who may have no account.
type Guest struct{ Name, Email string }

// Vault seals what is kept only until it is sent.
type Vault struct {
	Seal func(plain string) (string, error)
	Open func(sealed string) (string, error)
}

// Send tells people of an event within the transaction of the act that made
// it. Whoever acts is not told of their own act; who stands in two letters is
// told by the first.
func (p *Post) Send(ctx context.Context, tx *db.Tx, actor access.Actor, e Event, letters ...Letter) error {
	if p == nil {
		return nil
	}
	event, err := p.open(ctx, tx, actor, e)
	if err != nil || event == "" {
		return err
	}
	mail := outbox{agency: e.Agency, event: event, notes: map[Recipient]NoteID{}}
	var rows []any
	for _, l := range letters {
		some, err := l.rows(event, actor, &mail)
		if err != nil {
			return err
		}
		rows = append(rows, some...)
	}
	err = tx.InsertAll(ctx, `INSERT INTO notify_note (id, event_id, account_id, person_id, text_key, text_args, more, href, private, office, read_at, opened_at, told_at, told_by) VALUES`, 14, rows, "")
	if err != nil {
		return fmt.Errorf("send %s: %w", e.Title.Key, err)
	}
	return p.queue(ctx, tx, mail)
}

// open writes the event; "" when it was told before.
func (p *Post) open(ctx context.Context, tx *db.Tx, actor access.Actor, e Event) (EventID, error) {
	a, err := org.AgencyByID(ctx, tx, org.AgencyID(e.Agency))
	if err != nil {
		return "", err
	}
	args, err := e.Title.Pack()
	if err != nil {
		return "", err
	}
	now := p.Clock.Now()
	event := EventID(id.New())
	n, err := tx.Exec(ctx, `INSERT INTO notify_event (id, agency_id, once_key, batch_id, wide, title_key, title_args, made_by, made_at, day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
		string(event), e.Agency, e.Key, e.Batch, db.Flag(e.Wide), e.Title.Key, args, actor.Ref(), clock.Stamp(now), string(a.Today(now)))
	if err != nil {
		return "", fmt.Errorf("send %s: %w", e.Title.Key, err)
	}
	if n == 0 {
		return "", nil
	}
	return event, nil
}

// WasTold reports whether an event was told to anybody.
func (p *Post) WasTold(ctx context.Context, q db.Q, agency, key string) (bool, error) {
	if p == nil {
		return false, nil
	}
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE e.agency_id = $1 AND e.once_key = $2`, agency, key).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("ask whether %s was told: %w", key, err)
	}
	return n > 0, nil
}

// Withdraw takes back an event with what nobody has acted on yet: an entry
// that is undone was never there.
func (p *Post) Withdraw(ctx context.Context, tx *db.Tx, agency, key string) error {
	if p == nil {
		return nil
	}
	const of = `event_id IN (SELECT id FROM notify_event WHERE agency_id = $1 AND once_key = $2)`
	for _, query := range []string{`DELETE FROM notify_mail WHERE ` + of, `DELETE FROM notify_note WHERE ` + of, `DELETE FROM notify_event WHERE agency_id = $1 AND once_key = $2`} {
		if err := tx.Do(ctx, query, agency, key); err != nil {
			return fmt.Errorf("withdraw %s: %w", key, err)
		}
	}
	return nil
}

// Recipient is an account, or a person on a roster or a guest; the other field is
// empty.
type Recipient struct{ Account, Person string }

// RecipientOf is as whom somebody is reached who may have an account: as that, or as
// a guest; an empty one where neither is known.
func RecipientOf(account, guest string) Recipient {
	if account != "" {
		return Recipient{Account: account}
	}
	return Recipient{Person: guest}
}

// To addresses a letter to an account or a guest. A guest opens no page.
func (l Letter) To(r Recipient) Letter {
	if r.Account != "" {
		l.Accounts = append(slices.Clone(l.Accounts), r.Account)
	} else {
		l.Guests, l.Href = append(slices.Clone(l.Guests), r.Person), ""
	}
	return l
}

// rows makes the rows of a letter for those who are not told yet.
func (l Letter) rows(event EventID, actor access.Actor, mail *outbox) ([]any, error) {
	args, err := l.Text.Pack()
	if err != nil {
		return nil, err
	}
	more, err := packAll(l.More)
	if err != nil {
		return nil, err
	}
	var to []Recipient
	for _, person := range l.People {
		to = append(to, Recipient{Person: person})
	}
	for _, guest := range l.Guests {
		to = append(to, Recipient{Person: guest})
	}
	for _, account := range l.Accounts {
		if account != actor.Account() {
			to = append(to, Recipient{Account: account})
		}
	}
	var rows []any
	for _, r := range to {
		if mail.notes[r] != "" {
			continue
		}
		note := NoteID(id.New())
		mail.notes[r], mail.order = note, append(mail.order, r)
		if slices.Contains(l.Guests, r.Person) {
			mail.guests = append(mail.guests, r.Person)
		}
		rows = append(rows, string(note), string(event), r.Account, r.Person, l.Text.Key, args, more, l.Href, db.Flag(l.Private), db.Flag(l.Office), "", "", "", "")
	}
	return rows, nil
}

// packedLine is a line within a list of them.
type packedLine struct {
	Key  string `json:"k"`
	Args string `json:"a"`
}

func packAll(lines []i18n.Line) (string, error) {
	if len(lines) == 0 {
		return "", nil
	}
	var list []packedLine
	for _, l := range lines {
		args, err := l.Pack()
		if err != nil {
			return "", err
		}
		list = append(list, packedLine{l.Key, args})
	}
	text, err := json.Marshal(list)
	return string(text), err
}

func unpackAll(packed string) ([]i18n.Line, error) {
	if packed == "" {
		return nil, nil
	}
	var list []packedLine
	if err := json.Unmarshal([]byte(packed), &list); err != nil {
		return nil, fmt.Errorf("unpack message: %w", err)
	}
	var lines []i18n.Line
	for _, p := range list {
		l, err := i18n.Unpack(p.Key, p.Args)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// How long messages are kept.
const (
	readKept = 180 * 24 * time.Hour // after it was made, once read
	allKept  = 2 * 365 * 24 * time.Hour
	linkKept = 14 * 24 * time.Hour // a sealed activation link: no longer than it opens anything
)
