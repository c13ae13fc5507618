package desk

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// Board is what the office works through: what is due, who waits for it, and
// which office lacks what.
type Board struct {
	Today clock.Date
	*probation.Board
	Waits
	Papers int // handed in, to be checked
}

// boarders work with the board; leaders and auditors read it.
var boarders = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor}

// Board draws up the board of an agency.
func (r *Reader) Board(ctx context.Context, actor access.Actor, a org.Agency) (Board, error) {
	b := Board{Today: a.Today(r.Clock.Now())}
	if err := actor.Require(string(a.ID), boarders...); err != nil {
		return b, err
	}
	var err error
	if b.Board, err = r.Probation.Board(ctx, actor, a, b.Today); err != nil {
		return b, err
	}
	if !actor.HasWhole(string(a.ID), access.Officer, access.Committee) {
		return b, nil
	}
	states, err := document.CountStates(ctx, r.DB, string(a.ID))
	if err != nil {
		return b, err
	}
	b.Papers = states[document.Waiting]
	b.Waits, err = r.Waits(ctx, actor, a)
	return b, err
}
