package evaluation

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/training"
)

// tell tells everybody of a batch that the meeting has decided. The result
// itself stands on each person's page, never in the message.
func (b *Board) tell(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, t *Table) error {
	if b.Post == nil {
		return nil
	}
	c, err := training.CircleOf(ctx, tx, t.Batch)
	if err != nil {
		return err
	}
	var people []string
	for i := range t.Rows {
		people = append(people, string(t.Rows[i].Person.ID))
	}
	batch := t.Batch.Called()
	all := i18n.Say("evaluation.told.locked", "Batch", batch, "N", len(people))
	href := a.Path("evaluation/" + string(t.Batch.ID))
	return b.Post.Send(ctx, tx, actor,
		notify.Event{Agency: string(a.ID), Key: "evaluation.lock:" + string(t.Batch.ID), Batch: string(t.Batch.ID), Wide: true, Title: all},
		notify.Letter{People: people, Text: i18n.Say("evaluation.told.result", "Batch", batch), More: []i18n.Line{i18n.Say("evaluation.told.where")}, Href: a.Path("me")},
		notify.Letter{Accounts: c.Guides, Text: all, Href: href},
		notify.Letter{Accounts: c.Office, Text: all, Href: href, Office: true})
}
