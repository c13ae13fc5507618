package evaluation

import (
	"context"
	"net/mail"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// MayAsk reports whether an actor asks offices for their sheets. Only such a one
// is shown the link of an office: who has it acts for all of the office, in
// batches that the committee of one does not see.
func MayAsk(actor access.Actor, a org.Agency) bool {
	return actor.HasWhole(string(a.ID), collectors...)
}

// AskUnit makes the link of an office, or renews it, for whoever keeps its
// personnel; the link before ends at once. Of n it takes who that is, how they
// are reached, and the open link of which the actor was told.
func (b *Board) AskUnit(ctx context.Context, actor access.Actor, a org.Agency, unit org.UnitID, n identity.NewPass) (identity.Pass, error) {
	if err := actor.Require(string(a.ID), collectors...); err != nil {
		return identity.Pass{}, err
	}
	var f fault.Fields
	n.Holder, n.Title, n.Email = identity.OneLine(n.Holder), identity.OneLine(n.Title), strings.ToLower(strings.TrimSpace(n.Email))
	if n.Holder == "" || utf8.RuneCountInString(n.Holder) > mostName {
		f.Add("name", "evaluation.return.no_name")
	}
	if utf8.RuneCountInString(n.Title) > mostName {
		f.Add("title", "evaluation.return.long_title", "N", mostName)
	}
	phone, ok := identity.CleanPhone(n.Phone)
	if !ok {
		f.Add("phone", "evaluation.return.bad_phone")
	}
	if at, err := mail.ParseAddress(n.Email); n.Email != "" && (err != nil || at.Address != n.Email) {
		f.Add("email", "evaluation.return.bad_email")
	}
	if err := f.Err(); err != nil {
		return identity.Pass{}, err
	}
	n.Agency, n.Role, n.Scope, n.Phone = string(a.ID), access.Clerk, access.UnitScope(string(unit)), phone
	var p identity.Pass
	err := b.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := org.UnitByID(ctx, tx, a.ID, unit); err != nil {
			return err
		}
		var err error
		p, err = b.Links.MakePass(ctx, tx, actor, n)
		return err
	})
	return p, err
}

// mostName bounds names and titles, in characters.
const mostName = 200

// WithdrawUnit ends the link of an office at once.
func (b *Board) WithdrawUnit(ctx context.Context, actor access.Actor, a org.Agency, unit org.UnitID) error {
	if err := actor.Require(string(a.ID), collectors...); err != nil {
		return err
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		had, err := b.Links.WithdrawPass(ctx, tx, actor, string(a.ID), access.Clerk, access.UnitScope(string(unit)))
		if err == nil && !had {
			return fault.Conflict("evaluation.return.no_link")
		}
		return err
	})
}

// MailUnit sends the link of an office by e-mail to whoever keeps its personnel.
func (b *Board) MailUnit(ctx context.Context, actor access.Actor, a org.Agency, unit org.UnitID) error {
	if err := actor.Require(string(a.ID), collectors...); err != nil {
		return err
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := identity.PassAt(ctx, tx, string(a.ID), access.Clerk, access.UnitScope(string(unit)))
		if err != nil {
			return err
		}
		if p == nil {
			return fault.Conflict("evaluation.return.no_link")
		}
		queued, err := b.Post.MailPass(ctx, tx, actor, b.Links, *p, p.Email)
		if err == nil && !queued {
			err = fault.Conflict("notify.pass.nobody")
		}
		return err
	})
}
