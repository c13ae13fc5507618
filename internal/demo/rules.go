package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
)

// drafted is the day on which the administrator prepares the rules of the
// next year.
const drafted clock.Date = "2025-08-19"

// draftRules leaves two drafts for the next year, as an administrator does
// before the decrees are signed: a pack with smaller batches and a list with
// the holiday of the city.
func (c *city) draftRules(ctx context.Context) error {
	rules, admin, agency := c.Training.Rules, c.actors[access.Admin], string(c.agency.ID)
	by := regulation.Edition{Author: "Yoga Prasetyo, S.Kom.", Date: drafted, Basis: regulation.Instrument{Number: "Rancangan SK Kepala BKPSDM 000/2025", Date: drafted, About: "penyelenggaraan Latsar 2026"}}
	const pack = "latsar-2026-pontianak"
	order := regulation.CopyOrder{From: "latsar-2024", ID: pack, Title: regulation.Text{ID: "Latsar CPNS 2026 Kota Pontianak", EN: "CPNS basic training 2026 of Pontianak"}, EffectiveFrom: "2026-01-01", By: by}
	if err := rules.Copy(ctx, admin, agency, order); err != nil {
		return err
	}
	smaller := []regulation.Row{{Path: "training.batch.cap", Value: "32", Evidence: regulation.Evidence{Grade: regulation.GradeDocument, Source: by.Basis.Number}}}
	if err := rules.Change(ctx, admin, agency, pack, 1, by, smaller); err != nil {
		return err
	}
	_, err := rules.BeginDayList(ctx, admin, agency, regulation.ListOrder{Layer: regulation.Regional, Year: 2025, Days: []regulation.Day{{Date: "2025-10-23", Kind: calendar.Regional, Name: "Hari jadi kota"}},
		Basis: regulation.Instrument{Number: "Rancangan SK Wali Kota 000/2025", Date: drafted, About: "libur hari jadi kota"}})
	return err
}
