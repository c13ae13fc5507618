package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// Reader is whoever reads an inbox: an account, and the person on a roster
// that the account belongs to, "" if none.
type Reader struct {
	Account, Person string
	Looked          bool // somebody else looks with their eyes: nothing counts as read
}

// Note is one message in an inbox.
type Note struct {
	ID     NoteID
	Agency string
	Text   i18n.Line
	More   []i18n.Line
	Href   string
	Day    clock.Date // in the agency
	Made   time.Time
	Read   bool
}

// PageSize is how many messages stand on a page of the inbox.
const PageSize = 25

// mine is the condition for a reader's messages; the two arguments are account
// and person.
const mine = `((n.account_id = $1 AND n.account_id <> '') OR (n.person_id = $2 AND n.person_id <> ''))`

// Unread counts what a reader has not read.
func Unread(ctx context.Context, q db.Q, r Reader) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM notify_note n WHERE `+mine+` AND n.read_at = ''`, r.Account, r.Person).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count unread messages: %w", err)
	}
	return n, nil
}

// Inbox returns a page, from 1, of a reader's messages, unread and new ones
// first, and how many there are.
func Inbox(ctx context.Context, q db.Q, r Reader, unreadOnly bool, page int) ([]Note, int, error) {
	where := mine
	if unreadOnly {
		where += ` AND n.read_at = ''`
	}
	var total int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM notify_note n WHERE `+where, r.Account, r.Person).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count messages: %w", err)
	}
	rows, err := q.Query(ctx, `SELECT n.id, e.agency_id, n.text_key, n.text_args, n.more, n.href, e.day, e.made_at, n.read_at FROM notify_note n JOIN notify_event e ON e.id = n.event_id
WHERE `+where+` ORDER BY CASE WHEN n.read_at = '' THEN 0 ELSE 1 END, e.day DESC, n.id DESC LIMIT $3 OFFSET $4`, r.Account, r.Person, PageSize, (max(page, 1)-1)*PageSize)
	if err != nil {
		return nil, 0, fmt.Errorf("list messages: %w", err)
	}
	defer rows.Close()
	var list []Note
	for rows.Next() {
		n, err := scanNote(rows)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, n)
	}
	return list, total, rows.Err()
}

func scanNote(row db.Row) (Note, error) {
	var n Note
	var args, more, made, read string
	if err := row.Scan(&n.ID, &n.Agency, &n.Text.Key, &args, &more, &n.Href, &n.Day, &made, &read); err != nil {
		return n, fmt.Errorf("read message: %w", err)
	}
	var err error
	n.Read = read != ""
	if n.Text, err = i18n.Unpack(n.Text.Key, args); err != nil {
		return n, err
	}
	if n.More, err = unpackAll(more); err != nil {
		return n, err
	}
	n.Made, err = clock.ParseStamp(made)
	return n, err
}

// Open marks a reader's message as read and returns where it leads. A receipt
// is a small write that many make at one moment.
func (p *Post) Open(ctx context.Context, r Reader, note NoteID) (string, error) {
	var href string
	err := p.DB.QueryRow(ctx, `SELECT n.href FROM notify_note n WHERE `+mine+` AND n.id = $3`, r.Account, r.Person, string(note)).Scan(&href)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.NotFound("notify.no_note")
	}
	if err != nil {
		return "", fmt.Errorf("open message %s: %w", note, err)
	}
	return href, p.receipt(ctx, r, ` AND n.id = $4`, string(note))
}

// ReadAll marks everything in a reader's inbox as read.
func (p *Post) ReadAll(ctx context.Context, r Reader) error { return p.receipt(ctx, r, "") }

func (p *Post) receipt(ctx context.Context, r Reader, which string, args ...any) error {
	if r.Looked {
		return nil
	}
	err := p.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE notify_note SET read_at = $3 WHERE read_at = '' AND id IN (SELECT n.id FROM notify_note n WHERE `+mine+which+`)`,
			append([]any{r.Account, r.Person, clock.Stamp(p.Clock.Now())}, args...)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("mark messages as read: %w", err)
	}
	return nil
}

// Say says a message in a language, one line under the other.
func (n Note) Say(s *i18n.Speaker) string { return strings.Join(lines(s, n.Text, n.More), "\n") }

func lines(s *i18n.Speaker, text i18n.Line, more []i18n.Line) []string {
	list := []string{text.Of(s)}
	for _, l := range more {
		list = append(list, l.Of(s))
	}
	return list
}

// PassOn gives the unread messages that somebody had for the office to their
// successor. What they have read stays with them.
func (p *Post) PassOn(ctx context.Context, tx *db.Tx, agency, from, to string) error {
	if p == nil {
		return nil
	}
	err := tx.Do(ctx, `UPDATE notify_note SET account_id = $1 WHERE account_id = $2 AND read_at = '' AND office = 1
AND event_id IN (SELECT e.id FROM notify_event e WHERE e.agency_id = $3)
AND event_id NOT IN (SELECT o.event_id FROM notify_note o WHERE o.account_id = $1)`, to, from, agency)
	if err != nil {
		return fmt.Errorf("pass messages on: %w", err)
	}
	return nil
}
