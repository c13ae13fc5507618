package schedule

import (
	"context"
	"maps"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// Sessions of other batches can only clash with those of a batch through a trainer
// or a room. The two functions below leave away all others, which makes checks
// quicker and changes none: one asks the database, for one batch; the other has
// read all sessions once, for many.

// othersOf returns the sessions of other batches in the months of a batch that may
// have a trainer or a room of its sessions: the same by id, or somebody who is
// only named. A condition on the version says which versions count.
func othersOf(ctx context.Context, q db.Q, b training.Batch, sessions []Session, which string) ([]Session, error) {
	first, last := monthsOf(b)
	if first == "" {
		return nil, nil
	}
	n := needsOf(sessions)
	if n.named {
		return occupying(ctx, q, b.Agency, first, last, which, ` AND s.batch_id <> $4`, string(b.ID))
	}
	led, args := db.In("s.trainer_id", slices.Sorted(maps.Keys(n.trainers)), 5)
	lie, more := db.In("s.room_id", slices.Sorted(maps.Keys(n.rooms)), 5+len(args))
	return occupying(ctx, q, b.Agency, first, last, which, ` AND s.batch_id <> $4 AND (s.trainer <> '' AND `+led+` OR `+lie+`)`, slices.Concat([]any{string(b.ID)}, args, more)...)
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
