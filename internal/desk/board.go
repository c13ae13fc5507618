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
	Waits
	Papers int // handed in, to be checked
}

// Waits is what others owe the office of a whole agency.
type Waits struct {
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

// Waits returns what others owe the office. Readers share it.
func (r *Reader) Waits(ctx context.Context, actor access.Actor, a org.Agency) (Waits, error) {
	if err := actor.Require(string(a.ID), access.Officer, access.Committee); err != nil {
		return Waits{}, err
	}
	return r.waits.Get(ctx, r.DB, string(a.ID), a.Today(r.Clock.Now()), func() (Waits, error) { return r.waiting(ctx, actor, a) })
}

func (r *Reader) waiting(ctx context.Context, actor access.Actor, a org.Agency) (Waits, error) {
	w := Waits{Sheets: map[evaluation.ReturnState]int{}}
	now := r.Clock.Now()
	var err error
	if w.Owing, err = r.Papers.Owing(ctx, actor, a); err != nil {
		return w, err
	}
	sheets, err := r.Evaluation.Returns(ctx, actor, a)
	if err != nil {
		return w, err
	}
	for i := range sheets {
		w.Sheets[sheets[i].State(now)]++
	}
	guided, err := r.Schedule.Guided(ctx, actor, a)
	if err != nil {
		return w, err
	}
	seen := map[schedule.MentorID]bool{}
	for _, g := range guided {
		if g.Mentor == nil {
			w.Mentors.None++
			continue
		}
		if seen[g.Mentor.Mentor.ID] {
			continue
		}
		seen[g.Mentor.Mentor.ID] = true
		switch {
		case g.Pass == nil || g.Pass.State(now) == identity.PassUnsent || g.Pass.State(now) == identity.PassOver:
			w.Mentors.Links++
		case g.Pass.State(now) == identity.PassAsked:
			w.Mentors.Asked++
		}
	}
	return w, nil
}
