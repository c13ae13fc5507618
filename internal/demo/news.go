package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/notify"
	"pamong/internal/training"
)

// readNews lets those who sign in read what they have been told so far.
func (c *city) readNews(ctx context.Context) error {
	for _, role := range []access.Role{access.Officer, access.Coach, access.Participant} {
		r := notify.Reader{Account: c.actors[role].Account()}
		for _, g := range c.actors[role].Grants() {
			if role == access.Participant {
				r.Person = g.Scope.Person()
			}
		}
		if err := c.Post.ReadAll(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// toldSoFar is how many people of the batch the committee has called.
const toldSoFar = 26

// tellByWhatsApp lets the committee tell most people of a batch of the last
// change; a few were only written to, and the rest is still to come.
func (c *city) tellByWhatsApp(ctx context.Context, b training.Batch) error {
	committee := c.actors[access.Committee]
	events, _, err := notify.Events(ctx, c.DB, committee, string(c.agency.ID), notify.Narrow{Batch: string(b.ID)}, 1)
	if err != nil || len(events) == 0 {
		return err
	}
	_, people, err := notify.EventFor(ctx, c.DB, committee, string(c.agency.ID), events[0].ID)
	if err != nil {
		return err
	}
	var told []notify.NoteID
	for i, p := range people {
		if i >= toldSoFar+3 {
			break
		}
		if err := c.Post.Opening(ctx, p.Note); err != nil {
			return err
		}
		if i < toldSoFar {
			told = append(told, p.Note)
		}
	}
	_, err = c.Post.MarkTold(ctx, committee, string(c.agency.ID), events[0].ID, true, told...)
	return err
}
