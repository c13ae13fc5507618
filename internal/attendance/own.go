package attendance

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Own is what a participant sees of the own attendance.
type Own struct {
	Rules    *regulation.Pack
	Sessions []schedule.Session // until today, the newest first
	Marks    map[schedule.SessionID]Mark
	Tally    Tally
}

// Own returns the attendance of the participant who asks; empty before they
// have a seat.
func (d *Desk) Own(ctx context.Context, actor access.Actor, a org.Agency) (Own, error) {
	o := Own{Marks: map[schedule.SessionID]Mark{}}
	person := PersonOf(actor, a)
	if person == "" {
		if err := actor.Require(string(a.ID), access.Participant); err != nil {
			return o, err
		}
		return o, fault.NotFound("access.not_found")
	}
	today := a.Today(d.Clock.Now())
	seat, err := training.SeatOn(ctx, d.DB, person, today)
	if fault.KindOf(err) == fault.KindNotFound {
		return o, nil
	}
	if err != nil {
		return o, err
	}
	if o.Rules, err = training.PackOf(ctx, d.DB, seat.Batch); err != nil {
		return o, err
	}
	list, err := marks(ctx, d.DB, `chain_id = $1`, string(seat.Chain))
	if err != nil {
		return o, err
	}
	for _, m := range list {
		o.Marks[m.Session] = m
	}
	all, err := schedule.Sessions(ctx, d.DB, seat.Batch)
	if err != nil {
		return o, err
	}
	for _, s := range all {
		if expects(s.Outline(), seat) && s.Day <= today {
			o.Sessions = append(o.Sessions, s)
		}
	}
	slices.Reverse(o.Sessions)
	counted, err := talliesOf(ctx, d.DB, seat.Batch, []training.Seat{seat}, outlines(all))
	o.Tally = counted[seat.Chain]
	return o, err
}
