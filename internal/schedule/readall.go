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

// among returns the sessions of other batches that othersOf would return.
func among(all []Session, b training.Batch, sessions []Session) []Session {
	first, last := monthsOf(b)
	n := needsOf(sessions)
	var list []Session
	for i := range all {
		s := &all[i]
		if s.Batch != b.ID && s.Day >= first && s.Day <= last && (n.named || n.trainers[s.TrainerID] && s.Trainer != "" || n.rooms[s.RoomID]) {
			list = append(list, *s)
		}
	}
	return list
}

// needs are the trainers and rooms with which sessions could clash.
type needs struct {
	trainers map[trainer.ID]bool // "" for who is only named
	rooms    map[venue.RoomID]bool
	named    bool // a session names somebody who may be any of the list
}

func needsOf(sessions []Session) needs {
	n := needs{trainers: map[trainer.ID]bool{"": true}, rooms: map[venue.RoomID]bool{}}
	for _, s := range sessions {
		n.named = n.named || s.leads() && s.TrainerID == ""
		n.trainers[s.TrainerID] = true
		if s.RoomID != "" {
			n.rooms[s.RoomID] = true
		}
	}
	return n
}

// monthsOf returns the first and the last day of the months in which a batch
// runs, "" for one without dates.
func monthsOf(b training.Batch) (first, last clock.Date) {
	if !b.Start.Valid() || !b.End.Valid() {
		return "", ""
	}
	return clock.NewDate(b.Start.Year(), b.Start.Time().Month(), 1), clock.NewDate(b.End.Year(), b.End.Time().Month()+1, 1).AddDays(-1)
}

// resourced reports whether a session has a trainer or a room of the lists.
func (s Session) resourced() bool { return s.TrainerID != "" || s.RoomID != "" }
