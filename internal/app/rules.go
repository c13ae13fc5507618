package app

import (
	"context"

	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation/regulationweb"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

// rulesNeighbours tells the pages of the rules, which are older than agencies,
// accounts and programmes, what those houses know.
func (h *House) rulesNeighbours() regulationweb.Neighbours {
	return regulationweb.Neighbours{
		Place: func(ctx context.Context) regulationweb.Place {
			a := org.From(ctx)
			return regulationweb.Place{ID: string(a.ID), Code: a.Code, Name: a.Name, Today: a.Today(h.Clock.Now())}
		},
		Names: func(ctx context.Context, q db.Q, actors []string) (map[string]string, error) {
			return identity.Names(ctx, q, actors)
		},
		Programme: func(ctx context.Context, programme string) string {
			return trainingweb.ProgrammePath(org.From(ctx), training.ProgrammeID(programme))
		},
	}
}
