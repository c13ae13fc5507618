package probation

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Hold is one gate, or the year itself, and whom it holds back.
type Hold struct {
	Gate  *regulation.Gate
	All   int // people who lack it
	Alone int // people who would be ready by the day if only this came
}

// Forecast says who can be appointed by a day if nothing more comes in, and
// what would free most of the others.
type Forecast struct {
	By     clock.Date
	People int // still in probation
	Ready  []Candidate
	Waits  []Candidate // lack something
	Later  int         // lack nothing, but their year is full only after the day
	Halted int         // suspended
	Holds  []Hold      // those that free most people first
}

// Forecast judges everybody within the actor's reach as of a day to come, with
// what is known today.
func (o *Office) Forecast(ctx context.Context, actor access.Actor, a org.Agency, by clock.Date) (Forecast, error) {
	list, err := o.Candidates(ctx, actor, a, by)
	if err != nil {
		return Forecast{}, err
	}
	return foresee(list, by), nil
}

// foresee sorts people as they stand on the day. Values in, values out.
func foresee(list []Candidate, by clock.Date) Forecast {
	f := Forecast{By: by}
	holds := map[string]*Hold{}
	for _, c := range list {
		switch {
		case c.Ended():
			continue
		case c.Path.State == StateSuspended:
			f.People++
			f.Halted++
			continue
		}
		f.People++
		full := c.Term.Ends <= by
		lacks := c.Lacks()
		switch {
		case len(lacks) == 0 && full:
			f.Ready = append(f.Ready, c)
		case len(lacks) == 0:
			f.Later++
		default:
			f.Waits = append(f.Waits, c)
		}
		for _, g := range lacks {
			h := holds[g.Gate.Key]
			if h == nil {
				h = &Hold{Gate: g.Gate}
				holds[g.Gate.Key] = h
			}
			h.All++
			if full && alone(lacks, g) {
				h.Alone++
			}
		}
	}
	for _, h := range holds {
		f.Holds = append(f.Holds, *h)
	}
	slices.SortFunc(f.Holds, func(x, y Hold) int {
		return cmp.Or(cmp.Compare(y.Alone, x.Alone), cmp.Compare(y.All, x.All), cmp.Compare(x.Gate.Key, y.Gate.Key))
	})
	return f
}

// twins are gates that one paper meets together: the law and its proof.
var twins = map[string]string{"health": "health_letter", "health_letter": "health", "training": "sttp", "sttp": "training"}

// alone reports whether a gate, with its twin, is all that is lacking.
func alone(lacks []GateState, g GateState) bool {
	for _, other := range lacks {
		if key := other.Gate.Key; key != g.Gate.Key && key != twins[g.Gate.Key] {
			return false
		}
	}
	return true
}

// NextFull returns the next day on which the year of somebody in probation is
// full, today when there is none.
func (o *Office) NextFull(ctx context.Context, actor access.Actor, a org.Agency) (clock.Date, error) {
	today := a.Today(o.Clock.Now())
	list, err := o.Candidates(ctx, actor, a, today)
	if err != nil {
		return "", err
	}
	next := clock.Date("")
	for _, c := range list {
		if !c.Ended() && c.Term.Ends >= today && (next == "" || c.Term.Ends < next) {
			next = c.Term.Ends
		}
	}
	if next == "" {
		return today, nil
	}
	return next, nil
}
