package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// ReachState is how far a message has come on whatever way: in the app, by
// e-mail or by WhatsApp.
type ReachState string

// The states of a message, in the order in which they want attention.
const (
	ReachOpen ReachState = "open" // nobody has sent it on, and it is not read
	ReachSent ReachState = "sent" // gone by e-mail, or WhatsApp was opened with it
	ReachRead ReachState = "read" // read in the inbox
	ReachDone ReachState = "done" // ticked by the office
)

// ReachStates lists them.
var ReachStates = []ReachState{ReachOpen, ReachSent, ReachRead, ReachDone}

// ReachDays is how long a message is worked on: after that it is history.
const ReachDays = 60

// Scope says which messages an officer works on.
type Scope struct {
	Agency string
	Batch  string     // only of this batch, "" for all
	Since  clock.Date // of this day or later
}

// Reached is somebody whom the office tells, with the messages to them by state.
type Reached struct {
	Recipient
	N     ReachCounts
	First clock.Date // of the oldest message that is open or sent, "" if none
}

// State is the state that wants most attention.
func (r Reached) State() ReachState {
	for i, n := range r.N {
		if n > 0 {
			return ReachStates[i]
		}
	}
	return ReachDone
}

// ReachCounts is how many messages stand in each state, in the order of
// ReachStates.
type ReachCounts [4]int

// Of returns how many stand in a state.
func (c ReachCounts) Of(s ReachState) int { return c[slices.Index(ReachStates, s)] }

// stateOf says the state of a message in SQL.
const stateOf = `CASE WHEN n.told_at <> '' THEN 'done' WHEN n.read_at <> '' THEN 'read'
WHEN n.opened_at <> '' OR EXISTS (SELECT 1 FROM notify_mail m WHERE m.note_id = n.id AND m.state = 'sent') THEN 'sent' ELSE 'open' END`

// inScope is the condition for the messages that an officer works on; the
// arguments are those of args.
const inScope = `e.agency_id = $1 AND ($2 = '' OR e.batch_id = $2) AND e.day >= $3 AND n.office = 0`

func (s Scope) args(more ...any) []any {
	return append([]any{s.Agency, s.Batch, string(s.Since)}, more...)
}

// ScopeOf is all that an office works on today, of one batch or of all.
func (p *Post) ScopeOf(a org.Agency, batch string) Scope {
	return Scope{Agency: string(a.ID), Batch: batch, Since: a.Today(p.Clock.Now()).AddDays(-ReachDays)}
}

// Require refuses an actor who may not work on the messages of the scope.
func (s Scope) Require(actor access.Actor) error {
	return actor.RequireScope(s.Agency, access.BatchScope(s.Batch), tellers...)
}

// Worklist returns everybody to whom messages of the scope went, whatever their
// state, in no order.
func Worklist(ctx context.Context, q db.Q, actor access.Actor, s Scope) ([]Reached, error) {
	if err := s.Require(actor); err != nil {
		return nil, err
	}
	// An office of ten thousand has as many messages. They are read from the index
	// notify_note_reach alone, and come as one text for each event: a digit for the
	// state, a letter for the kind of recipient, the id.
	rows, err := q.Query(ctx, `SELECT MIN(e.day), string_agg(CASE `+stateOf+` WHEN 'open' THEN '0' WHEN 'sent' THEN '1' WHEN 'read' THEN '2' ELSE '3' END || CASE WHEN n.person_id <> '' THEN 'p' || n.person_id ELSE 'a' || n.account_id END, ' ')
FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE `+inScope+` GROUP BY e.id`, s.args()...)
	if err != nil {
		return nil, fmt.Errorf("list people to reach: %w", err)
	}
	defer rows.Close()
	var list []Reached
	at := map[string]int{} // by letter and id
	for rows.Next() {
		var day clock.Date
		var notes string
		if err := rows.Scan(&day, &notes); err != nil {
			return nil, fmt.Errorf("list people to reach: %w", err)
		}
		if n := strings.Count(notes, " ") + 1; n > len(at) {
			list = slices.Grow(list, n)
			more := make(map[string]int, n+len(at))
			maps.Copy(more, at)
			at = more
		}
		for note := range strings.SplitSeq(notes, " ") {
			i, known := at[note[1:]]
			if !known {
				i = len(list)
				at[note[1:]] = i
				list = append(list, Reached{Recipient: recipient(note[1:])})
			}
			list[i].add(ReachStates[note[0]-'0'], day)
		}
	}
	return list, rows.Err()
}

// recipient is who a letter and an id name.
func recipient(text string) Recipient {
	if text[0] == 'a' {
		return Recipient{Account: text[1:]}
	}
	return Recipient{Person: text[1:]}
}

// add counts a message of a day.
func (r *Reached) add(s ReachState, day clock.Date) {
	r.N[slices.Index(ReachStates, s)]++
	if (s == ReachOpen || s == ReachSent) && (r.First == "" || day < r.First) {
		r.First = day
	}
}

// Item is one message to somebody, as the office works on it.
type Item struct {
	Told
	Day   clock.Date
	State ReachState
}

// ItemsFor returns the messages of the scope to each of the recipients, oldest
// first.
func ItemsFor(ctx context.Context, q db.Q, actor access.Actor, s Scope, to ...Recipient) (map[Recipient][]Item, error) {
	if err := s.Require(actor); err != nil {
		return nil, err
	}
	found := map[Recipient][]Item{}
	for _, r := range to {
		list, err := db.List(ctx, q, "list messages to somebody", scanItem, `SELECT n.id, n.account_id, n.person_id, n.text_key, n.text_args, n.more, n.private, e.day, `+stateOf+`
FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE `+inScope+` AND n.account_id = $4 AND n.person_id = $5 ORDER BY e.day, n.id`, s.args(r.Account, r.Person)...)
		if err != nil {
			return nil, err
		}
		found[r] = list
	}
	return found, nil
}

func scanItem(row db.Row) (Item, error) {
	var t Item
	var args, more string
	var private int
	err := row.Scan(&t.Note, &t.Account, &t.Person, &t.Text.Key, &args, &more, &private, &t.Day, &t.State)
	if err != nil {
		return t, err
	}
	t.Private = private == 1
	if t.Text, err = i18n.Unpack(t.Text.Key, args); err != nil {
		return t, err
	}
	t.More, err = unpackAll(more)
	return t, err
}

// Waiting returns the messages that somebody still has to be told: those that
// are open, or those that were sent when none is.
func Waiting(items []Item) []Item {
	for _, state := range []ReachState{ReachOpen, ReachSent} {
		var list []Item
		for _, i := range items {
			if i.State == state {
				list = append(list, i)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// OpenAll remembers that WhatsApp was opened with all that somebody still has to
// be told, and returns it. It is refused when nothing is left.
func (p *Post) OpenAll(ctx context.Context, actor access.Actor, s Scope, to Recipient) ([]Item, error) {
	items, err := ItemsFor(ctx, p.DB, actor, s, to)
	if err != nil {
		return nil, err
	}
	waiting := Waiting(items[to])
	if len(waiting) == 0 {
		return nil, fault.Conflict("notify.reach.nothing")
	}
	notes := make([]NoteID, len(waiting))
	for i := range waiting {
		notes[i] = waiting[i].Note
	}
	return waiting, p.Opening(ctx, notes...)
}

// MarkDone ticks what recipients still had to be told as done, or takes the last
// ticks of each of them back. It returns how many messages changed.
func (p *Post) MarkDone(ctx context.Context, actor access.Actor, s Scope, done bool, to ...Recipient) (int, error) {
	if err := s.Require(actor); err != nil {
		return 0, err
	}
	at, by, now := "", "", `n.told_at = (SELECT MAX(n.told_at) FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE `+inScope+` AND n.account_id = $4 AND n.person_id = $5 AND n.told_at <> '')`
	if done {
		at, by, now = clock.Stamp(p.Clock.Now()), actor.Ref(), `n.told_at = '' AND n.read_at = ''`
	}
	n := 0
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		n = 0
		for _, r := range to {
			changed, err := tx.Exec(ctx, `UPDATE notify_note SET told_at = $6, told_by = $7 WHERE id IN (
SELECT n.id FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE `+inScope+` AND n.account_id = $4 AND n.person_id = $5 AND `+now+`)`, s.args(r.Account, r.Person, at, by)...)
			if err != nil {
				return fmt.Errorf("tick as done: %w", err)
			}
			n += int(changed)
		}
		if n == 0 {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: s.Agency, At: p.Clock.Now(), Actor: actor.Ref(), Act: "notify.told", Subject: "agency:" + s.Agency, After: map[string]any{"told": done, "people": len(to), "messages": n}})
	})
	return n, err
}
