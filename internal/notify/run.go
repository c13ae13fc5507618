package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
)

const (
	// tries is how often an e-mail is tried: over about eleven hours, since each
	// pause is longer than the one before.
	tries = 12
	// rest is how long all mail waits after the server could not be reached, or
	// asked for patience.
	rest = time.Minute
	// spare is how much of its time a run leaves, enough for one more e-mail: what
	// remains is sent by the next run.
	spare = 2*mailTimeout + 5*time.Second
	// lostAfter is when an e-mail under way whose run says nothing is free again.
	// It lies after the longest run.
	lostAfter = 3 * time.Minute
	// lag is how much later than the mail itself its job comes due: the clock of
	// the queue may be that of the database.
	lag = time.Second
)

// errBusy has the job looked at again: it was cut off once, and it may be its own
// e-mail that seems to be under way.
var errBusy = errors.New("an e-mail is under way")

// claimed is the e-mail that is under way.
type claimed struct {
	id       string
	agency   string
	note     NoteID
	account  identity.AccountID
	pass     string // of a signed link, "" for other mail
	sealed   string
	attempts int
}

// atOnce reports whether an e-mail goes out at any hour: an activation link, for
// which somebody waits in front of a screen.
func (c claimed) atOnce() bool { return c.note == "" && c.pass == "" }

// Deliver sends all e-mail that is due, one after the other over one connection.
//
// Each act that queues e-mail adds a job; the first of them to run sends for all.
// As long as a run lasts, exactly one e-mail stands as under way: what became of
// it is noted in the transaction that takes the next. Whoever sees it leaves the
// rest to that run, so there is one connection whatever the number of jobs and
// processes. After a crash only this one e-mail may go out twice.
func (p *Post) Deliver(ctx context.Context, r *jobs.Run) error {
	if p.Mailer == nil {
		return fault.Conflict("notify.mail_off")
	}
	c, busy, err := p.begin(ctx)
	if err != nil {
		return err
	}
	if busy && r.Attempt > 1 {
		return errBusy
	}
	l := &line{mailer: p.Mailer}
	defer l.hangUp()
	for c != nil {
		refused := p.one(ctx, l, *c)
		end, bounded := ctx.Deadline()
		stop := ctx.Err() != nil || bounded && time.Until(end) < spare
		if c, err = p.next(context.WithoutCancel(ctx), *c, refused, stop); err != nil {
			return err
		}
	}
	return nil
}

// one writes and sends one e-mail.
func (p *Post) one(ctx context.Context, l *line, c claimed) error {
	e, err := p.letter(ctx, c)
	if err != nil {
		return err
	}
	return l.send(ctx, e)
}

// begin takes the first e-mail of a run, none when none is due or when another
// run is under way.
func (p *Post) begin(ctx context.Context) (c *claimed, busy bool, err error) {
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		c, busy = nil, false
		fresh, err := db.Column[string](ctx, tx, "ask for mail under way", `SELECT id FROM notify_mail WHERE ended_at = '' AND state = 'sending' AND claimed_at >= $1`, clock.Stamp(p.Clock.Now().Add(-lostAfter)))
		if err != nil {
			return err
		}
		if busy = len(fresh) > 0; busy {
			return nil
		}
		c, err = p.claim(ctx, tx)
		return err
	})
	return c, busy, err
}

// claim takes the e-mail that is due and was tried least; nil when none is.
func (p *Post) claim(ctx context.Context, tx *db.Tx) (*claimed, error) {
	var c claimed
	now := p.Clock.Now()
	err := tx.QueryRow(ctx, `UPDATE notify_mail SET state = 'sending', claimed_at = $1 WHERE id = (
SELECT id FROM notify_mail WHERE ended_at = '' AND (state = 'waiting' AND not_before <= $1 OR state = 'sending' AND claimed_at < $2) ORDER BY attempts, id LIMIT 1)
RETURNING id, agency_id, note_id, account_id, pass_id, sealed, attempts`, clock.Stamp(now), clock.Stamp(now.Add(-lostAfter))).Scan(&c.id, &c.agency, &c.note, &c.account, &c.pass, &c.sealed, &c.attempts)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("take mail: %w", err)
	}
	return &c, nil
}

// next notes what became of the e-mail under way and takes the one after it.
// There is none when nothing else is due, when the server wants a rest, and when
// the run has to stop: then another job goes on.
func (p *Post) next(ctx context.Context, c claimed, refused error, stop bool) (after *claimed, err error) {
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		after = nil
		if err := p.note(ctx, tx, c, refused); err != nil {
			return err
		}
		switch {
		case wantsRest(refused):
			return p.hold(ctx, tx, reasonOf(refused))
		case stop:
			return p.Jobs.Add(ctx, tx, MailJob, nil)
		}
		after, err = p.claim(ctx, tx)
		return err
	})
	return after, err
}

// note writes what became of an e-mail. One that was refused for now has a job
// that wakes it.
func (p *Post) note(ctx context.Context, tx *db.Tx, c claimed, refused error) error {
	now := p.Clock.Now()
	var err error
	switch {
	case refused == nil:
		err = tx.Do(ctx, `UPDATE notify_mail SET state = 'sent', reason = '', sealed = '', attempts = attempts + 1, ended_at = $1 WHERE id = $2`, clock.Stamp(now), c.id)
		if err == nil && c.pass != "" {
			err = identity.PassMailed(ctx, tx, c.pass, now)
		}
	case forGood(refused) || c.attempts+1 >= tries:
		err = tx.Do(ctx, `UPDATE notify_mail SET state = 'failed', reason = $1, attempts = attempts + 1, ended_at = $2 WHERE id = $3`, reasonOf(refused), clock.Stamp(now), c.id)
	default:
		at := now.Add(pause(c.attempts + 1))
		if !c.atOnce() {
			if at, err = p.loud(ctx, tx, c.agency, at); err != nil {
				return err
			}
		}
		if err = tx.Do(ctx, `UPDATE notify_mail SET state = 'waiting', reason = $1, attempts = attempts + 1, not_before = $2 WHERE id = $3`, reasonOf(refused), clock.Stamp(at), c.id); err == nil {
			err = p.wake(ctx, tx, at)
		}
	}
	if err != nil {
		return fmt.Errorf("note mail %s: %w", c.id, err)
	}
	return nil
}

// pause is how long an e-mail waits that was tried so often.
func pause(tried int) time.Duration {
	return time.Duration(tried*tried*tried*tried) * time.Second
}

// hold has everything that is due wait a while, and says why. None of it counts
// as tried.
func (p *Post) hold(ctx context.Context, tx *db.Tx, why string) error {
	const due = `ended_at = '' AND state = 'waiting' AND not_before <= $3`
	now := p.Clock.Now()
	at := now.Add(rest)
	n, err := tx.Exec(ctx, `UPDATE notify_mail SET not_before = $1, reason = $2 WHERE `+due+` AND note_id = '' AND pass_id = ''`, clock.Stamp(at), why, clock.Stamp(now))
	if err == nil && n > 0 {
		err = p.wake(ctx, tx, at)
	}
	if err != nil {
		return fmt.Errorf("hold activation links: %w", err)
	}
	agencies, err := db.Column[string](ctx, tx, "ask whose mail is due", `SELECT DISTINCT agency_id FROM notify_mail WHERE ended_at = '' AND state = 'waiting' AND not_before <= $1`, clock.Stamp(now))
	if err != nil {
		return err
	}
	for _, agency := range agencies {
		until, err := p.loud(ctx, tx, agency, at)
		if err == nil {
			err = tx.Do(ctx, `UPDATE notify_mail SET not_before = $1, reason = $2 WHERE `+due+` AND agency_id = $4`, clock.Stamp(until), why, clock.Stamp(now), agency)
		}
		if err == nil {
			err = p.wake(ctx, tx, until)
		}
		if err != nil {
			return fmt.Errorf("hold mail of %s: %w", agency, err)
		}
	}
	return nil
}

// wake adds the job that sends what is due from an instant on; at once when it
// is zero.
func (p *Post) wake(ctx context.Context, tx *db.Tx, at time.Time) error {
	if !at.IsZero() {
		at = at.Add(lag)
	}
	return p.Jobs.AddAt(ctx, tx, MailJob, nil, at)
}
