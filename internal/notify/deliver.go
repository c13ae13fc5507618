package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

const (
	// tries is how often an e-mail is tried: about eleven hours, since each
	// pause is longer than the one before.
	tries = 12
	// handful is how many e-mails one run claims at once.
	handful = 20
	// lostAfter is when a claimed e-mail whose worker says nothing is free again.
	lostAfter = 5 * time.Minute
	// spare is how much of its time a run leaves: what remains is sent by the
	// next.
	spare = 20 * time.Second
)

// errWaiting has the job tried again.
var errWaiting = errors.New("some mail could not be sent yet")

// claimed is an e-mail that this run sends.
type claimed struct {
	id       string
	agency   string
	note     NoteID
	account  identity.AccountID
	pass     string // of a signed link, "" for other mail
	sealed   string
	attempts int
}

// Deliver sends the waiting e-mails that a job names. What the server refuses
// for good fails at once, anything else is tried again later; an e-mail whose
// run was killed may go out twice.
func (p *Post) Deliver(ctx context.Context, r *jobs.Run) error {
	var job mailJob
	if err := r.Read(&job); err != nil {
		return err
	}
	if p.Mailer == nil {
		return fault.Conflict("notify.mail_off")
	}
	for {
		if end, ok := ctx.Deadline(); ok && time.Until(end) < spare {
			break
		}
		list, err := p.claim(ctx, job, r.Attempt)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		if err := p.deliver(ctx, list, r.Last); err != nil {
			return err
		}
	}
	var left int
	err := p.DB.QueryRow(ctx, `SELECT COUNT(*) FROM notify_mail WHERE (event_id = $1 AND $1 <> '' OR id = $2) AND state IN ('waiting', 'sending')`, string(job.Event), job.Mail).Scan(&left)
	if err != nil {
		return fmt.Errorf("count waiting mail: %w", err)
	}
	if left == 0 {
		return nil
	}
	return p.later(ctx, job)
}

// later has what is left of an event sent in the morning, when people are not to
// be disturbed now; otherwise the job is tried again.
func (p *Post) later(ctx context.Context, job mailJob) error {
	if job.Event == "" {
		return errWaiting
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		var agency string
		if err := tx.QueryRow(ctx, `SELECT agency_id FROM notify_event WHERE id = $1`, string(job.Event)).Scan(&agency); err != nil {
			return fmt.Errorf("find event of mail: %w", err)
		}
		stamp, until, err := p.notBefore(ctx, tx, agency)
		if err != nil {
			return err
		}
		if stamp == "" {
			return errWaiting
		}
		if err := tx.Do(ctx, `UPDATE notify_mail SET not_before = $1, attempts = 0 WHERE event_id = $2 AND state = 'waiting'`, stamp, string(job.Event)); err != nil {
			return fmt.Errorf("leave mail for the morning: %w", err)
		}
		return p.Jobs.AddAt(ctx, tx, MailJob, job, until)
	})
}

// claim takes a handful of waiting e-mails for this run. Those that failed in
// this run already wait for the next.
func (p *Post) claim(ctx context.Context, job mailJob, attempt int) ([]claimed, error) {
	var list []claimed
	now := p.Clock.Now()
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		list = nil
		rows, err := tx.Query(ctx, `UPDATE notify_mail SET state = 'sending', claimed_at = $1 WHERE id IN (
SELECT id FROM notify_mail WHERE (event_id = $2 AND $2 <> '' OR id = $3) AND (state = 'waiting' AND attempts < $4 AND not_before <= $1 OR state = 'sending' AND claimed_at < $5) ORDER BY id LIMIT $6)
RETURNING id, agency_id, note_id, account_id, pass_id, sealed, attempts`,
			clock.Stamp(now), string(job.Event), job.Mail, attempt, clock.Stamp(now.Add(-lostAfter)), handful)
		if err != nil {
			return fmt.Errorf("claim mail: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var c claimed
			if err := rows.Scan(&c.id, &c.agency, &c.note, &c.account, &c.pass, &c.sealed, &c.attempts); err != nil {
				return fmt.Errorf("claim mail: %w", err)
			}
			list = append(list, c)
		}
		return rows.Err()
	})
	return list, err
}

// deliver sends what was claimed over one connection and notes each outcome.
func (p *Post) deliver(ctx context.Context, list []claimed, last bool) error {
	line, dialled := p.Mailer.dial(ctx)
	if dialled == nil {
		defer line.Close()
	}
	for _, c := range list {
		refused := dialled
		if refused == nil {
			refused = p.one(ctx, line, c)
		}
		if err := p.note(context.WithoutCancel(ctx), c, refused, last); err != nil {
			return err
		}
	}
	return nil
}

// one writes and sends one e-mail.
func (p *Post) one(ctx context.Context, line *line, c claimed) error {
	l, err := p.letter(ctx, c)
	if err != nil {
		return err
	}
	return line.send(l)
}

// note writes what became of an e-mail.
func (p *Post) note(ctx context.Context, c claimed, refused error, last bool) error {
	state, reason, sealed := MailSent, "", ""
	if refused != nil {
		state, reason, sealed = MailWaiting, reasonOf(refused), c.sealed
		if last || c.attempts+1 >= tries || forGood(refused) {
			state = MailFailed
		}
	}
	now := clock.Stamp(p.Clock.Now())
	ended := now
	if state == MailWaiting {
		ended = ""
	}
	err := p.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE notify_mail SET state = $1, reason = $2, sealed = $3, attempts = attempts + 1, ended_at = $4 WHERE id = $5`, string(state), reason, sealed, ended, c.id)
		if err == nil && c.pass != "" && state == MailSent {
			err = identity.PassMailed(ctx, tx, c.pass, p.Clock.Now())
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("note mail %s: %w", c.id, err)
	}
	return nil
}

// letter writes an e-mail in the language of its reader.
func (p *Post) letter(ctx context.Context, c claimed) (letter, error) {
	if c.pass != "" {
		return p.passLetter(ctx, c)
	}
	account, err := identity.ByID(ctx, p.DB, c.account)
	if err != nil {
		return letter{}, err
	}
	a, err := org.AgencyByID(ctx, p.DB, org.AgencyID(c.agency))
	if err != nil {
		return letter{}, err
	}
	s := p.Catalogue.Speaker(i18n.ParseLang(account.Lang))
	l := letter{id: c.id, to: account.Email, name: account.Name, office: a.Name}
	greeting, foot := s.T("notify.mail.greeting", "Name", account.Name), s.T("notify.mail.foot", "Office", officeOf(a))
	if c.note == "" {
		link, err := p.Vault.Open(c.sealed)
		if err != nil {
			return l, permanent{"notify.reason.link", err}
		}
		l.subject = s.T("notify.mail.activation", "Agency", a.Name)
		l.text = paragraphs(greeting, s.T("notify.mail.activation_text", "Agency", a.Name), link, s.T("notify.mail.activation_note"), foot)
		return l, nil
	}
	n, private, err := noteByID(ctx, p.DB, c.note)
	if err != nil {
		return l, err
	}
	l.subject = n.Text.Of(s)
	body := l.subject
	if !private {
		body = n.Say(s)
	}
	link := p.Address() + "/inbox"
	if n.Href != "" {
		link = p.Address() + "/inbox/" + string(n.ID)
	}
	l.text = paragraphs(greeting, body, s.T("notify.mail.open", "Link", link), foot)
	return l, nil
}

// officeOf names who writes: the personnel body and its agency.
func officeOf(a org.Agency) string {
	if a.BodyName != "" {
		return a.BodyName + "\n" + a.Name
	}
	return a.Name
}

func paragraphs(parts ...string) string { return strings.Join(parts, "\n\n") + "\n" }

func noteByID(ctx context.Context, q db.Q, note NoteID) (Note, bool, error) {
	var private int
	row := q.QueryRow(ctx, `SELECT n.id, e.agency_id, n.text_key, n.text_args, n.more, n.href, e.day, e.made_at, n.read_at, n.private FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE n.id = $1`, string(note))
	n, err := scanNote(scanMore{row, &private})
	return n, private == 1, err
}

// scanMore scans a column after those that a function knows.
type scanMore struct {
	row  db.Row
	more any
}

func (s scanMore) Scan(into ...any) error { return s.row.Scan(append(into, s.more)...) }
