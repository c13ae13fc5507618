package app

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
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
		Moves: h.moves,
	}
}

// moves names the batches of the agency that wait for an agreement because a
// newer list of days off would move them.
func (h *House) moves(ctx context.Context, q db.Q) ([]regulationweb.Move, error) {
	a, s := org.From(ctx), i18n.From(ctx)
	sight, err := training.SightOf(ctx, q, access.From(ctx), a.ID)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil // the operator keeps rules and sees no batch
	}
	if err != nil || !sight.Whole {
		return nil, err
	}
	programmes, err := training.Programmes(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	var moves []regulationweb.Move
	for _, p := range programmes {
		drifts, err := h.Training.Drifts(ctx, q, a, p.ID)
		if err != nil {
			return nil, err
		}
		if len(drifts) == 0 {
			continue
		}
		pack, err := training.PackOfProgramme(ctx, q, p.ID)
		if err != nil {
			return nil, err
		}
		course, err := pack.Training.Mode(p.Mode)
		if err != nil {
			return nil, err
		}
		for _, d := range drifts {
			m := regulationweb.Move{Programme: p.Name, Batch: trainingweb.BatchName(ctx, d.Batch), Href: trainingweb.ProgrammePath(a, p.ID) + "/holidays"}
			for _, shift := range d.Shifts {
				m.Stages = append(m.Stages, regulationweb.MovedStage{Name: training.StageTitle(s, course, shift.Stage), Before: s.Period(shift.Start, shift.End), After: s.Period(shift.NewStart, shift.NewEnd)})
			}
			moves = append(moves, m)
		}
	}
	return moves, nil
}
