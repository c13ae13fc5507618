package certificate

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// tell tells the people of a batch whose papers were numbered since a moment,
// or printed now, that they have them, and the office how many there are. A
// moment is told once, however often a killed run is taken up.
func (r *Registry) tell(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, since string, now Printed) error {
	if r.Post == nil {
		return nil
	}
	list, err := papers(ctx, r.DB, `p.agency_id = $1 AND p.batch_id = $2 AND p.made_at >= $3 AND p.blob_hash <> '' AND e.paper_id IS NULL`, string(a.ID), string(batch), since)
	if err != nil {
		return err
	}
	kinds := map[roster.PersonID]map[Kind]bool{}
	for _, p := range append(list, now.Papers...) {
		if kinds[p.Person] == nil {
			kinds[p.Person] = map[Kind]bool{}
		}
		kinds[p.Person][p.Kind] = true
	}
	if len(kinds) == 0 {
		return nil
	}
	b, err := training.BatchByID(ctx, r.DB, a.ID, batch)
	if err != nil {
		return err
	}
	people := map[string][]string{}
	for person, of := range kinds {
		key := "certificate.told.both"
		switch {
		case !of[Own]:
			key = "certificate.told.transcript"
		case !of[Transcript]:
			key = "certificate.told.sttp"
		}
		people[key] = append(people[key], string(person))
	}
	var letters []notify.Letter
	for key, ids := range people {
		letters = append(letters, notify.Letter{People: ids, Text: i18n.Say(key), More: []i18n.Line{i18n.Say("certificate.told.where")}, Href: a.Path("me")})
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		c, err := training.CircleOf(ctx, tx, b)
		if err != nil {
			return err
		}
		all := i18n.Say("certificate.told.office", "N", max(len(list), len(now.Papers)), "Batch", b.Label)
		office := notify.Letter{Accounts: c.Office, Text: all, Href: a.Path("certificates/b/" + string(batch)), Office: true}
		return r.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "certificate.issue:" + string(batch) + ":" + since, Batch: string(batch), Wide: len(kinds) > 1, Title: all}, append(letters, office)...)
	})
}

// tellRevoked tells somebody that a paper of theirs holds no longer, and why:
// a copy that is still shown around does harm to them first.
func (r *Registry) tellRevoked(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, p Paper, reason string) error {
	if r.Post == nil {
		return nil
	}
	text := i18n.Say("certificate.told.revoked_transcript", "Number", p.Number)
	if p.Kind == Own {
		text = i18n.Say("certificate.told.revoked_sttp", "Number", p.Number)
	}
	return r.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "certificate.revoke:" + p.ID, Batch: string(p.Batch), Title: text},
		notify.Letter{People: []string{string(p.Person)}, Text: text, Href: a.Path("me"), Private: true,
			More: []i18n.Line{i18n.Say("certificate.told.revoked_why", "Reason", reason), i18n.Say("certificate.told.revoked_next")}})
}

// importKey names the event of an import.
func importKey(imp string) string { return "certificate.import:" + imp }

// tellImported tells people that their STTP from LAN is entered.
func (r *Registry) tellImported(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, imp string, people []string) error {
	if r.Post == nil || len(people) == 0 {
		return nil
	}
	a, err := org.AgencyByID(ctx, tx, agency)
	if err != nil {
		return err
	}
	return r.Post.Send(ctx, tx, actor,
		notify.Event{Agency: string(agency), Key: importKey(imp), Wide: true, Title: i18n.Say("certificate.told.imported_n", "N", len(people))},
		notify.Letter{People: people, Text: i18n.Say("certificate.told.imported"), Href: a.Path("me")})
}
