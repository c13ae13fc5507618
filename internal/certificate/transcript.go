package certificate

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// PaperState says whether an issued transcript stands.
type PaperState string

// The states of issued papers.
const (
	Making   PaperState = "making" // numbered, not printed yet: an issue that was interrupted
	Valid    PaperState = "valid"
	Revoked  PaperState = "revoked"
	Replaced PaperState = "replaced"
)

// Paper is one issued transcript (Transkrip Nilai), frozen by the hash of its
// file.
type Paper struct {
	ID       string
	Batch    training.BatchID
	Person   roster.PersonID
	Verdict  string
	Number   string // from the register of the agency
	Code     string // printed below the QR code, twelve letters and digits
	IssuedOn clock.Date
	Days, JP int // of the course
	Hash     string
	State    PaperState
	Reason   string // why it was revoked or replaced
}

// issuers may issue, replace and revoke.
var issuers = []access.Role{access.Committee, access.Officer}

// Issue numbers, prints and freezes the transcripts of everybody in a locked
// batch who has none that stands, in three steps: numbers are taken in one
// transaction, papers printed outside of any, hashes written in another. An
// issue that was interrupted is taken up where it stopped. Check is the
// address to which the QR codes lead, such as https://…/c/. Progress, if not
// nil, hears how many are done. It returns how many were issued.
func (r *Registry) Issue(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, s *i18n.Speaker, check string, progress func(done, total int)) (int, error) {
	if err := actor.Require(string(a.ID), issuers...); err != nil {
		return 0, err
	}
	table, err := r.Board.Table(ctx, actor, a, batch)
	if err != nil {
		return 0, err
	}
	if !table.Meeting.Locked() {
		return 0, fault.Conflict("certificate.not_locked")
	}
	todo, err := r.number(ctx, actor, a, table)
	if err != nil {
		return 0, err
	}
	rows := map[roster.PersonID]*evaluation.Row{}
	for i := range table.Rows {
		rows[table.Rows[i].Person.ID] = &table.Rows[i]
	}
	letter, err := newLetter(ctx, r.DB, a, s, table, check)
	if err != nil {
		return 0, err
	}
	done := 0
	err = pdf.Batch(ctx, len(todo), func(i int) ([]byte, error) { return letter.print(rows[todo[i].Person], todo[i]) }, func(i int, body []byte) error {
		if err := r.freeze(ctx, actor, a, todo[i], body); err != nil {
			return err
		}
		if done++; progress != nil {
			progress(done, len(todo))
		}
		return nil
	})
	return done, err
}

// number takes the numbers of everybody without a transcript, and returns what
// is to be printed.
func (r *Registry) number(ctx context.Context, actor access.Actor, a org.Agency, t *evaluation.Table) ([]Paper, error) {
	var todo []Paper
	today := a.Today(r.Clock.Now())
	days, jp := course(t)
	err := r.DB.InTx(ctx, func(tx *db.Tx) error {
		todo = nil
		if err := tx.Lock(ctx, "certificate.register:"+string(a.ID)); err != nil {
			return err
		}
		have, err := papers(ctx, tx, `batch_id = $1 AND state IN ('valid', 'making')`, string(t.Batch.ID))
		if err != nil {
			return err
		}
		standing := map[roster.PersonID]Paper{}
		for _, p := range have {
			standing[p.Person] = p
		}
		for i := range t.Rows {
			row := &t.Rows[i]
			if row.Verdict == nil {
				continue
			}
			old, ok := standing[row.Person.ID]
			switch {
			case ok && old.State == Making:
				todo = append(todo, old)
				continue
			case ok && old.Verdict == row.Verdict.ID:
				continue
			}
			p := Paper{ID: id.New(), Batch: t.Batch.ID, Person: row.Person.ID, Verdict: row.Verdict.ID, Code: newCode(), IssuedOn: today, Days: days, JP: jp, State: Making}
			if err := r.take(ctx, tx, actor, a, &p, old); err != nil {
				return err
			}
			todo = append(todo, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("number transcripts: %w", err)
	}
	return todo, nil
}

// take gives a paper the next number of the year; an older paper of the person
// is replaced, because its verdict was corrected.
func (r *Registry) take(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, p *Paper, old Paper) error {
	year := p.IssuedOn.Year()
	_, err := tx.Exec(ctx, `INSERT INTO certificate_register (agency_id, year, last_number) VALUES ($1, $2, 1) ON CONFLICT (agency_id, year) DO UPDATE SET last_number = certificate_register.last_number + 1`, string(a.ID), year)
	if err != nil {
		return fmt.Errorf("take number: %w", err)
	}
	var n int
	if err := tx.QueryRow(ctx, `SELECT last_number FROM certificate_register WHERE agency_id = $1 AND year = $2`, string(a.ID), year).Scan(&n); err != nil {
		return fmt.Errorf("take number: %w", err)
	}
	p.Number = fmt.Sprintf("%05d/TR-LATSAR/%s/%d", n, strings.ToUpper(a.Code), year)
	if old.ID != "" {
		if _, err := tx.Exec(ctx, `UPDATE certificate_paper SET state = 'replaced', replaced_by = $1, reason = 'corrected' WHERE id = $2`, p.ID, old.ID); err != nil {
			return fmt.Errorf("replace transcript: %w", err)
		}
	}
	now := r.Clock.Now()
	_, err = tx.Exec(ctx, `INSERT INTO certificate_paper (id, agency_id, batch_id, person_id, verdict_id, number, code, issued_on, days, jp, blob_hash, file_size, state, reason, made_by, made_at, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0, 'making', '', $11, $12, '')`,
		p.ID, string(a.ID), string(p.Batch), string(p.Person), p.Verdict, p.Number, p.Code, string(p.IssuedOn), p.Days, p.JP, actor.Ref(), clock.Stamp(now))
	if err != nil {
		return fmt.Errorf("enter transcript: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "certificate.number", Subject: "transcript:" + p.ID, Person: string(p.Person), After: map[string]string{"number": p.Number, "verdict": p.Verdict}})
}

// freeze stores a printed paper and writes its hash; from then on it stands.
func (r *Registry) freeze(ctx context.Context, actor access.Actor, a org.Agency, p Paper, body []byte) error {
	info, err := r.Files.Put(ctx, strings.NewReader(string(body)), mostPaper)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE certificate_paper SET blob_hash = $1, file_size = $2, state = 'valid' WHERE id = $3 AND state = 'making'`, info.Hash, info.Size, p.ID)
		if err != nil || n == 0 {
			return err // somebody else has frozen it meanwhile
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: r.Clock.Now(), Actor: actor.Ref(), Act: "certificate.issue", Subject: "transcript:" + p.ID, Person: string(p.Person), After: map[string]string{"number": p.Number, "hash": info.Hash}})
	})
}

// mostPaper is the largest printed paper in bytes.
const mostPaper = 2 << 20

// Revoke takes a transcript back, with the reason. Whoever checks an old copy
// is told.
func (r *Registry) Revoke(ctx context.Context, actor access.Actor, a org.Agency, paper, reason string) error {
	if err := actor.Require(string(a.ID), issuers...); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		var f fault.Fields
		f.Add("reason", "certificate.no_reason")
		return f.Err()
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		list, err := papers(ctx, tx, `id = $1 AND agency_id = $2`, paper, string(a.ID))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.NotFound("access.not_found")
		}
		if list[0].State != Valid {
			return fault.Conflict("certificate.not_valid")
		}
		if _, err := tx.Exec(ctx, `UPDATE certificate_paper SET state = 'revoked', reason = $1 WHERE id = $2`, reason, paper); err != nil {
			return fmt.Errorf("revoke transcript: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: r.Clock.Now(), Actor: actor.Ref(), Act: "certificate.revoke", Subject: "transcript:" + paper, Person: string(list[0].Person), Before: string(Valid), After: string(Revoked), Reason: reason})
	})
}

// newCode makes the code below a QR code: 60 random bits.
func newCode() string {
	var b [8]byte
	rand.Read(b[:])
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])[:12]
}

// course returns days and JP of the batch's mode.
func course(t *evaluation.Table) (days, jp int) {
	mode, err := t.Pack.Training.Mode(t.Mode)
	if err != nil {
		return 0, 0
	}
	for _, s := range mode.Stages {
		jp += s.JP.Value
	}
	return mode.Days(), jp
}

// Transcripts returns the issued transcripts of a batch, standing and not, by
// number.
func Transcripts(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID) ([]Paper, error) {
	return papers(ctx, q, `agency_id = $1 AND batch_id = $2`, string(agency), string(batch))
}

// ByCode returns the transcript that carries a code, and its agency, for
// whoever holds a copy.
func ByCode(ctx context.Context, q db.Q, code string) (Paper, org.AgencyID, error) {
	list, err := papers(ctx, q, `code = $1 AND state <> 'making'`, strings.ToUpper(code))
	if err != nil {
		return Paper{}, "", err
	}
	if len(list) == 0 {
		return Paper{}, "", fault.NotFound("certificate.unknown_code")
	}
	var agency org.AgencyID
	err = q.QueryRow(ctx, `SELECT agency_id FROM certificate_paper WHERE id = $1`, list[0].ID).Scan(&agency)
	return list[0], agency, err
}

func papers(ctx context.Context, q db.Q, where string, args ...any) ([]Paper, error) {
	rows, err := q.Query(ctx, `SELECT id, batch_id, person_id, verdict_id, number, code, issued_on, days, jp, blob_hash, state, reason FROM certificate_paper WHERE `+where+` ORDER BY number`, args...)
	if err != nil {
		return nil, fmt.Errorf("list transcripts: %w", err)
	}
	defer rows.Close()
	var list []Paper
	for rows.Next() {
		var p Paper
		if err := rows.Scan(&p.ID, &p.Batch, &p.Person, &p.Verdict, &p.Number, &p.Code, &p.IssuedOn, &p.Days, &p.JP, &p.Hash, &p.State, &p.Reason); err != nil {
			return nil, fmt.Errorf("list transcripts: %w", err)
		}
		list = append(list, p)
	}
	return list, rows.Err()
}
