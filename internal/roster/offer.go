package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// A transfer between two agencies of one installation waits for the other one:
// the officers of each are told what the other has done.

func offerKey(t Transfer) string { return "roster.offer:" + string(t.ID) }

// tellOfficers tells the officers of an agency of one change of a transfer.
func (d *Desk) tellOfficers(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, key, title, text, path string, t Transfer) error {
	a, err := org.AgencyByID(ctx, tx, agency)
	if err != nil {
		return err
	}
	officers, err := access.HoldersOf(ctx, tx, string(agency), []access.Role{access.Officer}, []access.Scope{access.Whole})
	if err != nil {
		return err
	}
	return d.Post.Send(ctx, tx, actor,
		notify.Event{Agency: string(agency), Key: key, Title: i18n.Say(title, "Name", t.Name)},
		notify.Letter{Accounts: officers, Text: i18n.Say(text, "Name", t.Name, "From", t.FromName, "To", t.ToName, "On", t.Left), Href: a.Path(path), Office: true})
}

// tellOffered tells the receiving agency that somebody is offered to it.
func (d *Desk) tellOffered(ctx context.Context, tx *db.Tx, actor access.Actor, t Transfer) error {
	return d.tellOfficers(ctx, tx, actor, t.To, offerKey(t), "roster.told.one_offered", "roster.told.offered", "transfers/"+string(t.ID), t)
}

// tellAccepted tells the releasing agency that the other one has the person.
func (d *Desk) tellAccepted(ctx context.Context, tx *db.Tx, actor access.Actor, t Transfer) error {
	return d.tellOfficers(ctx, tx, actor, t.Agency, "roster.accepted:"+string(t.ID), "roster.told.one_accepted", "roster.told.accepted", "transfers/"+string(t.ID), t)
}

// tellRecalled takes the word of the offer back, which leads nowhere any more,
// and tells a receiving agency that had it that the offer was taken back.
func (d *Desk) tellRecalled(ctx context.Context, tx *db.Tx, actor access.Actor, t Transfer) error {
	told, err := d.Post.WasTold(ctx, tx, string(t.To), offerKey(t))
	if err != nil || !told {
		return err
	}
	if err := d.Post.Withdraw(ctx, tx, string(t.To), offerKey(t)); err != nil {
		return err
	}
	return d.tellOfficers(ctx, tx, actor, t.To, "roster.recall:"+string(t.ID), "roster.told.one_recalled", "roster.told.recalled", "transfers", t)
}
