package desk

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/schedule"
)

// Board is what the office works through: what is due, who waits for it, and
// which office lacks what.
type Board struct {
	Today clock.Date
	*probation.Board
	Papers  int                            // handed in, to be checked
	Owing   document.Owing                 // what people still have to bring
	Sheets  map[evaluation.ReturnState]int // of offices, by how far they are
	Mentors Mentors
}

// Mentors is how far the mentors of people in batches are.
type Mentors struct {
	None  int // participants in batches without one
	Links int // mentors whose link is to be made or sent
	Asked int // mentors who ask for a new link
}

// boarders work with the board; leaders and auditors read it.
var boarders = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor}

// Board draws up the board of an agency.
func (r *Reader) Board(ctx context.Context, actor access.Actor, a org.Agency) (Board, error) {
	b := Board{Today: a.Today(r.Clock.Now()), Sheets: map[evaluation.ReturnState]int{}}
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
	waiting, err := r.waits.Get(ctx, r.DB, string(a.ID), b.Today, func() (waiting, error) { return r.waiting(ctx, actor, a) })
	b.Sheets, b.Mentors, b.Owing = waiting.sheets, waiting.mentors, waiting.owing
	return b, err
}

// waiting is what others owe the office of a whole agency. Readers share it.
type waiting struct {
	sheets  map[evaluation.ReturnState]int
	mentors Mentors
	owing   document.Owing
}

func (r *Reader) waiting(ctx context.Context, actor access.Actor, a org.Agency) (waiting, error) {
	w := waiting{sheets: map[evaluation.ReturnState]int{}}
	now := r.Clock.Now()
	var err error
	if w.owing, err = r.Papers.Owing(ctx, actor, a); err != nil {
		return w, err
	}
	sheets, err := r.Evaluation.Returns(ctx, actor, a)
	if err != nil {
		return w, err
	}
	for i := range sheets {
		w.sheets[sheets[i].State(now)]++
	}
	guided, err := r.Schedule.Guided(ctx, actor, a)
	if err != nil {
		return w, err
	}
	seen := map[schedule.MentorID]bool{}
	for _, g := range guided {
		if g.Mentor == nil {
			w.mentors.None++
			continue
		}
		if seen[g.Mentor.Mentor.ID] {
			continue
		}
		seen[g.Mentor.Mentor.ID] = true
		switch {
		case g.Pass == nil || g.Pass.State(now) == identity.PassUnsent || g.Pass.State(now) == identity.PassOver:
			w.mentors.Links++
		case g.Pass.State(now) == identity.PassAsked:
			w.mentors.Asked++
		}
	}
	return w, nil
}
