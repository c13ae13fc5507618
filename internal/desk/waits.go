package desk

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
)

// Waits is what others owe the office of a whole agency.
type Waits struct {
	Owing   document.Owing                 // what people still have to bring
	Sheets  map[evaluation.ReturnState]int // of offices, by how far they are
	Mentors Mentors
	Own     roster.LinkCounts // links of candidates
}

// Mentors is how far the mentors of people in batches are.
type Mentors struct {
	None   int // participants in batches without one
	Unmade int // mentors whose link is to be made
	Unsent int // mentors whose link was made and not sent
	Over   int // mentors whose link has run out
	Asked  int // mentors who ask for a new link
}

// Links are signed links of one kind that the office has to make or to send.
type Links struct {
	Kind  string // own, mentors or units
	State string // asked, over, nolink or unsent
	N     int
	Path  string // of their list, below the agency
}

// Key is the message that says so.
func (l Links) Key() string { return "desk.links." + l.Kind + "." + l.State }

// Links lists the links that the office has to make or to send, those that
// somebody asks for first.
func (w Waits) Links() []Links {
	var list []Links
	for _, l := range []Links{
		{"own", "asked", w.Own.Asked, "people/links?state=asked"},
		{"mentors", "asked", w.Mentors.Asked, "mentors?state=asked"},
		{"units", "asked", w.Sheets[evaluation.ReturnAsked], "returns?state=asked"},
		{"own", "over", w.Own.Over, "people/links?state=over"},
		{"mentors", "over", w.Mentors.Over, "mentors?state=over"},
		{"own", "unsent", w.Own.Unsent, "people/links?state=unsent"},
		{"mentors", "nolink", w.Mentors.Unmade, "mentors?state=no_link"},
		{"mentors", "unsent", w.Mentors.Unsent, "mentors?state=unsent"},
		{"units", "nolink", w.Sheets[evaluation.ReturnNoLink], "returns?state=nolink"},
		{"units", "unsent", w.Sheets[evaluation.ReturnUnsent], "returns?state=unsent"},
	} {
		if l.N > 0 {
			list = append(list, l)
		}
	}
	return list
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
	if w.Own, err = r.Roster.CountLinks(ctx, actor, a); err != nil {
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
		if g.Pass == nil {
			w.Mentors.Unmade++
			continue
		}
		switch g.Pass.State(now) {
		case identity.PassUnsent:
			w.Mentors.Unsent++
		case identity.PassOver:
			w.Mentors.Over++
		case identity.PassAsked:
			w.Mentors.Asked++
		}
	}
	return w, nil
}
