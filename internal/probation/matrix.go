package probation

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Grid is how the people of one period stand in the matrix of results and
// behaviour.
type Grid struct {
	Period  string
	Periods []string // that are on record, newest first
	Cells   map[[2]regulation.Rating]int
	Plain   int // only the predicate is known
	None    int // not evaluated
	People  int // in all, but for those whose probation is over
}

// Rated are the ratings from best to worst, as the matrix is drawn.
var Rated = []regulation.Rating{regulation.Above, regulation.Meets, regulation.Below}

// GridOf counts the people within the actor's reach by the evaluation of a
// period; without one, of the newest year.
func (o *Office) GridOf(ctx context.Context, actor access.Actor, a org.Agency, period string) (Grid, []Candidate, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return Grid{}, nil, err
	}
	periods, err := db.Column[string](ctx, o.DB, "list periods", `SELECT DISTINCT period FROM probation_performance WHERE agency_id = $1 AND replaced_by = '' ORDER BY period DESC`, string(a.ID))
	if err != nil {
		return Grid{}, nil, err
	}
	if !slices.Contains(periods, period) {
		period = ""
		if i := slices.IndexFunc(periods, func(p string) bool { return len(p) == 4 }); i >= 0 {
			period = periods[i]
		} else if len(periods) > 0 {
			period = periods[0]
		}
	}
	list, err := o.Candidates(ctx, actor, a, a.Today(o.Clock.Now()))
	if err != nil {
		return Grid{}, nil, err
	}
	g := Grid{Period: period, Periods: periods, Cells: map[[2]regulation.Rating]int{}}
	for _, c := range list {
		e, ok := c.In(period)
		switch {
		case c.Ended() && !ok:
			continue
		case !ok:
			g.None++
		case e.Results == "":
			g.Plain++
		default:
			g.Cells[[2]regulation.Rating{e.Results, e.Behaviour}]++
		}
		g.People++
	}
	return g, list, nil
}

// In returns somebody's evaluation of a period.
func (c Candidate) In(period string) (Performance, bool) {
	i := slices.IndexFunc(c.Performance, func(e Performance) bool { return e.Period == period })
	if i < 0 {
		return Performance{}, false
	}
	return c.Performance[i], true
}
