package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/seminar"
	"pamong/internal/training"
)

// slotted is when the slots of the design seminars of wave I are published.
const slotted clock.Date = "2025-07-22"

// seminars plans the design seminars of the first wave and publishes them.
func (c *city) seminars(ctx context.Context, batches []training.Batch) error {
	for _, b := range batches {
		if b.WaveNumber != 1 {
			continue
		}
		at, err := c.slots(ctx, b, seminar.Design)
		if err != nil || at.Mark == "" {
			return err
		}
		if err := c.Seminars.Publish(ctx, c.actors[access.Committee], at, ""); err != nil {
			return err
		}
	}
	return nil
}

// finalSeminars leave drafts of the final seminars of some batches.
func (c *city) finalSeminars(ctx context.Context, batches []training.Batch) error {
	for _, b := range batches {
		if _, err := c.slots(ctx, b, seminar.Final); err != nil {
			return err
		}
	}
	return nil
}

// slots plans a seminar of a batch, if the schedule has it.
func (c *city) slots(ctx context.Context, b training.Batch, subject seminar.Subject) (seminar.At, error) {
	at := seminar.At{Agency: c.agency.ID, Batch: b.ID, Subject: subject}
	v, err := seminar.Look(ctx, c.DB, c.agency.ID, b.ID, subject)
	if err != nil || len(v.Sessions) == 0 {
		return at, err
	}
	at.Mark = v.Mark()
	if err := c.Seminars.Propose(ctx, c.actors[access.Committee], at, v.Settings, false); err != nil {
		return at, err
	}
	v, err = seminar.Look(ctx, c.DB, c.agency.ID, b.ID, subject)
	at.Mark = v.Mark()
	return at, err
}
