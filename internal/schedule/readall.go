package schedule

import (
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// LookAheadAll does what LookAhead does for many batches of an agency, and reads
// what they share once.
func LookAheadAll(ctx context.Context, q db.Q, agency org.AgencyID, batches []training.Batch) ([]View, error) {
	var from, until clock.Date
	for _, b := range batches {
		first, last := monthsOf(b)
		if first != "" && (from == "" || first < from) {
			from = first
		}
		until = max(until, last)
	}
	all, err := Planned(ctx, q, agency, from, until)
	if err != nil {
		return nil, err
	}
	staff, err := trainer.StaffOf(ctx, q, agency, from, until)
	if err != nil {
		return nil, err
	}
	stock, err := venue.StockOf(ctx, q, agency, from, until)
	if err != nil {
		return nil, err
	}
	var views []View
	for _, b := range batches {
		v, err := Latest(ctx, q, b)
		if err != nil {
			return nil, err
		}
		if v.Latest.ID != "" {
			v.beside = newest
			if slices.ContainsFunc(v.Sessions, Session.resourced) {
				if v.frame.resources, err = resourcesFrom(ctx, q, b, staff, stock); err != nil {
					return nil, err
				}
			}
			v.Problems = v.frame.check(v.Sessions, among(all, b, v.Sessions))
		}
		views = append(views, v)
	}
	return views, nil
}

// resourced reports whether a session has a trainer or a room of the lists.
func (s Session) resourced() bool { return s.TrainerID != "" || s.RoomID != "" }
