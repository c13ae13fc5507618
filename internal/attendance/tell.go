package attendance

import (
	"context"
	"fmt"

	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// openedCase is the act of opening a case.
const openedCase = "attendance.open_case"

// tell tells officers and committee whose absences now break a limit, once for
// all people of one roll. The names stay within the inbox.
func (c *calling) tell(ctx context.Context, opened []roster.PersonID, at string) error {
	if c.desk.Post == nil || len(opened) == 0 {
		return nil
	}
	b, err := training.BatchByID(ctx, c.tx, c.agency.ID, c.batch)
	if err != nil {
		return err
	}
	circle, err := training.CircleOf(ctx, c.tx, b)
	if err != nil {
		return err
	}
	var names []i18n.Line
	for _, person := range opened {
		p, err := roster.ByID(ctx, c.tx, c.agency.ID, person)
		if err != nil {
			return err
		}
		names = append(names, i18n.Say("attendance.told.name", "Name", p.Name))
	}
	text := i18n.Say("attendance.told.case", "N", len(opened), "Batch", b.Called())
	return c.desk.Post.Send(ctx, c.tx, c.actor,
		notify.Event{Agency: string(c.agency.ID), Key: fmt.Sprintf("attendance.case:%s:%s", c.batch, at), Batch: string(c.batch), Title: text},
		notify.Letter{Accounts: circle.Office, Text: text, More: names, Href: c.agency.Path("attendance/cases"), Private: true, Office: true})
}
