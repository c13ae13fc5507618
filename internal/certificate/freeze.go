package certificate

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/blob"
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

// Failed is a paper that could not be made, and why. Its number waits for the
// next attempt.
type Failed struct {
	Paper  Paper
	Person roster.Person
	Err    error
}

// Printed is the outcome of a printing.
type Printed struct {
	Done   map[Kind]int
	Papers []Paper // that stand now
	Failed []Failed
}

// errFellAway says that a numbered paper certifies a verdict that does not
// hold any more.
var errFellAway = errors.New("the verdict fell away")

// Print prints and freezes every numbered paper of a batch that is not printed
// yet: after an interruption it goes on where it stopped. A paper that fails
// stops no other. Progress, if not nil, hears after each how many are done.
func (r *Registry) Print(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, progress func(done, total int)) (Printed, error) {
	out := Printed{Done: map[Kind]int{}}
	table, err := r.Board.Table(ctx, access.System("certificate"), a, batch)
	if err != nil {
		return out, err
	}
	todo, err := papers(ctx, r.DB, `p.agency_id = $1 AND p.batch_id = $2 AND p.blob_hash = '' AND e.paper_id IS NULL`, string(a.ID), string(batch))
	if err != nil || len(todo) == 0 {
		return out, err
	}
	press, err := r.newPress(ctx, a, table, todo)
	if err != nil {
		return out, err
	}
	done := 0
	settle := func(group []sheet) error {
		r.settle(ctx, actor, press, group)
		for i := range group {
			if err := r.count(ctx, &out, press, &group[i]); err != nil {
				return err
			}
		}
		if done += len(group); progress != nil {
			progress(done, len(todo))
		}
		return ctx.Err()
	}
	sheets, from := make([]sheet, len(todo)), 0
	work := func(i int) ([]byte, error) {
		sheets[i].Paper = todo[i]
		var body []byte
		if body, sheets[i].err = press.print(todo[i]); sheets[i].err == nil {
			sheets[i].info, sheets[i].err = r.Files.Put(ctx, bytes.NewReader(body), mostPaper)
		}
		return nil, nil
	}
	err = pdf.Batch(ctx, len(todo), work, func(i int, _ []byte) error {
		if i+1-from < together && i+1 < len(todo) {
			return nil
		}
		group := sheets[from : i+1]
		from = i + 1
		return settle(group)
	})
	return out, err
}

// together is how many papers are frozen in one transaction.
const together = 16

// sheet is one paper on its way through the press.
type sheet struct {
	Paper
	info blob.Info
	err  error
}

// settle freezes the printed papers of a group in one transaction; if one of
// them is refused, each in its own, so that it stops no other.
func (r *Registry) settle(ctx context.Context, actor access.Actor, of *press, group []sheet) {
	printed := func(s sheet) bool { return s.err == nil }
	err := r.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, s := range group {
			if !printed(s) {
				continue
			}
			if err := r.stand(ctx, tx, actor, of, s.Paper, s.info); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range group {
		s := &group[i]
		switch {
		case errors.Is(s.err, errFellAway):
			s.err = r.void(ctx, actor, of.agency, s.Paper)
		case err != nil && printed(*s):
			s.err = r.DB.InTx(ctx, func(tx *db.Tx) error { return r.stand(ctx, tx, actor, of, s.Paper, s.info) })
		}
	}
}

// count notes how a paper came out.
func (r *Registry) count(ctx context.Context, out *Printed, of *press, s *sheet) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.err == nil && s.info.Hash != "":
		out.Done[s.Kind]++
		out.Papers = append(out.Papers, s.Paper)
	case s.err != nil:
		out.Failed = append(out.Failed, Failed{Paper: s.Paper, Person: of.person(s.Person), Err: s.err})
		return r.note(ctx, s.Paper, s.err)
	}
	return nil
}

// note keeps with a paper why it could not be printed, for the page of the
// batch: the reason for a fault, a number under which the log has the rest for
// anything else.
func (r *Registry) note(ctx context.Context, p Paper, wrong error) error {
	line := i18n.Line{}
	if f := fault.Of(wrong); f != nil {
		line = i18n.Line{Key: f.Key, Args: f.Args}
	} else {
		reference := "C-" + id.New()[:13]
		r.Log.Error("print paper", "reference", reference, "paper", p.ID, "error", wrong)
		line = i18n.Say("certificate.trouble", "Reference", reference)
	}
	args, err := line.Pack()
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE certificate_paper SET trouble = $1, trouble_args = $2 WHERE id = $3 AND blob_hash = ''`, line.Key, args, p.ID)
		return err
	})
}

// void ends a paper that was numbered and will never be printed.
func (r *Registry) void(ctx context.Context, actor access.Actor, a org.Agency, p Paper) error {
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		return r.end(ctx, tx, actor, a, p, Void, "", r.Speak.T("certificate.void_reason"))
	})
}

// mostPaper is the largest printed paper in bytes.
const mostPaper = 2 << 20

// stand writes the hash of a printed paper; from then on it stands, and the one
// that it replaces stands no more. An STTP is put in force in the same
// transaction.
func (r *Registry) stand(ctx context.Context, tx *db.Tx, actor access.Actor, of *press, p Paper, info blob.Info) error {
	a := of.agency
	if err := lockRegister(ctx, tx, a.ID); err != nil {
		return err
	}
	now, err := ByID(ctx, tx, a.ID, p.ID)
	if err != nil || now.State != Making {
		return err // somebody else has frozen or ended it meanwhile
	}
	if err := tx.Do(ctx, `UPDATE certificate_paper SET blob_hash = $1, file_size = $2, trouble = '', trouble_args = '' WHERE id = $3`, info.Hash, info.Size, p.ID); err != nil {
		return fmt.Errorf("freeze paper: %w", err)
	}
	if p.Replaces != "" {
		old, err := ByID(ctx, tx, a.ID, p.Replaces)
		if err != nil {
			return err
		}
		if old.State != Valid {
			return fault.Conflict("certificate.not_valid")
		}
		if err := r.end(ctx, tx, actor, a, old, Replaced, p.ID, p.Why); err != nil {
			return err
		}
	}
	if p.Kind == Own {
		if err := r.inForce(ctx, tx, actor, of, p); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: r.Clock.Now(), Actor: actor.Ref(), Act: "certificate.issue", Subject: string(p.Kind) + ":" + p.ID, Person: string(p.Person), After: map[string]string{"number": p.Number, "hash": info.Hash}})
}

// inForce enters an STTP of our own among the STTP, in the place of the one
// that its paper replaces. It refuses when another one is in force.
func (r *Registry) inForce(ctx context.Context, tx *db.Tx, actor access.Actor, of *press, p Paper) error {
	old, err := Of(ctx, tx, string(p.Person))
	if err != nil {
		return err
	}
	if old.ID != "" && (old.Paper == "" || old.Paper != p.Replaces) {
		return fault.Conflict("certificate.left.imported", "Number", old.Number)
	}
	batch, v := of.table.Batch, of.rows[p.Person].Verdict
	s := STTP{Person: string(p.Person), Number: p.Number, IssuedOn: p.IssuedOn, EndedOn: batch.End, Batch: batch.Label, Final: int(v.Final), Predicate: v.Predicate, Paper: p.ID}
	return r.enter(ctx, tx, actor, of.agency.ID, s, old, "")
}

// end says that a paper stands no more, once: the paper itself is not touched.
func (r *Registry) end(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, p Paper, how PaperState, successor, reason string) error {
	now := r.Clock.Now()
	_, err := tx.Exec(ctx, `INSERT INTO certificate_end (paper_id, how, successor, reason, at, actor) VALUES ($1, $2, $3, $4, $5, $6)`, p.ID, string(how), successor, reason, clock.Stamp(now), actor.Ref())
	if db.Unique(err) {
		return fault.Conflict("certificate.not_valid")
	}
	if err != nil {
		return fmt.Errorf("end paper: %w", err)
	}
	acts := map[PaperState]string{Revoked: "certificate.revoke", Replaced: "certificate.replace", Void: "certificate.void"}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: acts[how], Subject: string(p.Kind) + ":" + p.ID, Person: string(p.Person), Before: string(p.State), After: map[string]string{"state": string(how), "successor": successor}, Reason: reason})
}
