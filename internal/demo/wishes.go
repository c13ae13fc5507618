package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// wishes notes what the next division has to heed: somebody on duty, a couple,
// the two people of one small unit, and a unit far from the seat.
func (c *city) wishes(ctx context.Context) error {
	people, err := roster.All(ctx, c.DB, c.agency.ID)
	if err != nil {
		return err
	}
	byUnit := map[org.UnitID][]roster.PersonID{}
	var couple []roster.PersonID
	var small org.UnitID
	for _, p := range people {
		byUnit[p.Unit] = append(byUnit[p.Unit], p.ID)
		if p.Golongan == "III/a" && p.Sex == []string{"L", "P", ""}[len(couple)] {
			couple = append(couple, p.ID)
		}
	}
	for _, p := range people {
		if n := len(byUnit[p.Unit]); n > 1 && (small == "" || n < len(byUnit[small])) {
			small = p.Unit
		}
	}
	committee := c.actors[access.Committee]
	_, err = c.Training.Know(ctx, committee, c.agency.ID, []training.Known{
		{Kind: training.KnownKind(training.OnDuty), Person: people[7].ID, From: "2026-01-05", Until: "2026-03-27", Document: "094/12/BKPSDM/2025"},
		{Kind: training.KnownTogether, Person: couple[0], Other: couple[1], Reason: "Suami istri, berangkat bersama"},
		{Kind: training.KnownApart, Person: byUnit[small][0], Other: byUnit[small][1], Reason: "Hanya berdua melayani loket", Document: "800/31/2025"},
	})
	if err != nil {
		return err
	}
	return c.Training.SetFar(ctx, committee, c.agency.ID, small, 75)
}
