package probation

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// PerformanceOf returns the performance of a person by period, for the agency
// to which they go.
func PerformanceOf(ctx context.Context, q db.Q, person roster.PersonID) ([]Performance, error) {
	return performanceOf(ctx, q, string(person))
}

// Receive enters performance that somebody brought from another agency.
func (o *Office) Receive(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, person roster.PersonID, list []Performance) error {
	pack, err := o.pack(ctx, a)
	if err != nil {
		return err
	}
	for _, p := range list {
		cell, err := pack.Rate(p.Results, p.Behaviour)
		if err != nil || !validPeriod(p.Period) {
			return fault.Invalid("roster.bundle_bad").Because(err)
		}
		p.Predicate = cell.Predicate
		if err := o.evaluate(ctx, tx, actor, string(a.ID), rating{person: string(person), Performance: p, quadrant: cell.SIASNQuadrant}, "", ""); err != nil {
			return err
		}
	}
	return nil
}
