package venue

import (
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// Stock is what is known of the rooms of an agency between two days, for those
// who ask about many of them.
type Stock struct {
	Rooms    []Room // by name
	Closures map[RoomID][]Closure
	Trips    Trips
}

// StockOf reads the rooms of an agency, their closures between two days, and
// the trips between its sites.
func StockOf(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) (Stock, error) {
	var s Stock
	var err error
	if s.Rooms, err = All(ctx, q, agency); err != nil {
		return s, err
	}
	if s.Closures, err = Closures(ctx, q, agency, from, until); err != nil {
		return s, err
	}
	s.Trips, err = TripsOf(ctx, q, agency)
	return s, err
}

// ByID returns a room of the stock.
func (s *Stock) ByID(id RoomID) (Room, bool) {
	i := slices.IndexFunc(s.Rooms, func(r Room) bool { return r.ID == id })
	if i < 0 || id == "" {
		return Room{}, false
	}
	return s.Rooms[i], true
}

// Bars says why a room cannot take so many people at a time of a day: no
// longer used, closed, too few seats. None if it can.
func (s *Stock) Bars(r Room, day clock.Date, start, end, people int) []i18n.Line {
	var bars []i18n.Line
	if r.Until != "" && day >= r.Until {
		bars = append(bars, i18n.Say("venue.bar.left", "Day", r.Until))
	}
	for _, c := range s.Closures[r.ID] {
		if c.Meets(day, start, end) {
			bars = append(bars, i18n.Say("venue.bar.closed", "From", c.From, "Until", c.Until, "Reason", c.Reason))
		}
	}
	if !r.Fits(people) {
		bars = append(bars, i18n.Say("venue.bar.seats", "Seats", r.Seats, "N", people))
	}
	return bars
}

// Meets reports whether the room is closed at some time between two minutes of
// a day.
func (c Closure) Meets(day clock.Date, start, end int) bool {
	if day < c.From || day > c.Until {
		return false
	}
	return c.Start == 0 && c.End == 0 || c.Start < end && start < c.End
}
