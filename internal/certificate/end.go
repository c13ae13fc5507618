package certificate

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Revoke takes a paper back, with the reason. Whoever checks an old copy is
// told. The person of a revoked STTP has none in force until another is issued
// or imported.
func (r *Registry) Revoke(ctx context.Context, actor access.Actor, a org.Agency, paper, reason string) error {
	reason, err := mayEnd(actor, a, reason)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := lockRegister(ctx, tx, a.ID); err != nil {
			return err
		}
		p, err := valid(ctx, tx, a.ID, paper)
		if err != nil {
			return err
		}
		if p.Kind == Own {
			if err := tx.Do(ctx, `UPDATE certificate_sttp SET revoked_at = $1 WHERE paper_id = $2`, clock.Stamp(r.Clock.Now()), p.ID); err != nil {
				return fmt.Errorf("revoke STTP: %w", err)
			}
		}
		if err := r.end(ctx, tx, actor, a, p, Revoked, "", reason); err != nil {
			return err
		}
		return r.tellRevoked(ctx, tx, actor, a, p, reason)
	})
}

// Replace puts a paper with a number of its own in the place of one that
// stands, with the reason: a name was corrected, a result was. The old one
// stands until the new one is printed; both say so when they are checked. It
// returns the new paper.
func (r *Registry) Replace(ctx context.Context, actor access.Actor, a org.Agency, paper, reason string) (Paper, error) {
	reason, err := mayEnd(actor, a, reason)
	if err != nil {
		return Paper{}, err
	}
	old, err := valid(ctx, r.DB, a.ID, paper)
	if err != nil {
		return Paper{}, err
	}
	table, err := r.Board.Table(ctx, actor, a, old.Batch)
	if err != nil {
		return Paper{}, err
	}
	var p Paper
	since := clock.Stamp(r.Clock.Now())
	err = r.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := lockRegister(ctx, tx, a.ID); err != nil {
			return err
		}
		if _, err := valid(ctx, tx, a.ID, paper); err != nil {
			return err
		}
		f, err := r.findings(ctx, tx, a, table)
		if err != nil {
			return err
		}
		p, err = r.succeed(ctx, tx, actor, a, f, old, reason)
		return err
	})
	if err != nil {
		return Paper{}, err
	}
	out, err := r.Print(ctx, actor, a, old.Batch, nil)
	if err == nil {
		err = r.tell(ctx, actor, a, old.Batch, since, out)
	}
	if err != nil {
		return Paper{}, err
	}
	for _, f := range out.Failed {
		if f.Paper.ID == p.ID {
			return Paper{}, f.Err
		}
	}
	return ByID(ctx, r.DB, a.ID, p.ID)
}

// succeed numbers the successor of a paper, or returns the one that was
// numbered before and not printed.
func (r *Registry) succeed(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, f *findings, old Paper, reason string) (Paper, error) {
	if made := f.held[old.Person][old.Kind].making; made.Replaces == old.ID {
		return made, nil
	}
	var row *evaluation.Row
	for i := range f.table.Rows {
		if f.table.Rows[i].Person.ID == old.Person {
			row = &f.table.Rows[i]
		}
	}
	switch {
	case row == nil || row.Verdict == nil:
		return Paper{}, fault.Conflict("certificate.left.no_verdict")
	case old.Kind == Own && row.Verdict.Outcome != regulation.Passed:
		return Paper{}, fault.Conflict("certificate.left.failed")
	}
	if old.Kind == Own {
		if err := f.basis.refuse(f.today); err != nil {
			return Paper{}, err
		}
	}
	p := Paper{ID: id.New(), Kind: old.Kind, Batch: old.Batch, Person: old.Person, Verdict: row.Verdict.ID, IssuedOn: f.today, Days: f.days, JP: f.jp, Replaces: old.ID, Why: reason}
	return p, r.take(ctx, tx, actor, a, f.form(old.Kind), f.occasion(row), &p)
}

// mayEnd refuses who may not end papers, and an act without its reason.
func mayEnd(actor access.Actor, a org.Agency, reason string) (string, error) {
	if err := actor.Require(string(a.ID), issuers...); err != nil {
		return "", err
	}
	var f fault.Fields
	switch reason = strings.TrimSpace(reason); {
	case reason == "":
		f.Add("reason", "certificate.no_reason")
	case tooLong(reason):
		f.Add("reason", "certificate.reason_long", "N", longestReason)
	}
	return reason, f.Err()
}

// longestReason is the most letters of a reason.
const longestReason = 300

func tooLong(reason string) bool {
	return utf8.RuneCountInString(strings.ReplaceAll(reason, "\r\n", "\n")) > longestReason
}

// valid returns a paper that stands.
func valid(ctx context.Context, q db.Q, agency org.AgencyID, paper string) (Paper, error) {
	p, err := ByID(ctx, q, agency, paper)
	if err == nil && p.State != Valid {
		err = fault.Conflict("certificate.not_valid")
	}
	return p, err
}
