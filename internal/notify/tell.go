package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// Sent is an event as the office sees it: what went out, and how far it came.
type Sent struct {
	ID    EventID
	Title i18n.Line
	Batch string
	Wide  bool
	Day   clock.Date
	All   int // messages
	Read  int
	Told  int // by WhatsApp, as the office has ticked
}

// SentSize is how many events stand on a page.
const SentSize = 25

// Narrow says which events are listed: without it, those of many people.
type Narrow struct {
	Batch string // only of this batch, "" for any
	All   bool   // those of single people too
}

// Events returns a page, from 1, of what went out in an agency, newest first,
// and how many there are. The committee of one batch sees those of its batch.
func Events(ctx context.Context, q db.Q, actor access.Actor, agency string, n Narrow, page int) ([]Sent, int, error) {
	if err := actor.RequireScope(agency, access.BatchScope(n.Batch), tellers...); err != nil {
		return nil, 0, err
	}
	const where = `WHERE e.agency_id = $1 AND ($2 = '' OR e.batch_id = $2) AND (e.wide = 1 OR $3 = 1) `
	var total int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM notify_event e `+where, agency, n.Batch, db.Flag(n.All)).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count events: %w", err)
	}
	rows, err := q.Query(ctx, sentQuery+where+`ORDER BY e.day DESC, e.id DESC LIMIT $4 OFFSET $5`, agency, n.Batch, db.Flag(n.All), SentSize, (max(page, 1)-1)*SentSize)
	if err != nil {
		return nil, 0, fmt.Errorf("list events: %w", err)
	}
	defer rows.Close()
	var list []Sent
	for rows.Next() {
		s, err := scanSent(rows)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, s)
	}
	return list, total, rows.Err()
}

const sentQuery = `SELECT e.id, e.title_key, e.title_args, e.batch_id, e.wide, e.day,
(SELECT COUNT(*) FROM notify_note n WHERE n.event_id = e.id AND (n.office = 0 OR e.wide = 0)), (SELECT COUNT(*) FROM notify_note n WHERE n.event_id = e.id AND n.read_at <> '' AND (n.office = 0 OR e.wide = 0)), (SELECT COUNT(*) FROM notify_note n WHERE n.event_id = e.id AND n.told_at <> '' AND n.office = 0)
FROM notify_event e `

func scanSent(row db.Row) (Sent, error) {
	var s Sent
	var args string
	var wide int
	err := row.Scan(&s.ID, &s.Title.Key, &args, &s.Batch, &wide, &s.Day, &s.All, &s.Read, &s.Told)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fault.NotFound("notify.no_event")
	}
	if err != nil {
		return s, fmt.Errorf("read event: %w", err)
	}
	s.Wide = wide == 1
	s.Title, err = i18n.Unpack(s.Title.Key, args)
	return s, err
}

// Told is one recipient of an event as the office sees them.
type Told struct {
	Note    NoteID
	Account string // one of both is ""
	Person  string
	Text    i18n.Line
	More    []i18n.Line
	Private bool
	Read    bool
	Opened  bool // WhatsApp was opened with the text
	Told    bool
	Mail    MailState // of the e-mail that came furthest, "" for none
}

// Say says the message as it is sent by WhatsApp.
func (t Told) Say(s *i18n.Speaker) []string {
	if t.Private {
		return lines(s, t.Text, nil)
	}
	return lines(s, t.Text, t.More)
}

// tellers may tell the people of an event.
var tellers = []access.Role{access.Officer, access.Committee}

// EventFor returns an event of an agency with its recipients to somebody who
// may tell them.
func EventFor(ctx context.Context, q db.Q, actor access.Actor, agency string, event EventID) (Sent, []Told, error) {
	s, err := scanSent(q.QueryRow(ctx, sentQuery+`WHERE e.agency_id = $1 AND e.id = $2`, agency, string(event)))
	if err != nil {
		return s, nil, err
	}
	if err := actor.RequireScope(agency, access.BatchScope(s.Batch), tellers...); err != nil {
		return s, nil, err
	}
	rows, err := q.Query(ctx, `SELECT n.id, n.account_id, n.person_id, n.text_key, n.text_args, n.more, n.private, n.read_at, n.opened_at, n.told_at, COALESCE((SELECT m.state FROM notify_mail m WHERE m.note_id = n.id ORDER BY CASE m.state WHEN 'sent' THEN 0 WHEN 'failed' THEN 2 ELSE 1 END, m.id LIMIT 1), '')
FROM notify_note n WHERE n.event_id = $1 AND n.office = 0 ORDER BY n.id`, string(event))
	if err != nil {
		return s, nil, fmt.Errorf("list recipients: %w", err)
	}
	defer rows.Close()
	var list []Told
	for rows.Next() {
		var t Told
		var args, more, read, opened, told string
		var private int
		if err := rows.Scan(&t.Note, &t.Account, &t.Person, &t.Text.Key, &args, &more, &private, &read, &opened, &told, &t.Mail); err != nil {
			return s, nil, fmt.Errorf("list recipients: %w", err)
		}
		if t.Text, err = i18n.Unpack(t.Text.Key, args); err != nil {
			return s, nil, err
		}
		if t.More, err = unpackAll(more); err != nil {
			return s, nil, err
		}
		t.Private, t.Read, t.Opened, t.Told = private == 1, read != "", opened != "", told != ""
		list = append(list, t)
	}
	return s, list, rows.Err()
}

// EventOf returns the event of a message of an agency.
func EventOf(ctx context.Context, q db.Q, agency string, note NoteID) (EventID, error) {
	var event EventID
	err := q.QueryRow(ctx, `SELECT e.id FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE n.id = $1 AND e.agency_id = $2`, string(note), agency).Scan(&event)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.NotFound("notify.no_note")
	}
	if err != nil {
		return "", fmt.Errorf("find event of message: %w", err)
	}
	return event, nil
}

// Opening remembers that somebody opened WhatsApp with the texts of messages.
func (p *Post) Opening(ctx context.Context, notes ...NoteID) error {
	these, ids := db.In("id", notes, 2)
	err := p.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Do(ctx, `UPDATE notify_note SET opened_at = $1 WHERE opened_at = '' AND `+these, append([]any{clock.Stamp(p.Clock.Now())}, ids...)...)
	})
	if err != nil {
		return fmt.Errorf("remember opening: %w", err)
	}
	return nil
}

// MarkTold ticks recipients of an event as told by WhatsApp, or takes the tick
// back; all of them when none is named. It returns how many changed.
func (p *Post) MarkTold(ctx context.Context, actor access.Actor, agency string, event EventID, told bool, notes ...NoteID) (int, error) {
	n := 0
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		n = 0
		_, all, err := EventFor(ctx, tx, actor, agency, event)
		if err != nil {
			return err
		}
		at, by := "", ""
		if told {
			at, by = clock.Stamp(p.Clock.Now()), actor.Ref()
		}
		wanted := map[NoteID]bool{}
		for _, note := range notes {
			wanted[note] = true
		}
		for _, t := range all {
			if t.Told == told || len(notes) > 0 && !wanted[t.Note] {
				continue
			}
			if err := tx.Do(ctx, `UPDATE notify_note SET told_at = $1, told_by = $2 WHERE id = $3`, at, by, string(t.Note)); err != nil {
				return fmt.Errorf("tick as told: %w", err)
			}
			n++
		}
		if n == 0 {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: p.Clock.Now(), Actor: actor.Ref(), Act: "notify.told", Subject: "event:" + string(event), After: map[string]any{"told": told, "people": n}})
	})
	return n, err
}
