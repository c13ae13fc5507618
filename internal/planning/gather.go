package planning

import (
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// pastMonths is how many months before a round count for even shares.
const pastMonths = 3

// Gather reads all that a plan of some batches of an agency depends on: the
// latest version of each schedule, and what is there on its days. It judges
// nobody.
func (d *Desk) Gather(ctx context.Context, q db.Q, a org.Agency, batches []training.Batch, w Weights, mend bool) (*Round, error) {
	r := &Round{Agency: a.ID, Today: a.Today(d.Clock.Now()), Weights: w, Mend: mend, Kept: map[schedule.SessionID]bool{}, Timed: map[schedule.SessionID]Hold{}}
	from, until := span(batches)
	if err := r.courses(ctx, q, batches); err != nil {
		return nil, err
	}
	staff, err := trainer.StaffOf(ctx, q, a.ID, from, until)
	if err != nil {
		return nil, err
	}
	r.Trainers, r.Rights, r.Absences, r.Bounds = staff.Trainers, staff.Rights, staff.Absences, staff.Bounds
	if r.Bindings, err = trainer.BindingsOf(ctx, q, a.ID); err != nil {
		return nil, err
	}
	if r.Rooms, err = venue.All(ctx, q, a.ID); err != nil {
		return nil, err
	}
	if r.Closures, err = venue.Closures(ctx, q, a.ID, from, until); err != nil {
		return nil, err
	}
	if r.Trips, err = venue.TripsOf(ctx, q, a.ID); err != nil {
		return nil, err
	}
	if err := r.others(ctx, q, from, until); err != nil {
		return nil, err
	}
	interests, err := d.Trainers.InterestsOf(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	if err := r.conflicts(ctx, q, interests); err != nil {
		return nil, err
	}
	parts, err := d.Schedule.Parts(ctx, q, a.ID, from, until)
	if err != nil {
		return nil, err
	}
	r.surround(parts)
	return r, nil
}

func span(batches []training.Batch) (from, until clock.Date) {
	for i, b := range batches {
		if i == 0 || b.Start < from {
			from = b.Start
		}
		until = max(until, b.End)
	}
	return from, until
}

// courses reads the schedules and how many people each group has.
func (r *Round) courses(ctx context.Context, q db.Q, batches []training.Batch) error {
	for _, b := range batches {
		v, err := schedule.Latest(ctx, q, b)
		if err != nil {
			return err
		}
		seats, err := training.Seats(ctx, q, b.ID)
		if err != nil {
			return err
		}
		c := Course{View: v, Sizes: make([]int, v.Groups())}
		for _, s := range seats {
			if s.GroupNumber >= 1 && s.GroupNumber <= len(c.Sizes) {
				c.Sizes[s.GroupNumber-1]++
			}
		}
		r.Courses = append(r.Courses, c)
	}
	return nil
}

// others reads what is published for batches outside the round, to the end of its
// last month, and what trainers led in the months before it.
func (r *Round) others(ctx context.Context, q db.Q, from, until clock.Date) error {
	r.Past = map[trainer.ID]int{}
	if !from.Valid() || !until.Valid() {
		return nil
	}
	taken, err := schedule.Taken(ctx, q, r.Agency, min(from.AddMonths(-pastMonths), firstOfMonth(from)), nextMonth(until).AddDays(-1))
	if err != nil {
		return err
	}
	for _, s := range taken {
		if r.holds(s.Batch) {
			continue
		}
		if s.Day >= firstOfMonth(from) && (s.Day < from || s.Day > until) {
			r.Months = append(r.Months, s)
		}
		switch {
		case s.Day < from && s.TrainerID != "" && s.Meets():
			r.Past[s.TrainerID] += s.JP
		case s.Day >= from && s.Day <= until:
			r.Others = append(r.Others, s)
		}
	}
	return nil
}

// holds reports whether a batch is one of the round.
func (r *Round) holds(b training.BatchID) bool {
	return slices.ContainsFunc(r.Courses, func(c Course) bool { return c.Batch.ID == b })
}

// conflicts notes who may not coach or examine a group, since a conflict of
// interest stands between them and one of its people.
func (r *Round) conflicts(ctx context.Context, q db.Q, interests trainer.Interests) error {
	people, err := roster.All(ctx, q, r.Agency)
	if err != nil {
		return err
	}
	seats, err := training.Seated(ctx, q, r.Agency)
	if err != nil {
		return err
	}
	r.Barred = map[Group][]trainer.ID{}
	for _, p := range people {
		seat, sits := seats[p.ID]
		at := Group{seat.Batch, seat.GroupNumber}
		for _, t := range r.Trainers {
			if sits && interests.Between(t, p) != trainer.NoConflict && !slices.Contains(r.Barred[at], t.ID) {
				r.Barred[at] = append(r.Barred[at], t.ID)
			}
		}
	}
	return nil
}
